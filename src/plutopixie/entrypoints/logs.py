"""Logs: one JSON object a line on standard error, without personal or financial data.

Laws:

1. Our own events carry fixed sentences and ids; values of requests and records are never logged.
2. Of an error, its class, our code, a driver's sqlstate and the places it passed are logged, never its message: drivers
   put values of rows into theirs.
3. Of a library's log line, the template is logged, never its arguments, and only from the level warning on. A line that
   came without arguments may have them worked in already: then only the place where it was logged is told.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import Any, Final, TextIO

import structlog
from structlog.typing import EventDict, Processor

from plutopixie.domain.errors import PlutoPixieError

LEVELS: Final = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}
_FRAMES_MAX: Final = 12
_CAUSES_MAX: Final = 4


def configure(level: str = "info", stream: TextIO | None = None) -> None:
    """Make every log line of this process one JSON object, on standard error unless told otherwise.

    Safe to call again: the last call counts.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_error_messages,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(sort_keys=False),
            ],
            foreign_pre_chain=shared,
        )
    )
    handler.addFilter(_TemplatesOnly())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("plutopixie").setLevel(LEVELS[level])
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False  # a line that can't be written would be printed with its arguments
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread


def described(error: BaseException) -> dict[str, Any]:
    """What may be logged of an error: classes, codes and places, of its causes too; no messages."""
    chain = [_one(each) for each in _causes(error)]
    return {"error": chain[0]} if len(chain) == 1 else {"error": chain[0], "causes": chain[1:]}


def without_error_messages(_: object, __: str, event: EventDict) -> EventDict:
    """The processor of law 2: `exc_info` becomes what `described` says."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event.update(described(error))
    event.pop("stack_info", None)
    return event


class _TemplatesOnly(logging.Filter):
    """Law 3, for records that did not come through structlog."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not hasattr(record, "_logger"):  # the mark that structlog leaves
            place = f"{_module(record.pathname)}:{record.lineno} {record.funcName}"
            record.msg = record.msg if record.args and isinstance(record.msg, str) else f"message withheld at {place}"
            record.args = ()
            record.stack_info = None
        return True


def _one(error: BaseException) -> dict[str, Any]:
    facts: dict[str, Any] = {"class": f"{type(error).__module__}.{type(error).__qualname__}"}
    if isinstance(error, PlutoPixieError):
        facts["code"] = error.code
    sqlstate = getattr(error, "sqlstate", None)
    if isinstance(sqlstate, str):
        facts["sqlstate"] = sqlstate
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES_MAX:]
    facts["at"] = [f"{_module(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    return facts


def _module(path: str) -> str:
    """The end of a file's path: enough to find it, nothing about the machine."""
    return "/".join(path.replace("\\", "/").rsplit("/", 3)[1:])


def _causes(error: BaseException) -> list[BaseException]:
    found = [error]
    while len(found) < _CAUSES_MAX:
        cause = found[-1].__cause__ or (None if found[-1].__suppress_context__ else found[-1].__context__)
        if cause is None or cause in found:
            break
        found.append(cause)
    return found


def _log_uncaught(kind: type[BaseException], error: BaseException, place: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, place)
        return
    structlog.get_logger("plutopixie").critical("stopped by an error", **described(error))


def _log_uncaught_in_thread(problem: threading.ExceptHookArgs) -> None:
    if problem.exc_value is not None:
        structlog.get_logger("plutopixie").critical("thread stopped by an error", **described(problem.exc_value))
