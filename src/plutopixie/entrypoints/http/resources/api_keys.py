"""API keys: made, listed, revoked by the member whose they are."""

from __future__ import annotations

from typing import Final

from plutopixie.domain.ids import ApiKeyId
from plutopixie.domain.permissions import Permission
from plutopixie.entrypoints.http.answers import Answer, Nothing
from plutopixie.entrypoints.http.routing import AnyRoute, Call, Precondition, route
from plutopixie.entrypoints.http.views.api_keys import ApiKeyBody, ApiKeysBody, IssuedKeyBody
from plutopixie.ports.inbound.api_keys import NewApiKey

PATH: Final = "/v1/api-keys"


def _issue(call: Call[NewApiKey, Nothing]) -> Answer[IssuedKeyBody]:
    return Answer(IssuedKeyBody.of(call.use_cases.api_keys.issue(call.actor, call.body, call.request)))


def _list(call: Call[Nothing, Nothing]) -> Answer[ApiKeysBody]:
    return Answer(ApiKeysBody(tuple(map(ApiKeyBody.of, call.use_cases.api_keys.list(call.actor)))))


def _revoke(call: Call[Nothing, Nothing]) -> Answer[Nothing]:
    call.use_cases.api_keys.revoke(call.actor, ApiKeyId(call.id))
    return Answer(Nothing())


ROUTES: Final[tuple[AnyRoute, ...]] = (
    route("GET", PATH, "List one's own API keys", _list, Permission.MANAGE_KEYS, ApiKeysBody),
    route(
        "POST",
        PATH,
        "Make an API key for a program of one's own; it is shown once",
        _issue,
        Permission.MANAGE_KEYS,
        IssuedKeyBody,
        body=NewApiKey,
        status=201,
        throttled=True,
        heeds=Precondition.KEY,
    ),
    route("DELETE", f"{PATH}/{{id}}", "Revoke an API key", _revoke, Permission.MANAGE_KEYS, Nothing, status=204),
)
