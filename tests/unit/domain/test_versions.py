"""Versions: a change made against an older version is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.errors import StaleVersionError
from plutopixie.domain.versions import require_version

numbers = st.integers(1, 10**9)


@given(numbers)
def test_the_present_version_is_let_through(present: int) -> None:
    """A change against the present version, or against whichever it is, goes on."""
    require_version("expense", present, present)
    require_version("expense", present, None)


@given(numbers, numbers)
def test_any_other_version_is_stale(present: int, expected: int) -> None:
    """A change against any other version, older or newer, is refused and told the present one."""
    if present == expected:
        return
    with pytest.raises(StaleVersionError) as refused:
        require_version("expense", present, expected)

    assert (refused.value.thing, refused.value.current) == ("expense", present)
