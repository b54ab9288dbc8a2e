"""The second step of proving who one is: a code of the device, or a recovery code, where a second factor counts."""

from __future__ import annotations

from attrs import field, frozen

from plutopixie.domain import second_factor as rules
from plutopixie.domain import throttling
from plutopixie.domain.audit import Action, by_member
from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.ids import MemberId
from plutopixie.domain.origins import UNKNOWN, Origin
from plutopixie.domain.second_factor import SecondFactor, SecondFactorNeededError
from plutopixie.domain.throttling import Bucket, Limit
from plutopixie.ports.inbound.auditing import Notary
from plutopixie.ports.inbound.guarding import Guard
from plutopixie.ports.outbound.clock import Clock
from plutopixie.ports.outbound.time_codes import TimeCodes
from plutopixie.ports.outbound.units import Unit


@frozen
class SecondProof:
    """What a person gives beside the password: the six digits of the device, or a recovery code, or nothing."""

    code: str | None = field(default=None, repr=False)
    recovery_code: str | None = field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        for name, given in (("code", self.code), ("recovery_code", self.recovery_code)):
            if given is not None and len(given) > rules.CODE_LENGTH_MAX:
                raise InvalidValueError(name, f"has at most {rules.CODE_LENGTH_MAX} characters")


#: No second proof.
NONE = SecondProof()


@frozen
class SecondStep:
    """Checks second proofs; what was used is noted in the unit that the proof opens something in."""

    codes: TimeCodes
    guard: Guard
    notary: Notary
    clock: Clock

    def require(self, unit: Unit, member: MemberId, proof: SecondProof, origin: Origin = UNKNOWN) -> None:
        """Check the proof if a second factor of the member counts, and use it up.

        Raises:
            SecondFactorNeededError: a factor counts and nothing was given.
            WrongCodeError: the code is wrong or was used.
            InvalidValueError: both kinds of code were given.
            ThrottledError: there were too many wrong ones before; they are counted whatever becomes of the unit.
        """
        factor = unit.second_factors.get(member, lock=True)
        if factor is None or not factor.counts:
            return
        if proof == NONE:
            raise SecondFactorNeededError
        with self.guard.guess(self._bucket(unit, member)):
            unit.second_factors.put(self._used(unit, factor, proof, origin))

    def _bucket(self, unit: Unit, member: MemberId) -> Bucket:
        subject = throttling.of_member(unit.organization.get().id, member)
        return self.guard.bucket(Limit.SECOND_FACTOR, subject, unit.members.get(member).email)

    def step(self, factor: SecondFactor, code: str) -> int | None:
        """The step of a code that the device shows now, None if it shows no such code."""
        now = rules.step_of(self.clock.now())
        near = range(now - rules.STEPS_APART_MAX, now + rules.STEPS_APART_MAX + 1)
        return self.codes.matching_step(factor.secret, code[: rules.CODE_LENGTH_MAX], near)

    def _used(self, unit: Unit, factor: SecondFactor, proof: SecondProof, origin: Origin) -> SecondFactor:
        match proof:
            case SecondProof(str(code), None):
                return rules.used(factor, self.step(factor, code))
            case SecondProof(None, str(code)):
                recovered = rules.recovered(factor, code)
                self.notary.note(unit, by_member(factor.member, origin), Action.RECOVERY_CODE_USED)
                return recovered
        raise InvalidValueError("recovery_code", "is not needed beside a code; send one of the two")
