"""How the operator's mail server is reached."""

from __future__ import annotations

import ipaddress
from typing import Final
from urllib.parse import unquote, urlsplit

from attrs import field, frozen

from plutopixie.domain.errors import InvalidValueError

_PORTS: Final = {"smtp": 587, "smtps": 465}


@frozen
class MailServer:
    """A server: with `implicit_tls` the connection begins encrypted (RFC 8314), otherwise STARTTLS is demanded.

    `plain` says that there is no encryption at all, which only a server on this machine may have.
    """

    host: str
    port: int
    implicit_tls: bool
    plain: bool
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, url: str) -> MailServer:
        """The server of a URL such as `smtp://name:password@mail.example.org:587` or `smtps://…`.

        `smtp://` demands STARTTLS; `smtp+plain://` is for a server on this machine.

        Raises:
            InvalidValueError: The URL is none of these, or would send mail in the clear to another machine.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise InvalidValueError("SMTP_URL", _FORM) from None
        scheme, _, manner = parts.scheme.partition("+")
        if scheme not in _PORTS or manner not in {"", "plain"} or not parts.hostname or parts.path.strip("/"):
            raise InvalidValueError("SMTP_URL", _FORM)
        plain = manner == "plain"
        if plain and not _is_this_machine(parts.hostname):
            raise InvalidValueError("SMTP_URL", "sends mail in the clear to this machine only; use smtp:// or smtps://")
        user = None if parts.username is None else unquote(parts.username)
        password = None if parts.password is None else unquote(parts.password)
        return cls(parts.hostname, port or _PORTS[scheme], scheme == "smtps", plain, user, password)


_FORM: Final = "has the form smtp://name:password@mail.example.org:587, or smtps:// with port 465"


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
