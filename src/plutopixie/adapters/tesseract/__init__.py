"""Text recognition by Tesseract through pytesseract: the Debian package, without a neural runtime of ours."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pytesseract
from attrs import field, frozen
from PIL import Image

from plutopixie.adapters.tesseract.preparation import Level, evenly_lit, sized
from plutopixie.domain.documents import Document, ReaderUnavailableError, Unavailable
from plutopixie.domain.reading.combining import combined
from plutopixie.domain.reading.orientation import upright
from plutopixie.domain.reading.words import Page, RecognizedText, Word
from plutopixie.ports.outbound.page_images import PageImage, PageImages, page_of

ENGINE: Final = "tesseract"
#: Page mode 6, one uniform block of text: reads more of a receipt than the modes that look for columns (measured).
PAGE_MODE: Final = 6
PAGE_SECONDS_MAX: Final = 60
#: Measured on receipts: upright pages are read with a confidence of 0.54 to 0.88, turned ones with 0.19 to 0.37.
SURE: Final = 0.5
LANGUAGES_WANTED: Final = ("eng", "deu", "spa", "fra")
WORDS_MAX: Final = 20_000
#: Tesseract was trained on letters of about 30 pixels. At these widths it reads receipts best, measured one by one, and
#: what it misreads at one of them it often reads at the other.
WIDTH_SMALL: Final = 1_000
WIDTH_LARGE: Final = 1_500
#: A page that is hardly wider than the small one is left as it is: making it smaller blurs it.
WIDTH_KEPT: Final = 1_300


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
    """The page read twice, at two sizes: once in each direction that has to be tried, once more when it is found."""
    whole = Image.frombytes("RGB", (image.width, image.height), image.pixels).convert("L")
    turns, words = upright(lambda turns: _read_small(Level.of(_turned(whole, turns)), languages), SURE)
    if words:
        level = Level.of(_turned(whole, turns))
        words = combined(_words(level, sized(evenly_lit(level.picture), WIDTH_LARGE), languages), words)
    return page_of(image, turns, words)


def _turned(whole: Image.Image, turns: int) -> Image.Image:
    return whole.rotate(-90 * turns, expand=True) if turns else whole


def _read_small(level: Level, languages: str) -> tuple[Word, ...]:
    kept = WIDTH_SMALL <= level.picture.width <= WIDTH_KEPT
    return _words(level, level.picture if kept else sized(level.picture, WIDTH_SMALL), languages)


def _words(level: Level, picture: Image.Image, languages: str) -> tuple[Word, ...]:
    found = _found(picture, languages)
    factor = level.picture.width / picture.width
    words = (_word(found, place, factor, level) for place in range(min(len(found["text"]), WORDS_MAX)))
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


def _word(found: Mapping[str, Sequence[Any]], place: int, factor: float, level: Level) -> Word | None:
    text, confidence = str(found["text"][place]).strip(), float(found["conf"][place])
    left, top, width, height = (int(found[side][place]) for side in ("left", "top", "width", "height"))
    box = level.on_page(left * factor, top * factor, (left + width) * factor, (top + height) * factor)
    if not text or confidence < 0 or box.width <= 0 or box.height <= 0:
        return None
    return Word(text, box, min(1.0, confidence / 100))
