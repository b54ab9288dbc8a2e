"""SQL blocks: how they are read, and that each one is used."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from plutopixie.adapters.postgres import queries

_PACKAGE = resources.files("plutopixie.adapters.postgres")
SUBJECTS = sorted(file.name.removesuffix(".sql") for file in _PACKAGE.joinpath("sql").iterdir())


def _code() -> str:
    folders = (_PACKAGE, _PACKAGE.joinpath("records"))
    files = [file for folder in folders for file in folder.iterdir() if file.name.endswith(".py")]
    return "\n".join(file.read_text("utf-8") for file in files)


def test_blocks_are_found_by_name() -> None:
    """A text is cut at its names; purposes and other comments are left out."""
    text = (
        "-- A file.\n\n-- name: one\n-- The first.\nSELECT 1\n\n"
        "-- name: two\n-- The second,\n-- at length.\nSELECT\n    2\n"
    )

    assert queries.parse(text) == {"one": "SELECT 1", "two": "SELECT\n    2"}


@pytest.mark.parametrize(
    "text",
    [
        "-- name: one\n-- It.\nSELECT 1\n-- name: one\n-- It again.\nSELECT 2\n",
        "-- name: one\nSELECT 1\n",
        "-- name: one\n-- It.\n\n-- name: two\n-- It, too.\nSELECT 2\n",
    ],
    ids=["twice", "no purpose", "empty"],
)
def test_a_careless_block_is_refused(text: str) -> None:
    """A name that occurs twice, a block without a purpose and one without a body are errors."""
    with pytest.raises(ValueError, match="the block"):
        queries.parse(text)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_file_reads(subject: str) -> None:
    """Every file beside the module holds blocks."""
    assert queries.load(subject)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_block_is_used(subject: str) -> None:
    """No block is left over: each name, or the pattern it is made from, stands in the code."""
    code = _code()
    composed = re.compile(r"(key|place|beside|after)_|(add|get|save|list)_(category|brand|tag)$|.*wards$")

    unused = [name for name in queries.load(subject) if f'"{name}"' not in code and not composed.match(name)]

    assert unused == []


#: A table of organizations that rows are taken from, and the name it goes by in the statement.
_READ = re.compile(r"(?:FROM|JOIN|UPDATE|USING|,)\s+plutopixie\.(?P<table>[a-z_]+)(?: AS (?P<alias>[a-z]+))?")


def unbound(text: str) -> list[str]:
    """The tables of organizations in a statement that are not compared with the unit's organization.

    A piece of a statement may compare with `e`, the expense that the rest of the statement is about.
    """
    read = [(match["table"], match["alias"]) for match in _READ.finditer(text)]
    if not re.search(r"%\(organization\)s|= e\.organization_id\b", text):
        return [table for table, _ in read]
    return [table for table, alias in read if not _is_compared(text, rf"{alias}\." if alias else r"(?<![.\w])")]


def _is_compared(text: str, own: str) -> bool:
    return re.search(rf"{own}organization_id = |= {own}organization_id\b", text) is not None


@pytest.mark.promise("P7.2")
@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_statement_on_records_names_the_organization(subject: str) -> None:
    """The second wall: whatever touches a table of organizations says which one, beside row security."""
    for name, text in queries.load(subject).items():
        assert unbound(text) == [], name


@pytest.mark.parametrize(
    ("text", "tables"),
    [
        ("SELECT id FROM plutopixie.tag WHERE organization_id = %(organization)s", []),
        ("SELECT id FROM plutopixie.tag", ["tag"]),
        ("SELECT organization_id FROM plutopixie.tag WHERE name = %(organization)s", ["tag"]),
        ("UPDATE plutopixie.tag SET name = 'x' WHERE id = %(id)s AND %(organization)s IS NOT NULL", ["tag"]),
        ("DELETE FROM plutopixie.tag AS t USING gone AS g WHERE t.id = g.id AND g.x = %(organization)s", ["tag"]),
        (
            "SELECT FROM plutopixie.tag AS t, plutopixie.brand AS b WHERE t.organization_id = %(organization)s",
            ["brand"],
        ),
        ("INSERT INTO plutopixie.tag (organization_id) VALUES (%(organization)s)", []),
    ],
)
def test_what_is_not_bound_is_found(text: str, tables: list[str]) -> None:
    """The test above would notice: each table that is not compared is named."""
    assert unbound(text) == tables


@pytest.mark.asvs("V1.2.4")
def test_no_statement_is_made_of_text() -> None:
    """Nowhere in the adapter is SQL put together from strings."""
    assert not re.search(r"""(f"|f'|\.join\(|%\s*\()[^\n]*\b(SELECT|INSERT|UPDATE|DELETE|GRANT|ALTER)\b""", _code())
