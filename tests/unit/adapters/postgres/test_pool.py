"""Connection strings: what is encrypted, and what is refused."""

from __future__ import annotations

import pytest
from psycopg.conninfo import conninfo_to_dict

from plutopixie.adapters.postgres.pool import secured
from plutopixie.domain.errors import InvalidValueError


@pytest.mark.promise("P6.1")
@pytest.mark.parametrize(
    ("conninfo", "mode"),
    [
        ("host=db.example.com dbname=x", "require"),
        ("host=db.example.com sslmode=disable", "require"),
        ("host=db.example.com sslmode=prefer", "require"),
        ("host=db.example.com sslmode=verify-full", "verify-full"),
        ("host=10.0.0.5", "require"),
        ("host=localhost,db.example.com", "require"),
        ("host=localhost hostaddr=10.0.0.5", "require"),
        ("postgresql://app@db.example.com/x?sslmode=allow", "require"),
        ("host=/var/run/postgresql", None),
        ("dbname=x", None),
        ("host=localhost", None),
        ("host=127.0.0.1 sslmode=disable", "disable"),
        ("host=::1", None),
    ],
)
def test_what_leaves_the_machine_is_encrypted(conninfo: str, mode: str | None) -> None:
    """Every connection over a network requires TLS; sockets and loopback do not need it."""
    assert conninfo_to_dict(secured(conninfo, "app")).get("sslmode") == mode


def test_a_private_network_is_allowed_by_name_only() -> None:
    """TLS is left out only where the operator said so."""
    assert "sslmode" not in conninfo_to_dict(secured("host=db", "app", plain_network=True))


def test_options_are_not_taken_from_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Options in the string are refused, and those of the environment are overruled."""
    monkeypatch.setenv("PGOPTIONS", "-c row_security=off")
    with pytest.raises(InvalidValueError) as caught:
        secured("host=/tmp options='-c row_security=off'", "app")

    assert caught.value.field == "database"
    assert "options=''" in secured("host=/tmp", "app")


def test_an_unreadable_string_is_not_repeated() -> None:
    """A broken connection string may hold a password, so the error does not show it."""
    with pytest.raises(InvalidValueError) as caught:
        secured("postgresql://app:canary@[::1/x", "app")

    assert "canary" not in repr(caught.value)
    assert caught.value.__suppress_context__
