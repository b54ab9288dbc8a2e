"""The ranking of vendors is learned the same way every time, and from nothing that it is measured on."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.reading_quality.cross_validation import cross_validated, read
from benchmarks.reading_quality.heads import heads
from benchmarks.reading_quality.noise import NOISES, Noise
from benchmarks.reading_quality.scoring import is_near, scored
from benchmarks.reading_quality.vendor_training import example, examples_from, fold_of, learn, page_of
from plutopixie.domain.reading.extraction import ReadingContext
from plutopixie.domain.reading.rules import extract
from plutopixie.domain.reading.words import Page, RecognizedText

CONTEXT = ReadingContext(date(2026, 6, 15))
VENDORS = ("GREEN LEAF SDN BHD", "BLUE HILL TRADING", "RED BARN BAKERY", "GREY MILL HARDWARE", "OAK TREE ENTERPRISE")


def _line(row: int, text: str) -> list[object]:
    top, right = 40 + 30 * row, 100 + 10 * len(text)
    return [100, top, right, top, right, top + 20, 100, top + 20, text]


def _receipt(number: int, vendor: str) -> dict[str, object]:
    rows = ["TAX INVOICE", vendor, "NO 5 JALAN KENARI", "TEL: 03-55423228", "12/03/2018", "TOTAL 12.00"]
    return {"id": f"r-{number}", "vendor": vendor, "lines": [_line(row, text) for row, text in enumerate(rows)]}


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    """Labelled text of a few receipts."""
    path = tmp_path / "text.jsonl"
    path.write_text("".join(json.dumps(_receipt(at, VENDORS[at % 5])) + "\n" for at in range(20)), "utf-8")
    return path


def test_invented_heads_are_the_same_every_time() -> None:
    """One seed, one set of heads; another seed, another."""
    assert heads(20, 7) == heads(20, 7) != heads(20, 8)


def test_most_invented_vendors_can_be_found() -> None:
    """The rules see the invented vendor among the possible names of its head."""
    seen = [bool(example(head.page, head.vendor).right) for head in heads(60, 7)]

    assert sum(seen) >= 50


def test_a_receipt_that_is_left_out_is_not_learned_from(text_file: Path) -> None:
    """Ids that are measured leave no example behind, in any noise."""
    left_out = frozenset(f"r-{number}" for number in range(20) if number != 3)

    assert len(examples_from(text_file, left_out)) == len(NOISES)


def test_learning_is_repeatable_and_finds_the_vendor(text_file: Path) -> None:
    """The same text gives the same weights, and they choose the vendor of a receipt that was not there."""
    weights = learn(examples_from(text_file))
    page = page_of(_receipt(99, "SILVER BIRCH STATIONERY")["lines"])  # type: ignore[arg-type]
    fields = read({"new": _text(page)}, [{"id": "new", "file": "new"}], CONTEXT, weights)

    assert weights == learn(examples_from(text_file))
    assert fields["new"]["vendor"] == "SILVER BIRCH STATIONERY"


def test_all_receipts_of_a_vendor_are_in_one_fold() -> None:
    """The fold goes by the vendor alone, and does not change from run to run."""
    assert [fold_of(name) for name in ("greenleafsdnbhd", "bluehilltrading", "")] == [
        fold_of(name) for name in ("greenleafsdnbhd", "bluehilltrading", "")
    ]
    assert len({fold_of(f"vendor {number}") for number in range(200)}) > 1


def test_the_measured_receipts_are_read_once_each(text_file: Path) -> None:
    """Every labelled receipt is scored, whichever fold its vendor falls into; one without words counts as not found."""
    labels = [
        {"id": f"r-{at}", "file": f"{at}.jpg", "vendor": VENDORS[at], "date": "2018-03-12", "total": "12.00"}
        for at in range(5)
    ]
    words = {f"{at}.jpg": _text(page_of(_receipt(at, VENDORS[at])["lines"])) for at in range(4)}  # type: ignore[arg-type]
    scores = cross_validated({"engine": words}, labels, text_file, CONTEXT)["engine"]

    assert (scores.receipts, scores.date, scores.total) == (5, 0.8, 0.8)
    assert scores.vendor <= 0.8


def test_the_shipped_weights_are_what_the_rules_use() -> None:
    """Reading with the shipped ranking in a benchmark gives the vendor that reading gives."""
    for head in heads(20, 3):
        text = _text(head.page)
        found = extract(text, CONTEXT)
        said = read({"one": text}, [{"id": "one", "file": "one"}], CONTEXT)["one"]["vendor"]
        assert said == (found.vendor.value if found.vendor else None)


def test_scores_count_as_the_scoring_program_does() -> None:
    """A near vendor is right for all three and wrong for F1; what is not asked for counts nowhere."""
    labels: list[dict[str, str | None]] = [
        {"id": "1", "file": "1", "vendor": "GREEN LEAF TRADING", "date": "2018-03-12", "total": "12.00"},
        {"id": "2", "file": "2", "vendor": None, "date": "2018-03-13", "total": "5"},
    ]
    said: dict[str, dict[str, str | None]] = {
        "1": {"vendor": "Green Leaf Tradin", "date": "2018-03-12", "total": "12.0"},
        "2": {"vendor": "Whoever", "date": None, "total": "6.00"},
    }
    scores = scored(labels, said)

    assert (scores.vendor, scores.vendor_near, scores.date, scores.total) == (0.0, 1.0, 0.5, 0.5)
    assert (scores.all_three, dict(scores.wrong), scores.given) == (0.5, {"vendor": 1, "date": 0, "total": 1}, 4)
    assert Decimal(str(scores.f1)).quantize(Decimal("0.0001")) == Decimal("0.4444")
    assert not is_near(None, "x")


def test_a_poor_engine_misreads_more() -> None:
    """Noise leaves perfect text alone, and changes more of it the noisier it is."""
    assert NOISES[0] == Noise(0.0)
    assert NOISES[0].share < NOISES[1].share < NOISES[2].share


def _text(page: Page) -> RecognizedText:
    return RecognizedText((page,), "made by hand", "1")
