"""The use cases over an embedded PostgreSQL beside the bare work they stand for."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import bcrypt
import psycopg
from attrs import evolve

from benchmarks.measuring import Figure, in_turns
from plutopixie.adapters.embedded_postgres import EmbeddedPostgres
from plutopixie.adapters.postgres.databases import ensure_database
from plutopixie.domain.listing import Filter, Sort
from plutopixie.domain.reports import Dimension
from plutopixie.entrypoints import wiring
from plutopixie.entrypoints.settings import POLICY_VERSION, Settings
from plutopixie.entrypoints.use_cases import UseCases
from plutopixie.ports.inbound.access import Actor
from plutopixie.ports.inbound.signing_up import NewOrganization
from plutopixie.ports.inbound.statements import ExpenseStatement

COST = 10
PASSWORD = "a password for measuring"
EXPENSES = 5_000
STATEMENT = ExpenseStatement(date="2026-10-01", amount="12.50", vendor="Bench Vendor", notes="measured")


@contextmanager
def house() -> Iterator[tuple[wiring.House, str]]:
    """A fresh installation in a temporary folder that the server's account can enter, and its administrator's URL."""
    with tempfile.TemporaryDirectory(prefix="pp-bench-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o711)
        with EmbeddedPostgres(folder) as server:
            ensure_database(server.url(), "plutopixie")
            url = server.url(database="plutopixie")
            settings = Settings(data=folder, database_url=url, bcrypt_cost=COST)
            list(wiring.migrate(settings))
            built = wiring.house(evolve(settings))
            try:
                yield built, url
            finally:
                built.connected.close()


def founder(use_cases: UseCases) -> Actor:
    """The owner of an organization that has just signed up."""
    new = NewOrganization(
        organization_name="Bench",
        name="Bench",
        email="bench@example.org",
        password=PASSWORD,
        adult=True,
        accepted_policy=POLICY_VERSION,
    )
    return use_cases.access.actor(use_cases.signing_up.sign_up(new).access_token)


def figures() -> Iterator[Figure]:
    """Sign-in, recording, listing and reporting."""
    with house() as (built, url), psycopg.connect(url, autocommit=True) as bare:
        use_cases = built.world.use_cases(POLICY_VERSION)
        actor = founder(use_cases)
        hashed = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(COST))
        yield in_turns(
            "sign in",
            lambda: use_cases.signing_in.sign_in("bench@example.org", PASSWORD),
            f"bcrypt.checkpw at cost {COST}",
            lambda: bcrypt.checkpw(PASSWORD.encode(), hashed),
            rounds=20,
        )
        bare.execute(
            "CREATE TABLE public.bare (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, minor bigint, note text)"
        )
        yield in_turns(
            "record an expense (use case)",
            lambda: use_cases.expenses.record(actor, STATEMENT),
            "insert one row and commit",
            lambda: bare.execute("INSERT INTO public.bare (minor, note) VALUES (1250, 'measured')"),
            rounds=200,
        )
        for _ in range(EXPENSES // 1_000):
            use_cases.expenses.record_many(actor, (STATEMENT,) * 1_000)
        query = "SELECT id, date, amount_minor, vendor_id FROM plutopixie.expense ORDER BY date DESC, id DESC LIMIT 50"
        yield in_turns(
            f"list 50 of {EXPENSES:,} expenses (use case)",
            lambda: use_cases.expenses.page(actor, Filter(), Sort()),
            "the bare rows as superuser",
            lambda: bare.execute(query).fetchall(),
            rounds=100,
        )
        total = "SELECT vendor_id, sum(amount_minor), count(*) FROM plutopixie.expense GROUP BY vendor_id"
        yield in_turns(
            f"report of {EXPENSES:,} expenses by vendor (use case)",
            lambda: use_cases.reports.totals(actor, Dimension.VENDOR),
            "the bare sum as superuser",
            lambda: bare.execute(total).fetchall(),
            rounds=50,
        )
