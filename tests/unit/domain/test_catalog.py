"""Categories, brands, tags and custom fields."""

from __future__ import annotations

import string
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.catalog import (
    CHOICES_MAX,
    NAME_LENGTH_MAX,
    Brand,
    Category,
    CustomField,
    FieldKind,
    Tag,
    calendar_date,
    changed,
    entry_name,
    name_key,
    plain,
)
from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.ids import BrandId, CategoryId, CustomFieldId, TagId
from plutopixie.ports.contracts import strategies

ID = UUID(int=7)
CHOICES = ("red", "dark red", "0")
ENTRIES = (Category(CategoryId(ID), "Travel"), Brand(BrandId(ID), "North"), Tag(TagId(ID), "later"))
numbers = st.from_regex(r"[+-]?[0-9]{1,15}(\.[0-9]{1,6})?", fullmatch=True, alphabet=string.digits + "+-.")


def a_field(kind: FieldKind) -> CustomField:
    """A custom field of that kind."""
    return CustomField(CustomFieldId(ID), "Project", kind, CHOICES if kind is FieldKind.CHOICE else ())


@given(st.text(max_size=30))
def test_names_differ_by_more_than_case(name: str) -> None:
    """Names that differ in case alone have one key, and a key is its own key."""
    assert name_key(name_key(name)) == name_key(name) == name_key(name.casefold())


def test_names_of_other_letters_differ() -> None:
    """Different names have different keys, whatever their case."""
    assert len({name_key(name) for name in ("Travel", "TRAVEL", "Travels", "Tra vel", "Trável")}) == 4


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: type(entry).__name__)
@given(name=st.none() | strategies.names(), archived=st.none() | st.booleans())
def test_a_change_changes_what_it_states(entry: Any, name: str | None, archived: bool | None) -> None:  # noqa: FBT001 - drawn
    """A change renames, archives or takes back what it states, leaves the rest, and raises the version."""
    after = changed(entry, name=name, archived=archived)

    assert after == attrs.evolve(
        entry,
        name=entry.name if name is None else name,
        archived=entry.archived if archived is None else archived,
        version=entry.version + 1,
    )


@pytest.mark.parametrize("name", ["", " ", "a\tb", "x" * (NAME_LENGTH_MAX + 1)])
def test_an_unsound_name_is_refused(name: str) -> None:
    """Names are one line of up to 80 characters, at first and when changed."""
    with pytest.raises(InvalidValueError) as refused:
        entry_name(name, "choices[3]")

    assert refused.value.field == "choices[3]"
    with pytest.raises(InvalidValueError):
        changed(ENTRIES[0], name=name)


@pytest.mark.parametrize("kind", FieldKind)
@given(data=st.data())
def test_a_value_reads_back_from_its_plain_text(kind: FieldKind, data: st.DataObject) -> None:
    """`parse` gives back what `plain` wrote, of the same type, for every kind."""
    custom = a_field(kind)
    value = data.draw(strategies.custom_values(custom))

    again = custom.parse(plain(value))

    assert (again, type(again)) == (value, type(value))


@pytest.mark.parametrize("kind", FieldKind)
@given(data=st.data())
def test_what_was_read_reads_back(kind: FieldKind, data: st.DataObject) -> None:
    """Whatever text a field takes, the plain text of its value gives the same value."""
    custom = a_field(kind)
    texts = {
        FieldKind.TEXT: st.text(min_size=1, max_size=40),
        FieldKind.NUMBER: numbers,
        FieldKind.DATE: st.dates().map(date.isoformat),
        FieldKind.CHOICE: st.sampled_from(CHOICES),
    }
    try:
        value = custom.parse(data.draw(texts[kind]))
    except InvalidValueError:
        assert kind is FieldKind.TEXT
        return

    assert custom.parse(plain(value)) == value


@given(numbers)
def test_a_number_is_exact(written: str) -> None:
    """A number has the very value that was written, up to 15 digits and 6 decimals."""
    value = a_field(FieldKind.NUMBER).parse(written)

    assert value == Decimal(written)
    assert isinstance(value, Decimal)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        *((FieldKind.NUMBER, text) for text in (
            "", " 1", "1,5", "1e3", ".5", "5.", "NaN", "Infinity", "1" * 16, "1.1234567", "\u0663", "1\n", "--1", "1_0",
        )),
        *((FieldKind.DATE, text) for text in ("", "2026-02-29", "20260228", "2026-W09-6", "28.02.2026")),
        *((FieldKind.CHOICE, text) for text in ("", "Red", " red", "red ", "blue")),
        *((FieldKind.TEXT, text) for text in ("", " ", "two\nlines", "x" * 501)),
    ],
)  # fmt: skip
def test_a_text_of_another_kind_is_refused(kind: FieldKind, value: str) -> None:
    """What is not of the field's kind is refused under the field's id."""
    with pytest.raises(InvalidValueError) as refused:
        a_field(kind).parse(value)

    assert refused.value.field == f"custom_fields.{ID}"


@pytest.mark.promise("P4.4")
def test_a_text_field_keeps_no_card_number() -> None:
    """A full card number typed into a field of the organization's own is masked."""
    assert a_field(FieldKind.TEXT).parse("4111111111111111") == "••••••••••••1111"


@pytest.mark.parametrize(
    ("kind", "choices"),
    [
        (FieldKind.CHOICE, ()),
        *((kind, ("a",)) for kind in FieldKind if kind is not FieldKind.CHOICE),
        (FieldKind.CHOICE, ("a", "a")),
        (FieldKind.CHOICE, tuple(map(str, range(CHOICES_MAX + 1)))),
    ],
)
def test_choices_go_with_a_field_of_choice(kind: FieldKind, choices: tuple[str, ...]) -> None:
    """A field of choice has up to 100 different choices, and no other kind has any."""
    with pytest.raises(InvalidValueError) as refused:
        CustomField(CustomFieldId(ID), "Project", kind, choices)

    assert refused.value.field == "choices"


@given(st.dates())
def test_a_date_reads_back(day: date) -> None:
    """Every day of the calendar reads back from how it is written."""
    assert calendar_date(day.isoformat(), "date") == day


@given(st.integers(0, 9999), st.integers(0, 13), st.integers(0, 32))
def test_a_date_is_of_the_calendar_or_refused(year: int, month: int, day: int) -> None:
    """Numbers that name no day, such as a 29 February of a common year, are refused; all others are that day."""
    written = f"{year:04}-{month:02}-{day:02}"
    try:
        expected = datetime.strptime(written, "%Y-%m-%d").date() if year else None  # noqa: DTZ007 - a day has no zone
    except ValueError:
        expected = None
    if expected is not None:
        assert calendar_date(written, "date") == expected
        return
    with pytest.raises(InvalidValueError) as refused:
        calendar_date(written, "date")

    assert refused.value.field == "date"


@pytest.mark.parametrize(
    "written",
    [
        "2023-02-29",
        "1900-02-29",
        "2026-04-31",
        "2026-00-10",
        "0000-01-01",
        "2026-1-1",
        "+2026-01-01",
        "\u0662\u0660\u0662\u0666-01-01",
    ],
)
def test_days_that_do_not_exist_are_refused(written: str) -> None:
    """There are no such days, or they are written in another way."""
    with pytest.raises(InvalidValueError):
        calendar_date(written, "from")


def test_a_hundred_choices_are_allowed() -> None:
    """The limit itself is inside."""
    choices = tuple(map(str, range(CHOICES_MAX)))

    assert CustomField(CustomFieldId(ID), "Project", FieldKind.CHOICE, choices).choices == choices
