"""The walls around a program, by kind: what each closes, and whether it can be had here, found by trying.

=============  ==================================================================================
``landlock``    Landlock for files, network and signals, and the allow-list of system calls
``filter``      the allow-list alone, with no call that opens a file: where there is no Landlock
``none``        limits on CPU time and memory, and no walls
=============  ==================================================================================
"""

from __future__ import annotations

import os
import socket
import sys
import sysconfig
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from importlib.util import find_spec
from typing import Literal, get_args

from reasoning_rewards.engine.sandbox import kernel

__all__ = ["WALLS", "Wall", "close", "enter", "fault", "importable", "kinds", "readable"]

Wall = Literal["landlock", "filter", "none"]
WALLS: tuple[Wall, ...] = get_args(Wall)
# Beside the interpreter: shared libraries and where they are, time zones, and where nothing is.
_SYSTEM = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/etc/ld.so.cache",
    "/usr/share/zoneinfo",
    "/dev/urandom",
)
_NOTHING = ("/dev/null",)
_PROBED = ("/etc/passwd", "/proc/self/environ", "/")


def readable(packages: tuple[str, ...]) -> tuple[str, ...]:
    """The places that a program may read: the standard library, shared libraries, and these packages."""
    paths = sysconfig.get_paths()
    places = {paths["stdlib"], paths["platstdlib"], os.path.dirname(os.__file__)}
    places |= {os.path.join(sys.base_prefix, "lib"), *_SYSTEM}
    if packages:  # with what they need in turn
        places |= {paths["purelib"], paths["platlib"]}
        for name in packages:
            spec = find_spec(name)
            places.update(spec.submodule_search_locations or () if spec else ())
    return tuple(sorted(os.path.realpath(place) for place in places))


def importable(packages: tuple[str, ...]) -> list[str]:
    """What a program looks for modules in: the standard library, and what holds these packages."""
    paths = sysconfig.get_paths()
    wanted = {paths["stdlib"], paths["platstdlib"], os.path.join(paths["platstdlib"], "lib-dynload")}
    wanted |= {os.path.join(os.path.dirname(os.__file__), "lib-dynload"), os.path.dirname(os.__file__)}
    if packages:
        wanted |= {paths["purelib"], paths["platlib"]}
        specs = [spec for name in packages if (spec := find_spec(name))]
        wanted |= {os.path.dirname(os.path.dirname(spec.origin)) for spec in specs if spec.origin}
    return [place for place in sys.path if place in wanted] + sorted(wanted - set(sys.path))


def enter(wall: Wall, packages: tuple[str, ...]) -> None:
    """Close, around this process and all that it forks, what is closed once; raises OSError."""
    if wall not in WALLS:
        raise ValueError(f"no such wall: {wall!r}")
    if wall == "none":
        return
    kernel.drop_privileges()
    if wall == "landlock":
        kernel.lock_files(readable(packages), _NOTHING)


def close(wall: Wall, *, judge: bool = False) -> None:
    """Close the rest, around a process that forks no other; raises OSError."""
    if wall != "none":
        kernel.lock_system_calls(files=wall == "landlock", judge=judge)


def kinds() -> tuple[Wall, ...]:
    """The walls that can be had here, the best first."""
    return tuple(wall for wall in WALLS if wall != "none" and not fault(wall))


def fault(wall: Wall) -> str:
    """Why these walls can't be had here; empty where they can. A fresh process tries, and tries to get out."""
    if wall == "none":
        return ""
    if not kernel.machine():
        return f"they are for Linux on x86-64 and aarch64, and this is {sys.platform}"
    if wall == "landlock" and not kernel.landlock_abi():
        return "this kernel has no Landlock (Linux 5.13 and later have it, unless it is switched off; gVisor has none)"
    try:
        return _tried(wall)
    except OSError as error:  # which may be so at this moment only
        return f"no process could try them: {error}"


@lru_cache(maxsize=4)
def _tried(wall: Wall) -> str:
    import subprocess

    from reasoning_rewards.engine.places import interpreter, search_path

    code = (
        "import sys; sys.path[:] = sys.argv[2:]; "
        "from reasoning_rewards.engine.sandbox.walls import probe; sys.exit(probe(sys.argv[1]))"
    )
    try:
        done = subprocess.run(
            [interpreter(), "-s", "-c", code, wall, *search_path()],
            stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False, cwd=os.path.abspath(os.sep), env={},
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise OSError(str(error)) from None
    said = done.stderr.decode(errors="replace").strip()
    return said.rpartition("\n")[2] if done.returncode else ""


def probe(wall: Wall) -> str | None:
    """Go behind the walls and try to get out; what is said is what did not hold."""
    try:
        enter(wall, ())
        close(wall)
    except OSError as error:
        return f"the kernel refuses them: {error}"
    for what, way in _WAYS_OUT:
        try:
            way()
        except OSError:
            continue
        return f"they do not hold: {what}"
    return None


def _read() -> None:
    for path in _PROBED:
        with suppress(OSError):
            os.close(os.open(path, os.O_RDONLY))
            return
    raise PermissionError


def _connect() -> None:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


_WAYS_OUT: tuple[tuple[str, Callable[[], None]], ...] = (
    ("a file could be read", _read),
    ("a socket could be opened", _connect),
    ("a process could be forked", _fork),
    ("its parent could be signalled", lambda: os.kill(os.getppid(), 0)),
)
