"""The organization of the unit."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from plutopixie.adapters.postgres import queries
from plutopixie.adapters.postgres.records.bound import Bound
from plutopixie.domain.currencies import currency
from plutopixie.domain.errors import InvalidValueError, NotFoundError
from plutopixie.domain.ids import OrganizationId
from plutopixie.domain.organization import Organization

_SQL: Final = queries.load("people")


@frozen
class PostgresOrganization:
    """`ports.outbound.records.OrganizationRecord`."""

    _bound: Bound

    def add(self, organization: Organization) -> None:
        """Found it."""
        if organization.id != self._bound.organization:
            raise InvalidValueError("id", "is another organization's")
        self._bound.run(
            _SQL["add_organization"],
            **_parameters(organization),
            created_at=organization.created_at,
            version=organization.version,
        )

    def get(self) -> Organization:
        """The organization."""
        row = self._bound.row(_SQL["get_organization"])
        if row is None:
            raise NotFoundError("organization")
        return Organization(
            id=OrganizationId(row["organization_id"]),
            name=row["name"],
            home_currency=currency(row["home_currency"]),
            time_zone=row["time_zone"],
            created_at=row["created_at"],
            version=row["version"],
            second_factor_required=row["second_factor_required"],
        )

    def save(self, organization: Organization) -> None:
        """Write a changed organization."""
        if organization.id != self._bound.organization:
            raise NotFoundError("organization")
        self._bound.save(
            "organization",
            _SQL["save_organization"],
            _SQL["organization_version"],
            **_parameters(organization),
            version=organization.version,
        )


def _parameters(organization: Organization) -> dict[str, str | bool]:
    return {
        "name": organization.name,
        "home_currency": organization.home_currency.code,
        "time_zone": organization.time_zone,
        "second_factor_required": organization.second_factor_required,
    }
