"""What a judge says."""

from __future__ import annotations

from attrs import frozen


@frozen
class Verdict:
    """A judge, the figures of its work, and what it found; nothing found is the best it can say."""

    judge: str
    figures: str
    findings: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        """The verdict in a word or two."""
        return f"{len(self.findings)} to look at" if self.findings else "nothing found"
