"""Walls that a process puts up around itself, with no privileges and inside containers too; Linux has them.

- Landlock (https://docs.kernel.org/userspace-api/landlock.html), from Linux 5.13: files, and no TCP from 6.7.
- seccomp (https://docs.kernel.org/userspace-api/seccomp_filter.html): calls that reading never needs are refused,
  `socket` first of all, which begins every connection whatever its kind.

Both hold the thread that calls and what it starts, so it must be the only one. Both are spoken to directly: the
libraries that would do it are unfinished or without a keeper, or want a C library that may be missing.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import stat
import struct
import sys
from collections.abc import Iterable
from typing import Final

_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_SET_SECCOMP: Final = 22
_SECCOMP_MODE_FILTER: Final = 2


def forbid_new_privileges() -> bool:
    """Let no program that this process starts be more than it is (set-uid and the like); whether that holds."""
    return _prctl(_PR_SET_NO_NEW_PRIVS, 1, None)


_PR_CAPBSET_DROP: Final = 24
_CAPABILITIES_MAX: Final = 64
_CAPSET: Final = {"x86_64": 126, "aarch64": 91}
_CAPABILITY_VERSION_3: Final = 0x2008_0522


def drop_capabilities() -> None:
    """Give up what root may do beyond its own files, for this process and all it starts; others have nothing."""
    number = _CAPSET.get(platform.machine())
    if not _is_linux() or number is None:
        return
    for capability in range(_CAPABILITIES_MAX):
        _prctl(_PR_CAPBSET_DROP, capability, None)
    header, nothing = struct.pack("=Ii", _CAPABILITY_VERSION_3, 0), bytes(24)
    _libc().syscall(ctypes.c_long(number), header, nothing)


# Landlock. Its calls have the same numbers on every machine.

_CREATE_RULESET: Final = 444
_ADD_RULE: Final = 445
_RESTRICT_SELF: Final = 446
_VERSION_FLAG: Final = 1
_PATH_BENEATH: Final = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_TRUNCATE, _IOCTL_DEVICE = 1 << 14, 1 << 15
_READ: Final = _EXECUTE | _READ_FILE | _READ_DIR
_OF_FILES: Final = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEVICE
#: How many kinds of access a version knows, by the version that brought the last of them.
_KINDS: Final = {1: 13, 2: 14, 3: 15, 5: 16}
_TCP: Final = 0b11  # bind and connect, from version 4
_TCP_VERSION: Final = 4
_SCOPES: Final = 0b11  # abstract sockets and signals of others, from version 6
_SCOPES_VERSION: Final = 6

#: What every program opens.
_DEVICES: Final = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/proc")


def show_only(visible: Iterable[str], writable: str, *, network: bool) -> bool:
    """Let this process read what is visible and write into one folder, and without network neither bind nor connect.

    Returns:
        Whether that holds from now on; False where the system has no Landlock.
    """
    version = _landlock(_CREATE_RULESET, None, 0, _VERSION_FLAG)
    if version < 1:
        return False
    everything = (1 << max(kinds for since, kinds in _KINDS.items() if since <= version)) - 1
    tcp = _TCP if version >= _TCP_VERSION and not network else 0
    attribute = struct.pack("=QQQ", everything, tcp, _SCOPES if version >= _SCOPES_VERSION else 0)
    length = 24 if version >= _SCOPES_VERSION else 16 if version >= _TCP_VERSION else 8
    rules = _landlock(_CREATE_RULESET, attribute[:length], length, 0)
    if rules < 0:
        return False
    try:
        for path in (*visible, *_DEVICES):
            _allow(rules, path, _READ & everything)
        _allow(rules, "/dev/null", (_READ_FILE | _WRITE_FILE | _TRUNCATE) & everything)
        _allow(rules, writable, everything)
        return _landlock(_RESTRICT_SELF, rules, 0) == 0
    finally:
        os.close(rules)


def _allow(rules: int, path: str, access: int) -> None:
    with contextlib.suppress(FileNotFoundError, PermissionError):  # what can't be opened now needs no rule
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
                access &= _OF_FILES
            _landlock(_ADD_RULE, rules, _PATH_BENEATH, struct.pack("=Qi", access, descriptor), 0)
        finally:
            os.close(descriptor)


def _landlock(number: int, *arguments: bytes | int | None) -> int:
    if not _is_linux():
        return -1
    widened = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    return int(_libc().syscall(ctypes.c_long(number), *widened))


# seccomp. A filter is a program for a tiny machine that looks at the number of each system call.

#: The machine's name in the kernel (AUDIT_ARCH_…), and the numbers of the calls that are refused.
_MACHINES: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_REFUSED: Final = {
    "io_uring_setup": (425, 425),  # makes calls that no filter sees
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "setsid": (112, 157),  # nothing leaves the group that is killed as a whole
    "setpgid": (109, 154),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "kexec_load": (246, 104),
    "init_module": (175, 105),
    "finit_module": (313, 273),
}
_SOCKET: Final = (41, 198)
#: On x86_64, numbers from here on are the same calls by other names.
_OTHER_NAMES: Final = 0x4000_0000

_LOAD, _JUMP_IF_EQUAL, _JUMP_IF_FROM, _RETURN = 0x20, 0x15, 0x35, 0x06
_CALL_NUMBER, _CALL_MACHINE = 0, 4
_ALLOW: Final = 0x7FFF_0000
_KILL: Final = 0x8000_0000
_REFUSE: Final = 0x0005_0000 | 1  # with EPERM


def refuse_calls(*, network: bool) -> bool:
    """Refuse system calls that reading never needs, and without network that which opens sockets; whether that holds.

    Needs `forbid_new_privileges` first.
    """
    machine = platform.machine()
    if not _is_linux() or machine not in _MACHINES or sys.maxsize <= 2**32:
        return False
    program = _program(machine, network=network)
    code = ctypes.create_string_buffer(program, len(program))
    return _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, struct.pack("@HP", len(program) // 8, ctypes.addressof(code)))


def _program(machine: str, *, network: bool) -> bytes:
    place = list(_MACHINES).index(machine)
    refused = [numbers[place] for numbers in (*_REFUSED.values(), *(() if network else (_SOCKET,)))]
    count = len(refused)
    steps = [
        (_LOAD, 0, 0, _CALL_MACHINE),
        (_JUMP_IF_EQUAL, 1, 0, _MACHINES[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _CALL_NUMBER),
        (_JUMP_IF_FROM, count + 1, 0, _OTHER_NAMES),
        *((_JUMP_IF_EQUAL, count - at, 0, number) for at, number in enumerate(refused)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def _prctl(option: int, value: int, structure: bytes | None) -> bool:
    if not _is_linux():
        return False
    rest = ctypes.c_ulong(0)
    return bool(_libc().prctl(ctypes.c_int(option), ctypes.c_ulong(value), structure, rest, rest) == 0)


def _is_linux() -> bool:
    return sys.platform == "linux"


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
