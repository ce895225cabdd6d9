"""Which cluster is called, and as whom."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Final

import pytest

from asl.integrations.jobs.kubeconfig import Cluster, find_cluster
from asl.integrations.jobs.port import Unreachable

CONTEXT: Final = (
    "current-context: c\ncontexts: [{name: c, context: {cluster: k, user: u}}]\n"
    "clusters: [{name: k, cluster: {server: 'http://127.0.0.1:1'}}]\n"
)

# who calls: (lines of a kubeconfig, the cluster)
USERS: Final = {
    "nobody": ("users: [{name: u, user: {}}]", Cluster(server="http://127.0.0.1:1")),
    "a token": (
        "users: [{name: u, user: {token: abc}}]",
        Cluster(server="http://127.0.0.1:1", token="abc"),
    ),
    "a name and a password": (
        "users: [{name: u, user: {username: me, password: s}}]",
        Cluster(server="http://127.0.0.1:1", password=("me", "s")),
    ),
}


@pytest.mark.parametrize(("lines", "cluster"), USERS.values(), ids=USERS)
def test_who_calls(tmp_path: Path, lines: str, cluster: Cluster) -> None:
    (tmp_path / "config").write_text(CONTEXT + lines, "utf-8")
    assert find_cluster({"KUBECONFIG": str(tmp_path / "config")}) == cluster


def test_the_file_of_the_home_is_the_usual_one(tmp_path: Path) -> None:
    (tmp_path / ".kube").mkdir()
    (tmp_path / ".kube" / "config").write_text(f"{CONTEXT}users: [{{name: u, user: {{}}}}]")
    assert find_cluster({"HOME": str(tmp_path)}).server == "http://127.0.0.1:1"


def test_a_path_counts_from_its_file_and_the_first_of_several_files_holds(tmp_path: Path) -> None:
    first, second = tmp_path / "a" / "config", tmp_path / "config"
    first.parent.mkdir()
    first.write_text("users: [{name: u, user: {tokenFile: token}}]", "utf-8")
    second.write_text(f"{CONTEXT}users: [{{name: u, user: {{token: no}}}}]", "utf-8")
    found = find_cluster({"KUBECONFIG": f"{first}:{second}:{tmp_path / 'none'}"})
    assert (found.token, found.token_file) == ("", first.parent / "token")


def test_a_pod_calls_its_own_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trusted = ssl.create_default_context()
    files: list[object] = []

    def context(cafile: object) -> ssl.SSLContext:
        files.append(cafile)
        return trusted

    monkeypatch.setattr(ssl, "create_default_context", context)
    (tmp_path / "token").write_text("abc")
    (tmp_path / "namespace").write_text("night\n")
    variables = {"HOME": "/nowhere", "KUBERNETES_SERVICE_HOST": "fd00::1"}
    assert find_cluster(variables, tmp_path) == Cluster(
        server="https://[fd00::1]:443",
        namespace="night",
        trusted=trusted,
        token_file=tmp_path / "token",
    )
    assert files == [tmp_path / "ca.crt"]


# what cannot be called: (a kubeconfig, why)
WRONG: Final = {
    "a program that makes tokens": (
        f"{CONTEXT}users: [{{name: u, user: {{exec: {{command: aws}}}}}}]",
        "needs exec, which is not done here: let it have a token or a client certificate",
    ),
    "a proxy": (
        f"{CONTEXT}users: [{{name: u, user: {{}}}}]".replace(
            "server:", "proxy-url: 'http://p', server:"
        ),
        "needs proxy-url",
    ),
    "no user of that name": (CONTEXT, 'has no user "u", which its current context needs'),
    "no context": ("clusters: []", 'has no context ""'),
    "no YAML": ("a: [", "cannot be read as a kubeconfig"),
    "a certificate that is none": (
        f"{CONTEXT}users: [{{name: u, user: {{}}}}]".replace(
            "server: 'http://", "certificate-authority-data: '***', server: 'https://"
        ),
        "certificate-authority-data is no base64",
    ),
    "a certificate in no file": (
        f"{CONTEXT}users: [{{name: u, user: {{}}}}]".replace(
            "server: 'http://", "certificate-authority: none.crt, server: 'https://"
        ),
        "cannot be used: ",
    ),
}


@pytest.mark.parametrize(("text", "why"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_called(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "config").write_text(text, "utf-8")
    with pytest.raises(Unreachable, match=why):
        find_cluster({"KUBECONFIG": str(tmp_path / "config")})


def test_without_a_cluster_the_setting_is_told() -> None:
    with pytest.raises(Unreachable, match=r"/nowhere/.kube/config is not there; set KUBECONFIG"):
        find_cluster({"HOME": "/nowhere"}, Path("/nowhere"))
