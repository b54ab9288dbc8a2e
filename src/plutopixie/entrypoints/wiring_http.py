"""The composition root of the web server. It names no adapter: `wiring` built the house that it opens to the world."""

from __future__ import annotations

import os
import threading

import structlog

from plutopixie.domain.currencies import currency
from plutopixie.entrypoints import logs
from plutopixie.entrypoints.http.app import App, create_app
from plutopixie.entrypoints.http.readiness import Check
from plutopixie.entrypoints.http.server import Tls
from plutopixie.entrypoints.http.server import serve as serve_http
from plutopixie.entrypoints.http.settings import HttpSettings
from plutopixie.entrypoints.metrics import Metrics
from plutopixie.entrypoints.settings import Settings
from plutopixie.entrypoints.wiring import House, house, inspect
from plutopixie.ports.outbound.clock import Clock
from plutopixie.ports.outbound.rates import ExchangeRates

log = structlog.get_logger()


def serve(settings: Settings) -> None:
    """Answer HTTP requests until told to stop; every server process connects for itself.

    The database is looked at first, because a server process that can't connect would be started again and again.
    Raises as `house` does.
    """
    logs.configure(settings.log_level)
    reached = HttpSettings(
        base_url=settings.base_url,
        trusted_proxies=settings.trusted_proxies,
        require_tls=settings.require_tls,
        cors_origins=settings.cors_origins,
    )
    _, findings = inspect(settings)
    for finding in findings:
        log.warning("the database could be safer", finding=finding)
    serve_http(
        lambda: _app(house(settings), reached),
        host=settings.host,
        port=settings.port,
        workers=settings.http_workers,
        threads=settings.http_threads,
        tls=_tls(settings),
    )


def _tls(settings: Settings) -> Tls | None:
    if settings.tls_certificate is None or settings.tls_key is None:
        return None
    return Tls(settings.tls_certificate, settings.tls_key)


def _app(built: House, reached: HttpSettings) -> App:
    settings, world = built.settings, built.world
    threading.Thread(target=_warm, args=(world.rates, world.clock), name="rates", daemon=True).start()
    return create_app(
        world.use_cases(settings.policy_version),
        settings=reached,
        metrics=Metrics(),
        new_id=world.identities.new,
        checks=(
            Check("records", lambda: _answers(built)),
            Check("files", lambda: os.access(settings.files, os.W_OK | os.X_OK)),
        ),
    )


def _warm(rates: ExchangeRates, clock: Clock) -> None:
    """Read the table of rates beside the first requests, so that none of them waits for it inside its transaction."""
    rates.rate(currency("USD"), currency("EUR"), clock.now().date())


def _answers(built: House) -> bool:
    built.world.directory.organizations(None, 1)
    return True
