"""Versions: every change raises a thing's version by one, and a change made against an older version is refused."""

from __future__ import annotations

from plutopixie.domain.errors import StaleVersionError


def require_version(thing: str, present: int, expected: int | None) -> None:
    """Check the version a change was made against; None stands for whichever it is.

    Raises:
        StaleVersionError: the thing has another version by now.
    """
    if expected is not None and expected != present:
        raise StaleVersionError(thing, present)
