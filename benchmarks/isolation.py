"""What the signed context costs: the same work with it, and without it in a database beside it on the same server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from uuid import UUID

import psycopg
from attrs import evolve
from psycopg import sql
from psycopg.conninfo import make_conninfo

from benchmarks.measuring import Figure, in_turns
from benchmarks.records import STATEMENT, founder, house
from plutopixie.adapters.postgres.databases import ensure_database
from plutopixie.adapters.postgres.signing import ContextSigner
from plutopixie.entrypoints import wiring
from plutopixie.entrypoints.settings import POLICY_VERSION
from plutopixie.entrypoints.use_cases import UseCases

REFERENCE = "reference"


class _Unsigned(ContextSigner):
    """Signs nothing, for a database that asks for nothing."""

    def sign(self, organization: UUID, backend: int) -> str:  # noqa: ARG002 - as the other one takes them
        return ""


def figures() -> Iterator[Figure]:
    """Recording an expense."""
    with house() as (built, url):
        ensure_database(url, REFERENCE)
        beside = make_conninfo(url, dbname=REFERENCE)
        settings = evolve(built.settings, database_url=beside)
        list(wiring.migrate(settings))
        other = wiring.house(settings)
        with closing(other.connected):
            _drop_policies(beside)
            signed, plain = built.world.use_cases(POLICY_VERSION), _without_signature(other)
            actor, stranger = founder(signed), founder(plain)
            yield in_turns(
                "record an expense, with the signed context",
                lambda: signed.expenses.record(actor, STATEMENT),
                "the same without it",
                lambda: plain.expenses.record(stranger, STATEMENT),
                rounds=1_000,
            )


def _drop_policies(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as conn:
        tables = conn.execute(
            "SELECT n.nspname, c.relname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid"
            " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE p.polname = 'signed'"
        ).fetchall()
        for schema, table in tables:
            conn.execute(sql.SQL("DROP POLICY signed ON {}").format(sql.Identifier(schema, table)))


def _without_signature(built: wiring.House) -> UseCases:
    units = built.connected.open_unit
    blank = evolve(units, signer=_Unsigned(units.signer.key))
    return evolve(built.world, open_unit=blank).use_cases(POLICY_VERSION)
