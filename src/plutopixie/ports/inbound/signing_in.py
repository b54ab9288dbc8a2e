"""Signing in and out: sessions with access tokens that expire and refresh tokens that are used once (P6.3)."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from plutopixie.domain import audit, members, sessions
from plutopixie.domain.audit import Action
from plutopixie.domain.errors import (
    CallerError,
    NotFoundError,
    NotSignedInError,
    WrongCredentialsError,
)
from plutopixie.domain.ids import MemberId, OrganizationId, SessionId
from plutopixie.domain.members import Member
from plutopixie.domain.organization import Organization
from plutopixie.domain.origins import UNKNOWN, Origin
from plutopixie.domain.permissions import Permission
from plutopixie.domain.sessions import ACCESS_LIFETIME, Session
from plutopixie.domain.throttling import Limit
from plutopixie.ports.inbound import bearer_secrets
from plutopixie.ports.inbound.access import Actor, admit
from plutopixie.ports.inbound.auditing import Notary
from plutopixie.ports.inbound.bearer_secrets import BearerSecret
from plutopixie.ports.inbound.guarding import Guard
from plutopixie.ports.inbound.proving import Proven, Proving
from plutopixie.ports.inbound.second_step import NONE, SecondProof, SecondStep
from plutopixie.ports.outbound.clock import Clock, Identities
from plutopixie.ports.outbound.tokens import AccessTokens, Claims
from plutopixie.ports.outbound.units import OpenUnit, Unit


class OrganizationNeededError(CallerError):
    """This address and password belong to several organizations; say which one with organization_id."""

    code = "organization-needed"

    def __init__(self, organizations: tuple[Organization, ...]) -> None:
        self.organizations = organizations
        super().__init__()


@frozen
class SignedIn:
    """A session just opened or refreshed, with the tokens for it; both are shown once."""

    organization: Organization
    member: Member
    access_token: str
    access_expires_at: datetime
    refresh_token: str
    refresh_expires_at: datetime


@frozen
class SigningIn:
    """Opens, refreshes, lists and ends sessions."""

    open_unit: OpenUnit
    proving: Proving
    guard: Guard
    tokens: AccessTokens
    second_step: SecondStep
    notary: Notary
    clock: Clock
    identities: Identities

    def sign_in(
        self,
        email: str,
        password: str,
        organization: OrganizationId | None = None,
        *,
        proof: SecondProof = NONE,
        origin: Origin = UNKNOWN,
    ) -> SignedIn:
        """Open a session; `origin` is where it is opened, for the member to recognize.

        A hash that is weaker than the present setting is replaced; one that is stronger stays.

        Raises:
            WrongCredentialsError: no such account, or another password; the two can't be told apart.
            OrganizationNeededError: the same address and password stand for several organizations.
            SecondFactorNeededError: the account has a second factor and `proof` holds nothing.
            WrongCodeError: the code in `proof` is wrong or was used.
            ThrottledError: there were too many failures under this address, or from there.
        """
        proven = self.proving.prove(email, password, organization, origin)
        if len(proven) > 1:
            raise OrganizationNeededError(tuple(one.organization for one in proven))
        (found,) = proven
        stronger = self.proving.stronger(found, password)
        with self.open_unit(found.organization.id) as unit:
            member = _require_unchanged(unit, found)
            self.second_step.require(unit, member.id, proof, origin)
            if stronger is not None:
                unit.members.set_password_hash(member.id, stronger)
            return self.open_session(unit, found.organization, member, origin)

    def open_session(self, unit: Unit, organization: Organization, member: Member, origin: Origin) -> SignedIn:
        """Open a session for a member whose identity was just proven, inside the unit that proved it."""
        now = self.clock.now()
        for old in sessions.surplus(unit.sessions.of_member(member.id, now)):
            unit.sessions.save(sessions.revoked(old, now))
        secret = self._secret(organization.id, SessionId(self.identities.new()))
        session = sessions.opened(SessionId(secret.thing), member.id, secret.digest, now, origin)
        unit.sessions.add(session)
        self.notary.note(unit, audit.by_member(member.id, origin), Action.SIGNED_IN, session.id)
        return self._signed_in(organization, member, session, secret)

    def refresh(self, refresh_token: str, *, origin: Origin = UNKNOWN) -> SignedIn:
        """Exchange a refresh token for new tokens.

        Raises:
            NotSignedInError: the token is unknown, expired or revoked, or was used before. A second use also ends the
                session, because one of the two users is a thief.
            ThrottledError: too many sessions were refreshed, or tried, from there.
        """
        self.guard.spend_from(Limit.REFRESH, origin)
        carried = bearer_secrets.parse(refresh_token)
        if carried is None:
            raise NotSignedInError
        refreshed = self._refreshed(carried, origin)
        if refreshed is None:
            raise NotSignedInError
        return refreshed

    def _refreshed(self, carried: BearerSecret, origin: Origin) -> SignedIn | None:
        """The refreshed session, or None; a revocation must commit, so refusing is left to the caller."""
        now = self.clock.now()
        with self.open_unit(carried.organization) as unit:
            try:
                session = unit.sessions.get(SessionId(carried.thing), lock=True)
                member = unit.members.get(session.member)
            except NotFoundError:
                return None
            if not session.lives(now):
                return None
            if not session.accepts(carried.digest):
                unit.sessions.save(sessions.revoked(session, now))
                self.notary.note(unit, audit.nobody(origin), Action.REFRESH_REUSED, session.id)
                return None
            secret = self._secret(carried.organization, session.id)
            session = sessions.rotated(session, secret.digest, now)
            unit.sessions.save(session)
            return self._signed_in(unit.organization.get(), member, session, secret)

    def sign_out(self, actor: Actor) -> None:
        """End the actor's own session; takes effect with the next request."""
        self._end(actor, None, Action.SIGNED_OUT)

    def sessions(self, actor: Actor) -> tuple[Session, ...]:
        """The actor's living sessions, the latest first."""
        now = self.clock.now()
        with self.open_unit(actor.organization) as unit:
            member = admit(unit, actor, Permission.SEE_SELF, now).member
            return unit.sessions.of_member(member.id, now)

    def end(self, actor: Actor, session: SessionId) -> None:
        """End one of the actor's sessions; raises NotFoundError for anybody else's."""
        self._end(actor, session, Action.SESSION_ENDED)

    def end_all_of(self, actor: Actor, id: MemberId) -> None:
        """End every session of another member whose role is below the actor's; takes effect with their next request."""
        now = self.clock.now()
        with self.open_unit(actor.organization) as unit:
            by = admit(unit, actor, Permission.MANAGE_MEMBERS, now).member
            members.require_above(by, unit.members.get(id).role)
            unit.sessions.revoke_all(id, now)
            self.notary.note(unit, actor.author, Action.SESSIONS_ENDED, id)

    def _end(self, actor: Actor, session: SessionId | None, action: Action) -> None:
        now = self.clock.now()
        with self.open_unit(actor.organization) as unit:
            member = admit(unit, actor, Permission.SEE_SELF, now).member
            found = unit.sessions.get(actor.session if session is None else session, lock=True)
            _require_own(found, member.id)
            unit.sessions.save(sessions.revoked(found, now))
            self.notary.note(unit, actor.author, action, found.id)

    def _secret(self, organization: OrganizationId, session: SessionId) -> BearerSecret:
        return BearerSecret(organization, session, self.identities.secret())

    def _signed_in(
        self, organization: Organization, member: Member, session: Session, secret: BearerSecret
    ) -> SignedIn:
        now = self.clock.now()
        expires_at = min(now + ACCESS_LIFETIME, session.expires_at)
        claims = Claims(organization.id, member.id, session.id)
        token = self.tokens.issue(claims, at=now, expires_at=expires_at)
        return SignedIn(organization, member, token, expires_at, secret.text(), session.expires_at)


def _require_unchanged(unit: Unit, found: Proven) -> Member:
    """The member, locked, if the hash that the password fitted is still theirs.

    The check was made outside of the unit, because it is slow. A password that was replaced meanwhile opens no session,
    and a hash of the old one does not replace the new one's.
    """
    try:
        member = unit.members.get(found.member.id, lock=True)
    except NotFoundError:  # removed meanwhile
        raise WrongCredentialsError from None
    if unit.members.password_hash(member.id) != found.password_hash:
        raise WrongCredentialsError
    return member


def _require_own(session: Session, member: MemberId) -> None:
    if session.member != member:
        raise NotFoundError("session")
