"""Draws the life-cycles of expenses and receipts into docs/architecture.md, from the very tables the code obeys.

`--check` changes nothing and fails when the drawing is not current.
"""

from __future__ import annotations

import enum
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from plutopixie.domain import expenses, receipts

State = TypeVar("State", bound=enum.StrEnum)
Move = TypeVar("Move", bound=enum.StrEnum)

PAGE = Path(__file__).parents[1] / "docs" / "architecture.md"
BEGIN, END = "<!-- life-cycles: begin -->\n", "<!-- life-cycles: end -->"


def drawing(name: str, table: Mapping[State, Mapping[Move, State]], first: State) -> str:
    """A life-cycle as a Mermaid state diagram; a state's name without spaces is its key there."""
    moves = [
        f"    {_key(state)} --> {_key(after)}: {move.value}"
        for state, possible in table.items()
        for move, after in possible.items()
    ]
    return "\n".join([f"**{name}**\n", "```mermaid", "stateDiagram-v2", f"    [*] --> {_key(first)}", *moves, "```\n"])


def _key(state: enum.StrEnum) -> str:
    return state.value.replace("-", "_")


def drawn(page: str) -> str:
    """The page with its drawings brought up to date."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    cycles = (
        drawing("An expense", expenses.TABLE, expenses.State.DRAFT),
        drawing("A receipt", receipts.TABLE, receipts.State.UPLOADED),
    )
    return before + BEGIN + "\n" + "\n".join(cycles) + "\n" + END + after


def main() -> int:
    """Write the page, or compare it."""
    page = PAGE.read_text("utf-8")
    current = drawn(page)
    if "--check" in sys.argv[1:]:
        return int(page != current)
    PAGE.write_text(current, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
