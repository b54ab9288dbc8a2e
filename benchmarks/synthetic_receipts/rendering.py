"""Draws a sheet, and tells exactly which words stand where: rules can be measured on it without any engine.

A piece of text that the layout places as one is one word of the answer, as engines that recognize lines give it; its
box is that of the ink. Pieces that would touch are put below each other, and what is wider than the paper is wrapped,
as tills do.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Final

from attrs import define, evolve, field, frozen
from PIL import Image, ImageDraw, ImageFont

from benchmarks.synthetic_receipts import fonts
from benchmarks.synthetic_receipts.fonts import Face
from benchmarks.synthetic_receipts.sheet import Align, Bars, Blank, Gap, Line, Mark, Part, Rule, Run, Sheet
from plutopixie.domain.reading.words import Box, Page, RecognizedText, Word

ENGINE: Final = "synthetic"
_HEIGHT_MAX: Final = 6_000
_SURE: Final = 0.99
_SHRUNK: Final = 0.9


@frozen
class Look:
    """How one receipt is printed: the paper's width and margin in pixels, its faces, the size of letters, the ink."""

    width: int
    margin: int
    face: Face
    display: Face
    size: int
    spacing: float
    ink: int

    @property
    def printed(self) -> int:
        """The width that can be printed on, in pixels."""
        return self.width - 2 * self.margin


@frozen
class Drawn:
    """A picture in 8-bit grey, and what stands on it."""

    image: Image.Image
    text: RecognizedText


def looked(rng: random.Random, sheet: Sheet) -> Look:
    """Some look in which every letter of the sheet can be printed."""
    text = "".join(_texts(sheet))
    width, margin = (
        (1240, rng.randrange(80, 120)) if sheet.is_page else (rng.randrange(560, 760), rng.randrange(24, 48))
    )
    face = rng.choice([face for face in (fonts.PAGE if sheet.is_page else fonts.TILL) if fonts.covers(face, text)])
    display = rng.choice([face for face in fonts.DISPLAY if fonts.covers(face, text)])
    size = rng.randrange(22, 28)
    if not sheet.is_page:
        columns = rng.choice((34, 38, 40, 42))
        size = _fitting(face, (width - 2 * margin) / columns)
    return Look(width, margin, face, display, size, rng.choice((1.15, 1.25, 1.4)), rng.randrange(0, 60))


def drawn(sheet: Sheet, look: Look) -> Drawn:
    """The sheet as a picture, with its words and their boxes."""
    press = _Press(look)
    for part in sheet.parts:
        press.put(part)
    return press.finished()


def _texts(sheet: Sheet) -> Iterator[str]:
    for part in sheet.parts:
        match part:
            case Line():
                yield from (run.text for run in part.runs)
            case Rule():
                yield part.sign
            case Blank():
                yield part.label + part.sign
            case _:
                pass


def _fitting(face: Face, advance: float) -> int:
    """The size at which an average letter is as wide as `advance` pixels."""
    sample = "Total 12.50 Sales Tax"
    return max(14, int(advance * 100 * len(sample) / fonts.opened(face, 100).getlength(sample)))


