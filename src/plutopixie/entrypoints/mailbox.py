"""The mailbox: signals that ask a program to stop, kept until it looks.

What a handler may do safely is next to nothing: it runs between any two steps of the main thread, which may hold a
lock at that moment, or be about to sleep. So the handlers here do nothing. The interpreter writes each signal's number
into a socket by itself, and waiting for that socket misses none.
"""

from __future__ import annotations

import select
import signal
import socket
import time
from signal import Signals
from types import TracebackType
from typing import Final, Self

from attrs import define, field

_STOPPING: Final = (Signals.SIGINT, Signals.SIGTERM, Signals.SIGHUP)
_ONE_REQUEST: Final = 1.0  # a stop that arrives twice within this many seconds was asked for once


@define
class Mailbox:
    """The signals that arrived, so that waiting ends at once when one does, and nothing happens inside a handler."""

    _reading: socket.socket = field(init=False)
    _writing: socket.socket = field(init=False)
    _before: dict[Signals, object] = field(factory=dict, init=False)
    _wakeup_before: int = field(default=-1, init=False)
    _asked_at: list[float] = field(factory=list, init=False)

    def __enter__(self) -> Self:
        self._reading, self._writing = socket.socketpair()
        self._reading.setblocking(False)  # noqa: FBT003 -- the library's own signature
        self._writing.setblocking(False)  # noqa: FBT003 -- same
        self._wakeup_before = signal.set_wakeup_fd(self._writing.fileno(), warn_on_full_buffer=False)
        for number in (*_STOPPING, Signals.SIGCHLD):
            # `nohup` ignores SIGHUP for us; that is a wish.
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, lambda _number, _frame: None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type] # what `signal` itself gave us
        signal.set_wakeup_fd(self._wakeup_before)
        self._reading.close()
        self._writing.close()

    def wait(self, seconds: float) -> None:
        """Wait until a signal arrives or the time is over."""
        ready, _, _ = select.select([self._reading], [], [], seconds)
        if ready:
            arrived = self._reading.recv(4096)
            self._asked_at += [time.monotonic()] * any(number in _STOPPING for number in arrived)

    def stop_asked(self) -> bool:
        """Whether somebody asked us to stop."""
        return bool(self._asked_at)

    def asked_again(self) -> bool:
        """Whether somebody asked a second time, and not just through two channels at once."""
        return bool(self._asked_at) and self._asked_at[-1] - self._asked_at[0] > _ONE_REQUEST
