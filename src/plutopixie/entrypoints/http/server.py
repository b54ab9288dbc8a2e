"""The server: gunicorn with threads, run from a program of ours.

The application is made inside each worker, after the fork, so no connection is opened before it and none is shared.
SIGTERM and SIGINT let requests in hand finish. A worker whose parent died ends by itself.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from attrs import frozen
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from plutopixie.entrypoints import metrics
from plutopixie.entrypoints.http.app import App
from plutopixie.entrypoints.http.unparsed import Worker

GRACE_SECONDS: Final = 20
TIMEOUT_SECONDS: Final = 60
KEPT_ALIVE_SECONDS: Final = 10
HEADERS_MAX: Final = 64
HEADER_BYTES_MAX: Final = 8_190


#: Suites of TLS 1.2 with forward secrecy and authenticated encryption (RFC 9325, 4.2); those of 1.3 all have it.
CIPHERS: Final = "ECDHE+AESGCM:ECDHE+CHACHA20"


@frozen
class Tls:
    """The files of a certificate, with those that lead to its authority behind it, and of its key."""

    certificate: Path
    key: Path


def serve(  # noqa: PLR0913 - settings, by name
    app_factory: Callable[[], App],
    *,
    host: str,
    port: int,
    workers: int = 1,
    threads: int = 8,
    tls: Tls | None = None,
) -> None:
    """Answer requests until SIGTERM or SIGINT, over TLS if it is given; the process ends with it, with the status 0."""
    _Server(app_factory, f"[{host}]:{port}" if ":" in host else f"{host}:{port}", workers, threads, tls).run()


def restricted(context: ssl.SSLContext) -> ssl.SSLContext:
    """The context, for TLS 1.2 and 1.3 with recommended suites alone (RFC 9325)."""
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(CIPHERS)
    return context


class _OurLogs(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn's own lines go where `logs` sends those of every library; requests are logged by `observation`."""

    def setup(self, cfg: Any) -> None:
        """Add no handlers."""
        self.cfg = cfg
        self._access_log_enabled = False
        self.error_log.propagate = True

    def access(self, *_: Any) -> None:
        """Log nothing: `observation` logs every request, without its query."""

    def reopen_files(self) -> None:
        """There are no files."""

    def close_on_exec(self) -> None:
        """There are no files."""


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    def __init__(self, app_factory: Callable[[], App], bind: str, workers: int, threads: int, tls: Tls | None) -> None:
        self._app_factory = app_factory
        self._settings = {
            "bind": bind,
            "workers": workers,
            "threads": threads,
            "worker_class": Worker,
            "timeout": TIMEOUT_SECONDS,
            "graceful_timeout": GRACE_SECONDS,
            "keepalive": KEPT_ALIVE_SECONDS,
            "limit_request_line": HEADER_BYTES_MAX,
            "limit_request_fields": HEADERS_MAX,
            "limit_request_field_size": HEADER_BYTES_MAX,
            "accesslog": None,
            "logger_class": _OurLogs,
            "forwarded_allow_ips": "",  # `transport` alone decides whose word is taken
            "control_socket_disable": True,
            "preload_app": False,
            "proc_name": "plutopixie",
            "child_exit": _child_exit,
        }
        if tls is not None:
            self._settings |= {"certfile": str(tls.certificate), "keyfile": str(tls.key), "ssl_context": _context}
        super().__init__()

    def load_config(self) -> None:
        """Take the settings above, and nothing from files or the environment."""
        known = self.cfg.settings
        for name, value in self._settings.items():
            if name in known:  # some came with later versions of gunicorn
                self.cfg.set(name, value)

    def load(self) -> App:
        """Make the application; called in the worker."""
        return self._app_factory()


def _context(_: Any, make: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    return restricted(make())


def _child_exit(_: Any, worker: Any) -> None:
    metrics.forget_process(worker.pid)
