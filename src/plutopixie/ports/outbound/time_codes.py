"""Codes that a device shows for a while: the second factor."""

from __future__ import annotations

from typing import Protocol


class TimeCodes(Protocol):
    """Reckons time-based one-time passwords (RFC 6238) and says how a device learns the secret."""

    def matching_step(self, secret: bytes, code: str, steps: range) -> int | None:
        """The latest of the steps whose code this is, None if it is none's; any text may be asked for."""
        ...

    def address(self, secret: bytes, account: str) -> str:
        """The `otpauth` address by which an authenticator app learns the secret; `account` names it there."""
        ...

    def spelled(self, secret: bytes) -> str:
        """The secret as a person types it into a device."""
        ...
