"""Which addresses are our own."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.private_networks import all_private, is_private, is_this_machine

_OURS = ("127.0.0.1", "127.8.9.10", "::1", "10.0.0.0", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.1.9")
_NOT_OURS = (
    "8.8.8.8",
    "169.254.169.254",
    "172.15.255.255",
    "172.32.0.0",
    "192.169.0.0",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104 - judged, not bound
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1%eth0",
    "fec0::1",
    "2001:db8::1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::1",
    "2001:0:7f00:1::1",
    "::7f00:1",
    "::ffff:169.254.169.254",
    "::ffff:8.8.8.8",
    "fd00:ec2::254x",
    "localhost",
    "127.1",
    "2130706433",
    "0x7f000001",
    "010.0.0.1",
    "",
)


@pytest.mark.promise("P5.1")
def test_our_addresses() -> None:
    """Loopback, the private networks of RFC 1918 and the unique local ones of RFC 4193 are ours, mapped ones too."""
    assert all(map(is_private, (*_OURS, "fc00::1", "fdff:ffff::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1")))
    assert all(is_this_machine(address) for address in ("127.0.0.1", "127.255.0.1", "::1", "::ffff:127.0.0.1"))
    assert not any(is_this_machine(address) for address in ("10.0.0.1", "fc00::1", "8.8.8.8", "localhost"))


@pytest.mark.promise("P5.1")
@pytest.mark.parametrize("address", _NOT_OURS)
def test_other_addresses(address: str) -> None:
    """Public, link-local, shared, translated, multicast and unspecified addresses are not ours; nor is what is none."""
    assert not is_private(address)


@pytest.mark.promise("P5.1")
@given(st.ip_addresses(v=4))
def test_a_mapped_address_is_judged_as_what_it_maps(address: IPv4Address) -> None:
    """An IPv4 address gets the same judgement however it is written."""
    assert is_private(f"::ffff:{address}") == is_private(str(address))


@pytest.mark.promise("P5.1")
@given(st.ip_addresses(v=6).filter(lambda address: address.is_global))
def test_no_public_address_is_ours(address: IPv6Address) -> None:
    """What the registries give out to the public is never ours."""
    if address.ipv4_mapped is None:
        assert not is_private(str(address))


@given(st.lists(st.sampled_from(_OURS), min_size=1), st.sampled_from(_NOT_OURS))
def test_one_other_address_spoils_a_name(ours: list[str], other: str) -> None:
    """A name is ours if it has addresses and all of them are, in whatever order."""
    assert all_private(ours)
    assert not all_private([*ours, other])
    assert not all_private([other, *ours])
    assert not all_private([])
