"""Files made to harm whoever opens them, written by hand and small; what they unfold to is not.

Each has the outcomes that are right for it: reasons why it is unreadable, or "read" where it does no harm.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Sequence
from typing import Final

from attrs import frozen
from PIL import Image

from plutopixie.ports.contracts import drawn
from plutopixie.ports.contracts.drawn import CORNER, Bitmap

READ: Final = "read"
#: What a document that stops its reader ends as, after the last attempt.
STOPPED: Final = frozenset({"overran", "too-much-memory", "crashed"})
_UNREADABLE: Final = frozenset({"damaged", "truncated"})
_PIXELS: Final = frozenset({"too-many-pixels"})
_MEGABYTE: Final = 1024 * 1024


@frozen
class Hostile:
    """A file, which is made when it is asked for, and how its reading may end."""

    make: Callable[[], bytes]
    outcomes: frozenset[str]


def pdf(*objects: bytes, header: bytes = b"%PDF-1.7\n", trailer: bytes = b"", start: int | None = None) -> bytes:
    """A PDF of these objects, numbered from 1, of which the first is the catalogue.

    Args:
        objects: each without its number.
        header: what stands before them.
        trailer: further entries of the trailer.
        start: where the table of references is said to be, if not where it is.
    """
    content, places = header, []
    for number, thing in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n" % number + thing + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return content + (
        b"xref\n0 %d\n0000000000 65535 f \n" % count
        + table
        + b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n"
        % (count, trailer, len(content) if start is None else start)
    )


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<<%s/Length %d>>stream\n" % (entries, len(content)) + content + b"\nendstream"


def page(contents: bytes, resources: bytes = b"", box: bytes = b"[0 0 200 200]") -> tuple[bytes, ...]:
    """The first four objects of a PDF of one page: catalogue, pages, page, and what is drawn on it."""
    leaf = b"<</Type/Page/Parent 2 0 R/MediaBox%s/Contents 4 0 R/Resources<<%s>>>>" % (box, resources)
    return b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", leaf, contents


def deflated(size: int, what: bytes = b"\0", times: int = 1) -> bytes:
    """So many bytes by Flate (RFC 1950), packed again so many times; a thousandth of them each time.

    A packed piece stands there over and over, so that the bytes themselves are never all packed here.
    """
    piece = (what * (_MEGABYTE // len(what) + 1))[:_MEGABYTE]
    packer, sum_ = zlib.compressobj(9, zlib.DEFLATED, -15), 1
    block = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    count = -(-size // _MEGABYTE)
    for _ in range(count):
        sum_ = zlib.adler32(piece, sum_)
    packed = b"\x78\xda" + block * count + b"\x03\0" + struct.pack(">I", sum_)
    for _ in range(times - 1):
        packed = zlib.compress(packed, 9)
    return packed


def _picture(entries: bytes, content: bytes) -> bytes:
    """A PDF whose page shows one picture."""
    return pdf(
        *page(stream(b"200 0 0 200 0 0 cm /I Do"), b"/XObject<</I 5 0 R>>"),
        stream(content, b"/Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 8" + entries),
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _png(width: int, height: int, before: bytes, pixels: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + before + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _webp_bomb() -> bytes:
    canvas = bytes(4) + (16_383).to_bytes(3, "little") * 2
    body = b"WEBPVP8X" + struct.pack("<I", 10) + canvas + drawn.WEBP[12:]
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _jpeg_bomb() -> bytes:
    frame = drawn.JPEG.index(b"\xff\xc0")
    return drawn.JPEG[: frame + 5] + struct.pack(">HH", 65_000, 65_000) + drawn.JPEG[frame + 9 :]


def _jpeg_of_many_scans() -> bytes:
    """A progressive JPEG of 45 million pixels that is drawn over and over, a few bytes each time."""
    picture = io.BytesIO()
    Image.new("L", (7_000, 6_500), 255).save(picture, "JPEG", progressive=True, quality=10)
    content = picture.getvalue()
    last = content.rindex(b"\xff\xda")
    return content[:-2] + content[last:-2] * 4_000 + b"\xff\xd9"


def _heic_bomb() -> bytes:
    place = drawn.HEIC.index(b"ispe") + 8
    return drawn.HEIC[:place] + struct.pack(">II", 60_000, 60_000) + drawn.HEIC[place + 8 :]


def _tiff(entries: Sequence[tuple[int, int]], following: int, after: bytes = b"") -> bytes:
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", tag, 4, 1, v) for tag, v in entries)
    return b"II*\0" + struct.pack("<I", 8) + directory + struct.pack("<I", following) + after


def _tiff_in_a_circle() -> bytes:
    """A TIFF whose first page says that it follows itself."""
    entries = [(256, 8), (257, 8), (258, 8), (259, 1), (262, 1), (273, 200), (277, 1), (278, 8), (279, 64)]
    return _tiff(entries, 8, bytes(200))


def _tiff_of_one_strip(pages: int) -> bytes:
    """A TIFF of many large pages that all show one packed strip."""
    side, strip = 6_900, deflated(6_900 * 6_900)
    content = b"II*\0" + struct.pack("<I", 8 + len(strip)) + strip
    for number in range(pages):
        entries = [(256, side), (257, side), (258, 8), (259, 8), (262, 1), (273, 8), (277, 1), (278, side)]
        entries.append((279, len(strip)))
        after = len(content) + 2 + 12 * len(entries) + 4
        content += _tiff(entries, after if number + 1 < pages else 0)[8:]
    return content


def _laughs(levels: int) -> bytes:
    """Forms that each show the next ten times: ten to the power of the levels."""
    forms = [
        stream(
            b"/F Do " * 10, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>" % (6 + at)
        )
        for at in range(levels)
    ]
    last = stream(b"0 0 5 5 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    return pdf(*page(stream(b"/F Do"), b"/XObject<</F 5 0 R>>"), *forms, last)


def _form_in_itself() -> bytes:
    form = stream(b"/F Do /F Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>")
    return pdf(*page(stream(b"/F Do"), b"/XObject<</F 5 0 R>>"), form)


def _typed(count: int) -> bytes:
    """A page with that many pieces of text, one on the other."""
    text = b"BT /F 1 Tf " + b"1 0 0 1 9 9 Tm (a) Tj 1 0 0 1 90 90 Tm (b) Tj " * (count // 2) + b"ET"
    return pdf(
        *page(stream(zlib.compress(text), b"/Filter/FlateDecode"), b"/Font<</F 5 0 R>>"),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )


def _jpx(side: int) -> bytes:
    """The head of a JPEG 2000 code stream of so many pixels across and down."""
    size = struct.pack(">HIIIIIIIIH", 0, side, side, 0, 0, side, side, 0, 0, 1) + b"\x07\x01\x01"
    style = b"\xff\x52\x00\x0c\x00\x00\x00\x01\x00\x05\x04\x04\x00\x00"
    return b"\xff\x4f\xff\x51" + struct.pack(">H", len(size) + 2) + size + style + b"\xff\x5c\x00\x04\x40\x40\xff\xd9"


_CATALOGUE: Final = b"<</Type/Catalog/Pages 2 0 R>>"
_JBIG2: Final = struct.pack(">IBBBI", 0, 48, 0, 1, 19) + struct.pack(">IIIIBH", 60_000, 60_000, 0, 0, 0, 0)
_SOUND_PDF: Final = drawn.typed_pdf(
    ("CORNER BAKERY", "TOTAL 5.70", "This is a receipt that a program wrote, in words.")
)
_ZIP: Final = b"PK\x05\x06" + bytes(18)


def hostile() -> dict[str, Hostile]:
    """Every file by what it is."""
    return {
        "nothing": Hostile(lambda: b"", frozenset({"empty"})),
        "one byte": Hostile(lambda: b"\0", frozenset({"unknown-type"})),
        # pixels
        "PNG of many pixels": Hostile(lambda: drawn.png_bomb(40_000, 40_000), _PIXELS),
        "JPEG of many pixels": Hostile(_jpeg_bomb, _PIXELS),
        "WebP of many pixels": Hostile(_webp_bomb, _PIXELS),
        "HEIC of many pixels": Hostile(_heic_bomb, _PIXELS | _UNREADABLE),
        "TIFF of many pixels": Hostile(lambda: drawn.tiff(Bitmap.blank(8, 8), promised=(60_000, 60_000)), _PIXELS),
        "TIFF of many large pages": Hostile(lambda: _tiff_of_one_strip(20), _PIXELS),
        "JPEG of many scans": Hostile(_jpeg_of_many_scans, STOPPED | _UNREADABLE),
        "PDF with a picture of many pixels": Hostile(
            lambda: drawn.pdf(Bitmap.blank(8, 8), promised=(60_000, 60_000)), _PIXELS
        ),
        "PDF with a JPEG 2000 of many pixels": Hostile(
            lambda: _picture(b"/Width 8/Height 8/Filter/JPXDecode", _jpx(60_000)),
            STOPPED | _UNREADABLE | _PIXELS | {READ},
        ),
        "PDF with a JBIG2 of many pixels": Hostile(
            lambda: _picture(b"/Width 60000/Height 60000/Filter/JBIG2Decode", _JBIG2), _PIXELS
        ),
        "PDF with a JBIG2 that says it is small": Hostile(
            lambda: _picture(b"/Width 8/Height 8/Filter/JBIG2Decode", _JBIG2), STOPPED | _UNREADABLE | {READ}
        ),
        "PDF page as wide as a country": Hostile(
            lambda: pdf(*page(stream(b"0 0 9 9 re f"), box=b"[0 0 1e12 1e12]")), _UNREADABLE | {READ}
        ),
        "PDF page of no size": Hostile(lambda: pdf(*page(stream(b""), box=b"[0 0 0 0]")), _UNREADABLE | {READ}),
        "PDF page of size NaN": Hostile(lambda: pdf(*page(stream(b""), box=b"[0 0 nan 1e999]")), _UNREADABLE | {READ}),
        "PDF page as a hair": Hostile(lambda: pdf(*page(stream(b""), box=b"[0 0 1e-9 1e9]")), _UNREADABLE | {READ}),
        # streams
        "PNG with a text that unfolds": Hostile(
            lambda: _png(4, 4, _chunk(b"zTXt", b"Comment\0\0" + deflated(512 * _MEGABYTE)), zlib.compress(bytes(20))),
            _UNREADABLE | {READ},
        ),
        "PNG with a colour profile that unfolds": Hostile(
            lambda: _png(4, 4, _chunk(b"iCCP", b"p\0\0" + deflated(512 * _MEGABYTE)), zlib.compress(bytes(20))),
            _UNREADABLE | {READ},
        ),
        "PNG with pixels that unfold": Hostile(
            lambda: _png(4, 4, b"", deflated(1_024 * _MEGABYTE)), _UNREADABLE | {READ}
        ),
        "PDF with drawing that unfolds": Hostile(
            lambda: pdf(*page(stream(deflated(256 * _MEGABYTE, b"q Q "), b"/Filter/FlateDecode"))),
            STOPPED | _UNREADABLE | {READ},
        ),
        "PDF with drawing that unfolds twice": Hostile(
            lambda: pdf(*page(stream(deflated(2_048 * _MEGABYTE, b" ", 2), b"/Filter[/FlateDecode/FlateDecode]"))),
            STOPPED | _UNREADABLE | {READ},
        ),
        "PDF with a picture that unfolds": Hostile(
            lambda: _picture(
                b"/Width 8/Height 8/Filter[/FlateDecode/FlateDecode/FlateDecode]", deflated(2_048 * _MEGABYTE, times=3)
            ),
            STOPPED | _UNREADABLE | {READ},
        ),
        "PDF with objects that unfold": Hostile(
            lambda: pdf(
                _CATALOGUE,
                b"<</Type/Pages/Count 1/Kids[7 0 R]>>",
                stream(
                    deflated(1_024 * _MEGABYTE, b" ", 2), b"/Type/ObjStm/N 99/First 9/Filter[/FlateDecode/FlateDecode]"
                ),
            ),
            STOPPED | _UNREADABLE,
        ),
        # pages
        "PDF of many pages": Hostile(lambda: drawn.empty_pdf(20_000), frozenset({"too-many-pages"})),
        "PDF that says it has many pages": Hostile(
            lambda: pdf(_CATALOGUE, b"<</Type/Pages/Count 2000000000/Kids[3 0 R]>>", b"<</Type/Page/Parent 2 0 R>>"),
            frozenset({"too-many-pages", READ}) | _UNREADABLE,
        ),
        "PDF that says it has fewer than no pages": Hostile(
            lambda: pdf(_CATALOGUE, b"<</Type/Pages/Count -9/Kids[3 0 R]>>", b"<</Type/Page/Parent 2 0 R>>"),
            _UNREADABLE | {READ},
        ),
        "TIFF of many pages": Hostile(lambda: drawn.tiff(*[Bitmap.blank(8, 8)] * 500), frozenset({"too-many-pages"})),
        # circles
        "TIFF that follows itself": Hostile(_tiff_in_a_circle, frozenset({"too-many-pages", READ}) | _UNREADABLE),
        "PDF whose pages hold themselves": Hostile(
            lambda: pdf(_CATALOGUE, b"<</Type/Pages/Parent 2 0 R/Count 1/Kids[2 0 R]>>"), _UNREADABLE
        ),
        "PDF whose references follow themselves": Hostile(
            lambda: pdf(*page(stream(b"")), trailer=b"/Prev 9", start=9), _UNREADABLE | {READ}
        ),
        "PDF whose stream is as long as itself": Hostile(
            lambda: pdf(*page(b"<</Length 4 0 R>>stream\nq\nendstream")), _UNREADABLE | {READ}
        ),
        "PDF with a form in itself": Hostile(_form_in_itself, STOPPED | _UNREADABLE | {READ}),
        "PDF with a billion forms": Hostile(lambda: _laughs(10), STOPPED | _UNREADABLE | {READ}),
        "PDF with arrays within arrays": Hostile(
            lambda: pdf(_CATALOGUE, b"[" * 1_000_000 + b"]" * 1_000_000), _UNREADABLE | STOPPED
        ),
        "PDF with a million pieces of text": Hostile(lambda: _typed(1_000_000), STOPPED | _UNREADABLE | {READ}),
        # cut off
        "half a JPEG": Hostile(lambda: drawn.JPEG[: len(drawn.JPEG) // 2], _UNREADABLE),
        "half a PNG": Hostile(lambda: drawn.png(drawn.page())[:3_000], _UNREADABLE),
        "half a WebP": Hostile(lambda: drawn.WEBP[:20], _UNREADABLE),
        "half a HEIC": Hostile(lambda: drawn.HEIC[: len(drawn.HEIC) // 2], _UNREADABLE),
        "half a TIFF": Hostile(lambda: drawn.tiff(CORNER)[:300], _UNREADABLE),
        "half a PDF": Hostile(lambda: _SOUND_PDF[: len(_SOUND_PDF) // 2], _UNREADABLE),
        # two things at once
        "HTML, then a PDF": Hostile(lambda: b"<script>alert(1)</script>" + _SOUND_PDF, frozenset({"unknown-type"})),
        "GIF, then a JPEG": Hostile(lambda: b"GIF89a" + drawn.JPEG, frozenset({"unknown-type"})),
        "ZIP, then a PDF": Hostile(lambda: b"PK\x03\x04" + bytes(26) + _SOUND_PDF, frozenset({READ}) | _UNREADABLE),
        "PDF late in the file": Hostile(lambda: b" " * 1_100 + _SOUND_PDF, frozenset({"unknown-type"})),
        "PDF, then a ZIP": Hostile(lambda: _SOUND_PDF + _ZIP, frozenset({READ})),
        "JPEG, then HTML": Hostile(lambda: drawn.JPEG + b"<script>alert(1)</script>", frozenset({READ})),
        "PNG, then a ZIP": Hostile(lambda: drawn.png(CORNER) + _ZIP, frozenset({READ})),
        "JPEG, then a PDF": Hostile(lambda: drawn.JPEG + _SOUND_PDF, frozenset({READ})),
        "PNG that is named a TIFF inside": Hostile(lambda: b"II*\0" + drawn.png(CORNER), _UNREADABLE),
    }
