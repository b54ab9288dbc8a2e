"""From a request to its answer: find out who asks, decode, call the responder, encode. The same way for every route."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import falcon
from attrs import frozen

from plutopixie.domain import origins
from plutopixie.domain.origins import Origin
from plutopixie.entrypoints.http import answers
from plutopixie.entrypoints.http.answers import Nothing
from plutopixie.entrypoints.http.bodies import Upload, read_json, read_upload
from plutopixie.entrypoints.http.decoding import decode_body, decode_parameters, without_secrets
from plutopixie.entrypoints.http.headers import bearer_token, expected_version, request_key
from plutopixie.entrypoints.http.parameters import split
from plutopixie.entrypoints.http.routing import AnyRoute, Call, Precondition
from plutopixie.entrypoints.http.settings import HttpSettings
from plutopixie.entrypoints.use_cases import UseCases
from plutopixie.ports.inbound.access import Actor

Responder = Callable[..., None]


@frozen
class Dispatcher:
    """Makes the framework's responders of the lines of the route table."""

    use_cases: UseCases
    settings: HttpSettings

    def responder(self, route: AnyRoute) -> Responder:
        """What answers requests to this route."""

        def respond(request: falcon.Request, response: falcon.Response, **segments: str) -> None:
            call = self._call(route, request, next(iter(segments.values()), ""))
            answer = route.respond(call)
            if call.signed_in is not None:
                request.context.organization = call.signed_in.organization
            answers.write(answer, response, route.status)

        return respond

    def _call(self, route: AnyRoute, request: falcon.Request, segment: str) -> Call[Any, Any]:
        came_from = origins.origin(getattr(request.context, "client", None), request.user_agent)
        signed_in = None if route.public else self._actor(request, came_from)
        parameters = split(request.query_string)
        query = decode_parameters(parameters, route.query)
        expected = expected_version(request) if Precondition.VERSION in route.heeds else None
        body, said = _body(route, request)
        return Call(
            use_cases=self.use_cases,
            settings=self.settings,
            signed_in=signed_in,
            origin=came_from,
            path=request.path,
            segment=segment,
            parameters=parameters,
            body=body,
            query=query,
            expected=expected,
            request=request_key(request, said) if Precondition.KEY in route.heeds else None,
        )

    def _actor(self, request: falcon.Request, came_from: Origin) -> Actor:
        actor = self.use_cases.access.actor(bearer_token(request), came_from)
        if actor.is_signed:  # a forged key must not write another organization into the log
            request.context.organization = actor.organization
        return actor


def _body(route: AnyRoute, request: falcon.Request) -> tuple[Any, bytes]:
    """The decoded body, and what it says in the form that an idempotency key stands for."""
    if route.body is Nothing:
        return Nothing(), b""
    if route.body is Upload:
        upload = read_upload(request)
        return upload, upload.name.encode(errors="surrogatepass") + b"\x00" + upload.content
    document = read_json(request, optional=route.body_optional)
    return decode_body(document, route.body), without_secrets(document, route.body)


class Resource:
    """One path with a responder for each of its methods, as the framework wants it. HEAD is GET without the body."""

    def __init__(self, responders: dict[str, Responder]) -> None:
        if "GET" in responders:
            responders = {"HEAD": responders["GET"], **responders}
        for method, responder in responders.items():
            setattr(self, f"on_{method.lower()}", responder)


def resources(routes: tuple[AnyRoute, ...], dispatcher: Dispatcher) -> dict[str, Resource]:
    """A resource for every path of the table."""
    grouped: dict[str, dict[str, Responder]] = {}
    for route in routes:
        grouped.setdefault(route.template, {})[route.method] = dispatcher.responder(route)
    return {template: Resource(responders) for template, responders in grouped.items()}
