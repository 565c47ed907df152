"""Where a worker is started and where it looks for modules, in words that mean the same in any directory."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

__all__ = ["interpreter", "python_home", "search_path"]


def _here() -> str:
    """The working directory; empty where it has been deleted."""
    try:
        return os.getcwd()
    except OSError:
        return ""


# Relative places may have been meant from where the program was when it began to import.
_BEGAN_IN = _here()
_PACKAGE = os.path.dirname(os.path.dirname(os.path.normpath(os.path.join(_BEGAN_IN, __file__))))


def interpreter() -> str:
    """The program to start; raises OSError where none is known."""
    if not sys.executable:
        raise FileNotFoundError(f"sys.executable={sys.executable!r}: no Python interpreter to start")
    if not os.path.dirname(sys.executable):
        return sys.executable  # PATH knows where
    return os.path.join(_BEGAN_IN, sys.executable)


def search_path() -> list[str]:
    """The places of ``sys.path`` here, without what is no place for an import, and this package's own.

    That comes before others where a package of this name is found: both ends of a pipe are of one version.
    """
    named = [os.fspath(entry) for entry in sys.path if isinstance(entry, str | os.PathLike)]
    entries = [entry for entry in named if isinstance(entry, str) and _can_be_passed_on(entry)]
    ours, name = os.path.split(_PACKAGE)
    places = list(dict.fromkeys([*_absolute(entries), ours]))
    found = [place for place in places if place == ours or os.path.isdir(os.path.join(place, name))]
    if found[0] != ours:
        places.remove(ours)
        places.insert(places.index(found[0]), ours)
    return places


def python_home() -> dict[str, str]:
    """PYTHONHOME where this interpreter was started by it; one that came later, or was ignored, may be anything."""
    home = os.environ.get("PYTHONHOME", "").partition(os.pathsep)[0]
    if not home or sys.flags.ignore_environment:
        return {}
    if os.path.realpath(os.path.join(_BEGAN_IN, home)) != os.path.realpath(sys.base_prefix):
        return {}
    return {"PYTHONHOME": os.pathsep.join((sys.base_prefix, sys.base_exec_prefix))}


def _absolute(entries: Iterable[str]) -> Iterable[str]:
    here = _here()
    for entry in entries:
        for place in (here, _BEGAN_IN):
            if os.path.isabs(found := os.path.join(place, entry)):
                yield os.path.normpath(found)


def _can_be_passed_on(entry: str) -> bool:
    try:
        return b"\0" not in os.fsencode(entry)
    except UnicodeEncodeError:
        return False
