"""How the fields of steps are drawn. Each function returns those fields of a step that it fills."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from plutopixie.domain.reports import Dimension
from plutopixie.domain.second_factor import step_of
from plutopixie.ports.contracts.noninterference.doubles import plain_code
from plutopixie.ports.contracts.noninterference.scene import NAMES, SHARED_PASSWORD, Scene

Fields = dict[str, Any]
Draw = Callable[[Scene], Fields]

POLICY: Final = "2026-01-01"
#: The least that passes for a PNG, and another one: both sides upload the same files.
FILES: Final = tuple(
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x08\0\0\0\x08\x08\0\0\0\0\0\0\0\0IEND" + more for more in (b"", b"\n")
)
_DATES: Final = ("2026-02-14", "2026-02-03", "2025-12-31")
_AMOUNTS: Final = ("10.00", "7.00", "1200.50")
_MISTAKES: Final = ({"date": "2026-02-30"}, {"amount": "-5"}, {"vendor": ""}, {"currency": "XYZ"})
_VENDORS: Final = ("Blue Cafe", "BLUE CAFE", "Corner Shop", "Zoo")


def nothing(_: Scene) -> Fields:
    """Nothing."""
    return {}


def about(kind: str, *, versioned: bool = False) -> Draw:
    """The id of a thing of that kind, and perhaps the version it was seen at."""

    def drawn(scene: Scene) -> Fields:
        return {"about": scene.id(kind), **({"expected": scene.version()} if versioned else {})}

    return drawn


def founding(scene: Scene) -> Fields:
    """A new organization. Sign-ups share no idempotency key: who knows address and key could have sent the request."""
    said = {"organization_name": scene.pick(NAMES), "home_currency": scene.pick(("USD", "EUR", "KWD")), **person(scene)}
    return {"said": said, "key": scene.pick((None, f"sign-up-{scene.here.name}"))}


def person(scene: Scene) -> Fields:
    """Somebody who becomes a member, under an address that may be known on both sides."""
    return {
        "name": scene.pick(("Ada Example", "Ben Example")),
        "email": scene.pick(scene.here.addresses),
        "password": scene.pick(scene.here.passwords),
        "adult": True,
        "accepted_policy": POLICY,
    }


def joining(scene: Scene) -> Fields:
    """Somebody who accepts an invitation of their own side, or a made-up one."""
    notebook = scene.here.notebook
    known = notebook.used_invitations if scene.seldom() else notebook.invitations
    return {"said": {"invitation": scene.latest(known, "made-up"), **person(scene)}}


def credentials(scene: Scene) -> Fields:
    """Somebody who signs in.

    Whoever has the same address and password on both sides is one person with two memberships, and is asked which one
    is meant. So with the shared password an organization is always named, one's own; without naming one, or naming
    another, people use the password that only their side has, and then the other side must not matter.
    """
    people = scene.here.notebook.people
    if people and not scene.seldom():
        person_ = scene.latest(people, people[0])
        return {"said": {**person_, **scene.pick(_OTHERWISE), **proof(scene)}}
    said = {"email": scene.pick(scene.here.addresses), "password": scene.here.password}
    return {"said": scene.pick((said, {**said, "organization_id": scene.id("organizations")}))}


_OTHERWISE: Final[tuple[Fields, ...]] = ({}, {}, {"password": SHARED_PASSWORD})


def refreshing(scene: Scene) -> Fields:
    """A refresh token of one's own side, the newest or a used one, or a made-up one."""
    return {"said": {"refresh_token": scene.latest(scene.here.notebook.refresh_tokens, "made-up")}}


def own_changes(scene: Scene) -> Fields:
    """Another name."""
    return {"said": {"name": scene.pick(("Eva Example", "Ada Example"))}, "expected": scene.version()}


def another_address(scene: Scene) -> Fields:
    """Another address, and one's password."""
    return {"said": {"email": scene.pick(scene.here.addresses), "password": scene.pick(scene.here.passwords)}}


def forgotten(scene: Scene) -> Fields:
    """An address under which a new password is asked for."""
    return {"said": {"email": scene.pick(scene.here.askable)}}


def mailed(scene: Scene) -> Fields:
    """The code out of a letter, or a made-up one."""
    return {"said": {"code": scene.latest(scene.here.notebook.codes, "made-up")}}


def chosen(scene: Scene) -> Fields:
    """The code out of a letter for somebody who forgot their password, and another one."""
    code_ = scene.latest(scene.here.notebook.reset_codes, "made-up")
    return {"said": {"code": code_, "new_password": scene.pick(scene.here.passwords)}}


