"""Who is asking: every use case admits its actor inside its own unit, so what it decides on is what it changes."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from attrs import field, frozen

from plutopixie.domain import audit, permissions
from plutopixie.domain.api_keys import require_opened
from plutopixie.domain.audit import Author
from plutopixie.domain.errors import NotPermittedError, NotSignedInError
from plutopixie.domain.ids import ApiKeyId, MemberId, OrganizationId, SessionId
from plutopixie.domain.members import Member
from plutopixie.domain.origins import UNKNOWN, Origin
from plutopixie.domain.permissions import Permission, Sight
from plutopixie.domain.second_factor import require_protected
from plutopixie.ports.inbound import bearer_secrets
from plutopixie.ports.inbound.bearer_secrets import ID_BYTES, SECRET_BYTES
from plutopixie.ports.outbound.clock import Clock
from plutopixie.ports.outbound.records import Standing
from plutopixie.ports.outbound.tokens import AccessTokens
from plutopixie.ports.outbound.units import Unit

#: What an API key begins with, so that people and scanners of leaked secrets recognize one.
KEY_MARK: Final = "ppk_"


@frozen
class KeyProof:
    """An API key that was presented: its id and the digest of its secret."""

    id: ApiKeyId
    digest: bytes = field(repr=False)


@frozen
class Actor:
    """Somebody who asks: which member of which organization they say they are, how they prove it, and where from.

    The proof is a session, as an access token that we signed says, or an API key that is yet to be checked.
    """

    organization: OrganizationId
    member: MemberId
    proof: SessionId | KeyProof
    origin: Origin = UNKNOWN

    @property
    def is_signed(self) -> bool:
        """Whether we signed what the actor says of themselves; what a key says is true once it was admitted."""
        return not isinstance(self.proof, KeyProof)

    @property
    def session(self) -> SessionId:
        """The session of a person; raises NotPermittedError for a program."""
        if isinstance(self.proof, KeyProof):
            raise NotPermittedError("act as a person")
        return self.proof

    @property
    def author(self) -> Author:
        """Who it is in the audit log."""
        if isinstance(self.proof, KeyProof):
            return audit.by_key(self.member, self.proof.id, self.origin)
        return audit.by_member(self.member, self.origin)


@frozen
class Access:
    """Tells from a token or key who is asking; whether it still counts is decided in each unit."""

    tokens: AccessTokens
    clock: Clock

    def actor(self, token: str, origin: Origin = UNKNOWN) -> Actor:
        """The actor of an API key, or of a token that we issued and that has not expired; raises NotSignedInError."""
        if token.startswith(KEY_MARK):
            return _program(token.removeprefix(KEY_MARK), origin)
        claims = self.tokens.read(token, at=self.clock.now())
        return Actor(claims.organization, claims.member, claims.session, origin)


def _program(text: str, origin: Origin) -> Actor:
    raw = bearer_secrets.unpacked(text, 3 * ID_BYTES + SECRET_BYTES)
    if raw is None:
        raise NotSignedInError
    places = range(0, 3 * ID_BYTES, ID_BYTES)
    organization, member, key = (UUID(bytes=raw[place : place + ID_BYTES]) for place in places)
    proof = KeyProof(ApiKeyId(key), bearer_secrets.digest(raw[3 * ID_BYTES :]))
    return Actor(OrganizationId(organization), MemberId(member), proof, origin)


@frozen
class Admitted:
    """A member who may do what was asked, and how much of the organization that opens."""

    member: Member
    sight: Sight


def admit(unit: Unit, actor: Actor, permission: Permission, at: datetime) -> Admitted:
    """Check the actor's session or key, and permission, as they stand now.

    Raises:
        NotSignedInError: the session or key ended, whatever the token says (P6.3).
        NotPermittedError: the member's role, or the scopes of the key, do not include the permission (P6.4).
        SecondFactorRequiredError: the organization requires a second factor that the member has not set up.
    """
    if isinstance(actor.proof, KeyProof):
        standing = _standing_of_key(unit, actor.proof, permission, at)
    else:
        standing = unit.members.signed_in(actor.proof, at)
    if standing is None or standing.member.id != actor.member:
        raise NotSignedInError
    require_protected(
        standing.member, permission, has_factor=standing.second_factor, required=standing.second_factor_required
    )
    return Admitted(standing.member, permissions.require(standing.member, permission))


def _standing_of_key(unit: Unit, proof: KeyProof, permission: Permission, at: datetime) -> Standing | None:
    key = unit.api_keys.presented(proof.id, proof.digest, at)
    if key is None:
        return None
    require_opened(key, permission)
    return unit.members.standing(key.member)
