"""Documents that people upload: which kinds are taken, how they are told apart, and how large they may be.

The content decides what a file is, never its name or the type a client states.
"""

from __future__ import annotations

import enum
from typing import Final

from attrs import frozen

from plutopixie.domain.errors import CallerError, WorldError

FILE_BYTES_MAX: Final = 20 * 1024 * 1024
PAGE_PIXELS_MAX: Final = 50_000_000
PAGES_MAX: Final = 50


class MediaType(enum.StrEnum):
    """The kinds of files that are taken, by their IANA media type."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    HEIC = "image/heic"
    TIFF = "image/tiff"
    PDF = "application/pdf"


@frozen
class Document:
    """The bytes of an uploaded file with the kind that its content shows."""

    content: bytes
    media_type: MediaType


class UnreadableDocumentError(CallerError):
    """The file can't be read; upload a JPEG, PNG, WebP, HEIC, TIFF or PDF."""

    code = "unreadable-document"

    def __init__(self, reason: str, message: str) -> None:
        self.reason = reason
        super().__init__(message)


class ReaderUnavailableError(WorldError):
    """Text recognition is not available right now; the receipt is kept and will be read later."""

    code = "reader-unavailable"
