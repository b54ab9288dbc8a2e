"""JSON from outside: parsed at a cost that grows with its length only, and refused where it is not plain.

Laws:

- Nesting and the number of lists and objects are bounded before anything is parsed, and no number is converted before
  its digits are counted.
- Numbers are whole and of at most 18 digits; `12.0` is whole (JSON Schema 2020-12, validation, section 6.1.1), and no
  exponent is read. Amounts are JSON strings, so there is nothing a float would be needed for.
- A name occurs once in an object. Text is UTF-8 and holds neither NUL nor lone surrogates.
- A refusal names the field by its path and never repeats a value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from plutopixie.entrypoints.http.errors import FieldProblem, MalformedRequestError

DEPTH_MAX: Final = 32
CONTAINERS_MAX: Final = 10_000
DIGITS_MAX: Final = 18
PROBLEMS_MAX: Final = 50
_NAME_SHOWN_MAX: Final = 64
#: A string, closed or not, or a bracket. Once begun, a string always matches, so that the scan never starts over.
_TOKEN: Final = re.compile(rb'"(?:[^"\\]++|\\.?)*+(?:"|\Z)|[\[{]|[\]}]', re.DOTALL)
_WHOLE: Final = re.compile(r"(-?[0-9]+)\.0+", re.ASCII)
_REFUSED: Final = re.compile("[\x00\ud800-\udfff]")
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}")


class _Object(dict[str, object]):
    """An object with the names that occurred more than once."""

    repeated: tuple[str, ...] = ()


class _Number:
    """A number that is not taken, and why."""

    def __init__(self, problem: str) -> None:
        self.problem = problem


def parse(raw: bytes) -> object:
    """The document as plain lists, dictionaries, strings, integers, booleans and None.

    Raises:
        MalformedRequestError: it is not JSON, or breaks one of the laws above.
    """
    _require_modest(raw)
    try:
        document = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_whole_after_all,
            parse_constant=lambda _: _Number("is not a number of JSON"),
        )
    except UnicodeDecodeError:
        raise MalformedRequestError.at("", "The body is not UTF-8.") from None
    except json.JSONDecodeError as problem:
        what = problem.msg.removesuffix(" at")
        place = f"line {problem.lineno}, column {problem.colno}"
        raise MalformedRequestError.at("", f"The body is not JSON: {what} at {place}.") from None
    problems = tuple(_first(_problems(document, ""), PROBLEMS_MAX))
    if problems:
        raise MalformedRequestError(*problems)
    return document


def joined(path: str, name: str) -> str:
    """The path of a field inside the object at `path`; strange names are shown escaped and shortened."""
    shown = name if _PLAIN_NAME.fullmatch(name) else ascii(name)[1:-1][:_NAME_SHOWN_MAX]
    return f"{path}.{shown}" if path else shown


def _require_modest(raw: bytes) -> None:
    depth = containers = 0
    for token in _TOKEN.finditer(raw):
        if token.group() in {b"[", b"{"}:
            depth += 1
            containers += 1
            if depth > DEPTH_MAX:
                raise MalformedRequestError.at("", f"The body is nested more than {DEPTH_MAX} levels deep.")
            if containers > CONTAINERS_MAX:
                raise MalformedRequestError.at("", f"The body holds more than {CONTAINERS_MAX:,} lists and objects.")
        elif token.group() in {b"]", b"}"}:
            depth -= 1


def _object(pairs: list[tuple[str, object]]) -> _Object:
    found = _Object(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        found.repeated = tuple(dict.fromkeys(name for name, _ in pairs if name in seen or seen.add(name)))  # type: ignore[func-returns-value]
    return found


def _whole(digits: str) -> int | _Number:
    return int(digits) if len(digits.lstrip("-")) <= DIGITS_MAX else _Number(f"has more than {DIGITS_MAX} digits")


def _whole_after_all(text: str) -> int | _Number:
    match = _WHOLE.fullmatch(text)
    if match is None:
        return _Number('has a decimal point or an exponent; write amounts as text, such as "12.50"')
    return _whole(match.group(1))


def _problems(value: object, path: str) -> Iterator[FieldProblem]:
    if isinstance(value, _Number):
        yield FieldProblem(path, value.problem)
    elif isinstance(value, str) and not _is_sound(value):
        yield FieldProblem(path, "holds a NUL character or half of a surrogate pair; remove it")
    elif isinstance(value, list):
        for place, element in enumerate(value):
            if not _is_sound(element):
                yield from _problems(element, f"{path}[{place}]")
    elif isinstance(value, _Object):
        yield from _problems_of_object(value, path)


def _problems_of_object(value: _Object, path: str) -> Iterator[FieldProblem]:
    yield from (FieldProblem(joined(path, name), "occurs more than once") for name in value.repeated)
    for name, element in value.items():
        if not _is_sound(name):
            yield FieldProblem(joined(path, name), "has a name with a character that can't be")
        elif not _is_sound(element):
            yield from _problems(element, joined(path, name))


def _is_sound(value: object) -> bool:
    """Whether nothing can be wrong with the value, seen at a glance."""
    return value is None or isinstance(value, int) or (isinstance(value, str) and not _REFUSED.search(value))


def _first(problems: Iterator[FieldProblem], limit: int) -> Iterator[FieldProblem]:
    for _, problem in zip(range(limit), problems, strict=False):
        yield problem
