"""No runtime role holds a grant that it does not use: each is taken away, and one of its statements must miss it.

The statements are those of `sql/`, role by role, and the broker's own for the role of the queue. EXPLAIN checks what a
statement may do when the executor starts and carries nothing out, so that a block without its grant fails with 42501.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources
from typing import Any, Final, LiteralString

import psycopg
import pytest
from attrs import frozen
from dramatiq_postgres.broker import QUERIES
from psycopg import sql
from psycopg.rows import tuple_row

from plutopixie.adapters.postgres import queries

from .conftest import Database

pytestmark = [pytest.mark.promise("P7.2"), pytest.mark.asvs("V13.2.2")]

ROLES: Final = ("app", "directory", "relay", "queue")
#: Files and blocks that another role than the application runs; None is the administrator and the owner.
RUN_BY: Final[dict[str, str | None]] = {
    "databases": None,
    "migrate": None,
    "roles": None,
    "contexts.keep_key": None,
    "contexts.forget_other_keys": None,
    "directory": "directory",
    "throttle": "directory",
    "outbox.claim": "relay",
    "outbox.forget": "relay",
}
#: What stands for the pieces that a statement is put together from.
PIECES: Final = {
    "picked": queries.load("expenses")["picked_one"],
    "order": "1",
    "key": "e.id",
    "beside": "",
    "conditions": "true",
    "group_of_expense": "NULL",
    "group_of_part": "NULL",
    "of_member": "true",
    "vendors": "NULL",
    "word": "NULL",
    "place": "NULL",
}
#: Parameters whose type an operator asks for; for all others an untyped NULL will do.
TYPED: Final = {"at": "NULL::timestamptz"}
_EXPLAINABLE: Final = re.compile(r"(?i)(SELECT|INSERT|UPDATE|DELETE|WITH)\b")


@frozen
class Statement:
    """A named block, ready to be explained."""

    name: str
    text: str


@frozen
class Grant:
    """Something that a role may do with something."""

    kind: str
    thing: str
    privilege: str

    def __str__(self) -> str:
        return f"{self.privilege} ON {self.kind} {self.thing}"


def statements(role: str) -> list[Statement]:
    """What a role runs."""
    return list(_of_the_broker() if role == "queue" else _of_ours(role))


def _of_ours(role: str) -> Iterator[Statement]:
    files = resources.files("plutopixie.adapters.postgres").joinpath("sql").iterdir()
    for subject in sorted(file.name.removesuffix(".sql") for file in files):
        for name, text in queries.load(subject).items():
            block = f"{subject}.{name}"
            if RUN_BY.get(block, RUN_BY.get(subject, "app")) == role and "." in text:
                yield from _filled(block, text)


def _filled(block: str, text: str) -> Iterator[Statement]:
    whole = re.sub(r"\{(\w+)\}", lambda piece: PIECES[piece[1]], text)
    bare = (
        re.sub(r"%\((\w+)\)s", lambda parameter: TYPED.get(parameter[1], "NULL"), whole).replace("%%", "%").rstrip(";")
    )
    if _EXPLAINABLE.match(bare):
        yield Statement(block, bare)
    elif "plutopixie." in bare:  # a piece of a list of expenses: a condition, or a table beside them
        joined = bare if bare.startswith("JOIN") else f"WHERE {bare}"
        yield Statement(block, f"SELECT FROM plutopixie.expense AS e {joined}")


def _of_the_broker() -> Iterator[Statement]:
    names = {"schema": "dramatiq", "tablename": "queue", "workertable": "worker", "resulttable": "result"}
    for name, text in vars(QUERIES)["queries"].items():
        yield Statement(name, re.sub(r"%s", "NULL", text.format(**names)).strip().rstrip(";"))


_HELD: Final[LiteralString] = """
    SELECT 'TABLE', c.oid::regclass::text, g.privilege_type
    FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) g WHERE g.grantee = %(role)s::regrole AND c.relkind <> 'S'
    UNION ALL
    SELECT 'SEQUENCE', c.oid::regclass::text, g.privilege_type
    FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) g WHERE g.grantee = %(role)s::regrole AND c.relkind = 'S'
    UNION ALL
    SELECT 'TABLE', a.attrelid::regclass::text, g.privilege_type || ' (' || quote_ident(a.attname) || ')'
    FROM pg_attribute a CROSS JOIN LATERAL aclexplode(a.attacl) g WHERE g.grantee = %(role)s::regrole
    UNION ALL
    SELECT 'SCHEMA', n.nspname, g.privilege_type
    FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) g WHERE g.grantee = %(role)s::regrole
    UNION ALL
    SELECT 'FUNCTION', p.oid::regprocedure::text, g.privilege_type
    FROM pg_proc p CROSS JOIN LATERAL aclexplode(p.proacl) g WHERE g.grantee = %(role)s::regrole
    UNION ALL
    SELECT 'TYPE', t.oid::regtype::text, g.privilege_type
    FROM pg_type t CROSS JOIN LATERAL aclexplode(t.typacl) g WHERE g.grantee = %(role)s::regrole
    UNION ALL
    SELECT 'LANGUAGE', l.lanname, g.privilege_type
    FROM pg_language l CROSS JOIN LATERAL aclexplode(l.lanacl) g WHERE g.grantee = %(role)s::regrole
    UNION ALL
    SELECT 'DATABASE', quote_ident(d.datname), g.privilege_type
    FROM pg_database d CROSS JOIN LATERAL aclexplode(d.datacl) g
    WHERE g.grantee = %(role)s::regrole AND d.datname = current_database()
    ORDER BY 1, 2, 3
