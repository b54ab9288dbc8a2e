"""Synthetic receipts: the same by seed everywhere, exact in their sums, and labelled with what is printed on them."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.synthetic_receipts import fonts
from benchmarks.synthetic_receipts.facts import Charge, Kind, Payment
from benchmarks.synthetic_receipts.generator import Receipt, digest, generate
from benchmarks.synthetic_receipts.sheet import Line
from plutopixie.domain.reading.regions import region_of

ROOT: Final = Path(__file__).parents[3]
SEED: Final = 2026
DIGEST: Final = "0b43e685067125532595237f6e9ccc2894f74d5bff729bbd92cc08d60ff2a9c5"
SEEDS: Final = st.integers(0, 10**6)
ENOUGH: Final = 300
PRINTED: Final = tuple(generate(SEED, ENOUGH))


def lines(receipt: Receipt) -> list[str]:
    """The text of every line that the layout prints."""
    return [" ".join(run.text for run in part.runs) for part in receipt.sheet.parts if isinstance(part, Line)]


def digits(text: str) -> str:
    """The digits of an amount, however it is written."""
    return re.sub(r"\D", "", text)


def amounts(receipt: Receipt) -> set[str]:
    """The digits of everything that stands alone as a piece of text."""
    pieces = (run.text for part in receipt.sheet.parts if isinstance(part, Line) for run in part.runs)
    return {digits(piece) for piece in pieces}


def drawn_of(seed: int) -> Receipt:
    """The one receipt of a seed."""
    (receipt,) = generate(seed, 1)
    return receipt


def test_the_set_that_figures_speak_of_is_the_same_everywhere() -> None:
    """The 300 receipts of seed 2026 have the labels and lines that were written down, whatever machine makes them."""
    assert digest(PRINTED) == DIGEST


def test_a_longer_series_begins_like_a_shorter_one() -> None:
    """How many are asked for changes none of them, and another seed changes all."""
    assert [receipt.label for receipt in generate(SEED, 9)] == [receipt.label for receipt in PRINTED[:9]]
    assert all(one.facts != other.facts for one, other in zip(generate(SEED + 1, 9), PRINTED, strict=False))


def test_every_kind_and_every_rare_thing_occurs() -> None:
    """The set has all kinds, tips, refunds, doubtful dates, discounts, several taxes, and receipts without a name."""
    facts = [receipt.facts for receipt in PRINTED]

    assert {one.kind for one in facts} == set(Kind)
    assert {one.currency for one in facts} == {"USD", "EUR", "GBP", "CAD", "JPY", "MXN"}
    for rare in (
        [one for one in facts if one.tip is not None],
        [one for one in facts if one.tip_line],
        [one for one in facts if one.total < 0],
        [one for one in facts if one.discount],
        [one for one in facts if one.dating.is_ambiguous],
        [one for one in facts if len(one.taxes) > 1],
        [one for one in facts if one.vendor.name is None or one.vendor.at_end],
        [one for one in facts if one.payment.tendered is not None],
    ):
        assert len(rare) >= 2


def number(label: dict[str, Any], name: str) -> Decimal:
    """An amount of a label, nothing where it is null."""
    return Decimal(label[name] or 0)


@given(seed=SEEDS)
@settings(max_examples=60, deadline=None)
def test_the_sums_of_every_label_hold(seed: int) -> None:
    """Items make the subtotal; subtotal, tax, tip and fees make the total, to the cent."""
    receipt = drawn_of(seed)
    label, facts = receipt.label, receipt.facts
    items = sum((Decimal(item["amount"]) for item in label["items"]), Decimal(0))
    fees = sum((fee.amount for fee in facts.fees), Decimal(0))
    taxes = Decimal(0) if facts.tax_included else sum((tax.amount for tax in facts.taxes), Decimal(0))

    if label["subtotal"] is not None:
        assert items == number(label, "subtotal")
        assert items + taxes + fees + number(label, "tip") == number(label, "total")
    elif label["items"]:
        assert items + taxes + fees + number(label, "tip") == number(label, "total")
    if label["tax"] is not None:
        assert number(label, "tax") == sum(tax.amount for tax in facts.taxes)


def test_facts_whose_sums_do_not_hold_are_refused() -> None:
    """A total, a subtotal or a change that is a cent off never becomes a receipt."""
    facts = next(one.facts for one in PRINTED if one.facts.kind is Kind.SHOP and one.facts.payment.tendered is not None)
    cent = Decimal("0.01")

    with pytest.raises(ValueError, match="is not"):
        evolve(facts, total=facts.total + cent)
    with pytest.raises(ValueError, match="the items make"):
        evolve(facts, discount=Charge("Coupon", -cent))
    with pytest.raises(ValueError, match="cash less change"):
        evolve(facts, payment=Payment("cash", tendered=facts.total, change=cent))


@given(seed=SEEDS)
@settings(max_examples=60, deadline=None)
def test_what_the_label_says_is_printed(seed: int) -> None:
    """Vendor, day, amounts, last four digits, number and items stand on the sheet; what is null for a name does not."""
    receipt = drawn_of(seed)
    label, text = receipt.label, "\n".join(lines(receipt)).casefold()

    assert (label["vendor"] or "").casefold() in text
    assert receipt.facts.dating.text.casefold() in text
    for name in ("total", "subtotal", "tax", "tip"):
        if label[name] is not None:
            assert digits(label[name]) in amounts(receipt), name
    for name in ("last4", "document_number"):
        assert (label[name] or "").casefold() in text
    for item in label["items"]:
        assert item["description"].split(" ")[-1].casefold() in text
        assert digits(item["amount"]) in amounts(receipt)


def test_a_doubtful_date_is_shown_by_nothing_else() -> None:
    """Where the label calls the date ambiguous, no country can be told from the text but one that uses both orders."""
    doubtful = [receipt for receipt in PRINTED if receipt.facts.dating.is_ambiguous]

    for receipt in doubtful:
        region = region_of(lines(receipt))
        assert region is None or region.order is None
        assert receipt.label["date"] is None
        assert receipt.facts.dating.day.day <= 12


def test_a_date_that_could_be_misread_stands_on_paper_of_a_known_country() -> None:
    """A US receipt whose date is not called ambiguous shows that it is from the US."""
    for receipt in PRINTED:
        if receipt.facts.country == "US" and not receipt.facts.dating.is_ambiguous:
            region = region_of(lines(receipt))
            assert region is not None
            assert region.code == "US"


@pytest.mark.service("fonts")
def test_boxes_lie_on_the_picture_and_apart() -> None:
    """Every word is inside its picture, on ink, and no two words cover each other."""
    for receipt in PRINTED[:24]:
        drawn = receipt.drawn()
        (page,) = drawn.text.pages
        assert (page.width, page.height) == drawn.image.size
        for word in page.words:
            box = word.box
            assert 0 <= box.left < box.right <= page.width
            assert 0 <= box.top < box.bottom <= page.height
            levels = drawn.image.crop((box.left, box.top, box.right, box.bottom)).tobytes()
            assert min(levels) < 100 < max(levels)
        for index, one in enumerate(page.words):
            for other in page.words[index + 1 :]:
                across = min(one.box.right, other.box.right) - max(one.box.left, other.box.left)
                down = min(one.box.bottom, other.box.bottom) - max(one.box.top, other.box.top)
                assert across <= 0 or down <= 0.25 * min(one.box.height, other.box.height), (one, other)


@pytest.mark.service("fonts")
def test_the_words_are_what_the_sheet_says() -> None:
    """Wrapping and moving apart loses no letter."""
    for receipt in PRINTED[:24]:
        (page,) = receipt.drawn().text.pages
        drawn = "".join("".join(word.text.split()) for word in page.words)
        assert all("".join(line.split()) in drawn for line in lines(receipt) if line)


@pytest.mark.service("fonts")
def test_damage_is_the_same_each_time_and_leaves_a_picture_of_light_and_dark() -> None:
    """A degraded picture differs from the clean one, is made alike each time, and still has contrast."""
    for receipt in PRINTED[:3]:
        image = receipt.drawn().image
        damaged = receipt.degraded(image)
        assert damaged.mode == "RGB"
        assert damaged.tobytes() == receipt.degraded(image).tobytes()
        levels = damaged.convert("L").tobytes()
        assert max(levels) - min(levels) > 60


def test_missing_fonts_are_named_with_their_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its fonts the generator says what to install."""
    monkeypatch.setattr(fonts, "_installed", dict)

    with pytest.raises(fonts.MissingFontsError, match=r"OCRA\.ttf.*apt-get install .*fonts-ocr-a"):
        fonts.require()


def test_set_up_installs_every_font_package() -> None:
    """The packages that the generator names are those that scripts/set_up installs."""
    script = (ROOT / "scripts" / "set_up").read_text()

    assert set(re.findall(r"\bfonts-[a-z0-9-]+", script)) == set(fonts.PACKAGES)
