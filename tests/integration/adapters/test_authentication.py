"""The database knows who connects: no password, no connection, not even from this machine."""

from __future__ import annotations

import psycopg
import pytest
from attrs import evolve

from plutopixie.adapters.embedded_postgres import ConnectionParameters


@pytest.mark.asvs("V13.2.1", "V13.2.3")
@pytest.mark.parametrize("password", ["", "postgres", "plutopixie", "password"])
def test_the_embedded_database_asks_for_its_password(embedded_server: ConnectionParameters, password: str) -> None:
    """Over its socket, the embedded server lets nobody in without the random password of the installation."""
    with psycopg.connect(**embedded_server.keywords()) as conn:
        assert conn.execute("SELECT 1").fetchone() == (1,)
    guess = evolve(embedded_server, password=password)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(**guess.keywords(), connect_timeout=5)
    assert len(embedded_server.password) >= 32
