"""Settings of the HTTP entrypoint."""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final

from attrs import field, frozen

from plutopixie.domain.errors import InvalidValueError

Network = IPv4Network | IPv6Network

_PORT_MAX: Final = 65_535
_LABEL: Final = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
#: An origin as browsers write it (RFC 6454, section 6.2): lower case, no path, and no port where it is the usual one.
_ORIGIN: Final = re.compile(rf"https://{_LABEL}(?:\.{_LABEL})*(?::(?!443$)(?P<port>[1-9][0-9]{{0,4}}))?", re.ASCII)


def _networks(stated: tuple[str, ...]) -> tuple[Network, ...]:
    try:
        networks = tuple(ip_network(one) for one in stated)
    except ValueError:
        raise InvalidValueError("trusted_proxies", "takes addresses such as 10.0.0.7 or 10.0.0.0/24") from None
    if any(network.prefixlen == 0 for network in networks):
        raise InvalidValueError("trusted_proxies", "names the proxies; whoever trusts every address trusts nobody")
    return networks


def _origins(stated: tuple[str, ...]) -> frozenset[str]:
    if not all(_is_origin(one) for one in stated):
        raise InvalidValueError("cors_origins", "takes exact origins such as https://books.example, without a path")
    return frozenset(stated)


def _is_origin(stated: str) -> bool:
    match = _ORIGIN.fullmatch(stated)
    return match is not None and int(match["port"] or 0) <= _PORT_MAX


@frozen
class HttpSettings:
    """How the service is reached.

    `base_url` begins every link that is handed out. `trusted_proxies` are the addresses whose `X-Forwarded-Proto` and
    `X-Forwarded-For` are believed; nobody else's ever are. `require_tls` refuses what comes over plain HTTP from
    anywhere but this machine (P6.2); switch it off only where something else guarantees the way, for instance between
    containers of one host. `cors_origins` are the origins of other sites whose pages may use the interface.
    """

    base_url: str = "http://127.0.0.1:8080"
    trusted_proxies: tuple[Network, ...] = field(default=(), converter=_networks)
    require_tls: bool = True
    cors_origins: frozenset[str] = field(default=(), converter=_origins)
