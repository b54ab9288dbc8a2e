"""The way a request came: HTTPS, or plain HTTP from this very machine (P6.2); and from which address.

What a request says of its way counts only if the peer is a proxy that the operator named. Being on this machine makes
nobody a proxy: a peer that speaks for others without being named is refused, because taken for a person of this machine
it would let the whole internet in over plain HTTP, under one address.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

import falcon
from attrs import frozen

from plutopixie.entrypoints.http.errors import ProxyUnknownError, TlsRequiredError
from plutopixie.entrypoints.http.resources.operation import OPERATION_PATHS
from plutopixie.entrypoints.http.settings import HttpSettings, Network

Address = IPv4Address | IPv6Address

_HTTPS: Final = "https"
#: What only somebody who passes on another's request sends: the standard (RFC 7239), the usual, and Cloudflare's.
FORWARDING_HEADERS: Final = (
    "Forwarded",
    "Via",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Port",
    "X-Forwarded-Proto",
    "X-Forwarded-Server",
    "X-Real-IP",
    "CF-Connecting-IP",
    "True-Client-IP",
)


@frozen
class Transport:
    """Refuses what came in the clear. Tells later middleware whether the client used HTTPS, and its address."""

    settings: HttpSettings

    def process_request(self, request: falcon.Request, _: falcon.Response) -> None:
        """Note the way; raise TlsRequiredError for plain HTTP from elsewhere, ProxyUnknownError for unnamed proxies."""
        proxies = self.settings.trusted_proxies
        request.context.client = client_address(request, proxies)
        request.context.secure = came_secure(request, proxies)
        if request.path in OPERATION_PATHS:
            return
        open_to_all = request.context.secure or not self.settings.require_tls
        if is_unknown_proxy(request, proxies) and (is_local(peer(request)) or not open_to_all):
            raise ProxyUnknownError
        if not open_to_all and not came_from_this_machine(request, proxies):
            raise TlsRequiredError


def client_address(request: falcon.Request, proxies: Sequence[Network]) -> str | None:
    """The address of the client: the peer, or whom the named proxies speak for.

    `X-Forwarded-For` is read from its end, where our own proxies write, to the first address that is none of theirs.
    What a client wrote before it never counts. A proxy that says nothing, or something malformed, stands for itself.
    None is a socket in the file system, which only this machine reaches.
    """
    nearest = peer(request)
    if nearest is None:
        return None
    found = nearest
    for stated in reversed((request.get_header("X-Forwarded-For") or "").split(",")):
        if not is_named(found, proxies):
            break
        further = _address(stated.strip(" \t"))
        if further is None:
            return str(nearest)
        found = further
    return str(found)


def came_secure(request: falcon.Request, proxies: Sequence[Network]) -> bool:
    """Whether the client used HTTPS: with us, or with a proxy whose word is taken."""
    if request.scheme == _HTTPS:
        return True
    return is_named(peer(request), proxies) and request.get_header("X-Forwarded-Proto") == _HTTPS


def came_from_this_machine(request: falcon.Request, proxies: Sequence[Network]) -> bool:
    """Whether the peer is this machine and speaks for itself; a named proxy never does."""
    nearest = peer(request)
    return is_local(nearest) and not is_named(nearest, proxies) and not _is_forwarded(request)


def is_unknown_proxy(request: falcon.Request, proxies: Sequence[Network]) -> bool:
    """Whether the peer passes on somebody else's request, or pretends to, without being named."""
    return _is_forwarded(request) and not is_named(peer(request), proxies)


def is_named(address: Address | None, proxies: Sequence[Network]) -> bool:
    """Whether the operator named this address as that of a proxy."""
    return address is not None and any(address in network for network in proxies)


def is_local(address: Address | None) -> bool:
    """Whether it is this machine."""
    return address is None or address.is_loopback


def peer(request: falcon.Request) -> Address | None:
    """The address of the peer; None for a socket in the file system, which only this machine reaches."""
    stated = request.remote_addr
    return _plain(ip_address(stated.partition("%")[0])) if stated else None


def _is_forwarded(request: falcon.Request) -> bool:
    return any(request.get_header(name) is not None for name in FORWARDING_HEADERS)


def _address(stated: str) -> Address | None:
    try:
        return _plain(ip_address(stated)) if "%" not in stated else None
    except ValueError:
        return None


def _plain(address: Address) -> Address:
    """The address itself, where IPv6 merely wraps an IPv4 one (RFC 4291, section 2.5.5.2)."""
    return getattr(address, "ipv4_mapped", None) or address