def new_password(scene: Scene) -> Fields:
    """One password replaced by the other."""
    present, new = scene.here.passwords[:: 1 if scene.pick((True, False)) else -1]
    return {"said": {"present_password": present, "new_password": new}}


def leaving(scene: Scene) -> Fields:
    """One's password, to leave with."""
    return {"said": {"password": scene.pick(scene.here.passwords)}}


def proof(scene: Scene) -> Fields:
    """A code of the latest device, right or wrong, or a recovery code, or nothing."""
    notebook = scene.here.notebook
    if not notebook.devices or scene.seldom():
        return {}
    recovering: bool = scene.pick((False, True))
    if notebook.recovery_codes and recovering:
        return {"recovery_code": scene.latest(notebook.recovery_codes, "made-up")}
    return code(scene)


def code(scene: Scene) -> Fields:
    """A code of the latest device, or of the other side's."""
    whose = scene.elsewhere if scene.seldom() else scene.here
    device = scene.latest(whose.notebook.devices, "no device")
    return {"code": plain_code(device, step_of(scene.moment) + scene.pick((0, 1)))}


def confirming(scene: Scene) -> Fields:
    """The first code of a device."""
    return {"said": code(scene), **_by_holder(scene)}


def proving(scene: Scene) -> Fields:
    """One's password and a second proof."""
    return {"said": {"password": scene.pick(scene.here.passwords), **proof(scene)}, **_by_holder(scene)}


def _by_holder(scene: Scene) -> Fields:
    holder = scene.here.notebook.holder
    return {} if holder is None or scene.seldom() else {"token": holder}


def requiring(scene: Scene) -> Fields:
    """Whether a second factor is required."""
    return {"said": {"required": scene.pick((True, False))}, "expected": scene.version()}


def api_key(scene: Scene) -> Fields:
    """A new API key."""
    scopes = scene.pick((("read", "write"), ("read",), ("export", "read")))
    said = {"name": scene.pick(NAMES), "scopes": scopes, "password": scene.pick(scene.here.passwords)}
    return {"said": said, "key": scene.key()}


def role(scene: Scene) -> Fields:
    """A member and another role."""
    said = {"role": scene.pick(("admin", "member", "owner"))}
    return {"about": scene.id("members"), "expected": scene.version(), "said": said}


def inviting(scene: Scene) -> Fields:
    """The role of somebody to be invited."""
    said = {"role": scene.pick(("member", "admin"))}
    by_mail = {"email": scene.pick(scene.here.addresses)}
    return {"said": {**said, **scene.pick(({}, {}, by_mail))}, "key": scene.key()}


def settings(scene: Scene) -> Fields:
    """Other settings of the organization."""
    choices = ({"name": "Renamed"}, {"home_currency": "EUR"}, {"time_zone": "Pacific/Auckland"}, {"time_zone": "Mars"})
    return {"said": scene.pick(choices), "expected": scene.version()}


def entry(scene: Scene) -> Fields:
    """A new category, brand or tag."""
    return {"said": {"name": scene.pick(NAMES)}, "key": scene.key()}


def entry_changes(kind: str) -> Draw:
    """An entry with another name, archived, or taken back."""

    def drawn(scene: Scene) -> Fields:
        said = scene.pick(({"archived": True}, {"archived": False}, *({"name": name} for name in NAMES)))
        return {"about": scene.id(kind), "said": said, "expected": scene.version()}

    return drawn


def custom_field(scene: Scene) -> Fields:
    """A new custom field."""
    said: Fields = {"name": scene.pick(NAMES), "kind": scene.pick(("text", "number", "choice"))}
    return {"said": {**said, "choices": ("a", "b")} if said["kind"] == "choice" else said, "key": scene.key()}


def vendor_rule(scene: Scene) -> Fields:
    """A new vendor rule, for names that are read on both sides."""
    said = {"read_as": scene.pick(_VENDORS), "vendor": scene.pick(_VENDORS), **_belonging(scene)}
    return {"said": said, "key": scene.key()}


def vendor_rule_changes(scene: Scene) -> Fields:
    """Another name, or something else that belongs to it."""
    said = _belonging(scene) or {"read_as": scene.pick(_VENDORS)}
    return {"about": scene.id("vendor-rules"), "said": said, "expected": scene.version()}


def _belonging(scene: Scene) -> Fields:
    return scene.pick(({}, {"category": scene.id("categories")}, {"brand": scene.id("brands")}))


def plain_expense(scene: Scene) -> Fields:
    """What every expense says."""
    said = {"date": scene.pick(_DATES), "amount": scene.pick(_AMOUNTS), "vendor": scene.pick(_VENDORS)}
    return {**said, **scene.pick(_MISTAKES)} if scene.seldom() else said


