"""The steps of the equivalence machine: each draws one act on a unit from what is there.

An act breaks at most one rule, because which of several broken rules is reported is left open. Ids of things are drawn
from both organizations, and are unknown now and then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Final, TypeVar

from attrs import evolve, frozen
from hypothesis import strategies as st

from plutopixie.domain import one_time_codes, sessions
from plutopixie.domain.api_keys import ApiKey, KeyScope, issued
from plutopixie.domain.audit import Action, AuditEntry, by_member
from plutopixie.domain.catalog import Brand, Category, CustomField, FieldKind, Tag
from plutopixie.domain.events import MemberJoined
from plutopixie.domain.expenses import Details, Expense, State
from plutopixie.domain.ids import (
    ApiKeyId,
    BrandId,
    CategoryId,
    CodeId,
    CustomFieldId,
    EntryId,
    ExpenseId,
    InvitationId,
    MemberId,
    MessageId,
    SessionId,
    TagId,
    VendorId,
    VendorRuleId,
)
from plutopixie.domain.listing import Filter
from plutopixie.domain.members import Invitation, Member, Role
from plutopixie.domain.one_time_codes import Code, Purpose
from plutopixie.domain.organization import Organization
from plutopixie.domain.origins import Origin
from plutopixie.domain.receipts import Receipt
from plutopixie.domain.second_factor import SecondFactor
from plutopixie.domain.sessions import Session
from plutopixie.domain.splits import Split
from plutopixie.domain.vendor_rules import Assignment, VendorRule
from plutopixie.domain.vendors import Vendor
from plutopixie.ports.contracts import strategies
from plutopixie.ports.contracts.samples import NOW, digest, fresh_id, later
from plutopixie.ports.contracts.strategies import Known
from plutopixie.ports.outbound.units import Unit

T = TypeVar("T")
Act = Callable[[Unit], object]

EVERYTHING: Final = Filter(states=frozenset(State))
MANY: Final = 1000
READ_NAMES: Final = ("CORNER SHOP", "Corner-Shop", "C0RNER", "ZOO")
ENTRY_KINDS: Final = ("categories", "brands", "tags", "custom_fields")
KEYS: Final = ("key one", "key two")


@frozen
class Shown:
    """What one organization shows through a unit."""

    organization: Organization
    members: tuple[Member, ...]
    invitations: tuple[Invitation, ...]
    sessions: tuple[Session, ...]
    api_keys: tuple[ApiKey, ...]
    codes: tuple[Code, ...]
    vendors: tuple[Vendor, ...]
    vendor_rules: tuple[VendorRule, ...]
    entries: dict[str, tuple[Any, ...]]
    expenses: tuple[Expense, ...]
    receipts: tuple[Receipt, ...]

    def known(self) -> Known:
        """What expenses of the organization can refer to."""
        ids = {kind: tuple(entry.id for entry in entries) for kind, entries in self.entries.items()}
        return Known(
            home=self.organization.home_currency,
            members=tuple(member.id for member in self.members),
            vendors=self.vendors,
            categories=ids["categories"],
            brands=ids["brands"],
            tags=ids["tags"],
            custom_fields=self.entries["custom_fields"],
        )


def shown(unit: Unit) -> Shown:
    """What the unit shows."""
    members = unit.members.list()
    return Shown(
        organization=unit.organization.get(),
        members=members,
        invitations=unit.invitations.list(),
        sessions=tuple(session for member in members for session in unit.sessions.of_member(member.id, NOW)),
        api_keys=tuple(key for member in members for key in unit.api_keys.of_member(member.id)),
        codes=tuple(code for member in members for code in unit.codes.of_member(member.id)),
        vendors=unit.vendors.list(),
        vendor_rules=unit.vendor_rules.list(),
        entries={kind: getattr(unit, kind).list() for kind in ENTRY_KINDS},
        expenses=tuple(unit.expenses.get(id_) for id_ in unit.expenses.ids(EVERYTHING, MANY)),
        receipts=unit.receipts.list(None, None, MANY),
    )


@frozen
class Scene:
    """What a step is drawn from: the organization it works in, another one, and some addresses."""

    here: Shown
    elsewhere: Shown
    addresses: Sequence[str]
    data: st.DataObject

    def draw(self, strategy: st.SearchStrategy[T]) -> T:
        """A drawn value."""
        return self.data.draw(strategy)

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return self.draw(st.sampled_from(choices))

    def member(self) -> MemberId:
        """The id of a member, here, elsewhere, or nobody's."""
        return self.pick(
            [*(member.id for member in (*self.here.members, *self.elsewhere.members)), MemberId(fresh_id())]
        )

    def step(self) -> int:
        """How far a saved version is from the stored one: one as it should, or not."""
        return self.pick([1, 1, 1, 1, 0, 2])


