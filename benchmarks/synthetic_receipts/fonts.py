"""The faces that receipts are drawn in, all of them from packages of Debian; `scripts/set_up` installs them."""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import Final

from attrs import frozen
from PIL import ImageFont

PACKAGES: Final = (
    "fonts-dejavu-core", "fonts-liberation", "fonts-inconsolata", "fonts-courier-prime", "fonts-anonymous-pro",
    "fonts-3270", "fonts-glasstty", "fonts-ocr-a",
)  # fmt: skip
_ROOTS: Final = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
_MISSING: Final = "\U0010ffff"


class MissingFontsError(Exception):
    """Fonts that receipts are drawn in are not installed."""


@frozen
class Face:
    """A face by its file, and the file of its bold sister; without one, bold is the same face drawn thicker.

    `is_dotted` says that its strokes are rows of dots, which ink joins on paper: it is always drawn thicker.
    """

    file: str
    bold: str | None = None
    is_dotted: bool = False


#: Faces whose letters are all of one width, as tills print.
TILL: Final = (
    Face("DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf"),
    Face("LiberationMono-Regular.ttf", "LiberationMono-Bold.ttf"),
    Face("Inconsolata.otf"),
    Face("Courier Prime.otf", "Courier Prime Bold.otf"),
    Face("Anonymous Pro.ttf", "Anonymous Pro B.ttf"),
    Face("3270-Regular.ttf"),
    Face("Glass_TTY_VT220.ttf", is_dotted=True),
    Face("OCRA.ttf"),
    Face("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    Face("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
)
PAGE: Final = (
    Face("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
    Face("LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf"),
    Face("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    Face("Courier Prime.otf", "Courier Prime Bold.otf"),
)
DISPLAY: Final = (
    Face("DejaVuSerif-Bold.ttf"),
    Face("LiberationSans-Bold.ttf"),
    Face("LiberationSerif-BoldItalic.ttf"),
    Face("Courier Prime Bold.otf"),
    Face("DejaVuSans-Bold.ttf"),
)


def missing() -> tuple[str, ...]:
    """The files of faces that are not installed."""
    wanted = {name for face in (*TILL, *PAGE, *DISPLAY) for name in (face.file, face.bold) if name}
    return tuple(sorted(wanted - _installed().keys()))


def require() -> None:
    """Make sure that every face is there.

    Raises:
        MissingFontsError: some are not; the message says which, and how to install them.
    """
    if absent := missing():
        raise MissingFontsError(
            f"These fonts are not installed: {', '.join(absent)}. On Debian: apt-get install {' '.join(PACKAGES)}"
        )


def opened(face: Face, size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The face in a size in pixels.

    Raises:
        MissingFontsError: it is not installed.
    """
    return _opened(face.bold if bold and face.bold else face.file, size)


def covers(face: Face, text: str) -> bool:
    """Whether the face has every letter of the text."""
    return all(_has(face.file, char) for char in set(text) if not char.isspace())


@functools.cache
def _has(file: str, char: str) -> bool:
    font = _opened(file, 20)
    return bytes(font.getmask(char)) != bytes(font.getmask(_MISSING))


@functools.lru_cache(maxsize=512)
def _opened(file: str, size: int) -> ImageFont.FreeTypeFont:
    require()
    return ImageFont.truetype(_installed()[file], size, layout_engine=ImageFont.Layout.BASIC)


@functools.cache
def _installed() -> dict[str, str]:
    return {
        name: os.path.join(folder, name)  # noqa: PTH118 - os.walk speaks in strings
        for root in _ROOTS
        for folder, _, names in os.walk(root)
        for name in names
    }
