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
from typing import Literal, NamedTuple, get_args

from reasoning_rewards.engine.sandbox import kernel

__all__ = ["WALLS", "Wall", "close", "enter", "fault", "importable", "kinds", "places"]

Wall = Literal["landlock", "filter", "none"]
WALLS: tuple[Wall, ...] = get_args(Wall)
# Beside the interpreter: where shared libraries are, time zones, and where nothing is.
_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64")
_SYSTEM = ("/etc/ld.so.cache", "/usr/share/zoneinfo", "/dev/urandom")
_NOTHING = ("/dev/null",)
_PROBED = ("/etc/passwd", "/proc/self/environ", "/")
_PACKAGES = frozenset(("site-packages", "dist-packages"))


class _Places(NamedTuple):
    """Where a program may read all that is there, and which folders it may list."""

    read: tuple[str, ...]
    listed: tuple[str, ...]


def places(packages: tuple[str, ...]) -> _Places:
    """What a program may read: the standard library, shared libraries, and these packages.

    Other packages are beneath the folder of the standard library in many installations, and data sets with
    their answers beneath those; so what is in such a folder is named one by one, without them.
    """
    paths = sysconfig.get_paths()
    libraries = {os.path.realpath(each) for each in _LIBRARIES}
    standard = {os.path.realpath(paths[name]) for name in ("stdlib", "platstdlib")}
    standard.add(os.path.dirname(os.path.realpath(os.__file__)))
    own = os.path.realpath(os.path.join(sys.base_prefix, "lib"))
    read = {*_SYSTEM}
    read.update(
        each for folder in standard for each in _within(folder) if os.path.basename(each) not in _PACKAGES
    )
    read.update(each for folder in libraries for each in _within(folder) if not _is_of_python(each))
    read.update(each for each in _within(own) if ".so" in os.path.basename(each))
    if packages:  # with what they need in turn
        read |= {paths["purelib"], paths["platlib"]}
        for name in packages:
            spec = find_spec(name)
            read.update(spec.submodule_search_locations or () if spec else ())
    return _Places(tuple(sorted(map(os.path.realpath, read))), tuple(sorted(standard)))


def _within(folder: str) -> list[str]:
    try:
        return [os.path.join(folder, name) for name in os.listdir(folder)]
    except OSError:
        return []


def _is_of_python(path: str) -> bool:
    """Is it a folder of some Python's modules and packages?"""
    return os.path.basename(path).startswith(("python", "pypy"))


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
        read, listed = places(packages)
        kernel.lock_files(read, listed, _NOTHING)


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