def change_organization(scene: Scene) -> Act:
    """Save the organization with another name and currency."""
    present = scene.here.organization
    name, home = scene.draw(strategies.names()), scene.draw(strategies.currencies())
    required = scene.draw(st.booleans())
    changed = evolve(
        present, name=name, home_currency=home, second_factor_required=required, version=present.version + scene.step()
    )
    return lambda unit: unit.organization.save(changed)


def add_member(scene: Scene) -> Act:
    """Add a member under one of a few addresses."""
    member = evolve(scene.draw(strategies.members(Role.MEMBER)), email=scene.pick(scene.addresses))
    return lambda unit: unit.members.add(member, "hash")


def change_member(scene: Scene) -> Act:
    """Save a member, of here or elsewhere, under another name or address, or at a wrong version."""
    member = scene.pick([*scene.here.members, *scene.elsewhere.members])
    step = scene.step()
    email = scene.pick([member.email, *scene.addresses]) if step == 1 else member.email
    changed = evolve(member, name=scene.draw(strategies.names()), email=email, version=member.version + step)
    return lambda unit: unit.members.save(changed)


def remove_member(scene: Scene) -> Act:
    """Remove a member other than the owner."""
    owners = {member.id for member in (*scene.here.members, *scene.elsewhere.members) if member.role is Role.OWNER}
    gone = scene.member()
    return lambda unit: unit.members.remove(gone) if gone not in owners else None


def change_password(scene: Scene) -> Act:
    """Replace and read a password hash."""
    member, changed = scene.member(), scene.pick(["hash one", "hash two"])

    def act(unit: Unit) -> object:
        unit.members.set_password_hash(member, changed)
        return unit.members.password_hash(member)

    return act


def add_entry(scene: Scene) -> Act:
    """Add a category, brand, tag or custom field, perhaps under a name that is taken."""
    kind, name = scene.pick(ENTRY_KINDS), scene.draw(strategies.names())
    makes: dict[str, Callable[[], object]] = {
        "categories": lambda: Category(CategoryId(fresh_id()), name),
        "brands": lambda: Brand(BrandId(fresh_id()), name),
        "tags": lambda: Tag(TagId(fresh_id()), name),
        "custom_fields": lambda: CustomField(CustomFieldId(fresh_id()), name, FieldKind.NUMBER),
    }
    entry = makes[kind]()
    return lambda unit: getattr(unit, kind).add(entry)


def change_entry(scene: Scene) -> Act:
    """Save an entry, of here or elsewhere, under another name, archived, or at a wrong version."""
    kind = scene.pick(ENTRY_KINDS)
    entries = [*scene.here.entries[kind], *scene.elsewhere.entries[kind]]
    if not entries:
        return lambda unit: getattr(unit, kind).list()
    entry, step = scene.pick(entries), scene.step()
    name = scene.draw(strategies.names()) if step == 1 else entry.name
    changed = evolve(entry, name=name, archived=scene.draw(st.booleans()), version=entry.version + step)
    return lambda unit: getattr(unit, kind).save(changed)


def obtain_vendor(scene: Scene) -> Act:
    """Obtain a vendor by a name that may be known in another case."""
    vendor = Vendor(VendorId(fresh_id()), scene.draw(strategies.names()))
    return lambda unit: (unit.vendors.find(vendor.name.upper()), unit.vendors.obtain(vendor))


def add_rule(scene: Scene) -> Act:
    """Add or put a vendor rule, perhaps for a name that has one, or with a reference that leads elsewhere."""
    good = _assignment(scene.here.known())
    if good is None:
        return lambda unit: unit.vendor_rules.list()
    rule = VendorRule(VendorRuleId(fresh_id()), scene.pick(READ_NAMES), scene.draw(good))
    if scene.pick([False, False, True]):
        rule = evolve(rule, read_as=str(fresh_id()), assigned=_misassigned(scene, rule.assigned))
    if scene.draw(st.booleans()):
        return lambda unit: unit.vendor_rules.add(rule)
    return _then(lambda unit: unit.vendor_rules.put(rule), lambda unit: unit.vendor_rules.find(rule.read_as))


