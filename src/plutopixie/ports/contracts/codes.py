"""One-time codes."""

from __future__ import annotations

from attrs import evolve

from plutopixie.domain import one_time_codes
from plutopixie.domain.ids import CodeId, MemberId
from plutopixie.domain.one_time_codes import Code, Purpose
from plutopixie.ports.contracts.foundation import OverUnits, missing, refused
from plutopixie.ports.contracts.samples import NOW, Office, a_member, digest, fresh_id, joined, later


def a_code(office: Office, purpose: Purpose = Purpose.VERIFY_ADDRESS, member: MemberId | None = None) -> Code:
    """A new code of the owner's or another member's, not yet kept."""
    return one_time_codes.issued(CodeId(fresh_id()), purpose, member or office.owner.id, "ada@example.org", NOW)


class CodesContract(OverUnits):
    """What `Codes` promises."""

    def test_reads_back_as_added(self, office: Office) -> None:
        """Codes of all purposes read back as added, oldest first, and nobody else's."""
        ada = joined(office, a_member())
        mine = [a_code(office, purpose) for purpose in Purpose]
        with office.unit() as unit:
            for code in (*mine, a_code(office, member=ada.id)):
                unit.codes.add(code, digest(code.id))

        with office.unit() as unit:
            assert unit.codes.of_member(office.owner.id) == tuple(mine)
            assert unit.codes.of_member(MemberId(fresh_id())) == ()
            assert [unit.codes.get(code.id) for code in mine] == mine

    def test_is_found_by_id_and_secret(self, office: Office) -> None:
        """A code is found by its id and secret together, with and without a lock, and by nothing else."""
        code = a_code(office)
        with office.unit() as unit:
            unit.codes.add(code, digest("secret"))

        with office.unit() as unit:
            assert unit.codes.find(code.id, digest("secret")) == code
            assert unit.codes.find(code.id, digest("secret"), lock=True) == code
        for id, secret in ((code.id, "other"), (CodeId(fresh_id()), "secret")):
            with missing("code"), office.unit() as unit:
                unit.codes.find(id, digest(secret))

    def test_a_new_one_takes_the_place_of_the_old(self, office: Office) -> None:
        """Of each purpose a member has one code: the earlier one is gone, whatever had become of it."""
        old, other, new = a_code(office), a_code(office, Purpose.RESET_PASSWORD), a_code(office)
        with office.unit() as unit:
            unit.codes.add(old, digest("old"))
            unit.codes.add(other, digest("other"))
            unit.codes.sent(old.id, later(1))
            unit.codes.save(one_time_codes.used(old, later(2)))

        with office.unit() as unit:
            unit.codes.add(new, digest("new"))

        with office.unit() as unit:
            assert unit.codes.of_member(office.owner.id) == (other, new)
        with missing("code"), office.unit() as unit:
            unit.codes.find(old.id, digest("old"))

    def test_it_is_noted_when_it_was_sent_and_used(self, office: Office) -> None:
        """When a code was sent and when it was used read back; sending what is gone is no error, using it is."""
        code = a_code(office)
        with office.unit() as unit:
            unit.codes.add(code, digest("secret"))

        with office.unit() as unit:
            unit.codes.sent(code.id, later(1))
            unit.codes.sent(CodeId(fresh_id()), later(1))
            unit.codes.save(one_time_codes.used(code, later(2)))

        with office.unit() as unit:
            assert unit.codes.get(code.id) == evolve(code, sent_at=later(1), used_at=later(2))
        with missing("code"), office.unit() as unit:
            unit.codes.save(a_code(office))

    def test_belongs_to_a_present_member(self, office: Office, rival: Office) -> None:
        """A code of nobody, of a former member, or of another organization's member is refused."""
        gone = joined(office, a_member())
        with office.unit() as unit:
            unit.codes.add(a_code(office, member=gone.id), digest("gone"))
            unit.members.remove(gone.id)

        for member in (MemberId(fresh_id()), gone.id, rival.owner.id):
            with refused("member"), office.unit() as unit:
                unit.codes.add(a_code(office, member=member), digest("secret"))
        with office.unit() as unit:
            assert unit.codes.of_member(gone.id) == ()

    def test_codes_are_forgotten(self, office: Office) -> None:
        """Codes are forgotten by purpose, and by when they ended; the others stay."""
        verify, reset, take = (
            a_code(office, purpose)
            for purpose in (Purpose.VERIFY_ADDRESS, Purpose.RESET_PASSWORD, Purpose.TAKE_ADDRESS)
        )
        with office.unit() as unit:
            for code in (verify, reset, take):
                unit.codes.add(code, digest(code.id))

        with office.unit() as unit:
            unit.codes.remove_all(office.owner.id, {Purpose.TAKE_ADDRESS, Purpose.LEAVE_ADDRESS})
            assert unit.codes.of_member(office.owner.id) == (verify, reset)
            assert unit.codes.forget(reset.expires_at) == 0
            assert unit.codes.forget(verify.expires_at) == 1
            assert unit.codes.of_member(office.owner.id) == (verify,)
