"""Posting: letters written and handed to the mail server, by the worker.

What a letter needs is read when it is sent, so a code that was replaced, used up or ran out meanwhile is not sent any
more, and nothing waits in a queue but ids.
"""

from __future__ import annotations

from typing import Final

from attrs import frozen

from plutopixie.domain import one_time_codes as rules
from plutopixie.domain.errors import NotFoundError
from plutopixie.domain.ids import CodeId, InvitationId, MemberId, OrganizationId
from plutopixie.domain.letters import Letter, LetterKind, letter
from plutopixie.domain.members import Role
from plutopixie.ports.inbound.issuing_codes import Codes
from plutopixie.ports.outbound.clock import Clock
from plutopixie.ports.outbound.mail import Mailer
from plutopixie.ports.outbound.units import OpenUnit, Unit

#: What the secret of an invitation is reckoned for.
INVITATION: Final = "invitation"


@frozen
class Posting:
    """Sends letters. `base_url` begins every link."""

    open_unit: OpenUnit
    mailer: Mailer
    codes: Codes
    clock: Clock
    base_url: str

    def send_code(self, organization: OrganizationId, id: CodeId) -> None:
        """Send a code, unless it was sent or counts no more; raises MailUnavailableError."""
        with self.open_unit(organization) as unit:
            try:
                code = unit.codes.get(id)
                member = unit.members.get(code.member)
            except NotFoundError:
                return
            if code.sent_at is not None or not code.good(self.clock.now()):
                return
            to, secret = rules.destination(code, member), self.codes.carried(organization, code).text()
            written = self._letter(unit, LetterKind(code.purpose), to, secret)
        self.mailer.send(written, id)
        with self.open_unit(organization) as unit:
            unit.codes.sent(id, self.clock.now())

    def send_invitation(self, organization: OrganizationId, id: InvitationId) -> None:
        """Send an invitation that is still open to the address it is for; raises MailUnavailableError."""
        with self.open_unit(organization) as unit:
            invitation = next((one for one in unit.invitations.list() if one.id == id), None)
            if invitation is None or invitation.email is None or invitation.expires_at <= self.clock.now():
                return
            secret = self.codes.reckoned(organization, INVITATION, id).text()
            written = self._letter(unit, LetterKind.INVITATION, invitation.email, secret)
        self.mailer.send(written, id)

    def tell_of_new_password(self, organization: OrganizationId, member: MemberId) -> None:
        """Tell a member with a verified address that the password is another one; raises MailUnavailableError."""
        with self.open_unit(organization) as unit:
            try:
                told = unit.members.get(member)
            except NotFoundError:
                return
            if told.verified_at is None:
                return
            written = self._letter(unit, LetterKind.PASSWORD_CHANGED, told.email)
        self.mailer.send(written, self.codes.identities.new())

    def tell_of_failed_sign_ins(self, organization: OrganizationId, member: MemberId) -> None:
        """Tell the owner and the admins that somebody guesses at a member's password; raises MailUnavailableError.

        Who did not verify their address is not told. When a letter fails, those before it go out again under the ids
        they had.
        """
        today = self.clock.now().date()
        with self.open_unit(organization) as unit:
            told = [one for one in unit.members.list() if one.role is not Role.MEMBER and one.verified_at is not None]
            letters = {one.id: self._letter(unit, LetterKind.SIGN_INS_FAILED, one.email) for one in told}
        for admin, written in letters.items():
            self.mailer.send(written, self.codes.identities.named(f"sign-ins failed {member} {admin} {today}"))

    def _letter(self, unit: Unit, kind: LetterKind, to: str, code: str | None = None) -> Letter:
        name = unit.organization.get().name
        return letter(kind, to, organization=name, base_url=self.base_url, code=code)
