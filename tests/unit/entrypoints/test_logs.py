"""Logs: JSON lines that tell what happened and where, and no values."""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

import logged
from plutopixie.domain.errors import WorldError
from plutopixie.entrypoints import logs

SECRET = "ada@example.org"


class DriverError(Exception):
    """What a database driver raises: its message holds values of rows."""

    sqlstate = "23505"


@pytest.fixture
def lines() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Configure logging, and hand out what was logged since."""
    with logged.configured("info") as stream:
        yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


def drive() -> None:
    """Raise as a driver does."""
    raise DriverError(f"Key (email)=({SECRET}) already exists")


def fail() -> None:
    """Raise as an adapter does."""
    try:
        drive()
    except DriverError as error:
        raise WorldError from error


def test_an_event_is_one_json_object(lines: Callable[[], list[dict[str, Any]]]) -> None:
    """Event, level, time and facts stand in one line."""
    structlog.get_logger("plutopixie.test").info("something happened", count=3)
    [line] = lines()
    assert (line["event"], line["level"], line["count"]) == ("something happened", "info", 3)
    assert line["timestamp"].endswith("Z")


@pytest.mark.asvs("V16.2.5")
def test_errors_are_told_without_their_messages(lines: Callable[[], list[dict[str, Any]]]) -> None:
    """Of an error and its causes: class, our code, sqlstate and places; never the message."""
    try:
        fail()
    except WorldError:
        structlog.get_logger("plutopixie.test").exception("it failed")
    [line] = lines()
    assert line["error"]["code"] == "unavailable"
    assert line["causes"][0]["sqlstate"] == "23505"
    assert line["causes"][0]["class"].endswith("DriverError")
    assert any("test_logs.py" in place and "fail" in place for place in line["error"]["at"])
    assert SECRET not in json.dumps(line)


def test_libraries_log_their_templates_only(lines: Callable[[], list[dict[str, Any]]]) -> None:
    """A library's line keeps its template and loses its arguments and its error's message; only warnings are kept."""
    library = logging.getLogger("somedriver.pool")
    library.info("connected to %s", SECRET)
    try:
        drive()
    except DriverError as error:
        library.exception("could not save %s: %s", SECRET, error)
    library.warning({"address": SECRET})
    library.warning("Invalid request from ip={}".format(SECRET))  # noqa: UP032 - as libraries do
    [told, *withheld] = lines()
    assert (told["event"], told["logger"]) == ("could not save %s: %s", "somedriver.pool")
    assert told["error"]["sqlstate"] == "23505"
    assert [one["event"].partition(" at ")[0] for one in withheld] == ["message withheld"] * 2
    assert SECRET not in json.dumps([told, *withheld])


def test_uncaught_errors_are_told_in_the_same_way(lines: Callable[[], list[dict[str, Any]]]) -> None:
    """What ends the program or a thread is logged without its message, not printed with it."""
    error = DriverError(SECRET)
    sys.excepthook(DriverError, error, None)

    def die() -> None:
        raise error

    thread = threading.Thread(target=die)
    thread.start()
    thread.join()
    told = lines()
    assert [one["event"] for one in told] == ["stopped by an error", "thread stopped by an error"]
    assert SECRET not in json.dumps(told)


def test_an_interruption_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C is told as Python tells it."""
    hook = sys.excepthook
    logs._log_uncaught(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert "KeyboardInterrupt" in capsys.readouterr().err
    assert sys.excepthook is hook


def test_a_circle_of_causes_ends() -> None:
    """Errors that cause each other are told once each."""
    one, other = DriverError("1"), DriverError("2")
    one.__cause__, other.__cause__ = other, one
    assert len(logs.described(one)["causes"]) == 1
