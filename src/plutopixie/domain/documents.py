"""Documents that people upload: which kinds are taken, how they are told apart, and how large they may be.

Laws:

1. The content decides what a file is, never its name or the type that a client states.
2. What can be refused from the first bytes is refused at once: an empty or cut-off file, one of another kind, one that
   is too large, an image whose header promises more pixels than we will ever decode.
3. Nothing here decodes. A file that passes may still prove damaged; the one who decodes it says so with the same error.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from typing import Final

from attrs import field, frozen

from plutopixie.domain.errors import CallerError, TooLargeError, WorldError

FILE_BYTES_MAX: Final = 20 * 1024 * 1024
PAGE_PIXELS_MAX: Final = 50_000_000
DOCUMENT_PIXELS_MAX: Final = 200_000_000
PAGES_MAX: Final = 50


class MediaType(enum.StrEnum):
    """The kinds of files that are taken, by their IANA media type."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    HEIC = "image/heic"
    TIFF = "image/tiff"
    PDF = "application/pdf"


class Unreadable(enum.StrEnum):
    """Why a document can't be read, as a stable code."""

    EMPTY = "empty"
    UNKNOWN_TYPE = "unknown-type"
    TRUNCATED = "truncated"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    TOO_MANY_PIXELS = "too-many-pixels"
    TOO_MANY_PAGES = "too-many-pages"


_ADVICE: Final = {
    Unreadable.EMPTY: "The file is empty; upload it again.",
    Unreadable.UNKNOWN_TYPE: "The content is none of JPEG, PNG, WebP, HEIC, TIFF and PDF; convert it to one of them.",
    Unreadable.TRUNCATED: "The file ends too early; upload it again.",
    Unreadable.DAMAGED: "The file is damaged; take the picture or export the PDF again.",
    Unreadable.ENCRYPTED: "The PDF needs a password; save it without one and upload it again.",
    Unreadable.TOO_MANY_PIXELS: f"A page has more than {PAGE_PIXELS_MAX // 1_000_000} million pixels, or all pages "
    f"together more than {DOCUMENT_PIXELS_MAX // 1_000_000} million; make them smaller.",
    Unreadable.TOO_MANY_PAGES: f"The document has more than {PAGES_MAX} pages; upload the pages of the receipt alone.",
}


class UnreadableDocumentError(CallerError):
    """The file can't be read; upload a JPEG, PNG, WebP, HEIC, TIFF or PDF."""

    code = "unreadable-document"

    def __init__(self, reason: Unreadable) -> None:
        self.reason = reason
        super().__init__(_ADVICE[reason])


class Unavailable(enum.StrEnum):
    """Why an engine can't read now, as a stable code."""

    NOT_INSTALLED = "not-installed"
    CRASHED = "crashed"
    OVERRAN = "overran"
    UNREACHABLE = "unreachable"
    NOT_PRIVATE = "not-private"
    TOO_MUCH_MEMORY = "too-much-memory"
    UNCONFINED = "unconfined"


class ReaderUnavailableError(WorldError):
    """Text recognition is not available right now; the receipt is kept and will be read later."""

    code = "reader-unavailable"

    def __init__(self, reason: Unavailable = Unavailable.CRASHED, message: str = "") -> None:
        self.reason = reason
        super().__init__(message)


@frozen
class Document:
    """The bytes of an uploaded file with the kind that its content shows."""

    content: bytes = field(repr=lambda content: f"<{len(content)} bytes>")
    media_type: MediaType


def recognize(content: bytes) -> Document:
    """The document that these bytes are.

    Raises:
        TooLargeError: more than 20 MB.
        UnreadableDocumentError: empty, of another kind, cut off, or with too many pixels, as far as the header tells.
    """
    if not content:
        raise UnreadableDocumentError(Unreadable.EMPTY)
    if len(content) > FILE_BYTES_MAX:
        raise TooLargeError("file", FILE_BYTES_MAX, "bytes")
    media_type = _kind(content)
    if media_type is None:
        raise UnreadableDocumentError(Unreadable.UNKNOWN_TYPE)
    if _is_cut_off(content, media_type):
        raise UnreadableDocumentError(Unreadable.TRUNCATED)
    require_decodable(*_promised_size(content, media_type))
    return Document(content, media_type)


def require_decodable(width: int, height: int, before: int = 0) -> int:
    """Check a page's size in pixels before it is decoded.

    Args:
        width: pixels across, as the header says.
        height: pixels down.
        before: the pixels of the pages before this one.

    Returns:
        The pixels of this page and those before it.

    Raises:
        UnreadableDocumentError: the page, or all of them together, are over the limit.
    """
    pixels = width * height
    if pixels > PAGE_PIXELS_MAX or before + pixels > DOCUMENT_PIXELS_MAX:
        raise UnreadableDocumentError(Unreadable.TOO_MANY_PIXELS)
    return before + pixels


