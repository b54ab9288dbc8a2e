"""Errors: three families, stable codes, facts as attributes."""

from __future__ import annotations

import copy
import importlib
import inspect
import pickle
import pkgutil
from collections import Counter
from collections.abc import Iterator

import pytest

import plutopixie.domain
from plutopixie.domain import documents, errors
from plutopixie.domain.errors import (
    AlreadyExistsError,
    CallerError,
    IllegalMoveError,
    InvalidValueError,
    KeyReusedError,
    NotFoundError,
    NotPermittedError,
    OurError,
    PlutoPixieError,
    StaleVersionError,
    TooLargeError,
    WorldError,
)
from plutopixie.domain.money import MixedCurrencyError

FAMILIES = (CallerError, OurError, WorldError)
EXAMPLES = (
    InvalidValueError("amount", "is negative"),
    IllegalMoveError("expense", "deleted", "confirm"),
    NotFoundError("expense"),
    NotPermittedError("see reports"),
    AlreadyExistsError("tag", "name"),
    StaleVersionError("receipt", 7),
    TooLargeError("file", 20_000_000, "bytes"),
    KeyReusedError(),
    MixedCurrencyError("USD", "EUR"),
    documents.UnreadableDocumentError(documents.Unreadable.ENCRYPTED),
    documents.ReaderUnavailableError(),
)


def _all(parent: type[PlutoPixieError]) -> Iterator[type[PlutoPixieError]]:
    for child in parent.__subclasses__():
        yield child
        yield from _all(child)


def _of_the_domain() -> list[type[PlutoPixieError]]:
    for module in pkgutil.walk_packages(plutopixie.domain.__path__, "plutopixie.domain."):
        importlib.import_module(module.name)
    return [kind for kind in _all(PlutoPixieError) if kind.__module__.startswith("plutopixie.domain.")]


def test_every_error_belongs_to_one_family() -> None:
    """It is the caller's fault, ours or the world's, and never two of these."""
    for kind in _of_the_domain():
        assert sum(issubclass(kind, family) for family in FAMILIES) == 1, kind


def test_codes_are_stable_and_unique() -> None:
    """Every class says its own code, in small letters and hyphens, and no two say the same."""
    kinds = _of_the_domain()
    codes = Counter(kind.code for kind in kinds)

    assert all("code" in vars(kind) for kind in kinds)
    assert all(set(code) <= set("abcdefghijklmnopqrstuvwxyz-") for code in codes)
    assert codes.most_common(1)[0][1] == 1


def test_the_docstring_is_the_default_message() -> None:
    """What is raised without a message says what its class says."""
    for kind in (*FAMILIES, errors.NotSignedInError, errors.WrongCredentialsError, KeyReusedError):
        assert str(kind()) == inspect.getdoc(kind)
    assert str(OurError("The disk is gone.")) == "The disk is gone."


def test_facts_are_attributes() -> None:
    """Programs read facts from attributes; people find them in the message."""
    moved, stale, large = EXAMPLES[1], EXAMPLES[5], EXAMPLES[6]

    assert vars(EXAMPLES[0]) == {"field": "amount", "problem": "is negative"}
    assert vars(moved) == {"thing": "expense", "state": "deleted", "move": "confirm"}
    assert vars(stale) == {"thing": "receipt", "current": 7}
    assert vars(large) == {"what": "file", "limit": 20_000_000, "unit": "bytes"}
    assert str(moved) == "The expense is deleted: 'confirm' is not possible now."
    assert "20,000,000 bytes" in str(large)


@pytest.mark.parametrize(
    ("field", "joined"), [("amount", "splits[2].amount"), ("", "splits[2]")], ids=["field", "no field"]
)
def test_a_complaint_is_seen_from_outside(field: str, joined: str) -> None:
    """A complaint about a field becomes one about the object that holds it, with the same problem."""
    outer = InvalidValueError(field, "is wrong").within("splits[2]")

    assert (outer.field, outer.problem, str(outer)) == (joined, "is wrong", f"{joined}: is wrong")


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_an_error_survives_the_way_between_processes(error: PlutoPixieError) -> None:
    """Copied or pickled, an error keeps its class, its message and its facts."""
    for other in (copy.copy(error), pickle.loads(pickle.dumps(error))):  # noqa: S301 - our own bytes
        assert type(other) is type(error)
        assert (str(other), vars(other)) == (str(error), vars(error))
