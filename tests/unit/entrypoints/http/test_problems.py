"""The table of errors: complete, and each error with its own line."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import plutopixie.domain
import plutopixie.entrypoints.http
import plutopixie.ports.inbound
import plutopixie.ports.outbound
from plutopixie.domain.errors import CallerError, OurError, PlutoPixieError, WorldError
from plutopixie.entrypoints.http.problems import STATUSES


def descendants(kind: type[PlutoPixieError]) -> Iterator[type[PlutoPixieError]]:
    """Every class below, at any depth."""
    for one in kind.__subclasses__():
        yield one
        yield from descendants(one)


def known() -> set[type[PlutoPixieError]]:
    """Every error of the domain, the ports and this entrypoint."""
    for package in (
        plutopixie.domain,
        plutopixie.ports.inbound,
        plutopixie.ports.outbound,
        plutopixie.entrypoints.http,
    ):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    prefixes = ("plutopixie.domain", "plutopixie.ports", "plutopixie.entrypoints.http")
    return {kind for kind in descendants(PlutoPixieError) if kind.__module__.startswith(prefixes)}


def test_every_fault_of_the_caller_has_its_own_line() -> None:
    """No error of the caller is answered by the catch-all line."""
    listed = {kind for kind, _ in STATUSES}
    assert {kind for kind in known() if issubclass(kind, CallerError)} <= listed


def test_families_keep_to_their_statuses() -> None:
    """The caller's faults are 4xx, ours 500, the world's 503; no line is hidden behind an earlier one."""
    families: dict[type[PlutoPixieError], range] = {
        CallerError: range(400, 500),
        OurError: range(500, 501),
        WorldError: range(503, 504),
    }
    for place, (kind, status) in enumerate(STATUSES):
        assert all(status in statuses for family, statuses in families.items() if issubclass(kind, family))
        assert not any(issubclass(kind, earlier) for earlier, _ in STATUSES[:place])


def test_codes_are_unique() -> None:
    """A client can tell every problem from every other by its code."""
    codes = [kind.code for kind in known()]
    assert len(codes) == len(set(codes))
