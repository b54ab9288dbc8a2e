"""The way a request came: HTTPS, or plain HTTP from this very machine (P6.2)."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

import falcon
from attrs import frozen

from plutopixie.entrypoints.http.errors import TlsRequiredError
from plutopixie.entrypoints.http.resources.operation import OPERATION_PATHS
from plutopixie.entrypoints.http.settings import HttpSettings, Network

_HTTPS: Final = "https"


@frozen
class Transport:
    """Refuses what came in the clear. Says to later middleware whether the client used HTTPS."""

    settings: HttpSettings

    def process_request(self, request: falcon.Request, _: falcon.Response) -> None:
        """Raise TlsRequiredError for plain HTTP from elsewhere."""
        request.context.secure = came_secure(request, self.settings.trusted_proxies)
        if request.context.secure or not self.settings.require_tls or request.path in OPERATION_PATHS:
            return
        if not came_from_this_machine(request):
            raise TlsRequiredError


def came_secure(request: falcon.Request, proxies: Sequence[Network]) -> bool:
    """Whether the client used HTTPS: with us, or with a proxy whose word is taken."""
    if request.scheme == _HTTPS:
        return True
    peer = _peer(request)
    trusted = peer is None or peer.is_loopback or any(peer in network for network in proxies)
    return trusted and request.get_header("X-Forwarded-Proto") == _HTTPS


def came_from_this_machine(request: falcon.Request) -> bool:
    """Whether the peer is this machine and speaks for itself; a proxy says for whom it speaks."""
    peer = _peer(request)
    return (peer is None or peer.is_loopback) and request.get_header("X-Forwarded-Proto") is None


def _peer(request: falcon.Request) -> IPv4Address | IPv6Address | None:
    """The address of the peer; None for a socket in the file system, which only this machine reaches."""
    stated = request.remote_addr
    if not stated:
        return None
    address = ip_address(stated.partition("%")[0])
    return getattr(address, "ipv4_mapped", None) or address
