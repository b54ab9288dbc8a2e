"""The audit log holds words and ids, never what people typed."""

from __future__ import annotations

import pytest

from plutopixie.domain.audit import OPERATOR, Action, AuditEntry
from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.ids import EntryId
from plutopixie.ports.contracts.samples import NOW, fresh_id


@pytest.mark.promise("P4.3")
@pytest.mark.parametrize("detail", ["Ada Example", "ada@example.org", "x" * 101, "", "a\nb", "é", "$12"])
def test_free_text_has_no_place(detail: str) -> None:
    """A detail is made of the domain's own words; a name, an address or an amount is refused."""
    with pytest.raises(InvalidValueError) as caught:
        AuditEntry(EntryId(fresh_id()), NOW, OPERATOR, Action.ROLE_CHANGED, None, detail)

    assert caught.value.field == "detail"


def test_every_action_can_be_kept() -> None:
    """Each action is a word of lower-case letters and hyphens, as the database checks too."""
    assert all(action.value.replace("-", "").isalpha() and action.value.islower() for action in Action)