@define
class _Press:
    """A picture that grows downwards."""

    look: Look
    image: Image.Image = field(init=False)
    ink: ImageDraw.ImageDraw = field(init=False)
    y: float = field(init=False)
    words: list[Word] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        self.image = Image.new("L", (self.look.width, _HEIGHT_MAX), 255)
        self.ink = ImageDraw.Draw(self.image)
        self.y = self.look.margin * 1.2

    def put(self, part: Part) -> None:
        """Draw a part below the last."""
        match part:
            case Line():
                self._line(part)
            case Rule():
                self._rule(part.sign)
            case Gap():
                self.y += part.height * self._step(1.0)
            case Bars():
                self._bars(part.digits)
            case Mark():
                self._mark(part.shape)
            case Blank():
                self._blank(part)

    def finished(self) -> Drawn:
        """The picture, cut off below the last line."""
        height = min(_HEIGHT_MAX, int(self.y + self.look.margin * 1.2))
        image = self.image.crop((0, 0, self.look.width, height))
        page = Page(1, image.width, image.height, tuple(self.words))
        return Drawn(image, RecognizedText((page,), ENGINE, "1"))

    def _step(self, scale: float) -> float:
        return self.look.size * scale * self.look.spacing

    def _font(self, line: Line) -> ImageFont.FreeTypeFont:
        face = self.look.display if line.is_display else self.look.face
        return fonts.opened(face, max(10, round(self.look.size * line.scale)), bold=line.bold)

    def _line(self, line: Line) -> None:
        font = self._font(line)
        widest = max((font.getlength(run.text) for run in line.runs), default=0)
        if widest > self.look.printed:
            self._too_wide(line, font)
            return
        for runs in _apart(line.runs, font, self.look):
            self._runs(runs, line, font)

    def _too_wide(self, line: Line, font: ImageFont.FreeTypeFont) -> None:
        if line.scale > 1.0 or not any(" " in run.text for run in line.runs):
            self._line(evolve(line, scale=line.scale * _SHRUNK))
            return
        for run in line.runs:
            for text in _wrapped(run.text, font, self.look.printed):
                self._line(evolve(line, runs=(evolve(run, text=text),)))

    def _runs(self, runs: tuple[Run, ...], line: Line, font: ImageFont.FreeTypeFont) -> None:
        baseline = self.y + font.getmetrics()[0]
        if line.inverse:
            step = self._step(line.scale)
            left, right = self.look.margin / 2, self.look.width - self.look.margin / 2
            self.ink.rectangle((left, self.y - step * 0.15, right, self.y + step * 1.05), fill=self.look.ink)
        face = self.look.face
        thick = not line.is_display and (face.is_dotted or (line.bold and not face.bold))
        for run in runs:
            self._text(run, baseline, font, fill=255 if line.inverse else self.look.ink, thick=thick)
        self.y += self._step(line.scale) * (1.15 if line.inverse else 1.0)

    def _text(self, run: Run, baseline: float, font: ImageFont.FreeTypeFont, *, fill: int, thick: bool) -> None:
        x = _left(run, font, self.look)
        stroke = 1 if thick and font.size < 60 else 0
        self.ink.text((x, baseline), run.text, fill=fill, font=font, anchor="ls", stroke_width=stroke)
        left, top, right, bottom = self.ink.textbbox(
            (x, baseline), run.text, font=font, anchor="ls", stroke_width=stroke
        )
        box = Box(max(0, int(left)), max(0, int(top)), min(self.look.width, int(right) + 1), int(bottom) + 1)
        self.words.append(Word(run.text, box, _SURE))

    def _rule(self, sign: str) -> None:
        step = self._step(1.0)
        font = fonts.opened(self.look.face, self.look.size)
        if sign:
            count = int(self.look.printed / font.getlength(sign))
            self.ink.text((self.look.margin, self.y), sign * count, fill=self.look.ink, font=font)
        else:
            middle = self.y + step / 2
            self.ink.line((self.look.margin, middle, self.look.width - self.look.margin, middle), self.look.ink, 2)
        self.y += step

    def _bars(self, digits: str) -> None:
        rng = random.Random(digits)
        x, end = self.look.margin + self.look.printed * 0.15, self.look.margin + self.look.printed * 0.85
        while x < end:
            width = rng.choice((2, 2, 3, 5))
            self.ink.rectangle((x, self.y, x + width - 1, self.y + 70), fill=self.look.ink)
            x += width + rng.choice((2, 3, 5))
        self.y += 78
        self._line(Line((Run(digits, 0.5, Align.CENTER),)))

    def _mark(self, shape: int) -> None:
        middle, size = self.look.width / 2, 90
        box = (middle - size, self.y, middle + size, self.y + size)
        match shape:
            case 0:
                self.ink.ellipse(box, outline=self.look.ink, width=6)
            case 1:
                self.ink.polygon([(middle, self.y), (box[0], box[3]), (box[2], box[3])], fill=self.look.ink)
            case 2:
                self.ink.chord(box, 180, 360, fill=self.look.ink)
            case _:
                for step in range(3):
                    self.ink.arc(box, 200 + 15 * step, 340 - 15 * step, fill=self.look.ink, width=10 - 3 * step)
        self.y += size * 1.15

    def _blank(self, blank: Blank) -> None:
        font = fonts.opened(self.look.face, self.look.size)
        runs = (Run(blank.label), Run(blank.sign, 0.4)) if blank.sign else (Run(blank.label),)
        bottom = self.y + self._step(1.0) * 1.35
        self.y += self._step(1.0) * 0.35
        self._runs(runs, Line(runs), font)
        start = max(self.look.margin + font.getlength(blank.label) + 10, self.look.margin + self.look.printed * 0.4)
        self.ink.line((start, bottom, self.look.width - self.look.margin, bottom), self.look.ink, 2)
        self.y = bottom + 4


def _left(run: Run, font: ImageFont.FreeTypeFont, look: Look) -> float:
    """Where a piece begins, kept on the paper."""
    width = font.getlength(run.text)
    x = look.margin + run.at * look.printed - run.align.value * width
    return min(max(x, look.margin), look.margin + look.printed - width)


def _apart(runs: tuple[Run, ...], font: ImageFont.FreeTypeFont, look: Look) -> Iterator[tuple[Run, ...]]:
    """The pieces in as many lines as it takes so that none touches the next."""
    line: list[Run] = []
    end = 0.0
    for run in runs:
        start = _left(run, font, look)
        if line and start < end + 0.7 * font.size:
            yield tuple(line)
            line = []
        line.append(run)
        end = start + font.getlength(run.text)
    yield tuple(line)


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: float) -> Iterator[str]:
    line = ""
    for word in text.split():
        if line and font.getlength(f"{line} {word}") > width:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    yield line
