"""Headers that every answer carries: kept by no cache, sniffed by no browser, framed and scripted by nobody."""

from __future__ import annotations

from typing import Final

import falcon

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
#: For the answer that ends a session: what a browser may have kept of it goes with it (ASVS 14.3.1).
FORGET: Final = {"Clear-Site-Data": '"cache", "cookies", "storage"'}
#: Two years, as browsers' own lists ask for; the least that counts is one (ASVS 3.4.1).
_STRICT: Final = "max-age=63072000; includeSubDomains"


class Protection:
    """Adds the headers, unless the answer brought its own."""

    def process_response(self, request: falcon.Request, response: falcon.Response, _: object, __: bool) -> None:  # noqa: FBT001 - the framework's signature
        """Add what is missing."""
        for name, value in HEADERS.items():
            if response.get_header(name) is None:
                response.set_header(name, value)
        if getattr(request.context, "secure", False):
            response.set_header("Strict-Transport-Security", _STRICT)
