"""Logging as programs configure it, into a text, and as it was before when the test is over."""

from __future__ import annotations

import io
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from plutopixie.entrypoints import logs


@contextmanager
def configured(level: str) -> Iterator[io.StringIO]:
    """A block in which what is logged goes into the text."""
    root, before = logging.getLogger(), logging.getLogger().level
    handlers, hooks = root.handlers[:], (sys.excepthook, threading.excepthook)
    stream = io.StringIO()
    logs.configure(level, stream)
    try:
        yield stream
    finally:
        root.handlers[:] = handlers
        root.setLevel(before)
        sys.excepthook, threading.excepthook = hooks
        logging.captureWarnings(capture=False)
        logging.raiseExceptions = True
        structlog.reset_defaults()
