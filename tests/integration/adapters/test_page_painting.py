"""Painting over by Pillow and pdfium: what must be gone is gone from every corner of the file (P4.5)."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from typing import Final

import pillow_heif
import pypdfium2 as pdfium
import pytest
from PIL import Image, PngImagePlugin

from plutopixie.adapters.page_images import DecodedPages, PaintedPages, painting
from plutopixie.domain.documents import DOCUMENT_PIXELS_MAX, PAGES_MAX, Document, MediaType, recognize
from plutopixie.domain.reading.extraction import Place
from plutopixie.domain.reading.words import Box
from plutopixie.ports.contracts import drawn
from plutopixie.ports.contracts.page_painters import NUMBER, PagePainterContract
from plutopixie.ports.outbound.page_images import PageImages
from plutopixie.ports.outbound.page_painter import PagePainter

pytestmark = pytest.mark.promise("P4.5")

_DESCRIPTION: Final = 0x010E
_USER_COMMENT: Final = 0x9286
_EXIF_IFD: Final = 0x8769
_STREAM: Final = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


class TestPaintedPages(PagePainterContract):
    """The contract over Pillow and pdfium."""

    @pytest.fixture
    def page_images(self) -> PageImages:
        """The decoder."""
        return DecodedPages()

    @pytest.fixture
    def painter(self, page_images: PageImages) -> PagePainter:
        """The painter."""
        return PaintedPages(page_images)


PAINTER: Final = PaintedPages(DecodedPages())


def every_byte(content: bytes) -> bytes:
    """The file and, of what is compressed in it, the plain bytes too."""
    streams = (match.group(1) for match in _STREAM.finditer(content))
    return content + b"".join(_plain(stream) for stream in streams)


def _plain(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def saved(picture: Image.Image, kind: str, **settings: object) -> bytes:
    """The picture as a file."""
    kept = io.BytesIO()
    picture.save(kept, kind, **settings)
    return kept.getvalue()


def exif() -> Image.Exif:
    """Exif with the number in a tag, in a comment, and in a thumbnail."""
    told = Image.Exif()
    told[_DESCRIPTION] = f"card {NUMBER}"
    told.get_ifd(_EXIF_IFD)[_USER_COMMENT] = b"ASCII\0\0\0" + NUMBER.encode()
    return told


def png_notes() -> PngImagePlugin.PngInfo:
    """The number as PNG's text, plain and compressed."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", NUMBER)
    notes.add_itxt("Title", NUMBER, zip=True)
    return notes


def heic() -> bytes:
    """A HEIC with the number in its Exif."""
    kept = io.BytesIO()
    pillow_heif.from_pillow(WHITE).save(kept, exif=exif().tobytes())
    return kept.getvalue()


def with_thumbnail() -> bytes:
    """A JPEG with a smaller JPEG in its Exif, as cameras write it: another file inside the file."""
    small = saved(Image.new("RGB", (32, 24), "black"), "JPEG", comment=NUMBER.encode())
    header = b"MM\0*\0\0\0\x08\0\0" + (14).to_bytes(4, "big")
    fields = b"".join(
        tag.to_bytes(2, "big") + b"\0\x04\0\0\0\x01" + value.to_bytes(4, "big")
        for tag, value in ((0x0201, 14 + 2 + 24 + 4), (0x0202, len(small)))
    )
    return saved(WHITE, "JPEG", exif=b"Exif\0\0" + header + b"\0\x02" + fields + bytes(4) + small)


WHITE: Final = Image.new("RGB", (64, 48), "white")
HIDING: Final[dict[str, tuple[MediaType, Callable[[], bytes]]]] = {
    "JPEG's Exif": (MediaType.JPEG, lambda: saved(WHITE, "JPEG", exif=exif())),
    "JPEG's comment": (MediaType.JPEG, lambda: saved(WHITE, "JPEG", comment=NUMBER.encode())),
    "JPEG's XMP": (MediaType.JPEG, lambda: saved(WHITE, "JPEG", xmp=f"<x:xmpmeta>{NUMBER}</x:xmpmeta>".encode())),
    "PNG's text": (MediaType.PNG, lambda: saved(WHITE, "PNG", pnginfo=png_notes())),
    "PNG's Exif": (MediaType.PNG, lambda: saved(WHITE, "PNG", exif=exif())),
    "WebP's Exif": (MediaType.WEBP, lambda: saved(WHITE, "WEBP", exif=exif())),
    "TIFF's description": (MediaType.TIFF, lambda: saved(WHITE, "TIFF", description=NUMBER)),
    "HEIC's Exif": (MediaType.HEIC, heic),
    "PDF's information": (MediaType.PDF, lambda: saved(WHITE, "PDF", title=NUMBER)),
    "PDF's attachment": (MediaType.PDF, lambda: attached(f"<Invoice><Card>{NUMBER}</Card></Invoice>".encode())),
    "PDF's earlier version": (MediaType.PDF, lambda: edited(f"(Card {NUMBER}) Tj".encode())),
    "PDF's annotation": (MediaType.PDF, lambda: edited(b"<< /Type /Annot /Contents (" + NUMBER.encode() + b") >>")),
    "PDF's split text": (MediaType.PDF, lambda: edited(b"[(4111) -20 (1111) -20 (1111) -20 (1111)] TJ")),
    "PDF's metadata": (MediaType.PDF, lambda: edited(f"<?xpacket?><x:xmpmeta>{NUMBER}</x:xmpmeta>".encode())),
}


