"""Servers with a certificate: only one that this machine trusts is told anything."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from tests.integrations.http.calling import asking, failure, perform_one, settings, value
from tests.integrations.http.web import web
from tests.integrations.jobs.certificates import Authority


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The server's side, with a certificate for 127.0.0.1 of an authority that is trusted."""
    authority = Authority()
    signed = authority.sign("server")
    own = tmp_path / "server.pem"
    own.write_bytes(signed.certificate + signed.key)
    trusted = tmp_path / "ca.pem"
    trusted.write_bytes(authority.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own)
    return context


def test_a_certificate_that_is_trusted(served: ssl.SSLContext, tmp_path: Path) -> None:
    with web(tls=served) as server:
        value(perform_one(settings(tmp_path, server.url), asking()))
    assert len(server.asked) == 1


def test_one_of_somebody_unknown(
    served: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with web(tls=served) as server:
        name, cause = failure(perform_one(settings(tmp_path, server.url), asking()))
    assert name == "States.Http.Socket"
    assert "its certificate is not trusted" in cause
    assert server.asked == []


def test_one_of_another_host(served: ssl.SSLContext, tmp_path: Path) -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]

    with web(tls=served) as server:
        said = settings(tmp_path, f"https://other.example:{server.port}")
        name, cause = failure(perform_one(said, asking(), resolve=resolve))
    assert name == "States.Http.Socket"
    assert "its certificate is not trusted" in cause
    assert server.asked == []


def test_a_server_without_one(tmp_path: Path) -> None:
    with web() as server:
        said = settings(tmp_path, server.url.replace("http:", "https:"))
        name, cause = failure(perform_one(said, asking()))
    assert name == "States.Http.Socket"
    assert f"Unable to execute HTTP request: https://127.0.0.1:{server.port}/path: " in cause
    assert server.asked == []
