"""Bodies of requests: read in full and within bounds, whatever their headers claim."""

from __future__ import annotations

import io
import re
from typing import BinaryIO, Final
from urllib.parse import unquote_to_bytes

import falcon
from attrs import field, frozen
from falcon.media.multipart import BodyPart, MultipartFormHandler, MultipartParseError, MultipartParseOptions

from plutopixie.domain.documents import FILE_BYTES_MAX, MediaType
from plutopixie.domain.errors import TooLargeError
from plutopixie.entrypoints.http import json_text
from plutopixie.entrypoints.http.errors import MalformedRequestError, UnsupportedContentError

JSON_BYTES_MAX: Final = 1_000_000
_FORM_OVERHEAD_MAX: Final = 64 * 1024
_CHUNK: Final = 64 * 1024
_FORM: Final = "multipart/form-data"
_RAW: Final = frozenset({*MediaType, "image/jpg", "image/heif", "application/octet-stream"})
_FORM_OPTIONS: Final = MultipartParseOptions()
_FORM_OPTIONS.max_body_part_count = 8
_FORM_OPTIONS.max_body_part_headers_size = 8192
_FILE_NAME: Final = re.compile(
    r"""filename\*=UTF-8''(?P<encoded>[^\s;]+)|filename="(?P<quoted>[^"\\]*)["]""", re.IGNORECASE
)


@frozen
class Upload:
    """A file with the name its owner gave it."""

    content: bytes = field(repr=False)
    name: str = field(default="receipt", repr=False)


def read_json(request: falcon.Request, *, optional: bool = False) -> object:
    """The JSON document in the body; an empty object for an empty body where that is allowed.

    Raises:
        UnsupportedContentError: the content type is not JSON.
        TooLargeError: the body is over 1 MB.
        MalformedRequestError: it is not JSON, or breaks the laws of `json_text`.
    """
    if optional and not _has_body(request):
        return {}
    if _content_type(request) != "application/json":
        raise UnsupportedContentError("application/json")
    raw = _read(request, JSON_BYTES_MAX, TooLargeError("request body", JSON_BYTES_MAX, "bytes"))
    return {} if optional and not raw.strip() else json_text.parse(raw)


def read_upload(request: falcon.Request) -> Upload:
    """The file in the body: the body itself, or the part `file` of a form.

    Raises:
        UnsupportedContentError: the content type is neither a form nor a kind of file that is taken.
        TooLargeError: the file is over 20 MB.
        MalformedRequestError: the form has no part `file`, or others beside it.
    """
    kind = _content_type(request)
    too_large = TooLargeError("file", FILE_BYTES_MAX, "bytes")
    if kind == _FORM:
        return _file_of_form(request, _read(request, FILE_BYTES_MAX + _FORM_OVERHEAD_MAX, too_large))
    if kind not in _RAW:
        raise UnsupportedContentError(f"{_FORM}, or one of {', '.join(sorted(_RAW))}")
    return _named(_read(request, FILE_BYTES_MAX, too_large), _stated_name(request))


def _file_of_form(request: falcon.Request, raw: bytes) -> Upload:
    form = MultipartFormHandler(_FORM_OPTIONS).deserialize(io.BytesIO(raw), request.content_type, len(raw))
    found: Upload | None = None
    try:
        for part in form:
            if part.name != "file" or found is not None:
                raise MalformedRequestError.at("file", "is the only part that is taken, and once")
            found = _file_of_part(part)
    except MultipartParseError:
        raise MalformedRequestError.at("", "The body is not a form as its header says.") from None
    except ValueError:
        raise MalformedRequestError.at("file", "has a header that is not UTF-8") from None
    if found is None:
        raise MalformedRequestError.at("file", "is missing from the form")
    return found


def _file_of_part(part: BodyPart) -> Upload:
    content = part.stream.read(FILE_BYTES_MAX + 1)
    if len(content) > FILE_BYTES_MAX:
        raise TooLargeError("file", FILE_BYTES_MAX, "bytes")
    return _named(content, part.filename)


def _named(content: bytes, name: str | None) -> Upload:
    return Upload(content, name) if name and name.strip() else Upload(content)


def _stated_name(request: falcon.Request) -> str | None:
    """The name in `Content-Disposition`, the only place a raw upload has for it (RFC 6266)."""
    match = _FILE_NAME.search(request.get_header("Content-Disposition") or "")
    if match is None:
        return None
    encoded = match["encoded"]
    try:
        return unquote_to_bytes(encoded).decode("utf-8") if encoded else match["quoted"]
    except UnicodeDecodeError:
        raise MalformedRequestError.at("Content-Disposition", "has a file name that is not UTF-8") from None


def _content_type(request: falcon.Request) -> str:
    return (request.content_type or "").partition(";")[0].strip().lower()


def _has_body(request: falcon.Request) -> bool:
    return bool(request.content_length) or "HTTP_TRANSFER_ENCODING" in request.env


def _read(request: falcon.Request, limit: int, too_large: TooLargeError) -> bytes:
    stated = request.content_length
    if stated is not None and stated > limit:
        raise too_large
    if stated is None and not request.env.get("wsgi.input_terminated"):
        return b""
    source, wanted = request.env["wsgi.input"], limit + 1 if stated is None else stated
    parts: list[bytes] = []
    while wanted:
        part = _part(source, min(wanted, _CHUNK))
        if not part:
            break
        parts.append(part)
        wanted -= len(part)
    raw = b"".join(parts)
    if len(raw) > limit:
        raise too_large
    if stated is not None and len(raw) < stated:
        raise MalformedRequestError.at("", "The body is shorter than its Content-Length says.")
    return raw


def _part(source: BinaryIO, wanted: int) -> bytes:
    try:
        return source.read(wanted)
    except Exception:  # noqa: BLE001 - each server has its own errors for chunks that are none, or a peer that is gone
        raise MalformedRequestError.at("", "The body does not arrive as its headers say.") from None
