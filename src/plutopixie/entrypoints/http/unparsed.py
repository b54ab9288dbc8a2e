"""What is no HTTP: refused before there is a request, in the form of every other refusal, repeating nothing of it.

A request whose end is in doubt (two lengths, a length beside chunks, an unknown coding) is never guessed at: a proxy
might see the end elsewhere, and what follows would be taken for another person's request (RFC 9112, section 11.2). The
connection closes, so that nothing that was sent behind it is read.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any, Final

import structlog
from gunicorn import util
from gunicorn.http import errors
from gunicorn.workers.gthread import ThreadWorker

from plutopixie.domain.errors import OurError, TooLargeError
from plutopixie.entrypoints import logs
from plutopixie.entrypoints.http.errors import MalformedRequestError
from plutopixie.entrypoints.http.problems import MEDIA_TYPE, Problem
from plutopixie.entrypoints.http.protection import HEADERS

log = structlog.get_logger()

_STATUSES: Final[dict[type[Exception], HTTPStatus]] = {
    errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
}
#: Some versions of gunicorn have no such errors.
_OURS: Final[tuple[type[Exception], ...]] = tuple(
    getattr(errors, name) for name in ("InvalidResponseHeader", "InvalidResponseHeaderName") if hasattr(errors, name)
)


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """The server's worker with threads, and with our own words for what it refuses itself."""

    def handle_error(self, request: Any, connection: Any, _: Any, error: Exception) -> None:
        """Answer what was no request, or what failed outside the application; the caller closes the connection."""
        status = _status(error)
        if status is HTTPStatus.INTERNAL_SERVER_ERROR:
            log.error("answer failed", **logs.described(error))
        else:
            log.warning("no request", status=int(status), error=type(error).__name__)
            if request is not None:  # it was answered, and only then its unread body was seen to have no end
                return
        try:
            util.write_nonblock(connection, refusal(status))
        except OSError:
            log.debug("whom it concerned is gone")


def _status(error: Exception) -> HTTPStatus:
    """What can't be read is the client's; a header of ours that can't be sent, or anything else, is not."""
    if isinstance(error, _OURS) or not isinstance(error, errors.ParseException):
        return HTTPStatus.INTERNAL_SERVER_ERROR
    return _STATUSES.get(type(error), HTTPStatus.BAD_REQUEST)


def refusal(status: HTTPStatus) -> bytes:
    """The whole answer, as it goes over the wire."""
    code, detail = _SAID.get(status, (MalformedRequestError.code, "This is no HTTP request that can be understood."))
    problem = Problem(f"/problems/{code}", code.replace("-", " ").capitalize(), status, detail, code)
    body = json.dumps(problem.document(), separators=(",", ":")).encode()
    headers = {**HEADERS, "Connection": "close", "Content-Type": MEDIA_TYPE, "Content-Length": str(len(body))}
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


_SAID: Final = {
    HTTPStatus.REQUEST_URI_TOO_LONG: (TooLargeError.code, "The address of the request is too long."),
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: (TooLargeError.code, "The headers of the request are too large."),
    HTTPStatus.INTERNAL_SERVER_ERROR: (OurError.code, "PlutoPixie made a mistake; please report it with the time."),
}
