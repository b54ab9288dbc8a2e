"""Page images: documents as upright pictures, within limits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.documents import PAGES_MAX, Document, MediaType, Unreadable, UnreadableDocumentError
from plutopixie.ports.contracts import drawn
from plutopixie.ports.contracts.drawn import CORNER, ORIENTATIONS, Bitmap
from plutopixie.ports.contracts.foundation import modest
from plutopixie.ports.outbound.page_images import PageImage, PageImages

#: The corner in every kind of document.
CORNERS: Final = {
    MediaType.JPEG: drawn.JPEG,
    MediaType.PNG: drawn.png(CORNER),
    MediaType.WEBP: drawn.WEBP,
    MediaType.HEIC: drawn.HEIC,
    MediaType.TIFF: drawn.tiff(CORNER),
}
#: The corner under an orientation, in the kinds that state one in the same way.
TURNED: Final[dict[MediaType, Callable[[int], bytes]]] = {
    MediaType.JPEG: drawn.jpeg,
    MediaType.PNG: lambda orientation: drawn.png(CORNER, orientation),
    MediaType.TIFF: lambda orientation: drawn.tiff(CORNER, orientation=orientation),
}
_SMALL: Final = Bitmap.blank(8, 8)
_PROMISED: Final = (40_000, 40_000)

#: What can't be decoded, by what it is: its kind, its bytes, and the reason.
UNREADABLE: Final = {
    "cut PNG": (MediaType.PNG, drawn.png(drawn.page())[:2_000], {Unreadable.TRUNCATED, Unreadable.DAMAGED}),
    "cut JPEG": (MediaType.JPEG, drawn.JPEG[:150], {Unreadable.TRUNCATED, Unreadable.DAMAGED}),
    "cut PDF": (MediaType.PDF, drawn.pdf(CORNER)[:60], {Unreadable.DAMAGED}),
    "no picture": (MediaType.JPEG, b"\xff\xd8\xff" + b"no picture" * 20 + b"\xff\xd9", {Unreadable.DAMAGED}),
    "no PDF": (MediaType.PDF, b"%PDF-1.4\nnothing\n%%EOF\n", {Unreadable.DAMAGED}),
    "PDF without pages": (MediaType.PDF, drawn.empty_pdf(0), {Unreadable.DAMAGED}),
    "locked PDF": (MediaType.PDF, drawn.locked_pdf(), {Unreadable.ENCRYPTED}),
    "PNG bomb": (MediaType.PNG, drawn.png_bomb(*_PROMISED), {Unreadable.TOO_MANY_PIXELS}),
    "TIFF bomb": (MediaType.TIFF, drawn.tiff(_SMALL, promised=_PROMISED), {Unreadable.TOO_MANY_PIXELS}),
    "PDF bomb": (MediaType.PDF, drawn.pdf(_SMALL, promised=_PROMISED), {Unreadable.TOO_MANY_PIXELS}),
    "long PDF": (MediaType.PDF, drawn.empty_pdf(PAGES_MAX + 1), {Unreadable.TOO_MANY_PAGES}),
    "long TIFF": (MediaType.TIFF, drawn.tiff(*[_SMALL] * (PAGES_MAX + 1)), {Unreadable.TOO_MANY_PAGES}),
}


class PageImagesContract:
    """What `PageImages` promises. Override the fixture `page_images`."""

    @pytest.fixture
    def page_images(self) -> PageImages:
        """The adapter to be proven."""
        raise NotImplementedError("override the fixture page_images with one that returns the adapter to be proven")

    @pytest.mark.parametrize("kind", CORNERS)
    def test_decodes_every_kind_of_picture(self, page_images: PageImages, kind: MediaType) -> None:
        """Every kind of picture decodes to one page with the picture's size and pixels."""
        (page,) = page_images.pages(Document(CORNERS[kind], kind))

        assert page.number == 1
        assert seen(page) == CORNER

    def test_decodes_a_pdf(self, page_images: PageImages) -> None:
        """A PDF decodes to its drawn pages, whatever the size in pixels, and each stands upright."""
        for turns in range(4):
            (page,) = page_images.pages(Document(drawn.pdf(CORNER.turned(turns)), MediaType.PDF))

            assert _quarters(page) == _quarters_of(CORNER.turned(turns))

    @pytest.mark.parametrize("kind", TURNED)
    @pytest.mark.parametrize("orientation", ORIENTATIONS)
    def test_turns_as_the_file_says(self, page_images: PageImages, kind: MediaType, orientation: int) -> None:
        """The picture is turned and mirrored as Exif's orientation says."""
        (page,) = page_images.pages(Document(TURNED[kind](orientation), kind))

        assert seen(page) == CORNER.shown(orientation)

    def test_what_is_transparent_is_paper(self, page_images: PageImages) -> None:
        """Pixels that are transparent are white, whatever color lies under them."""
        (page,) = page_images.pages(Document(drawn.clear_png(5, 4), MediaType.PNG))

        assert seen(page) == Bitmap.blank(5, 4)

    def test_deep_pictures_keep_their_shades(self, page_images: PageImages) -> None:
        """A gray of 16 bits comes out as the same gray of 8 bits."""
        shades = Bitmap((bytes(range(256)),) * 4)

        (page,) = page_images.pages(Document(drawn.deep_png(shades), MediaType.PNG))

        assert all(abs(have - want) <= 1 for have, want in zip(page.pixels[: 256 * 3 : 3], range(256), strict=True))

    @pytest.mark.parametrize("kind", [MediaType.TIFF, MediaType.PDF])
    def test_numbers_the_pages(self, page_images: PageImages, kind: MediaType) -> None:
        """Pages come in the document's order, numbered from 1."""
        write = drawn.tiff if kind is MediaType.TIFF else drawn.pdf
        pictures = [CORNER, Bitmap.blank(48, 32), CORNER.turned(2)]

        pages = list(page_images.pages(Document(write(*pictures), kind)))

        assert [page.number for page in pages] == [1, 2, 3]
        assert [_quarters(page) for page in pages] == [_quarters_of(picture) for picture in pictures]

    def test_takes_as_many_pages_as_allowed(self, page_images: PageImages) -> None:
        """The most pages that a document may have are all decoded."""
        pages = page_images.pages(Document(drawn.empty_pdf(PAGES_MAX, side=9), MediaType.PDF))

        assert [page.number for page in pages] == list(range(1, PAGES_MAX + 1))

    def test_a_huge_page_makes_no_huge_picture(self, page_images: PageImages) -> None:
        """A PDF's page that says it is 200 inches wide is drawn small enough to be held."""
        (page,) = page_images.pages(Document(drawn.empty_pdf(1, side=14_400), MediaType.PDF))

        _is_sound(page)
        assert page.width * page.height <= 50_000_000

    @pytest.mark.parametrize("name", UNREADABLE)
    @pytest.mark.asvs("V5.2.3")
    def test_says_why_it_cannot(self, page_images: PageImages, name: str) -> None:
        """What can't be decoded is refused with its reason, and the next document decodes."""
        kind, content, reasons = UNREADABLE[name]

        with pytest.raises(UnreadableDocumentError) as caught:
            list(page_images.pages(Document(content, kind)))

        assert caught.value.reason in reasons
        self.test_decodes_every_kind_of_picture(page_images, MediaType.PNG)

    @modest
    @given(kind=st.sampled_from([*CORNERS, MediaType.PDF]), change=st.data())
    def test_any_damage_is_refused_or_survived(
        self, page_images: PageImages, kind: MediaType, change: st.DataObject
    ) -> None:
        """A document with bytes changed or cut decodes to sound pages or is refused; nothing else happens."""
        content = bytearray(CORNERS.get(kind) or drawn.pdf(CORNER))
        for _ in range(change.draw(st.integers(1, 8))):
            content[change.draw(st.integers(0, len(content) - 1))] = change.draw(st.integers(0, 255))
        end = change.draw(st.one_of(st.just(len(content)), st.integers(1, len(content))))

        try:
            pages = list(page_images.pages(Document(bytes(content[:end]), kind)))
        except UnreadableDocumentError:
            return

        for page in pages:
            _is_sound(page)

    def test_the_same_document_gives_the_same_pages(self, page_images: PageImages) -> None:
        """Decoding is repeatable."""
        document = Document(drawn.pdf(CORNER, drawn.page()), MediaType.PDF)

        assert list(page_images.pages(document)) == list(page_images.pages(document))

    def test_two_documents_at_once(self, page_images: PageImages) -> None:
        """Pages of two documents may be asked for in turns, and one may be left half-way."""
        one = page_images.pages(Document(drawn.pdf(CORNER, CORNER.turned(1)), MediaType.PDF))
        other = page_images.pages(Document(drawn.pdf(CORNER.turned(2), CORNER), MediaType.PDF))

        first, second = next(one), next(other)
        del other

        assert [_quarters(page) for page in (first, next(one), second)] == [
            _quarters_of(CORNER.turned(turns)) for turns in (0, 1, 2)
        ]


def seen(page: PageImage) -> Bitmap:
    """A page as black and white."""
    _is_sound(page)
    gray = bytes(255 if value > 127 else 0 for value in page.pixels[1::3])
    return Bitmap(tuple(gray[line * page.width : (line + 1) * page.width] for line in range(page.height)))


def _is_sound(page: PageImage) -> None:
    assert page.width > 0
    assert page.height > 0
    assert len(page.pixels) == page.width * page.height * 3


def _quarters(page: PageImage) -> tuple[bool, ...]:
    """Which quarters of a page are dark."""
    return _quarters_of(seen(page))


def _quarters_of(picture: Bitmap) -> tuple[bool, ...]:
    width, height = picture.size
    places = [(x, y) for y in (height // 4, height * 3 // 4) for x in (width // 4, width * 3 // 4)]
    return tuple(picture.rows[y][x] < 128 for x, y in places)
