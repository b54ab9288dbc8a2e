"""Where requests come from: enough to recognize one's own doing, and no fingerprint."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.origins import (
    ADDRESS_LENGTH_MAX,
    DEVICE_LENGTH_MAX,
    Origin,
    device_name,
    neighbourhood,
    origin,
)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
            "Chrome on Linux",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Safari/604.1",
            "Safari on iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
            "Edge on Windows",
        ),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537 Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.5.0", "curl"),
        ("something else", None),
        ("", None),
        (None, None),
    ],
)
def test_a_device_has_a_name_that_people_know(said: str | None, name: str | None) -> None:
    """Of what a browser says of itself, a short name stays; what is not known has none."""
    assert device_name(said) == name


@given(st.text(max_size=2000))
def test_a_device_name_holds_nothing_of_what_was_sent(said: str) -> None:
    """Whatever is sent, the name comes from our own words and is short."""
    name = device_name(said)

    assert name is None or (len(name) <= DEVICE_LENGTH_MAX and set(name.split()) <= set(_WORDS.split()))


_WORDS = "Edge Opera Firefox Chrome Safari curl a Python program on iPhone iPad Android Windows macOS ChromeOS Linux"


@given(st.ip_addresses())
def test_addresses_are_kept_in_one_spelling(address: object) -> None:
    """An address stays an address, an IPv4 one in IPv6 dress becomes plain, and none is too long."""
    kept = origin(str(address), None).address

    assert kept is not None
    assert origin(f"::ffff:{address}" if "." in str(address) else str(address), None).address == kept
    assert len(kept) <= ADDRESS_LENGTH_MAX


@pytest.mark.parametrize("address", ["", "localhost", "1.2.3", "1.2.3.4, 5.6.7.8", "'; DROP TABLE", "999.1.1.1", None])
def test_what_is_no_address_is_not_kept(address: str | None) -> None:
    """A client can't write into the log what is no address."""
    assert origin(address, None) == Origin()


def test_one_subscriber_counts_once() -> None:
    """Addresses of one IPv6 subscriber share a neighbourhood; IPv4 addresses and other subscribers don't."""
    assert neighbourhood("2001:db8:1:2::1") == neighbourhood("2001:db8:1:2:ffff::9")
    assert neighbourhood("2001:db8:1:2::1") != neighbourhood("2001:db8:1:3::1")
    assert neighbourhood("203.0.113.7") != neighbourhood("203.0.113.8")
    assert neighbourhood(None) == neighbourhood(None)
