"""The text layer of PDFs: read as it stands, or left to the engine, page by page."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import Final

import numpy as np
import pytest
from attrs import define, field
from PIL import Image

from invoice_pdfs import with_form
from plutopixie.adapters.page_images import DecodedPages, PdfText
from plutopixie.domain.documents import (
    Document,
    MediaType,
    ReaderUnavailableError,
    Unavailable,
    Unreadable,
    UnreadableDocumentError,
)
from plutopixie.domain.reading.rows import rebuild
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


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_boxes_are_in_pixels_of_the_drawn_page(turned: int) -> None:
    """Around every typed word the drawn page is dark, and white where none stands, however the page is turned."""
    document = pdf(drawn.typed_pdf(ROWS, turned=turned))
    (page,) = PdfText(Seen()).read(document).pages
    (image,) = DecodedPages().pages(document)

    picture = Image.frombytes("RGB", (image.width, image.height), image.pixels).convert("L")
    assert (page.width, page.height) == picture.size
    for word in page.words:
        box = word.box
        assert np.asarray(picture.crop((box.left, box.top, box.right, box.bottom))).min() < 100
        picture.paste(255, (box.left - 2, box.top - 2, box.right + 2, box.bottom + 2))
    assert np.asarray(picture).min() > 200


def test_what_runs_up_the_margin_is_one_piece() -> None:
    """A note in the margin is one standing piece, and no row of the page has a letter of it."""
    margin = "BT /F 8 Tf 0 1 -1 0 15 50 Tm (Printed by a program) Tj ET"
    content = drawn.written_pdf(ROWS, [drawn.stream("", margin.encode())], page="/Contents[5 0 R 6 0 R]")

    (page,) = PdfText(Seen()).read(pdf(content)).pages
    rows = [row.text for row in rebuild(page)]

    assert sorted(rows) == sorted([*ROWS, "Printed by a program"])


def test_a_page_that_lies_on_its_side_is_left_to_the_engine() -> None:
    """Text that runs up the page as it is shown is read by the engine, which turns pages upright."""
    engine = Seen()

    sideways = drawn.typed_pdf(ROWS, turned=90).replace(b"/Rotate 90", b"/Rotate 0 ")

    assert PdfText(engine).read(pdf(sideways)).text == "seen"
    assert engine.calls == 1


def test_hidden_pieces_of_a_drawn_page_are_left_out() -> None:
    """Of a page that is mostly drawn, what is not drawn goes unread."""
    hidden = b"BT /F 12 Tf 3 Tr 20 200 Td (Total 99999.00) Tj ET"
    content = drawn.written_pdf(ROWS, [drawn.stream("", hidden)], page="/Contents[5 0 R 6 0 R]")

    (page,) = PdfText(Seen()).read(pdf(content)).pages

    assert [word.text for word in page.words] == list(ROWS)


def test_what_was_filled_in_is_read() -> None:
    """The value of a form's field is on the page for whoever looks at it, and in the words and the picture."""
    document = pdf(with_form("Amount paid 77.00"))

    (page,) = PdfText(Seen()).read(document).pages
    (image,) = DecodedPages().pages(document)
    picture = Image.frombytes("RGB", (image.width, image.height), image.pixels).convert("L")
    box = page.words[-1].box

    assert page.words[-1].text == "Amount paid 77.00"
    assert np.asarray(picture.crop((box.left, box.top, box.right, box.bottom))).min() < 100


@define
class Sighted:
    """An engine that sees one word in the middle of whatever picture it is given."""

    sizes: list[tuple[int, int]] = field(factory=list)
    confidence: float = 0.9

    def read(self, document: Document) -> RecognizedText:
        """What it sees."""
        with Image.open(io.BytesIO(document.content)) as picture:
            width, height = picture.size
        self.sizes.append((width, height))
        word = Word("LOGO", Box(width // 2 - 5, height // 2 - 5, width // 2 + 5, height // 2 + 5), self.confidence)
        return RecognizedText((Page(1, width, height, (word,)),), "eye", "1")


def with_picture(width: int = 120, height: int = 60) -> Document:
    """A typed page with a picture of so many points that begins at 150, 200 from the lower left."""
    place = f"q {width} 0 0 {height} 150 200 cm /I Do Q".encode()
    picture = drawn.stream(
        "/Type/XObject/Subtype/Image/Width 2/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray", b"\0\1"
    )
    return pdf(
        drawn.written_pdf(
            ROWS,
            [drawn.stream("", place), picture],
            page="/Contents[5 0 R 6 0 R]/Resources<</Font<</F 3 0 R>>/XObject<</I 7 0 R>>>>",
        )
    )


def test_what_stands_in_pictures_of_a_typed_page_is_read() -> None:
    """The engine sees the picture alone, and its word has its place on the whole page."""
    engine = Sighted()

    (page,) = PdfText(engine).read(with_picture()).pages

    assert len(engine.sizes) == 1
    assert engine.sizes[0][0] < page.width / 2
    seen = page.words[-1]
    scale = page.width / 300
    assert [word.text for word in page.words] == [*ROWS, "LOGO"]
    assert abs((seen.box.left + seen.box.right) / 2 - 210 * scale) < 3
    assert abs((seen.box.top + seen.box.bottom) / 2 - (400 - 230) * scale) < 3


def test_ornaments_and_doubtful_words_are_not_read() -> None:
    """A picture of a few points costs no engine, and a word that the engine itself doubts is left out."""
    small, doubtful = Sighted(), Sighted(confidence=0.3)

    PdfText(small).read(with_picture(8, 4))

    assert not small.sizes
    assert "LOGO" not in PdfText(doubtful).read(with_picture()).text


def test_typed_pages_need_no_engine() -> None:
    """Where no engine is installed, what is typed is read all the same, pictures or not."""

    class Missing:
        def read(self, document: Document) -> RecognizedText:
            raise ReaderUnavailableError(Unavailable.NOT_INSTALLED, str(document.media_type))

    assert PdfText(Missing()).read(with_picture()).text == "\n".join(ROWS)


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
