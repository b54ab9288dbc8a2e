"""Text recognition by Tesseract through pytesseract: the Debian package, without a neural runtime of ours."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pytesseract
from attrs import field, frozen
from PIL import Image

from plutopixie.domain.documents import Document, ReaderUnavailableError, Unavailable
from plutopixie.domain.reading.orientation import upright
from plutopixie.domain.reading.words import Box, Page, RecognizedText, Word
from plutopixie.ports.outbound.page_images import PageImage, PageImages

ENGINE: Final = "tesseract"
#: Page mode 6, one uniform block of text: reads more of a receipt than the modes that look for columns (measured).
PAGE_MODE: Final = 6
PAGE_SECONDS_MAX: Final = 60
#: Measured on receipts: upright pages are read with a confidence of 0.54 to 0.88, turned ones with 0.19 to 0.37.
SURE: Final = 0.5
LANGUAGES_WANTED: Final = ("eng", "deu", "spa", "fra")
WORDS_MAX: Final = 20_000
#: Tesseract was trained on letters of about 30 pixels; pictures smaller than this are enlarged to it.
WIDTH_MIN: Final = 1_000


def is_installed() -> bool:
    """Whether the program can be started."""
    return shutil.which("tesseract") is not None


@frozen
class Tesseract:
    """`ports.outbound.text_reader.TextReader` by Tesseract.

    Attributes:
        page_images: decodes documents.
        languages: Tesseract's codes of the languages to expect; those that are not installed are left out.
    """

    page_images: PageImages
    languages: Sequence[str] = field(default=LANGUAGES_WANTED)

    def read(self, document: Document) -> RecognizedText:
        """The words of every page; raises UnreadableDocumentError and ReaderUnavailableError."""
        if not is_installed():
            raise ReaderUnavailableError(
                Unavailable.NOT_INSTALLED, "Tesseract is not installed: apt-get install tesseract-ocr."
            )
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # for the programs started: their threads wait for each other
        languages = self._installed_languages()
        pages = tuple(_read_page(image, languages) for image in self.page_images.pages(document))
        return RecognizedText(pages, ENGINE, str(pytesseract.get_tesseract_version()))

    def _installed_languages(self) -> str:
        installed = pytesseract.get_languages()
        return "+".join(name for name in self.languages if name in installed) or "eng"


def _read_page(image: PageImage, languages: str) -> Page:
    whole = Image.frombytes("RGB", (image.width, image.height), image.pixels).convert("L")
    turns, words = upright(lambda turns: _read_turned(whole, turns, languages), SURE)
    size = (image.width, image.height) if turns % 2 == 0 else (image.height, image.width)
    return Page(image.number, *size, words, turns)


def _read_turned(whole: Image.Image, turns: int, languages: str) -> tuple[Word, ...]:
    turned = whole.rotate(-90 * turns, expand=True) if turns else whole
    factor = max(1, -(-WIDTH_MIN // turned.width))
    picture = turned.resize((turned.width * factor, turned.height * factor)) if factor > 1 else turned
    found = _found(picture, languages)
    words = (_word(found, place, factor, turned.size) for place in range(min(len(found["text"]), WORDS_MAX)))
    return tuple(word for word in words if word is not None)


def _found(picture: Image.Image, languages: str) -> Mapping[str, Sequence[Any]]:
    try:
        found: Mapping[str, Sequence[Any]] = pytesseract.image_to_data(
            picture,
            lang=languages,
            config=f"--psm {PAGE_MODE}",
            timeout=PAGE_SECONDS_MAX,
            output_type=pytesseract.Output.DICT,
        )
    except pytesseract.TesseractError:
        raise ReaderUnavailableError(Unavailable.CRASHED, "Tesseract stopped while it was reading.") from None
    except RuntimeError:  # what pytesseract raises when the time is over
        problem = f"Tesseract took longer than {PAGE_SECONDS_MAX} seconds for a page and was stopped."
        raise ReaderUnavailableError(Unavailable.OVERRAN, problem) from None
    return found


def _word(found: Mapping[str, Sequence[Any]], place: int, factor: int, size: tuple[int, int]) -> Word | None:
    text, confidence = str(found["text"][place]).strip(), float(found["conf"][place])
    left, top = int(found["left"][place]) // factor, int(found["top"][place]) // factor
    right = left + int(found["width"][place]) // factor
    bottom = top + int(found["height"][place]) // factor
    box = Box(max(0, left), max(0, top), min(size[0], right), min(size[1], bottom))
    if not text or confidence < 0 or box.width <= 0 or box.height <= 0:
        return None
    return Word(text, box, min(1.0, confidence / 100))
