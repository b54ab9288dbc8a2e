"""Run as a script: give up root, ask to be signalled when the parent dies, and become the command given.

Its arguments are the parent's process id, a user id and a group id (-1 to keep them), the signal, and the command. It
is a script and not a `preexec_fn` because Python code between fork and exec is unsafe in a program that has threads.
"""

from __future__ import annotations

import ctypes
import os
import sys

_PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Become the command; never returns."""
    parent, user, group, signal = (int(argument) for argument in arguments[:4])
    if user >= 0:
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)
    # The kernel forgets this request when credentials change, so it comes after them and right before exec.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal)
    if os.getppid() != parent:
        sys.exit("The process that started this one is gone already.")
    command = arguments[4:]
    os.execv(command[0], command)  # noqa: S606 -- no shell is wanted here


if __name__ == "__main__":
    main(sys.argv[1:])
