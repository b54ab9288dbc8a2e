"""Access tokens: short-lived proof of a session (P6.3)."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from attrs import frozen

from plutopixie.domain.ids import MemberId, OrganizationId, SessionId


@frozen
class Claims:
    """What a token says: whose session of which organization. It grants nothing once the session has ended."""

    organization: OrganizationId
    member: MemberId
    session: SessionId


class AccessTokens(Protocol):
    """Issues signed tokens and reads them back."""

    def issue(self, claims: Claims, *, at: datetime, expires_at: datetime) -> str:
        """A signed token that holds the claims until it expires; the moments may be rounded down to whole seconds."""
        ...

    def read(self, token: str, *, at: datetime) -> Claims:
        """The claims of a token that we signed and that has not expired at that moment.

        Raises:
            NotSignedInError: anything else; it does not say what.
        """
        ...
