"""What a party knows: everything it was ever shown that it can use in a step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from attrs import Factory, define

from plutopixie.ports.contracts.noninterference.installation import Done, Learned, Shown, Step


@define
class Notebook:
    """Filled from what is shown in the crowded world; in the quiet one the party is shown the same.

    `tokens` (API keys, too) and invitations are good as far as is known, spent and used ones are not. `devices` hold
    second factors, the last one that of the `holder` of that token. `people` are what signs a person in: an
    organization, an address, and the password they had at first.
    """

    tokens: list[str] = Factory(list)
    spent: list[str] = Factory(list)
    refresh_tokens: list[str] = Factory(list)
    invitations: list[str] = Factory(list)
    used_invitations: list[str] = Factory(list)
    codes: list[str] = Factory(list)
    reset_codes: list[str] = Factory(list)
    devices: list[str] = Factory(list)
    holder: str | None = None
    recovery_codes: list[str] = Factory(list)
    people: list[Mapping[str, Any]] = Factory(list)
    pages: list[Step] = Factory(list)
    taken: list[Step] = Factory(list)
    _ids: defaultdict[str, dict[UUID, None]] = Factory(lambda: defaultdict(dict))

    def ids(self, kind: str) -> Sequence[UUID]:
        """The ids of that kind, in the order they were first seen."""
        return tuple(self._ids[kind])

    def has(self, kind: str) -> bool:
        """Whether there is something of that kind to act on; a founder is alone among members at first."""
        secrets = {
            "invitations": self.invitations,
            "codes": self.codes,
            "reset codes": self.reset_codes,
            "devices": self.devices,
            "recovery codes": self.recovery_codes,
        }
        return len(secrets.get(kind, self.ids(kind))) > (kind == "members")

    def note(self, step: Step, shown: Shown) -> None:
        """Remember the step and what came of it."""
        learned = shown.learned
        self.taken.append(step)
        for kind, id_ in learned.ids:
            self._ids[kind][id_] = None
            if kind == "expenses" and step.said.get("draft"):
                self._ids["drafts"][id_] = None
        if shown.accepted and step.name == "delete an expense" and step.about:
            self._ids["deleted expenses"][step.about] = None
        self._note_secrets(step, learned)
        if learned.refresh_token is not None and "password" in step.said:
            named = {name: step.said[name] for name in ("email", "password")}
            self.people.append({**named, "organization_id": _first(learned, "organizations")})
        if learned.following is not None:
            self.pages.append(Step(step.name, step.token, said=step.said, cursor=learned.following))

    def receive(self, done: Sequence[Done]) -> None:
        """Read the letters that came to one's organizations."""
        for one in done:
            if one.organization in self._ids["organizations"]:
                self.codes.extend(filter(None, [one.code]))
                self.reset_codes.extend(filter(None, [one.reset_code]))
                self.invitations.extend(filter(None, [one.invitation]))

    def _note_secrets(self, step: Step, learned: Learned) -> None:
        if learned.signed_out and step.token in self.tokens:
            self.tokens.remove(step.token)
            self.spent.append(step.token)
        used = step.said.get("invitation")
        if learned.token is not None and used in self.invitations:
            self.invitations.remove(used)
            self.used_invitations.append(used)
        for kept, new in (
            (self.tokens, learned.token),
            (self.refresh_tokens, learned.refresh_token),
            (self.invitations, learned.invitation),
            (self.devices, learned.device),
        ):
            if new is not None and new not in kept:
                kept.append(new)
        self.recovery_codes.extend(learned.recovery_codes)
        if learned.device is not None:
            self.holder = step.token


def _first(learned: Learned, wanted: str) -> UUID:
    return next(id_ for kind, id_ in learned.ids if kind == wanted)
