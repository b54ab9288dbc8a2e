"""Settings of the HTTP entrypoint."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network

from attrs import field, frozen

from plutopixie.domain.errors import InvalidValueError

Network = IPv4Network | IPv6Network


def _networks(stated: tuple[str, ...]) -> tuple[Network, ...]:
    try:
        networks = tuple(ip_network(one) for one in stated)
    except ValueError:
        raise InvalidValueError("trusted_proxies", "takes addresses such as 10.0.0.7 or 10.0.0.0/24") from None
    if any(network.prefixlen == 0 for network in networks):
        raise InvalidValueError("trusted_proxies", "names the proxies; whoever trusts every address trusts nobody")
    return networks


@frozen
class HttpSettings:
    """How the service is reached.

    `base_url` begins every link that is handed out. `trusted_proxies` are the addresses whose `X-Forwarded-Proto` and
    `X-Forwarded-For` are believed; nobody else's ever are. `require_tls` refuses what comes over plain HTTP from
    anywhere but this machine (P6.2); switch it off only where something else guarantees the way, for instance between
    containers of one host.
    """

    base_url: str = "http://127.0.0.1:8080"
    trusted_proxies: tuple[Network, ...] = field(default=(), converter=_networks)
    require_tls: bool = True
