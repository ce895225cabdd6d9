"""Which cluster is called, and as whom: the current context of a kubeconfig, or the pod's own.

Read here and not by Kubernetes' Python client, which would hold a thread for each call and brings
more packages than all that is used of it.

Source: https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/ and
https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/.
"""

from __future__ import annotations

import base64
import binascii
import os
import ssl
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from asl.integrations.jobs.port import Unreachable

POD: Final = Path("/var/run/secrets/kubernetes.io/serviceaccount")
# What would have to be run or asked to become somebody; and what is not done.
_OTHERS: Final = ("exec", "auth-provider")
_CLUSTER_OTHERS: Final = ("proxy-url", "tls-server-name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A cluster.

    Attributes:
        server: URL of its API.
        namespace: where Jobs are made that name none.
        trusted: certificates, its own and this side's; None for plain HTTP.
        token: of who calls; empty without one.
        token_file: that holds it; None without one. It is read for each call, as tokens change.
        password: name and password, in place of a token; None without.
    """

    server: str
    namespace: str = "default"
    trusted: ssl.SSLContext | None = None
    token: str = field(default="", repr=False)
    token_file: Path | None = None
    password: tuple[str, str] | None = field(default=None, repr=False)


def find_cluster(variables: Mapping[str, str] | None = None, pod: Path = POD) -> Cluster:
    """The cluster that `kubectl` would call.

    Args:
        variables: `KUBECONFIG` and those that a pod has; None for those of this process.
        pod: where a pod's own token is.

    Raises: Unreachable, where there is none, or what it needs is not done here.
    """
    given = os.environ if variables is None else variables
    named = given.get("KUBECONFIG")
    usual = Path(given.get("HOME") or Path.home()) / ".kube" / "config"
    files = [Path(each) for each in named.split(os.pathsep) if each] if named else [usual]
    present = [file for file in files if file.is_file()]
    if present:
        return _of_files(present)
    host = given.get("KUBERNETES_SERVICE_HOST")
    if host and (pod / "token").is_file():
        return Cluster(
            server=f"https://{f'[{host}]' if ':' in host else host}"
            f":{given.get('KUBERNETES_SERVICE_PORT', '443')}",
            namespace=(pod / "namespace").read_text("utf-8").strip(),
            trusted=ssl.create_default_context(cafile=pod / "ca.crt"),
            token_file=pod / "token",
        )
    shown = ", ".join(map(str, files))
    raise Unreachable(f"no cluster is known: {shown} is not there; set KUBECONFIG")


def _of_files(files: list[Path]) -> Cluster:
    """The current context; of what several files say of a name, the first holds."""
    read = [(file, _read(file)) for file in files]
    chosen = next((said["current-context"] for _, said in read if said.get("current-context")), "")
    _, context = _named(read, "context", chosen)
    where, cluster = _named(read, "cluster", str(context.get("cluster", "")))
    whose, user = _named(read, "user", str(context["user"])) if "user" in context else (where, {})
    for part, others in ((user, _OTHERS), (cluster, _CLUSTER_OTHERS)):
        for other in others:
            if part.get(other):
                raise Unreachable(
                    f"the context {chosen} of {where} needs {other}, which is not done here: let "
                    "it have a token or a client certificate"
                )
    server = str(cluster.get("server", ""))
    name = user.get("username")
    return Cluster(
        server=server,
        namespace=str(context.get("namespace") or "default"),
        trusted=_trusted(cluster, where, user, whose) if server.startswith("https:") else None,
        token=str(user.get("token") or ""),
        token_file=_path(user.get("tokenFile"), whose),
        password=(str(name), str(user.get("password", ""))) if name else None,
    )


def _read(file: Path) -> dict[str, Any]:
    try:
        said = YAML(typ="safe", pure=True).load(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise Unreachable(f"{file} cannot be read as a kubeconfig") from error
    return said if isinstance(said, dict) else {}


def _named(
    read: list[tuple[Path, dict[str, Any]]], kind: str, name: str
) -> tuple[Path, dict[str, Any]]:
    for file, said in read:
        for entry in said.get(f"{kind}s") or ():
            if isinstance(entry, dict) and entry.get("name") == name:
                part = entry.get(kind)
                return file, part if isinstance(part, dict) else {}
    shown = ", ".join(str(file) for file, _ in read)
    raise Unreachable(f'{shown} has no {kind} "{name}", which its current context needs')


def _trusted(
    cluster: dict[str, Any], where: Path, user: dict[str, Any], whose: Path
) -> ssl.SSLContext:
    try:
        authority = _bytes(cluster, "certificate-authority", where)
        context = ssl.create_default_context(cadata=authority and authority.decode("ascii"))
        if cluster.get("insecure-skip-tls-verify") is True:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        certificate = _bytes(user, "client-certificate", whose)
        key = _bytes(user, "client-key", whose)
        if certificate is not None and key is not None:
            # OpenSSL takes them from a file only, which is there for no longer than that.
            with tempfile.NamedTemporaryFile() as file:
                file.write(certificate + b"\n" + key)
                file.flush()
                context.load_cert_chain(file.name)
    except (OSError, ValueError) as error:
        raise Unreachable(f"the certificates of {where} cannot be used: {error}") from error
    return context


def _bytes(part: dict[str, Any], name: str, file: Path) -> bytes | None:
    """What stands there in base64, or in another file; None where neither does."""
    data = part.get(f"{name}-data")
    if data:
        try:
            return base64.b64decode(str(data), validate=True)
        except binascii.Error as error:
            raise ValueError(f"{name}-data is no base64") from error
    path = _path(part.get(name), file)
    return None if path is None else path.read_bytes()


def _path(given: Any, file: Path) -> Path | None:
    """A path, from the folder of the file that it stands in."""
    return file.parent / str(given) if given else None