def detail(scene: Scene) -> Fields:
    """One more thing that an expense says, or none."""
    return scene.pick(_DETAILS)(scene)


def _parts(scene: Scene) -> Fields:
    category = {"category": scene.id("categories")}
    return {"amount": "10.00", "splits": ({"amount": "4.00", **category}, {"amount": "6.00", **category})}


_DETAILS: Final[tuple[Draw, ...]] = (
    nothing,
    nothing,
    lambda scene: {"category": scene.id("categories")},
    lambda scene: {"brand": scene.id("brands")},
    lambda scene: {"tags": (scene.id("tags"),)},
    lambda scene: {"custom_fields": {str(scene.id("custom-fields")): "a"}},
    lambda scene: {"notes": scene.pick(("coffee for two", "Coffee"))},
    lambda scene: {"payment_method": {"kind": "card", "last4": scene.pick(("4242", "0000"))}},
    lambda scene: {"currency": scene.pick(("EUR", "GBP"))},
    _parts,
)


def expense(scene: Scene) -> Fields:
    """A new expense, perhaps as a draft."""
    said = {**plain_expense(scene), **detail(scene), "draft": scene.pick((False, False, True))}
    return {"said": said, "key": scene.key()}


def expense_changes(scene: Scene) -> Fields:
    """Another amount or one more detail of an expense."""
    said = detail(scene) or {"amount": scene.pick(_AMOUNTS)}
    return {"about": scene.id("expenses"), "said": said, "expected": scene.version()}


def some_expenses(scene: Scene) -> Fields:
    """Several expenses at once."""
    own = scene.here.notebook.ids("expenses")[-2:]
    return {"said": {"ids": (*own, scene.id("expenses"))}, "key": scene.key()}


def deleted_expenses(scene: Scene) -> Fields:
    """Deleted expenses, to be brought back."""
    return {"said": {"ids": (scene.id("deleted expenses"),)}, "key": scene.key()}


def bulk_changes(scene: Scene) -> Fields:
    """The same change to several expenses."""
    drawn = some_expenses(scene)
    return {**drawn, "said": {**drawn["said"], "changes": detail(scene) or {"notes": "checked"}}}


def import_(scene: Scene) -> Fields:
    """Two expenses at once."""
    return {"said": {"expenses": (plain_expense(scene), plain_expense(scene))}, "key": scene.key()}


def query(scene: Scene) -> Fields:
    """Which expenses, in which order."""
    return {"said": {**_narrowed(scene), "sort": scene.pick(("-date", "amount", "-vendor", "vendor", "created"))}}


def page(scene: Scene) -> Fields:
    """The same, a page at a time."""
    return {"said": {**query(scene)["said"], "limit": scene.pick((200, 1, 2, 3))}}


def _narrowed(scene: Scene) -> Fields:
    return scene.pick(_FILTERS)(scene)


_FILTERS: Final[tuple[Draw, ...]] = (
    nothing,
    nothing,
    lambda scene: {"state": scene.pick(("deleted", "draft", "draft,recorded,deleted,deleted-draft"))},
    lambda scene: {"search": scene.pick(("coffee", "cafe", "zoo"))},
    lambda scene: {"vendor": scene.pick(_VENDORS)},
    lambda scene: {"category": scene.id("categories")},
    lambda scene: {"brand": scene.id("brands")},
    lambda scene: {"tag": scene.id("tags")},
    lambda scene: {"member": scene.id("members")},
    lambda _: {"currency": "USD", "amount_min": "8.00"},
)


def limited(scene: Scene) -> Fields:
    """How many there are on a page."""
    return {"said": {"limit": scene.pick((200, 1, 2))}}


def report(scene: Scene) -> Fields:
    """By what to total, over which period."""
    said: Fields = {"dimension": scene.pick(tuple(Dimension)).value}
    if scene.pick((True, False)):
        said |= {"from": "2026-01-01", "to": "2026-03-31", "compare": scene.pick((True, False))}
    return {"said": said}


def upload(scene: Scene) -> Fields:
    """A file, the same on both sides."""
    return {"content": scene.pick(FILES), "key": scene.key()}


def corrections(scene: Scene) -> Fields:
    """A receipt with what a person corrects before they confirm it."""
    said = scene.pick(({}, {"vendor": "Zoo", "date": "2026-02-03", "amount": "7.00", "currency": "USD"}))
    return {"about": scene.id("receipts"), "said": said, "key": scene.key()}
