"""Extractions as JSON: nothing is lost, and what was not found stays not found."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TypeVar

from hypothesis import given
from hypothesis import strategies as st

from plutopixie.adapters.postgres.records import extraction_json
from plutopixie.domain.payment import PaymentKind
from plutopixie.domain.reading import extraction
from plutopixie.domain.reading.extraction import Extraction, Found, Item, Place
from plutopixie.domain.reading.words import Box

T = TypeVar("T")

_pixels = st.integers(-10, 20_000)
_places = st.none() | st.builds(Place, st.integers(1, 50), st.builds(Box, _pixels, _pixels, _pixels, _pixels))
_texts = st.text(st.characters(codec="utf-8"), max_size=50)
_amounts = st.decimals(-(10**12), 10**12, places=2) | st.decimals(0, 10, places=4)


def _found(values: st.SearchStrategy[T]) -> st.SearchStrategy[Found[T] | None]:
    return st.none() | _located(values)


def _located(values: st.SearchStrategy[T]) -> st.SearchStrategy[Found[T]]:
    return st.builds(Found, values, st.floats(0, 1), _places)


extractions = st.builds(
    Extraction,
    vendor=_found(_texts),
    date=_found(st.dates()),
    total=_found(_amounts),
    subtotal=_found(_amounts),
    tax=_found(_amounts),
    tip=_found(_amounts),
    currency=_found(_texts),
    payment=_found(st.sampled_from(PaymentKind)),
    last4=_found(_texts),
    document_number=_found(_texts),
    items=st.lists(_located(st.builds(Item, _texts, _amounts, st.none() | _amounts)), max_size=4).map(tuple),
    warnings=st.lists(st.sampled_from(extraction.Warning)).map(tuple),
)


@given(extractions)
def test_reads_back_as_written(found: Extraction) -> None:
    """Every extraction reads back the same, to the digits of its decimals."""
    read = extraction_json.decode(extraction_json.encode(found))

    assert read == found
    assert repr(read) == repr(found)


def test_is_written_plainly() -> None:
    """The JSON has the field names of the extraction, and leaves out what was not found."""
    found = Extraction(date=Found(date(2026, 2, 28), 0.5, Place(1, Box(1, 2, 3, 4))), total=Found(Decimal("1.50"), 1.0))

    assert extraction_json.encode(found) == (
        b'{"date":{"value":"2026-02-28","confidence":0.5,"place":[1,1,2,3,4]},'
        b'"total":{"value":"1.50","confidence":1.0},"warnings":[]}'
    )


def test_reads_what_was_written_before_a_field_existed() -> None:
    """An extraction that was kept before items and payments were read reads back without them."""
    kept = b'{"total":{"value":"1.50","confidence":1.0},"warnings":["date.missing"]}'

    assert extraction_json.decode(kept) == Extraction(
        total=Found(Decimal("1.50"), 1.0), warnings=(extraction.Warning.DATE_MISSING,)
    )


def test_the_other_day_of_a_doubtful_date_is_kept() -> None:
    """What else a print may mean reads back in its own type."""
    found = Extraction(date=Found(date(2026, 4, 3), 0.5, None, (date(2026, 3, 4),)))

    assert extraction_json.decode(extraction_json.encode(found)) == found