def attached(content: bytes) -> bytes:
    """A PDF with a file in it, as an e-invoice has its XML."""
    held = pdfium.PdfDocument.new()
    held.new_page(200, 200)
    held.new_attachment("factur-x.xml").set_data(content)
    kept = io.BytesIO()
    held.save(kept)
    return kept.getvalue()


def edited(earlier: bytes) -> bytes:
    """A PDF with a compressed object that no page refers to any more."""
    stream = zlib.compress(earlier)
    left = b"99 0 obj\n<< /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream\nendobj\n" % (len(stream), stream)
    return drawn.pdf(drawn.CORNER) + left + b"%%EOF\n"


@pytest.mark.parametrize("name", HIDING)
def test_what_is_hidden_is_found_and_gone(name: str) -> None:
    """A number anywhere in the file is found there, and in the painted file it is nowhere, compressed or not."""
    kind, write = HIDING[name]
    document = recognize(write())
    assert document.media_type is kind
    assert any(NUMBER in text for text in PAINTER.hidden_texts(document))

    painted = PAINTER.paint(document, [])

    assert NUMBER.encode() not in every_byte(painted.content)
    assert not any(NUMBER in text for text in PAINTER.hidden_texts(painted))


def test_no_thumbnail_stays() -> None:
    """A painted picture has no smaller copy of what it was."""
    document = recognize(with_thumbnail())
    assert document.content.count(b"\xff\xd8\xff") == 2

    painted = PAINTER.paint(document, [Place(1, Box(0, 0, 9, 9))])

    assert painted.content.count(b"\xff\xd8\xff") == 1
    with Image.open(io.BytesIO(painted.content)) as picture:
        assert dict(picture.getexif()) == {}


def test_a_second_picture_does_not_stay() -> None:
    """Of a JPEG of several pictures, as phones write them, only the one that is seen goes on."""
    other = Image.new("RGB", (64, 48), "red")
    document = recognize(saved(WHITE, "MPO", save_all=True, append_images=[other]))

    painted = PAINTER.paint(document, [])

    with Image.open(io.BytesIO(painted.content)) as picture:
        assert getattr(picture, "n_frames", 1) == 1
    assert painted.content.count(b"\xff\xd8\xff") == 1


def test_a_pdf_keeps_the_size_of_its_pages() -> None:
    """The pages of a painted PDF are as large on paper as before, and hold a picture and no text."""
    document = Document(drawn.typed_pdf(["Bread 3.20"], ["Card 4111111111111111"], turned=90), MediaType.PDF)

    painted = PAINTER.paint(document, [Place(2, Box(10, 10, 20, 20))])

    before, after = pdfium.PdfDocument(document.content), pdfium.PdfDocument(painted.content)
    assert [page.get_size() for page in after] == [page.get_size() for page in before]
    assert all(page.get_textpage().get_text_range() == "" for page in after)


@pytest.mark.parametrize("kind", ["PDF", "TIFF", "PNG"])
def test_what_comes_out_too_large_is_drawn_smaller(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that hardly compress come out as a file that is taken again, none of them missing."""
    monkeypatch.setattr(painting, "FILE_BYTES_MAX", 300_000)
    noise = [Image.effect_noise((600, 800), 90).convert("RGB") for _ in range(1 if kind == "PNG" else 4)]
    document = recognize(saved(noise[0], kind, save_all=True, append_images=noise[1:]))

    painted = PAINTER.paint(document, [])

    pages = list(DecodedPages().pages(painted))
    assert len(painted.content) <= 300_000
    assert len(pages) == len(noise)
    assert all(page.width / page.height == pytest.approx(0.75, abs=0.01) for page in pages)


def test_a_document_of_many_pages_is_taken_again() -> None:
    """However large its pages are, a painted document has no more pixels than are decoded."""
    document = Document(drawn.empty_pdf(3, side=14_400), MediaType.PDF)

    assert len(list(DecodedPages().pages(PAINTER.paint(document, [])))) == 3
    assert painting.SHEET_PIXELS_MAX * PAGES_MAX <= DOCUMENT_PIXELS_MAX
