"""SQL as it stands in the `.sql` files beside this module: named blocks, each with a line that says what it is for.

A block begins with `-- name: some_name`, goes on with its purpose as a comment, and ends before the next name. Blocks
are read once; as literal strings they pass the driver's types, while anything interpolated would not.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType
from typing import Final, LiteralString

_NAME: Final = re.compile(r"^-- name: ([a-z0-9_]+)$", re.MULTILINE | re.ASCII)
_COMMENT: Final = re.compile(r"^--.*$\n?", re.MULTILINE)


@functools.cache
def load(subject: str) -> Mapping[str, LiteralString]:
    """The blocks of `sql/<subject>.sql` by name, without their comments."""
    return MappingProxyType(parse(read(subject)))


def read(subject: str) -> LiteralString:
    """The text of `sql/<subject>.sql`."""
    return resources.files(__package__).joinpath("sql", f"{subject}.sql").read_text(encoding="utf-8")


def parse(text: LiteralString) -> dict[str, LiteralString]:
    """The blocks of a text by name; raises ValueError if a name occurs twice or a block lacks purpose or body."""
    pieces = _NAME.split(text)[1:]
    blocks: dict[str, LiteralString] = {}
    for name, block in zip(pieces[::2], pieces[1::2], strict=True):
        if name in blocks:
            raise ValueError(f"the block {name} occurs twice")
        if not block.lstrip("\n").startswith("-- "):
            raise ValueError(f"the block {name} does not say what it is for")
        blocks[name] = _COMMENT.sub("", block).strip()
        if not blocks[name]:
            raise ValueError(f"the block {name} is empty")
    return blocks
