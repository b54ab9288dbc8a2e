"""A breakage as data: which claim it betrays, what it changes in the source, and the tests that must notice.

The list stands in `breakages/*.toml`. Adding one is a few lines there:

    [[breakage]]
    claim = "P6.3"
    broken = "A token is good for ever."
    tests = ["tests/unit/ports/inbound/test_signing.py::test_an_access_token_expires"]
    [[breakage.changes]]
    file = "adapters/jwt_tokens/tokens.py"
    old = 'if at >= expires or issued'
    new = 'if issued'
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import cattrs
from attrs import field, frozen, validators

PACKAGE: Final = Path("src") / "plutopixie"


class UnfitError(Exception):
    """A breakage is badly written or does not fit the source any more; correct it."""


@frozen
class Change:
    """One text of a file in `src/plutopixie`, which stands there exactly once, becomes another."""

    file: str
    old: str = field(validator=validators.min_len(1))
    new: str

    def applied(self, text: str) -> str:
        """The changed text of the file; raises UnfitError where the old text is not there, or is there again."""
        found = text.count(self.old)
        if found != 1:
            raise UnfitError(f"{self.file}: the old text stands there {found} times instead of once")
        if self.old == self.new:
            raise UnfitError(f"{self.file}: the new text is the old one")
        return text.replace(self.old, self.new)


@frozen
class Breakage:
    """A rule that is removed: the claim behind it, a sentence that says what is broken, and who must notice.

    `tests` are node ids of pytest: files, classes or tests. As few as prove the claim, and the quickest ones.
    """

    claim: str = field(validator=validators.matches_re(r"P\d+\.\d+"))
    broken: str = field(validator=validators.matches_re(r".+\."))
    tests: tuple[str, ...] = field(
        validator=[
            validators.min_len(1),
            validators.deep_iterable(validators.matches_re(r"tests/\S+\.py(::\S+)?")),
        ]
    )
    changes: tuple[Change, ...] = field(validator=validators.min_len(1))

    def changed(self, root: Path) -> dict[Path, str]:
        """The files it changes, as paths from the root, with their new text; raises UnfitError where it doesn't fit."""
        texts: dict[Path, str] = {}
        for change in self.changes:
            path = PACKAGE / change.file
            if not (root / path).is_file():
                raise UnfitError(f"{change.file}: there is no such file in {PACKAGE}")
            texts[path] = change.applied(texts.get(path) or (root / path).read_text("utf-8"))
        for path, text in texts.items():
            _require_program(path, text)
        return texts

    def is_about(self, words: str) -> bool:
        """Whether the words stand in its claim, its sentence or the names of its files, in any case."""
        said = " ".join([self.claim, self.broken, *(change.file for change in self.changes)])
        return words.casefold() in said.casefold()


def _require_program(path: Path, text: str) -> None:
    if path.suffix == ".py":
        try:
            compile(text, str(path), "exec")
        except SyntaxError as problem:
            raise UnfitError(f"{path.name}: line {problem.lineno} is no Python any more") from None


def load(folder: Path) -> tuple[Breakage, ...]:
    """All breakages of the `.toml` files in a folder, by file name; raises UnfitError for what is none."""
    return tuple(one for file in sorted(folder.glob("*.toml")) for one in _read(file))


def _read(file: Path) -> Iterator[Breakage]:
    structure = cattrs.Converter(forbid_extra_keys=True, detailed_validation=False).structure
    try:
        listed: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as problem:
        raise UnfitError(f"{file.name}: {problem}") from None
    if set(listed) != {"breakage"}:
        raise UnfitError(f"{file.name}: it holds [[breakage]] and nothing else")
    for place, one in enumerate(listed["breakage"], 1):
        try:
            yield structure(one, Breakage)
        except (cattrs.errors.ForbiddenExtraKeysError, KeyError, TypeError, ValueError) as problem:
            raise UnfitError(f"{file.name}: breakage {place}: {problem}") from None
