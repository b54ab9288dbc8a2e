"""What an operator may do to somebody's account, at the machine itself; each step is noted in that organization's log.

There is no way here to read what an organization keeps (P4.3): an operator finds ids by an address that they were
told, signs somebody out, takes a lost second factor off, and makes a link for a new password.
"""

from __future__ import annotations

from attrs import frozen

from plutopixie.domain import text
from plutopixie.domain.audit import OPERATOR, Action
from plutopixie.domain.ids import MemberId, OrganizationId
from plutopixie.domain.letters import link
from plutopixie.domain.one_time_codes import Purpose
from plutopixie.ports.inbound.auditing import Notary
from plutopixie.ports.inbound.issuing_codes import Codes
from plutopixie.ports.outbound.clock import Clock
from plutopixie.ports.outbound.directory import Directory, Membership
from plutopixie.ports.outbound.units import OpenUnit, Unit


@frozen
class Operating:
    """The operator's use cases over single accounts."""

    open_unit: OpenUnit
    directory: Directory
    codes: Codes
    notary: Notary
    clock: Clock

    def find(self, email: str) -> tuple[Membership, ...]:
        """Where somebody with this address is a member: ids, and nothing else; noted in each of the organizations.

        Raises:
            InvalidValueError: the text is no address.
        """
        found = self.directory.memberships(text.email_address(email, "email"))
        for place in found:
            with self.open_unit(place.organization) as unit:
                self._note(unit, Action.LOOKED_UP, place.member)
        return found

    def sign_out(self, organization: OrganizationId, member: MemberId) -> None:
        """End every session and API key of a member; raises NotFoundError."""
        with self.open_unit(organization) as unit:
            unit.members.get(member)
            unit.sessions.revoke_all(member, self.clock.now())
            unit.api_keys.remove_all(member)
            self._note(unit, Action.SESSIONS_ENDED, member)

    def take_factor_off(self, organization: OrganizationId, member: MemberId) -> None:
        """Remove the second factor of a member who proved by other means who they are; raises NotFoundError."""
        with self.open_unit(organization) as unit:
            unit.second_factors.remove(member)
            unit.sessions.revoke_all(member, self.clock.now())
            self._note(unit, Action.SECOND_FACTOR_REMOVED, member)

    def reset_link(self, organization: OrganizationId, member: MemberId, base_url: str) -> str:
        """A link for a new password, to be handed to a member who proved who they are; raises NotFoundError."""
        with self.open_unit(organization) as unit:
            code = self.codes.new(unit, organization, Purpose.RESET_PASSWORD, unit.members.get(member))
            self._note(unit, Action.RESET_LINK_MADE, member)
            return link(base_url, Purpose.RESET_PASSWORD, self.codes.carried(organization, code).text())

    def _note(self, unit: Unit, action: Action, member: MemberId) -> None:
        self.notary.note(unit, OPERATOR, action, member)
