"""A member's second factor: set up, confirmed, renewed, removed; required by the owner; taken off by an admin."""

from __future__ import annotations

from attrs import evolve, field, frozen

from plutopixie.domain import members, second_factor
from plutopixie.domain.audit import Action
from plutopixie.domain.errors import IllegalMoveError
from plutopixie.domain.ids import MemberId
from plutopixie.domain.organization import Organization
from plutopixie.domain.permissions import Permission
from plutopixie.domain.second_factor import SecondFactor
from plutopixie.domain.versions import require_version
from plutopixie.ports.inbound.access import Actor, admit
from plutopixie.ports.inbound.auditing import Notary
from plutopixie.ports.inbound.own_account import OwnAccount
from plutopixie.ports.inbound.second_step import SecondProof, SecondStep
from plutopixie.ports.outbound.clock import Clock, Identities
from plutopixie.ports.outbound.units import OpenUnit


@frozen
class Prepared:
    """What a device needs to know, shown once: the secret for typing, and the same as an address for a picture."""

    secret: str = field(repr=False)
    address: str = field(repr=False)


@frozen
class SecondFactors:
    """The use cases over second factors. Whatever weakens one asks for the password and a proof."""

    open_unit: OpenUnit
    own_account: OwnAccount
    second_step: SecondStep
    notary: Notary
    clock: Clock
    identities: Identities

    def prepare(self, actor: Actor, password: str) -> Prepared:
        """Begin to set up a factor; it counts once a code confirms it. Beginning again replaces the secret.

        Raises:
            WrongCredentialsError: the password is another one.
            IllegalMoveError: a factor counts already.
        """
        self.own_account.require_password(actor, password)
        now, secret = self.clock.now(), self.identities.secret()[: second_factor.SECRET_BYTES]
        with self.open_unit(actor.organization) as unit:
            member = admit(unit, actor, Permission.SEE_SELF, now).member
            second_factor.require_free(unit.second_factors.get(member.id, lock=True))
            unit.second_factors.put(SecondFactor(member.id, secret, now))
        codes = self.second_step.codes
        return Prepared(codes.spelled(secret), codes.address(secret, member.email))

    def confirm(self, actor: Actor, code: str) -> tuple[str, ...]:
        """Let the factor count, now that the device shows a right code; every other session ends.

        Returns the recovery codes, which are shown once.

        Raises:
            WrongCodeError: the code is wrong.
            IllegalMoveError: no factor is prepared, or it counts already.
        """
        now, recovery = self.clock.now(), self._recovery_codes()
        with self.open_unit(actor.organization) as unit:
            member = admit(unit, actor, Permission.SEE_SELF, now).member
            factor = unit.second_factors.get(member.id, lock=True)
            step = None if factor is None else self.second_step.step(factor, code)
            unit.second_factors.put(second_factor.confirmed(factor, step, _digests(recovery), now))
            unit.sessions.revoke_all(member.id, now, but=actor.session)
            self.notary.note(unit, actor.author, Action.SECOND_FACTOR_ADDED, member.id)
        return recovery

    def renew_recovery_codes(self, actor: Actor, password: str, proof: SecondProof) -> tuple[str, ...]:
        """Ten new recovery codes in place of all earlier ones; raises as `remove` does."""
        self.own_account.require_password(actor, password)
        recovery = self._recovery_codes()
        with self.open_unit(actor.organization) as unit:
            member = admit(unit, actor, Permission.SEE_SELF, self.clock.now()).member
            self.second_step.require(unit, member.id, proof, actor.origin)
            factor = second_factor.require_counting(unit.second_factors.get(member.id))
            unit.second_factors.put(evolve(factor, recovery=_digests(recovery)))
            self.notary.note(unit, actor.author, Action.RECOVERY_CODES_RENEWED, member.id)
        return recovery

    def remove(self, actor: Actor, password: str, proof: SecondProof) -> None:
        """Remove one's own factor.

        Raises:
            WrongCredentialsError: the password is another one.
            SecondFactorNeededError: no code was given.
            WrongCodeError: the code is wrong or was used.
            IllegalMoveError: no factor counts.
        """
        self.own_account.require_password(actor, password)
        with self.open_unit(actor.organization) as unit:
            member = admit(unit, actor, Permission.SEE_SELF, self.clock.now()).member
            self.second_step.require(unit, member.id, proof, actor.origin)
            second_factor.require_counting(unit.second_factors.get(member.id))
            unit.second_factors.remove(member.id)
            self.notary.note(unit, actor.author, Action.SECOND_FACTOR_REMOVED, member.id)

    def take_off(self, actor: Actor, id: MemberId) -> None:
        """Remove the factor of a member below oneself who lost device and codes; their sessions end."""
        now = self.clock.now()
        with self.open_unit(actor.organization) as unit:
            by = admit(unit, actor, Permission.MANAGE_MEMBERS, now).member
            members.require_above(by, unit.members.get(id, lock=True).role)
            unit.second_factors.remove(id)
            unit.sessions.revoke_all(id, now)
            self.notary.note(unit, actor.author, Action.SECOND_FACTOR_REMOVED, id)

    def require_of_admins(self, actor: Actor, *, required: bool, expected: int | None = None) -> Organization:
        """Require a second factor of the owner and the admins, from their next request on, or no longer.

        Raises:
            IllegalMoveError: the owner who requires it has none.
        """
        with self.open_unit(actor.organization) as unit:
            owner = admit(unit, actor, Permission.REQUIRE_SECOND_FACTOR, self.clock.now()).member
            present = unit.organization.get()
            require_version("organization", present.version, expected)
            factor = unit.second_factors.get(owner.id)
            if required and (factor is None or not factor.counts):
                raise IllegalMoveError("second factor of yours", "not set up", "require one of others")
            changed = evolve(present, second_factor_required=required, version=present.version + 1)
            unit.organization.save(changed)
            action = Action.SECOND_FACTOR_REQUIRED if required else Action.SECOND_FACTOR_OPTIONAL
            self.notary.note(unit, actor.author, action)
            return changed

    def _recovery_codes(self) -> tuple[str, ...]:
        secrets = (self.identities.secret() for _ in range(second_factor.RECOVERY_CODES))
        return tuple(map(second_factor.recovery_code, secrets))


def _digests(codes: tuple[str, ...]) -> frozenset[bytes]:
    return frozenset(map(second_factor.recovery_digest, codes))
