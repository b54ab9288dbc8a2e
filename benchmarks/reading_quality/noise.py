"""Perfect text as engines might read it: characters misread, lines lost, smudges taken for letters."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final

from attrs import evolve, frozen

from plutopixie.domain.reading.words import Box, Page, Word


@frozen
class Noise:
    """How an engine errs: the share of characters it misreads, and how sure it says it is.

    A line's sureness is normal around `sure`, and falls by up to `slip` for each misread character; a share `doubt` of
    lines is doubted for nothing, and in a share `smudges` of pages something is read where nothing stands.
    """

    share: float
    sure: float = 1.0
    spread: float = 0.0
    slip: float = 0.0
    doubt: float = 0.0
    smudges: float = 0.0


#: Perfect text, a good engine, and a poor one.
NOISES: Final = (Noise(0.0), Noise(0.004, 0.98, 0.012, 0.02), Noise(0.03, 0.92, 0.04, 0.3, doubt=0.1, smudges=0.4))
_LINE_LOST: Final = 0.02
#: Of misread characters the first share is another one, up to the second it is lost; the rest gets one more behind it.
_SWAPPED: Final = 0.6
_DROPPED: Final = 0.8
_MISREAD: Final = {
    "O": "0Q", "0": "O", "I": "1l", "1": "I", "S": "5", "B": "8", "E": "F", "R": "K", "N": "M", "D": "O", "U": "V",
    "H": "N", "G": "C", "A": "4", "T": "I",
}  # fmt: skip


def noisy(page: Page, writer: random.Random, noise: Noise) -> Page:
    """A page as an engine might read it."""
    if not noise.share:
        return page
    words = [_misread(word, writer, noise) for word in page.words if writer.random() >= _LINE_LOST]
    words = [word for word in words if word.text.strip()]
    if words and writer.random() < noise.smudges:
        words = _smudged(words, writer)
    return evolve(page, words=tuple(words))


def _misread(word: Word, writer: random.Random, noise: Noise) -> Word:
    text, slips = [], 0
    for char in word.text:
        drawn = writer.random() / noise.share
        slips += drawn < 1.0
        if drawn < _SWAPPED:
            text.append(writer.choice(_MISREAD.get(char.upper(), "abcdeilnorst")))
        elif drawn >= _DROPPED:
            text.append(char + (writer.choice("iltr.'") if drawn < 1.0 else ""))
    doubts = slips + (writer.random() < noise.doubt)
    sure = writer.gauss(noise.sure, noise.spread) - sum(writer.uniform(0.1, 1.0) * noise.slip for _ in range(doubts))
    box = word.box
    grown, moved = round(box.height * writer.uniform(-0.06, 0.08)), round(box.height * writer.uniform(-0.04, 0.04))
    box = evolve(box, top=box.top - grown + moved, bottom=box.bottom + grown + moved)
    return Word("".join(text), box, max(0.05, min(1.0, sure)))


def _smudged(words: Sequence[Word], writer: random.Random) -> list[Word]:
    """Words with nonsense above them, as engines read from logos."""
    height = max(10, words[0].box.height)
    top = min(word.box.top for word in words)
    added = []
    for _ in range(writer.randint(1, 3)):
        text = " ".join(
            "".join(writer.choice("abeioLrstEASRnV~.“") for _ in range(writer.randint(1, 4)))
            for _ in range(writer.randint(1, 4))
        )
        left = writer.randint(50, 300)
        top -= round(height * writer.uniform(1.2, 2.2))
        box = Box(left, top, left + len(text) * height // 2, top + round(height * writer.uniform(0.8, 2.0)))
        added.append(Word(text, box, writer.uniform(0.1, 0.6)))
    down = max(0, -top)
    return [
        evolve(word, box=evolve(word.box, top=word.box.top + down, bottom=word.box.bottom + down))
        for word in [*added, *words]
    ]
