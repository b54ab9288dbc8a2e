"""TLS that the server ends itself: its versions, its suites, and nothing in the clear."""

from __future__ import annotations

import socket
import ssl
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import trustme

from http_server import running_server, said_to
from plutopixie.entrypoints.supervisor import answers


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """An authority that nobody but these tests trusts."""
    return trustme.CA()


@pytest.fixture(scope="module")
def certificate(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The files of a certificate for this machine, and of its key."""
    folder = tmp_path_factory.mktemp("tls")
    made = authority.issue_cert("localhost")
    chain, key = folder / "certificate.pem", folder / "key.pem"
    chain.write_bytes(b"".join(pem.bytes() for pem in made.cert_chain_pems))
    key.touch(mode=0o600)
    key.write_bytes(made.private_key_pem.bytes())
    return chain, key


@pytest.fixture(scope="module")
def port(certificate: tuple[Path, Path]) -> Iterator[int]:
    """The port of a server with that certificate, whose log is read away so that it never waits for us."""
    with running_server(*certificate) as (process, port):
        assert process.stderr is not None
        threading.Thread(target=process.stderr.read, daemon=True).start()
        yield port


def _context(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def _shaken(port: int, context: ssl.SSLContext) -> tuple[str | None, tuple[str, str, int] | None]:
    plain = socket.create_connection(("127.0.0.1", port), timeout=20)
    with plain, context.wrap_socket(plain, server_hostname="localhost") as encrypted:
        return encrypted.version(), encrypted.cipher()


@pytest.mark.asvs("V12.1.1", "V12.2.1")
def test_it_answers_over_https(port: int, authority: trustme.CA) -> None:
    """With the right authority the certificate is verified, and answers demand HTTPS from then on."""
    answer = httpx.get(f"https://localhost:{port}/v1/openapi.json", verify=_context(authority))
    assert answer.status_code == 200
    assert int(answer.headers["Strict-Transport-Security"].split(";")[0].removeprefix("max-age=")) >= 31_536_000


@pytest.mark.asvs("V12.1.1")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_current_versions_are_spoken(port: int, authority: trustme.CA, version: ssl.TLSVersion) -> None:
    """TLS 1.2 and 1.3 are spoken."""
    context = _context(authority)
    context.minimum_version = context.maximum_version = version
    assert _shaken(port, context)[0] == version.name.replace("_", ".")


@pytest.mark.asvs("V12.1.1")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_old_versions_are_refused(port: int, authority: trustme.CA, version: ssl.TLSVersion) -> None:
    """TLS 1.0 and 1.1 are refused, also by a client that would speak them with any suite."""
    context = _context(authority)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = version
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.raises((ssl.SSLError, ConnectionError)):
        _shaken(port, context)


@pytest.mark.asvs("V12.1.2", "V11.3.2", "V11.3.1")
@pytest.mark.parametrize(
    "suites", ["AES128-SHA", "AES256-GCM-SHA384", "ECDHE+AES+SHA", "ECDHE+AES+SHA256", "DHE+AESGCM", "3DES:RC4"]
)
def test_other_suites_are_refused(port: int, authority: trustme.CA, suites: str) -> None:
    """Suites without forward secrecy, without authenticated encryption, or with old ciphers are refused."""
    context = _context(authority)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.set_ciphers(f"{suites}:@SECLEVEL=0")
    except ssl.SSLError:
        assert suites == "3DES:RC4"  # this machine's library does not know them any more
        return
    offered = {one["name"] for one in context.get_ciphers() if one["protocol"] == "TLSv1.2"}
    if suites == "ECDHE+AES+SHA256":  # also matches suites that are fine
        context.set_ciphers(
            ":".join(name for name in offered if "GCM" not in name and "CCM" not in name) or "AES128-SHA"
        )
    with pytest.raises((ssl.SSLError, ConnectionError)):
        _shaken(port, context)


@pytest.mark.asvs("V12.1.2", "V11.3.2")
def test_every_suite_that_is_offered_is_recommended(port: int, authority: trustme.CA) -> None:
    """Whatever a client prefers, what is agreed on has forward secrecy and authenticated encryption (RFC 9325)."""
    agreed = set()
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        for preferred in ("ECDHE+AESGCM", "ECDHE+CHACHA20", "ALL"):
            context = _context(authority)
            context.minimum_version = context.maximum_version = version
            context.set_ciphers(preferred)
            _, cipher = _shaken(port, context)
            assert cipher is not None
            agreed.add(cipher[0])
    assert all("GCM" in name or "CHACHA20" in name for name in agreed), agreed
    assert all(name.startswith(("ECDHE-", "TLS_")) for name in agreed), agreed


@pytest.mark.asvs("V12.2.1", "V12.3.4")
def test_plain_and_unknown_get_nothing(port: int) -> None:
    """The port answers nothing in the clear, and a client that does not trust the authority does not go on."""
    heard = said_to(port, b"GET /v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n\r\n", seconds=5.0)
    assert b"HTTP/1.1 2" not in heard
    assert b"401" not in heard
    with pytest.raises(httpx.ConnectError, match="certificate"):
        httpx.get(f"https://localhost:{port}/healthz")


@pytest.mark.asvs("V12.3.2", "V15.3.2")
def test_up_trusts_that_certificate_alone(port: int, certificate: tuple[Path, Path], tmp_path: Path) -> None:
    """Asking whether the server is ready verifies its certificate against the one that was configured."""
    url = f"https://127.0.0.1:{port}/readyz"
    assert answers(url, certificate[0])()
    other = tmp_path / "other.pem"
    other.write_bytes(trustme.CA().issue_cert("localhost").cert_chain_pems[0].bytes())
    assert not answers(url, other)()