def change_rule(scene: Scene) -> Act:
    """Save or remove a vendor rule, of here or elsewhere, or at a wrong version."""
    present = [*scene.here.vendor_rules, *scene.elsewhere.vendor_rules]
    if not present:
        return lambda unit: unit.vendor_rules.list()
    rule, step = scene.pick(present), scene.step()
    if scene.pick([True, False, False]):
        return lambda unit: unit.vendor_rules.remove(rule.id)
    assigned = evolve(rule.assigned, category=None) if step == 1 else rule.assigned
    return lambda unit: unit.vendor_rules.save(evolve(rule, assigned=assigned, version=rule.version + step))


def _assignment(known: Known) -> st.SearchStrategy[Assignment] | None:
    if not known.vendors:
        return None
    categories, brands = st.sampled_from([None, *known.categories]), st.sampled_from([None, *known.brands])
    return st.builds(Assignment, st.sampled_from(known.vendors), categories, brands)


def _misassigned(scene: Scene, assigned: Assignment) -> Assignment:
    """The assignment with one reference that leads elsewhere or nowhere."""
    there = scene.elsewhere.known()
    wrong: list[dict[str, Any]] = [
        {"vendor": scene.pick([*there.vendors, Vendor(VendorId(fresh_id()), "Nowhere")])},
        {"category": scene.pick([*there.categories, CategoryId(fresh_id())])},
        {"brand": scene.pick([*there.brands, BrandId(fresh_id())])},
    ]
    return evolve(assigned, **scene.pick(wrong))


def add_expense(scene: Scene) -> Act:
    """Add an expense with a part of its life, perhaps with one bad reference."""
    (first, change), *rest = scene.draw(strategies.lives(scene.here.known(), moves_max=2))
    if scene.pick([False, False, True]):
        first, rest = evolve(first, details=_misled(scene, first.details)), []

    def act(unit: Unit) -> object:
        unit.expenses.add(first, change)
        for version in rest:
            unit.expenses.save(*version)
        return unit.expenses.history(first.id)

    return act


def change_expense(scene: Scene) -> Act:
    """Move or correct an expense, of here or elsewhere, or save it at a wrong version."""
    expenses = [*scene.here.expenses, *scene.here.expenses, *scene.elsewhere.expenses]
    if not expenses:
        unknown = ExpenseId(fresh_id())
        return lambda unit: unit.expenses.get(unknown, lock=True)
    present = scene.pick(expenses)
    moved, change = scene.draw(strategies.moved(present, scene.here.known()))
    step = scene.step() - 1
    moved, change = evolve(moved, version=moved.version + step), evolve(change, version=change.version + step)

    def act(unit: Unit) -> object:
        unit.expenses.save(moved, change)
        return unit.expenses.get(present.id), unit.expenses.history(present.id)

    return act


def add_receipt(scene: Scene) -> Act:
    """Add a receipt in some state, perhaps of an expense, here or elsewhere."""
    owned = [expense.id for expense in (*scene.here.expenses, *scene.elsewhere.expenses)]
    receipt = scene.draw(strategies.receipts(scene.here.known(), owned))
    return lambda unit: unit.receipts.add(receipt)


def change_receipt(scene: Scene) -> Act:
    """Save a receipt, of here or elsewhere, as another one would look, or at a wrong version."""
    receipts = [*scene.here.receipts, *scene.here.receipts, *scene.elsewhere.receipts]
    if not receipts:
        return lambda unit: unit.receipts.list(None, None, 1)
    present, step = scene.pick(receipts), scene.step()
    owned = [expense.id for expense in scene.here.expenses]
    other = scene.draw(strategies.receipts(scene.here.known(), owned))
    changed = evolve(
        other,
        id=present.id,
        uploaded_by=present.uploaded_by,
        uploaded_at=present.uploaded_at,
        file=present.file,
        version=present.version + step,
    )
    return _then(lambda unit: unit.receipts.save(changed), lambda unit: unit.receipts.get(changed.id, lock=True))


def open_session(scene: Scene) -> Act:
    """Open a session, perhaps of nobody here."""
    session = sessions.opened(SessionId(fresh_id()), scene.member(), digest(fresh_id()), NOW, Origin("2001:db8::1"))
    return _then(lambda unit: unit.sessions.add(session), lambda unit: unit.members.signed_in(session.id, NOW))


