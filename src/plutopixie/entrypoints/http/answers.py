"""What a responder answers: a view to be encoded, a file, a stream, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Generic, TypeVar

import falcon
from attrs import field, frozen

from plutopixie.entrypoints.http.encoding import encode

View_co = TypeVar("View_co", covariant=True)

JSON: Final = "application/json"


@frozen
class Nothing:
    """No body, no parameters, no content."""


@frozen
class Content:
    """Bytes as they are, with their media type."""

    media_type: str
    content: bytes = field(repr=False)


@frozen
class Stream:
    """Bytes that are made while they are sent."""

    media_type: str
    chunks: Iterator[bytes]


@frozen
class Answer(Generic[View_co]):
    """The view and what goes into headers: the version of what is shown, where it is, where the next page begins.

    `status` replaces the route's own where the answer decides.
    """

    view: View_co
    version: int | None = None
    location: str | None = None
    following: str | None = None
    headers: Mapping[str, str] = field(factory=dict)
    status: int | None = None


def write(answer: Answer[object], response: falcon.Response, status: int) -> None:
    """Put the answer into the response."""
    response.status = falcon.code_to_http_status(answer.status or status)
    if answer.version is not None:
        response.set_header("ETag", f'"{answer.version}"')
    if answer.location is not None:
        response.set_header("Location", answer.location)
    if answer.following is not None:
        response.set_header("Link", f'<{answer.following}>; rel="next"')
    for name, value in answer.headers.items():
        response.set_header(name, value)
    _write_view(answer.view, response)


def _write_view(view: object, response: falcon.Response) -> None:
    match view:
        case Nothing():
            return
        case Content(media_type, content):
            response.content_type, response.data = media_type, content
        case Stream(media_type, chunks):
            response.content_type, response.stream = media_type, chunks
        case _:
            response.content_type, response.data = JSON, encode(view)
