"""Which network addresses are our own: this machine, and networks that the internet does not reach (P5.1).

The laws:

- What is not on the list is not ours: an address of a kind that nobody thought of is refused.
- An IPv4 address written as IPv6 (RFC 4291, 2.5.5.2) is judged as the IPv4 address that the system connects to.
- Link-local addresses are not ours: the services that clouds offer to their machines answer there (169.254.169.254).
  Nor are translated ones (NAT64, RFC 6052; 6to4, RFC 3056; Teredo, RFC 4380), which lead anywhere.
- A name is ours only if every address that it has is.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

#: RFC 1122, 3.2.1.3; RFC 4291, 2.5.3.
THIS_MACHINE: Final = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))
#: RFC 1918, 3; RFC 4193, 3.1.
PRIVATE: Final = (
    IPv4Network("10.0.0.0/8"),
    IPv4Network("172.16.0.0/12"),
    IPv4Network("192.168.0.0/16"),
    IPv6Network("fc00::/7"),
)


def is_this_machine(address: str) -> bool:
    """Whether a literal address is a loopback address; False for anything that is no address."""
    return _is_within(address, THIS_MACHINE)


def is_private(address: str) -> bool:
    """Whether a literal address is one of this machine or of a private network; False for what is no address."""
    return _is_within(address, THIS_MACHINE + PRIVATE)


def all_private(addresses: Iterable[str]) -> bool:
    """Whether there are addresses, and each is private."""
    judged = [is_private(address) for address in addresses]
    return bool(judged) and all(judged)


def _is_within(address: str, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    try:
        judged: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return False
    if isinstance(judged, IPv6Address):
        if judged.scope_id is not None:
            return False
        judged = judged.ipv4_mapped or judged
    return any(judged in network for network in networks)
