"""Today's sealing, which protects nothing yet but keeps the shape."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from plutopixie.adapters.postgres import Place, Unsealed
from plutopixie.domain.ids import OrganizationId

ONE, OTHER = OrganizationId(UUID(int=1)), OrganizationId(UUID(int=2))


@given(st.binary())
def test_opens_what_it_sealed(content: bytes) -> None:
    """What was sealed for a place opens there."""
    place = Place(ONE, "vendor", "name", "id")

    assert Unsealed().open(place, Unsealed().seal(place, content)) == content


@given(st.text(), st.text())
def test_an_index_is_the_same_for_the_same_text_only(left: str, right: str) -> None:
    """Two texts have one index exactly if they are one text; it is 16 bytes long."""
    indexes = Unsealed().index(ONE, "vendor", left), Unsealed().index(ONE, "vendor", right)

    assert (indexes[0] == indexes[1]) == (left == right)
    assert len(indexes[0]) == 16


def test_an_index_is_bound_to_purpose_and_organization() -> None:
    """The same text for another purpose, in another organization or in the directory has another index."""
    index = Unsealed().index

    assert len({index(ONE, "a", "bc"), index(ONE, "ab", "c"), index(OTHER, "a", "bc"), index(None, "a", "bc")}) == 4
