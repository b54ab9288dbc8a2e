"""How long anything in the database may take before it is given up: a limit on everything."""

from __future__ import annotations

from attrs import field, frozen, validators


@frozen
class Limits:
    """Limits of a transaction, in milliseconds: one statement, one wait for a lock, and idleness between statements."""

    statement_ms: int = field(default=15_000, validator=validators.gt(0))
    lock_ms: int = field(default=5_000, validator=validators.gt(0))
    idle_ms: int = field(default=60_000, validator=validators.gt(0))

    def parameters(self) -> dict[str, str]:
        """The limits as the blocks `bind` and `limit` take them."""
        return {
            "statement": f"{self.statement_ms}ms",
            "lock": f"{self.lock_ms}ms",
            "idle": f"{self.idle_ms}ms",
        }
