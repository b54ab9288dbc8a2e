"""What files say beside the pictures of their pages: where a number can hide that nobody sees (P4.5).

Of a picture: what its maker wrote into it, as text or Exif. Of a PDF: the text layer of every page, drawn or not; the
document's information; attachments; and every string and every XML in the file as it is written, so that annotations,
form fields, metadata and what an editor left of earlier versions are seen too.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any, Final

import pypdfium2 as pdfium
from PIL import ExifTags, Image

from plutopixie.adapters.page_images import pdf, pictures
from plutopixie.domain.documents import Document, MediaType

#: How many characters are looked at in one document, and how many bytes of one stream of a PDF.
TEXT_LENGTH_MAX: Final = 2_000_000
STREAM_BYTES_MAX: Final = 4_000_000
STREAMS_MAX: Final = 5_000
_ATTACHMENTS_MAX: Final = 50
_STREAM: Final = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
#: Strings of ISO 32000-2, 7.3.4, and the signs that tell the pieces of one line apart from others.
_STRING: Final = re.compile(
    rb"\((?P<plain>(?:[^()\\]|\\.){0,4000})\)|<(?P<hex>[0-9A-Fa-f\s]{4,8000})>|(?P<end>[\]\n])", re.DOTALL
)
_ESCAPED: Final = re.compile(rb"\\(?:(?P<octal>[0-7]{1,3})|(?P<sign>.))", re.DOTALL)
_OCTAL: Final = 8
_XML: Final = re.compile(rb"\s*(?:\xef\xbb\xbf)?<[?!A-Za-z]")
_UTF16: Final = (b"\xfe\xff", b"\xff\xfe")
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_CONTROL_SHARE_MAX: Final = 0.1
_BEGINNING: Final = 4_096


def hidden_texts(document: Document) -> tuple[str, ...]:
    """The texts that hold a digit, together no longer than `TEXT_LENGTH_MAX`; raises UnreadableDocumentError."""
    texts = _of_pdf(document) if document.media_type is MediaType.PDF else _of_picture(document)
    return tuple(_cut(text for text in texts if any(map(str.isdecimal, text))))


def _cut(texts: Iterable[str]) -> Iterator[str]:
    left = TEXT_LENGTH_MAX
    for text in texts:
        yield text[:left]
        left -= len(text)
        if left <= 0:
            return


# --- pictures -------------------------------------------------------------------------------------


def _of_picture(document: Document) -> tuple[str, ...]:
    return pictures.told(document, lambda picture: tuple(_written_in(picture)))


def _written_in(picture: Image.Image) -> Iterator[str]:
    exif = picture.getexif()
    yield from _values(dict(picture.info).values())
    yield from _values(exif.values())
    for part in ExifTags.IFD:
        yield from _values(exif.get_ifd(part).values())


def _values(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, bytes):
            yield _decoded(value[:STREAM_BYTES_MAX])
        elif isinstance(value, dict):
            yield from _values(value.values())


# --- PDFs -----------------------------------------------------------------------------------------


def _of_pdf(document: Document) -> Iterator[str]:
    with pdf.opened(document) as held:
        yield from pdf.alone(held.get_metadata_dict).values()
        for place in range(pdf.alone(partial(len, held))):
            yield pdf.alone(partial(_layer, held, place))
        for place in range(min(_ATTACHMENTS_MAX, pdf.alone(held.count_attachments))):
            yield _decoded(pdf.alone(partial(_attachment, held, place)))
    yield from _as_written(document.content)


def _layer(held: Any, place: int) -> str:
    return str(held[place].get_textpage().get_text_range())


def _attachment(held: Any, place: int) -> bytes:
    try:
        return bytes(held.get_attachment(place).get_data())[:STREAM_BYTES_MAX]
    except pdfium.PdfiumError:  # one without content, or one that is damaged and therefore in no reader's reach
        return b""


def _as_written(content: bytes) -> Iterator[str]:
    """The strings outside of streams, and what streams say: XML as it is, of anything else the strings."""
    streams = [match.span(1) for match in islice(_STREAM.finditer(content), STREAMS_MAX)]
    ends = [0, *(end for _, end in streams)]
    starts = [*(start for start, _ in streams), len(content)]
    for end, start in zip(ends, starts, strict=True):
        yield _strings(content[end:start])
    for start, end in streams:
        plain = _inflated(content[start:end])
        if _is_text(plain):
            yield _decoded(plain) if _XML.match(plain) else _strings(plain)


def _inflated(stream: bytes) -> bytes:
    """The stream, decompressed if it is that (ISO 32000-2, 7.4.4), cut at `STREAM_BYTES_MAX`."""
    try:
        return zlib.decompressobj().decompress(stream, STREAM_BYTES_MAX)
    except zlib.error:
        return stream[:STREAM_BYTES_MAX]


def _strings(written: bytes) -> str:
    """The strings in it: those of one array together, because they are the pieces of one line; others apart."""
    lines = [b""]
    for match in _STRING.finditer(written):
        if match["end"]:
            lines.append(b"")
        elif match["plain"] is not None:
            lines[-1] += _ESCAPED.sub(_unescaped, match["plain"])
        else:
            digits = b"".join(match["hex"].split())
            lines[-1] += bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    return "\n".join(_decoded(line) for line in lines if line)


def _unescaped(match: re.Match[bytes]) -> bytes:
    return bytes([int(match["octal"], _OCTAL) % 256]) if match["octal"] else match["sign"]


def _is_text(content: bytes) -> bool:
    """Whether it can be text rather than pixels or a font: hardly any of the signs that text has no use for."""
    beginning = content[:_BEGINNING]
    return len(_CONTROL.findall(beginning)) <= _CONTROL_SHARE_MAX * len(beginning)


def _decoded(content: bytes) -> str:
    """The bytes as text, in the encoding that fits; nothing if they are none."""
    if content.startswith(_UTF16):
        return content.decode("utf-16", "replace")
    if not _is_text(content):
        return ""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")
