"""Run as a script: ask to be signalled when the parent dies, and become the command given.

Its arguments are the parent's process id, the signal's number and the command. It is a script, because only the child
itself can ask.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys

_PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Become the command; never returns."""
    parent, number, *command = arguments
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(number))
    # The parent may have died before the request was made.
    if os.getppid() != int(parent):
        sys.exit("The process that started this one is gone already.")
    program = shutil.which(command[0])
    if program is None:
        sys.exit(f"There is no program {command[0]}.")
    os.execv(program, command)  # noqa: S606 -- no shell is wanted here


if __name__ == "__main__":
    main(sys.argv[1:])
