"""The seat of a role in a run: who sits there now, which ids are known, and what a request may plausibly say.

Random requests of the right form rarely name what is there. Part of them are therefore completed with ids that the
service showed before, with things made for the very purpose, and with values a person might state.
"""

from __future__ import annotations

import uuid
from collections import deque
from collections.abc import Callable, Mapping
from random import Random
from typing import Any, Final

import httpx
from attrs import Factory, define, field

from plutopixie.entrypoints.settings import POLICY_VERSION
from proofs import society
from proofs.society import PASSWORD, Person, Role, Society

_KNOWN_MAX: Final = 40
_FRESH_SHARE: Final = 0.4
_KNOWN_SHARE: Final = 0.9

#: What an organization begins with.
COLLECTIONS: Final[Mapping[str, Mapping[str, object]]] = {
    "categories": {"name": "The first"},
    "brands": {"name": "The first"},
    "tags": {"name": "The first"},
    "custom-fields": {"name": "The first", "kind": "text"},
    "vendor-rules": {"read_as": "C0RNER SH0P", "vendor": "Corner Shop"},
}

Operation = tuple[str, str]


@define
class Seat:
    """A role in an organization of its own, founded when first needed. `holder` is who sits in the seat."""

    society: Society
    role: Role
    random: Random
    _owner: Person | None = field(default=None, init=False)
    holder: Person | None = field(default=None, init=False)
    doubted: bool = field(default=False, init=False)
    _known: dict[str, deque[str]] = field(init=False, default=Factory(dict))

    @property
    def owner(self) -> Person:
        """Who founded the organization."""
        return self._owner or self._settle()

    @property
    def person(self) -> Person:
        """The holder; of the seat of strangers, the owner, whose account they may knock at."""
        owner = self.owner
        return self.holder or owner

    def token(self) -> str | None:
        """A token that is good, and for the role of the seat; None for strangers."""
        if self.role is Role.ANONYMOUS:
            return None
        if self.doubted and not self.person.signed_in:
            self._replace()
        self.doubted = False
        return self.person.token

    def _replace(self) -> None:
        again = self.society.sign_in(self.person)
        if again is not None:
            self.holder = again
            self._owner = again if self.role is Role.OWNER else self._owner
            return
        try:
            if self.role is Role.OWNER:
                self._settle()
            else:
                self.holder = self.society.join(self.owner, self.role)
        except httpx.HTTPStatusError:
            self._settle()

    def _settle(self) -> Person:
        """Begin in a new organization; returns who founded it."""
        self._known.clear()
        self._owner = owner = self.society.found()
        if self.role in {Role.MEMBER, Role.ADMIN}:
            self.holder = self.society.join(owner, self.role)
        elif self.role is Role.OWNER:
            self.holder = owner
        self.know("/v1/members", self.person.id)
        for collection, first in COLLECTIONS.items():
            shown = self.owner.ask("POST", f"/v1/{collection}", dict(first))
            self.learn(f"/v1/{collection}", shown)
        for make in (expense, deleted, receipt):
            make(self)
        return owner

    def learn(self, collection: str, shown: object) -> None:
        """Remember the ids that an answer of this collection shows."""
        found = [shown, *shown.get("items", ())] if isinstance(shown, dict) else []
        for one in found:
            if isinstance(one, dict) and isinstance(one.get("id"), str):
                self.know(collection, one["id"])

    def know(self, collection: str, id: str) -> str:
        """Remember an id of this collection."""
        ids = self._known.setdefault(collection, deque(maxlen=_KNOWN_MAX))
        if id not in ids:
            ids.append(id)
        return id

    def any(self, collection: str) -> str | None:
        """An id of this collection that was shown before."""
        if not self._known:
            self._settle()
        ids = self._known.get(collection)
        return self.random.choice(ids) if ids else None

    def id_for(self, method: str, template: str) -> str | None:
        """The id of something for this operation: made for it, or known; None to leave what was drawn."""
        make = FRESH.get((method, template))
        try:
            if make is not None and self.random.random() < _FRESH_SHARE:
                return make(self)
        except httpx.HTTPError:  # the holder was just removed, or may not: known ids must do
            self.doubted = True
        return self.any(template.partition("/{")[0]) if self.random.random() < _KNOWN_SHARE else None


def expense(seat: Seat, **said: object) -> str:
    """An expense of the holder."""
    return seat.know("/v1/expenses", society.expense(seat.person, **said))


def draft(seat: Seat) -> str:
    """A draft of the holder."""
    return expense(seat, draft=True)


def deleted(seat: Seat) -> str:
    """A deleted expense of the holder."""
    id = expense(seat)
    seat.person.ask("DELETE", f"/v1/expenses/{id}")
    return id


def receipt(seat: Seat) -> str:
    """A receipt of the holder that was read."""
    return seat.know("/v1/receipts", society.receipt(seat.person))


def member(seat: Seat) -> str:
    """Another member."""
    return seat.know("/v1/members", seat.society.join(seat.owner, Role.MEMBER).id)


def invitation(seat: Seat) -> str:
    """An open invitation."""
    return seat.know("/v1/invitations", seat.owner.ask("POST", "/v1/invitations", {})["id"])


def key(seat: Seat) -> str:
    """An API key of the holder."""
    said = {"name": "A program", "password": seat.person.password, "scopes": ["read"], "days": 1}
    return seat.know("/v1/api-keys", seat.person.ask("POST", "/v1/api-keys", said)["id"])


def guarded_member(seat: Seat) -> str:
    """Another member, who has a second factor."""
    other = seat.society.join(seat.owner, Role.MEMBER)
    society.second_factor(other)
    return seat.know("/v1/members", other.id)


