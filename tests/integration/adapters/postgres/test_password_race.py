"""Signing in beside a change of password, on a real database: the change wins."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from attrs import evolve

from http_service import QuickHasher, new_service
from plutopixie.adapters.postgres import Connected
from plutopixie.domain.errors import WrongCredentialsError
from plutopixie.domain.ids import MemberId, OrganizationId
from plutopixie.domain.passwords import Password
from plutopixie.ports.contracts.samples import fresh_id
from plutopixie.ports.inbound.signing_up import NewOrganization

POLICY = "2026-11-01"
OLD, NEW = "correct horse battery staple", "a brand new sentence"


def test_a_change_that_is_not_committed_yet_wins(connected: Connected) -> None:
    """Signing in waits for a change in hand; then the old password opens nothing and its hash is not written again."""
    world = evolve(
        new_service().world, open_unit=connected.open_unit, directory=connected.directory, hasher=QuickHasher(cost=2)
    )
    weaker = QuickHasher(cost=1)
    email = f"{fresh_id()}@example.org"
    founded = (
        evolve(world, hasher=weaker)
        .use_cases(POLICY)
        .signing_up.sign_up(
            NewOrganization(
                organization_name="Acme", name="Olive", email=email, password=OLD, adult=True, accepted_policy=POLICY
            )
        )
    )
    organization, member = OrganizationId(founded.organization.id), MemberId(founded.member.id)
    verified = threading.Event()

    class Slow(QuickHasher):
        def hash(self, password: Password) -> str:
            verified.set()
            return super().hash(password)

    signing_in = evolve(world, hasher=Slow(cost=2)).use_cases(POLICY).signing_in
    with ThreadPoolExecutor(1) as pool:
        with connected.open_unit(organization) as unit:
            unit.members.set_password_hash(member, weaker.hash(Password(NEW)))
            waiting = pool.submit(signing_in.sign_in, email, OLD)
            assert verified.wait(30)
            with pytest.raises(TimeoutError):
                waiting.result(0.3)
        with pytest.raises(WrongCredentialsError):
            waiting.result(30)
    with connected.open_unit(organization) as unit:
        assert unit.members.password_hash(member) == weaker.hash(Password(NEW))
    assert signing_in.sign_in(email, NEW).member.id == member
