"""A measured figure beside what is asked of it."""

from __future__ import annotations

from attrs import frozen


@frozen
class Figure:
    """What was measured, and the least (or with `at_most` the most) that it should be; None if nothing is asked."""

    name: str
    value: float
    asked: float | None = None
    at_most: bool = False
    unit: str = ""

    @property
    def is_met(self) -> bool:
        """Whether it is what is asked."""
        if self.asked is None:
            return True
        return self.value <= self.asked if self.at_most else self.value >= self.asked

    def __str__(self) -> str:
        said = f"{self.value:.3f}" if not self.unit else f"{self.value:,.2f} {self.unit}"
        if self.asked is None:
            return f"{self.name:<64} {said:>12}"
        sign = "<=" if self.at_most else ">="
        return f"{self.name:<64} {said:>12}   asked {sign} {self.asked:g}   {'met' if self.is_met else 'NOT MET'}"
