"""Findings of schemathesis that are none, each with the reason: the one place where a check is told something.

Every check stays on. A finding is let go only if it is exactly what a line here describes, and the report counts each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from schemathesis.core.failures import AcceptedNegativeData, Failure
from schemathesis.openapi.checks import RejectedPositiveData, UseAfterFree

_RULE, _STALE, _GONE, _TOO_LARGE, _MALFORMED = 422, 412, 410, 413, 400

#: Parameters that make sense only together or only if the service handed them out, and texts with rules of their own.
_DEPENDENT: Final = frozenset({"cursor", "from", "to", "date_to", "amount_min", "amount_max", "search", "vendor"})

#: What takes a secret out of a letter or from somebody's hand.
_OPENED_BY_SECRETS: Final = frozenset(
    {"/v1/invitations/accept", "/v1/addresses/confirmation", "/v1/password-resets/confirmation"}
)


def _breaks_a_rule(_: Any, response: Any) -> bool:
    return bool(response.status_code == _RULE)


def _names_another_version(case: Any, response: Any) -> bool:
    return response.status_code == _STALE and "If-Match" in case.headers


def _carries_a_drawn_secret(case: Any, response: Any) -> bool:
    return response.status_code == _GONE and case.operation.path in _OPENED_BY_SECRETS


def _breaks_a_rule_of_parameters(_: Any, response: Any) -> bool:
    return response.status_code == _MALFORMED and bool(_fields(response)) and _fields(response) <= _DEPENDENT


def _is_a_refusal_too(_: Any, response: Any) -> bool:
    return response.status_code in {_STALE, _GONE, _TOO_LARGE}


def _is_a_receipt_of_another_kind(case: Any, response: Any) -> bool:
    return case.operation.path == "/v1/receipts" and bool(response.json().get("file", {}).get("media_type"))


def _can_be_restored(case: Any, response: Any) -> bool:
    if case.operation.path == "/v1/expenses/{id}/history":
        return True
    return bool(case.operation.path == "/v1/expenses/{id}" and response.json().get("state", "").startswith("deleted"))


def _fields(response: Any) -> set[str]:
    return {one["field"] for one in response.json().get("errors", ())}


Explanation = tuple[type[Failure], Callable[[Any, Any], bool], str]

EXPLANATIONS: Final[tuple[Explanation, ...]] = (
    (
        RejectedPositiveData,
        _breaks_a_rule,
        "422 is the documented answer to what breaks a rule that no schema can state: parts that don't add up, …",
    ),
    (
        RejectedPositiveData,
        _names_another_version,
        "a drawn version is seldom the present one, and 412 is what it is for",
    ),
    (
        RejectedPositiveData,
        _carries_a_drawn_secret,
        "a drawn secret opens nothing, and 410 says so",
    ),
    (
        RejectedPositiveData,
        _breaks_a_rule_of_parameters,
        "parameters that need each other, cursors, and texts of which nothing or too much is left",
    ),
    (
        AcceptedNegativeData,
        _is_a_refusal_too,
        "410, 412 and 413 refuse, too",
    ),
    (
        AcceptedNegativeData,
        _is_a_receipt_of_another_kind,
        "the content decides what a receipt is, not the stated type: phones and mail programs state wrong ones",
    ),
    (
        UseAfterFree,
        _can_be_restored,
        "a deleted expense can be brought back, so it is shown, with the state that says so",
    ),
)


def reason(failure: Failure, case: Any, response: Any) -> str | None:
    """Why this finding is none; None if it is one."""
    for kind, fits, why in EXPLANATIONS:
        if isinstance(failure, kind) and fits(case, response):
            return why
    return None


def summary(counts: Mapping[str, int]) -> str:
    """The counts of explanations, for people."""
    return "\n".join(f"  {count:>6,} of: {why}" for why, count in sorted(counts.items(), key=lambda one: -one[1]))
