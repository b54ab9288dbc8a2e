"""How the operator's clamd is reached."""

from __future__ import annotations

import ipaddress
import socket
from typing import Final
from urllib.parse import unquote, urlsplit

from attrs import frozen

from plutopixie.domain.errors import InvalidValueError

_PORT: Final = 3310
_SETTING: Final = "SCANNER"
_FORM: Final = "has the form clamd:///run/clamav/clamd.ctl or clamd://127.0.0.1:3310"


@frozen
class ScanServer:
    """Where clamd listens: a socket in the file system, or a port of this machine."""

    path: str | None = None
    host: str = ""
    port: int = _PORT

    @classmethod
    def parse(cls, url: str) -> ScanServer:
        """The server of a URL such as `clamd:///run/clamav/clamd.ctl` or `clamd://127.0.0.1:3310`.

        Raises:
            InvalidValueError: The URL is neither, or names another machine: clamd's protocol is not encrypted.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise InvalidValueError(_SETTING, _FORM) from None
        if parts.scheme != "clamd" or parts.username or parts.password or parts.query or parts.fragment:
            raise InvalidValueError(_SETTING, _FORM)
        if not parts.netloc and parts.path.startswith("/") and parts.path.strip("/"):
            return cls(path=unquote(parts.path))
        if not parts.hostname or parts.path.strip("/"):
            raise InvalidValueError(_SETTING, _FORM)
        if not _is_this_machine(parts.hostname):
            raise InvalidValueError(_SETTING, "sends files in the clear, so the scanner has to be on this machine")
        return cls(host=parts.hostname, port=port or _PORT)

    def connect(self, seconds: float) -> socket.socket:
        """A connection; raises OSError when there is none within so many seconds."""
        if self.path is None:
            return socket.create_connection((self.host, self.port), timeout=seconds)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(seconds)
            connection.connect(self.path)
        except BaseException:
            connection.close()
            raise
        return connection


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
