"""Text recognition, as far as it can be promised of every engine: large, clear print is read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Final

import pytest

from plutopixie.domain.documents import Document, MediaType, UnreadableDocumentError
from plutopixie.domain.reading.words import Page, RecognizedText
from plutopixie.ports.contracts import drawn
from plutopixie.ports.contracts.drawn import PAGE_ROWS, Bitmap
from plutopixie.ports.contracts.page_images import UNREADABLE
from plutopixie.ports.outbound.text_reader import TextReader

PAGE: Final = Document(drawn.png(drawn.page()), MediaType.PNG)
BLANK: Final = Document(drawn.png(Bitmap.blank(320, 240)), MediaType.PNG)
_LARGE: Final = Bitmap(
    tuple(bytes(one for one in row for _ in range(4)) for row in drawn.page().rows for _ in range(4))
)
LARGE: Final = Document(drawn.png(_LARGE), MediaType.PNG)
_WIDTH, _HEIGHT = drawn.page().size
_STRIP: Final = Bitmap((*Bitmap.blank(_WIDTH, 8 * _WIDTH - _HEIGHT).rows, *drawn.page().rows))
STRIP: Final = Document(drawn.png(_STRIP), MediaType.PNG)
#: Of the rows on the page, how many an engine may miss.
MISSED_MAX: Final = 1


class TextReaderContract:
    """What `TextReader` promises. Override the fixture `reader`; it may serve all tests of the suite."""

    @pytest.fixture
    def reader(self) -> TextReader:
        """The adapter to be proven."""
        raise NotImplementedError("override the fixture reader with one that returns the adapter to be proven")

    def test_finds_the_words(self, reader: TextReader) -> None:
        """Clear print is read; every word has a place on the page and a confidence."""
        text = reader.read(PAGE)

        (page,) = text.pages
        assert (page.number, page.width, page.height) == (1, *drawn.page().size)
        assert_sound(text)
        assert_reads_the_page(page)

    def test_words_stand_where_they_are_printed(self, reader: TextReader) -> None:
        """A word's box lies over its print: rows come from top to bottom, within the ink."""
        (page,) = reader.read(PAGE).pages

        heights = [_height_of(page, word) for word in ("CORNER", "Coffee", "Thank")]

        assert heights == sorted(heights)
        for height, row in zip(heights, (0, 3, 5), strict=True):
            assert abs(height - (30 + 62 * row + 20)) < 25
        assert all(word.box.left >= 40 for word in page.words if len(word.text) > 2)

    @pytest.mark.parametrize("turns", [1, 2, 3])
    def test_reads_in_every_direction(self, reader: TextReader, turns: int) -> None:
        """A page that lies on its side or head is read, and its words and its size are those of the page upright."""
        text = reader.read(Document(drawn.png(drawn.page().turned(turns)), MediaType.PNG))

        (page,) = text.pages
        assert (page.width, page.height) == drawn.page().size
        assert_sound(text)
        assert_reads_the_page(page)

    def test_a_blank_page_has_no_words(self, reader: TextReader) -> None:
        """Where nothing is printed nothing is read, and that is no error."""
        (page,) = reader.read(BLANK).pages

        assert page.words == ()
        assert (page.width, page.height) == (320, 240)

    def test_reads_every_page(self, reader: TextReader) -> None:
        """Pages keep their order and number, blank ones too."""
        document = Document(drawn.pdf(Bitmap.blank(640, 430), drawn.page()), MediaType.PDF)

        text = reader.read(document)

        assert [page.number for page in text.pages] == [1, 2]
        assert text.pages[0].words == ()
        assert_sound(text)
        assert_reads_the_page(text.pages[1])

    def test_names_its_engine(self, reader: TextReader) -> None:
        """The reading says which engine made it, in which version."""
        text = reader.read(BLANK)

        assert text.engine
        assert text.engine_version

    @pytest.mark.parametrize("name", UNREADABLE)
    def test_says_why_it_cannot(self, reader: TextReader, name: str) -> None:
        """What can't be decoded is refused with its reason, and the reader goes on."""
        kind, content, reasons = UNREADABLE[name]

        with pytest.raises(UnreadableDocumentError) as caught:
            reader.read(Document(content, kind))

        assert caught.value.reason in reasons
        assert reader.read(BLANK).pages[0].words == ()

    def test_the_same_document_reads_the_same(self, reader: TextReader) -> None:
        """Reading is repeatable, and one document leaves no trace in the next."""
        first = reader.read(PAGE)
        reader.read(BLANK)

        assert reader.read(PAGE) == first

    def test_the_order_of_documents_means_nothing(self, reader: TextReader) -> None:
        """What was read before, refused files among it, does not change what a document says."""
        documents = [PAGE, LARGE, STRIP, BLANK]
        forwards = [reader.read(document) for document in documents]
        kind, content, _ = UNREADABLE["cut PNG"]
        with pytest.raises(UnreadableDocumentError):
            reader.read(Document(content, kind))

        assert [reader.read(document) for document in reversed(documents)] == forwards[::-1]

    def test_a_large_picture(self, reader: TextReader) -> None:
        """However many pixels an engine looks at, boxes are told in pixels of the page as it was decoded."""
        (page,) = reader.read(LARGE).pages

        assert (page.width, page.height) == _LARGE.size
        assert_reads_the_page(page)
        assert abs(_height_of(page, "5.70") - 4 * (30 + 62 * 4 + 20)) < 100

    def test_a_long_strip(self, reader: TextReader) -> None:
        """Print at the end of a strip of paper, eight times as long as wide, is found there and is not shrunk away."""
        (page,) = reader.read(STRIP).pages

        assert (page.width, page.height) == _STRIP.size
        assert_reads_the_page(page)
        assert min(word.box.top for word in page.words) > _STRIP.size[1] - drawn.page().size[1] - 10

    def test_several_threads(self, reader: TextReader) -> None:
        """Threads may share a reader, and each gets the answer to its own document."""
        with ThreadPoolExecutor(2) as threads:
            read, blank = threads.map(reader.read, [PAGE, BLANK])

        assert_reads_the_page(read.pages[0])
        assert blank.pages[0].words == ()


def assert_sound(text: RecognizedText) -> None:
    """Every word says something, surely or less so, and stands on its page."""
    for page in text.pages:
        for word in page.words:
            box = word.box
            assert word.text.strip() == word.text != ""
            assert 0 <= word.confidence <= 1
            assert 0 <= box.left < box.right <= page.width
            assert 0 <= box.top < box.bottom <= page.height


def assert_reads_the_page(page: Page) -> None:
    """The rows of the drawn page were read, all but a few."""
    read = _plain("".join(word.text for word in page.words))
    missed = [row for row in PAGE_ROWS if _plain(row) not in read]
    assert len(missed) <= MISSED_MAX, f"not read: {missed}"


def _height_of(page: Page, text: str) -> float:
    """Where the middle of the word lies that holds this text."""
    (box,) = (word.box for word in page.words if _plain(text) in _plain(word.text))
    return (box.top + box.bottom) / 2


def _plain(text: str) -> str:
    return "".join(mark for mark in text.casefold() if mark.isalnum())
