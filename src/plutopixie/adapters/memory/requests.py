"""Requests that carry an idempotency key."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve, frozen

from plutopixie.adapters.memory.books import Request
from plutopixie.adapters.memory.desk import Desk, obtain, require_known
from plutopixie.domain.ids import MemberId
from plutopixie.ports.outbound.records import Answered


@frozen
class MemoryRequests:
    """`ports.outbound.records.Requests` over the desk."""

    _desk: Desk

    def begin(self, member: MemberId, key: str, digest: bytes, at: datetime) -> Answered | None:
        """Claim the key: None if it is new, otherwise what came of the earlier request."""
        books = self._desk.books
        known = books.requests.get((member, key))
        if known is not None:
            return known.answered
        require_known(books.accounts, member, "member")
        books.requests[member, key] = Request(Answered(digest, None), at)
        return None

    def complete(self, member: MemberId, key: str, outcome: str) -> None:
        """Keep the outcome of the request that claimed the key."""
        requests = self._desk.books.requests
        known = obtain(requests, (member, key), "request")
        requests[member, key] = evolve(known, answered=evolve(known.answered, outcome=outcome))

    def forget(self, before: datetime) -> int:
        """Forget requests begun before that moment; returns how many."""
        requests = self._desk.books.requests
        old = [key for key, request in requests.items() if request.begun_at < before]
        for key in old:
            del requests[key]
        return len(old)
