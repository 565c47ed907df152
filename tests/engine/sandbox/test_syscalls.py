"""The filter of system calls, read step by step as the kernel would, for both machines."""

from __future__ import annotations

import struct

import pytest

from reasoning_rewards.engine.sandbox.syscalls import ARCHITECTURES, filter_for

ALLOW, KILL, EPERM, ENOSYS = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026
NUMBERS = {  # from the kernel's own tables
    "x86_64": {"read": 0, "openat": 257, "clone": 56, "clone3": 435, "fcntl": 72, "ioctl": 16, "prlimit64": 302,
               "newfstatat": 262, "kill": 62, "tgkill": 234, "execve": 59, "fork": 57, "socket": 41, "ptrace": 101,
               "setitimer": 38, "prctl": 157, "io_uring_setup": 425, "sendmsg": 46, "mmap": 9, "exit_group": 231,
               "unlinkat": 263, "memfd_create": 319, "pidfd_open": 434, "bpf": 321},
    "aarch64": {"read": 63, "openat": 56, "clone": 220, "clone3": 435, "fcntl": 25, "ioctl": 29, "prlimit64": 261,
                "newfstatat": 79, "kill": 129, "tgkill": 131, "execve": 221, "socket": 198, "ptrace": 117,
                "setitimer": 103, "prctl": 167, "io_uring_setup": 425, "sendmsg": 211, "mmap": 222, "exit_group": 94,
                "unlinkat": 35, "memfd_create": 279, "pidfd_open": 434, "bpf": 280},
}  # fmt: skip
THREAD = 0x3D0F00  # what pthread_create asks for
machines = pytest.mark.parametrize("machine", ARCHITECTURES)


def asked(machine, call, *arguments, files=True, truncation=True, judge=False, architecture=None):
    """What the filter says: a machine of its own for classic BPF."""
    number = NUMBERS[machine].get(call, call)
    data = struct.pack(
        "=IIQ6Q",
        number,
        architecture or ARCHITECTURES[machine][1],
        0,
        *arguments,
        *[0] * (6 - len(arguments)),
    )
    program = filter_for(machine, files=files, truncation=truncation, judge=judge)
    steps = [struct.unpack_from("=HBBI", program, at) for at in range(0, len(program), 8)]
    at = accumulator = 0
    while True:
        code, yes, no, value = steps[at]
        at += 1
        if code == 0x20:
            (accumulator,) = struct.unpack_from("=I", data, value)
        elif code == 0x54:
            accumulator &= value
        elif code == 0x15:
            at += yes if accumulator == value else no
        elif code == 0x45:
            at += yes if accumulator & value else no
        else:
            assert code == 0x06, code
            return value


@machines
def test_what_a_program_needs_is_allowed(machine):
    for call in ("read", "mmap", "exit_group", "openat"):
        assert asked(machine, call) == ALLOW
    assert asked(machine, "clone", THREAD) == ALLOW
    assert [asked(machine, "fcntl", 0, command) for command in (0, 1, 2, 3, 4, 1030)] == [ALLOW] * 6
    assert asked(machine, "ioctl", 0, 0x5401) == ALLOW
    assert asked(machine, "prlimit64", 0, 3, 0, 1 << 40) == ALLOW


@machines
@pytest.mark.parametrize("judge", [False, True])
def test_what_is_not_on_the_list_is_refused(machine, judge):
    for call in ("kill", "tgkill", "execve", "fork", "socket", "ptrace", "prctl", "io_uring_setup", "unlinkat",
                 "memfd_create", "pidfd_open", "bpf"):  # fmt: skip
        if call in NUMBERS[machine]:
            assert asked(machine, call, judge=judge) == EPERM, call
    for call in ("sendmsg", "setitimer"):
        assert asked(machine, call, judge=judge) == (ALLOW if judge else EPERM)
    known = {asked(machine, number, judge=judge) for number in range(450, 600)}
    assert known == {EPERM}


@machines
def test_arguments_are_looked_at(machine):
    assert asked(machine, "clone", 17) == EPERM  # a fork
    assert asked(machine, "clone", THREAD | 0x10000000) == EPERM  # a namespace
    assert asked(machine, "clone3") == ENOSYS
    assert [asked(machine, "fcntl", 0, command) for command in (8, 10, 15, 1024)] == [
        EPERM
    ] * 4  # F_SETOWN, F_SETSIG …
    assert asked(machine, "ioctl", 0, 0x8901) == EPERM  # FIOSETOWN
    assert asked(machine, "prlimit64", 0, 3, 1, 0) == EPERM
    assert asked(machine, "prlimit64", 0, 3, 1 << 32, 0) == EPERM  # a pointer whose low half is nothing
    assert asked(machine, "prlimit64", 1, 3, 0, 1) == EPERM


@machines
def test_without_landlock_nothing_is_opened(machine):
    for call in ("openat", *([2, 4, 21] if machine == "x86_64" else [48, 78])):
        assert asked(machine, call, files=False) == EPERM
    assert asked(machine, "newfstatat", 0, 0, 0, 0x1000, files=False) == ALLOW  # of what is open
    assert asked(machine, "newfstatat", 0, 0, 0, 0, files=False) == EPERM


@machines
def test_where_landlock_does_not_know_truncation_no_file_is_emptied_as_it_is_opened(machine):
    calls = (("openat", 2), (2, 1)) if machine == "x86_64" else (("openat", 2),)
    for call, place in calls:
        given = [0] * place
        for flags in (0, 0x80000, 0x1 | 0x40):
            assert asked(machine, call, *given, flags, truncation=False) == ALLOW
        for flags in (0x200, 0x200 | 0x80000, 0x241):
            assert asked(machine, call, *given, flags, truncation=False) == EPERM
            assert asked(machine, call, *given, flags) == ALLOW  # Landlock says


@machines
def test_another_table_of_calls_ends_the_process(machine):
    other = 0x40000003 if machine == "x86_64" else 0x40000028  # 32 bits
    assert asked(machine, "read", architecture=other) == KILL
    if machine == "x86_64":
        assert asked(machine, 0x40000000) == EPERM  # x32
