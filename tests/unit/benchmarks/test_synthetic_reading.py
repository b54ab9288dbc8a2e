"""The measure of reading: what counts as right, wrong, invented and silently wrong."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from benchmarks.reading_quality.synthetic import Measure, exact, measured
from benchmarks.synthetic_receipts.generator import generate
from plutopixie.domain.payment import PaymentKind
from plutopixie.domain.reading.extraction import Extraction, Found, Item, Warning  # noqa: A004


def label(**changes: Any) -> dict[str, Any]:
    """The label of a small receipt."""
    return {
        "id": "one",
        "kind": "shop",
        "vendor": "Cedar Hollow Market",
        "date": "2026-03-05",
        "total": "10.80",
        "subtotal": "10.00",
        "tax": "0.80",
        "tip": None,
        "currency": "USD",
        "payment": "card",
        "last4": "1234",
        "document_number": "77",
        "items": [{"description": "Wood Glue", "quantity": None, "amount": "10.00"}],
        "date_ambiguous": False,
        "tax_included": False,
        "several_taxes": False,
    } | changes


def right() -> Extraction:
    """The reading that this label wants."""
    return Extraction(
        vendor=Found("CEDAR HOLLOW MARKET", 0.9),
        date=Found(date(2026, 3, 5), 0.9),
        total=Found(Decimal("10.8"), 0.9),
        subtotal=Found(Decimal(10), 0.9),
        tax=Found(Decimal("0.80"), 0.9),
        currency=Found("USD", 0.9),
        payment=Found(PaymentKind.CARD, 0.9),
        last4=Found("1234", 0.9),
        document_number=Found("77", 0.9),
        items=(Found(Item("WOOD GLUE", Decimal(10)), 0.9),),
    )


def counted(truth: dict[str, Any], extraction: Extraction) -> Measure:
    """What one reading comes to."""
    measure = Measure()
    measure.add(truth, extraction)
    return measure


def test_a_right_reading_is_right_in_everything() -> None:
    """Letters' case and trailing zeros do not matter."""
    measure = counted(label(), right())

    assert measure.misses == []
    assert (measure.f1, measure.items_f1, measure.all_right) == (1.0, 1.0, 1)


def test_nothing_read_is_missing_but_not_wrong() -> None:
    """An empty reading misses every field asked for, and invents none."""
    measure = counted(label(), Extraction())

    assert measure.f1 == 0.0
    assert {tally.right for tally in measure.fields.values()} == {0}
    assert sum(tally.wrong + tally.invented for tally in measure.fields.values()) == 0
    assert len(measure.misses) == 9


def test_wrong_and_invented_fields_are_told_apart() -> None:
    """A wrong total is wrong; a tip where none is printed is invented."""
    said = Extraction(total=Found(Decimal("18.00"), 0.9), tip=Found(Decimal(2), 0.9))
    fields = counted(label(), said).fields

    assert (fields["total"].wrong, fields["total"].invented) == (1, 0)
    assert (fields["tip"].wrong, fields["tip"].invented) == (0, 1)


def test_f1_is_that_of_vendor_date_and_total() -> None:
    """Two right, one wrong: both precision and recall are two thirds."""
    said = Extraction(vendor=right().vendor, date=right().date, total=Found(Decimal(1), 0.9))

    assert counted(label(), said).f1 == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("said", "warnings", "silent"),
    [
        (Found(date(2026, 3, 5), 0.4), (), 1),
        (Found(date(2026, 3, 5), 0.4), (Warning.DATE_AMBIGUOUS,), 0),
        (None, (Warning.DATE_AMBIGUOUS,), 0),
        (None, (), 0),
    ],
)
def test_a_doubtful_date_must_be_warned_of_or_left_out(
    said: Found[date] | None, warnings: tuple[Warning, ...], silent: int
) -> None:
    """One of the two days without a warning is silent, even if it happens to be the right one."""
    measure = counted(label(date=None, date_ambiguous=True), Extraction(date=said, warnings=warnings))

    assert (measure.ambiguous, measure.ambiguous_silent) == (1, silent)
    assert measure.fields["date"].invented == 0


@pytest.mark.service("fonts")
def test_the_rules_read_printed_words_well() -> None:
    """On the exact words of some receipts the rules find date, total and currency nearly always."""
    measure = measured(exact(generate(2026, 30)))

    assert measure.receipts == 30
    assert measure.ambiguous_silent == 0
    for name in ("date", "total", "currency"):
        assert measure.fields[name].share >= 0.9
