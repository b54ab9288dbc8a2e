"""Requests become attrs classes here, strictly: nothing is coerced or ignored, and every complaint names its field.

One converter reads JSON bodies, another the texts of query parameters; both complain in the same way.
"""

from __future__ import annotations

import enum
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from types import UnionType
from typing import Any, Final, Literal, TypeVar, Union, get_args, get_origin
from uuid import UUID

import attrs
from cattrs import (
    BaseValidationError,
    ClassValidationError,
    Converter,
    ForbiddenExtraKeysError,
    IterableValidationError,
)
from cattrs.cols import homogenous_tuple_structure_factory, mapping_structure_factory
from cattrs.gen import make_dict_structure_fn, override

from plutopixie.domain.catalog import calendar_date
from plutopixie.domain.errors import InvalidValueError
from plutopixie.entrypoints.http.errors import FieldProblem, MalformedRequestError
from plutopixie.entrypoints.http.json_text import PROBLEMS_MAX, joined
from plutopixie.ports.inbound.statements import UNSET, Unset

Decoded = TypeVar("Decoded")
Hook = Callable[[Any, Any], Any]

#: Choices in one list, and values of one parameter that are separated by commas.
LISTED_MAX: Final = 16
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)
_WHOLE: Final = re.compile(r"[0-9]{1,9}", re.ASCII)


class _WrongValueError(ValueError):
    """What is wrong with a value, said without repeating it."""


