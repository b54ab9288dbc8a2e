"""The organization, its members, their invitations and sessions."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve, frozen

from plutopixie.adapters.memory.audit import without_origin
from plutopixie.adapters.memory.books import Account, KeptInvitation
from plutopixie.adapters.memory.desk import Desk, obtain, require_known, require_new, require_next
from plutopixie.domain.errors import AlreadyExistsError, InvalidValueError, NotFoundError
from plutopixie.domain.ids import InvitationId, MemberId, SessionId
from plutopixie.domain.members import Invitation, Member
from plutopixie.domain.organization import Organization
from plutopixie.domain.sessions import Session, revoked
from plutopixie.ports.outbound.records import Standing


@frozen
class MemoryOrganization:
    """`ports.outbound.records.OrganizationRecord` over the desk."""

    _desk: Desk

    def add(self, organization: Organization) -> None:
        """Found it."""
        table = self._desk.books.organization
        if organization.id != self._desk.organization:
            raise InvalidValueError("id", "is another organization's")
        require_new(table, None, "organization")
        table[None] = organization

    def get(self) -> Organization:
        """The organization."""
        return obtain(self._desk.books.organization, None, "organization")

    def save(self, organization: Organization) -> None:
        """Write a changed organization."""
        if organization.id != self._desk.organization:
            raise NotFoundError("organization")
        require_next(self.get(), organization, "organization")
        self._desk.books.organization[None] = organization


@frozen
class MemoryMembers:
    """`ports.outbound.records.Members` over the desk."""

    _desk: Desk

    def add(self, member: Member, password_hash: str) -> None:
        """A new member."""
        self._desk.require_founded()
        require_new(self._desk.books.accounts, member.id, "member")
        require_new(self._desk.books.former, member.id, "member")
        self._require_free_address(member)
        self._desk.books.accounts[member.id] = Account(member, password_hash)

    def get(self, id: MemberId, *, lock: bool = False) -> Member:  # noqa: ARG002 - the unit holds all locks
        """A member."""
        return self._account(id).member

    def save(self, member: Member) -> None:
        """Write a changed member."""
        account = self._account(member.id)
        require_next(account.member, member, "member")
        self._require_free_address(member)
        self._desk.books.accounts[member.id] = evolve(account, member=member)

    def remove(self, id: MemberId) -> None:
        """Erase the member; what they recorded stays."""
        self._account(id)
        books = self._desk.books
        del books.accounts[id]
        books.former[id] = None
        books.sessions = {key: kept for key, kept in books.sessions.items() if kept.member != id}
        books.second_factors.pop(id, None)
        books.codes = {key: kept for key, kept in books.codes.items() if kept.code.member != id}
        books.api_keys = {key: kept for key, kept in books.api_keys.items() if kept.key.member != id}
        books.invitations = {key: kept for key, kept in books.invitations.items() if kept.invitation.invited_by != id}
        books.audit = {
            key: without_origin(entry) if entry.author.member == id else entry for key, entry in books.audit.items()
        }

    def list(self) -> tuple[Member, ...]:
        """All present members, in the order they joined."""
        members = (account.member for account in self._desk.books.accounts.values())
        return tuple(sorted(members, key=lambda member: (member.joined_at, member.id)))

    def password_hash(self, id: MemberId) -> str:
        """The hash of the member's password."""
        return self._account(id).password_hash

    def set_password_hash(self, id: MemberId, password_hash: str) -> None:
        """Replace the hash of the member's password."""
        self._desk.books.accounts[id] = evolve(self._account(id), password_hash=password_hash)

    def signed_in(self, session: SessionId, at: datetime) -> Standing | None:
        """The member whose living session this is."""
        known = self._desk.books.sessions.get(session)
        if known is None or not known.lives(at):
            return None
        return self.standing(known.member)

    def standing(self, id: MemberId) -> Standing:
        """A member, and what their second factor means here."""
        factor = self._desk.books.second_factors.get(id)
        return Standing(
            self.get(id),
            second_factor=factor is not None and factor.counts,
            second_factor_required=self._desk.books.organization[None].second_factor_required,
        )

    def _account(self, id: MemberId) -> Account:
        return obtain(self._desk.books.accounts, id, "member")

    def _require_free_address(self, member: Member) -> None:
        for account in self._desk.books.accounts.values():
            if account.member.email == member.email and account.member.id != member.id:
                raise AlreadyExistsError("member", "email")


@frozen
class MemoryInvitations:
    """`ports.outbound.records.Invitations` over the desk."""

    _desk: Desk

    def add(self, invitation: Invitation, secret_digest: bytes) -> None:
        """A new invitation."""
        table = self._desk.books.invitations
        require_new(table, invitation.id, "invitation")
        require_new(self._by_secret(), secret_digest, "invitation", "secret")
        require_known(self._desk.books.accounts, invitation.invited_by, "invited_by")
        table[invitation.id] = KeptInvitation(invitation, secret_digest)

    def take(self, secret_digest: bytes) -> Invitation:
        """The invitation of that secret, removed."""
        invitation = obtain(self._by_secret(), secret_digest, "invitation")
        self.remove(invitation.id)
        return invitation

    def list(self) -> tuple[Invitation, ...]:
        """All invitations, oldest first."""
        kept = self._desk.books.invitations
        return tuple(kept[id].invitation for id in sorted(kept))

    def remove(self, id: InvitationId) -> None:
        """Withdraw an invitation."""
        obtain(self._desk.books.invitations, id, "invitation")
        del self._desk.books.invitations[id]

    def _by_secret(self) -> dict[bytes, Invitation]:
        return {kept.secret_digest: kept.invitation for kept in self._desk.books.invitations.values()}


@frozen
class MemorySessions:
    """`ports.outbound.records.Sessions` over the desk."""

    _desk: Desk

    def add(self, session: Session) -> None:
        """A new session."""
        require_new(self._desk.books.sessions, session.id, "session")
        require_known(self._desk.books.accounts, session.member, "member")
        self._desk.books.sessions[session.id] = session

    def get(self, id: SessionId, *, lock: bool = False) -> Session:  # noqa: ARG002 - the unit holds all locks
        """A session."""
        return obtain(self._desk.books.sessions, id, "session")

    def save(self, session: Session) -> None:
        """Write a changed session."""
        self.get(session.id)
        self._desk.books.sessions[session.id] = session

    def of_member(self, member: MemberId, at: datetime) -> tuple[Session, ...]:
        """The member's living sessions, the latest first."""
        sessions = self._desk.books.sessions
        mine = (sessions[id] for id in sorted(sessions, reverse=True))
        return tuple(session for session in mine if session.member == member and session.lives(at))

    def revoke_all(self, member: MemberId, at: datetime, *, but: SessionId | None = None) -> None:
        """End every session of the member but one."""
        for session in self.of_member(member, at):
            if session.id != but:
                self._desk.books.sessions[session.id] = revoked(session, at)

    def forget(self, before: datetime) -> int:
        """Forget sessions that were revoked or expired before that moment; returns how many."""
        sessions = self._desk.books.sessions
        old = [one.id for one in sessions.values() if min(one.revoked_at or one.expires_at, one.expires_at) < before]
        for id in old:
            del sessions[id]
        return len(old)
