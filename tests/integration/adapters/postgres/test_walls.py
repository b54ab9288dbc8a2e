"""The walls as the catalogue shows them: what must hold for every table, also for those that come later."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg
import pytest
from psycopg import sql

from plutopixie.adapters.postgres.errors import DANGLING, TAKEN

from .conftest import Database

#: Each query must find nothing. `:app` is the application role.
GATE: Final[dict[str, LiteralString]] = {
    "the organization is missing or may be null": """
        SELECT c.relname FROM pg_class c
        LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id'
        WHERE c.relnamespace = 'plutopixie'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnotnull IS NOT TRUE
    """,
    "row security is not enabled and forced": """
        SELECT relname FROM pg_class
        WHERE relnamespace = ANY (ARRAY['plutopixie', 'directory', 'queue']::regnamespace[]) AND relkind IN ('r', 'p')
            AND NOT (relrowsecurity AND relforcerowsecurity)
    """,
    "a key does not begin with the organization": """
        SELECT i.indexrelid::regclass FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
        WHERE c.relnamespace = 'plutopixie'::regnamespace AND a.attname IS DISTINCT FROM 'organization_id'
    """,
    "a foreign key does not begin with the organization on both sides": """
        SELECT k.conname FROM pg_constraint k
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
        JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = k.confkey[1]
        WHERE k.contype = 'f' AND k.confrelid::regclass::text LIKE 'plutopixie.%%'
            AND NOT (a.attname = 'organization_id' AND b.attname = 'organization_id')
    """,
    "the floor or the way in is missing or says something else": """
        SELECT c.relname FROM pg_class c
        WHERE c.relnamespace = 'plutopixie'::regnamespace AND c.relkind IN ('r', 'p') AND NOT EXISTS (
            SELECT FROM pg_policy p, pg_policy f
            WHERE p.polrelid = c.oid AND f.polrelid = c.oid AND p.polpermissive AND NOT f.polpermissive
                AND p.polroles = ARRAY[%(app)s::regrole]::oid[] AND f.polroles = ARRAY[0::oid]
                AND p.polcmd = '*' AND f.polcmd = '*'
                AND pg_get_expr(p.polqual, c.oid) = pg_get_expr(p.polwithcheck, c.oid)
                AND pg_get_expr(f.polqual, c.oid) = pg_get_expr(f.polwithcheck, c.oid)
                AND pg_get_expr(f.polqual, c.oid) = pg_get_expr(p.polqual, c.oid)
                AND regexp_replace(pg_get_expr(f.polqual, c.oid), '\\s+', ' ', 'g') =
                    '(organization_id = (( SELECT current_setting(''plutopixie.organization_id''::text)'
                    || ' AS current_setting))::uuid)'
        )
    """,
    "an index holds a value that is not compared leakproof": """
        SELECT i.indexrelid::regclass FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey::int2[])
        JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type b ON b.oid = t.typbasetype
        WHERE c.relnamespace = 'plutopixie'::regnamespace
            AND coalesce(b.typname, t.typname) NOT IN
                ('uuid', 'text', 'bytea', 'date', 'timestamptz', 'int8', 'int4', 'int2', 'bool')
    """,
    "a number, date or text has no limits": """
        SELECT c.relname || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
        JOIN pg_type t ON t.oid = a.atttypid
        WHERE c.relnamespace = 'plutopixie'::regnamespace AND c.relkind IN ('r', 'p')
            AND t.typname NOT IN ('uuid', 'bool') AND t.typtype <> 'd' AND NOT EXISTS (
                SELECT FROM pg_constraint k
                WHERE k.conrelid = c.oid AND k.contype = 'c' AND a.attnum = ANY (k.conkey)
            )
    """,
    "a domain has no limits": """
        SELECT t.typname FROM pg_type t WHERE t.typnamespace = 'plutopixie'::regnamespace AND t.typtype = 'd'
            AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.contypid = t.oid)
    """,
    "somebody but the application may touch records": """
        SELECT c.relname, g.grantee::regrole, g.privilege_type
        FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) g
        WHERE c.relnamespace = 'plutopixie'::regnamespace AND c.relkind IN ('r', 'p')
            AND g.grantee NOT IN (%(app)s::regrole, c.relowner)
    """,
    "anybody may truncate, refer or trigger": """
        SELECT c.relname, g.grantee FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) g
        WHERE c.relnamespace = ANY (ARRAY['plutopixie', 'directory', 'queue', 'operation']::regnamespace[])
            AND g.grantee <> c.relowner AND g.privilege_type NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
    """,
    "history can be changed": """
        SELECT g.privilege_type FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) g
        WHERE c.oid = 'plutopixie.expense_change'::regclass AND g.grantee = %(app)s::regrole
            AND g.privilege_type NOT IN ('SELECT', 'INSERT')
    """,
    "something is granted to everybody": """
        SELECT n.nspname FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) g
        WHERE g.grantee = 0 AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        UNION ALL
        SELECT c.relname FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) g
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE g.grantee = 0 AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        UNION ALL
        SELECT d.datname FROM pg_database d CROSS JOIN LATERAL aclexplode(d.datacl) g
        WHERE g.grantee = 0 AND d.datname = current_database()
        UNION ALL
        SELECT current_database() FROM pg_database WHERE datname = current_database() AND datacl IS NULL
    """,
    "there are views, sequences, functions or triggers": """
        SELECT relname FROM pg_class
        WHERE relnamespace = 'plutopixie'::regnamespace AND relkind NOT IN ('r', 'p', 'i', 't')
        UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'plutopixie'::regnamespace
        UNION ALL SELECT tgname FROM pg_trigger WHERE NOT tgisinternal
    """,
    "one of our roles is powerful": """
        SELECT r.rolname FROM pg_roles r WHERE r.rolname LIKE %(prefix)s AND (
            r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolinherit
        )
    """,
    "one of our roles is a member of something": """
        SELECT m.member::regrole FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member
        WHERE r.rolname LIKE %(prefix)s
    """,
    "the owner can log in": "SELECT rolname FROM pg_roles WHERE rolname = %(owner)s AND rolcanlogin",
    "the application may create": """
        SELECT nspname FROM pg_namespace WHERE has_schema_privilege(%(app)s, oid, 'CREATE')
        UNION ALL SELECT 'TEMP' WHERE has_database_privilege(%(app)s, current_database(), 'TEMP')
    """,
    "a table does not say what it holds": """
        SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('plutopixie', 'directory', 'queue', 'operation', 'dramatiq') AND c.relkind IN ('r', 'p')
            AND coalesce(obj_description(c.oid, 'pg_class'), '') !~
                ('^class=(tenant|directory|queue|operation) privacy=(none|account|personal|expense)'
                || ' retention=[a-z-]+ [|] .')
    """,
}


@pytest.mark.promise("P7.2")
@pytest.mark.parametrize("flaw", GATE)
@pytest.mark.asvs("V13.2.2", "V14.1.1")
def test_nothing_is_found(database: Database, flaw: str) -> None:
    """None of the flaws that row security can have is in the migrated schema."""
    names = database.server.names
    with database.superuser() as conn:
        found = conn.execute(
            GATE[flaw], {"app": names.app, "owner": names.owner, "prefix": database.server.prefix + r"\_%"}
        ).fetchall()

    assert found == [], flaw


#: Flaws that are planted on purpose, and the query that must find each.
PLANTED: Final[tuple[tuple[LiteralString, str], ...]] = (
    ("CREATE TABLE plutopixie.stray (id uuid PRIMARY KEY)", "the organization is missing or may be null"),
    ("ALTER TABLE plutopixie.expense NO FORCE ROW LEVEL SECURITY", "row security is not enabled and forced"),
    ("ALTER TABLE queue.outbox DISABLE ROW LEVEL SECURITY", "row security is not enabled and forced"),
    ("CREATE UNIQUE INDEX oracle ON plutopixie.receipt (file_digest)", "a key does not begin with the organization"),
    (
        """ALTER TABLE plutopixie.member ADD UNIQUE (id);
        ALTER TABLE plutopixie.session ADD FOREIGN KEY (member_id) REFERENCES plutopixie.member (id)""",
        "a foreign key does not begin with the organization on both sides",
    ),
    ("DROP POLICY floor ON plutopixie.vendor", "the floor or the way in is missing or says something else"),
    (
        "DROP POLICY floor ON plutopixie.tag; CREATE POLICY floor ON plutopixie.tag AS RESTRICTIVE USING (true)",
        "the floor or the way in is missing or says something else",
    ),
    (
        "ALTER TABLE plutopixie.expense ADD rate numeric; CREATE INDEX x ON plutopixie.expense (organization_id, rate)",
        "an index holds a value that is not compared leakproof",
    ),
    ("ALTER TABLE plutopixie.expense ADD remark text", "a number, date or text has no limits"),
    ("CREATE DOMAIN plutopixie.anything AS text", "a domain has no limits"),
    ("GRANT SELECT ON plutopixie.expense TO {relay}", "somebody but the application may touch records"),
    ("GRANT TRUNCATE ON plutopixie.expense TO {app}", "anybody may truncate, refer or trigger"),
    ("GRANT UPDATE ON plutopixie.expense_change TO {app}", "history can be changed"),
    ("GRANT SELECT ON plutopixie.vendor TO PUBLIC", "something is granted to everybody"),
    ("CREATE SEQUENCE plutopixie.counter", "there are views, sequences, functions or triggers"),
    (
        "CREATE VIEW plutopixie.all_vendors AS SELECT * FROM plutopixie.vendor",
        "there are views, sequences, functions or triggers",
    ),
    ("ALTER ROLE {relay} CREATEDB", "one of our roles is powerful"),
    ("GRANT {owner} TO {app}", "one of our roles is a member of something"),
    ("ALTER ROLE {owner} LOGIN", "the owner can log in"),
    ("GRANT CREATE ON SCHEMA queue TO {app}", "the application may create"),
    ("COMMENT ON TABLE plutopixie.expense IS 'Expenses.'", "a table does not say what it holds"),
)


@pytest.mark.parametrize(("flaw", "found_by"), PLANTED)
def test_what_is_planted_is_found(database: Database, flaw: LiteralString, found_by: str) -> None:
    """Each query of the gate finds what it is there for: the flaw is planted and undone."""
    names = database.server.names
    parameters = {"app": names.app, "owner": names.owner, "prefix": database.server.prefix + r"\_%"}
    with database.superuser() as conn, conn.transaction(force_rollback=True):
        conn.execute(names.filled_in(flaw))

        assert conn.execute(GATE[found_by], parameters).fetchall()


def test_every_constraint_is_translated(database: Database) -> None:
    """Each unique constraint and foreign key of ours is known to the translation of errors, and nothing else is."""
    with database.superuser() as conn:
        kinds = {
            kind: set(
                conn.execute(
                    "SELECT conname FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace"
                    " WHERE n.nspname = ANY (%s) AND k.contype = ANY (%s)",
                    (["plutopixie", "directory", "queue", "operation"], list(kind)),
                ).fetchall()
            )
            for kind in ("pu", "f")
        }

    assert kinds == {"pu": set(TAKEN), "f": set(DANGLING)}


def test_the_shared_gate_finds_nothing(database: Database) -> None:
    """The catalogue queries that every build of PlutoPixie must pass find nothing either."""
    gate = Path(__file__).parents[4].parent / "shared" / "schema_gate.sql"
    if not gate.exists():
        pytest.skip("the shared gate is not beside this checkout")
    text = re.sub(r"(?m)^(\\set|--).*$", "", gate.read_text("utf-8"))
    for name, value in (("sch", "plutopixie"), ("app", database.server.names.app), ("col", "organization_id")):
        text = text.replace(f":'{name}'", f"'{value}'")
    prologue, *checks = re.split(r"(?m)^\\echo ", text)
    with database.superuser() as conn:
        conn.execute(prologue)
        for check in checks:
            title, query = check.split("\n", 1)
            if not title.startswith("G01"):  # the server's version is not the schema's affair
                assert _found(conn, query) == [], title


def _found(conn: psycopg.Connection[Any], query: str) -> list[Any]:
    return conn.execute(sql.SQL(query)).fetchall()
