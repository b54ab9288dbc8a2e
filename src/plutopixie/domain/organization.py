"""An organization: the tenant. Everything it keeps belongs to it alone (P2.3, P7.1)."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from attrs import field, frozen

from plutopixie.domain import text
from plutopixie.domain.currencies import Currency
from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.ids import OrganizationId

NAME_LENGTH_MAX: Final = 120
TIME_ZONE_LENGTH_MAX: Final = 64


@frozen
class Organization:
    """A small organization with its home currency and the time zone in which its days begin and end (IANA name).

    `second_factor_required` says whether its owner and admins must have a second factor.
    """

    id: OrganizationId
    name: str
    home_currency: Currency
    time_zone: str
    created_at: datetime
    second_factor_required: bool = field(default=False, kw_only=True)
    version: int = field(default=1, kw_only=True)

    def zone(self) -> ZoneInfo:
        """The time zone as the standard library knows it."""
        return ZoneInfo(self.time_zone)


def organization_name(value: str, field_name: str = "organization_name") -> str:
    """A clean organization name; raises InvalidValueError naming the field."""
    return text.line(value, field=field_name, max_length=NAME_LENGTH_MAX)


def time_zone(value: str, field_name: str = "time_zone") -> str:
    """An IANA time zone name that this machine knows, such as `America/New_York`; raises InvalidValueError."""
    if len(value) > TIME_ZONE_LENGTH_MAX or value not in _known_zones():
        raise InvalidValueError(field_name, "is not an IANA time zone; use a name such as America/New_York or UTC")
    return value


@cache
def _known_zones() -> frozenset[str]:
    """Looked up once, because it walks through the zone files. What stands for this machine or for none is left out."""
    return frozenset(available_timezones() - {"localtime", "Factory"})
