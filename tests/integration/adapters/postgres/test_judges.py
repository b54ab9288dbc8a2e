"""An outside judge of row security finds nothing in the migrated schema, and finds what is planted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final, LiteralString
from urllib.parse import quote

import pytest
from psycopg.conninfo import conninfo_to_dict

from .conftest import Database

JUDGE: Final = Path(__file__).parents[4] / "scripts" / "judge_schema"

pytestmark = [pytest.mark.promise("P7.2"), pytest.mark.asvs("V8.4.1")]


def judged(database: Database) -> subprocess.CompletedProcess[str]:
    """What the judge says about a database."""
    given = {key: quote(str(value), safe="") for key, value in conninfo_to_dict(database.admin).items() if value}
    login = given["user"] + (f":{given['password']}" if "password" in given else "")
    url = f"postgresql://{login}@/{given['dbname']}?host={given['host']}&port={given['port']}"
    return subprocess.run(
        [JUDGE, url],
        env={"PATH": "/usr/bin:/bin", "PLUTOPIXIE_TEST_PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_judge_finds_nothing(database: Database) -> None:
    """The judge has nothing to say, and proves that every table is kept apart in reading and in writing."""
    said = judged(database)

    assert said.returncode == 0, said.stdout + said.stderr
    assert "pgrls: nothing found, all proven" in said.stdout
    assert "LEAK" not in said.stdout
    assert not any("UNVERIFIED" in line for line in said.stdout.splitlines() if line.startswith("plutopixie."))
    assert said.stdout.count("PROVEN") >= 62


#: Holes, and how the judge calls each.
HOLES: Final[dict[str, LiteralString]] = {
    "SEC002  plutopixie.brand": "ALTER TABLE plutopixie.brand NO FORCE ROW LEVEL SECURITY",
    "SEC038  plutopixie.tag": "ALTER POLICY tenant ON plutopixie.tag USING (true) WITH CHECK (true)",
    "plutopixie.tag             UNVERIFIED": "DROP POLICY floor ON plutopixie.tag",
    "VIEW001  plutopixie.peek": "CREATE VIEW plutopixie.peek AS SELECT * FROM plutopixie.vendor",
}


def test_the_judge_finds_what_is_planted(empty_database: Database) -> None:
    """The control: an owner who is not bound, a policy that lets everything by, and a view of its owner are found."""
    names = empty_database.installed().server.names
    with empty_database.superuser() as conn:
        for made in HOLES.values():
            conn.execute(names.filled_in(made))

    said = judged(empty_database)

    assert said.returncode == 1
    assert [hole for hole in HOLES if hole not in said.stdout] == []
