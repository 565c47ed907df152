"""Where programs run, seen from the trainer: which sandbox can be had, and what its workers are asked."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from importlib.util import find_spec
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

from reasoning_rewards.engine.available import unavailable
from reasoning_rewards.engine.outcome import Job, Limits
from reasoning_rewards.engine.sandbox.remote import BATCH, Remote
from reasoning_rewards.errors import SettingError

if TYPE_CHECKING:
    from reasoning_rewards.engine.outcome import Outcome

__all__ = ["FRAME", "Question", "Sandbox", "ask", "check", "unable"]

Sandbox = Literal["isolated", "none"]
FRAME = 8 << 20  # bytes of a row's tests and a program
_FUNCTIONS = MappingProxyType({"judge": "reasoning_rewards.engine.sandbox.judge:judge"})
_TURN = 0.2  # seconds of CPU that every program has, before one has more
_TRIES = 4  # of a program, which is in the hands of several processes


class Question(NamedTuple):
    """A program and a row's tests, both as texts, so that equal ones are asked once."""

    tests: str
    program: str | None


class Box(NamedTuple):
    """What the workers of a reward are told: where programs run, and what they may use."""

    sandbox: Sandbox | Remote
    packages: tuple[str, ...]
    cpu: float
    memory: int


def check(sandbox: Sandbox | Remote, packages: tuple[str, ...]) -> None:
    """Raise unless programs can be run so here; the message says why they can't, and what to do."""
    from reasoning_rewards.engine.sandbox import walls

    if reason := unable():
        raise SettingError(
            f"sandbox={sandbox!r}: programs are judged in processes of their own, and {reason}; score such rows on Linux (on "
            "Windows: in WSL or a container)"
        )
    if isinstance(sandbox, Remote):
        return  # what it has, and what it closes, is its own
    if lacking := [name for name in packages if find_spec(name.partition(".")[0]) is None]:
        raise SettingError(
            f"packages={packages!r}: there is no module {lacking[0]!r} here; pip install {lacking[0]}"
        )
    if sandbox == "isolated" and not walls.kinds():
        reasons = "; ".join(f"{wall}: {walls.fault(wall)}" for wall in walls.WALLS if wall != "none")
        raise SettingError(
            f"sandbox='isolated' can't be had here ({reasons}). Run on a Linux with Landlock or seccomp (reasoning-rewards "
            "doctor says what is missing), or insist on no walls with sandbox='none': whatever a model writes then runs "
            "with all your rights"
        )


def unable() -> str:
    """Why no program can be run here, with walls or without; empty where one can."""
    return unavailable() or ("" if hasattr(os, "fork") else "this system can't fork them")


def ask(box: Box, questions: Sequence[Question]) -> list[Outcome]:
    """What became of each question; equal ones are asked once."""
    from reasoning_rewards.engine.sandbox import walls
    from reasoning_rewards.engine.workers import shared

    remote = box.sandbox if isinstance(box.sandbox, Remote) else None
    limits = Limits(
        cpu=box.cpu,
        turn=min(_TURN, box.cpu) if remote is None else box.cpu,
        stall=BATCH,
        batch=BATCH,
        memory=box.memory,
        frame=FRAME,
        tries=_TRIES,
        fresh=True,
    )
    kinds = () if box.sandbox == "none" else walls.kinds()
    setup: dict[str, object] = {
        "wall": kinds[0] if kinds else "none",
        "packages": box.packages,
        "cpu": box.cpu,
    }
    if remote is not None:
        setup["remote"] = (remote.url, remote.protocol, remote.timeout)
    pool = shared(_FUNCTIONS, limits, setup)
    different = list(dict.fromkeys(questions))
    rows = {text: json.loads(text) for text in dict.fromkeys(each.tests for each in different)}
    jobs = [Job("judge", (rows[each.tests], each.program)) for each in different]
    known = dict(zip(different, pool.run(jobs), strict=True))
    return [known[each] for each in questions]