# Signatures and marks, each from the format's own specification.

_PNG: Final = b"\x89PNG\r\n\x1a\n"  # ISO/IEC 15948, 5.2
_SIGNATURES: Final = {
    b"\xff\xd8\xff": MediaType.JPEG,  # ITU-T T.81, B.2.1
    _PNG: MediaType.PNG,
    b"II*\0": MediaType.TIFF,  # TIFF 6.0, section 2
    b"MM\0*": MediaType.TIFF,
}
_HEIC: Final = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}  # ISO/IEC 23008-12, B.4
#: ISO 32000-2, 7.5.2; readers look within 1,024 bytes. What begins as markup is a page that wants to pass for a PDF.
_PDF_HEADER: Final = re.compile(rb"[^<]*?%PDF-[12]\.[0-9]", re.DOTALL)
_PDF_HEADER_WITHIN: Final = 1_024
_JPEG_FRAMES: Final = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # ITU-T T.81, table B.1: SOF0 to SOF15
_JPEG_ALONE: Final = {0x01, *range(0xD0, 0xD9)}  # markers without a length
_JPEG_SCAN: Final = 0xDA
_JPEG_MARK: Final = 0xFF


def _kind(content: bytes) -> MediaType | None:
    for signature, kind in _SIGNATURES.items():
        if content.startswith(signature):
            return kind
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":  # RFC 9649, 2.4
        return MediaType.WEBP
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        return MediaType.HEIC
    return MediaType.PDF if _PDF_HEADER.match(content, 0, _PDF_HEADER_WITHIN) else None


def _is_cut_off(content: bytes, media_type: MediaType) -> bool:
    """Whether the mark that ends a file of this kind is missing; kinds without one are left to the decoder."""
    match media_type:
        case MediaType.JPEG:
            scan = max((at for marker, at in _jpeg_segments(content) if marker == _JPEG_SCAN), default=0)
            return content.find(b"\xff\xd9", scan) < 0  # a thumbnail before the scan has an end of its own
        case MediaType.PNG:
            return b"IEND" not in content
        case MediaType.WEBP:
            return int.from_bytes(content[4:8], "little") + 8 > len(content)
        case MediaType.PDF:
            return b"%%EOF" not in content
        case MediaType.TIFF | MediaType.HEIC:
            return False


def _promised_size(content: bytes, media_type: MediaType) -> tuple[int, int]:
    """Width and height in pixels as the header states them; nothing for kinds whose header is no simple one."""
    match media_type:
        case MediaType.PNG:
            return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
        case MediaType.JPEG:
            return max(_jpeg_frames(content), key=lambda size: size[0] * size[1], default=(0, 0))
        case MediaType.WEBP:
            return _webp_size(content)
        case MediaType.TIFF | MediaType.HEIC | MediaType.PDF:
            return 0, 0


def _jpeg_frames(content: bytes) -> Iterator[tuple[int, int]]:
    for marker, at in _jpeg_segments(content):
        if marker in _JPEG_FRAMES and at + 9 <= len(content):
            yield int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(content[at + 5 : at + 7])


def _jpeg_segments(content: bytes) -> Iterator[tuple[int, int]]:
    """Marker and place of each segment up to the first scan; ends at what is no marker: the decoder will complain."""
    at = 2
    while at + 4 <= len(content) and content[at] == _JPEG_MARK:
        marker = content[at + 1]
        if marker == _JPEG_MARK:  # a fill byte
            at += 1
            continue
        yield marker, at
        if marker == _JPEG_SCAN:
            return
        at += 2 if marker in _JPEG_ALONE else 2 + max(2, int.from_bytes(content[at + 2 : at + 4]))


def _webp_size(content: bytes) -> tuple[int, int]:
    """RFC 9649: the canvas of the extended format, or the frame of the simple ones."""
    form, bits = content[12:16], content[20:30]
    if form == b"VP8X":
        return int.from_bytes(bits[4:7], "little") + 1, int.from_bytes(bits[7:10], "little") + 1
    if form == b"VP8L":
        packed = int.from_bytes(bits[1:5], "little")
        return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
    if form == b"VP8 ":
        return int.from_bytes(bits[6:8], "little") & 0x3FFF, int.from_bytes(bits[8:10], "little") & 0x3FFF
    return 0, 0
