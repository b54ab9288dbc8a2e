"""Headers that every answer carries: kept by no cache, sniffed by no browser, framed and scripted by nobody."""

from __future__ import annotations

from typing import Final

import falcon

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_STRICT: Final = "max-age=31536000; includeSubDomains"


class Protection:
    """Adds the headers, unless the answer brought its own."""

    def process_response(self, request: falcon.Request, response: falcon.Response, _: object, __: bool) -> None:  # noqa: FBT001 - the framework's signature
        """Add what is missing."""
        for name, value in HEADERS.items():
            if response.get_header(name) is None:
                response.set_header(name, value)
        if getattr(request.context, "secure", False):
            response.set_header("Strict-Transport-Security", _STRICT)
