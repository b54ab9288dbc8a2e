"""Taking one wall down, to see whether the other holds alone.

Wall one is what our statements say: every comparison of an organization, be it with the unit's (`organization_id =
%(organization)s`) or between tables that are joined. Wall two is row security. What stays in either case is what is
written: a row that is inserted carries the organization, and keys begin with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import psycopg
from psycopg import sql
from psycopg.rows import DictRow

from .conftest import Database

#: One comparison of an organization, with whatever stands on either side.
_COMPARED: Final = re.compile(
    r"(?:[a-z_]+\.)?organization_id\s*=\s*(?:%\(organization\)s(?:::uuid)?|[a-z_]+\.organization_id)"
)
#: What must not be left after that: any mention that compares.
_LEFT: Final = re.compile(r"organization_id\s*(?:=|<>|>|<|IN\b|IS\b|BETWEEN\b)|=\s*(?:[a-z_]+\.)?organization_id")


class WallStandsError(AssertionError):
    """A statement still compares an organization in a way that the rewriter does not know."""


def without_organization(statement: str) -> tuple[str, int]:
    """The statement with `true` in the place of each comparison of an organization, and how many there were.

    Raises:
        WallStandsError: A comparison is left.
    """
    open_, count = _COMPARED.subn("true", statement)
    if _LEFT.search(open_):
        raise WallStandsError(open_)
    return open_, count


class Careless(psycopg.Connection[DictRow]):
    """A connection of the application that forgets to compare organizations."""

    forgotten = 0

    def execute(self, query: Any, params: Any = None, **options: Any) -> psycopg.Cursor[DictRow]:
        """Carry the statement out without its comparisons."""
        if self.info.parameter_status("application_name") != "plutopixie-app":
            return super().execute(query, params, **options)
        text = query.as_string(self) if isinstance(query, sql.Composable) else query
        open_, count = without_organization(text)
        type(self).forgotten += count
        return super().execute(open_.encode(), params, **options)


def switch_off_row_security(database: Database) -> Sequence[str]:
    """Row security disabled on every table that has it; returns their names."""
    with database.superuser() as conn:
        tables: list[str] = conn.execute("SELECT oid::regclass::text FROM pg_class WHERE relrowsecurity").fetchall()
        for table in tables:
            conn.execute(sql.SQL("ALTER TABLE {} DISABLE ROW LEVEL SECURITY").format(sql.Identifier(*table.split("."))))
    return tables
