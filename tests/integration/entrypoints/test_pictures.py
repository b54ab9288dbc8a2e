"""Pictures as people send them: whatever happened to the paper and the file, the same fields are read."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pillow_heif
import pytest
from PIL import Image

from plutopixie.domain import documents
from plutopixie.domain.account_numbers import mask_recognized
from plutopixie.domain.reading.extraction import ReadingContext
from plutopixie.domain.reading.rows import rebuild
from plutopixie.domain.reading.rules import extract
from plutopixie.domain.reading.words import RecognizedText
from plutopixie.entrypoints.wiring_readers import text_reader
from plutopixie.ports.contracts.text_readers import assert_sound
from plutopixie.ports.outbound.text_reader import TextReader

SAMPLE: Final = Path(__file__).parents[2] / "samples" / "us-diner.png"
TODAY: Final = date(2026, 11, 1)
EXPECTED: Final = ("riversidediner", date(2024, 3, 4), Decimal("16.78"))
_WOOD: Final = (60, 45, 38)
_EXIF_ORIENTATION: Final = 274
_TURNS: Final = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}

Change = Callable[[Image.Image], Image.Image]


def skewed(degrees: float) -> Change:
    """The paper photographed askew."""
    return lambda page: page.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor="white")


def on_a_table(page: Image.Image) -> Image.Image:
    """The paper on dark wood, covering a third of the picture."""
    table = Image.new("RGB", (page.width * 11 // 5, page.height * 13 // 10), _WOOD)
    table.paste(page, (page.width * 3 // 5, page.height * 3 // 20))
    return table


def askew_on_a_table(page: Image.Image) -> Image.Image:
    """The same, and the camera held askew."""
    return on_a_table(page).rotate(7, Image.Resampling.BICUBIC, expand=True, fillcolor=_WOOD)


def in_shadow(page: Image.Image) -> Image.Image:
    """The paper with a shadow that darkens its upper end to a third."""
    light = Image.linear_gradient("L").resize(page.size).point([90 + shade * 165 // 255 for shade in range(256)])
    return Image.composite(page, Image.new("RGB", page.size, (25, 25, 30)), light)


def faded(page: Image.Image) -> Image.Image:
    """Gray print on gray paper, a quarter of the usual contrast."""
    return page.point([150 + shade * 60 // 255 for shade in range(256)] * 3)


def on_a_strip(page: Image.Image) -> Image.Image:
    """The print at the end of a strip of paper that is eight times as long as wide."""
    strip = Image.new("RGB", (page.width, page.width * 8), "white")
    strip.paste(page, (0, strip.height - page.height))
    return strip


CHANGES: Final[dict[str, Change]] = {
    "as it is": lambda page: page,
    "on its left side": lambda page: page.transpose(Image.Transpose.ROTATE_90),
    "on its head": lambda page: page.transpose(Image.Transpose.ROTATE_180),
    "on its right side": lambda page: page.transpose(Image.Transpose.ROTATE_270),
    **{f"askew by {degrees}": skewed(degrees) for degrees in (2, -5, 8, -12, 15, 20)},
    "on a table": on_a_table,
    "askew on a table": askew_on_a_table,
    "in shadow": in_shadow,
    "faded": faded,
    "on a strip": on_a_strip,
}
#: Every kind of file that is taken, by what writes it.
KINDS: Final[dict[str, dict[str, Any]]] = {
    "JPEG": {"quality": 85},
    "PNG": {},
    "WEBP": {"quality": 85},
    "TIFF": {"compression": "tiff_lzw"},
    "HEIF": {"quality": 80},
    "PDF": {"resolution": 150},
}


@pytest.fixture(scope="module")
def page() -> Image.Image:
    """A receipt of a diner in Texas."""
    with Image.open(SAMPLE) as sample:
        return sample.convert("RGB")


@pytest.fixture(scope="module", params=["neural", pytest.param("tesseract", marks=pytest.mark.service("tesseract"))])
def reader(request: pytest.FixtureRequest) -> TextReader:
    """Each engine."""
    return text_reader(request.param)


def file(picture: Image.Image, kind: str = "PNG", **settings: Any) -> bytes:
    """A picture as a file of that kind."""
    pillow_heif.register_heif_opener()
    content = io.BytesIO()
    picture.copy().save(content, kind, **settings)
    return content.getvalue()


def recognized(reader: TextReader, content: bytes) -> RecognizedText:
    """What an engine reads of a file, with boxes that lie on its pages."""
    text = reader.read(documents.recognize(content))
    assert_sound(text)
    return text


def fields(text: RecognizedText) -> tuple[object, object, object]:
    """Vendor, but for case and spaces, date and total."""
    found = extract(mask_recognized(text), ReadingContext(TODAY))
    vendor, dated, total = (field and field.value for field in (found.vendor, found.date, found.total))
    return str(vendor).casefold().replace(" ", ""), dated, total


@pytest.mark.parametrize("name", CHANGES)
def test_whatever_happened_to_the_paper(reader: TextReader, page: Image.Image, name: str) -> None:
    """A receipt that is turned, askew, on a table, in shadow, faded or at the end of a strip reads the same."""
    assert fields(recognized(reader, file(CHANGES[name](page)))) == EXPECTED


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file(reader: TextReader, page: Image.Image, kind: str) -> None:
    """The kind of file makes no difference."""
    assert fields(recognized(reader, file(page, kind, **KINDS[kind]))) == EXPECTED


@pytest.mark.parametrize("orientation", _TURNS)
def test_photos_that_say_how_they_were_held(reader: TextReader, page: Image.Image, orientation: int) -> None:
    """A photo whose Exif says how the camera was held is turned before it is read, boxes and size with it."""
    exif = Image.Exif()
    exif[_EXIF_ORIENTATION] = orientation

    text = recognized(reader, file(page.transpose(_TURNS[orientation]), "JPEG", exif=exif, quality=90))

    assert fields(text) == EXPECTED
    assert (text.pages[0].width, text.pages[0].height) == page.size


def test_boxes_lie_over_the_print(reader: TextReader, page: Image.Image) -> None:
    """Wherever the paper lies in the picture, a word's box is where its ink is, in the picture's own pixels."""
    straight = {word.text: word.box for word in recognized(reader, file(page)).pages[0].words}
    moved = {word.text: word.box for word in recognized(reader, file(on_a_table(page))).pages[0].words}

    shared = [text for text in straight.keys() & moved.keys() if len(text) > 4]
    assert len(shared) >= 5
    for text in shared:
        assert abs(moved[text].left - straight[text].left - page.width * 3 // 5) <= 12
        assert abs(moved[text].bottom - straight[text].bottom - page.height * 3 // 20) <= 12


def test_two_receipts_side_by_side(reader: TextReader, page: Image.Image) -> None:
    """Two papers in one picture are read one after the other: no row runs from one into the next."""
    both = Image.new("RGB", (2 * page.width + 120, page.height + 40), "white")
    both.paste(page, (0, 0))
    both.paste(page, (page.width + 120, 40))

    (read,) = recognized(reader, file(both)).pages

    rows = [row.text for row in rebuild(read)]
    names = [place for place, row in enumerate(rows) if "RIVERSIDE DINER" in row]
    totals = [place for place, row in enumerate(rows) if row.startswith("Total")]
    assert len(names) == len(totals) == 2
    assert names[0] < totals[0] < names[1] < totals[1]


def test_several_pages(reader: TextReader, page: Image.Image) -> None:
    """A receipt on the second page of a TIFF is found."""
    blank = Image.new("RGB", page.size, "white")

    text = recognized(reader, file(blank, "TIFF", save_all=True, append_images=[page]))

    assert [len(one.words) > 0 for one in text.pages] == [False, True]
    assert fields(text) == EXPECTED