class Unshown(str):
    """Text that does not show in a representation, as little as the field it came in.

    Where a function raises, tools print its local variables; a password among them must not be readable. Everything
    else works as with any text, and what is made of it is plain text again.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return "Unshown(hidden)"


def identity(text: str) -> UUID | None:
    """The UUID written in its usual form, or None for anything else."""
    return UUID(text) if _UUID.fullmatch(text) else None


def wire_name(attribute: attrs.Attribute[Any]) -> str:
    """The name a field has outside; `from_` is `from`, which Python keeps for itself."""
    return attribute.name.rstrip("_")


def decode_body(document: object, into: type[Decoded]) -> Decoded:
    """The JSON document as an instance of the class; raises MalformedRequestError naming every field that is wrong."""
    return _decoded(_BODIES, document, into)


def decode_parameters(parameters: Mapping[str, str], into: type[Decoded]) -> Decoded:
    """The query parameters as an instance of the class; raises MalformedRequestError naming what is wrong."""
    return _decoded(_PARAMETERS, dict(parameters), into)


def _decoded(converter: Converter, value: object, into: type[Decoded]) -> Decoded:
    try:
        return converter.structure(value, into)
    except (BaseValidationError, _WrongValueError) as error:
        found = zip(range(PROBLEMS_MAX), _problems(error, ""), strict=False)
        raise MalformedRequestError(*(problem for _, problem in found)) from None


def _problems(error: BaseException, path: str) -> Iterator[FieldProblem]:
    """Everything wrong inside, each with its path."""
    if isinstance(error, ClassValidationError):
        fields, others = error.group_exceptions()
        for inner, attribute in fields:
            yield from _problems(inner, joined(path, attribute.name.rstrip("_")))
        for inner in others:
            yield from _problems(inner, path)
    elif isinstance(error, IterableValidationError):
        for inner, place in error.group_exceptions()[0]:
            inside = f"{path}[{place.index}]" if isinstance(place.index, int) else joined(path, str(place.index))
            yield from _problems(inner, inside)
    elif isinstance(error, ForbiddenExtraKeysError):
        yield from (FieldProblem(joined(path, name), "is not known here") for name in sorted(error.extra_fields))
    elif isinstance(error, KeyError):
        yield FieldProblem(path, "is missing")
    elif isinstance(error, InvalidValueError):
        yield FieldProblem(error.field, error.problem)
    elif isinstance(error, _WrongValueError):
        yield FieldProblem(path, str(error))
    else:
        raise error


def _is_unset_union(kind: Any) -> bool:
    return get_origin(kind) in {Union, UnionType} and any(_is_unset(each) for each in get_args(kind))


def _is_unset(kind: Any) -> bool:
    return get_origin(kind) is Literal and get_args(kind) == (Unset.UNSET,)


def stated_type(kind: Any) -> Any:
    """What may be stated for a field that a change can also leave out: the same type without the mark."""
    left = tuple(each for each in get_args(kind) if not _is_unset(each))
    return Union[left]  # noqa: UP007 - built at run time


def _unset_union(kind: Any, converter: Converter) -> Hook:
    inner = stated_type(kind)

    def structure(value: Any, _: Any) -> Any:
        return UNSET if value is UNSET else converter.structure(value, inner)

    return structure


def _class(kind: Any, converter: Converter) -> Hook:
    attrs.resolve_types(kind)
    renamed: dict[str, Any] = {
        one.name: override(rename=wire_name(one)) for one in attrs.fields(kind) if one.name.endswith("_")
    }
    secret = _secret(kind)
    build = make_dict_structure_fn(
        kind, converter, _cattrs_forbid_extra_keys=True, _cattrs_detailed_validation=True, **renamed
    )

    def structure(value: Any, _: Any) -> Any:
        _require(value, dict, "an object")
        return build({**value, **{name: Unshown(value[name]) for name in secret & _texts(value)}}, kind)

    return structure


def _texts(document: Mapping[str, object]) -> set[str]:
    """The names of what is text."""
    return {name for name, value in document.items() if isinstance(value, str)}


def _secret(kind: type) -> set[str]:
    """The fields, as named outside, whose class keeps them out of its own representation."""
    return {wire_name(one) for one in attrs.fields(kind) if one.repr is False}


def _tuple(kind: Any, converter: Converter) -> Hook:
    build = homogenous_tuple_structure_factory(kind, converter)
    inner = get_args(kind)[0]
    of_choices = isinstance(inner, type) and issubclass(inner, enum.Enum)

    def structure(value: Any, _: Any) -> Any:
        _require(value, list, "a list")
        if of_choices and len(value) > LISTED_MAX:
            raise _WrongValueError(f"takes up to {LISTED_MAX} values")
        return build(value, kind)

    return structure


def _mapping(kind: Any, converter: Converter) -> Hook:
    build = mapping_structure_factory(kind, converter)

    def structure(value: Any, _: Any) -> Any:
        _require(value, dict, "an object")
        return build(value, kind)

    return structure


_JSON_NAMES: Final[Mapping[type, str]] = {
    str: "text",
    bool: "true or false",
    int: "a number",
    type(None): "null",
    list: "a list",
}


#: The likeliest mistake gets a hint.
_MIXED_UP: Final = ("text", "a number")


def _require(value: Any, kind: type, wanted: str) -> None:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        given = _JSON_NAMES.get(str if isinstance(value, str) else type(value), "an object")
        hint = '; write amounts and rates as text, such as "12.50"' if (wanted, given) == _MIXED_UP else ""
        raise _WrongValueError(f"must be {wanted}, not {given}{hint}")


def _plain(value: Any, kind: Any, wanted: str) -> Any:
    _require(value, kind, wanted)
    return value


def _uuid(value: Any, _: Any) -> UUID:
    _require(value, str, "an id")
    found = identity(value)
    if found is None:
        raise _WrongValueError("is not an id, such as 0190c1f2-6d2e-7b3a-9c4d-2f5e8a7b1c3d")
    return found


def _choice(value: Any, kind: Any) -> Any:
    choices = [each.value for each in kind]
    _require(value, str, f"one of {', '.join(choices)}")
    if value not in choices:
        raise _WrongValueError(f"must be one of {', '.join(choices)}")
    return kind(value)


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _is_mapping(kind: Any) -> bool:
    return get_origin(kind) in {dict, Mapping}


def _with_shapes(converter: Converter) -> Converter:
    converter.register_structure_hook_factory(attrs.has, _class)
    converter.register_structure_hook(enum.StrEnum, _choice)
    converter.register_structure_hook(UUID, _uuid)
    converter.register_structure_hook_factory(_is_unset_union, _unset_union)
    return converter


def _bodies() -> Converter:
    converter = _with_shapes(Converter(detailed_validation=True))
    converter.register_structure_hook_factory(_is_tuple, _tuple)
    converter.register_structure_hook_factory(_is_mapping, _mapping)
    for kind, wanted in ((str, "text"), (bool, "true or false"), (int, "a whole number")):
        converter.register_structure_hook(kind, partial(_plain, wanted=wanted))
    return converter


def _flag(value: str, _: Any) -> bool:
    if value not in {"true", "false"}:
        raise _WrongValueError("must be true or false")
    return value == "true"


def _number(value: str, _: Any) -> int:
    if not _WHOLE.fullmatch(value):
        raise _WrongValueError("must be a whole number of up to 9 digits")
    return int(value)


def _day(value: str, _: Any) -> date:
    try:
        return calendar_date(value, "")
    except InvalidValueError as refused:
        raise _WrongValueError(refused.problem) from None


def _listed(kind: Any, converter: Converter) -> Hook:
    """Several values of one parameter, separated by commas."""
    inner = get_args(kind)[0]

    def structure(value: str, _: Any) -> Any:
        values = value.split(",", LISTED_MAX)
        if len(values) > LISTED_MAX:
            raise _WrongValueError(f"takes up to {LISTED_MAX} values")
        return tuple(converter.structure(each, inner) for each in values)

    return structure


def _parameters() -> Converter:
    converter = _with_shapes(Converter(detailed_validation=True))
    converter.register_structure_hook_factory(_is_tuple, _listed)
    converter.register_structure_hook(str, partial(_plain, wanted="text"))
    converter.register_structure_hook(bool, _flag)
    converter.register_structure_hook(int, _number)
    converter.register_structure_hook(date, _day)
    return converter


_BODIES: Final = _bodies()
_PARAMETERS: Final = _parameters()


def without_secrets(document: object, kind: type) -> bytes:
    """The document in one canonical form, without the fields whose class keeps them out of its own representation.

    What is hashed for an idempotency key must not help anybody to guess a password.
    """
    secret = _secret(kind)
    shown = document
    if secret and isinstance(document, dict):
        shown = {name: value for name, value in document.items() if name not in secret}
    return json.dumps(shown, sort_keys=True, separators=(",", ":")).encode()
