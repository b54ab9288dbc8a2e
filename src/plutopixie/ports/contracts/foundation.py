"""What the suites over units of work have in common: the one hook, and an organization to work in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, settings

from plutopixie.domain.errors import AlreadyExistsError, InvalidValueError, NotFoundError, StaleVersionError
from plutopixie.ports.contracts.samples import Office, founded
from plutopixie.ports.outbound.units import OpenUnit

#: For property tests inside a suite: fixtures serve all examples, and several adapters run the same test.
modest = settings(
    deadline=None,
    max_examples=15,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.differing_executors,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)


class OverUnits:
    """The hook of every suite over units: override the fixture `open_unit` with one that returns your OpenUnit."""

    @pytest.fixture
    def open_unit(self) -> OpenUnit:
        """The adapter to be proven."""
        raise NotImplementedError("override the fixture open_unit with one that returns the adapter to be proven")

    @pytest.fixture
    def office(self, open_unit: OpenUnit) -> Office:
        """An organization with one of everything."""
        return founded(open_unit)

    @pytest.fixture
    def rival(self, open_unit: OpenUnit) -> Office:
        """Another organization with one of everything."""
        return founded(open_unit)


@contextmanager
def missing(thing: str) -> Iterator[None]:
    """The block finds no such thing."""
    with pytest.raises(NotFoundError) as caught:
        yield

    assert caught.value.thing == thing


@contextmanager
def taken(thing: str, field: str) -> Iterator[None]:
    """The block finds that there is one already."""
    with pytest.raises(AlreadyExistsError) as caught:
        yield

    assert (caught.value.thing, caught.value.field) == (thing, field)


@contextmanager
def stale(thing: str, current: int) -> Iterator[None]:
    """The block finds that somebody else was faster."""
    with pytest.raises(StaleVersionError) as caught:
        yield

    assert (caught.value.thing, caught.value.current) == (thing, current)


@contextmanager
def refused(field: str) -> Iterator[None]:
    """The block finds that an attribute refers to nothing; `splits` stands for any part."""
    with pytest.raises(InvalidValueError) as caught:
        yield

    assert attribute(caught.value) == field


def attribute(error: InvalidValueError) -> str:
    """The attribute an error is about, without the part or key inside."""
    return error.field.split(".")[0].split("[")[0]
