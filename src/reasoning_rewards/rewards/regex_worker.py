"""The package `regex`, in a worker: nothing else imports it, for it may try for ever.

It remembers the patterns that it has compiled, so that a worker compiles each once.
"""

from __future__ import annotations

import time

import regex

__all__ = ["fault", "search"]

_COMPILING = 0.25  # seconds of CPU; each worker does it once, on the budget of its first text


def fault(pattern: str) -> str:
    """Why a pattern can't be used; empty where it can."""
    started = time.process_time()
    try:
        search(pattern, "")
    except regex.error as error:
        return str(error)
    if (took := time.process_time() - started) > _COMPILING:
        return f"compiling it takes {took:.2g} s, and at most {_COMPILING} s are left for it"
    return ""


def search(pattern: str, text: str) -> bool:
    """Is there a match anywhere in the text?"""
    return regex.search(pattern, text) is not None
