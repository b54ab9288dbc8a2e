"""The organization's settings and what it sorts its expenses by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from plutopixie.domain.catalog import FieldKind
from plutopixie.domain.errors import NotPermittedError
from plutopixie.domain.members import Role
from plutopixie.ports.inbound.catalog import NewCustomField


@pytest.mark.promise("P6.4")
def test_members_see_settings_and_catalog_and_change_neither(house: Any) -> None:
    """A plain member reads the settings, categories and custom fields, is refused every change, and nothing moves."""
    owner = house.found()
    member = house.join(owner, "member@example.org")
    category = house.categories.list(owner)[0]
    custom_field = house.settings.add_custom_field(owner, NewCustomField("Project", FieldKind.TEXT))

    attempts: tuple[Callable[[], object], ...] = (
        lambda: house.settings.change_organization(member, name="Mine"),
        lambda: house.categories.add(member, "Mine"),
        lambda: house.categories.change(member, category.id, name="Mine"),
        lambda: house.settings.add_custom_field(member, NewCustomField("Mine", FieldKind.TEXT)),
        lambda: house.settings.change_custom_field(member, custom_field.id, name="Mine"),
    )
    for attempt in attempts:
        with pytest.raises(NotPermittedError):
            attempt()

    assert house.settings.organization(member).name == "Acme"
    assert category in house.categories.list(member)
    assert house.settings.custom_fields(member) == (custom_field,)


@pytest.mark.promise("P6.4")
def test_an_admin_changes_settings_and_catalog(house: Any) -> None:
    """What a member is refused, an admin does."""
    admin = house.join(house.found(), "admin@example.org", Role.ADMIN)

    house.settings.change_organization(admin, name="Acme & Co")
    house.categories.add(admin, "Fairs")

    assert house.settings.organization(admin).name == "Acme & Co"
    assert "Fairs" in {one.name for one in house.categories.list(admin)}
