"""A service with holes, over the same PostgreSQL: what the judges must find, or their silence means nothing.

It joins what it is sent into its SQL, answers with statuses that its description does not hold, and fails on a quote.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import falcon
import psycopg

from proofs.installation import free_port

DESCRIPTION = {
    "openapi": "3.1.0",
    "info": {"title": "Planted", "version": "1"},
    "paths": {
        "/v1/planted": {
            "get": {
                "parameters": [{"name": "name", "in": "query", "required": True, "schema": {"type": "string"}}],
                "responses": {"200": {"description": "Found", "content": {"application/json": {"schema": {}}}}},
            }
        }
    },
}


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class _Described:
    def on_get(self, _: falcon.Request, response: falcon.Response) -> None:
        response.text = json.dumps(DESCRIPTION)


class _Found:
    def __init__(self, database_url: str) -> None:
        self._database_url = database_url

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        asked = request.get_param("name") or ""
        with psycopg.connect(self._database_url) as conn:
            # The hole, on purpose.
            rows = conn.execute(f"SELECT rolname FROM pg_roles WHERE rolname = '{asked}'")  # noqa: S608
            found = [name for (name,) in rows]
        response.status = falcon.HTTP_200 if found else falcon.HTTP_404
        response.text = json.dumps(found)


@contextlib.contextmanager
def planted(database_url: str) -> Iterator[str]:
    """Where the service with holes answers while this lasts."""
    app: Any = falcon.App()
    app.add_route("/v1/openapi.json", _Described())
    app.add_route("/v1/planted", _Found(database_url))
    app.add_error_handler(Exception, _fail)
    server = make_server("127.0.0.1", free_port(), app, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, name="planted")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _fail(_: falcon.Request, response: falcon.Response, error: Exception, __: object) -> None:
    response.status = falcon.HTTP_500
    response.text = json.dumps({"error": str(error)})
