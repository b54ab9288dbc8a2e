"""Confirming by mail: addresses verified and changed, passwords reset.

Nothing here tells whether an address is known: what is asked for is noted the same way for every address, and looked
up by the worker.
"""

from __future__ import annotations

from typing import Final

from attrs import frozen

from plutopixie.domain import one_time_codes as rules
from plutopixie.domain import text, throttling
from plutopixie.domain.audit import Action, Author, by_member
from plutopixie.domain.errors import InvalidValueError, NotFoundError
from plutopixie.domain.events import PasswordReplaced
from plutopixie.domain.ids import CodeId, MessageId
from plutopixie.domain.members import Member
from plutopixie.domain.one_time_codes import Code, CodeUnusableError, Purpose
from plutopixie.domain.origins import UNKNOWN, Origin
from plutopixie.domain.permissions import Permission
from plutopixie.domain.throttling import Limit
from plutopixie.ports.inbound import bearer_secrets
from plutopixie.ports.inbound.access import Actor, admit
from plutopixie.ports.inbound.auditing import Notary
from plutopixie.ports.inbound.bearer_secrets import BearerSecret
from plutopixie.ports.inbound.choosing_passwords import ChoosingPasswords
from plutopixie.ports.inbound.guarding import Guard
from plutopixie.ports.inbound.issuing_codes import Codes
from plutopixie.ports.inbound.own_account import OwnAccount
from plutopixie.ports.outbound.clock import Clock, Identities
from plutopixie.ports.outbound.directory import Directory, Membership
from plutopixie.ports.outbound.units import OpenUnit, Unit

_ADDRESSES: Final = frozenset({Purpose.VERIFY_ADDRESS, Purpose.TAKE_ADDRESS, Purpose.LEAVE_ADDRESS})
RESETS_AT_ONCE: Final = 50


