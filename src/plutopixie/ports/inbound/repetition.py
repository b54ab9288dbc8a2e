"""Requests that are sent twice but must take effect once: the idempotency key of a request and what came of it.

The outcome is kept in the same commit as the effect. It is an id or a count, never content: a repeated request is
answered with the thing as it stands.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from attrs import frozen

from plutopixie.domain.errors import KeyReusedError
from plutopixie.domain.ids import MemberId
from plutopixie.ports.outbound.units import Unit

KEY_LENGTH_MAX: Final = 255


@frozen
class RequestKey:
    """A client's idempotency key, and the SHA-256 of everything the request asks for."""

    key: str
    digest: bytes


def earlier_outcome(unit: Unit, member: MemberId, request: RequestKey, at: datetime) -> str | None:
    """What came of this request before; None if it is new, and its key is claimed now.

    Raises:
        KeyReusedError: the key was used for another request.
    """
    earlier = unit.requests.begin(member, request.key, request.digest, at)
    if earlier is None:
        return None
    if earlier.outcome is None or not hmac.compare_digest(earlier.digest, request.digest):
        raise KeyReusedError
    return earlier.outcome


def once(
    unit: Unit, member: MemberId, request: RequestKey | None, at: datetime, effect: Callable[[], UUID | int]
) -> str:
    """Carry the effect out unless this request already did; returns the outcome as text.

    Raises:
        KeyReusedError: the key was used for another request.
    """
    if request is None:
        return str(effect())
    outcome = earlier_outcome(unit, member, request, at)
    if outcome is None:
        outcome = str(effect())
        unit.requests.complete(member, request.key, outcome)
    return outcome
