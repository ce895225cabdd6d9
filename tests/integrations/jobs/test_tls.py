"""Docker and Kubernetes over TLS: who is trusted, and who calls."""

from __future__ import annotations

import asyncio
import base64
import ssl
from pathlib import Path
from typing import Final

import pytest

from asl.integrations.jobs.daemon import Daemon
from asl.integrations.jobs.docker import DockerRunner
from asl.integrations.jobs.kubeconfig import find_cluster
from asl.integrations.jobs.kubernetes import KubernetesRunner
from asl.integrations.jobs.port import Unreachable
from tests.integrations.jobs.certificates import Authority, Signed
from tests.integrations.jobs.stubs import ClusterStub, DockerStub, serving
from tests.integrations.jobs.test_docker import SPEC as CONTAINER
from tests.integrations.jobs.test_kubernetes import SPEC as JOB

OURS: Final = Authority()
OTHERS: Final = Authority()


def _serves(folder: Path) -> ssl.SSLContext:
    """A server that only calls with a certificate of ours reach."""
    _write(folder, "server", OURS.sign("server"))
    (folder / "ours.pem").write_bytes(OURS.pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    context.load_verify_locations(folder / "ours.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def _write(folder: Path, name: str, signed: Signed) -> None:
    (folder / f"{name}.pem").write_bytes(signed.certificate)
    (folder / f"{name}.key").write_bytes(signed.key)


def _encoded(pem: bytes) -> str:
    return base64.b64encode(pem).decode()


# how a kubeconfig tells its certificates: (of the cluster, of the user)
TOLD: Final = {
    "in it": (
        f"certificate-authority-data: {_encoded(OURS.pem)}",
        "client-certificate-data: {certificate}, client-key-data: {key}",
    ),
    "in files beside it": (
        "certificate-authority: ours.pem",
        "client-certificate: client.pem, client-key: client.key",
    ),
    "without a look at the server's": (
        "insecure-skip-tls-verify: true",
        "client-certificate: client.pem, client-key: client.key",
    ),
}
REFUSED: Final = {
    "the server is another's": (
        f"certificate-authority-data: {_encoded(OTHERS.pem)}",
        "client-certificate: client.pem, client-key: client.key",
    ),
    "nobody is known": (
        "insecure-skip-tls-verify: false",
        "client-certificate: client.pem, client-key: client.key",
    ),
    "the caller has none": ("certificate-authority: ours.pem", "token: abc"),
}


def _calls(folder: Path, cluster: str, user: str) -> str:
    """The name of the Job that is made."""
    context, client, stub = _serves(folder), OURS.sign("client"), ClusterStub()
    _write(folder, "client", client)
    shown = user.replace("{certificate}", _encoded(client.certificate))
    shown = shown.replace("{key}", _encoded(client.key))

    async def story() -> str:
        runner = KubernetesRunner(find_cluster({"KUBECONFIG": str(folder / "config")}))
        try:
            await runner.start(JOB)
        finally:
            await runner.close()
        return next(iter(stub.jobs))[1]

    with serving(stub, tls=context) as url:
        (folder / "config").write_text(
            "current-context: c\ncontexts: [{name: c, context: {cluster: k, user: u}}]\n"
            f"clusters: [{{name: k, cluster: {{server: '{url}', {cluster}}}}}]\n"
            f"users: [{{name: u, user: {{{shown}}}}}]\n",
            "utf-8",
        )
        return asyncio.run(story())


@pytest.mark.parametrize(("cluster", "user"), TOLD.values(), ids=TOLD)
def test_a_cluster_over_tls(tmp_path: Path, cluster: str, user: str) -> None:
    assert _calls(tmp_path, cluster, user) == f"asl-{JOB.token}"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize(("cluster", "user"), REFUSED.values(), ids=REFUSED)
def test_a_cluster_that_is_not_to_be_trusted_or_does_not_trust(
    tmp_path: Path, cluster: str, user: str
) -> None:
    with pytest.raises(Unreachable, match="does not answer"):
        _calls(tmp_path, cluster, user)


def test_docker_over_tls(tmp_path: Path) -> None:
    context, stub = _serves(tmp_path), DockerStub()
    client = OURS.sign("client")
    (tmp_path / "ca.pem").write_bytes(OURS.pem)
    (tmp_path / "cert.pem").write_bytes(client.certificate)
    (tmp_path / "key.pem").write_bytes(client.key)

    async def story(url: str) -> None:
        variables = {
            "DOCKER_HOST": url.replace("https", "tcp"),
            "DOCKER_TLS_VERIFY": "1",
            "DOCKER_CERT_PATH": str(tmp_path),
        }
        runner = DockerRunner(Daemon(variables))
        await runner.start(CONTAINER)
        await runner.close()

    with serving(stub, tls=context) as url:
        asyncio.run(story(url))
    assert list(stub.containers) == [f"asl-{CONTAINER.token}"]
