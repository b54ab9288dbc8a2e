"""Pictures through Pillow: turned as their EXIF says, on white, in 8-bit RGB."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator
from typing import Final, TypeVar

import pillow_heif
from PIL import Image, ImageOps

from plutopixie.domain.documents import (
    PAGES_MAX,
    Document,
    MediaType,
    Unreadable,
    UnreadableDocumentError,
    require_decodable,
)
from plutopixie.ports.outbound.page_images import PageImage

#: More pixels than this are of no use to an engine and cost it time; a larger picture is made smaller.
READ_PIXELS_MAX: Final = 12_000_000
#: From here on a JPEG is decoded at half its size, a quarter of its pixels, which takes a third of the time and memory.
HALVED_FROM: Final = 24_000_000

_FORMATS: Final = {
    MediaType.JPEG: ("JPEG", "MPO"),  # what phones write beside a depth map is a JPEG of several pictures
    MediaType.PNG: ("PNG",),
    MediaType.WEBP: ("WEBP",),
    MediaType.TIFF: ("TIFF",),
}
_BYTE_MAX: Final = 255
_DEPTH_MAX: Final = 65_535

T = TypeVar("T")


def pages(document: Document) -> Iterator[PageImage]:
    """The picture, or the frames of a TIFF of several pages; raises UnreadableDocumentError."""
    frames = _frames(document)
    while (image := _next(frames)) is not None:
        yield image


def told(document: Document, ask: Callable[[Image.Image], T]) -> T:
    """What the picture answers before its pixels are decoded; raises UnreadableDocumentError."""

    def answer() -> T:
        with _opened(document) as picture:
            return ask(picture)

    return _translated(answer)


def _next(frames: Iterator[PageImage]) -> PageImage | None:
    return _translated(lambda: next(frames, None))


def _translated(call: Callable[[], T]) -> T:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of oddities in files that it reads all the same
        try:
            return call()
        except UnreadableDocumentError:
            raise
        except Exception as problem:  # noqa: BLE001 - Pillow's plugins raise almost anything over a malformed file
            raise UnreadableDocumentError(_reason(problem)) from None


def _reason(problem: Exception) -> Unreadable:
    if isinstance(problem, Image.DecompressionBombError | MemoryError):
        return Unreadable.TOO_MANY_PIXELS
    return Unreadable.TRUNCATED if "truncated" in str(problem).lower() else Unreadable.DAMAGED


def _frames(document: Document) -> Iterator[PageImage]:
    with _opened(document) as picture:
        count = getattr(picture, "n_frames", 1) if document.media_type is MediaType.TIFF else 1
        if count > PAGES_MAX:
            raise UnreadableDocumentError(Unreadable.TOO_MANY_PAGES)
        pixels = 0
        for place in range(count):
            if count > 1:
                picture.seek(place)
            pixels = require_decodable(picture.width, picture.height, pixels)
            yield _page(place + 1, picture)


def _opened(document: Document) -> Image.Image:
    if document.media_type is MediaType.HEIC:
        heif = pillow_heif.open_heif(io.BytesIO(document.content), convert_hdr_to_8bit=True)
        require_decodable(*heif.size)
        picture: Image.Image = heif.to_pillow()
        return picture
    return Image.open(io.BytesIO(document.content), formats=_FORMATS[document.media_type])


def _page(number: int, picture: Image.Image) -> PageImage:
    _decode_smaller(picture)
    ImageOps.exif_transpose(picture, in_place=True)  # large pictures: no copy that is not needed
    rgb = _within(_on_white(picture))
    return PageImage(number, rgb.width, rgb.height, rgb.tobytes())


def _decode_smaller(picture: Image.Image) -> None:
    """A JPEG can be decoded at half its size for less work, and large ones have more than enough pixels then."""
    width, height = picture.size
    if picture.format == "JPEG" and width * height > HALVED_FROM:
        picture.draft("RGB", (width // 2, height // 2))


def _within(rgb: Image.Image) -> Image.Image:
    factor = (READ_PIXELS_MAX / (rgb.width * rgb.height)) ** 0.5
    if factor >= 1:
        return rgb
    return rgb.resize((max(1, int(rgb.width * factor)), max(1, int(rgb.height * factor))), Image.Resampling.BOX)


def _on_white(picture: Image.Image) -> Image.Image:
    shallow = _in_bytes(picture)
    if "A" in "".join(shallow.getbands()).upper() or "transparency" in shallow.info:
        layered = shallow.convert("RGBA")
        paper = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(paper, layered).convert("RGB")
    return shallow if shallow.mode == "RGB" else shallow.convert("RGB")


def _in_bytes(picture: Image.Image) -> Image.Image:
    """Gray of 16 or 32 bits a pixel as gray of 8; Pillow's own conversion would cut everything bright to white."""
    if not picture.mode.startswith(("I", "F")):
        return picture
    wide = picture.convert("F")
    low, high = wide.getextrema()
    white = _DEPTH_MAX if picture.mode.startswith("I;16") else max(float(high), float(low) + 1.0)  # type: ignore[arg-type] # one band has one pair
    return wide.point(lambda value: value * (_BYTE_MAX / white) + 0.0).convert("L")
