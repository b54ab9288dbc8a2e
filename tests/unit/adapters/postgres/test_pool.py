"""Connection strings: what is encrypted, and what is refused."""

from __future__ import annotations

import pytest
from psycopg.conninfo import conninfo_to_dict

from plutopixie.adapters.postgres import Addresses, ContextKeys, Secrets
from plutopixie.adapters.postgres.pool import encrypted, secured
from plutopixie.domain.errors import InvalidValueError


@pytest.mark.promise("P6.1")
@pytest.mark.asvs("V12.3.1")
@pytest.mark.parametrize(
    ("conninfo", "mode"),
    [
        ("host=db.example.com dbname=x", "verify-full"),
        ("host=db.example.com sslmode=disable", "verify-full"),
        ("host=db.example.com sslmode=prefer", "verify-full"),
        ("host=db.example.com sslmode=require", "verify-full"),
        ("host=db.example.com sslmode=verify-ca", "verify-full"),
        ("host=db.example.com sslmode=verify-full", "verify-full"),
        ("host=10.0.0.5", "verify-full"),
        ("host=localhost,db.example.com", "verify-full"),
        ("host=localhost hostaddr=10.0.0.5", "verify-full"),
        ("postgresql://app@db.example.com/x?sslmode=allow", "verify-full"),
        ("host=/var/run/postgresql", None),
        ("dbname=x", None),
        ("host=localhost", None),
        ("host=127.0.0.1 sslmode=disable", "disable"),
        ("host=::1", None),
    ],
)
def test_what_leaves_the_machine_is_encrypted(conninfo: str, mode: str | None) -> None:
    """Every connection over a network demands TLS and the right certificate; sockets and loopback need neither."""
    assert conninfo_to_dict(secured(conninfo, "app")).get("sslmode") == mode
    assert conninfo_to_dict(encrypted(conninfo)).get("sslmode") == mode


@pytest.mark.asvs("V12.3.1", "V12.3.4")
@pytest.mark.parametrize(("stated", "authority"), [("", "system"), (" sslrootcert=/etc/our-ca.pem", "/etc/our-ca.pem")])
def test_the_authority_is_the_systems_unless_one_is_named(stated: str, authority: str) -> None:
    """An installation with an authority of its own names it, and then no other is trusted."""
    found = conninfo_to_dict(encrypted(f"host=db.example.com{stated}"))
    assert (found["sslmode"], found["sslrootcert"]) == ("verify-full", authority)


@pytest.mark.asvs("V12.3.1")
def test_no_role_goes_round_it() -> None:
    """The address of every role demands TLS, also that of the queue, with which the broker's library connects."""
    addresses = Addresses.of(
        "host=db.example.com dbname=x", Secrets("a", "d", "r", "q", ContextKeys.of({"1": "k" * 43}))
    )
    for address in (addresses.app, addresses.directory, addresses.relay):
        assert conninfo_to_dict(secured(address, "role"))["sslmode"] == "verify-full"
    assert conninfo_to_dict(addresses.queue)["sslmode"] == "verify-full"


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
