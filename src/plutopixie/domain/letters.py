"""Letters: what goes out by electronic mail, which is a kind, a link and the organization's name, and nothing else.

There is no place in a letter for an amount, a vendor, a note or a file (P8.1): it says that something happened and
leads into the application. Links carry their code behind a `#`, which browsers send to nobody.
"""

from __future__ import annotations

import enum
from typing import Final

from attrs import field, frozen

from plutopixie.domain.one_time_codes import Purpose


class LetterKind(enum.StrEnum):
    """What a letter is about."""

    VERIFY_ADDRESS = Purpose.VERIFY_ADDRESS.value
    RESET_PASSWORD = Purpose.RESET_PASSWORD.value
    TAKE_ADDRESS = Purpose.TAKE_ADDRESS.value
    LEAVE_ADDRESS = Purpose.LEAVE_ADDRESS.value
    INVITATION = "invitation"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - the name of a kind
    SIGN_INS_FAILED = "sign-ins-failed"


@frozen
class Letter:
    """A letter to one address; neither it nor the subject may hold what begins another line of the head."""

    to: str = field(repr=False)
    subject: str
    text: str = field(repr=False)

    @property
    def has_a_safe_head(self) -> bool:
        """Whether the head of a message can hold the address and the subject as they stand."""
        one_address = self.to.count("@") == 1 and not set(self.to) & set(' ,;<>"\t')
        return one_address and self.to.isprintable() and self.subject.isprintable()


@frozen
class _Form:
    """How letters of a kind read: `path` is where their link leads, and {organization} the name in the text."""

    subject: str
    path: str
    text: str


_FORMS: Final = {
    LetterKind.VERIFY_ADDRESS: _Form(
        "Confirm your address",
        "/verify",
        "Please confirm that this address is yours, so that you can get back into your account at {organization} if\n"
        "you ever forget your password. The link is good for one day.",
    ),
    LetterKind.RESET_PASSWORD: _Form(
        "Choose a new password",
        "/reset",
        "Somebody, most likely you, asked for a new password for your account at {organization}. The link is good\n"
        "for ten minutes. If it was not you, do nothing: your password stays as it is.",
    ),
    LetterKind.TAKE_ADDRESS: _Form(
        "Confirm your new address",
        "/verify",
        "This address is to become the one of an account at {organization}. Please confirm that it is yours. The\n"
        "link is good for one day. If you did not ask for it, do nothing.",
    ),
    LetterKind.LEAVE_ADDRESS: _Form(
        "Your address is about to change",
        "/verify",
        "Somebody, most likely you, wants to change the address of your account at {organization}. Please confirm\n"
        "it. The link is good for one day. If it was not you, do nothing, and change your password.",
    ),
    LetterKind.INVITATION: _Form(
        "You are invited",
        "/join",
        "You are invited to join {organization} on PlutoPixie. The link is good for seven days. If you don't know\n"
        "why you got this, do nothing.",
    ),
    LetterKind.PASSWORD_CHANGED: _Form(
        "Your password was changed",
        "/",
        "The password of your account at {organization} was changed, and every other session and API key ended. If\n"
        "it was not you, choose a new password now and tell an admin.",
    ),
    LetterKind.SIGN_INS_FAILED: _Form(
        "Somebody tries to sign in",
        "/",
        "Somebody tried to sign in as a member of {organization} many times, and failed. Further tries are slowed\n"
        "down. The audit log says which member; ask whether it was them, and if not, have them choose a new password.",
    ),
}
_END: Final = "This letter was sent automatically, and nobody reads answers to it."


def letter(kind: LetterKind, to: str, *, organization: str, base_url: str, code: str | None = None) -> Letter:
    """The letter of that kind; `code` goes into its link."""
    form = _FORMS[kind]
    leads_to = f"{base_url}{form.path}" if code is None else link(base_url, kind, code)
    text = f"{form.text.format(organization=organization)}\n\n{leads_to}\n\n{_END}\n"
    return Letter(to, f"PlutoPixie: {form.subject}", text)


def link(base_url: str, kind: LetterKind | Purpose, code: str) -> str:
    """The link that a letter of that kind holds, with the code behind a `#`."""
    return f"{base_url}{_FORMS[LetterKind(kind)].path}#{code}"
