"""Hypothesis strategies for domain values: sound by construction, small enough to collide, odd enough to find mistakes.

Strategies of what refers to other things take a `Known`: what the organization has. Words come from a small pool, in
several scripts and cases, so that searches and comparisons regardless of case meet something.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, TypeVar

from attrs import evolve, field, frozen
from hypothesis import strategies as st

from plutopixie.domain import expenses as expense_rules
from plutopixie.domain import receipts as receipt_rules
from plutopixie.domain.catalog import CustomField, FieldKind, FieldValue
from plutopixie.domain.currencies import Currency, currency
from plutopixie.domain.documents import MediaType
from plutopixie.domain.exchange import Conversion, Rate, RateSource, convert
from plutopixie.domain.expenses import TABLE, Change, Details, Expense, Kind, Move, State
from plutopixie.domain.ids import BrandId, CategoryId, ExpenseId, MemberId, OrganizationId, ReceiptId, TagId
from plutopixie.domain.listing import Filter, Sort, SortField, search_terms
from plutopixie.domain.members import Member, Role
from plutopixie.domain.money import Money
from plutopixie.domain.organization import Organization
from plutopixie.domain.payment import PaymentKind, PaymentMethod
from plutopixie.domain.reading import extraction as reading
from plutopixie.domain.reading.extraction import Extraction, Found, Item, Place
from plutopixie.domain.reading.words import Box
from plutopixie.domain.receipts import Reading, Receipt, StoredFile
from plutopixie.domain.reports import Period
from plutopixie.domain.splits import Split
from plutopixie.domain.vendors import Vendor
from plutopixie.ports.contracts.samples import NOW, address, digest, fresh_id

T = TypeVar("T")

CODES: Final = ("USD", "EUR", "JPY", "KWD")
WORDS: Final = (
    "Café",
    "CAFÉ",
    "bar",
    "Taxi",
    "Straße",
    "STRASSE",
    "日本",
    "50%",
    "a_b",
    "x1",
    "O'Neil",
    "Σίσυφος",
    "é",
)
SIGNS: Final = " -,.;:!?%_\\'\"/()[]{}<>&#*+=|~^$@"
MINOR_MAX: Final = 10_000_000


@frozen
class Known:
    """What an organization has, so that generated things can refer to it."""

    home: Currency
    members: Sequence[MemberId]
    vendors: Sequence[Vendor]
    categories: Sequence[CategoryId] = ()
    brands: Sequence[BrandId] = ()
    tags: Sequence[TagId] = ()
    custom_fields: Sequence[CustomField] = field(default=())


def currencies() -> st.SearchStrategy[Currency]:
    """Currencies of two, none and three digits."""
    return st.sampled_from(CODES).map(currency)


def days() -> st.SearchStrategy[date]:
    """Days of three years, first and last days of months among them."""
    some = st.dates(date(2024, 1, 1), date(2026, 12, 31))
    return st.one_of(some, st.sampled_from([date(2024, 2, 29), date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 1)]))


def moments() -> st.SearchStrategy[datetime]:
    """Moments in UTC, to the microsecond, around the samples' present."""
    return st.integers(0, 10**12).map(lambda microseconds: NOW + timedelta(microseconds=microseconds))


def moneys(in_currency: Currency, least: int = 0, most: int = MINOR_MAX) -> st.SearchStrategy[Money]:
    """Amounts between two bounds in minor units."""
    return st.integers(least, most).map(lambda minor: Money(minor, in_currency))


def names() -> st.SearchStrategy[str]:
    """Names of one to three words that can be kept as they are."""
    return st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)


def notes() -> st.SearchStrategy[str]:
    """Notes of some lines, with signs between the words; may be empty."""
    pieces = st.one_of(st.sampled_from(WORDS), st.sampled_from(SIGNS), st.just("\n"))
    return st.lists(pieces, max_size=12).map(lambda chosen: "".join(chosen).strip())


def rates(base: Currency, quote: Currency) -> st.SearchStrategy[Rate]:
    """Rates between two currencies."""
    values = st.decimals(Decimal("0.0001"), Decimal(200), places=6).filter(lambda value: value > 0)
    return st.builds(Rate, st.just(base), st.just(quote), values, days(), st.sampled_from(RateSource))


def payments() -> st.SearchStrategy[PaymentMethod]:
    """Payment methods, with the last four digits where the kind has them."""
    last4 = st.one_of(st.none(), st.sampled_from(["0000", "0042", "4242"]))
    kinds = st.sampled_from([PaymentKind.CARD, PaymentKind.BANK, PaymentKind.OTHER])
    return st.one_of(st.just(PaymentMethod(PaymentKind.CASH)), st.builds(PaymentMethod, kinds, last4))


def organizations() -> st.SearchStrategy[Organization]:
    """Organizations with an id that was never there."""
    zones = st.sampled_from(["UTC", "America/New_York", "Asia/Kathmandu"])
    ids = st.builds(lambda: OrganizationId(fresh_id()))
    return st.builds(Organization, ids, names(), currencies(), zones, moments())


