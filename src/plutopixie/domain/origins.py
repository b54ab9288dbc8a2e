"""Where a request came from: an address and a kind of device, no more than a person needs to recognize their own doing.

A browser's full description of itself is close to a fingerprint; what is kept of it is a name such as "Firefox on
Windows". An address is kept as the internet writes it, so that its owner can be asked about it.
"""

from __future__ import annotations

import ipaddress
from typing import Final

from attrs import frozen

ADDRESS_LENGTH_MAX: Final = 45
DEVICE_LENGTH_MAX: Final = 60
_READ_MAX: Final = 400

#: What gives a program away, the more particular first: many pretend to be others as well.
_PROGRAMS: Final = (
    ("edg", "Edge"),
    ("opr/", "Opera"),
    ("firefox/", "Firefox"),
    ("fxios", "Firefox"),
    ("crios", "Chrome"),
    ("chrome/", "Chrome"),
    ("safari/", "Safari"),
    ("curl/", "curl"),
    ("python", "a Python program"),
)
_SYSTEMS: Final = (
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("android", "Android"),
    ("windows", "Windows"),
    ("mac os", "macOS"),
    ("cros", "ChromeOS"),
    ("linux", "Linux"),
)


@frozen
class Origin:
    """The address a request came from, and the name of the device; None is not known."""

    address: str | None = None
    device: str | None = None


#: The origin of what nobody saw come.
UNKNOWN: Final = Origin()


def origin(address: str | None, user_agent: str | None) -> Origin:
    """The origin of a request: what is no address is not known, and of the user agent only the name stays."""
    return Origin(_canonical(address), device_name(user_agent))


def device_name(user_agent: str | None) -> str | None:
    """A name such as "Firefox on Windows" for what a browser says of itself; None for what says nothing known."""
    said = (user_agent or "")[:_READ_MAX].lower()
    program = next((name for mark, name in _PROGRAMS if mark in said), None)
    system = next((name for mark, name in _SYSTEMS if mark in said), None)
    if program and system:
        return f"{program} on {system}"
    return program or system


def neighbourhood(address: str | None) -> str:
    """What stands for an address where attempts are counted.

    A single IPv4 address, and the 64 bits of an IPv6 address that one subscriber holds at least (RFC 6177); whoever is
    not known shares one.
    """
    if address is None:
        return "unknown"
    known = ipaddress.ip_address(address)
    if known.version == 4:  # noqa: PLR2004 - the version of the protocol
        return str(known)
    return str(ipaddress.ip_network((known, 64), strict=False))


def _canonical(address: str | None) -> str | None:
    try:
        known = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return None
    return str(getattr(known, "ipv4_mapped", None) or known)
