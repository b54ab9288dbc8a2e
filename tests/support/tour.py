"""A tour through every step of the proof of non-interference: each of them succeeds at least once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from attrs import define, field

from plutopixie.domain.second_factor import STEP_SECONDS, step_of
from plutopixie.ports.contracts.noninterference import POLICY, Installation, MakeInstallation, Step, Turn, Turns
from plutopixie.ports.contracts.noninterference.doubles import plain_code
from plutopixie.ports.contracts.noninterference.draws import FILES
from plutopixie.ports.contracts.noninterference.notebook import Notebook
from plutopixie.ports.contracts.noninterference.turns import BEGINNING, WORKER

_PASSWORD = "violet anchor of ours"
_OTHER = "violet anchor of everybody"
_LUNCH = {"date": "2026-02-14", "amount": "10.00", "vendor": "Zoo"}


@define
class Tour:
    """Somebody who takes one step after the other; `accepted` are the names of those that succeeded."""

    make: MakeInstallation
    turns: Turns = field(factory=lambda: Turns(Turn("a tour", "us", 0, BEGINNING)))
    installation: Installation = field(init=False)
    notebook: Notebook = field(factory=Notebook)
    accepted: set[str] = field(factory=set)

    def __attrs_post_init__(self) -> None:
        self.installation = self.make(self.turns)

    def take(self, name: str, token: str | None = None, about: UUID | None = None, **more: Any) -> None:
        """A step, by the founder unless a token says otherwise; it must succeed, if this way in has it."""
        if name not in self.installation.takes:
            return
        self.turns.begin(self.turns.turn.after(timedelta(), "us"))
        step = Step(name, token or (self.notebook.tokens or [""])[0], about, **more)
        shown = self.installation.carry_out(step)
        assert shown.accepted, (str(step), shown.answer)
        self.notebook.note(step, shown)
        self.accepted.add(name)

    def work(self) -> None:
        """The worker works."""
        self.turns.begin(self.turns.turn.after(timedelta(), WORKER))
        self.notebook.receive(self.installation.work())

    def last(self, kind: str) -> UUID:
        """The id of the latest thing of that kind."""
        return self.notebook.ids(kind)[-1]

    def code(self) -> str:
        """What the device shows after a while, when it shows another code than before."""
        self.turns.begin(self.turns.turn.after(timedelta(seconds=2 * STEP_SECONDS), "us"))
        return plain_code(self.notebook.devices[-1], step_of(self.turns.turn.moment))

    def run(self) -> set[str]:
        """Take the whole tour."""
        for part in (self._people, self._catalog, self._expenses, self._receipts, self._proofs, self._partings):
            part()
        return self.accepted

    def _joined(self, email: str, *, by_mail: bool = False) -> str:
        self.take("invite", said={"role": "member", "email": email} if by_mail else {"role": "member"})
        self.work()
        self.take("join", said={"invitation": self.notebook.invitations[-1], **_person(email)})
        return self.notebook.tokens[-1]

    def _people(self) -> None:
        self.take("sign up", said={"organization_name": "North", "home_currency": "USD", **_person("ada@example.com")})
        self.take("sign in", said={"email": "ada@example.com", "password": _PASSWORD})
        self.take("refresh", said={"refresh_token": self.notebook.refresh_tokens[-1]})
        self.take("list sessions")
        self.take("end a session", about=self.notebook.ids("sessions")[0])
        self.take("see oneself")
        self.take("correct oneself", said={"name": "Eva"})
        ben = self._joined("ben@example.com")
        self.take("prepare a second factor", token=ben, said={"password": _PASSWORD})
        member = self.last("members")
        self.take("list members")
        self.take("see a member", about=member)
        self.take("change a role", about=member, said={"role": "admin"})
        self.take("sign a member out", about=member)
        self.take("take a second factor off", about=member)
        self.take("invite", said={"role": "admin"})
        self.take("list invitations")
        self.take("withdraw an invitation", about=self.last("invitations"))
        self.take("read the audit log", said={"limit": 2})
        self.take("read the audit log", said={"limit": 2}, cursor=self.notebook.pages[-1].cursor)
        self.take("export the audit log")

    def _catalog(self) -> None:
        self.take("see the organization")
        self.take("change the organization", said={"name": "South"})
        for one, many in (("category", "categories"), ("brand", "brands"), ("tag", "tags")):
            self.take(f"add a {one}", said={"name": "East"}, key="key-1" if one == "tag" else None)
            self.take(f"list {many}")
            self.take(f"see a {one}", about=self.last(many))
            self.take(f"change a {one}", about=self.last(many), said={"name": "West"})
        self.take("add a custom field", said={"name": "East", "kind": "choice", "choices": ("a", "b")})
        self.take("list custom fields")
        self.take("see a custom field", about=self.last("custom-fields"))
        self.take("change a custom field", about=self.last("custom-fields"), said={"archived": True})

    def _expenses(self) -> None:
        self.take("record an expense", said={**_LUNCH, "draft": True})
        draft = self.last("expenses")
        self.take("confirm an expense", about=draft)
        self.take("import expenses", said={"expenses": (_LUNCH, _LUNCH)})
        self.take("see an expense", about=draft)
        self.take("correct an expense", about=draft, said={"notes": "checked"}, expected=2)
        self.take("see an expense's history", about=draft)
        self.take("delete an expense", about=draft)
        self.take("restore an expense", about=draft)
        self.take("correct expenses", said={"ids": (draft,), "changes": {"amount": "7.00"}})
        self.take("delete expenses", said={"ids": (draft,)})
        self.take("restore expenses", said={"ids": (draft,)})
        self.take("record an expense", said=_LUNCH)
        self.take("list expenses", said={"sort": "-date", "limit": 1})
        self.take("list expenses", said={"sort": "-date", "limit": 1}, cursor=self.notebook.pages[-1].cursor)
        self.take("export expenses", said={"sort": "vendor"})
        self.take("report", said={"dimension": "vendor", "from": "2026-01-01", "to": "2026-03-31", "compare": True})

    def _receipts(self) -> None:
        for content in FILES:
            self.take("upload a receipt", content=content)
        self.work()
        receipt = self.last("receipts")
        self.take("see a receipt", about=receipt)
        self.take("fetch a receipt's file", about=receipt)
        self.take("have a receipt read again", about=receipt)
        self.work()
        self.take("confirm a receipt", about=receipt, said={"vendor": "Zoo"})
        self.take("list vendor rules")
        self.take("export vendor rules")
        self.take("add a vendor rule", said={"read_as": "C0RNER", "vendor": "Corner Shop"})
        rule = self.last("vendor-rules")
        self.take("see a vendor rule", about=rule)
        self.take("change a vendor rule", about=rule, said={"vendor": "Another Shop"})
        self.take("forget a vendor rule", about=rule)
        self.take("list receipts", said={"limit": 1})

    def _proofs(self) -> None:
        self.take("ask to verify again")
        self.work()
        self.take("confirm an address", said={"code": self.notebook.codes[-1]})
        self.take("ask for another address", said={"email": "ida@example.com", "password": _PASSWORD})
        self.take("change one's password", said={"present_password": _PASSWORD, "new_password": _OTHER})
        password = {"password": _OTHER}
        self.take("prepare a second factor", said=password)
        self.take("confirm a second factor", said={"code": self.code()})
        self.take("require second factors", said={"required": True})
        self.take("require second factors", said={"required": False})
        self.take("renew recovery codes", said={**password, "code": self.code()})
        self.take("remove a second factor", said={**password, "recovery_code": self.notebook.recovery_codes[-1]})
        self.take("make an API key", said={"name": "South", "scopes": ("read", "write"), **password})
        self.take("list categories", token=self.notebook.tokens[-1])
        self.take("list API keys")
        self.take("revoke an API key", about=self.last("api-keys"))

    def _partings(self) -> None:
        self.take("ask for a new password", said={"email": "ada@example.com"})
        self.work()
        self.take("choose a new password", said={"code": self.notebook.reset_codes[-1], "new_password": _PASSWORD})
        self.notebook.tokens.clear()
        self.take("sign in", said={"email": "ada@example.com", "password": _PASSWORD})
        self.take("leave", token=self._joined("eva@example.com", by_mail=True), said={"password": _PASSWORD})
        self._joined("zoe@example.com")
        self.take("remove a member", about=self.last("members"))
        self._joined("kim@example.com")
        self.take("hand over", about=self.last("members"))
        self.take("sign out")


def _person(email: str) -> dict[str, object]:
    consent = {"adult": True, "accepted_policy": POLICY}
    return {"name": "Ada Example", "email": email, "password": _PASSWORD, **consent}