def members(role: Role | None = None) -> st.SearchStrategy[Member]:
    """Members with an id and an address that were never there."""
    ids = st.builds(lambda: MemberId(fresh_id()))
    roles = st.sampled_from(Role) if role is None else st.just(role)
    return st.builds(Member, ids, names(), st.builds(address), roles, moments(), st.just("2026-01-01"))


def custom_values(of: CustomField) -> st.SearchStrategy[FieldValue]:
    """Values of a custom field."""
    if of.kind is FieldKind.NUMBER:
        return st.decimals(-(10**9), 10**9, places=3)
    if of.kind is FieldKind.DATE:
        return days()
    return st.sampled_from(of.choices) if of.kind is FieldKind.CHOICE else names()


@st.composite
def details(draw: st.DrawFn, known: Known) -> Details:
    """What an expense says, referring to what is known; the vendors must not be empty."""
    kind = draw(st.sampled_from(Kind))
    size = draw(moneys(draw(currencies()), 1 if kind is Kind.REFUND else 0))
    amount = -size if kind is Kind.REFUND else size
    fields = draw(_some(known.custom_fields, 2))
    return Details(
        date=draw(days()),
        amount=amount,
        vendor=draw(st.sampled_from(known.vendors)),
        kind=kind,
        category=draw(_one(known.categories)),
        brand=draw(_one(known.brands)),
        tags=frozenset(draw(_some(known.tags, 3))),
        custom_fields={chosen.id: draw(custom_values(chosen)) for chosen in fields},
        notes=draw(notes()),
        payment=draw(st.one_of(st.none(), payments())),
        tax=draw(_taxes(amount)),
        splits=draw(_splits(amount, known)),
        conversion=draw(_conversions(amount, known.home)),
    )


@st.composite
def lives(draw: st.DrawFn, known: Known, moves_max: int = 3) -> tuple[tuple[Expense, Change], ...]:
    """An expense from its creation over some moves: every version with its entry in the history, oldest first."""
    by = st.sampled_from(known.members)
    id_ = ExpenseId(fresh_id())
    life = [expense_rules.create(id_, draw(details(known)), by=draw(by), at=NOW, draft=draw(st.booleans()))]
    for _ in range(draw(st.integers(0, moves_max))):
        life.append(draw(moved(life[-1][0], known)))
    return tuple(life)


@st.composite
def moved(draw: st.DrawFn, expense: Expense, known: Known) -> tuple[Expense, Change]:
    """The expense after one more legal move, with the entry that says so."""
    move = draw(st.sampled_from(sorted(TABLE[expense.state])))
    by, at = draw(st.sampled_from(known.members)), expense.changed_at + timedelta(minutes=1)
    if move is Move.CORRECT:
        return expense_rules.correct(expense, draw(details(known)), by=by, at=at)
    simple = {
        Move.CONFIRM: expense_rules.confirm,
        Move.DELETE: expense_rules.delete,
        Move.RESTORE: expense_rules.restore,
    }
    return simple[move](expense, by=by, at=at)


def extractions() -> st.SearchStrategy[Extraction]:
    """What a reader may find: any of the fields, each with its confidence and perhaps its place."""
    amounts = st.decimals(-(10**6), 10**6, places=2)
    return st.builds(
        Extraction,
        vendor=_found(names()),
        date=_found(days()),
        total=_found(amounts),
        subtotal=_found(amounts),
        tax=_found(amounts),
        tip=_found(amounts),
        currency=_found(st.sampled_from(CODES)),
        payment=_found(st.sampled_from(PaymentKind)),
        last4=_found(st.just("0042")),
        document_number=_found(names()),
        items=st.lists(_located(st.builds(Item, names(), amounts, st.none() | amounts)), max_size=3).map(tuple),
        warnings=st.lists(st.sampled_from(reading.Warning), max_size=3, unique=True).map(tuple),
    )


#: Fingerprints, some of which are of pictures that look alike.
PRINTED: Final = (0, 0b111, 2**63, 2**64 - 1, 2**32 - 1)


@st.composite
def receipts(draw: st.DrawFn, known: Known, expenses: Sequence[ExpenseId] = ()) -> Receipt:
    """A receipt in any state of its life, perhaps of one of the expenses."""
    content = draw(st.integers(0, 3))
    media = draw(st.sampled_from(MediaType))
    file = StoredFile(digest(content).hex(), draw(st.integers(1, 10**6)), media, draw(names()) + ".jpg")
    if draw(st.booleans()):
        file = file.painted(digest(draw(st.integers(0, 3))).hex(), draw(st.integers(1, 10**6)), draw(st.integers(0, 9)))
    receipt = receipt_rules.upload(
        ReceiptId(fresh_id()), file, by=draw(st.sampled_from(known.members)), at=draw(moments())
    )
    ending = draw(st.sampled_from(receipt_rules.State))
    if ending is not receipt_rules.State.UPLOADED:
        receipt = receipt_rules.start(receipt, draw(moments()), draw(st.integers(0, 600).map(_seconds)))
    if ending is receipt_rules.State.UNREADABLE:
        receipt = receipt_rules.fail(receipt, "damaged")
    if ending is receipt_rules.State.READ:
        printed = draw(st.none() | st.sampled_from(PRINTED))
        receipt = receipt_rules.finish(receipt, Reading(draw(extractions()), draw(notes()), "engine", "1.0", printed))
    return evolve(receipt, expense=draw(_one(expenses)), version=1)


