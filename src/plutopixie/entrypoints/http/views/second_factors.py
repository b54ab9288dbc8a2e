"""Second factors as they are shown."""

from __future__ import annotations

from datetime import datetime

from attrs import field, frozen

from plutopixie.domain.second_factor import SecondFactor
from plutopixie.ports.inbound.second_factors import Prepared


@frozen
class PreparedBody:
    """A second factor that waits for its first code. Draw `address` as a QR code here, or type `secret`; shown once."""

    secret: str = field(repr=False)
    address: str = field(repr=False)

    @classmethod
    def of(cls, one: Prepared) -> PreparedBody:
        """What the device needs to know."""
        return cls(one.secret, one.address)


@frozen
class RecoveryCodesBody:
    """Recovery codes, each good once, for a device that is lost. They are shown this once."""

    recovery_codes: tuple[str, ...] = field(repr=False)


@frozen
class SecondFactorBody:
    """One's second factor: since when it counts, and how many recovery codes are left."""

    prepared_at: datetime
    confirmed_at: datetime | None
    recovery_codes_left: int

    @classmethod
    def of(cls, one: SecondFactor) -> SecondFactorBody:
        """The factor as it is shown."""
        return cls(one.prepared_at, one.confirmed_at, len(one.recovery))
