"""Where the vision model is reached, and under which conditions."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from attrs import field, frozen

from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.private_networks import is_this_machine

_PORTS: Final = {"http": 80, "https": 443}
_FORM: Final = "has the form https://models.internal:8443, without a name, a password or a question in it"
_PLAIN: Final = "sends receipts in the clear to this machine only; use https://"
_PATH: Final = re.compile(r"(/[\w.~-]+)*")
_KEY: Final = re.compile(r"[\x21-\x7e]{1,4096}")


@frozen
class Endpoint:
    """The server of a model.

    Attributes:
        host: its name or literal address.
        port: its port.
        path: what stands before `/v1/chat/completions`.
        tls: whether the connection is encrypted; plain ones go to this machine only.
        model: the name of the model there.
        is_named: whether the operator named this host as one that may have a public address.
        key: what the server wants to be shown, if anything.
        authority: the certificate, in PEM, of who signed the server's; None for those whom the machine trusts.
    """

    host: str
    port: int
    path: str
    tls: bool
    model: str
    is_named: bool = False
    key: str | None = field(default=None, repr=False)
    authority: str | None = field(default=None, repr=False)

    @classmethod
    def parse(
        cls,
        url: str,
        model: str,
        *,
        host_allowed: str | None = None,
        key: str | None = None,
        authority: str | None = None,
    ) -> Endpoint:
        """The server of a URL such as `http://127.0.0.1:8000` or `https://models.internal`.

        Raises:
            InvalidValueError: the URL is no such thing, or would send receipts in the clear to another machine; or the
                key could not stand in a header.
        """
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise InvalidValueError("VISION_URL", _FORM) from None
        path = parts.path.rstrip("/").removesuffix("/v1")
        strange = parts.username is not None or parts.query or parts.fragment or not _PATH.fullmatch(path)
        if parts.scheme not in _PORTS or not host or strange:
            raise InvalidValueError("VISION_URL", _FORM)
        tls = parts.scheme == "https"
        if not tls and not _is_here(host):
            raise InvalidValueError("VISION_URL", _PLAIN)
        if key is not None and not _KEY.fullmatch(key):
            raise InvalidValueError("VISION_KEY_FILE", "holds one line of printable characters without spaces")
        named = host_allowed is not None and host_allowed.strip("[]").lower() == host
        return cls(host, port or _PORTS[parts.scheme], path, tls, model, named, key, authority)


def _is_here(host: str) -> bool:
    return host == "localhost" or is_this_machine(host)
