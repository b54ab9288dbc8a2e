"""Requests that carry an idempotency key."""

from __future__ import annotations

from plutopixie.domain.ids import MemberId
from plutopixie.ports.contracts.foundation import OverUnits, missing, refused
from plutopixie.ports.contracts.samples import NOW, Office, a_member, digest, fresh_id, joined, later
from plutopixie.ports.outbound.records import Answered


class RequestsContract(OverUnits):
    """What `Requests` promises."""

    def test_a_new_key_is_claimed(self, office: Office) -> None:
        """A new key gives None; from then on, the digest of the request that claimed it."""
        with office.unit() as unit:
            assert unit.requests.begin(office.owner.id, "key", digest(1), NOW) is None
            assert unit.requests.begin(office.owner.id, "key", digest(2), later(1)) == Answered(digest(1), None)

        with office.unit() as unit:
            assert unit.requests.begin(office.owner.id, "key", digest(1), later(2)) == Answered(digest(1), None)

    def test_an_outcome_is_kept(self, office: Office) -> None:
        """A completed request tells its outcome, also to a request that asks something else."""
        with office.unit() as unit:
            unit.requests.begin(office.owner.id, "key", digest(1), NOW)
            unit.requests.complete(office.owner.id, "key", "done")

        with office.unit() as unit:
            assert unit.requests.begin(office.owner.id, "key", digest(9), later(1)) == Answered(digest(1), "done")

    def test_a_claim_that_rolled_back_is_free(self, office: Office) -> None:
        """A claim is forgotten with its unit, so that the request can be tried again."""
        with refused("member"), office.unit() as unit:
            unit.requests.begin(office.owner.id, "key", digest(1), NOW)
            unit.requests.begin(MemberId(fresh_id()), "key", digest(1), NOW)

        with office.unit() as unit:
            assert unit.requests.begin(office.owner.id, "key", digest(1), NOW) is None

    def test_a_key_belongs_to_one_member(self, office: Office) -> None:
        """Two members use the same key without meeting."""
        ada = joined(office, a_member())
        with office.unit() as unit:
            unit.requests.begin(office.owner.id, "key", digest(1), NOW)

        with office.unit() as unit:
            assert unit.requests.begin(ada.id, "key", digest(2), NOW) is None

    def test_an_unclaimed_key_is_missing(self, office: Office) -> None:
        """An outcome for a key that nobody claimed is refused."""
        with missing("request"), office.unit() as unit:
            unit.requests.complete(office.owner.id, "key", "done")

    def test_old_requests_are_forgotten(self, office: Office) -> None:
        """Requests begun before a moment are forgotten and counted; the others stay."""
        with office.unit() as unit:
            for minute in range(4):
                unit.requests.begin(office.owner.id, str(minute), digest(minute), later(minute))

        with office.unit() as unit:
            assert unit.requests.forget(later(2)) == 2

        with office.unit() as unit:
            assert unit.requests.begin(office.owner.id, "2", digest(0), NOW) is not None
            assert unit.requests.begin(office.owner.id, "1", digest(0), NOW) is None
            assert unit.requests.forget(later(-1)) == 0
