"""Readiness: whether this process can do its work, as checks that the composition root hands in."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import structlog
from attrs import frozen

from plutopixie.entrypoints import logs

log = structlog.get_logger()


@frozen
class Check:
    """Something that must be so: a stable code such as `database-reachable`, and whether it is."""

    code: str
    passes: Callable[[], bool]


def failing(checks: Iterable[Check]) -> tuple[str, ...]:
    """The codes of the checks that do not pass; one that raises does not pass."""
    return tuple(check.code for check in checks if not _passes(check))


def _passes(check: Check) -> bool:
    try:
        return check.passes()
    except Exception as error:  # noqa: BLE001 - whatever keeps a check from answering means "not ready"
        log.warning("check failed", check=check.code, **logs.described(error))
        return False
