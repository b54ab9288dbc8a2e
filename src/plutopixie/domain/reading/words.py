"""What an engine recognized: pieces of text with their place on the page.

Coordinates are pixels of the page image as it was read (upright), the origin at the top left, x to the right, y down. A
piece may be a word or a whole line, as engines differ; the rules rebuild rows from geometry and never rely on either.
"""

from __future__ import annotations

from attrs import field, frozen, validators

from plutopixie.domain.reading.e_invoice import EInvoice, UnreadableInvoice


@frozen
class Box:
    """An upright rectangle in pixels; right and bottom are exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Pixels from left to right."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Pixels from top to bottom."""
        return self.bottom - self.top

    def union(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


@frozen
class Word:
    """A recognized piece of text: its characters, its place, and how sure the engine was (0 to 1)."""

    text: str
    box: Box
    confidence: float = field(validator=validators.and_(validators.ge(0.0), validators.le(1.0)))


@frozen
class Page:
    """One page as it was read: its number from 1, its size in pixels, and its words in the engine's order.

    `turns` are the clockwise quarter turns that the engine gave the page image before it read it; size and boxes are
    those of the page after them. `fingerprint` is what `fingerprints.fingerprint` makes of a picture; None for a page
    that is none.
    """

    number: int
    width: int
    height: int
    words: tuple[Word, ...]
    turns: int = field(default=0, validator=validators.in_(range(4)))
    fingerprint: int | None = None


@frozen
class RecognizedText:
    """Everything an engine recognized in one document, which engine it was, and the e-invoice it carries, if any."""

    pages: tuple[Page, ...]
    engine: str
    engine_version: str
    invoice: EInvoice | UnreadableInvoice | None = None

    @property
    def fingerprint(self) -> int | None:
        """The fingerprint of the first page that has one."""
        return next((page.fingerprint for page in self.pages if page.fingerprint is not None), None)

    @property
    def text(self) -> str:
        """The plain text, one piece a line, for search and for a person's eye."""
        return "\n".join(word.text for page in self.pages for word in page.words)
