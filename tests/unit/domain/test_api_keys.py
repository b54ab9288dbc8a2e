"""API keys: what they open, and when they end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.api_keys import DAYS_MAX, KEYS_MAX, OPENED_BY, KeyScope, issued, require_opened, require_room
from plutopixie.domain.errors import InvalidValueError, NotPermittedError
from plutopixie.domain.ids import ApiKeyId, MemberId
from plutopixie.domain.permissions import Permission
from plutopixie.ports.contracts.samples import NOW, fresh_id

#: What a key of every scope opens; whatever else there is, now or later, is for persons.
FOR_PROGRAMS = {
    Permission.SEE_ORGANIZATION,
    Permission.SEE_EXPENSES,
    Permission.SEE_RECEIPTS,
    Permission.SEE_REPORTS,
    Permission.SEE_VENDOR_RULES,
    Permission.MANAGE_VENDOR_RULES,
    Permission.CHANGE_EXPENSES,
    Permission.CHANGE_RECEIPTS,
    Permission.MANAGE_CATALOG,
    Permission.EXPORT_EXPENSES,
}


@pytest.mark.promise("P6.4")
@pytest.mark.parametrize("permission", Permission)
@given(scopes=st.frozensets(st.sampled_from(KeyScope), min_size=1))
def test_a_key_opens_what_its_scopes_say(permission: Permission, scopes: frozenset[KeyScope]) -> None:
    """A key opens a permission if, and only if, the table gives it to one of the key's scopes."""
    key = issued(ApiKeyId(fresh_id()), MemberId(fresh_id()), "Bookkeeping", scopes, days=1, at=NOW)

    if permission in FOR_PROGRAMS and OPENED_BY[permission] in scopes:
        require_opened(key, permission)
    else:
        with pytest.raises(NotPermittedError):
            require_opened(key, permission)


@given(days=st.integers(-5, 400), after=st.timedeltas(timedelta(0), timedelta(days=400)))
def test_a_key_ends_on_its_day(days: int, after: timedelta) -> None:
    """A key lives for as many days as it was made for, which are at least one and at most a year."""
    scopes = frozenset({KeyScope.READ})
    if not 1 <= days <= DAYS_MAX:
        with pytest.raises(InvalidValueError, match="days"):
            issued(ApiKeyId(fresh_id()), MemberId(fresh_id()), "Bookkeeping", scopes, days=days, at=NOW)
        return
    key = issued(ApiKeyId(fresh_id()), MemberId(fresh_id()), "Bookkeeping", scopes, days=days, at=NOW)

    assert key.lives(NOW + after) == (after < timedelta(days=days))


def test_a_key_has_a_name_and_a_scope() -> None:
    """A key without a name or a scope is refused, naming the field."""
    reading, nothing = frozenset({KeyScope.READ}), frozenset[KeyScope]()
    for name, scopes, field in (("", reading, "name"), ("Bookkeeping", nothing, "scopes")):
        with pytest.raises(InvalidValueError) as caught:
            issued(ApiKeyId(fresh_id()), MemberId(fresh_id()), name, scopes, days=1, at=NOW)
        assert caught.value.field == field


def test_keys_are_bounded() -> None:
    """One key too many is refused."""
    require_room(KEYS_MAX - 1)
    with pytest.raises(InvalidValueError):
        require_room(KEYS_MAX)
