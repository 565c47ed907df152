"""The system calls that a program behind walls may make: an allow-list, and its filter for the kernel.

Everything that is not on the list fails with EPERM, as in Docker's default profile, so that an honest
program that asks for more gets an exception and not its end. The numbers are those of the kernel's tables
(arch/x86/entry/syscalls/syscall_64.tbl; include/uapi/asm-generic/unistd.h for aarch64); -1 where a call is
not in a table. The filter is classic BPF, as in the kernel's Documentation/userspace-api/seccomp_filter.rst.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

__all__ = ["ARCHITECTURES", "Argument", "Call", "filter_for"]

ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""By machine: the column of its numbers below, and what the kernel calls it (AUDIT_ARCH_…)."""


class Argument(NamedTuple):
    """What an argument has to be: one of these values, or with all of ``bits`` set and none of ``never``."""

    place: int
    values: tuple[int, ...] = ()
    bits: int = 0
    never: int = 0


class Call(NamedTuple):
    """A system call by its numbers, and what is asked of its arguments."""

    name: str
    numbers: tuple[int, int]
    arguments: tuple[Argument, ...] = ()


_CLONE_THREAD = 0x10000
_CLONE_NEW = 0x7E020080  # every namespace: NEWTIME, NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
_AT_EMPTY_PATH = 0x1000
# F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC. Never F_SETOWN and F_SETSIG, which make the
# kernel send any signal to any process of the same user.
_FCNTL = (0, 1, 2, 3, 4, 1030)
_IOCTL = (0x5401, 0x5413, 0x5421, 0x5450, 0x5451)  # TCGETS, TIOCGWINSZ, FIONBIO, FIONCLEX, FIOCLEX

_COMMON = (
    # what is open
    Call("read", (0, 63)), Call("write", (1, 64)), Call("readv", (19, 65)), Call("writev", (20, 66)),
    Call("pread64", (17, 67)), Call("lseek", (8, 62)), Call("close", (3, 57)), Call("fstat", (5, 80)),
    Call("newfstatat", (262, 79), (Argument(3, bits=_AT_EMPTY_PATH),)),  # what fstat() is since glibc 2.33
    Call("dup", (32, 23)), Call("poll", (7, -1)), Call("ppoll", (271, 73)),
    Call("select", (23, -1)), Call("pselect6", (270, 72)),
    Call("fcntl", (72, 25), (Argument(1, values=_FCNTL),)),
    Call("ioctl", (16, 29), (Argument(1, values=_IOCTL),)),
    # memory
    Call("mmap", (9, 222)), Call("mprotect", (10, 226)), Call("munmap", (11, 215)), Call("brk", (12, 214)),
    Call("mremap", (25, 216)), Call("madvise", (28, 233)),
    # threads, and waiting
    Call("clone", (56, 220), (Argument(0, bits=_CLONE_THREAD, never=_CLONE_NEW),)),
    Call("futex", (202, 98)), Call("set_robust_list", (273, 99)), Call("rseq", (334, 293)),
    Call("sched_yield", (24, 124)), Call("sched_getaffinity", (204, 123)), Call("gettid", (186, 178)),
    Call("nanosleep", (35, 101)), Call("clock_nanosleep", (230, 115)), Call("restart_syscall", (219, 128)),
    # its own signals, time and numbers
    Call("rt_sigaction", (13, 134)), Call("rt_sigprocmask", (14, 135)), Call("rt_sigreturn", (15, 139)),
    Call("sigaltstack", (131, 132)), Call("clock_gettime", (228, 113)), Call("clock_getres", (229, 114)),
    Call("gettimeofday", (96, 169)), Call("time", (201, -1)), Call("times", (100, 153)),
    Call("getrusage", (98, 165)), Call("getrandom", (318, 278)), Call("uname", (63, 160)),
    Call("sysinfo", (99, 179)), Call("getcwd", (79, 17)), Call("getpid", (39, 172)),
    Call("getppid", (110, 173)), Call("getuid", (102, 174)), Call("geteuid", (107, 175)),
    Call("getgid", (104, 176)), Call("getegid", (108, 177)), Call("getrlimit", (97, 163)),
    Call("prlimit64", (302, 261), (Argument(0, values=(0,)), Argument(2, values=(0,)))),  # asked, never set
    Call("exit", (60, 93)), Call("exit_group", (231, 94)),
)  # fmt: skip
# Only behind Landlock, which says which files: what an import needs.
_FILES = (
    Call("open", (2, -1)), Call("openat", (257, 56)), Call("stat", (4, -1)), Call("lstat", (6, -1)),
    Call("newfstatat", (262, 79)), Call("statx", (332, 291)), Call("access", (21, -1)),
    Call("faccessat", (269, 48)), Call("faccessat2", (439, 439)), Call("readlink", (89, -1)),
    Call("readlinkat", (267, 78)), Call("getdents64", (217, 61)), Call("fadvise64", (221, 223)),
)  # fmt: skip
_O_TRUNC = 0x200
# The same where Landlock does not know truncation yet: a file that may be read could be emptied.
_KEPT_WHOLE = (
    Call("open", (2, -1), (Argument(1, never=_O_TRUNC),)), Call("openat", (257, 56), (Argument(2, never=_O_TRUNC),)),
)  # fmt: skip
# What a judge does besides: it makes pipes, hands them to the fork server, and disarms its own timer.
_JUDGE = (
    Call("pipe2", (293, 59)), Call("sendmsg", (46, 211)), Call("setitimer", (38, 103)),
)  # fmt: skip

