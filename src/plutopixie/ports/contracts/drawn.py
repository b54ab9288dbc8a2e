"""Documents to decode and read, drawn with nothing but the standard library."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Sequence
from importlib.resources import files
from typing import Final, Self

from attrs import frozen

WHITE: Final = 255
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_ORIENTATION: Final = 274  # Exif 2.32, 4.6.4
_GRAY: Final = 0
_GRAY_ALPHA: Final = 4
_PAGE_SIDE: Final = 200


@frozen
class Bitmap:
    """A gray picture, a byte a pixel, in rows from the top left."""

    rows: tuple[bytes, ...]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return len(self.rows[0]), len(self.rows)

    def turned(self, quarters: int) -> Bitmap:
        """This picture after that many clockwise quarter turns."""
        rows = self.rows
        for _ in range(quarters % 4):
            rows = tuple(bytes(column) for column in zip(*reversed(rows), strict=True))
        return Bitmap(rows)

    def mirrored(self) -> Bitmap:
        """This picture with left and right exchanged."""
        return Bitmap(tuple(row[::-1] for row in self.rows))

    def shown(self, orientation: int) -> Bitmap:
        """How this picture is to be shown under one of the eight orientations of Exif."""
        mirrored, quarters = _SHOWN[orientation]
        return (self.mirrored() if mirrored else self).turned(quarters)

    @classmethod
    def blank(cls, width: int, height: int) -> Self:
        """White paper."""
        return cls((bytes([WHITE]) * width,) * height)


#: Exif's orientations: whether to mirror, and then the clockwise quarter turns.
_SHOWN: Final = {
    1: (False, 0),
    2: (True, 0),
    3: (False, 2),
    4: (True, 2),
    5: (True, 3),
    6: (False, 1),
    7: (True, 1),
    8: (False, 3),
}
ORIENTATIONS: Final = tuple(_SHOWN)

#: A black quarter at the top left of a white picture: no turn and no mirror leaves it as it is.
CORNER: Final = Bitmap((bytes(24) + bytes([WHITE]) * 24,) * 16 + (bytes([WHITE]) * 48,) * 16)

#: What stands on the page, row by row.
PAGE_ROWS: Final = ("CORNER BAKERY", "Invoice 4711", "Bread 3.20", "Coffee 2.50", "TOTAL 5.70", "Thank you")


def page() -> Bitmap:
    """A page with `PAGE_ROWS` on it."""
    return _from_png(files(__package__).joinpath("page.png").read_bytes())


# The corner in the formats that take too much code to write.

JPEG: Final = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYV"
    "pQYEpRUk//wAALCAAgADABAREA/8QAFgABAQEAAAAAAAAAAAAAAAAAAAgH/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQAAPwDMAU6CYgU6"
    "AAAAD//Z"
)
WEBP: Final = base64.b64decode("UklGRiIAAABXRUJQVlA4TBYAAAAvL8AHAIWQgPD/tCpLEf2fAHLzn/0f")
HEIC: Final = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAX1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJpbG9jAA"
    "AAAERAAAEAAQAAAAABoQABAAAAAAAAAE0AAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRtAAAAAAABAAAA/WlwcnAA"
    "AADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkA"
    "AAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAA"
    "AAAoY2xhcAAAADAAAAABAAAAIAAAAAH////wAAAAAv///+AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAAF"
    "VtZGF0AAAASSgBrwng40jYrK//+J6Bsgrq32vJYw8cpflphTcSdUBM4aDJIh/H0Do2+jeAdb2CjXcDSz0PtX18NEf0xvXAn8ogTJOaq1JNl4A="
)


def jpeg(orientation: int) -> bytes:
    """The corner as JPEG under an orientation."""
    exif = b"Exif\0\0" + _exif(orientation)
    return JPEG[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + JPEG[2:]


def png(picture: Bitmap, orientation: int | None = None) -> bytes:
    """A picture as PNG."""
    lines = b"".join(b"\0" + row for row in picture.rows)
    exif = b"" if orientation is None else _chunk(b"eXIf", _exif(orientation))
    return _png(picture.size, 8, _GRAY, exif + _chunk(b"IDAT", zlib.compress(lines, 9)))


def clear_png(width: int, height: int) -> bytes:
    """A picture of which every pixel is black and transparent."""
    return _png((width, height), 8, _GRAY_ALPHA, _chunk(b"IDAT", zlib.compress((b"\0" + bytes(2 * width)) * height)))


def deep_png(picture: Bitmap) -> bytes:
    """A picture as PNG of 16 bits a pixel."""
    lines = b"".join(b"\0" + b"".join(bytes((value, value)) for value in row) for row in picture.rows)
    return _png(picture.size, 16, _GRAY, _chunk(b"IDAT", zlib.compress(lines)))


def png_bomb(width: int, height: int) -> bytes:
    """A PNG of few bytes whose header promises that many pixels."""
    return _png((width, height), 8, _GRAY, _chunk(b"IDAT", zlib.compress(bytes(1_000))))


def tiff(*pictures: Bitmap, orientation: int = 1, promised: tuple[int, int] | None = None) -> bytes:
    """Pictures as the pages of a TIFF, uncompressed; `promised` is the size that the headers state instead."""
    content = b"II*\0" + struct.pack("<I", 8)
    for number, picture in enumerate(pictures, 1):
        width, height = promised or picture.size
        pixels = b"".join(picture.rows)
        entries = (
            (256, width),
            (257, height),
            (258, 8),
            (259, 1),
            (262, 1),
            (273, len(content) + 2 + 10 * 12 + 4),
            (_ORIENTATION, orientation),
            (277, 1),
            (278, height),
            (279, len(pixels)),
        )
        directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", tag, 4, 1, v) for tag, v in entries)
        padding = len(pixels) % 2
        after = len(content) + len(directory) + 4 + len(pixels) + padding
        following = after if number < len(pictures) else 0
        content += directory + struct.pack("<I", following) + pixels + bytes(padding)
    return content


def pdf(*pictures: Bitmap, side: float | None = None, promised: tuple[int, int] | None = None) -> bytes:
    """Pictures as the pages of a PDF, a point a pixel.

    Args:
        pictures: what is drawn on the pages.
        side: the width and height of the pages in points, if not those of the pictures.
        promised: the size in pixels that the pictures' headers state instead of their own.
    """
    kids = " ".join(f"{3 + 3 * place} 0 R" for place in range(len(pictures)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pictures)}/Kids[{kids}]>>".encode(),
    ]
    for place, picture in enumerate(pictures):
        number, (width, height) = 3 + 3 * place, picture.size
        across, down = (side, side) if side else (width, height)
        columns, lines = promised or (width, height)
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {across} {down}]/Contents {number + 1} 0 R"
            f"/Resources<</XObject<</I {number + 2} 0 R>>>>>>".encode(),
            stream("", f"{across} 0 0 {down} 0 0 cm /I Do".encode()),
            stream(
                f"/Type/XObject/Subtype/Image/Width {columns}/Height {lines}/BitsPerComponent 8"
                "/ColorSpace/DeviceGray/Filter/FlateDecode",
                zlib.compress(b"".join(picture.rows)),
            ),
        ]
    return _pdf(objects)


#: Where text begins, and in which direction it runs, on a page that a viewer turns by so many degrees.
_UPRIGHT: Final = {0: "1 0 0 1 20 370", 90: "0 1 -1 0 30 20", 180: "-1 0 0 -1 280 30", 270: "0 -1 1 0 270 380"}


def typed_pdf(*pages: Sequence[str], turned: int = 0, hidden: bool = False) -> bytes:
    """A PDF with rows of text on its pages, as a program writes them.

    Args:
        pages: the rows of each page, in ASCII without parentheses.
        turned: the clockwise degrees that a viewer turns the pages by; the text is drawn so that it is upright then.
        hidden: whether the text is there for machines only, and not drawn.
    """
    kids = " ".join(f"{4 + 2 * place} 0 R" for place in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for place, rows in enumerate(pages):
        shown = "".join(f"({row}) Tj T* " for row in rows)
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Rotate {turned}/Contents {5 + 2 * place} 0 R"
            "/Resources<</Font<</F 3 0 R>>>>>>".encode(),
            stream("", f"BT /F 12 Tf {3 * hidden} Tr {_UPRIGHT[turned]} Tm 20 TL {shown}ET".encode()),
        ]
    return _pdf(objects)


def written_pdf(rows: Sequence[str], objects: Sequence[bytes], catalog: str = "", page: str = "") -> bytes:
    """A PDF of one typed page with further objects, which the catalog or the page refers to; the first is number 6.

    Args:
        rows: the rows of the page, in ASCII without parentheses.
        objects: further objects; object 3 is the font.
        catalog: further entries of the catalog.
        page: further entries of the page.
    """
    shown = "".join(f"({row}) Tj T* " for row in rows)
    usual = {"Contents": " 5 0 R", "Resources": "<</Font<</F 3 0 R>>>>"}
    parts = "".join(f"/{name}{value}" for name, value in usual.items() if f"/{name}" not in page)
    return _pdf(
        [
            f"<</Type/Catalog/Pages 2 0 R{catalog}>>".encode(),
            b"<</Type/Pages/Count 1/Kids[4 0 R]>>",
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]{parts}{page}>>".encode(),
            stream("", f"BT /F 12 Tf {_UPRIGHT[0]} Tm 20 TL {shown}ET".encode()),
            *objects,
        ]
    )


def empty_pdf(pages: int, side: float = _PAGE_SIDE) -> bytes:
    """A PDF of pages with nothing on them."""
    kids = " ".join(f"{3 + place} 0 R" for place in range(pages))
    tree = f"<</Type/Pages/Count {pages}/Kids[{kids}]>>".encode()
    leaf = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {side} {side}]>>".encode()
    return _pdf([b"<</Type/Catalog/Pages 2 0 R>>", tree, *[leaf] * pages])


def locked_pdf() -> bytes:
    """A PDF that nothing opens without a password: its keys are made up, so that not even one exists."""
    keys = f"/O<{'5a' * 32}>/U<{'a5' * 32}>"
    return _pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
            f"<</Filter/Standard/V 1/R 2/P -4{keys}>>".encode(),
        ],
        "/Encrypt 4 0 R/ID[<00><00>]",
    )


def _png(size: tuple[int, int], depth: int, color: int, chunks: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", *size, depth, color, 0, 0, 0)
    return _PNG + _chunk(b"IHDR", header) + chunks + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _from_png(content: bytes) -> Bitmap:
    """What `png` wrote, without orientation."""
    width, height = struct.unpack(">II", content[16:24])
    (length,) = struct.unpack(">I", content[33:37])
    lines = zlib.decompress(content[41 : 41 + length])
    return Bitmap(tuple(lines[(width + 1) * line + 1 : (width + 1) * (line + 1)] for line in range(height)))


def _exif(orientation: int) -> bytes:
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)


def stream(entries: str, content: bytes) -> bytes:
    """A stream of a PDF with these entries in its dictionary."""
    return f"<<{entries}/Length {len(content)}>>stream\n".encode() + content + b"\nendstream"


def _pdf(objects: Sequence[bytes], trailer: str = "") -> bytes:
    content, places = b"%PDF-1.4\n", []
    for number, thing in enumerate(objects, 1):
        places.append(len(content))
        content += f"{number} 0 obj".encode() + thing + b"endobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count, start = len(objects) + 1, len(content)
    return (
        content
        + (
            f"xref\n0 {count}\n0000000000 65535 f \n{table}"
            f"trailer<</Size {count}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n"
        ).encode()
    )
