"""One's own account: everything held about oneself, corrected and left by oneself (P10.1, P10.3, P10.4)."""

from __future__ import annotations

from attrs import frozen

from plutopixie.domain import members as rules
from plutopixie.domain.api_keys import ApiKey
from plutopixie.domain.audit import Action
from plutopixie.domain.errors import InvalidValueError, WrongCredentialsError
from plutopixie.domain.events import PasswordReplaced
from plutopixie.domain.ids import MessageId
from plutopixie.domain.members import Member
from plutopixie.domain.organization import Organization
from plutopixie.domain.passwords import Password
from plutopixie.domain.permissions import Permission
from plutopixie.domain.second_factor import SecondFactor
from plutopixie.domain.sessions import Session
from plutopixie.domain.throttling import Limit
from plutopixie.domain.versions import require_version
from plutopixie.ports.inbound.access import Actor, admit
from plutopixie.ports.inbound.auditing import Notary
from plutopixie.ports.inbound.choosing_passwords import ChoosingPasswords
from plutopixie.ports.inbound.guarding import Guard
from plutopixie.ports.outbound.clock import Clock, Identities
from plutopixie.ports.outbound.units import OpenUnit


@frozen
class HeldAboutMe:
    """Everything that is kept about a member beside the expenses and receipts they entered."""

    organization: Organization
    member: Member
    sessions: tuple[Session, ...]
    api_keys: tuple[ApiKey, ...]
    second_factor: SecondFactor | None


@frozen
class OwnAccount:
    """Shows, corrects and ends a member's own account."""

    open_unit: OpenUnit
    passwords: ChoosingPasswords
    guard: Guard
    notary: Notary
    clock: Clock
    identities: Identities

    def show(self, actor: Actor) -> HeldAboutMe:
        """Everything held about the actor."""
        now = self.clock.now()
        with self.open_unit(actor.organization) as unit:
            member = admit(unit, actor, Permission.SEE_SELF, now).member
            living = unit.sessions.of_member(member.id, now)
            keys, factor = unit.api_keys.of_member(member.id), unit.second_factors.get(member.id)
            return HeldAboutMe(unit.organization.get(), member, living, keys, factor)

    def correct(self, actor: Actor, *, name: str | None = None, expected: int | None = None) -> Member:
        """Correct one's name; None stays. `expected` is the version it was seen at.

        An address is changed through `confirming`, because both ends confirm it.
        """
        with self.open_unit(actor.organization) as unit:
            admitted = admit(unit, actor, Permission.SEE_SELF, self.clock.now())
            member = unit.members.get(admitted.member.id, lock=True)
            require_version("member", member.version, expected)
            if name is not None:
                member = member.renamed(name)
                unit.members.save(member)
            self.notary.note(unit, actor.author, Action.CORRECTED, member.id)
            return member

    def change_password(self, actor: Actor, *, present: str, new: str) -> None:
        """Replace one's password; every other session and every API key ends.

        Raises:
            WrongCredentialsError: the present password is another one.
            InvalidValueError: the new one breaks a rule.
            ThrottledError: it was another one too often.
        """
        now = self.clock.now()
        words = self.require_password(actor, present)
        password_hash = self.passwords.hashed(new, "new_password", *words)
        with self.open_unit(actor.organization) as unit:
            member = admit(unit, actor, Permission.SEE_SELF, now).member
            unit.members.set_password_hash(member.id, password_hash)
            unit.sessions.revoke_all(member.id, now, but=actor.session)
            unit.api_keys.remove_all(member.id)
            self.notary.note(unit, actor.author, Action.PASSWORD_CHANGED, member.id)
            unit.outbox.add(MessageId(self.identities.new()), PasswordReplaced(member.id))

    def leave(self, actor: Actor, *, password: str) -> None:
        """Leave the organization: one's name, address and sessions are erased, one's expenses stay with it.

        Raises:
            WrongCredentialsError: the password is another one.
            ThrottledError: it was another one too often.
            NotPermittedError: the owner hands ownership over, or deletes the organization, before leaving.
        """
        self.require_password(actor, password)
        with self.open_unit(actor.organization) as unit:
            member = admit(unit, actor, Permission.SEE_SELF, self.clock.now()).member
            rules.require_removable(member, member)
            unit.members.remove(member.id)
            self.notary.note(unit, actor.author, Action.LEFT, member.id)

    def require_password(self, actor: Actor, password: str) -> tuple[str, ...]:
        """Check the actor's password, outside of any unit because the check is slow on purpose.

        Returns:
            What a new password must not be made of: the names of the organization and the member, and the address.

        Raises:
            WrongCredentialsError: it is another one.
            ThrottledError: it was another one too often.
        """
        try:
            secret = Password(password)
        except InvalidValueError:  # what can't be a password is not theirs
            raise WrongCredentialsError from None
        with self.open_unit(actor.organization) as unit:
            member = admit(unit, actor, Permission.SEE_SELF, self.clock.now()).member
            password_hash = unit.members.password_hash(member.id)
            words = unit.organization.get().name, member.name, member.email
        with self.guard.guess_of(Limit.PASSWORD_CHECK, actor):
            if not self.passwords.hasher.verify(secret, password_hash):
                raise WrongCredentialsError
        return words
