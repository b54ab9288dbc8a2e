"""Lists of expenses: filters that hold in every part, searches, and an order without ties."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.catalog import CustomField, FieldKind
from plutopixie.domain.currencies import Currency, currency
from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.expenses import PRESENT, Details, Expense, State, in_home
from plutopixie.domain.ids import BrandId, CategoryId, CustomFieldId, ExpenseId, MemberId, TagId, VendorId
from plutopixie.domain.listing import (
    SEARCH_LENGTH_MAX,
    TERMS_MAX,
    UNCONVERTED_RANK,
    Filter,
    Sort,
    SortField,
    matches,
    search_terms,
    sort_key,
    words,
)
from plutopixie.domain.money import MINOR_MAX, Money
from plutopixie.domain.payment import PaymentKind, PaymentMethod
from plutopixie.domain.splits import Split
from plutopixie.domain.vendors import Vendor, vendor_key
from plutopixie.ports.contracts import strategies
from plutopixie.ports.contracts.samples import DAY, NOW
from plutopixie.ports.contracts.strategies import Known

USD, EUR = currency("USD"), currency("EUR")
ADA, BOB = MemberId(UUID(int=1)), MemberId(UUID(int=2))
CAFE, TAXI = Vendor(VendorId(UUID(int=3)), "Corner  Café"), Vendor(VendorId(UUID(int=4)), "Taxi Straße")
TRAVEL, MEALS = CategoryId(UUID(int=5)), CategoryId(UUID(int=6))
NORTH, SOUTH = BrandId(UUID(int=7)), BrandId(UUID(int=8))
TAG, OTHER_TAG = TagId(UUID(int=9)), TagId(UUID(int=10))
FIELD: Final = CustomField(CustomFieldId(UUID(int=11)), "Project", FieldKind.TEXT)
KNOWN: Final = Known(USD, (ADA, BOB), (CAFE, TAXI), (TRAVEL, MEALS), (NORTH, SOUTH), (TAG, OTHER_TAG), (FIELD,))

listed_ones = st.builds(
    Expense,
    st.uuids().map(ExpenseId),
    st.sampled_from([ADA, BOB]),
    strategies.details(KNOWN),
    st.sampled_from(State),
    st.just(NOW),
    st.just(NOW),
)
NEUTRAL: Final = attrs.asdict(Filter(states=frozenset(State)), recurse=False)


def expense(state: State = State.RECORDED, number: int = 100, **changes: Any) -> Expense:
    """A plain expense of Ada's, with changes."""
    facts: dict[str, Any] = {"date": DAY, "amount": Money(1250, USD), "vendor": CAFE}
    return Expense(ExpenseId(UUID(int=number)), ADA, Details(**facts | changes), state, NOW, NOW)


def _single(wanted: Filter) -> list[Filter]:
    """One filter for each thing that the filter states; bounds keep their currency beside them."""
    stated = {name: value for name, value in attrs.asdict(wanted, recurse=False).items() if value != NEUTRAL[name]}
    return [
        Filter(**NEUTRAL | {name: value} | ({"currency": wanted.currency} if name.startswith("amount_") else {}))
        for name, value in stated.items()
    ]


@given(listed_ones, strategies.filters(KNOWN))
def test_a_filter_is_the_conjunction_of_what_it_states(listed: Expense, wanted: Filter) -> None:
    """A filter lets through what each of its statements alone lets through."""
    assert matches(listed, wanted) == all(matches(listed, one) for one in _single(wanted))


@given(listed_ones)
def test_a_filter_that_states_nothing_hides_nothing(listed: Expense) -> None:
    """Every expense of every state is let through by the empty filter over all states; there is no hidden window."""
    assert matches(listed, Filter(states=frozenset(State)))
    assert matches(listed, Filter()) == (listed.state in PRESENT)


CARD = PaymentMethod(PaymentKind.CARD, "0042")
PARTS = (Split(Money(1000, USD), MEALS), Split(Money(250, USD), None, SOUTH))


