"""Organizations: a clean name and a time zone that has the same meaning everywhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.currencies import currency
from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.ids import OrganizationId
from plutopixie.domain.organization import Organization, organization_name, time_zone


@pytest.mark.parametrize("name", ["UTC", "America/New_York", "Asia/Kathmandu", "Europe/Vienna"])
def test_a_zone_of_the_database_is_taken(name: str) -> None:
    """IANA names are taken as they are."""
    assert time_zone(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "utc",
        "Mars/Olympus",
        "EST5EDT,M3.2.0",
        "../../etc/passwd",
        "America/New_York\n",
        "localtime",
        "Factory",
        "A" * 10_000,
    ],
)
def test_what_names_no_zone_is_refused(name: str) -> None:
    """Other texts are refused, and so is what means something else on every machine."""
    with pytest.raises(InvalidValueError) as refused:
        time_zone(name, "zone")

    assert refused.value.field == "zone"
    assert not name or name not in str(refused.value)


def test_the_zone_decides_when_a_day_begins() -> None:
    """The organization's zone is the standard library's zone of that name."""
    moment = datetime(2026, 1, 1, 3, tzinfo=UTC)
    office = Organization(OrganizationId(UUID(int=1)), "Example", currency("USD"), "America/New_York", moment)

    assert moment.astimezone(office.zone()).utcoffset() == timedelta(hours=-5)
    assert moment.astimezone(office.zone()).date().isoformat() == "2025-12-31"


@given(st.text(max_size=150))
def test_a_clean_name_stays_as_it_is(value: str) -> None:
    """What was fit to be kept once is so again: cleaning it changes nothing."""
    try:
        name = organization_name(value)
    except InvalidValueError:
        return

    assert organization_name(name) == name


@pytest.mark.parametrize("value", ["", " ", "two\nlines", "x" * 121])
def test_an_unsound_name_is_refused(value: str) -> None:
    """Names are one line of up to 120 characters."""
    with pytest.raises(InvalidValueError) as refused:
        organization_name(value)

    assert refused.value.field == "organization_name"