def change_session(scene: Scene) -> Act:
    """Rotate or revoke a session, of here or elsewhere."""
    open_now = [*scene.here.sessions, *scene.elsewhere.sessions]
    if not open_now:
        return lambda unit: unit.members.signed_in(SessionId(fresh_id()), NOW)
    session, at = scene.pick(open_now), later(scene.draw(st.integers(0, 9)))
    rotated = scene.pick([sessions.rotated(session, digest(at), at), sessions.revoked(session, at)])
    soon = at + timedelta(minutes=1)
    return _then(lambda unit: unit.sessions.save(rotated), lambda unit: unit.members.signed_in(session.id, soon))


def revoke_sessions(scene: Scene) -> Act:
    """Revoke a member's sessions, perhaps but one."""
    member, at = scene.member(), later(scene.draw(st.integers(0, 9)))
    but = scene.pick([None, *(session.id for session in scene.here.sessions)])
    return _then(
        lambda unit: unit.sessions.revoke_all(member, at, but=but), lambda unit: unit.sessions.of_member(member, NOW)
    )


def issue_code(scene: Scene) -> Act:
    """Add a code, perhaps of nobody here; its secret is its id."""
    purpose, member, at = scene.pick(list(Purpose)), scene.member(), later(scene.draw(st.integers(0, 9)))
    code = one_time_codes.issued(CodeId(fresh_id()), purpose, member, scene.pick(scene.addresses), at)
    return _then(lambda unit: unit.codes.add(code, digest(code.id)), lambda unit: unit.codes.of_member(member))


def use_code(scene: Scene) -> Act:
    """Find, send, use or forget codes, of here, elsewhere, or none."""
    codes = [*scene.here.codes, *scene.elsewhere.codes, *([] if scene.here.codes else [_no_code()])]
    code, at = scene.pick(codes), later(scene.draw(st.integers(0, 9)))
    purposes = scene.draw(st.frozensets(st.sampled_from(Purpose)))
    acts: list[Act] = [
        lambda unit: unit.codes.find(code.id, digest(code.id), lock=True),
        lambda unit: unit.codes.sent(code.id, at),
        lambda unit: unit.codes.save(evolve(code, used_at=at)),
        lambda unit: unit.codes.remove_all(code.member, purposes),
        lambda unit: unit.codes.forget(at + timedelta(minutes=10)),
    ]
    return _then(scene.pick(acts), lambda unit: unit.codes.of_member(code.member))


def _no_code() -> Code:
    return one_time_codes.issued(CodeId(fresh_id()), Purpose.VERIFY_ADDRESS, MemberId(fresh_id()), "a@example.org", NOW)


def set_up_factor(scene: Scene) -> Act:
    """Put, or remove, the second factor of a member, perhaps of nobody here."""
    member, confirmed_at = scene.member(), scene.pick([None, NOW])
    recovery = frozenset(map(digest, range(scene.draw(st.integers(0, 3)))))
    factor = SecondFactor(member, digest(member)[:20], NOW, confirmed_at, scene.draw(st.integers(0, 9)), recovery)
    if scene.pick([True, True, False]):
        return _then(lambda unit: unit.second_factors.put(factor), lambda unit: unit.members.standing(member))
    return _then(lambda unit: unit.second_factors.remove(member), lambda unit: unit.second_factors.get(member))


def make_key(scene: Scene) -> Act:
    """Add an API key, perhaps of nobody here, and present it."""
    scopes = scene.draw(st.frozensets(st.sampled_from(KeyScope), min_size=1))
    key = issued(ApiKeyId(fresh_id()), scene.member(), scene.draw(strategies.names()), scopes, days=1, at=NOW)
    return _then(
        lambda unit: unit.api_keys.add(key, digest(key.id)),
        lambda unit: unit.api_keys.presented(key.id, digest(key.id), NOW),
    )


def use_key(scene: Scene) -> Act:
    """Present or revoke a key, of here, elsewhere, or none; or revoke all of a member."""
    keys = [*scene.here.api_keys, *scene.elsewhere.api_keys]
    key = scene.pick([*(key.id for key in keys), ApiKeyId(fresh_id())])
    member, at = scene.member(), later(scene.draw(st.integers(0, 9)))
    acts: list[Act] = [
        lambda unit: unit.api_keys.presented(key, digest(key), at),
        lambda unit: unit.api_keys.remove(member, key),
        lambda unit: unit.api_keys.remove_all(member),
    ]
    return scene.pick(acts)


