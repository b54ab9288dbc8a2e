"""The keys that sign access tokens, and their change without signing anybody out.

Laws:

1. A key is named by the second it was made, in Unix time. So a ring of keys needs no notes beside it.
2. A new key signs nothing before it is `SETTLED_AFTER` old. By then every server process knows it, because each looks
   again every `LOOK_AGAIN`; so a token that one of them signs is good at all of them.
3. The latest settled key signs. Where none is settled yet, the oldest does: it was there first.
4. A former key is kept until the last token it signed has expired, and is dropped by the next change after that.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from plutopixie.domain.errors import CallerError
from plutopixie.domain.sessions import ACCESS_LIFETIME

KEY_BYTES_MIN: Final = 32
LOOK_AGAIN: Final = timedelta(seconds=5)
#: Longer than a shared folder keeps its clients waiting for a change (60 seconds with NFS), and clocks may differ too.
SETTLED_AFTER: Final = timedelta(minutes=2)
#: What is added to the life of an access token before its key goes: clocks of the servers differ.
LEEWAY: Final = timedelta(minutes=1)
_NAME_DIGITS_MAX: Final = 12


class UnusableKeysError(CallerError):
    """The signing keys are not as they were written; restore signing.json from a backup, or make a new one."""

    code = "unusable-signing-keys"


def key_name(made_at: datetime) -> str:
    """The name of a key that is made at that moment."""
    return str(int(made_at.timestamp()))


def made_at(name: str) -> datetime:
    """When the key of that name was made; raises UnusableKeysError."""
    if not name.isascii() or not name.isdecimal() or len(name) > _NAME_DIGITS_MAX:
        raise UnusableKeysError
    return datetime.fromtimestamp(int(name), UTC)


def in_order(names: Mapping[str, object]) -> list[str]:
    """The names, the oldest key first; raises UnusableKeysError if there are none."""
    if not names:
        raise UnusableKeysError
    return sorted(names, key=made_at)


def signing(names: Mapping[str, object], at: datetime) -> str:
    """The name of the key that signs at that moment."""
    ordered = in_order(names)
    settled = [name for name in ordered if made_at(name) + SETTLED_AFTER <= at]
    return settled[-1] if settled else ordered[0]


def changed(held: Mapping[str, str], secret: str, at: datetime) -> dict[str, str]:
    """The ring with a new key, and without those whose tokens have all expired."""
    ordered = in_order(held)
    name = key_name(max(at, made_at(ordered[-1]) + timedelta(seconds=1)))
    kept = [one for one, successor in itertools.pairwise(ordered) if at < _over_at(successor)]
    return {**{one: held[one] for one in (*kept, ordered[-1])}, name: secret}


def _over_at(successor: str) -> datetime:
    """When the last token expired that the key before this one signed."""
    return made_at(successor) + SETTLED_AFTER + ACCESS_LIFETIME + LEEWAY
