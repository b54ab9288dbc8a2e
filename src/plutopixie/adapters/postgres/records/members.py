"""The people of the organization."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from attrs import frozen

from plutopixie.adapters.postgres import queries
from plutopixie.adapters.postgres.records.bound import Bound, Row
from plutopixie.domain.errors import NotFoundError
from plutopixie.domain.ids import MemberId, SessionId
from plutopixie.domain.members import Member, Role
from plutopixie.ports.outbound.records import Standing

_SQL: Final = queries.load("people")


@frozen
class PostgresMembers:
    """`ports.outbound.records.Members`: names and addresses sealed, addresses found by a blind index."""

    _bound: Bound

    def add(self, member: Member, password_hash: str) -> None:
        """A new member, who can be found in the directory from the commit on."""
        self._bound.run(
            _SQL["add_member"],
            **self._parameters(member),
            password_hash=password_hash,
            joined_at=member.joined_at,
        )

    def get(self, id: MemberId, *, lock: bool = False) -> Member:
        """A member."""
        return self._member(self._found(self._bound.row(_SQL["lock_member" if lock else "get_member"], id=id)))

    def save(self, member: Member) -> None:
        """Write a changed member."""
        self._bound.save("member", _SQL["save_member"], _SQL["member_version"], **self._parameters(member))

    def remove(self, id: MemberId) -> None:
        """Erase a member; of what they recorded only the bare id stays."""
        self._found(self._bound.row(_SQL["remove_member"], id=id))

    def list(self) -> tuple[Member, ...]:
        """All present members, in the order they joined."""
        return tuple(map(self._member, self._bound.rows(_SQL["list_members"])))

    def password_hash(self, id: MemberId) -> str:
        """The hash of the member's password."""
        hashed: str = self._found(self._bound.row(_SQL["get_password_hash"], id=id))["password_hash"]
        return hashed

    def set_password_hash(self, id: MemberId, password_hash: str) -> None:
        """Replace the hash of the member's password."""
        self._found(self._bound.row(_SQL["set_password_hash"], id=id, password_hash=password_hash))

    def signed_in(self, session: SessionId, at: datetime) -> Standing | None:
        """The member whose living session this is."""
        row = self._bound.row(_SQL["signed_in"], session=session, at=at)
        return None if row is None else self._standing(row)

    def standing(self, id: MemberId) -> Standing:
        """A member, and what their second factor means here."""
        return self._standing(self._found(self._bound.row(_SQL["standing"], id=id)))

    def _standing(self, row: Row) -> Standing:
        return Standing(
            self._member(row),
            second_factor=row["second_factor"],
            second_factor_required=row["second_factor_required"],
        )

    def _parameters(self, member: Member) -> dict[str, Any]:
        return {
            "id": member.id,
            "name": self._bound.seal("member", "name", member.id, member.name),
            "email": self._bound.seal("member", "email", member.id, member.email),
            "email_index": self._bound.index("member email", member.email),
            "directory_index": self._bound.directory_index(member.email),
            "role": member.role.value,
            "accepted_policy": member.accepted_policy,
            "verified_at": member.verified_at,
            "version": member.version,
        }

    def _member(self, row: Row) -> Member:
        return Member(
            id=row["id"],
            name=self._bound.open("member", "name", row["id"], row["name"]),
            email=self._bound.open("member", "email", row["id"], row["email"]),
            role=Role(row["role"]),
            joined_at=row["joined_at"],
            accepted_policy=row["accepted_policy"],
            verified_at=row["verified_at"],
            version=row["version"],
        )

    def _found(self, row: Row | None) -> Row:
        if row is None:
            raise NotFoundError("member")
        return row
