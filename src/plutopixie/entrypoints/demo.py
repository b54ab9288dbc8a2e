"""Made-up data to look around in: one organization, four members, five brands, two years of expenses.

Everything goes through the same use cases as a person's own work. The data is drawn from a fixed seed, so two demos on
one day are alike; nobody and nothing in it is real.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Final
from uuid import UUID

from attrs import frozen

from plutopixie.domain.expenses import Kind
from plutopixie.domain.members import Role
from plutopixie.domain.payment import PaymentKind
from plutopixie.entrypoints.use_cases import UseCases
from plutopixie.ports.inbound.access import Actor
from plutopixie.ports.inbound.expenses import BULK_MAX
from plutopixie.ports.inbound.members import NewMember
from plutopixie.ports.inbound.signing_in import SignedIn
from plutopixie.ports.inbound.signing_up import NewOrganization
from plutopixie.ports.inbound.statements import ExpenseStatement, StatedPayment, StatedSplit

SEED: Final = 2026
MONTHS: Final = 24
OWNER: Final = "owner@demo.invalid"  # RFC 2606: a name that can never be registered
BRANDS: Final = ("Harbor Kitchen", "Harbor Catering", "Harbor Market", "Harbor Events", "Harbor Online")
PEOPLE: Final = (
    ("Demo Bookkeeper", "bookkeeper@demo.invalid", Role.ADMIN),
    ("Demo Cook", "cook@demo.invalid", Role.MEMBER),
    ("Demo Driver", "driver@demo.invalid", Role.MEMBER),
)


@frozen
class _Habit:
    """A kind of purchase: where, how often a month, for how much (in cents), filed under what."""

    vendors: tuple[str, ...]
    a_month: float
    cents: tuple[int, int]
    category: str
    currency: str = "USD"
    card: bool = True


_HABITS: Final = (
    _Habit(("Sample Wholesale Foods", "Sample Farm Stand"), 9, (4_000, 42_000), "Supplies"),
    _Habit(("Sample Coffee Corner", "Sample Noodle Bar", "Sample Diner"), 8, (650, 9_800), "Meals"),
    _Habit(("Sample Fuel Stop", "Sample Parking Garage"), 7, (400, 7_500), "Car and truck"),
    _Habit(("Sample Office Goods",), 3, (1_200, 18_000), "Office expense"),
    _Habit(("Sample Hardware",), 1.5, (900, 24_000), "Repairs and maintenance"),
    _Habit(("Sample Ad Network",), 2, (5_000, 30_000), "Advertising"),
    _Habit(("Sample Regional Air", "Sample Airport Hotel"), 0.8, (9_000, 64_000), "Travel"),
    _Habit(("Muster Messe Hotel",), 0.3, (9_000, 38_000), "Travel", "EUR"),
    _Habit(("Specimen Rail",), 0.3, (2_500, 16_000), "Travel", "GBP"),
    _Habit(("Sample Farmers Market",), 4, (800, 6_500), "Supplies", "USD", card=False),
)
_MONTHLY: Final = (
    ("Sample Property Management", 240_000, "Rent or lease"),
    ("Sample Power and Water", 31_500, "Utilities"),
    ("Sample Insurance Mutual", 18_900, "Insurance"),
)


def fill(use_cases: UseCases, password: str, today: date, say: Callable[[str], None]) -> None:
    """Found the demo organization and fill it; its members all have the password that is handed in."""
    owner = use_cases.signing_up.sign_up(
        NewOrganization(
            organization_name="Harbor Demo Group",
            name="Demo Owner",
            email=OWNER,
            password=password,
            adult=True,
            accepted_policy=use_cases.signing_up.policy_version,
        )
    )
    actor = use_cases.access.actor(owner.access_token)
    for name in BRANDS:
        use_cases.brands.add(actor, name)
    people = [actor, *(_join(use_cases, actor, person, password) for person in PEOPLE)]
    _record(use_cases, people, today)
    say(f"demo: sign in as {OWNER} with the password {password}")


def _join(use_cases: UseCases, owner: Actor, person: tuple[str, str, Role], password: str) -> Actor:
    name, email, role = person
    invited = use_cases.members.invite(owner, role)
    joined: SignedIn = use_cases.members.accept(
        NewMember(
            invitation=invited.secret,
            name=name,
            email=email,
            password=password,
            adult=True,
            accepted_policy=use_cases.members.policy_version,
        )
    )
    return use_cases.access.actor(joined.access_token)


def _record(use_cases: UseCases, people: Sequence[Actor], today: date) -> None:
    random = Random(SEED)  # noqa: S311 - demo data needs the same numbers every time, not secret ones
    categories = {entry.name: entry.id for entry in use_cases.categories.list(people[0])}
    brands = [entry.id for entry in use_cases.brands.list(people[0])]
    said: dict[int, list[ExpenseStatement]] = {place: [] for place in range(len(people))}
    for first in _months(today):
        for statement in _month(random, first, today, categories, brands):
            said[random.choices(range(len(people)), weights=(2, 4, 3, 3))[0]].append(statement)
    for place, statements in said.items():
        for start in range(0, len(statements), BULK_MAX):
            use_cases.expenses.record_many(people[place], tuple(statements[start : start + BULK_MAX]))


def _months(today: date) -> Iterator[date]:
    """The first days of the last 24 months, oldest first."""
    last = today.year * 12 + today.month - 1
    for month in range(last - MONTHS + 1, last + 1):
        yield date(month // 12, month % 12 + 1, 1)


def _month(
    random: Random, first: date, today: date, categories: Mapping[str, UUID], brands: Sequence[UUID]
) -> Iterator[ExpenseStatement]:
    length = calendar.monthrange(first.year, first.month)[1]
    for vendor, cents, category in _MONTHLY:
        if first <= today:
            yield _rent(vendor, cents, first, categories[category], brands)
    for habit in _HABITS:
        count = int(habit.a_month) + (random.random() < habit.a_month % 1)
        for _ in range(count):
            day = first + timedelta(days=random.randrange(length))
            if day <= today:
                yield _purchase(random, habit, day, categories[habit.category], random.choice(brands))


def _rent(vendor: str, cents: int, day: date, category: UUID, brands: Sequence[UUID]) -> ExpenseStatement:
    """A fixed cost, divided over all brands."""
    share, rest = divmod(cents, len(brands))
    parts = [StatedSplit(_dollars(share + (place < rest)), category, brand) for place, brand in enumerate(brands)]
    return ExpenseStatement(
        date=day.isoformat(),
        amount=_dollars(cents),
        vendor=vendor,
        category=category,
        payment_method=StatedPayment(PaymentKind.BANK, "0001"),
        splits=tuple(parts),
    )


def _purchase(random: Random, habit: _Habit, day: date, category: UUID, brand: UUID) -> ExpenseStatement:
    cents = random.randint(*habit.cents)
    refund = random.random() < 0.015  # noqa: PLR2004 - now and then something goes back
    card = StatedPayment(PaymentKind.CARD, random.choice(("4242", "1881", "0005")))
    return ExpenseStatement(
        date=day.isoformat(),
        amount=_dollars(-cents if refund else cents),
        vendor=random.choice(habit.vendors),
        currency=habit.currency,
        kind=Kind.REFUND if refund else Kind.PURCHASE,
        category=category,
        brand=brand,
        notes="returned goods" if refund else "",
        payment_method=card if habit.card else StatedPayment(PaymentKind.CASH),
    )


def _dollars(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"{sign}{whole}.{rest:02}"
