"""One-time codes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from attrs import evolve, frozen

from plutopixie.adapters.memory.books import KeptCode
from plutopixie.adapters.memory.desk import Desk, obtain, require_known, require_new
from plutopixie.domain.errors import NotFoundError
from plutopixie.domain.ids import CodeId, MemberId
from plutopixie.domain.one_time_codes import Code, Purpose


@frozen
class MemoryCodes:
    """`ports.outbound.records.Codes` over the desk."""

    _desk: Desk

    def add(self, code: Code, secret_digest: bytes) -> None:
        """A new code in place of the member's earlier one of the same purpose."""
        require_known(self._desk.books.accounts, code.member, "member")
        self.remove_all(code.member, {code.purpose})
        require_new(self._desk.books.codes, code.id, "code")
        self._desk.books.codes[code.id] = KeptCode(code, secret_digest)

    def get(self, id: CodeId) -> Code:
        """A code."""
        return obtain(self._desk.books.codes, id, "code").code

    def find(self, id: CodeId, secret_digest: bytes, *, lock: bool = False) -> Code:  # noqa: ARG002 - the unit holds all locks
        """The code of that id and secret."""
        kept = obtain(self._desk.books.codes, id, "code")
        if kept.secret_digest != secret_digest:
            raise NotFoundError("code")
        return kept.code

    def save(self, code: Code) -> None:
        """Write a code that was used."""
        kept = obtain(self._desk.books.codes, code.id, "code")
        used = evolve(kept.code, used_at=code.used_at)
        self._desk.books.codes[code.id] = evolve(kept, code=used)

    def sent(self, id: CodeId, at: datetime) -> None:
        """Note that a code was sent."""
        kept = self._desk.books.codes.get(id)
        if kept is not None:
            self._desk.books.codes[id] = evolve(kept, code=evolve(kept.code, sent_at=at))

    def of_member(self, member: MemberId) -> tuple[Code, ...]:
        """All codes of a member, oldest first."""
        codes = self._desk.books.codes
        return tuple(codes[id].code for id in sorted(codes) if codes[id].code.member == member)

    def remove_all(self, member: MemberId, purposes: Collection[Purpose]) -> None:
        """Forget a member's codes of these purposes."""
        self._keep(lambda code: code.member != member or code.purpose not in purposes)

    def forget(self, before: datetime) -> int:
        """Forget codes that expired before that moment."""
        present = len(self._desk.books.codes)
        self._keep(lambda code: code.expires_at >= before)
        return present - len(self._desk.books.codes)

    def _keep(self, wanted: Callable[[Code], bool]) -> None:
        books = self._desk.books
        books.codes = {id: kept for id, kept in books.codes.items() if wanted(kept.code)}