def session(seat: Seat) -> str:
    """Another session of the holder."""
    other = seat.society.sign_in(seat.person) or seat.person
    shown = other.ask("GET", "/v1/sessions")["items"]
    return str(next(one["id"] for one in shown if one["current"]))


#: What an operation needs that would otherwise soon be used up.
FRESH: Final[Mapping[Operation, Callable[[Seat], str]]] = {
    ("POST", "/v1/expenses/{id}/confirm"): draft,
    ("POST", "/v1/expenses/{id}/restore"): deleted,
    ("DELETE", "/v1/expenses/{id}"): expense,
    ("POST", "/v1/receipts/{id}/expense"): receipt,
    ("POST", "/v1/receipts/{id}/retry"): receipt,
    ("PATCH", "/v1/members/{id}"): member,
    ("DELETE", "/v1/members/{id}"): member,
    ("DELETE", "/v1/members/{id}/sessions"): member,
    ("POST", "/v1/members/{id}/ownership"): member,
    ("DELETE", "/v1/members/{id}/second-factor"): guarded_member,
    ("DELETE", "/v1/invitations/{id}"): invitation,
    ("DELETE", "/v1/sessions/{id}"): session,
    ("DELETE", "/v1/api-keys/{id}"): key,
}


#: Where a password is chosen; everywhere else it is the present one.
NEW_ACCOUNTS: Final = frozenset({"/v1/organizations", "/v1/invitations/accept"})


def _ids(seat: Seat, template: str) -> list[str]:
    make = deleted if template.endswith("bulk-restore") else expense
    return [make(seat)]


def _invitation(seat: Seat, _: str) -> str:
    return str(seat.owner.ask("POST", "/v1/invitations", {})["secret"])


def _refresh_token(seat: Seat, _: str) -> str:
    return (seat.society.sign_in(seat.person) or seat.person).refresh_token


def _email(seat: Seat, template: str) -> str | None:
    if template == "/v1/invitations":
        return None
    return seat.person.email if template == "/v1/sessions" else f"{uuid.uuid4().hex}@example.org"


def _password(seat: Seat, template: str) -> str:
    return PASSWORD if template in NEW_ACCOUNTS else seat.person.password


def _code(seat: Seat, template: str) -> str | None:
    match template:
        case "/v1/me/second-factor/confirmation":
            return society.prepared_code(seat.person)
        case "/v1/addresses/confirmation":
            return seat.society.unverified()
        case "/v1/password-resets/confirmation":
            return seat.society.forgetful()
        case _:
            return None


def _recovery_code(seat: Seat, template: str) -> str | None:
    return None if template == "/v1/sessions" else society.recovery_code(seat.person)


def _known(collection: str) -> Callable[[Seat, str], object]:
    return lambda seat, _: seat.any(collection)


def _always(value: object) -> Callable[[Seat, str], object]:
    return lambda _, __: value


#: What a field or parameter of that name plausibly says, wherever it stands; None leaves it out.
PLAUSIBLE: Final[Mapping[str, Callable[[Seat, str], Any]]] = {
    "date": _always("2026-02-03"),
    "amount": _always("12.50"),
    "vendor": _always("Corner Shop"),
    "payment_method": _always({"kind": "card", "last4": "4242"}),
    "category": _known("/v1/categories"),
    "brand": _known("/v1/brands"),
    "tag": _known("/v1/tags"),
    "tags": lambda seat, _: [seat.any("/v1/tags")],
    "ids": _ids,
    "name": lambda _, __: f"Name {uuid.uuid4().hex}",
    "read_as": lambda _, __: f"Shop {uuid.uuid4().hex}",
    "organization_name": _always("Corner Bakery"),
    "email": _email,
    "password": _password,
    "present_password": lambda seat, _: seat.person.password,
    "new_password": _always(PASSWORD),
    "adult": _always(True),  # noqa: FBT003 - a value, not a switch
    "accepted_policy": _always(POLICY_VERSION),
    "invitation": _invitation,
    "refresh_token": _refresh_token,
    "organization_id": lambda seat, _: seat.person.organization,
    "role": _always("member"),
    "code": _code,
    "recovery_code": _recovery_code,
    "required": _always(False),  # noqa: FBT003 - same
    "home_currency": _always("USD"),
    "time_zone": _always("America/New_York"),
    "date_from": _always("2026-01-01"),
    "date_to": _always("2026-12-31"),
    **dict.fromkeys(
        (
            "currency",
            "kind",
            "choices",
            "rate",
            "tax",
            "splits",
            "custom_fields",
            "cursor",
            "amount_min",
            "amount_max",
            "last4",
            "from",
            "to",
        ),
        _always(None),
    ),
}


#: What need not be said, but without which nothing comes of it.
NEEDED_TOO: Final[Mapping[Operation, tuple[str, ...]]] = {
    ("POST", "/v1/me/second-factor/recovery-codes"): ("recovery_code",),
    ("DELETE", "/v1/me/second-factor"): ("recovery_code",),
}


def plausible(seat: Seat, template: str, said: Mapping[str, Any], *, needed: frozenset[str]) -> dict[str, Any]:
    """The same fields, saying something a person might; what needs others to make sense is left out where it may be.

    Raises httpx.HTTPStatusError if what is needed for that can't be made.
    """
    stated: dict[str, Any] = {}
    for name, value in said.items():
        if name == "changes" and isinstance(value, dict):
            stated[name] = plausible(seat, template, value, needed=frozenset())
        elif name not in PLAUSIBLE:
            stated[name] = value
        elif (better := PLAUSIBLE[name](seat, template)) is not None:
            another_kind = isinstance(better, dict) and isinstance(value, str)
            stated[name] = value if another_kind else better
        elif name in needed:
            stated[name] = value
    return stated
