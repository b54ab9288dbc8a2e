"""What a database's catalogue says, as plain rows: for comparing two databases, and for the rules on all tables."""

from __future__ import annotations

from typing import Any, Final, LiteralString

import psycopg

OURS: Final = ("plutopixie", "directory", "queue", "operation")

#: What the comment of a table may say of it. How private: not at all, of an account, of a person, of what was spent.
PRIVACY: Final = ("none", "account", "personal", "expense")
#: How long its rows are kept: with the organization or membership, for days, until something happens, or for good.
RETENTION: Final = (
    "organization",
    "membership",
    "days",
    "days-after-end",
    "until-used",
    "until-ended",
    "until-sent",
    "until-done",
    "until-stopped",
    "until-expired",
    "until-rotated",
    "forever",
)

_FACTS: Final[dict[str, LiteralString]] = {
    "schemas": """
        SELECT nspname, pg_get_userbyid(nspowner), nspacl::text, obj_description(oid, 'pg_namespace')
        FROM pg_namespace WHERE nspname = ANY(%(ours)s)
    """,
    "columns": """
        SELECT n.nspname, c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
            l.collname, pg_get_expr(d.adbin, d.adrelid), a.attacl::text
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        LEFT JOIN pg_collation l ON l.oid = a.attcollation
        WHERE n.nspname = ANY(%(ours)s) AND a.attnum > 0
    """,
    "relations": """
        SELECT n.nspname, c.relname, c.relkind, pg_get_userbyid(c.relowner), c.relacl::text, c.relrowsecurity,
            c.relforcerowsecurity, c.reloptions::text, obj_description(c.oid, 'pg_class')
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ANY(%(ours)s)
    """,
    "constraints": """
        SELECT n.nspname, k.conname, k.conrelid::regclass::text, k.contypid::regtype::text, pg_get_constraintdef(k.oid)
        FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace WHERE n.nspname = ANY(%(ours)s)
    """,
    "indexes": """
        SELECT n.nspname, c.relname, pg_get_indexdef(c.oid)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ANY(%(ours)s) AND c.relkind = 'i'
    """,
    "policies": """
        SELECT p.polrelid::regclass::text, p.polname, p.polpermissive, p.polcmd, p.polroles::regrole[]::text,
            pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
        FROM pg_policy p
    """,
    "types": """
        SELECT n.nspname, t.typname, t.typtype, format_type(t.typbasetype, t.typtypmod), t.typacl::text
        FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE n.nspname = ANY(%(ours)s)
    """,
    "functions": """
        SELECT n.nspname, p.oid::regprocedure::text, p.proacl::text, pg_get_functiondef(p.oid)
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = ANY(%(ours)s)
    """,
    "triggers": """
        SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    """,
    "defaults": "SELECT pg_get_userbyid(defaclrole), defaclobjtype, defaclacl::text FROM pg_default_acl",
}


def catalogue(conn: psycopg.Connection[Any]) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that the schemas of PlutoPixie consist of, by kind, in an order of its own."""
    with conn.cursor(row_factory=psycopg.rows.tuple_row) as cursor:
        return {
            kind: sorted(cursor.execute(query, {"ours": list(OURS)}).fetchall(), key=repr)
            for kind, query in _FACTS.items()
        }
