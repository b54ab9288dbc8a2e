"""Connections to a database on another machine: encrypted to the right server, or nothing is said at all."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
import trustme
from psycopg.conninfo import make_conninfo

from plutopixie.adapters.postgres.pool import encrypted
from tls_listener import SSL_REQUEST, listening, until


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """The installation's own authority."""
    return trustme.CA()


@pytest.fixture(scope="module")
def trusted(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of that authority."""
    path = tmp_path_factory.mktemp("authority") / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return path


def _connect(port: int, stated: str) -> None:
    """Connect as our programs do; the name leads to this machine for the test alone."""
    conninfo = encrypted(
        f"host=db.example.org port={port} user=app password=canary dbname=x connect_timeout=5 {stated}"
    )
    psycopg.connect(make_conninfo(conninfo, hostaddr="127.0.0.1")).close()


@pytest.mark.asvs("V12.3.1", "V12.3.2", "V12.3.4")
@pytest.mark.promise("P6.1")
def test_the_right_server_is_spoken_to_over_tls(authority: trustme.CA, trusted: Path) -> None:
    """A server with a certificate of the named authority and for its own name is told who connects, encrypted."""
    with listening(authority.issue_cert("db.example.org"), postgres="S") as listener:
        with pytest.raises(psycopg.OperationalError):  # it hangs up; that is enough
            _connect(listener.port, f"sslrootcert={trusted}")
        assert until(lambda: listener.encrypted)
    assert bytes(listener.plain) == SSL_REQUEST
    assert b"user\0app" in listener.encrypted


@pytest.mark.asvs("V12.3.1", "V12.3.2", "V12.3.4")
@pytest.mark.promise("P6.1")
@pytest.mark.parametrize("stated", ["", "sslmode=require", "sslmode=verify-ca", "sslmode=prefer", "sslmode=disable"])
@pytest.mark.parametrize("wrong", ["another authority", "another name", "the system's authorities", "no TLS"])
def test_another_server_is_told_nothing(authority: trustme.CA, trusted: Path, wrong: str, stated: str) -> None:
    """With a certificate of somebody else, for another name, or without TLS, nothing is sent in any mode."""
    name = "other.example.org" if wrong == "another name" else "db.example.org"
    certificate = (trustme.CA() if wrong == "another authority" else authority).issue_cert(name)
    roots = "" if wrong == "the system's authorities" else f"sslrootcert={trusted}"
    answer = "N" if wrong == "no TLS" else "S"
    with listening(certificate, postgres=answer) as listener, pytest.raises(psycopg.OperationalError):
        _connect(listener.port, f"{roots} {stated}")
    assert bytes(listener.plain) in {SSL_REQUEST, b""}
    assert bytes(listener.encrypted) == b""
