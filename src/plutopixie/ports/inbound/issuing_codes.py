"""One-time codes: issued inside the unit that needs one, and reckoned again when they are sent."""

from __future__ import annotations

from uuid import UUID

from attrs import frozen

from plutopixie.domain import one_time_codes as rules
from plutopixie.domain.events import CodeIssued
from plutopixie.domain.ids import CodeId, MemberId, MessageId, OrganizationId
from plutopixie.domain.members import Member
from plutopixie.domain.one_time_codes import Code, Purpose
from plutopixie.ports.inbound.bearer_secrets import BearerSecret
from plutopixie.ports.outbound.clock import Clock, Identities
from plutopixie.ports.outbound.derived_secrets import DerivedSecrets
from plutopixie.ports.outbound.units import Unit


@frozen
class Codes:
    """Issues codes, and reckons their secrets."""

    secrets: DerivedSecrets
    clock: Clock
    identities: Identities

    def issue(self, unit: Unit, organization: OrganizationId, purpose: Purpose, member: MemberId, address: str) -> None:
        """Issue a code in place of the member's earlier one of that purpose, and announce that it is to be sent."""
        code = self._added(unit, organization, purpose, member, address)
        unit.outbox.add(MessageId(self.identities.new()), CodeIssued(code.id))

    def new(self, unit: Unit, organization: OrganizationId, purpose: Purpose, member: Member) -> Code:
        """A code for a member's present address that is handed over by other means than a letter."""
        return self._added(unit, organization, purpose, member.id, member.email)

    def carried(self, organization: OrganizationId, code: Code) -> BearerSecret:
        """The code as it goes into its letter."""
        return self.reckoned(organization, code.purpose, code.id)

    def reckoned(self, organization: OrganizationId, purpose: str, id: UUID) -> BearerSecret:
        """A secret that nobody keeps: it is reckoned when it is issued and when it is sent."""
        return BearerSecret(organization, id, self.secrets.secret(purpose, id))

    def _added(
        self, unit: Unit, organization: OrganizationId, purpose: Purpose, member: MemberId, address: str
    ) -> Code:
        code = rules.issued(CodeId(self.identities.new()), purpose, member, address, self.clock.now())
        unit.codes.add(code, self.carried(organization, code).digest)
        return code
