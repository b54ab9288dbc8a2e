"""What is noted of a request: an id, its route, its status, the code of a refusal, its time, the organization.

No path, no query, no person, no value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

import falcon
import structlog
from attrs import frozen

from plutopixie.entrypoints.http.resources.operation import OPERATION_PATHS
from plutopixie.entrypoints.metrics import Metrics

log = structlog.get_logger()

UNKNOWN: Final = "unknown"


@frozen
class Observation:
    """Gives every request an id, logs it and counts it. `timer` is any clock that only moves forward, in seconds."""

    metrics: Metrics
    new_id: Callable[[], UUID]
    timer: Callable[[], float]

    def process_request(self, request: falcon.Request, response: falcon.Response) -> None:
        """Note when it came and give it an id."""
        request.context.began = self.timer()
        response.context.request_id = self.new_id()

    def process_response(self, request: falcon.Request, response: falcon.Response, _: object, __: bool) -> None:  # noqa: FBT001 - the framework's signature
        """Log and count it."""
        seconds = self.timer() - request.context.began
        method = request.method if request.method in falcon.HTTP_METHODS else UNKNOWN
        route = request.uri_template or UNKNOWN
        status = response.status_code
        response.set_header("X-Request-Id", str(response.context.request_id))
        self.metrics.answered(method, route, status, seconds)
        if route not in OPERATION_PATHS:
            organization = getattr(request.context, "organization", None)
            log.info(
                "request",
                method=method,
                route=route,
                status=status,
                code=getattr(response.context, "code", None),
                milliseconds=round(seconds * 1000, 1),
                request_id=str(response.context.request_id),
                organization=None if organization is None else str(organization),
            )
