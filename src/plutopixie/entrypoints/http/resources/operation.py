"""Operation: whether the process lives and can work, its figures, and the description of the interface."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from attrs import frozen

from plutopixie.entrypoints import metrics as figures
from plutopixie.entrypoints.http.answers import JSON, Answer, Content, Nothing
from plutopixie.entrypoints.http.readiness import Check, failing
from plutopixie.entrypoints.http.routing import AnyRoute, Call, route
from plutopixie.entrypoints.metrics import Metrics

OPENAPI_PATH: Final = "/v1/openapi.json"
#: Paths that show nothing of anybody: answered over plain HTTP too, and not logged.
OPERATION_PATHS: Final = frozenset({"/healthz", "/readyz", "/metrics"})


@frozen
class HealthBody:
    """The process answers."""

    status: str = "ok"


@frozen
class ReadinessBody:
    """Whether the process can work, and the codes of the checks that do not pass."""

    status: str
    failing: tuple[str, ...]


def _health(_: Call[Nothing, Nothing]) -> Answer[HealthBody]:
    return Answer(HealthBody())


def routes(checks: tuple[Check, ...], metrics: Metrics, describe: Callable[[], bytes]) -> tuple[AnyRoute, ...]:
    """The routes of operation, over what the composition root hands in."""

    def readiness(_: Call[Nothing, Nothing]) -> Answer[ReadinessBody]:
        codes = failing(checks)
        return Answer(ReadinessBody("unready" if codes else "ready", codes), status=503 if codes else None)

    def show_figures(_: Call[Nothing, Nothing]) -> Answer[Content]:
        return Answer(Content(figures.CONTENT_TYPE, metrics.exposition()))

    def show_description(_: Call[Nothing, Nothing]) -> Answer[Content]:
        return Answer(Content(JSON, describe()), headers={"Cache-Control": "public, max-age=300"})

    return (
        route("GET", "/healthz", "Say that the process lives", _health, None, HealthBody),
        route("GET", "/readyz", "Say whether the process can work", readiness, None, ReadinessBody, also=503),
        route(
            "GET",
            "/metrics",
            "Show the process's figures for Prometheus",
            show_figures,
            None,
            Content,
            media_types=("text/plain",),
        ),
        route("GET", OPENAPI_PATH, "Describe this interface", show_description, None, Content),
    )
