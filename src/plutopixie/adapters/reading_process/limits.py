"""The child's limits, held by the system (setrlimit): every platform has them, and no container forbids them."""

from __future__ import annotations

import math
import os
import resource
from pathlib import Path
from typing import Final

from attrs import frozen

#: More than the deadline on two cores. On more of them it ends what computes on all.
CPU_SECONDS_MAX: Final = 300
#: Seven pages of the largest size, as an engine writes them down.
FILE_BYTES_MAX: Final = 256 * 1024 * 1024
FILES_MAX: Final = 256
PROCESSES_MAX: Final = 256

_NEARLY: Final = 0.9
_USER_NAMESPACE: Final = Path("/proc/self/uid_map")
_EVERYBODY: Final = 2**32 - 1


@frozen
class Limits:
    """What a child may take.

    Attributes:
        memory_bytes: address space; None for no limit.
        cpu_seconds: computing time for one document, over all its threads; each program it starts has as much.
        file_bytes: the size of a file it writes.
        files: open files.
        processes: processes and threads, where they are counted for the child alone: in a user namespace of its own,
            and not as root. Elsewhere the limit would count what the account runs besides.
    """

    memory_bytes: int | None = None
    cpu_seconds: float = CPU_SECONDS_MAX
    file_bytes: int = FILE_BYTES_MAX
    files: int = FILES_MAX
    processes: int = PROCESSES_MAX


def hold(limits: Limits) -> None:
    """Hold this process and what it starts to the limits, but for computing time, which counts from each document."""
    _hold(resource.RLIMIT_CORE, 0)  # a core dump would keep the receipt
    _hold(resource.RLIMIT_FSIZE, limits.file_bytes)
    _hold(resource.RLIMIT_NOFILE, limits.files)
    if limits.memory_bytes is not None:
        _hold(resource.RLIMIT_AS, limits.memory_bytes)
    if _is_counted_alone():
        _hold(resource.RLIMIT_NPROC, limits.processes)


def begin_document(limits: Limits) -> None:
    """Let this process compute for so long from now on; the signal that ends it then can't be caught in time."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    until = math.ceil(used.ru_utime + used.ru_stime + limits.cpu_seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (until if most == resource.RLIM_INFINITY else min(until, most), most))


def is_memory_used_up(limits: Limits) -> bool:
    """Whether this process once came near its limit of memory, so that a failure is best explained by it."""
    if limits.memory_bytes is None:
        return False
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:  # only Linux tells
        return False
    peak = next((line.split()[1] for line in status.splitlines() if line.startswith("VmPeak:")), "0")
    return int(peak) * 1024 >= _NEARLY * limits.memory_bytes


def _hold(which: int, most: int) -> None:
    _, allowed = resource.getrlimit(which)
    least = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
    resource.setrlimit(which, (least, least))


def _is_counted_alone() -> bool:
    try:
        mapped = [int(line.split()[2]) for line in _USER_NAMESPACE.read_text().splitlines()]
    except OSError:
        return False
    return os.getuid() != 0 and _EVERYBODY not in mapped
