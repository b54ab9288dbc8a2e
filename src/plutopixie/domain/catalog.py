"""What an organization sorts its expenses by: categories, brands, tags, and custom fields of its own.

Laws: a name is unique within its kind, regardless of case; what is in use is archived rather than deleted, so that past
expenses keep their meaning; an archived entry can't be given to a new expense.
"""

from __future__ import annotations

import enum
import re
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from attrs import evolve, field, frozen

from plutopixie.domain import text
from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.ids import BrandId, CategoryId, CustomFieldId, TagId

NAME_LENGTH_MAX: Final = 80
TEXT_LENGTH_MAX: Final = 500
CHOICES_MAX: Final = 100
ENTRIES_MAX: Final = 1_000
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,6})?", re.ASCII)


@frozen
class Category:
    """What an expense was for, such as Travel."""

    id: CategoryId
    name: str
    archived: bool = False
    version: int = field(default=1, kw_only=True)


@frozen
class Brand:
    """The line of business an expense belongs to, for organizations that run several."""

    id: BrandId
    name: str
    archived: bool = False
    version: int = field(default=1, kw_only=True)


@frozen
class Tag:
    """A free mark on expenses, such as `conference-2026`."""

    id: TagId
    name: str
    archived: bool = False
    version: int = field(default=1, kw_only=True)


Entry = TypeVar("Entry", Category, Brand, Tag)


def entry_name(value: str, field_name: str = "name") -> str:
    """A clean name for a category, brand, tag or custom field; raises InvalidValueError."""
    return text.line(value, field=field_name, max_length=NAME_LENGTH_MAX)


def name_key(name: str) -> str:
    """What makes two names the same: letters regardless of case."""
    return name.casefold()


def changed(entry: Entry, *, name: str | None = None, archived: bool | None = None) -> Entry:
    """The entry under another name, archived or taken back into use."""
    return evolve(
        entry,
        name=entry.name if name is None else entry_name(name),
        archived=entry.archived if archived is None else archived,
        version=entry.version + 1,
    )


class FieldKind(enum.StrEnum):
    """What a custom field holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"


FieldValue = str | Decimal | date


@frozen
class CustomField:
    """A field that the organization adds to its expenses; `choices` only for the kind choice."""

    id: CustomFieldId
    name: str
    kind: FieldKind
    choices: tuple[str, ...] = ()
    archived: bool = False
    version: int = field(default=1, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if (self.kind is FieldKind.CHOICE) != bool(self.choices):
            raise InvalidValueError("choices", "are given for a field of the kind choice, and for no other")
        if len(self.choices) > CHOICES_MAX or len(set(self.choices)) != len(self.choices):
            raise InvalidValueError("choices", f"take up to {CHOICES_MAX} different texts")

    def parse(self, value: str) -> FieldValue:
        """The value of this field from its plain text: a number such as 12.5, a date such as 2026-11-23.

        Raises:
            InvalidValueError: the text is not of the field's kind or not among its choices.
        """
        where = f"custom_fields.{self.id}"
        if self.kind is FieldKind.TEXT:
            return text.line(value, field=where, max_length=TEXT_LENGTH_MAX)
        if self.kind is FieldKind.NUMBER:
            if not _NUMBER.fullmatch(value):
                raise InvalidValueError(where, "is not a number of up to 15 digits and 6 decimals")
            return Decimal(value)
        if self.kind is FieldKind.DATE:
            return calendar_date(value, where)
        if value not in self.choices:
            raise InvalidValueError(where, "is not among the field's choices")
        return value


def plain(value: FieldValue) -> str:
    """The text that `CustomField.parse` reads back to the same value."""
    return value.isoformat() if isinstance(value, date) else str(value)


def calendar_date(value: str, field_name: str) -> date:
    """A calendar date written as ISO 8601 `YYYY-MM-DD`, and no other way; raises InvalidValueError."""
    try:
        day = date.fromisoformat(value) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value, re.ASCII) else None
    except ValueError:
        day = None
    if day is None:
        raise InvalidValueError(field_name, "is not a date of the calendar; write it as YYYY-MM-DD")
    return day
