"""The issue date: plausible, told from other dates, its order settled by evidence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.reading.date_shapes import Order
from plutopixie.domain.reading.dates import Dated, Evidence, issue_date
from plutopixie.domain.reading.extraction import Extraction, ReadingContext, Warning  # noqa: A004
from plutopixie.domain.reading.rows import rebuild
from plutopixie.domain.reading.rules import extract
from plutopixie.domain.reading.words import Box, Page, RecognizedText, Word

from .conftest import Layout, document_of

TODAY = date(2026, 6, 15)
Reader = Callable[..., Extraction]


def dated(*texts: str, shown: Order | None = None, habit: Order | None = None) -> Dated | None:
    """The issue date among rows with these texts."""
    words = tuple(Word(text, Box(0, at * 40, 400, at * 40 + 20), 1.0) for at, text in enumerate(texts))
    return issue_date(rebuild(Page(1, 500, 4000, words)), TODAY, Evidence(shown, habit))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-03-14", date(2024, 3, 14)),
        ("2024/05/06 21:30", date(2024, 5, 6)),
        ("Date: 14/03/2024", date(2024, 3, 14)),
        ("03/14/2024 12:41 PM", date(2024, 3, 14)),
        ("14.03.24", date(2024, 3, 14)),
        ("24-MAR-2018 03:44:22 PM", date(2018, 3, 24)),
        ("Oct 3, 2016 12:16:25 PM", date(2016, 10, 3)),
        ("3. März 2024", date(2024, 3, 3)),
        ("12 de agosto de 2023", date(2023, 8, 12)),
        ("2024年5月6日", date(2024, 5, 6)),
        ("24/07/201712:44", date(2017, 7, 24)),
        ("27/06/185:02:32 PM", date(2018, 6, 27)),
        ("05~05-17", date(2017, 5, 5)),
        ("80101911/26.06.2025", date(2025, 6, 26)),
        ("#19536024/06/2018 6:31", date(2018, 6, 24)),
        ("Datum 21,04,20", date(2020, 4, 21)),
        ("Date: 30.09-2017", date(2017, 9, 30)),
        ("Dec22'23 22:41", date(2023, 12, 22)),
        ("issued at 20 20-11-21", date(2020, 11, 21)),
    ],
)
def test_dates_are_read_in_many_shapes(text: str, day: date) -> None:
    """Numbers, names of months in several languages, glued times and glued numbers."""
    found = dated(text)

    assert found is not None
    assert (day, False) == (found.day, found.ambiguous)


@pytest.mark.parametrize("text", ["31/02/2024", "12/13", "14/03/1985", "14/03/2031", "1234567890", "99.99.9999"])
def test_what_is_no_plausible_date_is_none(text: str) -> None:
    """Impossible days, days before 1990 and days in the future are no issue date."""
    assert dated(text) is None


def test_an_expiry_is_not_the_issue_date() -> None:
    """The date beside "date" is meant, not the one beside "valid until" or "due"."""
    found = dated("Valid until 01/02/2025", "Date 14/03/2024", "Due date 20/05/2025")

    assert found is not None
    assert date(2024, 3, 14) == found.day


def test_without_evidence_an_ambiguous_date_says_so() -> None:
    """Both readings plausible and nothing to tell: doubtful, and little confidence."""
    found = dated("03/04/2024")

    assert found is not None
    assert found.ambiguous
    assert found.confidence <= 0.4


@pytest.mark.parametrize(
    ("shown", "habit", "day"),
    [
        (Order.MONTH_FIRST, None, date(2024, 3, 4)),
        (Order.DAY_FIRST, Order.MONTH_FIRST, date(2024, 4, 3)),
        (None, Order.MONTH_FIRST, date(2024, 3, 4)),
    ],
)
def test_evidence_settles_the_order(shown: Order | None, habit: Order | None, day: date) -> None:
    """What the document shows goes before what is known of the organization."""
    found = dated("03/04/2024", shown=shown, habit=habit)

    assert found is not None
    assert (day, False) == (found.day, found.ambiguous)


def test_another_date_in_the_document_settles_the_order() -> None:
    """A date that reads only one way shows how the others read."""
    found = dated("Date 03/04/2024", "Due 28/04/2024", shown=Order.MONTH_FIRST)

    assert found is not None
    assert (date(2024, 4, 3), False) == (found.day, found.ambiguous)


def test_region_settles_the_order(read: Reader) -> None:
    """An American address reads month first, a British one day first."""
    american = read(["Riverside Diner", "120 Main St, Austin, TX 78701", "03/04/2024", ("Total", "$16.78")])
    british = read(["The Crown Inn Ltd", "14 High Street, Leeds LS1 4AB", "03/04/2024", ("Total", "£15.05")])

    assert american.date is not None
    assert british.date is not None
    assert (date(2024, 3, 4), date(2024, 4, 3)) == (american.date.value, british.date.value)


def test_an_ambiguous_date_is_warned_of(read: Reader) -> None:
    """The extraction carries the warning."""
    assert Warning.DATE_AMBIGUOUS in read(["Somebody", "03/04/2024", ("Total", "12.00")]).warnings


@given(
    st.lists(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)), min_size=1, max_size=5),
    st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d", "%d.%m.%y", "%d %b %Y"]),
    st.booleans() | st.none(),
)
def test_a_future_date_is_never_read(days: list[date], form: str, day_first: bool | None) -> None:  # noqa: FBT001
    """Whatever is printed, the issue date is at most a day ahead and not before 1990."""
    words = tuple(Word(day.strftime(form), Box(0, at * 40, 200, at * 40 + 20), 1.0) for at, day in enumerate(days))
    text = RecognizedText((Page(1, 300, 400, words),), "made by hand", "1")

    found = extract(text, ReadingContext(today=TODAY, day_first=day_first)).date

    assert found is None or date(1990, 1, 1) <= found.value <= TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("rows", "day"),
    [
        (["Order Date: 15-10-2015", "Invoice Date: 20-10-2015"], date(2015, 10, 20)),
        (
            ["Rechnung Nr. 471102 vom 25.03.2018", "Lieferdatum 28.03.2018", "gemäß Bestellung vom 21.03.2018"],
            date(2018, 3, 25),
        ),
        ([("Factuur datum", "Vervaldatum"), ("18-9-2022", "22-9-2022")], date(2022, 9, 18)),
        ([("Vervaldatum", "Factuur datum"), ("22-9-2022", "18-9-2022")], date(2022, 9, 18)),
        ([("Fälligkeit", "Teilzahlung"), "24.04.2018", "Rechnungsdatum 15.03.2018"], date(2018, 3, 15)),
    ],
)
def test_the_invoice_date_is_told_from_others(read: Reader, rows: list[str | tuple[str, str]], day: date) -> None:
    """Dates of orders, deliveries and dues are not the issue date, whether named before them or over their column."""
    found = read(["Some Shop BV", *rows, ("Totaal", "49,99 €")]).date

    assert found is not None
    assert day == found.value


def test_clear_print_goes_before_smudged() -> None:
    """Of two dates that are placed alike, the one that the engine was sure of counts."""
    words = (
        Word("14/08/2018 18:17:54", Box(0, 0, 400, 20), 0.2),
        Word("14/06/2018 18:17:54", Box(0, 40, 400, 60), 0.95),
    )
    found = issue_date(rebuild(Page(1, 500, 400, words)), TODAY, Evidence())

    assert found is not None
    assert date(2018, 6, 14) == found.day


open_days = st.dates(min_value=date(2015, 1, 1), max_value=date(2026, 6, 14)).filter(
    lambda day: day.day <= 12 and day.day != day.month
)


@given(
    open_days,
    st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%y"]),
    st.integers(min_value=1, max_value=99_999),
    st.sampled_from(["", "$", "USD ", "kr "]),
)
def test_without_evidence_both_days_are_offered(day: date, form: str, amount: int, mark: str) -> None:
    """A day that can be a month, on a receipt that shows no country: the warning is there, and so is the true day."""
    rows: Layout = [
        "CORNER STORE",
        day.strftime(form),
        ("Bread", f"{amount / 100:.2f}"),
        ("Total", f"{mark}{amount / 100:.2f}"),
    ]

    found = extract(document_of(rows), ReadingContext(today=TODAY))

    assert found.date is not None
    assert Warning.DATE_AMBIGUOUS in found.warnings or not found.date.alternatives
    assert day in {found.date.value, *found.date.alternatives}
    if found.date.alternatives:
        assert found.date.confidence <= 0.5


@given(open_days, st.sampled_from([("%m/%d/%Y", True), ("%d/%m/%Y", False)]), st.booleans())
def test_evidence_on_the_paper_is_never_overruled(day: date, form: tuple[str, bool], habit: bool) -> None:  # noqa: FBT001
    """An American address reads month first, a British one day first, whatever the organization's habit."""
    written, american = form
    place = "120 Main St, Austin, TX 78701" if american else "14 High Street, Leeds LS1 4AB"
    rows: Layout = ["CORNER STORE", place, day.strftime(written), ("Total", "$5.00" if american else "£5.00")]

    found = extract(document_of(rows), ReadingContext(today=TODAY, day_first=habit))

    assert found.date is not None
    assert (day, ()) == (found.date.value, found.date.alternatives)


@given(open_days, st.booleans())
def test_habit_alone_settles_and_still_offers_the_other_day(day: date, day_first: bool) -> None:  # noqa: FBT001
    """How the organization writes dates decides where the paper says nothing; the other day stays within reach."""
    rows: Layout = ["CORNER STORE", day.strftime("%d/%m/%Y" if day_first else "%m/%d/%Y"), ("Total", "5.00")]

    found = extract(document_of(rows), ReadingContext(today=TODAY, day_first=day_first))

    assert found.date is not None
    assert day == found.date.value
    assert Warning.DATE_AMBIGUOUS not in found.warnings
    assert not found.date.alternatives or found.date.confidence < 0.95


def test_region_and_currency_that_disagree_settle_nothing(read: Reader) -> None:
    """An American address on a receipt in ringgit: the date is doubtful."""
    rows: Layout = ["Shop", "120 Main St, Austin, TX 78701", "03/04/2024", ("Total", "RM 16.78"), ("Cash", "RM 16.78")]

    assert Warning.DATE_AMBIGUOUS in read(rows).warnings
