"""Second factors, and the standing of members that depends on them."""

from __future__ import annotations

from attrs import evolve

from plutopixie.domain import sessions
from plutopixie.domain.ids import MemberId, SessionId
from plutopixie.domain.second_factor import SecondFactor
from plutopixie.ports.contracts.foundation import OverUnits, missing, refused
from plutopixie.ports.contracts.samples import NOW, Office, a_member, digest, fresh_id, joined, later
from plutopixie.ports.outbound.records import Standing


def a_factor(member: MemberId) -> SecondFactor:
    """A factor that is prepared and not confirmed, not yet kept."""
    return SecondFactor(member, b"\x00secret of 20 bytes\xff", NOW)


class SecondFactorsContract(OverUnits):
    """What `SecondFactors` promises, and `Members.standing` with it."""

    def test_reads_back_as_put(self, office: Office) -> None:
        """A factor reads back as it was put last; a member without one has none."""
        prepared = a_factor(office.owner.id)
        confirmed = evolve(
            prepared, confirmed_at=later(1), last_step=59_000_000, recovery=frozenset({digest(1), digest(2)})
        )
        with office.unit() as unit:
            assert unit.second_factors.get(office.owner.id) is None
            assert unit.second_factors.get(office.owner.id, lock=True) is None

        for factor in (prepared, confirmed, evolve(confirmed, recovery=frozenset())):
            with office.unit() as unit:
                unit.second_factors.put(factor)
            with office.unit() as unit:
                assert unit.second_factors.get(office.owner.id) == factor
                assert unit.second_factors.get(office.owner.id, lock=True) == factor

    def test_is_removed(self, office: Office) -> None:
        """A factor that was removed is not there, and can't be removed again."""
        with office.unit() as unit:
            unit.second_factors.put(a_factor(office.owner.id))

        with office.unit() as unit:
            unit.second_factors.remove(office.owner.id)

        with missing("second factor"), office.unit() as unit:
            unit.second_factors.remove(office.owner.id)
        with office.unit() as unit:
            assert unit.second_factors.get(office.owner.id) is None

    def test_belongs_to_a_present_member(self, office: Office, rival: Office) -> None:
        """A factor of nobody, of a former member, or of another organization's member is refused."""
        gone = joined(office, a_member())
        with office.unit() as unit:
            unit.second_factors.put(a_factor(gone.id))
            unit.members.remove(gone.id)

        for member in (MemberId(fresh_id()), gone.id, rival.owner.id):
            with refused("member"), office.unit() as unit:
                unit.second_factors.put(a_factor(member))
        with office.unit() as unit:
            assert unit.second_factors.get(gone.id) is None

    def test_a_standing_tells_what_counts(self, office: Office) -> None:
        """A member's standing, by id and by session, says if they have a confirmed factor and if one is required."""
        owner = office.owner
        session = sessions.opened(SessionId(fresh_id()), owner.id, digest(1), NOW)
        with office.unit() as unit:
            unit.sessions.add(session)
        prepared = a_factor(owner.id)

        def stands() -> Standing:
            with office.unit() as unit:
                standing = unit.members.standing(owner.id)
                assert unit.members.signed_in(session.id, NOW) == standing
            return standing

        assert stands() == Standing(owner, second_factor=False, second_factor_required=False)
        with office.unit() as unit:
            unit.second_factors.put(prepared)
        assert not stands().second_factor
        with office.unit() as unit:
            unit.second_factors.put(evolve(prepared, confirmed_at=NOW))
            unit.organization.save(evolve(office.organization, second_factor_required=True, version=2))
        assert stands() == Standing(owner, second_factor=True, second_factor_required=True)

    def test_nobody_has_no_standing(self, office: Office, rival: Office) -> None:
        """The standing of nobody, or of another organization's member, is missing."""
        for member in (MemberId(fresh_id()), rival.owner.id):
            with missing("member"), office.unit() as unit:
                unit.members.standing(member)
