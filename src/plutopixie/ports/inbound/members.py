"""Members: who belongs to the organization, with which role, and how others are invited."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from attrs import field, frozen

from plutopixie.domain import members as rules
from plutopixie.domain import text
from plutopixie.domain.audit import Action, by_member
from plutopixie.domain.errors import CallerError, NotFoundError
from plutopixie.domain.events import InvitationIssued, MemberJoined
from plutopixie.domain.ids import InvitationId, MemberId, MessageId
from plutopixie.domain.members import Invitation, Member, Role
from plutopixie.domain.one_time_codes import Purpose
from plutopixie.domain.origins import UNKNOWN, Origin
from plutopixie.domain.permissions import Permission
from plutopixie.domain.throttling import Limit
from plutopixie.domain.versions import require_version
from plutopixie.ports.inbound import bearer_secrets
from plutopixie.ports.inbound.access import Actor, admit
from plutopixie.ports.inbound.auditing import Notary
from plutopixie.ports.inbound.bearer_secrets import BearerSecret
from plutopixie.ports.inbound.choosing_passwords import ChoosingPasswords
from plutopixie.ports.inbound.guarding import Guard
from plutopixie.ports.inbound.issuing_codes import Codes
from plutopixie.ports.inbound.posting import INVITATION
from plutopixie.ports.inbound.repetition import RequestKey, once
from plutopixie.ports.inbound.signing_in import SignedIn, SigningIn
from plutopixie.ports.inbound.signing_up import require_consent
from plutopixie.ports.outbound.clock import Clock, Identities
from plutopixie.ports.outbound.units import OpenUnit

INVITATION_LIFETIME: Final = timedelta(days=7)


class InvitationUnusableError(CallerError):
    """This invitation was used, withdrawn or has expired; ask for a new one."""

    code = "invitation-unusable"


@frozen
class Invited:
    """An invitation with its secret, which is shown once."""

    invitation: Invitation
    secret: str = field(repr=False)


@frozen
class NewMember:
    """What accepting an invitation asks for. `adult` is the statement of age (P11.1)."""

    invitation: str = field(repr=False)
    name: str
    email: str
    password: str = field(repr=False)
    adult: bool
    accepted_policy: str


@frozen
class Members:
    """Invites, lists, changes and removes members."""

    open_unit: OpenUnit
    signing_in: SigningIn
    passwords: ChoosingPasswords
    codes: Codes
    guard: Guard
    notary: Notary
    clock: Clock
    identities: Identities
    policy_version: str

    def list(self, actor: Actor) -> tuple[Member, ...]:
        """All members, in the order they joined."""
        with self.open_unit(actor.organization) as unit:
            admit(unit, actor, Permission.SEE_MEMBERS, self.clock.now())
            return unit.members.list()

    def get(self, actor: Actor, id: MemberId) -> Member:
        """One member; raises NotFoundError."""
        with self.open_unit(actor.organization) as unit:
            admit(unit, actor, Permission.SEE_MEMBERS, self.clock.now())
            return unit.members.get(id)

    def change_role(self, actor: Actor, id: MemberId, role: Role, expected: int | None = None) -> Member:
        """Give a member another role, from their next request on; `expected` is the version they were seen at."""
        with self.open_unit(actor.organization) as unit:
            by = admit(unit, actor, Permission.MANAGE_MEMBERS, self.clock.now()).member
            present = unit.members.get(id, lock=True)
            require_version("member", present.version, expected)
            changed = rules.change_role(by, present, role)
            unit.members.save(changed)
            self.notary.note(unit, actor.author, Action.ROLE_CHANGED, id, role.value)
            return changed

    def hand_over(self, actor: Actor, id: MemberId) -> Member:
        """Make another member the owner; the present owner becomes an admin. Returns the new owner."""
        with self.open_unit(actor.organization) as unit:
            by = admit(unit, actor, Permission.HAND_OVER, self.clock.now()).member
            present = unit.members.get(by.id, lock=True)
            former, owner = rules.hand_over(present, unit.members.get(id, lock=True))
            unit.members.save(former)
            unit.members.save(owner)
            self.notary.note(unit, actor.author, Action.HANDED_OVER, id)
            return owner

    def remove(self, actor: Actor, id: MemberId, expected: int | None = None) -> None:
        """Remove a member: signed out at once, name and address erased, expenses kept by the organization."""
        with self.open_unit(actor.organization) as unit:
            by = admit(unit, actor, Permission.MANAGE_MEMBERS, self.clock.now()).member
            present = unit.members.get(id, lock=True)
            require_version("member", present.version, expected)
            rules.require_removable(by, present)
            unit.members.remove(id)
            self.notary.note(unit, actor.author, Action.REMOVED, id)

    def invite(self, actor: Actor, role: Role, request: RequestKey | None = None) -> Invited:
        """Make an invitation; its secret is shown once.

        Raises:
            InvitationUnusableError: a repetition of a request that made its invitation already.
        """
        now = self.clock.now()
        with self.open_unit(actor.organization) as unit:
            by = admit(unit, actor, Permission.MANAGE_MEMBERS, now).member
            rules.require_invitable(by, role)
            secret = BearerSecret(actor.organization, InvitationId(self.identities.new()), self.identities.secret())
            new = Invitation(InvitationId(secret.thing), role, by.id, now, now + INVITATION_LIFETIME)

            def effect() -> InvitationId:
                unit.invitations.add(new, secret.digest)
                self.notary.note(unit, actor.author, Action.INVITED, new.id, role.value)
                return new.id

            if once(unit, by.id, request, now, effect) != str(new.id):
                raise InvitationUnusableError("This request already made an invitation; its link was shown then.")
            return Invited(new, secret.text())

    def invite_by_mail(self, actor: Actor, role: Role, email: str, request: RequestKey | None = None) -> Invitation:
        """Send an invitation to an address; nobody but whoever reads the mail there can accept it.

        Raises:
            ThrottledError: the actor invited too many lately.
        """
        now, address = self.clock.now(), text.email_address(email, "email")
        with self.open_unit(actor.organization) as unit:
            by = admit(unit, actor, Permission.MANAGE_MEMBERS, now).member
            rules.require_invitable(by, role)
            id = InvitationId(self.identities.new())
            new = Invitation(id, role, by.id, now, now + INVITATION_LIFETIME, address)

            def effect() -> InvitationId:
                self.guard.spend_of(Limit.INVITATION, actor)
                unit.invitations.add(new, self.codes.reckoned(actor.organization, INVITATION, id).digest)
                unit.outbox.add(MessageId(self.identities.new()), InvitationIssued(id))
                self.notary.note(unit, actor.author, Action.INVITED, id, role.value)
                return id

            done = once(unit, by.id, request, now, effect)
            return next((one for one in unit.invitations.list() if str(one.id) == done), new)

    def invitations(self, actor: Actor) -> tuple[Invitation, ...]:
        """All open invitations, oldest first."""
        now = self.clock.now()
        with self.open_unit(actor.organization) as unit:
            admit(unit, actor, Permission.MANAGE_MEMBERS, now)
            return tuple(one for one in unit.invitations.list() if one.expires_at > now)

    def withdraw(self, actor: Actor, id: InvitationId) -> None:
        """Withdraw an invitation; raises NotFoundError."""
        with self.open_unit(actor.organization) as unit:
            admit(unit, actor, Permission.MANAGE_MEMBERS, self.clock.now())
            unit.invitations.remove(id)
            self.notary.note(unit, actor.author, Action.INVITATION_WITHDRAWN, id)

    def accept(self, new: NewMember, *, origin: Origin = UNKNOWN) -> SignedIn:
        """Join by an invitation and be signed in.

        Raises:
            InvitationUnusableError: it was used, withdrawn, has expired, never was, or is for another address.
            InvalidValueError: a field breaks a rule, or the statement of age is missing; the invitation stays good.
            AlreadyExistsError: the address belongs to a member already; the invitation stays good.
            ThrottledError: too many invitations were accepted, or tried, from there.
        """
        require_consent(adult=new.adult, accepted_policy=new.accepted_policy, in_force=self.policy_version)
        carried = bearer_secrets.parse(new.invitation)
        if carried is None:
            raise InvitationUnusableError
        name, email = rules.member_name(new.name), text.email_address(new.email, "email")
        self.passwords.require(new.password, "password", name, email)
        self.guard.spend_from(Limit.ACCEPT, origin)
        password_hash = self.passwords.hashed(new.password, "password", name, email)
        now = self.clock.now()
        with self.open_unit(carried.organization) as unit:
            try:
                invitation = unit.invitations.take(carried.digest)
                organization = unit.organization.get()
            except NotFoundError:
                raise InvitationUnusableError from None
            if invitation.expires_at <= now or invitation.email not in {None, email}:
                raise InvitationUnusableError
            # Not before: the answer would tell the organization's name to somebody who was not invited.
            self.passwords.require(new.password, "password", organization.name, name, email)
            member = Member(
                MemberId(self.identities.new()),
                name,
                email,
                invitation.role,
                now,
                new.accepted_policy,
                verified_at=None if invitation.email is None else now,
            )
            unit.members.add(member, password_hash)
            if member.verified_at is None:
                self.codes.issue(unit, organization.id, Purpose.VERIFY_ADDRESS, member.id, email)
            unit.outbox.add(MessageId(self.identities.new()), MemberJoined(member.id))
            self.notary.note(unit, by_member(member.id, origin), Action.JOINED, invitation.id, invitation.role.value)
            return self.signing_in.open_session(unit, organization, member, origin)
