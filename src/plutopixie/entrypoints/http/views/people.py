"""Organizations, members, invitations and sessions as they are shown."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attrs import field, frozen

from plutopixie.domain.ids import SessionId
from plutopixie.domain.members import Invitation, Member, Role
from plutopixie.domain.organization import Organization
from plutopixie.domain.sessions import Session
from plutopixie.entrypoints.http.views.api_keys import ApiKeyBody
from plutopixie.entrypoints.http.views.second_factors import SecondFactorBody
from plutopixie.ports.inbound.members import Invited
from plutopixie.ports.inbound.own_account import HeldAboutMe
from plutopixie.ports.inbound.signing_in import SignedIn


@frozen
class OrganizationBody:
    """An organization: its name, the ISO 4217 code of its home currency, and its IANA time zone.

    `second_factor_required` says whether its owner and admins must have a second factor.
    """

    id: UUID
    name: str
    home_currency: str
    time_zone: str
    created_at: datetime
    second_factor_required: bool
    version: int

    @classmethod
    def of(cls, one: Organization) -> OrganizationBody:
        """The organization as it is shown."""
        return cls(
            one.id,
            one.name,
            one.home_currency.code,
            one.time_zone,
            one.created_at,
            one.second_factor_required,
            one.version,
        )


@frozen
class MemberBody:
    """A person in the organization, with the version of the privacy policy they accepted.

    `verified_at` is when they showed that they read the mail to their address.
    """

    id: UUID
    name: str
    email: str
    role: Role
    joined_at: datetime
    accepted_policy: str
    verified_at: datetime | None
    version: int

    @classmethod
    def of(cls, one: Member) -> MemberBody:
        """The member as they are shown."""
        return cls(
            one.id,
            one.name,
            one.email,
            one.role,
            one.joined_at,
            one.accepted_policy,
            one.verified_at,
            one.version,
        )


@frozen
class MembersBody:
    """All members, in the order they joined."""

    items: tuple[MemberBody, ...]


@frozen
class SignedInBody:
    """An open session. Send `access_token` as `Authorization: Bearer …`; exchange `refresh_token` once for new ones."""

    organization: OrganizationBody
    member: MemberBody
    access_token: str = field(repr=False)
    access_expires_at: datetime
    refresh_token: str = field(repr=False)
    refresh_expires_at: datetime
    token_type: str = "Bearer"  # noqa: S105 - the name of the scheme (RFC 6750)

    @classmethod
    def of(cls, one: SignedIn) -> SignedInBody:
        """The tokens as they are shown, once."""
        return cls(
            OrganizationBody.of(one.organization),
            MemberBody.of(one.member),
            one.access_token,
            one.access_expires_at,
            one.refresh_token,
            one.refresh_expires_at,
        )


@frozen
class SessionBody:
    """A session of one's own: when and where it was opened; `current` marks the one that asks."""

    id: UUID
    created_at: datetime
    refreshed_at: datetime
    expires_at: datetime
    current: bool
    address: str | None
    device: str | None

    @classmethod
    def of(cls, one: Session, current: SessionId) -> SessionBody:
        """The session as it is shown."""
        came = one.origin
        return cls(
            one.id, one.created_at, one.refreshed_at, one.expires_at, one.id == current, came.address, came.device
        )


@frozen
class SessionsBody:
    """One's living sessions, the latest first."""

    items: tuple[SessionBody, ...]


@frozen
class HeldAboutMeBody:
    """Everything that is kept about oneself beside the expenses and receipts one entered."""

    organization: OrganizationBody
    member: MemberBody
    sessions: tuple[SessionBody, ...]
    api_keys: tuple[ApiKeyBody, ...]
    second_factor: SecondFactorBody | None

    @classmethod
    def of(cls, one: HeldAboutMe, current: SessionId) -> HeldAboutMeBody:
        """What is held, as it is shown."""
        return cls(
            OrganizationBody.of(one.organization),
            MemberBody.of(one.member),
            tuple(SessionBody.of(session, current) for session in one.sessions),
            tuple(map(ApiKeyBody.of, one.api_keys)),
            None if one.second_factor is None else SecondFactorBody.of(one.second_factor),
        )


@frozen
class InvitationBody:
    """An open invitation; its secret was shown when it was made, or sent to `email`."""

    id: UUID
    role: Role
    invited_by: UUID
    created_at: datetime
    expires_at: datetime
    email: str | None

    @classmethod
    def of(cls, one: Invitation) -> InvitationBody:
        """The invitation as it is shown."""
        return cls(one.id, one.role, one.invited_by, one.created_at, one.expires_at, one.email)


@frozen
class InvitationsBody:
    """All open invitations, oldest first."""

    items: tuple[InvitationBody, ...]


@frozen
class InvitedBody:
    """A new invitation. Hand `link` to the person; it holds `secret` and is shown this once.

    An invitation that was sent to `email` shows neither.
    """

    id: UUID
    role: Role
    invited_by: UUID
    created_at: datetime
    expires_at: datetime
    email: str | None = None
    link: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)

    @classmethod
    def sent(cls, made: Invitation) -> InvitedBody:
        """The invitation that is on its way."""
        return cls(made.id, made.role, made.invited_by, made.created_at, made.expires_at, made.email)

    @classmethod
    def of(cls, one: Invited, base_url: str) -> InvitedBody:
        """The invitation with its link. The secret stands behind a #, which browsers send to nobody."""
        made = one.invitation
        link = f"{base_url}/join#{one.secret}"
        return cls(made.id, made.role, made.invited_by, made.created_at, made.expires_at, None, link, one.secret)