@pytest.mark.parametrize(
    ("wanted", "fits", "misses"),
    [
        (Filter(states=frozenset({State.DRAFT})), expense(State.DRAFT), expense()),
        (Filter(), expense(), expense(State.DELETED)),
        (Filter(date_from=DAY), expense(), expense(date=date(2026, 2, 28))),
        (Filter(date_to=DAY), expense(), expense(date=date(2026, 3, 2))),
        (Filter(category=MEALS), expense(category=MEALS), expense(category=TRAVEL)),
        (Filter(category=MEALS), expense(category=TRAVEL, splits=PARTS), expense()),
        (Filter(brand=SOUTH), expense(brand=SOUTH), expense(brand=NORTH)),
        (Filter(brand=SOUTH), expense(splits=PARTS), expense()),
        (Filter(tag=TAG), expense(tags=frozenset({TAG, OTHER_TAG})), expense(tags=frozenset({OTHER_TAG}))),
        (Filter(member=ADA), expense(), attrs.evolve(expense(), recorded_by=BOB)),
        (Filter(vendor=" corner CAFÉ "), expense(), expense(vendor=TAXI)),
        (Filter(vendor="Corner Café"), expense(), expense(vendor=attrs.evolve(CAFE, name="Corner Café 2"))),
        (Filter(payment=PaymentKind.CARD), expense(payment=CARD), expense(payment=PaymentMethod(PaymentKind.BANK))),
        (Filter(payment=PaymentKind.CASH), expense(payment=PaymentMethod(PaymentKind.CASH)), expense()),
        (Filter(last4="0042"), expense(payment=CARD), expense(payment=PaymentMethod(PaymentKind.CARD))),
        (Filter(currency=USD), expense(), expense(amount=Money(1250, EUR))),
        (Filter(currency=USD, amount_min=Money(1250, USD)), expense(), expense(amount=Money(1249, USD))),
        (Filter(currency=USD, amount_max=Money(1250, USD)), expense(), expense(amount=Money(1251, USD))),
        (Filter(currency=USD, amount_min=Money(0, USD)), expense(), expense(amount=Money(1250, EUR))),
        (Filter(terms=("corn", "fé")), expense(), expense(vendor=TAXI)),
    ],
)
def test_each_statement_filters(wanted: Filter, fits: Expense, misses: Expense) -> None:
    """Each thing a filter may state lets the one expense through and not the other."""
    assert matches(fits, wanted)
    assert not matches(misses, wanted)


def test_bounds_need_what_they_bound() -> None:
    """Days in the wrong order and amounts without their currency are refused."""
    cases: list[tuple[str, dict[str, Any]]] = [
        ("date_to", {"date_from": date(2026, 3, 2), "date_to": DAY}),
        ("amount_min", {"amount_min": Money(1, USD)}),
        ("amount_max", {"currency": EUR, "amount_max": Money(1, USD)}),
    ]
    for field, stated in cases:
        with pytest.raises(InvalidValueError) as refused:
            Filter(**stated)
        assert refused.value.field == field
    assert Filter(date_from=DAY, date_to=DAY).date_from == DAY


texts = st.text(st.sampled_from("aBcß éİ日本ि-'.(%,_7 \n"), max_size=30)


@given(texts, st.data())
def test_a_word_of_the_notes_is_found(notes: str, data: st.DataObject) -> None:
    """Whatever stands between spaces in notes is found by typing it, in any case, with other words or alone."""
    pieces = notes.split()
    if not pieces:
        return
    typed = data.draw(st.lists(st.sampled_from(pieces), min_size=1, max_size=3))
    text = " ".join(typed)

    terms = search_terms(data.draw(st.sampled_from([text, text.casefold(), text.lower()])))

    assert matches(expense(notes=notes), Filter(terms=terms))


@given(texts)
def test_words_are_whole(notes: str) -> None:
    """A word of the notes has no space, is folded, and stands in them between spaces or signs."""
    folded = notes.casefold()
    for word in words(notes):
        assert word.split() == [word]
        assert word in folded
        assert any(
            word in {piece, piece.strip("-'.(%,_")} or word in re.findall(r"\w+", piece) for piece in folded.split()
        )