@frozen
class Confirming:
    """Asks for codes, and does what they are good for when they come back."""

    open_unit: OpenUnit
    directory: Directory
    own_account: OwnAccount
    passwords: ChoosingPasswords
    codes: Codes
    guard: Guard
    notary: Notary
    clock: Clock
    identities: Identities

    def ask_again(self, actor: Actor) -> None:
        """Send another code to verify the actor's address; does nothing for a verified one. Raises ThrottledError."""
        with self.open_unit(actor.organization) as unit:
            member = admit(unit, actor, Permission.SEE_SELF, self.clock.now()).member
            if member.verified_at is None:
                self.guard.spend_of(Limit.LETTER, actor)
                self.codes.issue(unit, actor.organization, Purpose.VERIFY_ADDRESS, member.id, member.email)

    def ask_for_change(self, actor: Actor, *, email: str, password: str) -> None:
        """Ask to change one's address; it changes when both ends confirm.

        Raises:
            WrongCredentialsError: the password is another one.
            InvalidValueError: the address can't be one, or is the present one.
            ThrottledError: too many letters, or wrong passwords, went before.
        """
        address = text.email_address(email, "email")
        self.own_account.require_password(actor, password)
        with self.open_unit(actor.organization) as unit:
            member = admit(unit, actor, Permission.SEE_SELF, self.clock.now()).member
            if address == member.email:
                raise InvalidValueError("email", "is your address already")
            self.guard.spend_of(Limit.LETTER, actor)
            unit.codes.remove_all(member.id, frozenset({Purpose.TAKE_ADDRESS, Purpose.LEAVE_ADDRESS}))
            for purpose in rules.needed_for_change(member):
                self.codes.issue(unit, actor.organization, purpose, member.id, address)
            self.notary.note(unit, actor.author, Action.ADDRESS_CHANGE_ASKED, member.id)

    def confirm_address(self, code: str, *, origin: Origin = UNKNOWN) -> None:
        """Take a code back that verifies an address, or that is one end of a change.

        Raises:
            CodeUnusableError: it was used, replaced, has expired, never was, or is for something else.
            AlreadyExistsError: the new address belongs to another member by now.
            ThrottledError: too many codes were tried from there.
        """
        carried = self._parsed(code)
        self.guard.spend_from(Limit.REDEEM, origin)
        with self.open_unit(carried.organization) as unit:
            back, member = self._taken(unit, carried, _ADDRESSES)
            author = by_member(member.id, origin)
            if back.purpose is Purpose.VERIFY_ADDRESS:
                self._verify(unit, member, back, author)
            elif rules.both_ends_agree(member, unit.codes.of_member(member.id), back.address):
                self._change_address(unit, member, back.address, author)

    def ask_for_reset(self, email: str, *, origin: Origin = UNKNOWN) -> None:
        """Ask for a code to choose a new password: the same is done for every address, known or not.

        Raises:
            InvalidValueError: the text is no address.
            ThrottledError: it was asked too often for this address, known or not, or from there.
        """
        address = text.email_address(email, "email")
        self.guard.spend(
            self.guard.bucket(Limit.RESET_ADDRESS, address),
            self.guard.bucket(Limit.RESET_NEIGHBOURHOOD, throttling.of_neighbourhood(origin)),
        )
        self.directory.ask_reset(address, self.clock.now())

    def look_up_resets(self) -> int:
        """Issue a code for each membership under each address that was asked for; for the worker."""
        asked = self.directory.resets_asked(RESETS_AT_ONCE)
        for one in asked:
            for membership in one.memberships:
                self._issue_reset(membership)
            self.directory.reset_looked_up(one)
        return len(asked)

    def reset_password(self, code: str, new_password: str, *, origin: Origin = UNKNOWN) -> None:
        """Choose a new password by a code; every session and API key ends, a second factor stays.

        Raises:
            CodeUnusableError: the code is not good for this.
            InvalidValueError: the password breaks a rule; the code stays good.
            ThrottledError: too many codes were tried from there.
        """
        carried = self._parsed(code)
        self.guard.spend_from(Limit.REDEEM, origin)
        password_hash = self.passwords.hashed(new_password, "new_password")
        now = self.clock.now()
        with self.open_unit(carried.organization) as unit:
            _, member = self._taken(unit, carried, frozenset({Purpose.RESET_PASSWORD}))
            name = unit.organization.get().name
            self.passwords.require(new_password, "new_password", name, member.name, member.email)
            unit.members.set_password_hash(member.id, password_hash)
            unit.sessions.revoke_all(member.id, now)
            unit.api_keys.remove_all(member.id)
            self.notary.note(unit, by_member(member.id, origin), Action.PASSWORD_RESET, member.id)
            unit.outbox.add(MessageId(self.identities.new()), PasswordReplaced(member.id))

    def _issue_reset(self, membership: Membership) -> None:
        with self.open_unit(membership.organization) as unit:
            try:
                member = unit.members.get(membership.member)
            except NotFoundError:  # removed since the directory was asked
                return
            if rules.may_reset(member):
                self.codes.issue(unit, membership.organization, Purpose.RESET_PASSWORD, member.id, member.email)

    def _parsed(self, code: str) -> BearerSecret:
        carried = bearer_secrets.parse(code)
        if carried is None:
            raise CodeUnusableError
        return carried

    def _taken(self, unit: Unit, carried: BearerSecret, purposes: frozenset[Purpose]) -> tuple[Code, Member]:
        try:
            code = unit.codes.find(CodeId(carried.thing), carried.digest, lock=True)
            member = unit.members.get(code.member, lock=True)
        except NotFoundError:
            raise CodeUnusableError from None
        if code.purpose not in purposes:
            raise CodeUnusableError
        code = rules.used(code, self.clock.now())
        unit.codes.save(code)
        return code, member

    def _verify(self, unit: Unit, member: Member, code: Code, author: Author) -> None:
        if code.address != member.email:
            raise CodeUnusableError
        unit.members.save(member.verified(self.clock.now()))
        self.notary.note(unit, author, Action.ADDRESS_VERIFIED, member.id)

    def _change_address(self, unit: Unit, member: Member, address: str, author: Author) -> None:
        unit.codes.remove_all(member.id, frozenset(Purpose))
        unit.members.save(member.with_email(address, self.clock.now()))
        self.notary.note(unit, author, Action.ADDRESS_CHANGED, member.id)
