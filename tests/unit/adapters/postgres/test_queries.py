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


@pytest.mark.promise("P7.2")
@pytest.mark.parametrize(
    "subject", ["people", "requests", "catalog", "vendors", "expenses", "listing", "receipts", "reports"]
)
def test_every_statement_on_records_names_the_organization(subject: str) -> None:
    """The second wall: whatever touches a table of organizations says which one, beside row security."""
    for name, text in queries.load(subject).items():
        if "plutopixie." in text:
            assert "%(organization)s" in text or ".organization_id = e.organization_id" in text, name


@pytest.mark.asvs("V1.2.4")
def test_no_statement_is_made_of_text() -> None:
    """Nowhere in the adapter is SQL put together from strings."""
    assert not re.search(r"""(f"|f'|\.join\(|%\s*\()[^\n]*\b(SELECT|INSERT|UPDATE|DELETE|GRANT|ALTER)\b""", _code())
