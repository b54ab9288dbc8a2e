"""The directory: look-ups before an organization is known."""

from __future__ import annotations

import pytest
from attrs import evolve

from plutopixie.domain.ids import OrganizationId
from plutopixie.ports.contracts.foundation import OverUnits, taken
from plutopixie.ports.contracts.samples import HASH, NOW, Office, a_member, address, founded, fresh_id, joined, later
from plutopixie.ports.outbound.directory import Directory, Membership
from plutopixie.ports.outbound.units import OpenUnit


class DirectoryContract(OverUnits):
    """What `Directory` promises. Override the fixtures `open_unit` and `directory`, over the same database."""

    @pytest.fixture
    def directory(self) -> Directory:
        """The adapter to be proven."""
        raise NotImplementedError("override the fixture directory with one that returns the adapter to be proven")

    def test_finds_every_membership(self, directory: Directory, office: Office, rival: Office) -> None:
        """A person who is a member twice is found twice, the older membership first."""
        email = address()
        second, first = joined(rival, a_member(email=email)), joined(office, a_member(email=email))
        if second.id < first.id:
            (office, first), (rival, second) = (rival, second), (office, first)

        assert directory.memberships(email) == (
            Membership(office.organization.id, first.id),
            Membership(rival.organization.id, second.id),
        )

    def test_finds_nobody_under_an_unknown_address(self, directory: Directory) -> None:
        """An address that nobody has gives nothing."""
        assert directory.memberships(address()) == ()

    def test_finds_from_the_commit_on(self, directory: Directory, office: Office) -> None:
        """A member is found after the commit, not before."""
        ada = a_member()
        with office.unit() as unit:
            unit.members.add(ada, HASH)
            assert directory.memberships(ada.email) == ()

        assert directory.memberships(ada.email) == (Membership(office.organization.id, ada.id),)

    def test_a_rollback_is_not_found(self, directory: Directory, office: Office) -> None:
        """A member whose unit failed is not found."""
        ada = a_member()
        with taken("member", "id"), office.unit() as unit:
            unit.members.add(ada, HASH)
            unit.members.add(evolve(ada, email=address()), HASH)

        assert directory.memberships(ada.email) == ()

    def test_follows_a_changed_address(self, directory: Directory, office: Office) -> None:
        """A member is found under the new address only."""
        ada = joined(office, a_member())
        moved = evolve(ada, email=address(), version=2)

        with office.unit() as unit:
            unit.members.save(moved)

        assert directory.memberships(ada.email) == ()
        assert directory.memberships(moved.email) == (Membership(office.organization.id, ada.id),)

    def test_forgets_who_left(self, directory: Directory, office: Office) -> None:
        """A removed member is not found."""
        ada = joined(office, a_member())

        with office.unit() as unit:
            unit.members.remove(ada.id)

        assert directory.memberships(ada.email) == ()

    def test_lists_fifty_memberships_at_most(self, directory: Directory, open_unit: OpenUnit) -> None:
        """Of many memberships under one address the fifty oldest are listed."""
        email = address()
        members = [joined(founded(open_unit), a_member(email=email)) for _ in range(51)]

        found = directory.memberships(email)

        assert [membership.member for membership in found] == [member.id for member in members[:50]]

    def test_who_names_the_organization_is_always_found(self, directory: Directory, open_unit: OpenUnit) -> None:
        """However many memberships there are under an address, each is found by naming its organization."""
        email, offices = address(), [founded(open_unit) for _ in range(52)]
        members = [joined(office, a_member(email=email)) for office in offices]

        for office, member in ((offices[0], members[0]), (offices[-1], members[-1])):
            found = directory.memberships(email, office.organization.id)
            assert found == (Membership(office.organization.id, member.id),)
        assert directory.memberships(email, OrganizationId(fresh_id())) == ()
        assert directory.memberships(address(), offices[0].organization.id) == ()

    def test_walks_through_all_organizations(self, directory: Directory, open_unit: OpenUnit) -> None:
        """Pages of ids, each after the last one seen, meet every organization once, in ascending order."""
        start = OrganizationId(fresh_id())
        expected = [founded(open_unit).organization.id for _ in range(5)]

        seen: list[OrganizationId] = []
        while page := directory.organizations(seen[-1] if seen else start, 2):
            assert len(page) <= 2
            seen.extend(page)

        assert [id_ for id_ in seen if id_ in expected] == expected
        assert seen == sorted(set(seen))

    def test_begins_at_the_beginning(self, directory: Directory, office: Office) -> None:
        """Without a place to begin after, the list begins with the smallest id."""
        first = directory.organizations(None, 1)

        assert len(first) == 1
        assert first[0] <= office.organization.id

    def test_questions_wait_until_they_are_looked_up(self, directory: Directory, office: Office) -> None:
        """Under each address one question waits, known or not, with whoever is a member; then it is forgotten."""
        ada, nobody = joined(office, a_member()), address()
        for email, at in ((nobody, NOW), (ada.email, later(1)), (nobody, later(2))):
            directory.ask_reset(email, at)

        asked = directory.resets_asked(1000)
        mine = [one for one in asked if one.memberships == (Membership(office.organization.id, ada.id),)]
        assert len(mine) == 1
        assert len({one.index for one in asked}) == len(asked)
        strangers = [one for one in asked if one.memberships == ()]
        assert strangers
        assert len(directory.resets_asked(1)) == 1

        for one in asked:
            directory.reset_looked_up(one)
            directory.reset_looked_up(one)
        assert directory.resets_asked(1000) == ()
