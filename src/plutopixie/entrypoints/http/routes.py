"""The table of all routes."""

from __future__ import annotations

import json
from functools import cache
from typing import Final

from plutopixie.entrypoints.http import openapi
from plutopixie.entrypoints.http.readiness import Check
from plutopixie.entrypoints.http.resources import (
    api_keys,
    audit,
    catalog,
    confirming,
    expenses,
    invitations,
    members,
    operation,
    organizations,
    own_account,
    receipts,
    reports,
    second_factors,
    sessions,
    vendor_rules,
)
from plutopixie.entrypoints.http.routing import AnyRoute
from plutopixie.entrypoints.metrics import Metrics

_SERVICE: Final[tuple[AnyRoute, ...]] = (
    *organizations.ROUTES,
    *sessions.ROUTES,
    *own_account.ROUTES,
    *confirming.ROUTES,
    *second_factors.ROUTES,
    *api_keys.ROUTES,
    *members.ROUTES,
    *invitations.ROUTES,
    *catalog.ROUTES,
    *vendor_rules.ROUTES,
    *expenses.ROUTES,
    *receipts.ROUTES,
    *reports.ROUTES,
    *audit.ROUTES,
)


def table(checks: tuple[Check, ...], metrics: Metrics) -> tuple[AnyRoute, ...]:
    """Every route there is."""

    @cache
    def describe() -> bytes:
        return json.dumps(openapi.document(routes)).encode()

    routes = (*_SERVICE, *operation.routes(checks, metrics, describe))
    return routes
