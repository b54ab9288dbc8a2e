"""The walls as the catalogue shows them: what must hold for every table, also for those that come later."""

from __future__ import annotations

from typing import Final, LiteralString

import pytest

from plutopixie.adapters.postgres.errors import DANGLING, TAKEN

from .catalogue import PRIVACY, RETENTION
from .conftest import Database

#: Each query must find nothing. `app` is the application's role, `owner` the owner's, `prefix` fits all of ours.
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
    "a table does not ask for the signed context": """
        SELECT c.oid::regclass FROM pg_class c
        WHERE c.relnamespace = ANY (ARRAY['plutopixie', 'directory', 'queue']::regnamespace[])
            AND c.relkind IN ('r', 'p')
            AND (
                c.relnamespace = 'plutopixie'::regnamespace OR has_table_privilege(%(app)s, c.oid, 'DELETE')
                OR has_any_column_privilege(%(app)s, c.oid, 'SELECT, INSERT, UPDATE')
            )
            AND NOT EXISTS (
                SELECT FROM pg_policy p
                WHERE p.polrelid = c.oid AND NOT p.polpermissive AND p.polcmd = '*'
                    AND p.polroles = ARRAY[CASE c.relnamespace
                        WHEN 'plutopixie'::regnamespace THEN 0::oid ELSE %(app)s::regrole::oid END]
                    AND pg_get_expr(p.polqual, c.oid) = pg_get_expr(p.polwithcheck, c.oid)
                    AND regexp_replace(pg_get_expr(p.polqual, c.oid), '\\s+', ' ', 'g') =
                        '(organization_id = ( SELECT operation.signed_organization() AS signed_organization))'
            )
    """,
    "a command has no policy": """
        SELECT c.oid::regclass, command FROM pg_class c
        CROSS JOIN unnest(ARRAY['r', 'a', 'w', 'd']::"char"[]) AS command
        WHERE c.relnamespace = 'plutopixie'::regnamespace AND c.relkind IN ('r', 'p') AND NOT EXISTS (
            SELECT FROM pg_policy p
            WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd IN ('*', command)
                AND p.polroles = ARRAY[%(app)s::regrole]::oid[]
        )
    """,
    "a policy does not speak of the organization": """
        SELECT p.polrelid::regclass, p.polname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
        WHERE c.relnamespace = 'plutopixie'::regnamespace AND (
            coalesce(pg_get_expr(p.polqual, c.oid), '') !~ '^[(]organization_id = '
            OR coalesce(pg_get_expr(p.polwithcheck, c.oid), '') !~ '^[(]organization_id = '
        )
    """,
    "somebody but the owner may touch the keys": """
        SELECT g.grantee FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) g
        WHERE c.oid = 'operation.context_key'::regclass AND g.grantee <> c.relowner
        UNION ALL
        SELECT g.grantee FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        CROSS JOIN LATERAL aclexplode(a.attacl) g
        WHERE c.oid = 'operation.context_key'::regclass AND g.grantee <> c.relowner
    """,
    "a function of its definer can be led astray": """
        SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND p.prosecdef AND (
            NOT coalesce(p.proconfig, '{}') @> ARRAY['search_path=pg_catalog, pg_temp']
            OR has_function_privilege('public', p.oid, 'EXECUTE')
            OR EXISTS (
                SELECT FROM aclexplode(p.proacl) g
                WHERE g.grantee NOT IN (p.proowner, %(app)s::regrole) OR g.is_grantable
            )
        )
    """,
    "a function claims too much": """
        SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
            AND (p.proleakproof OR p.provolatile = 'i' AND p.prosrc ~* 'current_setting' OR p.proparallel = 's')
    """,
    "a view sees as its owner": """
        SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND (
            c.relkind = 'm'
            OR c.relkind = 'v' AND coalesce(c.reloptions::text, '') !~ 'security_invoker=(true|on|1)'
        )
    """,
    "a runtime role owns something": """
        SELECT d.classid::regclass, d.objid FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid
        WHERE d.deptype = 'o' AND r.rolname LIKE %(prefix)s AND r.rolname <> %(owner)s
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
        SELECT c.relname, g.privilege_type FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) g
        WHERE c.oid = ANY (ARRAY['plutopixie.expense_change', 'plutopixie.audit']::regclass[])
            AND g.grantee = %(app)s::regrole
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
    "a table is not declared, or is not what its schema is for": """
        SELECT c.oid::regclass, obj_description(c.oid, 'pg_class')
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN LATERAL regexp_match(
            obj_description(c.oid, 'pg_class'), '^class=([a-z]+) privacy=([a-z]+) retention=([a-z-]+) [|] .'
        ) AS said ON true
        WHERE n.nspname !~ '^(pg_catalog|information_schema|pg_toast|pg_temp)' AND c.relkind IN ('r', 'p', 'f', 'm')
            AND NOT (
            said[1] IS NOT DISTINCT FROM CASE n.nspname
                WHEN 'plutopixie' THEN 'tenant' WHEN 'directory' THEN 'directory' WHEN 'queue' THEN 'queue'
                WHEN 'dramatiq' THEN 'queue' WHEN 'operation' THEN 'operation' ELSE 'of no schema of ours'
            END
            AND coalesce(said[2] = ANY (%(privacy)s), false) AND coalesce(said[3] = ANY (%(retention)s), false)
        )
    """,
    "an organization's content is kept outside its records": """
        SELECT c.oid::regclass FROM pg_class c
        WHERE c.relkind IN ('r', 'p') AND obj_description(c.oid, 'pg_class') ~ 'privacy=expense'
            AND c.relnamespace <> 'plutopixie'::regnamespace
    """,
}


def _parameters(database: Database) -> dict[str, object]:
    names = database.server.names
    return {
        "app": names.app,
        "owner": names.owner,
        "prefix": database.server.prefix + r"\_%",
        "privacy": list(PRIVACY),
        "retention": list(RETENTION),
    }


@pytest.mark.promise("P7.2")
@pytest.mark.parametrize("flaw", GATE)
@pytest.mark.asvs("V13.2.2", "V14.1.1", "V16.4.2")
def test_nothing_is_found(database: Database, flaw: str) -> None:
    """None of the flaws that row security can have is in the migrated schema."""
    with database.superuser() as conn:
        found = conn.execute(GATE[flaw], _parameters(database)).fetchall()

    assert found == [], flaw


UNDECLARED: Final = "a table is not declared, or is not what its schema is for"

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
    ("GRANT DELETE ON plutopixie.audit TO {app}", "history can be changed"),
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
    ("COMMENT ON TABLE plutopixie.expense IS 'Expenses.'", UNDECLARED),
    ("CREATE TABLE plutopixie.undeclared (organization_id uuid NOT NULL)", UNDECLARED),
    ("CREATE TABLE public.undeclared (x int)", UNDECLARED),
    ("COMMENT ON TABLE plutopixie.tag IS 'class=queue privacy=expense retention=organization | Tags.'", UNDECLARED),
    ("COMMENT ON TABLE plutopixie.tag IS 'class=tenant privacy=some retention=organization | Tags.'", UNDECLARED),
    ("COMMENT ON TABLE plutopixie.tag IS 'class=tenant privacy=expense retention=a-while | Tags.'", UNDECLARED),
    (
        "COMMENT ON TABLE queue.outbox IS 'class=queue privacy=expense retention=until-sent | Names.'",
        "an organization's content is kept outside its records",
    ),
    ("DROP POLICY signed ON plutopixie.vendor", "a table does not ask for the signed context"),
    ("ALTER POLICY signed ON plutopixie.vendor TO {app}", "a table does not ask for the signed context"),
    ("ALTER POLICY signed ON queue.outbox TO {relay}", "a table does not ask for the signed context"),
    (
        "ALTER POLICY signed ON directory.sign_in WITH CHECK (true)",
        "a table does not ask for the signed context",
    ),
    (
        """DROP POLICY tenant ON plutopixie.tag;
        CREATE POLICY tenant ON plutopixie.tag FOR SELECT TO {app} USING (organization_id = gen_random_uuid())""",
        "a command has no policy",
    ),
    ("CREATE POLICY extra ON plutopixie.tag USING (true)", "a policy does not speak of the organization"),
    (
        "CREATE POLICY extra ON plutopixie.tag FOR INSERT WITH CHECK (organization_id IS NOT NULL)",
        "a policy does not speak of the organization",
    ),
    ("GRANT SELECT ON operation.context_key TO {app}", "somebody but the owner may touch the keys"),
    ("GRANT SELECT (id) ON operation.context_key TO {relay}", "somebody but the owner may touch the keys"),
    (
        "ALTER FUNCTION operation.signed_organization() RESET search_path",
        "a function of its definer can be led astray",
    ),
    (
        "ALTER FUNCTION operation.signed_organization() SET search_path = public, pg_catalog",
        "a function of its definer can be led astray",
    ),
    (
        "GRANT EXECUTE ON FUNCTION operation.signed_organization() TO PUBLIC",
        "a function of its definer can be led astray",
    ),
    (
        "GRANT EXECUTE ON FUNCTION operation.signed_organization() TO {relay}",
        "a function of its definer can be led astray",
    ),
    (
        "CREATE FUNCTION queue.peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT 1::bigint'",
        "a function of its definer can be led astray",
    ),
    ("ALTER FUNCTION operation.signed_organization() LEAKPROOF", "a function claims too much"),
    ("ALTER FUNCTION operation.signed_organization() IMMUTABLE", "a function claims too much"),
    ("ALTER FUNCTION operation.signed_organization() PARALLEL SAFE", "a function claims too much"),
    ("CREATE VIEW public.vendors AS SELECT * FROM plutopixie.vendor", "a view sees as its owner"),
    (
        "CREATE MATERIALIZED VIEW queue.sums AS SELECT count(*) FROM queue.outbox",
        "a view sees as its owner",
    ),
    ("ALTER TABLE queue.outbox OWNER TO {relay}", "a runtime role owns something"),
    ("ALTER FUNCTION operation.signed_organization() OWNER TO {app}", "a runtime role owns something"),
    (
        "CREATE INDEX early ON plutopixie.expense (date, organization_id)",
        "a key does not begin with the organization",
    ),
    (
        """CREATE TYPE plutopixie.mood AS ENUM ('good'); ALTER TABLE plutopixie.tag ADD mood plutopixie.mood;
        CREATE INDEX by_mood ON plutopixie.tag (organization_id, mood)""",
        "an index holds a value that is not compared leakproof",
    ),
)


@pytest.mark.parametrize(("flaw", "found_by"), PLANTED)
def test_what_is_planted_is_found(database: Database, flaw: LiteralString, found_by: str) -> None:
    """Each query of the gate finds what it is there for: the flaw is planted and undone."""
    names = database.server.names
    parameters = _parameters(database)
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


def test_every_query_of_the_gate_finds_something_planted() -> None:
    """No query is there that was never seen to find anything."""
    assert {found_by for _, found_by in PLANTED} == set(GATE)


@pytest.mark.promise("P7.2")
def test_a_view_that_sees_as_its_caller_is_let_pass(database: Database) -> None:
    """The control for views: one with `security_invoker` is no flaw, and shows its caller's organization alone."""
    names = database.server.names
    with database.superuser() as conn, conn.transaction(force_rollback=True):
        view = "CREATE VIEW public.tags WITH (security_invoker = true) AS SELECT * FROM plutopixie.tag"
        conn.execute(names.filled_in(view))

        assert conn.execute(GATE["a view sees as its owner"], _parameters(database)).fetchall() == []
