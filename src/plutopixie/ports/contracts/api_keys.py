"""API keys."""

from __future__ import annotations

from datetime import timedelta

from attrs import evolve

from plutopixie.domain import api_keys
from plutopixie.domain.api_keys import ApiKey, KeyScope
from plutopixie.domain.ids import ApiKeyId, MemberId
from plutopixie.ports.contracts.foundation import OverUnits, missing, refused, taken
from plutopixie.ports.contracts.samples import NOW, Office, a_member, digest, fresh_id, joined, later


def a_key(office: Office, member: MemberId | None = None) -> ApiKey:
    """A new key of the owner or another member, not yet kept."""
    scopes = frozenset({KeyScope.READ, KeyScope.EXPORT})
    return api_keys.issued(ApiKeyId(fresh_id()), member or office.owner.id, "Bookkeeping", scopes, days=30, at=NOW)


class ApiKeysContract(OverUnits):
    """What `ApiKeys` promises."""

    def test_reads_back_as_added(self, office: Office) -> None:
        """A member's keys read back as added, oldest first, ended ones too, and nobody else's."""
        ada = joined(office, a_member())
        mine = [a_key(office), evolve(a_key(office), expires_at=NOW), evolve(a_key(office), used_at=later(1))]
        with office.unit() as unit:
            for key in (*mine, a_key(office, ada.id)):
                unit.api_keys.add(key, digest(key.id))

        with office.unit() as unit:
            assert unit.api_keys.of_member(office.owner.id) == tuple(mine)
            assert len(unit.api_keys.of_member(ada.id)) == 1
            assert unit.api_keys.of_member(MemberId(fresh_id())) == ()

    def test_opens_with_its_secret_while_it_lives(self, office: Office) -> None:
        """A living key is found by id and secret together; a wrong secret, another id or its end finds nothing."""
        key = a_key(office)
        with office.unit() as unit:
            unit.api_keys.add(key, digest("secret"))

        with office.unit() as unit:
            assert unit.api_keys.presented(key.id, digest("other"), NOW) is None
            assert unit.api_keys.presented(ApiKeyId(fresh_id()), digest("secret"), NOW) is None
            assert unit.api_keys.presented(key.id, digest("secret"), key.expires_at) is None
            last = key.expires_at - timedelta(microseconds=1)
            assert unit.api_keys.presented(key.id, digest("secret"), last) == evolve(key, used_at=last)

    def test_its_last_use_is_known_to_the_minute(self, office: Office) -> None:
        """A use is noted if the one noted before is a minute old; a failed attempt is no use."""
        key = a_key(office)
        with office.unit() as unit:
            unit.api_keys.add(key, digest("secret"))

        for minutes, noted in ((0, 0), (0.9, 0), (1, 1), (1.5, 1), (7, 7)):
            with office.unit() as unit:
                unit.api_keys.presented(key.id, digest("other"), later(60))
                used = unit.api_keys.presented(key.id, digest("secret"), later(minutes))
                assert used == evolve(key, used_at=later(noted))
            with office.unit() as unit:
                assert unit.api_keys.of_member(office.owner.id) == (used,)

    def test_an_id_is_taken_once(self, office: Office) -> None:
        """A second key with the same id is refused."""
        key = a_key(office)
        with office.unit() as unit:
            unit.api_keys.add(key, digest("secret"))

        with taken("API key", "id"), office.unit() as unit:
            unit.api_keys.add(key, digest("other"))

    def test_belongs_to_a_present_member(self, office: Office) -> None:
        """A key of nobody, or of a former member, is refused."""
        gone = joined(office, a_member())
        with office.unit() as unit:
            unit.members.remove(gone.id)

        for member in (MemberId(fresh_id()), gone.id):
            with refused("member"), office.unit() as unit:
                unit.api_keys.add(a_key(office, member), digest("secret"))

    def test_is_revoked(self, office: Office) -> None:
        """A revoked key opens nothing; it is revoked once, and by naming its own member only."""
        key, ada = a_key(office), joined(office, a_member())
        with office.unit() as unit:
            unit.api_keys.add(key, digest("secret"))

        with missing("API key"), office.unit() as unit:
            unit.api_keys.remove(ada.id, key.id)
        with office.unit() as unit:
            unit.api_keys.remove(office.owner.id, key.id)

        with office.unit() as unit:
            assert unit.api_keys.presented(key.id, digest("secret"), NOW) is None
        with missing("API key"), office.unit() as unit:
            unit.api_keys.remove(office.owner.id, key.id)

    def test_all_keys_of_a_member_are_revoked(self, office: Office) -> None:
        """Revoking all, or removing the member, ends every key of that member and nobody else's."""
        ada = joined(office, a_member())
        mine, hers = a_key(office), [a_key(office, ada.id) for _ in range(2)]
        with office.unit() as unit:
            for key in (mine, *hers):
                unit.api_keys.add(key, digest(key.id))

        with office.unit() as unit:
            unit.api_keys.remove_all(ada.id)
            assert unit.api_keys.of_member(ada.id) == ()
            unit.api_keys.add(hers[0], digest("again"))
            unit.members.remove(ada.id)

        with office.unit() as unit:
            assert unit.api_keys.presented(hers[0].id, digest("again"), NOW) is None
            assert unit.api_keys.presented(mine.id, digest(mine.id), NOW) is not None