# ── the filter ──

_LOAD, _JUMP_EQUAL, _JUMP_SET, _RETURN = 0x20, 0x15, 0x45, 0x06  # BPF: LD|W|ABS, JMP|JEQ|K, JMP|JSET|K, RET|K
_AND = 0x54  # ALU|AND|K
_ALLOW, _KILL, _EPERM, _ENOSYS = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
_CLONE3 = 435  # on both; ENOSYS makes the C library fall back to clone, whose flags can be read

Step = tuple[int, int, int, int]


def filter_for(machine: str, *, files: bool, truncation: bool = True, judge: bool = False) -> bytes:
    """The program for the kernel: struct sock_filter, one after another.

    files: is Landlock there to say which files may be opened?
    truncation: and which may be emptied as they are opened?
    judge: for the process that judges, which makes pipes.
    """
    column, architecture = ARCHITECTURES[machine]
    opened = (*(() if truncation else _KEPT_WHOLE), *_FILES) if files else ()
    calls = (*opened, *_COMMON, *(_JUDGE if judge else ()))  # of two for one number the first holds
    steps: list[Step] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_JUMP_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),  # another table of calls: that of 32 bits
        (_LOAD, 0, 0, _NUMBER),
        (_JUMP_EQUAL, 0, 1, _CLONE3),
        (_RETURN, 0, 0, _ENOSYS),
    ]
    seen: set[int] = set()
    for call in calls:
        number = call.numbers[column]
        if number < 0 or number in seen:
            continue
        seen.add(number)
        steps += _steps_of(number, call.arguments)
    steps.append((_RETURN, 0, 0, _EPERM))
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def _steps_of(number: int, arguments: Sequence[Argument]) -> list[Step]:
    """Allow a call if its arguments are what they have to be; the number is loaded."""
    if not arguments:
        return [(_JUMP_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ALLOW)]
    checks = [step for argument in arguments for step in _checks(argument)]
    body = [*checks, (_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _EPERM)]
    last = len(body) - 1
    placed = [
        (code, yes, last - place - 1 if no == _REFUSE else no, value) if yes != _REFUSE
        else (code, last - place - 1, no, value)
        for place, (code, yes, no, value) in enumerate(body)
    ]  # fmt: skip
    return [(_JUMP_EQUAL, 0, len(placed), number), *placed]


_REFUSE = -1  # a jump to the refusal at the end, whose distance is not known yet


def _checks(argument: Argument) -> Iterator[Step]:
    """Load an argument, the low half and where it matters the high one, and compare.

    Both machines are little-endian. The high half of a number that the kernel takes as 32 bits is nothing
    to it; that of a pointer is, and so that of a value that has to be nothing.
    """
    low = _ARGUMENTS + 8 * argument.place
    if argument.values == (0,):
        yield (_LOAD, 0, 0, low + 4)
        yield (_JUMP_EQUAL, 0, _REFUSE, 0)
    yield (_LOAD, 0, 0, low)
    if argument.values:
        for place, value in enumerate(argument.values):
            rest = len(argument.values) - place - 1
            yield (_JUMP_EQUAL, rest, 0 if rest else _REFUSE, value)
    if argument.never:
        yield (_JUMP_SET, _REFUSE, 0, argument.never)
    if argument.bits:
        yield (_AND, 0, 0, argument.bits)
        yield (_JUMP_EQUAL, 0, _REFUSE, argument.bits)
