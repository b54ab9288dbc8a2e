"""An installation that is asked through its use cases."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from plutopixie.domain.errors import NotSignedInError, PlutoPixieError
from plutopixie.ports.contracts.noninterference.installation import Done, Learned, Shown, Step
from plutopixie.ports.contracts.noninterference.learning import learned
from plutopixie.ports.contracts.noninterference.table import TABLE
from plutopixie.ports.contracts.noninterference.use_cases import UseCases
from plutopixie.ports.contracts.noninterference.workshop import Workshop


@frozen
class ThroughUseCases:
    """`Installation` over the use cases and the workshop behind them."""

    use_cases: UseCases
    workshop: Workshop

    def carry_out(self, step: Step) -> Shown:
        """Ask the use case; what it returned or raised is what is shown."""
        try:
            result = TABLE[step.name].way(self.use_cases, step)
        except PlutoPixieError as error:
            answer = type(error), error.code, str(error), vars(error)
            return Shown(answer, accepted=False, learned=Learned(signed_out=isinstance(error, NotSignedInError)))
        return Shown(result, accepted=True, learned=learned(result))

    def work(self) -> tuple[Done, ...]:
        """Let the workshop work."""
        return self.workshop.work()

    @property
    def takes(self) -> frozenset[str]:
        """Every step of the table."""
        return EVERYTHING


EVERYTHING: Final = frozenset(TABLE)
