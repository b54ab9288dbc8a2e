"""The text layer of PDFs: read as it stands, or left to the engine, page by page."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import pytest
from attrs import define

from plutopixie.adapters.page_images import PdfText
from plutopixie.domain.documents import Document, MediaType, Unreadable, UnreadableDocumentError
from plutopixie.domain.reading.words import Box, Page, RecognizedText, Word
from plutopixie.ports.contracts import drawn
from plutopixie.ports.contracts.text_readers import assert_sound

ROWS: Final = ("HARBOUR SUPPLIES LTD", "Invoice 4711 of 5 May 2024", "Rope and tackle 20.00", "Total 20.00")


@define
class Seen:
    """An engine that counts its calls, and sees the same word on every page."""

    pages: int = 1
    calls: int = 0

    def read(self, document: Document) -> RecognizedText:
        """What it sees."""
        assert document.content
        self.calls += 1
        word = Word("seen", Box(0, 0, 5, 5), 0.5)
        return RecognizedText(tuple(Page(place + 1, 10, 10, (word,)) for place in range(self.pages)), "eye", "1")


def pdf(content: bytes) -> Document:
    """A PDF of these bytes."""
    return Document(content, MediaType.PDF)


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_what_a_program_wrote_is_read_as_it_stands(turned: int) -> None:
    """The typed rows come out letter by letter, upright as a viewer shows the page, and no engine is asked."""
    engine = Seen()

    text = PdfText(engine).read(pdf(drawn.typed_pdf(ROWS, turned=turned)))

    assert engine.calls == 0
    assert text.engine == "pdf-text"
    assert [word.text for word in text.pages[0].words] == list(ROWS)
    assert all(word.confidence == 1 for word in text.pages[0].words)
    assert (text.pages[0].width > text.pages[0].height) == (turned % 180 == 90)
    assert all(word.box.width > word.box.height for word in text.pages[0].words)
    assert_sound(text)


def test_rows_stand_where_they_are_drawn() -> None:
    """Boxes are in pixels of the page's picture: 20 points apart are 83 pixels at 300 dots an inch."""
    (page,) = PdfText(Seen()).read(pdf(drawn.typed_pdf(ROWS))).pages

    tops = [word.box.bottom for word in page.words]
    assert (page.width, page.height) == (1250, 1667)
    assert all(abs(below - above - 83) < 15 for above, below in pairwise(tops))
    assert all(abs(word.box.left - 83) < 12 for word in page.words)


def test_hidden_text_is_not_read() -> None:
    """Text that no person sees on the page goes unread: the engine looks at what is drawn."""
    engine = Seen()

    text = PdfText(engine).read(pdf(drawn.typed_pdf(ROWS, hidden=True)))

    assert text.text == "seen"
    assert engine.calls == 1


def test_a_stamp_is_not_the_text() -> None:
    """A page with a few typed letters only is left to the engine."""
    assert PdfText(Seen()).read(pdf(drawn.typed_pdf(["Page 1"]))).text == "seen"


def test_a_scan_is_left_to_the_engine() -> None:
    """A page that is a picture has no text layer."""
    assert PdfText(Seen()).read(pdf(drawn.pdf(drawn.page()))).engine == "eye"


def test_each_page_is_judged_by_itself() -> None:
    """Of a typed page and a stamped one, the first is read as it stands and the second by the engine."""
    engine = Seen(pages=2)

    text = PdfText(engine).read(pdf(drawn.typed_pdf(ROWS, ["Page 2"])))

    assert [word.text for word in text.pages[0].words] == list(ROWS)
    assert [word.text for word in text.pages[1].words] == ["seen"]
    assert engine.calls == 1


def test_an_empty_page_needs_no_engine() -> None:
    """Where nothing is drawn there is nothing to look at."""
    engine = Seen()

    text = PdfText(engine).read(pdf(drawn.typed_pdf(ROWS, [])))

    assert text.pages[1].words == ()
    assert engine.calls == 0


def test_pictures_go_to_the_engine() -> None:
    """Only PDFs have a text layer."""
    assert PdfText(Seen()).read(Document(drawn.png(drawn.CORNER), MediaType.PNG)).text == "seen"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (drawn.locked_pdf(), Unreadable.ENCRYPTED),
        (drawn.empty_pdf(51), Unreadable.TOO_MANY_PAGES),
        (b"%PDF-1.7 but no more", Unreadable.DAMAGED),
    ],
    ids=["locked", "long", "damaged"],
)
def test_refuses_before_the_engine_is_asked(content: bytes, reason: Unreadable) -> None:
    """What can't be opened is refused with its reason, at no engine's cost."""
    engine = Seen()

    with pytest.raises(UnreadableDocumentError) as caught:
        PdfText(engine).read(pdf(content))

    assert caught.value.reason is reason
    assert engine.calls == 0
