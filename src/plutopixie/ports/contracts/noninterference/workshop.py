"""What works behind an installation: announcements taken, receipts read, letters sent."""

from __future__ import annotations

import re
from typing import Final
from uuid import UUID

from attrs import frozen

from plutopixie.domain.events import CodeIssued, InvitationIssued, PasswordReplaced, ReceiptWaits
from plutopixie.domain.ids import CodeId, InvitationId, MemberId, OrganizationId, ReceiptId
from plutopixie.domain.letters import Letter
from plutopixie.ports.contracts.noninterference.doubles import PlainMailer
from plutopixie.ports.contracts.noninterference.installation import Done
from plutopixie.ports.contracts.noninterference.turns import WORKER, Turns
from plutopixie.ports.inbound.confirming import Confirming
from plutopixie.ports.inbound.posting import Posting
from plutopixie.ports.inbound.reading import Reader
from plutopixie.ports.inbound.relaying import BATCH
from plutopixie.ports.outbound.outbox import Message, OutboxFeed

_LINK: Final = re.compile(r"/(?P<path>[a-z]+)#(?P<secret>[A-Za-z0-9_-]+)")


@frozen
class Workshop:
    """What a worker does, over units that `Turns.serving` made, with a mailer that is looked into."""

    feed: OutboxFeed
    reader: Reader
    confirming: Confirming
    posting: Posting
    mailer: PlainMailer
    turns: Turns

    def work(self) -> tuple[Done, ...]:
        """Look up who asked for a new password, take what waits, and go on until nothing waits."""
        done: list[Done] = []
        self.confirming.look_up_resets()
        while messages := self._taken():
            for message in messages:
                done.append(Done(message.organization, message))
                done.extend(self._handled(message))
        return tuple(done)

    def _taken(self) -> list[Message]:
        messages: list[Message] = []
        self.feed.relay(messages.append, BATCH)
        return messages

    def _handled(self, message: Message) -> list[Done]:
        organization, subject = message.organization, UUID(message.subject)
        self.mailer.letters.clear()
        with self.turns.on_behalf_of(f"{WORKER} for {organization}"):
            match message.kind:
                case ReceiptWaits.kind:
                    self.reader.read(organization, ReceiptId(subject))
                case CodeIssued.kind:
                    self.posting.send_code(organization, CodeId(subject))
                case InvitationIssued.kind:
                    self.posting.send_invitation(organization, InvitationId(subject))
                case PasswordReplaced.kind:
                    self.posting.tell_of_new_password(organization, MemberId(subject))
        return [_sent(organization, letter) for letter in self.mailer.letters]


def _sent(organization: OrganizationId, letter: Letter) -> Done:
    link = _LINK.search(letter.text)
    if link is None:
        return Done(organization, letter)
    if link["path"] == "join":
        return Done(organization, letter, invitation=link["secret"])
    if link["path"] == "reset":
        return Done(organization, letter, reset_code=link["secret"])
    return Done(organization, letter, code=link["secret"])
