"""Who is asking: every use case admits its actor inside its own unit, so what it decides on is what it changes."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from plutopixie.domain import audit, permissions
from plutopixie.domain.audit import Author
from plutopixie.domain.errors import NotSignedInError
from plutopixie.domain.ids import MemberId, OrganizationId, SessionId
from plutopixie.domain.members import Member
from plutopixie.domain.origins import UNKNOWN, Origin
from plutopixie.domain.permissions import Permission, Sight
from plutopixie.ports.outbound.clock import Clock
from plutopixie.ports.outbound.tokens import AccessTokens
from plutopixie.ports.outbound.units import Unit


@frozen
class Actor:
    """Somebody who asks: whose session of which organization, as their token says, and where they ask from."""

    organization: OrganizationId
    member: MemberId
    session: SessionId
    origin: Origin = UNKNOWN

    @property
    def author(self) -> Author:
        """Who it is in the audit log."""
        return audit.by_member(self.member, self.origin)


@frozen
class Access:
    """Tells from an access token who is asking; whether that session still lives is decided in each unit."""

    tokens: AccessTokens
    clock: Clock

    def actor(self, token: str, origin: Origin = UNKNOWN) -> Actor:
        """The actor of a token that we issued and that has not expired; raises NotSignedInError."""
        claims = self.tokens.read(token, at=self.clock.now())
        return Actor(claims.organization, claims.member, claims.session, origin)


@frozen
class Admitted:
    """A member who may do what was asked, and how much of the organization that opens."""

    member: Member
    sight: Sight


def admit(unit: Unit, actor: Actor, permission: Permission, at: datetime) -> Admitted:
    """Check the actor's session and permission as they stand now.

    Raises:
        NotSignedInError: the session ended, whatever the token says (P6.3).
        NotPermittedError: the member's role does not include the permission (P6.4).
    """
    member = unit.members.signed_in(actor.session, at)
    if member is None or member.id != actor.member:
        raise NotSignedInError
    return Admitted(member, permissions.require(member, permission))
