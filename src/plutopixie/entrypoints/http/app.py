"""The WSGI application: the route table, what surrounds every request, and how errors are answered."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import falcon

from plutopixie.domain.errors import PlutoPixieError
from plutopixie.entrypoints.http import problems
from plutopixie.entrypoints.http.cross_origin import CrossOrigin
from plutopixie.entrypoints.http.dispatch import Dispatcher, resources
from plutopixie.entrypoints.http.observation import Observation
from plutopixie.entrypoints.http.protection import Protection
from plutopixie.entrypoints.http.readiness import Check
from plutopixie.entrypoints.http.routes import table
from plutopixie.entrypoints.http.settings import HttpSettings
from plutopixie.entrypoints.http.transport import Transport
from plutopixie.entrypoints.metrics import Metrics
from plutopixie.entrypoints.use_cases import UseCases

App = falcon.App[falcon.Request, falcon.Response]


def create_app(  # noqa: PLR0913 - what the composition root hands in, by name
    use_cases: UseCases,
    *,
    settings: HttpSettings,
    metrics: Metrics,
    new_id: Callable[[], UUID],
    checks: tuple[Check, ...] = (),
    timer: Callable[[], float] = time.perf_counter,
) -> App:
    """The application over these use cases; `new_id` makes the ids of requests, `checks` decide about readiness."""
    middleware: list[Any] = [
        Observation(metrics, new_id, timer),
        Protection(),
        CrossOrigin(settings),
        Transport(settings),
    ]
    app = falcon.App(middleware=middleware)
    for template, resource in resources(table(checks, metrics), Dispatcher(use_cases, settings)).items():
        app.add_route(template, resource)
    app.add_error_handler(Exception, problems.answer_mistake)
    app.add_error_handler(falcon.HTTPError, problems.answer_http_error)
    app.add_error_handler(PlutoPixieError, problems.answer_error)
    return app
