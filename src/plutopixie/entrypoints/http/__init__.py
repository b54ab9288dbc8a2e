"""HTTP: the service's JSON interface under /v1. It decodes, calls one use case, and encodes."""

from plutopixie.entrypoints.http.app import create_app
from plutopixie.entrypoints.http.readiness import Check
from plutopixie.entrypoints.http.settings import HttpSettings

__all__ = ["Check", "HttpSettings", "create_app"]