@st.composite
def filters(draw: st.DrawFn, known: Known) -> Filter:
    """Filters of one to a few criteria, most of which let something through."""
    first, last = sorted([draw(days()), draw(days())])
    asked = draw(st.sets(st.sampled_from(_CRITERIA), max_size=3))
    code = draw(currencies())
    low, high = sorted([draw(st.integers(-MINOR_MAX, MINOR_MAX)), draw(st.integers(-MINOR_MAX, MINOR_MAX))])
    spellings: list[Callable[[str], str]] = [str.upper, str.lower, str.strip]
    spelling = draw(st.sampled_from(spellings))
    criteria: dict[str, Any] = {
        "states": draw(st.frozensets(st.sampled_from(State), min_size=1)),
        "date_from": first,
        "date_to": last,
        "category": draw(_one(known.categories)),
        "brand": draw(_one(known.brands)),
        "tag": draw(_one(known.tags)),
        "member": draw(_one(known.members)),
        "vendor": spelling(draw(st.sampled_from(known.vendors)).name),
        "payment": draw(st.sampled_from(PaymentKind)),
        "last4": "0042",
        "currency": code,
        "amount_min": Money(low, code),
        "amount_max": Money(high, code),
        "terms": draw(terms()),
    }
    asked |= {"currency"} if asked & {"amount_min", "amount_max"} else set()
    return evolve(Filter(), **{name: criteria[name] for name in sorted(asked)})


_CRITERIA: Final = (
    "states",
    "date_from",
    "date_to",
    "category",
    "brand",
    "tag",
    "member",
    "vendor",
    "payment",
    "last4",
    "currency",
    "amount_min",
    "amount_max",
    "terms",
)


def terms() -> st.SearchStrategy[tuple[str, ...]]:
    """Search terms: whole words of the pool, and their beginnings and ends."""
    whole = st.sampled_from(WORDS)
    parts = st.one_of(whole, whole.map(lambda word: word[:2]), whole.map(lambda word: word[-2:]))
    return st.lists(parts, min_size=1, max_size=2).map(lambda chosen: search_terms(" ".join(chosen)))


def sorts() -> st.SearchStrategy[Sort]:
    """Every order there is."""
    return st.builds(Sort, st.sampled_from(SortField), st.booleans())


def periods() -> st.SearchStrategy[Period]:
    """Periods from one day to three years."""
    return st.tuples(days(), days()).map(lambda pair: Period(min(pair), max(pair)))


def _one(choices: Sequence[T]) -> st.SearchStrategy[T | None]:
    return st.one_of(st.none(), st.sampled_from(choices)) if choices else st.none()


def _some(choices: Sequence[T], most: int) -> st.SearchStrategy[list[T]]:
    places = st.lists(st.sampled_from(range(len(choices))), max_size=most, unique=True) if choices else st.just([])
    return places.map(lambda chosen: [choices[place] for place in chosen])


def _found(values: st.SearchStrategy[T]) -> st.SearchStrategy[Found[T] | None]:
    return st.one_of(st.none(), _located(values))


def _located(values: st.SearchStrategy[T]) -> st.SearchStrategy[Found[T]]:
    sides = st.integers(-10, 5000)
    places = st.builds(Place, st.integers(1, 50), st.builds(Box, sides, sides, sides, sides))
    sure = st.floats(0, 1, allow_subnormal=False)
    return st.builds(Found[T], values, sure, st.one_of(st.none(), places))


def _taxes(amount: Money) -> st.SearchStrategy[Money | None]:
    sign = -1 if amount.minor < 0 else 1
    parts = st.integers(0, 10).map(lambda tenths: Money(sign * (abs(amount.minor) * tenths // 10), amount.currency))
    return st.one_of(st.none(), parts)


@st.composite
def _splits(draw: st.DrawFn, amount: Money, known: Known) -> tuple[Split, ...]:
    weights = draw(st.lists(st.integers(1, 9), max_size=4))
    if not weights or not (known.categories or known.brands):
        return ()
    shares = amount.split(weights)
    if any((share.minor == 0) != (amount.minor == 0) for share in shares):
        return ()
    return tuple(draw(_part(share, known)) for share in shares)


@st.composite
def _part(draw: st.DrawFn, share: Money, known: Known) -> Split:
    category, brand = draw(_one(known.categories)), draw(_one(known.brands))
    if category is None and brand is None:
        return Split(share, known.categories[0]) if known.categories else Split(share, None, known.brands[0])
    return Split(share, category, brand)


@st.composite
def _conversions(draw: st.DrawFn, amount: Money, home: Currency) -> Conversion | None:
    if amount.currency == home or draw(st.booleans()):
        return None
    rate = draw(rates(amount.currency, home))
    return Conversion(rate, convert(amount, rate))


def _seconds(number: int) -> timedelta:
    return timedelta(seconds=number)
