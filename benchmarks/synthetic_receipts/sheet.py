"""What a layout writes: lines of text with their places across the paper, rules, gaps, bars and marks.

A layout knows no pixels. Places across are fractions of the printed width; a line's scale multiplies the size of its
letters. `rendering.py` draws what stands here.
"""

from __future__ import annotations

import enum

from attrs import define, field, frozen


class Align(enum.Enum):
    """Which edge of a text stands at its place."""

    LEFT = 0.0
    CENTER = 0.5
    RIGHT = 1.0


@frozen
class Run:
    """A piece of text, where it stands across the paper (0 to 1), and by which of its edges."""

    text: str
    at: float = 0.0
    align: Align = Align.LEFT


@frozen
class Line:
    """Pieces beside each other. `inverse` is white on black; `is_display` takes the face of the logo."""

    runs: tuple[Run, ...]
    scale: float = 1.0
    bold: bool = False
    inverse: bool = False
    is_display: bool = False


@frozen
class Rule:
    """A line across: drawn where `sign` is empty, else a row of that sign."""

    sign: str = ""


@frozen
class Gap:
    """Empty paper, in heights of a line."""

    height: float = 0.5


@frozen
class Bars:
    """A bar code of an arbitrary pattern, and the digits below it."""

    digits: str


@frozen
class Mark:
    """The drawing of a logo without any letters."""

    shape: int


@frozen
class Blank:
    """A label with a line to be filled in by hand."""

    label: str
    sign: str = ""


Part = Line | Rule | Gap | Bars | Mark | Blank


@define
class Sheet:
    """The paper that a layout fills from the top down."""

    is_page: bool = False
    parts: list[Part] = field(factory=list)

    def left(self, text: str, *, scale: float = 1.0, bold: bool = False) -> None:
        """A line from the left edge."""
        self.parts.append(Line((Run(text),), scale, bold))

    def center(self, text: str, *, scale: float = 1.0, bold: bool = False, inverse: bool = False) -> None:
        """A line in the middle."""
        self.parts.append(Line((Run(text, 0.5, Align.CENTER),), scale, bold, inverse))

    def right(self, text: str, *, scale: float = 1.0, bold: bool = False) -> None:
        """A line that ends at the right edge."""
        self.parts.append(Line((Run(text, 1.0, Align.RIGHT),), scale, bold))

    def pair(self, label: str, amount: str, *, scale: float = 1.0, bold: bool = False, at: float = 1.0) -> None:
        """A label at the left and an amount that ends at `at`."""
        self.parts.append(Line((Run(label), Run(amount, at, Align.RIGHT)), scale, bold))

    def row(self, *runs: Run, bold: bool = False) -> None:
        """Pieces at places of their own."""
        self.parts.append(Line(runs, 1.0, bold))

    def display(self, text: str, scale: float, align: Align = Align.CENTER, *, inverse: bool = False) -> None:
        """A line in the face of the logo."""
        self.parts.append(Line((Run(text, align.value, align),), scale, bold=True, inverse=inverse, is_display=True))

    def rule(self, sign: str = "") -> None:
        """A line across the paper."""
        self.parts.append(Rule(sign))

    def gap(self, height: float = 0.5) -> None:
        """Empty paper."""
        self.parts.append(Gap(height))
