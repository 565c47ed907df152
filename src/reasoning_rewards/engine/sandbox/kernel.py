"""What Linux offers to lock a process in, through ctypes: Landlock, seccomp, capabilities, and no way back."""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Iterable
from functools import lru_cache

from reasoning_rewards.engine.sandbox.syscalls import ARCHITECTURES, filter_for

__all__ = [
    "close_all_but",
    "drop_privileges",
    "end_with_parent",
    "landlock_abi",
    "lock_files",
    "lock_system_calls",
    "machine",
]

_SET_PDEATHSIG, _SET_SECCOMP, _SET_DUMPABLE, _SET_NO_NEW_PRIVS = 1, 22, 4, 38  # prctl
_FILTER, _KILL = 2, 9
# System call numbers, the same on both machines but for capset.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_CAPSET = {"x86_64": 126, "aarch64": 91}
_CAPABILITIES_3 = 0x20080522
_VERSION, _PATH_BENEATH = 1, 1
_NO_DESCRIPTOR = 4096  # a worker is started with its own few alone
# Landlock's rights (include/uapi/linux/landlock.h), by the ABI that brought them.
_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_TRUNCATION = 3
_RIGHTS = {1: (1 << 13) - 1, 2: 1 << 13, _TRUNCATION: 1 << 14, 5: 1 << 15}
_NETWORK = {4: 0b11}  # bind and connect, TCP
_SCOPES = {6: 0b11}  # abstract Unix sockets, and signals to processes outside


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))


@lru_cache(maxsize=1)
def _c() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def machine() -> str:
    """The machine's name, if there is a filter for it here; empty where there is none."""
    if sys.platform != "linux" or sys.maxsize < 2**32:
        return ""
    return platform.machine() if platform.machine() in ARCHITECTURES else ""


def landlock_abi() -> int:
    """The version of Landlock in this kernel; 0 where there is none."""
    if not machine():
        return 0
    return max(0, int(_c().syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION)))


def lock_files(readable: Iterable[str], listed: Iterable[str] = (), writable: Iterable[str] = ()) -> None:
    """Refuse this process and its children every file but these, and what is beneath them, for ever.

    listed: folders that may be listed, with those in them, and nothing in them read.
    Network and signals to processes outside are refused too, where the kernel can. Raises OSError.
    """
    abi = landlock_abi()
    attributes = struct.pack("=QQQ", *(_known(table, abi) for table in (_RIGHTS, _NETWORK, _SCOPES)))
    size = 8 if abi < min(_NETWORK) else 16 if abi < min(_SCOPES) else 24
    rules = _checked(_c().syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(size), 0))
    try:
        for path in readable:
            _allow(rules, path, _READ_FILE | _READ_DIR)
        for path in listed:
            _allow(rules, path, _READ_DIR)
        for path in writable:
            _allow(rules, path, _READ_FILE | _WRITE_FILE)
        no_new_privileges()
        _checked(_c().syscall(_RESTRICT_SELF, rules, 0))
    finally:
        os.close(rules)


def lock_system_calls(*, files: bool, judge: bool = False) -> None:
    """Refuse this process every system call that is not on the list, for ever; raises OSError."""
    steps = _filter(machine(), files, landlock_abi() >= _TRUNCATION, judge)
    program = _Program(len(steps) // 8, ctypes.cast(ctypes.c_char_p(steps), ctypes.c_void_p))
    no_new_privileges()
    _checked(_c().prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0))


def drop_privileges() -> None:
    """Give up every capability of this process; a user without any loses nothing. Raises OSError."""
    header, nothing = struct.pack("=Ii", _CAPABILITIES_3, 0), bytes(24)
    _checked(_c().syscall(_CAPSET[machine()], header, nothing))


def no_new_privileges() -> None:
    """No program that this process starts can have more rights than it; raises OSError."""
    _checked(_c().prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0))


def end_with_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent ends; it must have been its parent's only thread that forked it."""
    if sys.platform == "linux":
        _c().prctl(_SET_PDEATHSIG, _KILL, 0, 0, 0)
        _c().prctl(_SET_DUMPABLE, 0, 0, 0, 0)  # nobody but root may read its memory or attach to it
    if os.getppid() != parent:
        os._exit(1)


def close_all_but(kept: Iterable[int]) -> None:
    """Close every descriptor but these."""
    last = -1
    for descriptor in (*sorted(kept), _NO_DESCRIPTOR):
        if descriptor > last + 1:
            os.closerange(last + 1, descriptor)
        last = descriptor


@lru_cache(maxsize=8)
def _filter(name: str, files: bool, truncation: bool, judge: bool) -> bytes:
    return filter_for(name, files=files, truncation=truncation, judge=judge)


def _known(table: dict[int, int], abi: int) -> int:
    """All that a version knows of what is handled."""
    found = 0
    for since, bits in table.items():
        found |= bits if abi >= since else 0
    return found


def _allow(rules: int, path: str, rights: int) -> None:
    """Add a rule for a path; what is not there, or can't be reached, needs none."""
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, PermissionError):
        return
    try:
        if not os.path.isdir(path):
            rights &= ~_READ_DIR
        rule = struct.pack("=Qi", rights, place)
        _checked(_c().syscall(_ADD_RULE, rules, _PATH_BENEATH, rule, 0))
    finally:
        os.close(place)


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
