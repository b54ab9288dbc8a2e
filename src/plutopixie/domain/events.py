"""What happened, told to whoever must act on it later. Events carry ids, never content (P8.1)."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from plutopixie.domain.ids import CodeId, ExpenseId, InvitationId, MemberId, ReceiptId


@frozen
class ReceiptWaits:
    """A receipt waits to be read: it was uploaded, or a person asked for another try."""

    kind: ClassVar[str] = "receipt-waits"
    receipt: ReceiptId


@frozen
class ReceiptRead:
    """A receipt was read and can be confirmed."""

    kind: ClassVar[str] = "receipt-read"
    receipt: ReceiptId


@frozen
class ReceiptUnreadable:
    """A receipt could not be read; a person must look."""

    kind: ClassVar[str] = "receipt-unreadable"
    receipt: ReceiptId


@frozen
class ExpenseRecorded:
    """An expense was confirmed and counts from now on."""

    kind: ClassVar[str] = "expense-recorded"
    expense: ExpenseId


@frozen
class MemberJoined:
    """Somebody became a member."""

    kind: ClassVar[str] = "member-joined"
    member: MemberId


@frozen
class CodeIssued:
    """A one-time code waits to be sent."""

    kind: ClassVar[str] = "code-issued"
    code: CodeId


@frozen
class InvitationIssued:
    """An invitation waits to be sent."""

    kind: ClassVar[str] = "invitation-issued"
    invitation: InvitationId


@frozen
class PasswordReplaced:
    """A member has a new password."""

    kind: ClassVar[str] = "password-replaced"
    member: MemberId


@frozen
class SignInsFailed:
    """Somebody guesses at a member's password: the admins and the owner are to be told."""

    kind: ClassVar[str] = "sign-ins-failed"
    member: MemberId


_OfReceipt = ReceiptWaits | ReceiptRead | ReceiptUnreadable
_OfMember = MemberJoined | PasswordReplaced | SignInsFailed
Event = _OfReceipt | ExpenseRecorded | _OfMember | CodeIssued | InvitationIssued


def subject(event: Event) -> str:
    """The id of what the event is about, as text."""
    match event:
        case ReceiptWaits() | ReceiptRead() | ReceiptUnreadable():
            return str(event.receipt)
        case ExpenseRecorded():
            return str(event.expense)
        case MemberJoined() | PasswordReplaced() | SignInsFailed():
            return str(event.member)
        case CodeIssued():
            return str(event.code)
        case InvitationIssued():
            return str(event.invitation)
