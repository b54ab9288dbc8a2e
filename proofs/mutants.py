"""Files that are nearly sound: valid ones of every kind, damaged in the ways that find mistakes in decoders."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import pillow_heif
from PIL import Image

from plutopixie.domain.documents import Document, MediaType
from plutopixie.ports.contracts import drawn
from plutopixie.ports.contracts.drawn import CORNER

_XML: Final = (
    b'<?xml version="1.0" encoding="UTF-8"?><rsm:CrossIndustryInvoice '
    b'xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" '
    b'xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100">'
    b"<rsm:ExchangedDocument><ram:ID>4711</ram:ID><ram:TypeCode>380</ram:TypeCode></rsm:ExchangedDocument>"
    b"</rsm:CrossIndustryInvoice>"
)
#: What numbers in headers are set to: none, the least, the greatest, and what lies beside powers of two.
_ODD: Final = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\1", b"\x80\0\0\0", b"\0\1\0\0")
_OTHER_HEADS: Final = (b"GIF89a", b"<html>", b"PK\x03\x04", b"%PDF-1.4\n", b"\xff\xd8\xff", b"\0" * 16)
_MADE: Final = time.gmtime(0)
_FLIPS_MAX: Final = 64
_HEAD: Final = 128


def samples() -> Mapping[str, Document]:
    """A sound file of every kind, small enough to be read quickly."""
    page = drawn.page()
    shades = Image.frombytes("L", page.size, b"".join(page.rows)).convert("RGB")
    written = {
        "JPEG": (MediaType.JPEG, _saved(shades, "JPEG")),
        "progressive JPEG": (MediaType.JPEG, _saved(shades, "JPEG", progressive=True)),
        "JPEG with Exif": (MediaType.JPEG, drawn.jpeg(6)),
        "PNG": (MediaType.PNG, drawn.png(page, 3)),
        "clear PNG": (MediaType.PNG, drawn.clear_png(60, 40)),
        "WebP": (MediaType.WEBP, _saved(shades, "WEBP")),
        "lossless WebP": (MediaType.WEBP, _saved(shades, "WEBP", lossless=True)),
        "HEIC": (MediaType.HEIC, _heic(shades.resize((320, 215)))),
        "TIFF": (MediaType.TIFF, drawn.tiff(CORNER, page.turned(1))),
        "packed TIFF": (MediaType.TIFF, _saved(shades, "TIFF", compression="tiff_lzw")),
        "TIFF of a fax": (MediaType.TIFF, _saved(shades.convert("1"), "TIFF", compression="group4")),
        "PDF": (MediaType.PDF, drawn.pdf(page)),
        "typed PDF": (
            MediaType.PDF,
            drawn.typed_pdf(["CORNER BAKERY", "TOTAL 5.70", "Thank you for coming today"]),
        ),
        "PDF with a JPEG": (MediaType.PDF, _saved(shades, "PDF", creationDate=_MADE, modDate=_MADE)),
        "PDF with XML": (MediaType.PDF, _with_xml(drawn.typed_pdf(["Invoice 4711", "TOTAL 5.70"]))),
    }
    return {name: Document(content, kind) for name, (kind, content) in written.items()}


def _saved(picture: Image.Image, form: str, **options: object) -> bytes:
    written = io.BytesIO()
    picture.save(written, form, **options)
    return written.getvalue()


def _heic(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    pillow_heif.from_pillow(picture).save(written)
    return written.getvalue()


def _with_xml(content: bytes) -> bytes:
    """The PDF with an e-invoice attached, by an update at its end (ISO 32000-2, 7.5.6)."""
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(factur-x.xml) 90 0 R]>>>>/AF[90 0 R]>>",
        90: b"<</Type/Filespec/F(factur-x.xml)/UF(factur-x.xml)/AFRelationship/Data/EF<</F 91 0 R>>>>",
        91: b"<</Type/EmbeddedFile/Subtype/text#2Fxml/Length %d>>stream\n" % len(_XML) + _XML + b"\nendstream",
    }
    before = int(content.rsplit(b"startxref", 1)[1].split()[0])
    table = b"xref\n"
    for number, thing in objects.items():
        table += b"%d 1\n%010d 00000 n \n" % (number, len(content))
        content += b"%d 0 obj" % number + thing + b"endobj\n"
    end = b"trailer<</Size 92/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
    return content + table + end % (before, len(content))


def mutants(count: int, seed: int) -> Iterator[tuple[str, Document]]:
    """So many damaged files and from which sample each was made; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - to be the same each time, and keeps no secret
    sound = samples()
    names = list(sound)
    others = [document.content for document in sound.values()]
    for number in range(count):
        name = names[number % len(names)]
        content = sound[name].content
        for _ in range(chance.randint(1, 3)):
            content = chance.choice(_WAYS)(content, chance, others)
        yield name, Document(content, sound[name].media_type)


def _flipped(content: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    changed = bytearray(content)
    for _flip in range(chance.randint(1, _FLIPS_MAX) if changed else 0):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _flipped_head(content: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    return _flipped(content[:_HEAD], chance, others) + content[_HEAD:]


def _truncated(content: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    return content[: chance.randint(0, len(content))]


def _spliced(content: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    other = chance.choice(others)
    return content[: chance.randint(0, len(content))] + other[chance.randint(0, len(other)) :]


def _inserted(content: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    other, at = chance.choice(others), chance.randint(0, len(content))
    start = chance.randint(0, len(other))
    return content[:at] + other[start : start + chance.randint(0, 2_000)] + content[at:]


def _cut_out(content: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    at = chance.randint(0, len(content))
    return content[:at] + content[at + chance.randint(1, 500) :]


def _repeated(content: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    at = chance.randint(0, len(content))
    return content[:at] + content[at : at + chance.randint(1, 300)] * chance.randint(2, 40) + content[at:]


def _odd_number(content: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    at = chance.randint(0, len(content))
    return content[:at] + chance.choice(_ODD) + content[at + 4 :]


def _odd_figure(content: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    """A figure of text, as PDF writes them, becomes another."""
    places = [at for at, byte in enumerate(content) if 48 <= byte <= 57]  # noqa: PLR2004 - the digits
    if not places:
        return _odd_number(content, chance, others)
    at = chance.choice(places)
    return content[:at] + chance.choice((b"0", b"-1", b"99999999999", b"1e9", b"65536")) + content[at + 1 :]


def _other_head(content: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    return chance.choice(_OTHER_HEADS) + content


_WAYS: Final[tuple[Callable[[bytes, random.Random, Sequence[bytes]], bytes], ...]] = (
    _flipped,
    _flipped_head,
    _truncated,
    _spliced,
    _inserted,
    _cut_out,
    _repeated,
    _odd_number,
    _odd_figure,
    _other_head,
)
