"""Which files are taken, by their content alone."""

from __future__ import annotations

import contextlib
import copy
import pickle
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.documents import (
    DOCUMENT_PIXELS_MAX,
    FILE_BYTES_MAX,
    PAGE_PIXELS_MAX,
    Document,
    MediaType,
    ReaderUnavailableError,
    Unavailable,
    Unreadable,
    UnreadableDocumentError,
    recognize,
    require_decodable,
)
from plutopixie.domain.errors import TooLargeError
from plutopixie.ports.contracts import drawn
from plutopixie.ports.contracts.drawn import CORNER

SOUND = {
    MediaType.JPEG: drawn.JPEG,
    MediaType.PNG: drawn.png(CORNER),
    MediaType.WEBP: drawn.WEBP,
    MediaType.HEIC: drawn.HEIC,
    MediaType.TIFF: drawn.tiff(CORNER),
    MediaType.PDF: drawn.pdf(CORNER),
}


def _webp(form: bytes, bits: bytes) -> bytes:
    chunk = form + struct.pack("<I", len(bits)) + bits
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


@pytest.mark.parametrize("kind", SOUND)
def test_the_content_says_the_kind(kind: MediaType) -> None:
    """Each kind is told by its content, and the bytes are kept as they are."""
    assert recognize(SOUND[kind]) == Document(SOUND[kind], kind)


def test_a_document_hides_its_content() -> None:
    """What a document shows of itself in logs is its size."""
    assert "7 bytes" in repr(Document(b"content", MediaType.PDF))
    assert "content'" not in repr(Document(b"content", MediaType.PDF))


@pytest.mark.parametrize(
    "content",
    [
        b"<!doctype html><script>alert(1)</script>",
        b"<html><body>%PDF",
        b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a\x01\x00\x01\x00",
        b"PK\x03\x04",
        b"MZ\x90\x00",
        b"\x7fELF",
        b"%!PS-Adobe-3.0",
        b"BM\x00\x00",
        b"RIFF\x00\x00\x00\x00WAVE",
        b"\x00\x00\x00\x18ftypmp42",
        b"just text",
        b" " * 2_000 + b"%PDF-1.7\n%%EOF",
    ],
)
@pytest.mark.asvs("V5.2.2")
def test_other_kinds_are_refused(content: bytes) -> None:
    """A file of another kind is refused, whatever it is called."""
    with pytest.raises(UnreadableDocumentError) as caught:
        recognize(content)

    assert caught.value.reason is Unreadable.UNKNOWN_TYPE


def test_an_empty_file_is_refused() -> None:
    """No bytes are no document."""
    with pytest.raises(UnreadableDocumentError) as caught:
        recognize(b"")

    assert caught.value.reason is Unreadable.EMPTY


@pytest.mark.asvs("V5.2.1")
def test_a_file_over_the_limit_is_refused() -> None:
    """20 MB are taken, a byte more is not, and the error says the limit."""
    full = drawn.JPEG + bytes(FILE_BYTES_MAX - len(drawn.JPEG))
    assert recognize(full).media_type is MediaType.JPEG

    with pytest.raises(TooLargeError) as caught:
        recognize(full + b"\0")

    assert (caught.value.limit, caught.value.unit) == (FILE_BYTES_MAX, "bytes")


@pytest.mark.parametrize("kind", [MediaType.JPEG, MediaType.PNG, MediaType.WEBP, MediaType.PDF])
def test_a_cut_off_file_is_refused(kind: MediaType) -> None:
    """A file without the mark that ends its kind ended too early."""
    with pytest.raises(UnreadableDocumentError) as caught:
        recognize(SOUND[kind][: len(SOUND[kind]) * 2 // 3])

    assert caught.value.reason is Unreadable.TRUNCATED


def test_the_end_of_a_thumbnail_ends_no_photo() -> None:
    """A JPEG that ends early is cut off, though the small picture in its header has an end of its own."""
    thumbnail = b"Exif\0\0" + drawn.JPEG
    segment = b"\xff\xe1" + struct.pack(">H", len(thumbnail) + 2) + thumbnail
    photo = drawn.JPEG[:2] + segment + drawn.JPEG[2:]
    assert recognize(photo).media_type is MediaType.JPEG

    with pytest.raises(UnreadableDocumentError) as caught:
        recognize(photo[:-2])

    assert caught.value.reason is Unreadable.TRUNCATED


@pytest.mark.parametrize(
    "content",
    [
        drawn.png_bomb(40_000, 40_000),
        b"\xff\xd8\xff\xc0\x00\x11\x08" + struct.pack(">HH", 40_000, 40_000) + bytes(10) + b"\xff\xda\x00\x02\xff\xd9",
        _webp(b"VP8X", bytes(4) + b"\xff\xff\x00" * 2),
        _webp(b"VP8L", b"\x2f" + struct.pack("<I", 0x3FFF | 0x3FFF << 14) + bytes(5)),
        _webp(b"VP8 ", bytes(6) + struct.pack("<HH", 0x3FFF, 0x3FFF)),
    ],
    ids=["PNG", "JPEG", "WebP extended", "WebP lossless", "WebP lossy"],
)
@pytest.mark.asvs("V5.2.3")
def test_a_bomb_is_refused_by_its_header(content: bytes) -> None:
    """A header that promises too many pixels is enough to refuse a file."""
    with pytest.raises(UnreadableDocumentError) as caught:
        recognize(content)

    assert caught.value.reason is Unreadable.TOO_MANY_PIXELS


def test_pixels_are_limited_a_page_and_a_document() -> None:
    """A page may have so many pixels and all pages together so many; the sum so far is handed on."""
    before = require_decodable(PAGE_PIXELS_MAX, 1)
    assert before == PAGE_PIXELS_MAX
    assert require_decodable(1, 1, DOCUMENT_PIXELS_MAX - 1) == DOCUMENT_PIXELS_MAX

    for width, height, pixels in ((PAGE_PIXELS_MAX + 1, 1, 0), (1, 1, DOCUMENT_PIXELS_MAX)):
        with pytest.raises(UnreadableDocumentError):
            require_decodable(width, height, pixels)


@pytest.mark.parametrize("reason", Unreadable)
def test_every_reason_says_what_to_do(reason: Unreadable) -> None:
    """The message of each reason is a sentence of advice that repeats nothing of the file."""
    message = str(UnreadableDocumentError(reason))

    assert message.endswith(".")
    assert ";" in message


def test_errors_keep_their_reasons() -> None:
    """The reason survives copying and pickling, as errors travel between processes."""
    for error in (UnreadableDocumentError(Unreadable.ENCRYPTED), ReaderUnavailableError(Unavailable.OVERRAN, "Late.")):
        for twin in (copy.copy(error), pickle.loads(pickle.dumps(error))):  # noqa: S301 - our own bytes
            assert (type(twin), twin.reason, str(twin)) == (type(error), error.reason, str(error))


@given(st.binary(max_size=400), st.sampled_from([b"", *(content[:24] for content in SOUND.values())]))
def test_any_bytes_are_taken_or_refused(tail: bytes, head: bytes) -> None:
    """Whatever the bytes are, they are a document or are refused with a reason; nothing else happens."""
    with contextlib.suppress(UnreadableDocumentError):
        assert recognize(head + tail).content == head + tail