@pytest.mark.parametrize(
    "typed", ["O'Neil", "o'neil's", "(O'NEIL'S,", "neil", "e-mail", "50%", "50", "İstanbul", "हिन्दी"]
)
def test_words_with_signs_are_found(typed: str) -> None:
    """A word is found with the signs around it or without, as a whole or by its parts between signs."""
    notes = "(O'Neil's, e-mail) 50% İstanbul हिन्दी. O'Neil"

    assert matches(expense(notes=notes), Filter(terms=search_terms(typed)))


@pytest.mark.parametrize("typed", ["lun", "unch", "lunches", "din ner"])
def test_parts_of_words_are_not_found_in_notes(typed: str) -> None:
    """In notes, only whole words are found."""
    assert not matches(expense(notes="Lunch, dinner"), Filter(terms=search_terms(typed)))


@given(st.data())
def test_any_part_of_a_vendors_name_is_found(data: st.DataObject) -> None:
    """In a vendor's name a term is found anywhere, regardless of case."""
    name = data.draw(strategies.names())
    first = data.draw(st.integers(0, len(name) - 1))
    part = name[first : data.draw(st.integers(first + 1, len(name)))]
    if part.isspace():
        return

    wanted = Filter(terms=search_terms(part.upper() if part.upper().casefold() == part.casefold() else part))

    assert matches(expense(vendor=Vendor(CAFE.id, name)), wanted)


def test_every_term_must_be_found() -> None:
    """Terms may be found in different places, but none may be missing."""
    listed = expense(notes="Lunch with Bob")

    assert matches(listed, Filter(terms=search_terms("café bob LUNCH")))
    assert not matches(listed, Filter(terms=search_terms("café dinner")))


@given(st.lists(st.sampled_from(strategies.WORDS), min_size=1, max_size=12))
def test_terms_are_the_words_that_were_typed(typed: list[str]) -> None:
    """Each word is a term once, folded, in the order typed; more than eight words are refused."""
    text = " ".join(typed)
    if len(text.split()) > TERMS_MAX:
        with pytest.raises(InvalidValueError) as refused:
            search_terms(text, "q")
        assert refused.value.field == "q"
        return

    terms = search_terms(text)

    assert list(terms) == list(dict.fromkeys(word.casefold() for word in typed))


@pytest.mark.parametrize("typed", ["", "  ", "a\nb", "x" * (SEARCH_LENGTH_MAX + 1)])
def test_an_unsound_search_is_refused(typed: str) -> None:
    """A search is one line of up to 200 characters that says something."""
    with pytest.raises(InvalidValueError):
        search_terms(typed)


@given(st.lists(listed_ones, min_size=2, max_size=4), st.sampled_from(SortField), strategies.currencies())
def test_the_order_is_total(several: list[Expense], by: SortField, home: Currency) -> None:
    """Keys of any two expenses compare, and with the ids no two places are equal."""
    places: list[tuple[Any, ExpenseId]] = [(sort_key(one, by, home), one.id) for one in several]

    assert len(set(places)) == len({one.id for one in several})
    assert all(one < other for one, other in pairwise(sorted(set(places))))


@given(listed_ones, strategies.currencies())
def test_keys_are_what_is_sorted_by(listed: Expense, home: Currency) -> None:
    """The date, the vendor's key, the amount at home; by creation the id alone decides."""
    amount = in_home(listed.details, home)

    assert sort_key(listed, SortField.DATE, home) == listed.details.date
    assert sort_key(listed, SortField.VENDOR, home) == vendor_key(listed.details.vendor.name)
    assert sort_key(listed, SortField.AMOUNT, home) == (UNCONVERTED_RANK if amount is None else amount.minor)
    assert sort_key(listed, SortField.CREATED, home) == ""


def test_an_unknown_rate_sorts_as_the_smallest() -> None:
    """No amount that can be kept comes before one without a known rate."""
    assert UNCONVERTED_RANK < -MINOR_MAX


def test_the_newest_date_comes_first_unless_said_otherwise() -> None:
    """Lists begin with the newest date."""
    assert Sort() == Sort(SortField.DATE, descending=True)
