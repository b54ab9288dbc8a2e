"""A member's own API keys: made, shown once, listed, revoked."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from attrs import field, frozen

from plutopixie.domain import api_keys as rules
from plutopixie.domain.api_keys import ApiKey, KeyScope
from plutopixie.domain.audit import Action
from plutopixie.domain.errors import IllegalMoveError
from plutopixie.domain.ids import ApiKeyId, MemberId, OrganizationId
from plutopixie.domain.permissions import Permission
from plutopixie.ports.inbound import bearer_secrets
from plutopixie.ports.inbound.access import KEY_MARK, Actor, admit
from plutopixie.ports.inbound.auditing import Notary
from plutopixie.ports.inbound.own_account import OwnAccount
from plutopixie.ports.inbound.repetition import RequestKey, once
from plutopixie.ports.outbound.clock import Clock, Identities
from plutopixie.ports.outbound.units import OpenUnit

DAYS_DEFAULT: Final = 90


@frozen
class NewApiKey:
    """What making a key asks for: its name, what it opens, for how many days, and one's password."""

    name: str
    scopes: tuple[KeyScope, ...]
    password: str = field(repr=False)
    days: int = DAYS_DEFAULT


@frozen
class Issued:
    """A key with its secret, which is shown once."""

    key: ApiKey
    secret: str = field(repr=False)


@frozen
class ApiKeys:
    """Makes, lists and revokes the actor's own keys."""

    open_unit: OpenUnit
    own_account: OwnAccount
    notary: Notary
    clock: Clock
    identities: Identities

    def issue(self, actor: Actor, new: NewApiKey, request: RequestKey | None = None) -> Issued:
        """A new key. It asks for the password, because a key outlives the session that makes it.

        Raises:
            InvalidValueError: a field breaks a rule, or there are too many keys already.
            WrongCredentialsError: the password is another one.
            IllegalMoveError: a repetition of a request that made its key already.
        """
        now, id, secret = self.clock.now(), ApiKeyId(self.identities.new()), self.identities.secret()
        key = rules.issued(id, actor.member, new.name, frozenset(new.scopes), days=new.days, at=now)
        self.own_account.require_password(actor, new.password)
        with self.open_unit(actor.organization) as unit:
            member = admit(unit, actor, Permission.MANAGE_KEYS, now).member
            unit.members.get(member.id, lock=True)

            def effect() -> ApiKeyId:
                rules.require_room(sum(one.lives(now) for one in unit.api_keys.of_member(member.id)))
                unit.api_keys.add(key, bearer_secrets.digest(secret))
                self.notary.note(unit, actor.author, Action.KEY_ISSUED, id, " ".join(sorted(key.scopes)))
                return id

            if once(unit, member.id, request, now, effect) != str(id):
                raise IllegalMoveError("API key", "made already", "show it again")
        return Issued(key, _text(actor.organization, actor.member, id, secret))

    def list(self, actor: Actor) -> tuple[ApiKey, ...]:
        """The actor's keys, ended ones too, oldest first."""
        with self.open_unit(actor.organization) as unit:
            member = admit(unit, actor, Permission.MANAGE_KEYS, self.clock.now()).member
            return unit.api_keys.of_member(member.id)

    def revoke(self, actor: Actor, id: ApiKeyId) -> None:
        """End one of the actor's keys, from its next request on; raises NotFoundError for anybody else's."""
        with self.open_unit(actor.organization) as unit:
            member = admit(unit, actor, Permission.MANAGE_KEYS, self.clock.now()).member
            unit.api_keys.remove(member.id, id)
            self.notary.note(unit, actor.author, Action.KEY_REVOKED, id)


def _text(organization: OrganizationId, member: MemberId, id: UUID, secret: bytes) -> str:
    return KEY_MARK + bearer_secrets.packed(organization.bytes, member.bytes, id.bytes, secret)
