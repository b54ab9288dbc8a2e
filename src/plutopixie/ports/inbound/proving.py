"""Proving who signs in by address and password, without being a place to guess at or to ask who is known.

For an address that nobody has, everything is done as for one that somebody has: the same look-ups in the organization
of nobody, the same claims, one check of the password. An address that stands for several organizations costs a check
for each; that it does can be measured from outside, and is the one thing that can.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final, TypeVar
from uuid import UUID

from attrs import field, frozen

from plutopixie.domain import text, throttling
from plutopixie.domain.errors import InvalidValueError, NotFoundError, WrongCredentialsError
from plutopixie.domain.ids import MemberId, OrganizationId
from plutopixie.domain.members import Member
from plutopixie.domain.organization import Organization
from plutopixie.domain.origins import Origin
from plutopixie.domain.passwords import Password
from plutopixie.domain.throttling import Bucket, Limit, ThrottledError
from plutopixie.ports.inbound.guarding import Guard
from plutopixie.ports.outbound.directory import Directory, Membership
from plutopixie.ports.outbound.passwords import PasswordHasher
from plutopixie.ports.outbound.units import OpenUnit

#: Where an address leads that nobody has: an id that is never given out, in whose organization there is nothing.
NOBODY: Final = Membership(OrganizationId(UUID(int=0)), MemberId(UUID(int=0)))

Thing = TypeVar("Thing")


@frozen
class Proven:
    """A member whose address and password were just proven."""

    organization: Organization
    member: Member
    password_hash: str = field(repr=False)


@frozen
class _Group:
    """Memberships that are guessed at together, and what a guess claims."""

    memberships: tuple[Membership, ...]
    buckets: tuple[Bucket, ...]


@frozen
class Proving:
    """Finds the memberships that an address and a password stand for."""

    open_unit: OpenUnit
    directory: Directory
    hasher: PasswordHasher
    guard: Guard

    def prove(
        self, email: str, password: str, organization: OrganizationId | None, origin: Origin
    ) -> tuple[Proven, ...]:
        """Every membership that fits, of the organization asked for or of all.

        Raises:
            WrongCredentialsError: none fits.
            ThrottledError: this address, or this neighbourhood, was tried too often.
        """
        try:
            address, secret = text.email_address(email, "email"), Password(password)
        except InvalidValueError:  # what can be no address and no password is nobody's, and no guess
            raise WrongCredentialsError from None
        asked = self._asked(address, organization)
        proven = [one for group in self._admitted(asked, address, origin) for one in self._try(group, secret, origin)]
        if not proven:
            raise WrongCredentialsError
        return tuple(proven)

    def stronger(self, proven: Proven, password: str) -> str | None:
        """A new hash of the password that was right, if the one that is kept is weaker than the present setting."""
        return self.hasher.hash(Password(password)) if self.hasher.outdated(proven.password_hash) else None

    def _asked(self, address: str, organization: OrganizationId | None) -> tuple[Membership, ...]:
        return self.directory.memberships(address, organization) or (NOBODY,)

    def _admitted(self, asked: tuple[Membership, ...], address: str, origin: Origin) -> list[_Group]:
        """The groups that there was room for, claimed; raises ThrottledError if there was room for none."""
        admitted, waits = list[_Group](), list[timedelta]()
        for group in self._groups(asked, address, origin):
            wait = self.guard.claim(group.buckets)
            if wait is None:
                admitted.append(group)
            else:
                waits.append(wait)
        if not admitted:
            raise ThrottledError(min(waits))
        return admitted

    def _groups(self, asked: tuple[Membership, ...], address: str, origin: Origin) -> list[_Group]:
        """Who signed in from here before has a bucket of their own; all others share those of strangers."""
        places = {one: _place(one, origin) for one in asked}
        remembered = self.guard.remembered(list(places.values()))
        groups = [
            _Group((one,), (self.guard.bucket(Limit.SIGN_IN_PLACE, place, address),))
            for one, place in places.items()
            if place in remembered
        ]
        strangers = tuple(one for one, place in places.items() if place not in remembered)
        if strangers:
            by_address = self.guard.bucket(Limit.SIGN_IN_ADDRESS, address, address)
            by_neighbourhood = self.guard.bucket(Limit.SIGN_IN_NEIGHBOURHOOD, throttling.of_neighbourhood(origin))
            groups.append(_Group(strangers, (by_address, by_neighbourhood)))
        return groups

    def _try(self, group: _Group, secret: Password, origin: Origin) -> list[Proven]:
        """Check the password for each of the group.

        The guess is given back only if it was right for all: otherwise somebody could set up an organization under
        another's address, make each guess their own password first, and guess for ever at no cost.
        """
        fitting = {one: proven for one in group.memberships if (proven := self._check(one, secret)) is not None}
        if fitting:
            returned = group.buckets if len(fitting) == len(group.memberships) else ()
            nowhere = origin.address is None  # no place: everybody without an address would share it
            self.guard.settle(returned, [] if nowhere else [_place(one, origin) for one in fitting])
        return list(fitting.values())

    def _check(self, place: Membership, secret: Password) -> Proven | None:
        with self.open_unit(place.organization) as unit:  # the same questions, whoever it is
            organization = _found(unit.organization.get)
            member = _found(lambda: unit.members.get(place.member))
            password_hash = _found(lambda: unit.members.password_hash(place.member))
        right = self.hasher.verify(secret, password_hash)
        if not right or organization is None or member is None or password_hash is None:
            return None
        return Proven(organization, member, password_hash)


def _place(one: Membership, origin: Origin) -> str:
    return throttling.of_place(one.organization, one.member, origin)


def _found(look_up: Callable[[], Thing]) -> Thing | None:
    try:
        return look_up()
    except NotFoundError:  # nobody's, or removed since the directory was asked
        return None
