"""Jobs that do their worst; they run in workers only."""

from __future__ import annotations

import os
import signal
import sys
import time


def echo(value):
    return value


def double(value):
    return 2 * value


def nap(seconds, value):
    time.sleep(seconds)
    return value


def stuck_in_c():
    return (9 ** (9**9)).bit_length()


def work(seconds, value):
    """Answers after so much CPU time of its own."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return value


def spin():
    while True:
        pass


def stubborn():
    """Ignores every signal that can be ignored and goes on."""
    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGPROF, signal.SIGALRM):
        signal.signal(each, signal.SIG_IGN)
    while True:
        pass


def sleep_for_ever():
    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    while True:
        time.sleep(60)


def memory_bomb():
    return len(b"x" * (6 << 30))


def slow_memory_bomb():
    kept = []
    while True:
        kept.append(bytes(16 << 20))


def abort():
    os.abort()


def segfault():
    os.kill(os.getpid(), signal.SIGSEGV)


def killed():
    os.kill(os.getpid(), signal.SIGKILL)


def ends_its_worker():
    """Ends the process that it was forked from, and so the worker."""
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(60)


def leave():
    os._exit(0)


def system_exit():
    sys.exit(3)


def stopped():
    os.kill(os.getpid(), signal.SIGSTOP)


def flood_stdout():
    piece = b"x" * (1 << 20)
    for _ in range(64):
        os.write(1, piece)
        sys.stdout.write("y" * 1000)
    return "dry"


def broken_frame():
    """Writes garbage where answers go."""
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, b"\xff\xff\xff\xffgarbage")
        except OSError:
            continue
    time.sleep(60)


def forged_frame():
    """Answers a job nobody asked for."""
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, b'\x00\x00\x00\x18{"id": 99, "value": 42} ')
        except OSError:
            continue
    time.sleep(60)


def half_a_frame():
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, b"\x00\x00\x00")
        except OSError:
            continue
    os._exit(0)


def flood_frames():
    """Fills the pipe of answers for ever."""
    while True:
        for descriptor in range(3, 64):
            try:
                os.write(descriptor, b"\x7f" * 65536)
            except OSError:
                continue


def raises(text):
    raise ValueError(text)


def lacks_a_module():
    import no_such_module  # noqa: F401


def too_large():
    return "x" * (2 << 20)


def not_json():
    return {1, 2}


def closes_everything():
    os.closerange(0, 64)
    time.sleep(60)


def note_and(path, name):
    """Leaves a trace of having run, then does what ``name`` does."""
    with open(path, "a", encoding="utf-8") as log:
        log.write(name + "\n")
    return globals()[name]()


def leave_a_note():
    """Does nothing more."""


def leaves_a_child(path=os.devnull):
    """Forks a process that would outlive its worker, and dies."""
    child = os.fork()
    if child:
        with open(path, "a", encoding="utf-8") as log:
            log.write(f"{child}\n")
    else:
        time.sleep(60)
        os._exit(0)
    os.kill(os.getpid(), signal.SIGKILL)


_calls = []


def aborts_once(path):
    """Aborts where the file is not there yet, and otherwise says how many jobs this process has run."""
    if not os.path.exists(path):
        open(path, "w", encoding="utf-8").close()
        os.abort()
    return nth_here()


def nth_here():
    """How many of these jobs this process has run."""
    _calls.append(0)
    return len(_calls)


def where_am_i():
    return {
        "path": sys.path,
        "environment": sorted(os.environ),
        "seed": os.environ.get("PYTHONHASHSEED"),
        "session": os.getsid(0),
        "directory": os.getcwd(),
        "pid": os.getpid(),
        "modules": sorted(sys.modules),
    }


FUNCTIONS = {
    name: f"{__name__}:{name}"
    for name, value in list(globals().items())
    if callable(value) and getattr(value, "__module__", "") == __name__
}
FUNCTIONS["nowhere"] = "no.such.module:function"