"""


def held(conn: psycopg.Connection[Any], role: str) -> list[Grant]:
    """Every grant of a role in this database, but the one to connect, without which nothing of this could be asked."""
    with conn.cursor(row_factory=tuple_row) as cursor:
        grants = [Grant(*row) for row in cursor.execute(_HELD, {"role": role}).fetchall()]
    return [grant for grant in grants if (grant.kind, grant.privilege) != ("DATABASE", "CONNECT")]


def unused(conn: psycopg.Connection[Any], role: str, runs: list[Statement]) -> list[Grant]:
    """The grants that none of these statements misses when it is taken away."""
    return [grant for grant in held(conn, role) if not _missed(conn, role, grant, runs)]


def _missed(conn: psycopg.Connection[Any], role: str, grant: Grant, runs: list[Statement]) -> bool:
    likely = sorted(runs, key=lambda one: grant.thing not in one.text)
    with conn.transaction(force_rollback=True):
        who = sql.Identifier(role)
        revoke = f"REVOKE {grant.privilege} ON {grant.kind} {grant.thing} FROM"
        conn.execute(sql.SQL("{} {}").format(sql.SQL(revoke), who))
        conn.execute(sql.SQL("SET LOCAL ROLE {}").format(who))
        return any(not _permitted(conn, one) for one in likely)


def _permitted(conn: psycopg.Connection[Any], statement: Statement) -> bool:
    try:
        with conn.transaction(force_rollback=True):
            conn.execute(f"EXPLAIN {statement.text}".encode())
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True


@pytest.mark.parametrize("role", ROLES)
def test_every_statement_is_permitted(database: Database, role: str) -> None:
    """With its grants as they are, each role may run every statement of its own; there are some."""
    runs = statements(role)
    with database.superuser() as conn, conn.transaction(force_rollback=True):
        conn.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(getattr(database.server.names, role))))

        assert len(runs) >= 2
        assert [one.name for one in runs if not _permitted(conn, one)] == []


@pytest.mark.parametrize("role", ROLES)
def test_every_grant_is_used(database: Database, role: str) -> None:
    """For each grant that a role holds there is a statement that fails without it."""
    with database.superuser() as conn:
        name = getattr(database.server.names, role)

        assert held(conn, name)
        assert list(map(str, unused(conn, name, statements(role)))) == []


#: Grants that are planted, and to whom.
PLANTED: Final[tuple[tuple[str, LiteralString], ...]] = (
    ("app", "DELETE ON TABLE plutopixie.expense"),
    ("app", "SELECT ON TABLE operation.context_key"),
    ("app", "UPDATE ON TABLE plutopixie.audit"),
    ("app", "SELECT ON TABLE queue.outbox"),
    ("app", "USAGE ON SCHEMA dramatiq"),
    ("app", "TEMPORARY ON DATABASE {database}"),
    ("app", "SELECT (name) ON TABLE directory.organization"),
    ("directory", "SELECT ON TABLE plutopixie.member"),
    ("directory", "EXECUTE ON FUNCTION operation.signed_organization()"),
    ("relay", "INSERT ON TABLE queue.outbox"),
    ("queue", "INSERT ON TABLE dramatiq.result"),
    ("queue", "USAGE ON SEQUENCE dramatiq.queue_position_seq"),
)


@pytest.mark.parametrize(("role", "grant"), PLANTED, ids=[f"{role}: {grant}" for role, grant in PLANTED])
def test_a_planted_grant_is_found(database: Database, role: str, grant: LiteralString) -> None:
    """A grant that no statement needs is noticed, whatever kind it is."""
    name = getattr(database.server.names, role)
    told = grant.replace("{database}", database.name).replace("(name)", "(organization_id)")
    with database.superuser() as conn, conn.transaction(force_rollback=True):
        before = unused(conn, name, statements(role))
        conn.execute(sql.SQL("GRANT {} TO {}").format(sql.SQL(told), sql.Identifier(name)))

        assert [str(one) for one in unused(conn, name, statements(role)) if one not in before] == [told]
