"""The catalog: categories, brands and tags in the same way, and custom fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from attrs import frozen

from plutopixie.domain.ids import CustomFieldId
from plutopixie.domain.permissions import Permission
from plutopixie.entrypoints.http.answers import Answer, Nothing
from plutopixie.entrypoints.http.routing import AnyRoute, Call, Precondition, route
from plutopixie.entrypoints.http.views.catalog import CustomFieldBody, CustomFieldsBody, EntriesBody, EntryBody
from plutopixie.entrypoints.use_cases import UseCases
from plutopixie.ports.inbound.catalog import EntryBook, NewCustomField

Book = EntryBook[Any, Any]


@frozen
class NewEntry:
    """The name of a new category, brand or tag."""

    name: str


@frozen
class EntryChanges:
    """Another name, or whether it is archived; what is left out or null stays."""

    name: str | None = None
    archived: bool | None = None


@frozen
class _Entries:
    """The responders over one of the three books."""

    path: str
    book: Callable[[UseCases], Book]

    def list(self, call: Call[Nothing, Nothing]) -> Answer[EntriesBody]:
        return Answer(EntriesBody(tuple(map(EntryBody.of, self.book(call.use_cases).list(call.actor)))))

    def get(self, call: Call[Nothing, Nothing]) -> Answer[EntryBody]:
        entry = self.book(call.use_cases).get(call.actor, call.id)
        return Answer(EntryBody.of(entry), version=entry.version)

    def add(self, call: Call[NewEntry, Nothing]) -> Answer[EntryBody]:
        entry = self.book(call.use_cases).add(call.actor, call.body.name, call.request)
        return Answer(EntryBody.of(entry), version=entry.version, location=f"{self.path}/{entry.id}")

    def change(self, call: Call[EntryChanges, Nothing]) -> Answer[EntryBody]:
        entry = self.book(call.use_cases).change(
            call.actor, call.id, name=call.body.name, archived=call.body.archived, expected=call.expected
        )
        return Answer(EntryBody.of(entry), version=entry.version)


def _entry_routes(one: str, many: str, book: Callable[[UseCases], Book]) -> tuple[AnyRoute, ...]:
    path = f"/v1/{many}"
    entries = _Entries(path, book)
    see, manage = Permission.SEE_ORGANIZATION, Permission.MANAGE_CATALOG
    return (
        route("GET", path, f"List the {many}", entries.list, see, EntriesBody),
        route(
            "POST",
            path,
            f"Add a {one}",
            entries.add,
            manage,
            EntryBody,
            body=NewEntry,
            status=201,
            heeds=Precondition.KEY,
        ),
        route("GET", f"{path}/{{id}}", f"Show a {one}", entries.get, see, EntryBody),
        route(
            "PATCH",
            f"{path}/{{id}}",
            f"Rename a {one}, archive it or take it back",
            entries.change,
            manage,
            EntryBody,
            body=EntryChanges,
            heeds=Precondition.VERSION,
        ),
    )


def _list(call: Call[Nothing, Nothing]) -> Answer[CustomFieldsBody]:
    return Answer(CustomFieldsBody(tuple(map(CustomFieldBody.of, call.use_cases.settings.custom_fields(call.actor)))))


def _get(call: Call[Nothing, Nothing]) -> Answer[CustomFieldBody]:
    found = call.use_cases.settings.custom_field(call.actor, CustomFieldId(call.id))
    return Answer(CustomFieldBody.of(found), version=found.version)


def _add(call: Call[NewCustomField, Nothing]) -> Answer[CustomFieldBody]:
    added = call.use_cases.settings.add_custom_field(call.actor, call.body, call.request)
    return Answer(CustomFieldBody.of(added), version=added.version, location=f"/v1/custom-fields/{added.id}")


def _change(call: Call[EntryChanges, Nothing]) -> Answer[CustomFieldBody]:
    changed = call.use_cases.settings.change_custom_field(
        call.actor,
        CustomFieldId(call.id),
        name=call.body.name,
        archived=call.body.archived,
        expected=call.expected,
    )
    return Answer(CustomFieldBody.of(changed), version=changed.version)


ROUTES: Final[tuple[AnyRoute, ...]] = (
    *_entry_routes("category", "categories", lambda use_cases: use_cases.categories),
    *_entry_routes("brand", "brands", lambda use_cases: use_cases.brands),
    *_entry_routes("tag", "tags", lambda use_cases: use_cases.tags),
    route("GET", "/v1/custom-fields", "List the custom fields", _list, Permission.SEE_ORGANIZATION, CustomFieldsBody),
    route(
        "POST",
        "/v1/custom-fields",
        "Add a custom field",
        _add,
        Permission.MANAGE_CATALOG,
        CustomFieldBody,
        body=NewCustomField,
        status=201,
        heeds=Precondition.KEY,
    ),
    route("GET", "/v1/custom-fields/{id}", "Show a custom field", _get, Permission.SEE_ORGANIZATION, CustomFieldBody),
    route(
        "PATCH",
        "/v1/custom-fields/{id}",
        "Rename a custom field, archive it or take it back",
        _change,
        Permission.MANAGE_CATALOG,
        CustomFieldBody,
        body=EntryChanges,
        heeds=Precondition.VERSION,
    ),
)
