"""Outside judges of the code, and what is said to them: nothing is let go that is not explained."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from schemathesis.core.failures import AcceptedNegativeData, Failure
from schemathesis.openapi.checks import RejectedPositiveData, UseAfterFree

from proofs import code, explained
from proofs.verdicts import Verdict

WEAK = """
import pickle
import subprocess

def run(said):
    subprocess.call(said, shell=True)
    return eval(said)  # nosec
"""


@pytest.fixture(scope="module")
def reading() -> code.Reading:
    """What bandit says of the product."""
    return code.read()


@pytest.mark.asvs("V1.2.4", "V1.3.2", "V1.5.2")
def test_bandit_finds_nothing_that_is_not_explained(reading: code.Reading) -> None:
    """Bandit reads the whole product and says nothing that `proofs/code.py` does not explain."""
    assert reading.lines > 20_000
    assert [str(one) for one in code.unexplained(reading.findings)] == []


def test_no_explanation_is_idle(reading: code.Reading) -> None:
    """Every explanation given to bandit is needed, so that none outlives what it explained."""
    assert code.idle(reading.findings) == []


def test_bandit_finds_what_is_planted(tmp_path: Path) -> None:
    """A shell, `eval` and `pickle` are found, and a mark in the code does not silence that."""
    (tmp_path / "weak.py").write_text(WEAK)

    found = {one.rule for one in code.unexplained(code.read(tmp_path).findings)}

    assert {"B307", "B602", "B403"} <= found


def _case(path: str, **headers: str) -> Any:
    return SimpleNamespace(operation=SimpleNamespace(path=path, label=path), headers=headers)


def _answer(status: int, document: object = None) -> Any:
    return SimpleNamespace(status_code=status, json=lambda: document or {})


def _failure(kind: type[Failure]) -> Failure:
    failure: Failure = Failure.__new__(kind)
    return failure


MALFORMED = {"errors": [{"field": "cursor"}, {"field": "vendor"}]}


@pytest.mark.parametrize(
    ("kind", "case", "answer"),
    [
        (RejectedPositiveData, _case("/v1/expenses"), _answer(422)),
        (RejectedPositiveData, _case("/v1/me", **{"If-Match": '"3"'}), _answer(412)),
        (RejectedPositiveData, _case("/v1/invitations/accept"), _answer(410)),
        (RejectedPositiveData, _case("/v1/expenses"), _answer(400, MALFORMED)),
        (AcceptedNegativeData, _case("/v1/me"), _answer(412)),
        (AcceptedNegativeData, _case("/v1/receipts"), _answer(202, {"file": {"media_type": "image/webp"}})),
        (UseAfterFree, _case("/v1/expenses/{id}"), _answer(200, {"state": "deleted"})),
    ],
)
def test_what_is_explained_to_schemathesis(kind: type[Failure], case: Any, answer: Any) -> None:
    """Each of the findings that are none has its reason."""
    assert explained.reason(_failure(kind), case, answer)


@pytest.mark.parametrize(
    ("kind", "case", "answer"),
    [
        (RejectedPositiveData, _case("/v1/expenses"), _answer(400, {"errors": [{"field": "amount"}]})),
        (RejectedPositiveData, _case("/v1/expenses"), _answer(400, {"errors": [{"field": "cursor"}, {"field": "x"}]})),
        (RejectedPositiveData, _case("/v1/expenses"), _answer(400)),
        (RejectedPositiveData, _case("/v1/me"), _answer(412)),
        (RejectedPositiveData, _case("/v1/expenses"), _answer(410)),
        (AcceptedNegativeData, _case("/v1/expenses"), _answer(201, {"id": "1"})),
        (AcceptedNegativeData, _case("/v1/receipts"), _answer(202, {"items": []})),
        (UseAfterFree, _case("/v1/expenses/{id}"), _answer(200, {"state": "recorded"})),
        (UseAfterFree, _case("/v1/members/{id}"), _answer(200, {"state": "deleted"})),
        (Failure, _case("/v1/expenses"), _answer(422)),
    ],
)
def test_what_stays_a_finding(kind: type[Failure], case: Any, answer: Any) -> None:
    """Whatever is not exactly what an explanation describes stays a finding."""
    assert explained.reason(_failure(kind), case, answer) is None


def test_a_verdict_counts_what_it_found() -> None:
    """A judge who found nothing says so, and one who found something says how much."""
    assert Verdict("judge", "figures").word == "nothing found"
    assert Verdict("judge", "figures", ("one", "two")).word == "2 to look at"
