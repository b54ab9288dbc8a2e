"""Reading a receipt beside the engine alone: what our own rules, decoding and masking add to it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from benchmarks.measuring import Figure, in_turns
from plutopixie.adapters.page_images import DecodedPages
from plutopixie.adapters.rapid_ocr import RapidOcr
from plutopixie.domain.documents import recognize
from plutopixie.domain.reading.extraction import ReadingContext
from plutopixie.ports.inbound.reading import understood
from plutopixie.ports.outbound.page_images import PageImage

SAMPLES = Path(__file__).parents[1] / "tests" / "samples"
CONTEXT = ReadingContext(date(2026, 11, 1))


class _Decoded:
    """Pages that were decoded before."""

    def __init__(self, pages: list[PageImage]) -> None:
        self._pages = pages

    def pages(self, _: object) -> Iterator[PageImage]:
        return iter(self._pages)


def figures() -> Iterator[Figure]:
    """CPU time of a whole reading, to that of the engine on pages that are decoded already."""
    sample = min(SAMPLES.glob("*.jpg"), key=lambda path: path.stat().st_size)
    document = recognize(sample.read_bytes())
    whole = RapidOcr(DecodedPages())
    engine = RapidOcr(_Decoded(list(DecodedPages().pages(document))))
    yield in_turns(
        "reading a receipt (CPU)",
        lambda: understood(whole.read(document), CONTEXT),
        "the engine alone on decoded pages",
        lambda: engine.read(document),
        rounds=5,
        clock=time.process_time,
    )
