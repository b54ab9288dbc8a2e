"""Hostile and awkward files: whether each ends as its label expects.

A label says in words what must happen (`expect`). Each of these sayings is a rule here; a saying without a rule is a
failure, lest a new trap pass unjudged. Fields that a label names are right when they are the printed ones: vendors but
for case, spaces, punctuation and a slip of a letter or two.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from benchmarks.reading_quality.reliability import is_right, plain
from plutopixie.domain.documents import Unreadable
from plutopixie.domain.reading.cards import is_card_number
from plutopixie.domain.reading.extraction import Extraction, Warning  # noqa: A004 - the reader's word
from plutopixie.domain.reading.words import RecognizedText

FIELDS: Final = ("vendor", "date", "total", "currency", "tax", "last4")
NEAR: Final = 0.9
CERTAIN: Final = 0.6
_SECOND: Final = 2
_LONG_NUMBER: Final = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")


@frozen
class Outcome:
    """What became of a file: its masked words and what was read in them, or the reason why it was refused."""

    text: RecognizedText | None = None
    read: Extraction | None = None
    reason: str | None = None


@frozen
class Verdict:
    """Whether a trap ended as expected, and what did not."""

    id: str
    trap: str
    passed: bool
    objection: str


Rule = Callable[[Mapping[str, Any], Outcome], str]


def judged(labels: Iterable[Mapping[str, Any]], outcomes: Mapping[str, Outcome]) -> Sequence[Verdict]:
    """A verdict on each trap; `outcomes` by the file as the label names it."""
    verdicts = []
    for label in labels:
        outcome = outcomes.get(label["file"])
        objection = _objection(label, outcome) if outcome else "was not read"
        verdicts.append(Verdict(label["id"], label["trap"], not objection, objection))
    return verdicts


def _objection(label: Mapping[str, Any], outcome: Outcome) -> str:
    for saying, rule in RULES:
        if re.search(saying, label["expect"]):
            return rule(label, outcome)
    return "no rule knows what is expected"


def wrong_fields(label: Mapping[str, Any], read: Extraction) -> list[str]:
    """The labelled fields that were not read as printed."""
    return [field for field in FIELDS if label.get(field) is not None and not _is_as_printed(label, read, field)]


def _is_as_printed(label: Mapping[str, Any], read: Extraction, field: str) -> bool:
    found, expected = getattr(read, field), str(label[field])
    if found is None or is_right(found.value, expected):
        return found is not None
    alike = difflib.SequenceMatcher(None, plain(str(found.value)), plain(expected)).ratio()
    return field == "vendor" and alike >= NEAR


def _same_fields(label: Mapping[str, Any], outcome: Outcome) -> str:
    if outcome.read is None:
        return f"refused: {outcome.reason}"
    wrong = wrong_fields(label, outcome.read)
    return f"not as printed: {', '.join(wrong)}" if wrong else ""


def _right_or_flagged(label: Mapping[str, Any], outcome: Outcome) -> str:
    """Every field is right, or left out, or said to be unsure."""
    if outcome.read is None:
        return f"refused: {outcome.reason}"
    found = {field: getattr(outcome.read, field) for field in wrong_fields(label, outcome.read)}
    sure = [field for field, one in found.items() if one is not None and one.confidence >= CERTAIN]
    return f"surely wrong: {', '.join(sure)}" if sure else ""


def _right_or_ambiguous(label: Mapping[str, Any], outcome: Outcome) -> str:
    if outcome.read is None:
        return f"refused: {outcome.reason}"
    wrong = set(wrong_fields(label, outcome.read))
    if Warning.DATE_AMBIGUOUS in outcome.read.warnings:
        wrong.discard("date")
    return f"not as printed: {', '.join(sorted(wrong))}" if wrong else ""


def _accepted_or_refused(label: Mapping[str, Any], outcome: Outcome) -> str:
    return "" if outcome.reason == Unreadable.UNKNOWN_TYPE else _same_fields(label, outcome)


def _from_page_two(label: Mapping[str, Any], outcome: Outcome) -> str:
    places = [getattr(outcome.read, field).place for field in ("vendor", "date", "total") if outcome.read]
    elsewhere = any(place is None or place.page != _SECOND for place in places)
    return _same_fields(label, outcome) or ("not from page 2" if elsewhere else "")


def _one_of_two(_: Mapping[str, Any], outcome: Outcome) -> str:
    if outcome.read is None:
        return f"refused: {outcome.reason}"
    if Warning.SEVERAL_RECEIPTS not in outcome.read.warnings:
        return "does not say that there are several"
    found = (outcome.read.vendor, outcome.read.date, outcome.read.total)
    pages = {one.place.page for one in found if one is not None and one.place is not None}
    return "fields of both receipts are mixed" if len(pages) > 1 else ""


def _drawn_small(_: Mapping[str, Any], outcome: Outcome) -> str:
    fine = outcome.read is not None or outcome.reason == Unreadable.TOO_MANY_PIXELS
    return "" if fine else f"ended as {outcome.reason}"


def _no_number_kept(label: Mapping[str, Any], outcome: Outcome) -> str:
    kept = outcome.text.text if outcome.text else ""
    if any(is_card_number(match.group()) for match in _LONG_NUMBER.finditer(kept)):
        return "the card's number is kept"
    return _same_fields(label, outcome)


def _refused(*reasons: Unreadable) -> Rule:
    def rule(_: Mapping[str, Any], outcome: Outcome) -> str:
        return "" if outcome.reason in reasons else f"ended as {outcome.reason or 'read'}"

    return rule


#: What a label expects, as a pattern of its words, and the rule that judges it; the first that fits decides.
RULES: Final[Sequence[tuple[str, Rule]]] = (
    ("same fields or flagged|never a confident wrong", _right_or_flagged),
    ("same fields", _same_fields),
    ("accepted or refused by type", _accepted_or_refused),
    ("fields from page 2", _from_page_two),
    ("never mixes", _one_of_two),
    ("page cap", _refused(Unreadable.TOO_MANY_PAGES)),
    ("cap the raster size", _drawn_small),
    ("not retried for ever", _refused(Unreadable.ENCRYPTED)),
    ("refused from the header", _refused(Unreadable.TOO_MANY_PIXELS)),
    ("error on that receipt", _refused(Unreadable.TRUNCATED, Unreadable.DAMAGED)),
    ("refused by content sniffing", _refused(Unreadable.UNKNOWN_TYPE)),
    ("^refused$", _refused(Unreadable.EMPTY)),
    ("else flagged ambiguous", _right_or_ambiguous),
    ("are never stored", _no_number_kept),
    ("^20\\d\\d-|^total |last4", _same_fields),
)
