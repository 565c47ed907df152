"""The engine ``"regex"`` of `Pattern`, seen from the trainer: what is sent to the workers, and what comes back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.util import find_spec
from types import MappingProxyType
from typing import TYPE_CHECKING

from reasoning_rewards.answers.engines.engines import NOT_DECIDED
from reasoning_rewards.caches import remembered
from reasoning_rewards.engine.available import unavailable
from reasoning_rewards.engine.frames import MAX_FRAME
from reasoning_rewards.errors import MissingExtraError, SettingError
from reasoning_rewards.verdict import Decision, Rule

if TYPE_CHECKING:
    from reasoning_rewards.engine.outcome import Outcome

__all__ = ["check", "decided"]

FOUND = Rule("pattern.found", "the pattern occurs")
ABSENT = Rule("pattern.absent", "the pattern does not occur")
TOO_LONG = Rule("pattern.too_long", "longer than the {limit} bytes that this pattern is looked for in")
FAILED = Rule("pattern.failed", "the engine gave up on it; {error}")

_FUNCTIONS = MappingProxyType(
    {
        "fault": "reasoning_rewards.rewards.regex_worker:fault",
        "search": "reasoning_rewards.rewards.regex_worker:search",
    }
)
_ROOM = MAX_FRAME - 1_000  # bytes of a pattern and a text, as JSON; the rest of a frame is around them
_WIDEST = 12  # bytes of one character: two escapes of six
_FOUND, _ABSENT = Decision(FOUND), Decision(ABSENT)
_SPENT = MappingProxyType(
    {
        "cpu_spent": "it takes too long to compile",
        "memory_spent": "it takes too much memory to compile",
    }
)


def check(regex: str) -> None:
    """Raise unless `regex` can be used here and takes this pattern; a worker tries."""
    if find_spec("regex") is None:
        raise MissingExtraError("engine='regex' needs regex; pip install reasoning-rewards[patterns]")
    if reason := unavailable():
        raise SettingError(
            f"engine='regex' runs in a process of its own, and {reason}; engine='re2' needs none"
        )
    if fault := _fault(regex):
        raise SettingError(f"regex={regex!r}: {fault}")


def decided(regex: str, texts: Sequence[str]) -> list[Decision]:
    """What each text comes to; equal texts are searched once.

    They are sorted, so that what is asked does not depend on the order of a batch.
    """
    different = sorted(set(texts))
    asked = [text for text in different if _fits(regex, text)]
    known = dict.fromkeys(different, Decision(TOO_LONG, (("limit", _ROOM),)))
    known |= zip(asked, map(_ruled, _run("search", [(regex, text) for text in asked])), strict=True)
    return [known[text] for text in texts]


@remembered(64)
def _fault(regex: str) -> str:
    """Why a pattern can't be used; raises, and so remembers nothing, where the machine is to blame."""
    if not _fits(regex, ""):
        return "it is too long"
    [came] = _run("fault", [(regex,)])
    if not came.repeatable:
        raise SettingError(
            f"regex={regex!r} could not be tried, as worker processes fail here ({came.status}: {came.detail}); "
            "does something end processes, or is memory short? engine='re2' needs none"
        )
    return str(came.value) if came.status == "answered" else _SPENT.get(came.status, came.detail)


def _fits(regex: str, text: str) -> bool:
    if _WIDEST * (len(regex) + len(text)) <= _ROOM:
        return True
    return len(json.dumps([regex, text])) <= _ROOM


def _run(function: str, arguments: list[tuple[str, ...]]) -> list[Outcome]:
    from reasoning_rewards.engine.outcome import Job
    from reasoning_rewards.engine.workers import shared

    return shared(_FUNCTIONS).run([Job(function, each) for each in arguments])


def _ruled(came: Outcome) -> Decision:
    """The rule for what became of a job."""
    if came.status == "answered":
        return _FOUND if came.value is True else _ABSENT
    if came.status == "failed":
        return Decision(FAILED, (("error", came.detail),))
    return Decision(NOT_DECIDED[came.status], (("fault", came.detail),) if came.detail else ())
