"""Operations over PostgreSQL that fail at any statement: everything is as before, or everything is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, Final

import psycopg
import pytest
from attrs import define, evolve
from falcon.testing import Result
from psycopg import pq, sql

from every_route import ROUTES
from http_service import POLICY, Person, Service, new_service
from plutopixie.adapters.postgres import Connected, PoolSize
from plutopixie.adapters.system_clock import SystemIdentities
from plutopixie.entrypoints.metrics import Metrics

from .conftest import Database

KEY: Final = {"Idempotency-Key": "once"}


@pytest.fixture(scope="module")
def office(database: Database) -> Iterator[Service]:
    """The service over PostgreSQL, with enough connections for many requests at once."""
    memory = new_service()
    with database.connected(size=PoolSize(1, 16, wait_seconds=30)) as connected:
        yield Service(_world(memory, connected), memory.store, memory.clock, Metrics())


def _world(memory: Service, connected: Connected) -> Any:
    return evolve(
        memory.world, open_unit=connected.open_unit, directory=connected.directory, identities=SystemIdentities()
    )


def _everything(database: Database) -> dict[str, object]:
    """A checksum of the content of each table."""
    with database.superuser() as conn:
        tables = conn.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace ="
            " ANY (ARRAY['plutopixie', 'directory', 'queue']::regnamespace[]) ORDER BY 1"
        ).fetchall()
        query = sql.SQL(
            "SELECT coalesce(sha256(string_agg(t::text, E'\\n' ORDER BY t::text)::bytea)::text, '') FROM {} t"
        )
        return {name: conn.execute(query.format(sql.SQL(name))).fetchone() for name in tables}


@define
class Saboteur:
    """Breaks the connection at one statement, counted over the transactions from the moment it is set.

    What the pool does between transactions is left alone: a connection that breaks there is replaced unnoticed.
    """

    at: int = -1
    seen: int = 0

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Stand before every statement that is sent."""
        for name in ("execute", "executemany"):
            monkeypatch.setattr(psycopg.Cursor, name, self._before(getattr(psycopg.Cursor, name)))

    def _before(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def run(cursor: psycopg.Cursor[Any], *arguments: Any, **options: Any) -> Any:
            if cursor.connection.info.transaction_status is pq.TransactionStatus.IDLE:
                return method(cursor, *arguments, **options)
            place, self.seen = self.seen, self.seen + 1
            if place == self.at:
                cursor.connection.close()
                raise psycopg.OperationalError("the connection broke")
            return method(cursor, *arguments, **options)

        return run


def _record(person: Person, ids: dict[str, str]) -> Result:
    parts = [{"amount": "6.00", "category": ids["category"]}, {"amount": "6.50", "category": ids["category"]}]
    said = {"date": "2026-02-03", "amount": "12.50", "vendor": "A new vendor", "notes": "with words", "splits": parts}
    return person.post("/v1/expenses", {**said, "tags": [ids["tag"]]}, headers=KEY)


def _confirm(person: Person, ids: dict[str, str]) -> Result:
    return person.post(f"/v1/receipts/{ids['receipt']}/expense", {"vendor": "Another vendor"}, headers=KEY)


def _edit(person: Person, ids: dict[str, str]) -> Result:
    many = [ids["expense"], ids["other"]]
    return person.post("/v1/expenses/bulk-edit", {"ids": many, "changes": {"vendor": "Third vendor", "notes": "x y"}})


def _sign_up(person: Person, ids: dict[str, str]) -> Result:
    said = {"organization_name": "New", "name": "Nora", "email": ids["email"], "password": "a long sentence of mine"}
    return person.client.simulate_post("/v1/organizations", json={**said, "adult": True, "accepted_policy": POLICY})


def _join(person: Person, ids: dict[str, str]) -> Result:
    said = {
        "invitation": ids["invitation"],
        "name": "Ivy",
        "email": ids["email"],
        "password": "a long sentence of mine",
    }
    return person.client.simulate_post(
        "/v1/invitations/accept", json={**said, "adult": True, "accepted_policy": POLICY}
    )


def _upload(person: Person, _: dict[str, str]) -> Result:
    return person.upload(headers=KEY)


def _hand_over(person: Person, ids: dict[str, str]) -> Result:
    return person.post(f"/v1/members/{ids['member']}/ownership")


OPERATIONS: Final = (_record, _confirm, _edit, _sign_up, _join, _upload, _hand_over)


def _stock(office: Service) -> tuple[Person, dict[str, str]]:
    owner = office.sign_up()
    receipt = owner.upload(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x09\0\0\0\x09\x08\0\0\0\0\0\0\0\0IEND").json["id"]
    office.read_receipt(owner, receipt)
    return owner, {
        "category": owner.get("/v1/categories").json["items"][0]["id"],
        "tag": owner.post("/v1/tags", {"name": "Fair"}).json["id"],
        "expense": owner.record()["id"],
        "other": owner.record(vendor="Other")["id"],
        "receipt": receipt,
        "member": office.join(owner).member,
        "invitation": owner.post("/v1/invitations", {}).json["secret"],
        "email": f"fresh-{owner.organization}@example.org",
    }


@pytest.mark.asvs("V2.3.3")
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.__name__.strip("_"))
def test_a_break_at_any_statement_leaves_all_or_nothing(
    office: Service, database: Database, operation: Callable[..., Result]
) -> None:
    """The connection breaks before the first statement, the second, and so on: no table changes meanwhile."""
    owner, ids = _stock(office)
    before = _everything(database)
    breaks = 0
    while True:
        saboteur = Saboteur(at=breaks)
        with pytest.MonkeyPatch.context() as monkeypatch:
            saboteur.install(monkeypatch)
            answer = operation(owner, ids)
        if saboteur.seen <= breaks:
            break
        breaks += 1
        assert answer.status_code in {500, 503}, answer.text
        assert _everything(database) == before, f"after a break at statement {breaks}"
        assert breaks < 200
    assert answer.status_code < 300, answer.text
    assert breaks >= 5
    assert _everything(database) != before


def _at_once(many: int, ask: Callable[[int], Result]) -> list[int]:
    barrier = Barrier(many)

    def run(number: int) -> int:
        barrier.wait(30)
        return ask(number).status_code

    with ThreadPoolExecutor(many) as pool:
        return sorted(pool.map(run, range(many)))


@pytest.mark.asvs("V2.3.4")
def test_an_invitation_is_accepted_once(office: Service) -> None:
    """Of many who use one invitation at the same moment, one joins."""
    owner = office.sign_up()
    secret = owner.post("/v1/invitations", {}).json["secret"]
    people = [office.statement() for _ in range(16)]
    for one in people:
        del one["organization_name"]
    statuses = _at_once(
        16,
        lambda number: office.client.simulate_post(
            "/v1/invitations/accept", json={**people[number], "invitation": secret}
        ),
    )
    assert statuses == [201] + [410] * 15
    assert len(owner.get("/v1/members").json["items"]) == 2


@pytest.mark.asvs("V2.3.4")
def test_a_repeated_request_takes_effect_once(office: Service) -> None:
    """Of many requests with one idempotency key at the same moment, one records, and all answers show the same."""
    owner = office.sign_up()
    said = {"date": "2026-02-03", "amount": "12.50", "vendor": "Corner Shop"}
    statuses = _at_once(16, lambda _: owner.post("/v1/expenses", said, headers=KEY))
    assert set(statuses) == {201}
    assert len(owner.get("/v1/expenses").json["items"]) == 1


@pytest.mark.asvs("V2.3.4")
def test_a_receipt_is_confirmed_once(office: Service) -> None:
    """Of many confirmations of one receipt at the same moment, one makes an expense."""
    owner, ids = _stock(office)
    before = len(owner.get("/v1/expenses").json["items"])
    statuses = _at_once(16, lambda _: owner.post(f"/v1/receipts/{ids['receipt']}/expense", {}))
    assert (statuses[0], set(statuses[1:])) == (201, {409})
    assert len(owner.get("/v1/expenses").json["items"]) == before + 1


@pytest.mark.asvs("V2.3.4")
def test_one_of_many_changes_of_a_version_wins(office: Service) -> None:
    """Of many changes made against one version at the same moment, one is kept and the others are told."""
    owner = office.sign_up()
    expense = owner.record()
    statuses = _at_once(
        16,
        lambda number: owner.patch(
            f"/v1/expenses/{expense['id']}",
            {"notes": f"note {number}"},
            headers={"If-Match": f'"{expense["version"]}"'},
        ),
    )
    assert statuses == [200] + [412] * 15


@pytest.mark.asvs("V3.5.3")
def test_looking_changes_no_table(office: Service, database: Database) -> None:
    """GET, HEAD and OPTIONS of every route leave every table as it was, but for the audit log of exports."""
    owner, ids = _stock(office)
    before = _everything(database)
    places = {
        "expenses": "expense",
        "receipts": "receipt",
        "categories": "category",
        "tags": "tag",
        "members": "member",
    }
    for route in ROUTES:
        many = route.template.removeprefix("/v1/").partition("/")[0]
        path = route.template.replace("{id}", ids.get(places.get(many, ""), owner.organization)).replace(
            "{dimension}", "month"
        )
        for method in ("GET", "HEAD", "OPTIONS"):
            owner.ask(method, path)
    after = _everything(database)
    changed = {name for name in before if before[name] != after[name]}
    assert {name for name in changed if not name.startswith("plutopixie.audit")} == set()