def invite(scene: Scene) -> Act:
    """Add an invitation, perhaps by nobody here; its secret is its id."""
    invitation = Invitation(
        InvitationId(fresh_id()), scene.pick([Role.ADMIN, Role.MEMBER]), scene.member(), NOW, later(9)
    )
    return lambda unit: unit.invitations.add(invitation, digest(invitation.id))


def use_invitation(scene: Scene) -> Act:
    """Take or withdraw an invitation, of here, elsewhere, or none."""
    sent = [invitation.id for invitation in (*scene.here.invitations, *scene.elsewhere.invitations)]
    chosen = scene.pick([*sent, InvitationId(fresh_id())])
    if scene.draw(st.booleans()):
        return lambda unit: unit.invitations.take(digest(chosen))
    return lambda unit: unit.invitations.remove(chosen)


def begin_request(scene: Scene) -> Act:
    """Claim a key, perhaps a claimed one, or of nobody here."""
    member, key, asked = scene.member(), scene.pick(KEYS), digest(scene.pick([1, 2]))
    at = later(scene.draw(st.integers(0, 9)))
    return lambda unit: unit.requests.begin(member, key, asked, at)


def complete_request(scene: Scene) -> Act:
    """Complete a key that may be unclaimed."""
    member, key, outcome = scene.member(), scene.pick(KEYS), scene.pick(["one", "two"])
    return lambda unit: unit.requests.complete(member, key, outcome)


def forget_requests(scene: Scene) -> Act:
    """Forget old requests."""
    before = later(scene.draw(st.integers(0, 9)))
    return lambda unit: unit.requests.forget(before)


def note(scene: Scene) -> Act:
    """Note something in the audit log, perhaps as nobody here."""
    origin = scene.pick([Origin(), Origin("203.0.113.7"), Origin("203.0.113.7", "Firefox")])
    at, detail = later(scene.draw(st.integers(0, 9))), scene.pick([None, "admin"])
    author = by_member(scene.member(), origin)
    entry = AuditEntry(EntryId(fresh_id()), at, author, scene.pick(list(Action)), fresh_id(), detail)
    return lambda unit: unit.audit.add(entry)


def forget_origins(scene: Scene) -> Act:
    """Forget where old entries of the audit log came from."""
    before = later(scene.draw(st.integers(0, 9)))
    return lambda unit: unit.audit.forget_origins(before)


def announce(scene: Scene) -> Act:
    """Announce an event."""
    message, member = MessageId(fresh_id()), scene.member()
    return lambda unit: unit.outbox.add(message, MemberJoined(member))


def _then(first: Act, second: Act) -> Act:
    return lambda unit: (first(unit), second(unit))


def _misled(scene: Scene, details: Details) -> Details:
    """The details with one reference that leads elsewhere or nowhere."""
    there = scene.elsewhere.known()
    category = scene.pick([*there.categories, CategoryId(fresh_id())])
    wrong: list[dict[str, Any]] = [
        {"category": category},
        {"brand": scene.pick([*there.brands, BrandId(fresh_id())])},
        {"tags": details.tags | {scene.pick([*there.tags, TagId(fresh_id())])}},
        {"vendor": scene.pick([*there.vendors, Vendor(VendorId(fresh_id()), "Nowhere")])},
        {"custom_fields": {**details.custom_fields, CustomFieldId(fresh_id()): "x"}},
        {"splits": (Split(details.amount, category),)},
    ]
    return evolve(details, **scene.pick(wrong))


STEPS: Final[tuple[Callable[[Scene], Act], ...]] = (
    add_expense,
    change_expense,
    add_receipt,
    change_receipt,
    add_entry,
    change_entry,
    obtain_vendor,
    add_rule,
    change_rule,
    add_member,
    change_member,
    remove_member,
    change_password,
    change_organization,
    open_session,
    change_session,
    revoke_sessions,
    issue_code,
    use_code,
    set_up_factor,
    make_key,
    use_key,
    invite,
    use_invitation,
    begin_request,
    complete_request,
    forget_requests,
    note,
    forget_origins,
    announce,
)
