"""Events: they say that something happened, and to what, never what it says."""

from __future__ import annotations

from typing import get_args, get_type_hints
from uuid import UUID

import attrs
import pytest

from plutopixie.domain import ids
from plutopixie.domain.events import Event, subject

KINDS = get_args(Event)
IDENTITIES = {kind for kind in vars(ids).values() if getattr(kind, "__supertype__", None) is UUID}


@pytest.mark.promise("P8.1")
@pytest.mark.parametrize("kind", KINDS)
def test_an_event_carries_ids_alone(kind: type[attrs.AttrsInstance]) -> None:
    """Every field of an event is an id, so that no content can leave with it."""
    types = get_type_hints(kind)

    assert {types[one.name] for one in attrs.fields(kind)} <= IDENTITIES


def test_kinds_are_told_apart() -> None:
    """No two events have the same kind."""
    assert len({kind.kind for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_subject_is_the_events_id(kind: type[Event]) -> None:
    """The subject is the text of the one id an event holds."""
    id_ = UUID("01890a5d-ac96-774b-bcce-b302099a8057")

    assert subject(kind(id_)) == str(id_)  # type: ignore[arg-type]
