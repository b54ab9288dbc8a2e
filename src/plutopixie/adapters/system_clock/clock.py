"""The machine's clock."""

from __future__ import annotations

from datetime import UTC, datetime

from attrs import frozen


@frozen
class SystemClock:
    """`ports.outbound.clock.Clock` by the machine's own clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)
