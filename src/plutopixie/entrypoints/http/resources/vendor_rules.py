"""Vendor rules: what the organization taught about vendors as they are read from receipts."""

from __future__ import annotations

from typing import Final

from plutopixie.domain.ids import VendorRuleId
from plutopixie.domain.permissions import Permission
from plutopixie.entrypoints.http import expense_csv
from plutopixie.entrypoints.http.answers import Answer, Content, Nothing
from plutopixie.entrypoints.http.routing import AnyRoute, Call, Precondition, route
from plutopixie.entrypoints.http.views.vendor_rules import VendorRuleBody, VendorRulesBody, csv_file
from plutopixie.ports.inbound.vendor_rules import NewVendorRule, VendorRuleChanges

PATH: Final = "/v1/vendor-rules"


def _list(call: Call[Nothing, Nothing]) -> Answer[VendorRulesBody]:
    return Answer(VendorRulesBody(tuple(map(VendorRuleBody.of, call.use_cases.vendor_rules.list(call.actor)))))


def _export(call: Call[Nothing, Nothing]) -> Answer[Content]:
    named = call.use_cases.vendor_rules.named(call.actor)
    headers = {"Content-Disposition": 'attachment; filename="vendor-rules.csv"'}
    return Answer(Content(expense_csv.MEDIA_TYPE, csv_file(named)), headers=headers)


def _get(call: Call[Nothing, Nothing]) -> Answer[VendorRuleBody]:
    rule = call.use_cases.vendor_rules.get(call.actor, VendorRuleId(call.id))
    return Answer(VendorRuleBody.of(rule), version=rule.version)


def _add(call: Call[NewVendorRule, Nothing]) -> Answer[VendorRuleBody]:
    rule = call.use_cases.vendor_rules.add(call.actor, call.body, call.request)
    return Answer(VendorRuleBody.of(rule), version=rule.version, location=f"{PATH}/{rule.id}")


def _change(call: Call[VendorRuleChanges, Nothing]) -> Answer[VendorRuleBody]:
    rule = call.use_cases.vendor_rules.change(call.actor, VendorRuleId(call.id), call.body, call.expected)
    return Answer(VendorRuleBody.of(rule), version=rule.version)


def _remove(call: Call[Nothing, Nothing]) -> Answer[Nothing]:
    call.use_cases.vendor_rules.remove(call.actor, VendorRuleId(call.id))
    return Answer(Nothing())


_SEE: Final = Permission.SEE_VENDOR_RULES
_MANAGE: Final = Permission.MANAGE_VENDOR_RULES

ROUTES: Final[tuple[AnyRoute, ...]] = (
    route("GET", PATH, "List the vendor rules", _list, _SEE, VendorRulesBody),
    route(
        "POST",
        PATH,
        "Add a vendor rule",
        _add,
        _MANAGE,
        VendorRuleBody,
        body=NewVendorRule,
        status=201,
        heeds=Precondition.KEY,
    ),
    route(
        "GET",
        f"{PATH}.csv",
        "Export the vendor rules as CSV",
        _export,
        _SEE,
        Content,
        media_types=("text/csv",),
    ),
    route("GET", f"{PATH}/{{id}}", "Show a vendor rule", _get, _SEE, VendorRuleBody),
    route(
        "PATCH",
        f"{PATH}/{{id}}",
        "Change a vendor rule",
        _change,
        _MANAGE,
        VendorRuleBody,
        body=VendorRuleChanges,
        heeds=Precondition.VERSION,
    ),
    route("DELETE", f"{PATH}/{{id}}", "Forget a vendor rule", _remove, _MANAGE, Nothing, status=204),
)
