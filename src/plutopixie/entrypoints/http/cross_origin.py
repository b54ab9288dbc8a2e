"""Other origins: pages of which other sites a browser lets use this interface (the CORS protocol of Fetch).

Nobody's, unless the operator named their origins. Even then a browser may send no cookies or other credentials of its
own: who asks is told by the token alone, which the page itself has to hold.
"""

from __future__ import annotations

from typing import Final

import falcon
from attrs import frozen

from plutopixie.entrypoints.http.settings import HttpSettings

_REQUEST_HEADERS: Final = "Authorization, Content-Disposition, Content-Type, Idempotency-Key, If-Match"
_ANSWER_HEADERS: Final = "Content-Disposition, ETag, Link, Location, Retry-After, WWW-Authenticate, X-Request-Id"
#: How long a browser may keep the answer to a preflight, in seconds: a change of the setting shows soon.
_PREFLIGHT_SECONDS: Final = 600


@frozen
class CrossOrigin:
    """Tells browsers which origins may read answers. Answers of every kind carry it, errors too."""

    settings: HttpSettings

    def process_response(self, request: falcon.Request, response: falcon.Response, resource: object, _: bool) -> None:  # noqa: FBT001 - the framework's signature
        """Add the headers for a named origin; caches are told whenever answers depend on the origin."""
        named = self.settings.cors_origins
        if not named:
            return
        response.append_header("Vary", "Origin")
        origin = request.get_header("Origin")
        if origin not in named:
            return
        response.set_header("Access-Control-Allow-Origin", origin)
        response.set_header("Access-Control-Expose-Headers", _ANSWER_HEADERS)
        if request.method == "OPTIONS" and resource is not None:
            _allow(request, response)


def _allow(request: falcon.Request, response: falcon.Response) -> None:
    """Say to a preflight what may follow; whether it succeeds, the request itself is told."""
    if request.get_header("Access-Control-Request-Method") is None:
        return
    response.status = falcon.HTTP_204
    response.set_header("Access-Control-Allow-Methods", response.get_header("Allow") or "")
    response.set_header("Access-Control-Allow-Headers", _REQUEST_HEADERS)
    response.set_header("Access-Control-Max-Age", str(_PREFLIGHT_SECONDS))
