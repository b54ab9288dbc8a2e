"""Painting over: what was at the places is gone, what was around them stays, and nothing else is in the file."""

from __future__ import annotations

from typing import Final

import pytest

from plutopixie.domain.documents import Document, MediaType, UnreadableDocumentError, recognize
from plutopixie.domain.reading.extraction import Place
from plutopixie.domain.reading.words import Box
from plutopixie.ports.contracts import drawn
from plutopixie.ports.contracts.drawn import CORNER, ORIENTATIONS
from plutopixie.ports.contracts.page_images import CORNERS, TURNED, UNREADABLE
from plutopixie.ports.outbound.page_images import PageImage, PageImages
from plutopixie.ports.outbound.page_painter import PagePainter

#: A number that is written into files where nobody sees it.
NUMBER: Final = "4111111111111111"
#: How far a shade may be from black or white after it was compressed.
_SHADES: Final = 60
_WHITE: Final = 255


class PagePainterContract:
    """What `PagePainter` promises. Override the fixtures `painter` and `page_images`."""

    @pytest.fixture
    def painter(self) -> PagePainter:
        """The adapter to be proven."""
        raise NotImplementedError("override the fixture painter with one that returns the adapter to be proven")

    @pytest.fixture
    def page_images(self) -> PageImages:
        """What decodes documents for it."""
        raise NotImplementedError("override the fixture page_images with one that returns the painter's decoder")

    @pytest.mark.parametrize("kind", CORNERS)
    def test_paints_over_pictures(self, painter: PagePainter, page_images: PageImages, kind: MediaType) -> None:
        """The place is black, everything around it is as it was, and the picture keeps its kind and size."""
        place = Place(1, Box(28, 18, 44, 30))

        painted = painter.paint(Document(CORNERS[kind], kind), [place])

        (page,) = page_images.pages(painted)
        assert recognize(painted.content).media_type is painted.media_type is kind
        assert (page.width, page.height) == CORNER.size
        _assert_painted(page, CORNER.rows, place.box)

    @pytest.mark.parametrize("kind", TURNED)
    @pytest.mark.parametrize("orientation", ORIENTATIONS)
    def test_paints_over_what_is_turned(
        self, painter: PagePainter, page_images: PageImages, kind: MediaType, orientation: int
    ) -> None:
        """Places are those of the page as it is shown; the painted picture is shown in the same way."""
        shown = CORNER.shown(orientation)
        width, height = shown.size
        place = Place(1, Box(width // 2 - 6, height // 2 - 6, width // 2 + 6, height // 2 + 6))

        painted = painter.paint(Document(TURNED[kind](orientation), kind), [place])

        (page,) = page_images.pages(painted)
        _assert_painted(page, shown.rows, place.box)

    @pytest.mark.parametrize("kind", [MediaType.TIFF, MediaType.PDF])
    def test_paints_over_single_pages(self, painter: PagePainter, page_images: PageImages, kind: MediaType) -> None:
        """Of several pages only those concerned change, and all stay in their order."""
        write = drawn.tiff if kind is MediaType.TIFF else drawn.pdf
        document = Document(write(CORNER, CORNER.turned(2), CORNER), kind)
        before = list(page_images.pages(document))
        box = Box(before[1].width // 8, before[1].height // 8, before[1].width // 3, before[1].height // 3)

        after = list(page_images.pages(painter.paint(document, [Place(2, box)])))

        assert [page.number for page in after] == [1, 2, 3]
        for number, (old, new) in enumerate(zip(before, after, strict=True), 1):
            assert abs(new.width / new.height - old.width / old.height) < 0.1
            assert _shade(new, old, box) == (0 if number == 2 else _shade(old, old, box))

    @pytest.mark.parametrize("kind", [*CORNERS, MediaType.PDF])
    def test_nothing_hidden_stays(self, painter: PagePainter, kind: MediaType) -> None:
        """What was written behind a picture or into a PDF is gone, also when nothing on the page is painted over."""
        content = drawn.typed_pdf([f"Card {NUMBER}"], hidden=True) if kind is MediaType.PDF else CORNERS[kind]
        painted = painter.paint(Document(content + f"\n%{NUMBER}\n%%EOF\n".encode(), kind), [])

        assert NUMBER.encode() not in painted.content
        assert not any(NUMBER in text for text in painter.hidden_texts(painted))

    @pytest.mark.parametrize("hidden", [False, True])
    def test_finds_the_text_of_a_pdf(self, painter: PagePainter, hidden: bool) -> None:  # noqa: FBT001 - both ways
        """The text layer is told, whether it is drawn or not."""
        content = drawn.typed_pdf(["Bread 3.20", f"Card {NUMBER}"], hidden=hidden)

        texts = painter.hidden_texts(Document(content, MediaType.PDF))

        assert any(NUMBER in text for text in texts)

    @pytest.mark.parametrize("kind", CORNERS)
    def test_finds_nothing_in_a_plain_picture(self, painter: PagePainter, kind: MediaType) -> None:
        """A picture without anything written behind it hides no digits of note."""
        texts = painter.hidden_texts(Document(CORNERS[kind], kind))

        assert sum(character.isdecimal() for text in texts for character in text) < 30

    @pytest.mark.parametrize("name", UNREADABLE)
    def test_says_why_it_cannot(self, painter: PagePainter, name: str) -> None:
        """What can't be decoded can't be painted over, and it says so."""
        kind, content, reasons = UNREADABLE[name]

        with pytest.raises(UnreadableDocumentError) as caught:
            painter.paint(Document(content, kind), [Place(1, Box(0, 0, 5, 5))])

        assert caught.value.reason in reasons


def _assert_painted(page: PageImage, rows: tuple[bytes, ...], box: Box) -> None:
    """Whether the box is black and the rest of the page looks like the rows."""
    for y, row in enumerate(rows):
        for x, shade in enumerate(row):
            inside = box.left <= x < box.right and box.top <= y < box.bottom
            near = box.left - 8 <= x < box.right + 8 and box.top - 8 <= y < box.bottom + 8
            if inside or not near:  # compression blurs the edge
                assert abs(page.pixels[3 * (y * page.width + x)] - (0 if inside else shade)) <= _SHADES, (x, y)


def _shade(page: PageImage, measured: PageImage, box: Box) -> int:
    """0 or 255 in the middle of a box that was measured on another picture of the page."""
    x = (box.left + box.right) * page.width // (2 * measured.width)
    y = (box.top + box.bottom) * page.height // (2 * measured.height)
    return 0 if page.pixels[3 * (y * page.width + x)] <= _SHADES else _WHITE
