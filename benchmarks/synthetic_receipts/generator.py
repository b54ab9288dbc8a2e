"""Makes receipts by seed: the same seed and count give the same labels and words everywhere."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from typing import Any

from attrs import frozen
from PIL import Image

from benchmarks.synthetic_receipts import content, degradation, layouts, rendering
from benchmarks.synthetic_receipts.facts import Facts
from benchmarks.synthetic_receipts.labels import label_of
from benchmarks.synthetic_receipts.rendering import Drawn
from benchmarks.synthetic_receipts.sheet import Sheet


@frozen
class Receipt:
    """One receipt: its facts, its sheet, and the name under which all else of it is drawn by chance."""

    id: str
    facts: Facts
    sheet: Sheet
    origin: str

    @property
    def label(self) -> dict[str, Any]:
        """What is true of it."""
        return label_of(self.id, f"{self.id}.png", self.facts)

    def drawn(self) -> Drawn:
        """The picture as it was printed, and its words.

        Raises:
            MissingFontsError: the fonts are not installed.
        """
        return rendering.drawn(self.sheet, rendering.looked(random.Random(f"{self.origin}/look"), self.sheet))

    def degraded(self, image: Image.Image) -> Image.Image:
        """The picture after what happens to receipts."""
        return degradation.degraded(random.Random(f"{self.origin}/damage"), image)


def generate(seed: int, count: int) -> Iterator[Receipt]:
    """So many receipts; the first ones of a longer series are those of a shorter one."""
    for index in range(count):
        origin = f"{seed}/{index}"
        facts = content.drawn(random.Random(f"{origin}/facts"))
        sheet = layouts.laid_out(random.Random(f"{origin}/layout"), facts)
        yield Receipt(f"synthetic-{seed}-{index:04d}", facts, sheet, origin)


def digest(receipts: Sequence[Receipt]) -> str:
    """SHA-256 over all labels and all printed lines, which tells whether the set is the one that figures speak of."""
    state = hashlib.sha256()
    for receipt in receipts:
        state.update(json.dumps(receipt.label, sort_keys=True).encode())
        state.update(repr(receipt.sheet.parts).encode())
    return state.hexdigest()
