"""Receipts with what was read from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from attrs import evolve

from plutopixie.domain import receipts
from plutopixie.domain.ids import ExpenseId, MemberId, ReceiptId
from plutopixie.domain.payment import PaymentKind
from plutopixie.domain.reading import extraction
from plutopixie.domain.reading.extraction import ITEM_CHARS_MAX, ITEMS_MAX, Extraction, Found, Item, Place
from plutopixie.domain.reading.words import Box
from plutopixie.domain.receipts import Reading, Receipt
from plutopixie.ports.contracts.foundation import OverUnits, missing, refused, stale, taken
from plutopixie.ports.contracts.samples import NOW, Office, a_member, digest, fresh_id, joined, later

LEASE: Final = timedelta(minutes=2)
PLACE: Final = Place(2, Box(-1, 20, 300, 41))
EXTRACTION: Final = Extraction(
    vendor=Found("Corner Café", 0.875, PLACE),
    date=Found(date(2026, 2, 3), 1.0, PLACE, (date(2026, 3, 2),)),
    total=Found(Decimal("-12.50"), 0.1, PLACE),
    subtotal=Found(Decimal("-10.510"), 0.25, PLACE),
    tax=Found(Decimal("1.990"), 0.0),
    tip=Found(Decimal("0.00"), 0.5),
    currency=Found("EUR", 0.3333333333333333, PLACE),
    payment=Found(PaymentKind.CARD, 0.75, PLACE),
    last4=Found("0042", 0.5, PLACE),
    document_number=Found("R-0042/17", 0.625, PLACE),
    items=(
        Found(Item("Café au lait", Decimal("7.00"), Decimal("2.000")), 0.875, PLACE),
        Found(Item("Rabatt", Decimal("-1.50")), 0.5),
    ),
    warnings=(extraction.Warning.DATE_AMBIGUOUS, extraction.Warning.CURRENCY_ASSUMED),
)
READING: Final = Reading(EXTRACTION, "Corner Café\nTOTAL  12.50\n", "engine", "1.2.3")


class ReceiptsContract(OverUnits):
    """What `Receipts` promises."""

    def test_the_whole_life_is_kept(self, office: Office) -> None:
        """A receipt reads back after every step of its life."""
        expense = office.kept()
        receipt = office.a_receipt()
        with office.unit() as unit:
            unit.receipts.add(receipt)
        life: tuple[Callable[[Receipt], Receipt], ...] = (
            lambda it: receipts.start(it, NOW, LEASE),
            lambda it: receipts.put_back(it, later(3)),
            lambda it: receipts.announce_again(it, later(4)),
            lambda it: receipts.start(it, NOW, LEASE),
            lambda it: receipts.fail(it, "damaged"),
            lambda it: receipts.retry(it, later(5)),
            lambda it: receipts.start(it, NOW, LEASE),
            lambda it: receipts.finish(it, READING),
            lambda it: receipts.attach(it, expense.id),
        )
        for move in life:
            with office.unit() as unit:
                assert unit.receipts.get(receipt.id) == receipt
            receipt = move(receipt)
            with office.unit() as unit:
                unit.receipts.save(receipt)

        with office.unit() as unit:
            assert unit.receipts.get(receipt.id, lock=True) == receipt

    def test_an_empty_extraction_reads_back(self, office: Office) -> None:
        """A reading that found nothing reads back as such: nothing becomes a guess."""
        receipt = receipts.finish(
            receipts.start(office.a_receipt(), NOW, LEASE), Reading(Extraction(), "", "engine", "1")
        )
        with office.unit() as unit:
            unit.receipts.add(receipt)

        with office.unit() as unit:
            assert unit.receipts.get(receipt.id) == receipt

    def test_decimals_keep_their_digits(self, office: Office) -> None:
        """What was read keeps its decimals: 1.990 does not become 1.99."""
        receipt = receipts.finish(receipts.start(office.a_receipt(), NOW, LEASE), READING)
        with office.unit() as unit:
            unit.receipts.add(receipt)

        with office.unit() as unit:
            reading = unit.receipts.get(receipt.id).reading
        assert reading is not None
        assert str(reading.extraction.tax and reading.extraction.tax.value) == "1.990"

    def test_the_longest_list_of_items_is_kept(self, office: Office) -> None:
        """As many items as a reading may hold read back, each with the longest text in the widest letters."""
        longest = Item("\U00020000" * ITEM_CHARS_MAX, Decimal("-123456789012.99"), Decimal("123456.789"))
        found = (Found(longest, 0.3333333333333333, Place(50, Box(10_000, 20_000, 30_000, 40_000))),) * ITEMS_MAX
        reading = Reading(Extraction(items=found), "", "engine", "1")
        receipt = receipts.finish(receipts.start(office.a_receipt(), NOW, LEASE), reading)
        with office.unit() as unit:
            unit.receipts.add(receipt)

        with office.unit() as unit:
            assert unit.receipts.get(receipt.id) == receipt

    def test_an_unknown_receipt_is_missing(self, office: Office) -> None:
        """Look-up and change of an unknown receipt find nothing."""
        with office.unit() as unit, missing("receipt"):
            unit.receipts.get(ReceiptId(fresh_id()))
        with missing("receipt"), office.unit() as unit:
            unit.receipts.save(evolve(office.a_receipt(), version=2))

    def test_an_id_is_taken_once(self, office: Office) -> None:
        """A second receipt with the same id is refused."""
        receipt = office.a_receipt()
        with office.unit() as unit:
            unit.receipts.add(receipt)

        with taken("receipt", "id"), office.unit() as unit:
            unit.receipts.add(receipt)

    def test_refuses_a_stale_version(self, office: Office) -> None:
        """A save that does not follow the stored version is refused."""
        receipt = office.a_receipt()
        with office.unit() as unit:
            unit.receipts.add(receipt)

        for version in (1, 3):
            with stale("receipt", 1), office.unit() as unit:
                unit.receipts.save(evolve(receipt, version=version))

    def test_references_must_exist(self, office: Office) -> None:
        """A receipt by nobody we know, or of an expense that is not there, is refused."""
        receipt = office.a_receipt()
        with refused("uploaded_by"), office.unit() as unit:
            unit.receipts.add(evolve(receipt, uploaded_by=MemberId(fresh_id())))
        with refused("expense"), office.unit() as unit:
            unit.receipts.add(evolve(receipt, expense=ExpenseId(fresh_id())))
        with office.unit() as unit:
            unit.receipts.add(receipt)
        with refused("expense"), office.unit() as unit:
            unit.receipts.save(receipts.attach(receipt, ExpenseId(fresh_id())))

    def test_lists_the_latest_first_page_by_page(self, office: Office) -> None:
        """Pages go from the latest receipt to the oldest, of one member or all, without gaps or repeats."""
        ada = joined(office, a_member())
        kept = [office.a_receipt() for _ in range(5)]
        kept[1:3] = [evolve(receipt, uploaded_by=ada.id) for receipt in kept[1:3]]
        with office.unit() as unit:
            for receipt in kept:
                unit.receipts.add(receipt)
        latest_first = tuple(reversed(kept))

        with office.unit() as unit:
            assert unit.receipts.list(None, None, 10) == latest_first
            assert unit.receipts.list(None, None, 2) == latest_first[:2]
            assert unit.receipts.list(None, latest_first[1].id, 2) == latest_first[2:4]
            assert unit.receipts.list(None, kept[0].id, 2) == ()
            assert unit.receipts.list(ada.id, None, 10) == (kept[2], kept[1])
            assert unit.receipts.list(ada.id, kept[2].id, 10) == (kept[1],)

    def test_finds_the_same_file(self, office: Office) -> None:
        """Receipts that hold the same file are found, the ten oldest."""
        same = [office.a_receipt("same") for _ in range(11)]
        with office.unit() as unit:
            for receipt in (*same, office.a_receipt("other")):
                unit.receipts.add(receipt)

        with office.unit() as unit:
            assert unit.receipts.with_file(digest("same").hex()) == tuple(same[:10])
            assert unit.receipts.with_file(digest("never").hex()) == ()

    def test_tells_the_receipts_of_expenses(self, office: Office) -> None:
        """Each expense that has receipts is told with them, oldest first; one without is left out."""
        lunch, dinner, bare = office.kept(), office.kept(), office.kept()
        first, second, third, fourth = (office.a_receipt() for _ in range(4))
        with office.unit() as unit:
            for receipt, expense in ((second, lunch), (first, lunch), (third, dinner)):
                unit.receipts.add(evolve(receipt, expense=expense.id))
            unit.receipts.add(fourth)

        with office.unit() as unit:
            found = unit.receipts.of_expenses([lunch.id, bare.id, ExpenseId(fresh_id())])
            assert dict(found) == {lunch.id: (first.id, second.id)}
            assert dict(unit.receipts.of_expenses([])) == {}

    def test_tells_what_stopped(self, office: Office) -> None:
        """Receipts under way that are due are told, the longest overdue first; what is done or not due is not."""
        waiting, reading, early, done = (office.a_receipt() for _ in range(4))
        waiting = evolve(waiting, due_at=later(3))
        reading = receipts.start(reading, NOW, timedelta(minutes=1))
        early = evolve(early, due_at=later(9))
        done = receipts.finish(receipts.start(done, NOW, timedelta(0)), READING)
        with office.unit() as unit:
            for receipt in (waiting, reading, early, done):
                unit.receipts.add(receipt)

        with office.unit() as unit:
            assert unit.receipts.stopped(later(0), 10) == ()
            assert unit.receipts.stopped(later(1), 10) == (reading.id,)
            assert unit.receipts.stopped(later(8), 10) == (reading.id, waiting.id)
            assert unit.receipts.stopped(later(8), 1) == (reading.id,)
            assert unit.receipts.stopped(later(9), 10) == (reading.id, waiting.id, early.id)
