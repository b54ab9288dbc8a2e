"""Lists of expenses: filters, orders, pages and searches."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain import expenses
from plutopixie.domain.catalog import Brand, Category, CustomField, FieldKind, Tag
from plutopixie.domain.exchange import Conversion, Rate, RateSource
from plutopixie.domain.expenses import Expense, Kind, State
from plutopixie.domain.ids import BrandId, CategoryId, CustomFieldId, MemberId, TagId, VendorId
from plutopixie.domain.listing import Cursor, Filter, Sort, SortField, matches, search_terms, sort_key
from plutopixie.domain.money import Money
from plutopixie.domain.payment import PaymentKind, PaymentMethod
from plutopixie.domain.splits import Split
from plutopixie.domain.vendors import Vendor
from plutopixie.ports.contracts import strategies
from plutopixie.ports.contracts.foundation import OverUnits, modest
from plutopixie.ports.contracts.samples import (
    DAY,
    EUR,
    USD,
    Office,
    a_member,
    founded,
    fresh_id,
    joined,
    later,
    usd,
)
from plutopixie.ports.contracts.strategies import Known
from plutopixie.ports.outbound.units import OpenUnit, Unit


@frozen
class Furnished:
    """An organization with several of everything, and the expenses it keeps."""

    office: Office
    known: Known
    kept: Sequence[Expense]


def furnish(open_unit: OpenUnit) -> tuple[Office, Known]:
    """An organization with several members, vendors, categories, brands, tags and fields."""
    office = founded(open_unit)
    ada = joined(office, a_member())
    vendors = [Vendor(VendorId(fresh_id()), name) for name in ("Taxi Straße", "bar 日本", "50% a_b")]
    categories = [Category(CategoryId(fresh_id()), name) for name in ("One", "Two")]
    brand, tag = Brand(BrandId(fresh_id()), "South"), Tag(TagId(fresh_id()), "later")
    fields = [CustomField(CustomFieldId(fresh_id()), kind.value, kind, _choices(kind)) for kind in FieldKind]
    with office.unit() as unit:
        for vendor in vendors:
            unit.vendors.obtain(vendor)
        for category in categories:
            unit.categories.add(category)
        unit.brands.add(brand)
        unit.tags.add(tag)
        for custom_field in fields:
            unit.custom_fields.add(custom_field)
    return office, Known(
        home=office.organization.home_currency,
        members=(office.owner.id, ada.id),
        vendors=(office.vendor, *vendors),
        categories=(office.category.id, *(category.id for category in categories)),
        brands=(office.brand.id, brand.id),
        tags=(office.tag.id, tag.id),
        custom_fields=(office.custom_field, *fields),
    )


def with_expenses(open_unit: OpenUnit, data: st.DataObject, most: int = 10) -> Furnished:
    """A furnished organization that keeps some drawn expenses, each at some point of its life."""
    office, known = furnish(open_unit)
    lives = data.draw(st.lists(strategies.lives(known), max_size=most))
    with office.unit() as unit:
        for first, *rest in lives:
            unit.expenses.add(*first)
            for version in rest:
                unit.expenses.save(*version)
    return Furnished(office, known, [life[-1][0] for life in lives])


def walked(unit: Unit, wanted: Filter, sort: Sort, limit: int) -> list[Expense]:
    """All expenses of a list, page by page; checks that pages are full and that only the last has no following."""
    seen: list[Expense] = []
    after: Cursor | None = None
    while True:
        page = unit.expenses.page(wanted, sort, after, limit)
        seen.extend(page.expenses)
        if page.following is None:
            assert len(page.expenses) <= limit
            return seen
        assert len(page.expenses) == limit
        after = page.following


class ListingContract(OverUnits):
    """What `Expenses.page` and `Expenses.ids` promise."""

    @modest
    @given(data=st.data())
    def test_pages_are_the_filtered_set_in_order(self, open_unit: OpenUnit, data: st.DataObject) -> None:
        """Walking the pages of any filter, order and limit meets exactly what matches, in order, once."""
        furnished = with_expenses(open_unit, data)
        home = furnished.known.home
        for _ in range(3):
            wanted, sort = data.draw(strategies.filters(furnished.known)), data.draw(strategies.sorts())
            limit = data.draw(st.integers(1, 4))
            matching = [expense for expense in furnished.kept if matches(expense, wanted)]
            expected = sorted(matching, key=lambda one: (sort_key(one, sort.by, home), one.id), reverse=sort.descending)

            with furnished.office.unit() as unit:
                assert walked(unit, wanted, sort, limit) == expected
                assert unit.expenses.ids(wanted, limit) == tuple(sorted(one.id for one in matching))[:limit]

    def test_an_empty_list_has_one_page(self, office: Office) -> None:
        """Where nothing matches there is one empty page and nothing follows."""
        with office.unit() as unit:
            page = unit.expenses.page(Filter(), Sort(), None, 10)

        assert (page.expenses, page.following) == ((), None)

    def test_a_full_last_page_is_the_last(self, office: Office) -> None:
        """When the last page is just full, nothing follows."""
        kept = [office.kept() for _ in range(4)]

        with office.unit() as unit:
            page = unit.expenses.page(Filter(), Sort(SortField.CREATED, descending=False), None, 4)

        assert (page.expenses, page.following) == (tuple(kept), None)

    def test_a_page_continues_where_its_last_expense_was(self, office: Office) -> None:
        """When expenses come and go between two pages, those that stay are neither skipped nor repeated."""
        kept = [office.kept() for _ in range(6)]
        by_creation = Sort(SortField.CREATED, descending=False)
        with office.unit() as unit:
            first = unit.expenses.page(Filter(), by_creation, None, 3)

        with office.unit() as unit:
            for gone in (kept[0], kept[2]):
                unit.expenses.save(*expenses.delete(gone, by=office.owner.id, at=later(1)))
        new = office.kept()

        with office.unit() as unit:
            second = unit.expenses.page(Filter(), by_creation, first.following, 10)
        assert second.expenses == (*kept[3:], new)

    def test_deleted_expenses_are_listed_on_request_only(self, office: Office) -> None:
        """A list shows drafts and recorded expenses unless it asks for other states."""
        gone, change = expenses.delete(office.kept(), by=office.owner.id, at=later(1))
        with office.unit() as unit:
            unit.expenses.save(gone, change)

        assert found(office, Filter()) == []
        assert found(office, Filter(states=frozenset({State.DELETED}))) == [gone]

    def test_a_search_finds_parts_of_vendors_and_words_of_notes(self, office: Office) -> None:
        """A term is found anywhere in a vendor's name, and as a whole word in notes, regardless of case."""
        plain = office.kept(notes="Lunch with the Fahrgemeinschaft; STRASSE 5")

        for text in ("corner", "ORN", "fé", "lunch", "fahrgemeinschaft", "Straße", "5", "corner lunch"):
            assert found(office, Filter(terms=search_terms(text))) == [plain], text
        for text in ("lun", "gemeinschaft", "corner dinner", "caf lunches"):
            assert found(office, Filter(terms=search_terms(text))) == [], text

    @pytest.mark.asvs("V1.2.9")
    def test_a_search_takes_signs_as_they_are(self, office: Office) -> None:
        """Signs that mean something in patterns mean themselves in a search."""
        with office.unit() as unit:
            odd = unit.vendors.obtain(Vendor(VendorId(fresh_id()), r"50% _off\ 'quoted' (all) [x] *"))
        expense = office.kept(vendor=odd)
        office.kept()

        for text in ("%", "_", "\\", "'", "(all)", "[x]", "*", "0%", "_o"):
            assert found(office, Filter(terms=search_terms(text))) == [expense], text
        for text in ("5%o", "a_l", ".", "x?"):
            assert found(office, Filter(terms=search_terms(text))) == [], text

    def test_a_vendor_is_filtered_by_the_whole_name(self, office: Office) -> None:
        """The vendor's name filters regardless of case and spacing, and only as a whole."""
        expense = office.kept()

        assert found(office, Filter(vendor="CORNER   café")) == [expense]
        assert found(office, Filter(vendor="Corner")) == []

    def test_a_part_is_enough_for_category_and_brand(self, office: Office) -> None:
        """A split expense is found under the category and the brand of any of its parts, once."""
        parts = (Split(usd(1000), office.category.id, office.brand.id), Split(usd(250), office.category.id))
        expense = office.kept(splits=parts)
        office.kept()

        assert found(office, Filter(category=office.category.id)) == [expense]
        assert found(office, Filter(brand=office.brand.id)) == [expense]

    def test_what_does_not_exist_matches_nothing(self, office: Office) -> None:
        """A filter by an id that is not here lets nothing through."""
        office.kept(category=office.category.id)

        for wanted in (
            Filter(category=CategoryId(fresh_id())),
            Filter(brand=BrandId(fresh_id())),
            Filter(tag=TagId(fresh_id())),
            Filter(member=MemberId(fresh_id())),
        ):
            assert found(office, wanted) == []

    def test_criteria_are_joined_by_and(self, office: Office) -> None:
        """An expense must meet every criterion, bounds included."""
        paid = PaymentMethod(PaymentKind.CARD, "0042")
        expense = office.kept(payment=paid, tags=frozenset({office.tag.id}))
        office.kept(payment=paid)
        wanted = Filter(
            date_from=DAY,
            date_to=DAY,
            tag=office.tag.id,
            member=office.owner.id,
            payment=PaymentKind.CARD,
            last4="0042",
            currency=USD,
            amount_min=usd(1250),
            amount_max=usd(1250),
        )

        assert found(office, wanted) == [expense]
        assert found(office, evolve(wanted, amount_min=usd(1251))) == []
        assert found(office, evolve(wanted, last4="0043")) == []

    def test_amounts_are_ordered_at_home(self, office: Office) -> None:
        """By amount, conversions count in the home currency, and what has no rate comes before everything else."""
        rate = Rate(EUR, USD, Decimal(2), DAY, RateSource.TYPED)
        dollars = office.kept(amount=usd(150))
        euros = office.kept(amount=Money(100, EUR), conversion=Conversion(rate, usd(200)))
        refund = office.kept(amount=usd(-10_000), kind=Kind.REFUND)
        unknown = office.kept(amount=Money(99_999, EUR))

        ascending = found(office, Filter(), Sort(SortField.AMOUNT, descending=False))

        assert ascending == [unknown, refund, dollars, euros]

    def test_a_changed_home_currency_reorders(self, office: Office) -> None:
        """The order by amount follows the organization's present home currency."""
        small, large = office.kept(amount=usd(1)), office.kept(amount=Money(5, EUR))
        by_amount = Sort(SortField.AMOUNT, descending=False)
        assert found(office, Filter(), by_amount) == [large, small]

        with office.unit() as unit:
            unit.organization.save(evolve(office.organization, home_currency=EUR, version=2))

        assert found(office, Filter(), by_amount) == [small, large]


def found(office: Office, wanted: Filter, sort: Sort | None = None) -> list[Expense]:
    """What a fresh unit of the office lists."""
    with office.unit() as unit:
        return walked(unit, wanted, sort or Sort(), 100)


def _choices(kind: FieldKind) -> tuple[str, ...]:
    return ("red", "green") if kind is FieldKind.CHOICE else ()
