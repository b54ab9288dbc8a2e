"""Documents drawn anew from the pixels of their pages, with places painted over.

Nothing of the file itself goes on but what its pages show: the pages are decoded exactly as they are for reading, so
that a place is where the engine saw it, and written into a new file by our own encoders. Pictures keep the pixels that
were read; the pages of a PDF or TIFF are kept at about 200 dots an inch.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import Any, Final

import pillow_heif
import pypdfium2 as pdfium
from PIL import Image, ImageDraw
from PIL.TiffImagePlugin import AppendingTiffWriter

from plutopixie.adapters.page_images import pdf
from plutopixie.domain.documents import (
    DOCUMENT_PIXELS_MAX,
    FILE_BYTES_MAX,
    PAGES_MAX,
    Document,
    MediaType,
)
from plutopixie.domain.reading.extraction import Place
from plutopixie.domain.reading.words import Box
from plutopixie.ports.outbound.page_images import PageImage, PageImages

#: So many pixels has a page of a document that may have as many pages as are read: about 200 dots an inch on A4.
SHEET_PIXELS_MAX: Final = DOCUMENT_PIXELS_MAX // PAGES_MAX
QUALITY: Final = 90
_COVER: Final = (0, 0, 0)
#: x265's other presets take ten times as long for a file that is hardly smaller (measured).
_QUICK: Final = {"preset": "ultrafast"}
#: A file that came out too large is drawn with half the pixels, and again: each page fits in the end.
_HALF: Final = 0.5**0.5

Size = tuple[float, float]


def paint(page_images: PageImages, document: Document, places: Collection[Place]) -> Document:
    """The document drawn anew with black over the places; raises UnreadableDocumentError."""
    pages = _covered_pages(page_images, document, places)
    match document.media_type:
        case MediaType.PDF:
            content = _sheets(pages, partial(_pdf, _sizes(document)))
        case MediaType.TIFF:
            content = _sheets(pages, _tiff)
        case _:
            content = _picture(next(pages), _ENCODERS[document.media_type])
    return Document(content, document.media_type)


def _covered_pages(page_images: PageImages, document: Document, places: Collection[Place]) -> Iterator[Image.Image]:
    for image in page_images.pages(document):
        yield _covered(image, [place.box for place in places if place.page == image.number])


def _covered(image: PageImage, boxes: Sequence[Box]) -> Image.Image:
    """The page with the boxes black: a picture that has never had anything but pixels."""
    picture = Image.frombytes("RGB", (image.width, image.height), image.pixels)
    brush = ImageDraw.Draw(picture)
    for box in boxes:
        brush.rectangle((box.left, box.top, box.right - 1, box.bottom - 1), fill=_COVER)
    return picture


def _picture(picture: Image.Image, encode: Callable[[Image.Image], bytes]) -> bytes:
    content = encode(picture)
    while len(content) > FILE_BYTES_MAX:
        picture = _smaller(picture, _HALF)
        content = encode(picture)
    return content


def _sheets(pages: Iterator[Image.Image], write: Callable[[Sequence[bytes]], bytes]) -> bytes:
    """A document of several pages, which are held as JPEGs, because all of them decoded would be too much memory."""
    sheets = [_jpeg(_smaller(page, (SHEET_PIXELS_MAX / (page.width * page.height)) ** 0.5)) for page in pages]
    content = write(sheets)
    while len(content) > FILE_BYTES_MAX:
        sheets = [_jpeg(_smaller(_opened(sheet), _HALF)) for sheet in sheets]
        content = write(sheets)
    return content


def _smaller(picture: Image.Image, factor: float) -> Image.Image:
    if factor >= 1:
        return picture
    size = max(1, int(picture.width * factor)), max(1, int(picture.height * factor))
    return picture.resize(size, Image.Resampling.BOX)


# --- writing --------------------------------------------------------------------------------------


def _saved(kind: str, picture: Image.Image, **settings: Any) -> bytes:
    kept = io.BytesIO()
    picture.save(kept, kind, **settings)
    return kept.getvalue()


def _heic(picture: Image.Image) -> bytes:
    kept = io.BytesIO()
    pillow_heif.from_pillow(picture).save(kept, quality=QUALITY, enc_params=_QUICK)
    return kept.getvalue()


_jpeg: Final = partial(_saved, "JPEG", quality=QUALITY)
_ENCODERS: Final[dict[MediaType, Callable[[Image.Image], bytes]]] = {
    MediaType.JPEG: _jpeg,
    MediaType.PNG: partial(_saved, "PNG"),
    MediaType.WEBP: partial(_saved, "WEBP", quality=QUALITY),
    MediaType.HEIC: _heic,
}


def _opened(sheet: bytes) -> Image.Image:
    return Image.open(io.BytesIO(sheet), formats=("JPEG",))


def _tiff(sheets: Sequence[bytes]) -> bytes:
    kept = io.BytesIO()
    with AppendingTiffWriter(kept, new=True) as writer:
        for sheet in sheets:
            _opened(sheet).save(writer, "TIFF", compression="jpeg", quality=QUALITY)
            writer.newFrame()
        return kept.getvalue()


def _sizes(document: Document) -> tuple[Size, ...]:
    """Width and height of every page in points, as it is shown."""
    with pdf.opened(document) as held:
        return tuple(pdf.alone(held[place].get_size) for place in range(pdf.alone(partial(len, held))))


def _pdf(sizes: Sequence[Size], sheets: Sequence[bytes]) -> bytes:
    return pdf.alone(partial(_drawn_pdf, sizes, sheets))


def _drawn_pdf(sizes: Sequence[Size], sheets: Sequence[bytes]) -> bytes:
    held = pdfium.PdfDocument.new()
    try:
        for (width, height), sheet in zip(sizes, sheets, strict=True):
            page = held.new_page(width, height)
            picture = pdfium.PdfImage.new(held)
            picture.load_jpeg(io.BytesIO(sheet), inline=True)
            picture.set_matrix(pdfium.PdfMatrix().scale(width, height))
            page.insert_obj(picture)
            page.gen_content()
            page.close()
        kept = io.BytesIO()
        held.save(kept)
        return kept.getvalue()
    finally:
        held.close()
