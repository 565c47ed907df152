"""The last rung, seen from the trainer: which pairs are sent to the workers, and what comes back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict
from importlib.util import find_spec
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, get_args

from reasoning_rewards.answers.compare.comparison import Compared
from reasoning_rewards.answers.values.outcome import Outcome
from reasoning_rewards.caches import Memo
from reasoning_rewards.engine.available import unavailable
from reasoning_rewards.errors import MissingExtraError, SettingError
from reasoning_rewards.stack import make_sure_of_room
from reasoning_rewards.verdict import Rule

if TYPE_CHECKING:
    from reasoning_rewards.answers.compare.policy import NumberPolicy
    from reasoning_rewards.engine import outcome as engine
    from reasoning_rewards.engine.workers import Pool

__all__ = [
    "NOT_DECIDED",
    "SYMBOLIC_RULES",
    "WORKER_RULES",
    "Engine",
    "check",
    "close",
    "decide_open",
    "settle",
]

_SAME = Rule("symbolic.same", "the same to the algebra system; read {read}, gold {gold}")
_DIFFERS = Rule("symbolic.differs", "not the same to the algebra system; read {read}, gold {gold}")
_CPU_SPENT = Rule("worker.cpu_spent", "the engine came to no end in its time; read {read}, gold {gold}")
_MEMORY_SPENT = Rule("worker.memory_spent", "the engine ran out of memory; read {read}, gold {gold}")
_DIED = Rule(
    "worker.died", "worker processes died over it, one after another; {fault:word}; read {read}, gold {gold}"
)
_STALLED = Rule(
    "worker.stalled",
    "worker processes stood still over it, one after another; {fault:word}; read {read}, gold {gold}",
)
_UNABLE = Rule(
    "worker.unable", "no worker process could be had that runs it; {fault:word}; read {read}, gold {gold}"
)
_SKIPPED = Rule("worker.skipped", "the batch's time for the engine was over; read {read}, gold {gold}")
SYMBOLIC_RULES = (_SAME, _DIFFERS)
WORKER_RULES = (_CPU_SPENT, _MEMORY_SPENT, _DIED, _STALLED, _UNABLE, _SKIPPED)

Engine = Literal["sympy", "math-verify"]
Pair = tuple[str, str]  # the answer and the gold, as texts

_FUNCTIONS = MappingProxyType(
    {
        "sympy": "reasoning_rewards.answers.engines.symbolic:decide",
        "math-verify": "reasoning_rewards.answers.engines.second_opinion:decide",
    }
)
_NEEDS = MappingProxyType(
    {
        "sympy": ("sympy", "pip install sympy"),
        "math-verify": ("math_verify", "pip install reasoning-rewards[math-verify]"),
    }
)
# The ANTLR runtimes that math-verify has a parser for (hydra-core asks for 4.9); later ones are left to it.
_RUNTIME = re.compile(r"(?:4\.(?:9\.3|11|13\.2|1[4-9]|[2-9]\d)|[5-9])\b")
_RUNTIME_REMEDY = "pip install antlr4-python3-runtime==4.13.2 (4.9.3 beside hydra-core)"
NOT_DECIDED = MappingProxyType(
    {
        "failed": "ladder.undecided",
        "cpu_spent": _CPU_SPENT,
        "memory_spent": _MEMORY_SPENT,
        "died": _DIED,
        "stalled": _STALLED,
        "unable": _UNABLE,
        "skipped": _SKIPPED,
    }
)
_NOT_IMPORTED = (ImportError, OSError, ValueError)  # no descriptor to read a file with, a sys.path with a NUL
_MACHINE = frozenset(("died", "stalled", "unable"))
_OPEN = "ladder.undecided"
_FOR_A_ROUND = 200  # calls: workers are started and ended, and what does that is imported
_settled: Memo[tuple[str, Pair, NumberPolicy], Outcome] = Memo(16_384)


def check(engine: object) -> None:
    """Raise unless this engine can be used here; the message says what to do."""
    if engine is None:
        return
    if engine not in get_args(Engine):
        known = ", ".join(map(repr, get_args(Engine)))
        raise SettingError(f"engine={engine!r}: expected one of {known}, None")
    module, remedy = _NEEDS[str(engine)]
    without = "or go without with engine=None: answers that only it could decide score 0"
    if find_spec(module) is None:
        raise MissingExtraError(f"engine={engine!r} needs {module}; {remedy}, {without}")
    if engine == "math-verify" and (fault := _runtime_fault()):
        raise MissingExtraError(f"engine={engine!r} needs {fault}; {_RUNTIME_REMEDY}, {without}")
    if reason := unavailable():
        raise SettingError(f"engine={engine!r} runs in a process of its own, and {reason}; {without}")


def _runtime_fault() -> str:
    """What math-verify lacks of the ANTLR that its parser runs on; empty where it has it.

    It would find out when it is imported, in a worker, at the first pair that nothing else decides.
    """
    from importlib.metadata import PackageNotFoundError, version

    try:
        found = version("antlr4-python3-runtime")
    except PackageNotFoundError:
        return "an ANTLR runtime, and there is none"
    if _RUNTIME.match(found):
        return ""
    return f"another ANTLR runtime than antlr4-python3-runtime {found}, for which it has no parser"


def decide_open(batch: list[Compared], policy: NumberPolicy, engine: Engine | None) -> list[Compared]:
    """What was decided of a batch, with what is open put to the engine, all at once."""
    if engine is None:
        return batch
    pairs = {row: (read, gold) for row, (outcome, read, gold) in enumerate(batch) if outcome.rule == _OPEN}
    if not pairs:
        return batch
    found = settle(pairs.values(), policy, engine)
    return [(found[pairs[row]], *pairs[row]) if row in pairs else each for row, each in enumerate(batch)]


def settle(pairs: Iterable[Pair], policy: NumberPolicy, engine: Engine) -> dict[Pair, Outcome]:
    """Ask an engine about pairs that no rung in this process could decide, each once, in one go.

    The pairs are sorted, so that what is asked does not depend on the order of a batch. What belongs
    to a pair is remembered; a worker's death or a batch's time being over is not.
    """
    settled: dict[Pair, Outcome] = {}
    asked: list[Pair] = []
    for pair in sorted(set(pairs)):
        known = _settled.get((engine, pair, policy))
        if known is None and engine == "sympy" and not all(map(_readable, pair)):
            known = Outcome(None, "ladder.undecided")  # the workers have no other parser
        if known is None:
            asked.append(pair)
        else:
            settled[pair] = known
    if not asked:
        return settled
    try:
        _pool()
    except _NOT_IMPORTED as error:
        fault = f"what starts processes can't be imported: {error}"
        return settled | dict.fromkeys(asked, Outcome(None, _UNABLE, fault))
    for pair, came in zip(asked, _run(asked, policy, engine), strict=True):
        settled[pair] = outcome = _ruled(came)
        if came.repeatable:
            _settled.put((engine, pair, policy), outcome)
    return settled


def close() -> None:
    """End the workers of this process; the next pair that needs one starts them again."""
    _pool().close()


def _readable(text: str) -> bool:
    from reasoning_rewards.answers.notation.reader import read
    from reasoning_rewards.answers.values.values import Opaque

    return not isinstance(read(text)[0], Opaque)


def _run(pairs: list[Pair], policy: NumberPolicy, engine: Engine) -> list[engine.Outcome]:
    if not pairs:
        return []
    make_sure_of_room(_FOR_A_ROUND)  # no worker is lent that can't be given back
    from reasoning_rewards.engine.outcome import Job

    settings: dict[str, Any] = asdict(policy)
    return _pool().run([Job(engine, (answer, gold, settings)) for answer, gold in pairs])


def _pool() -> Pool:
    from reasoning_rewards.engine.workers import shared

    return shared(_FUNCTIONS)


def _ruled(came: engine.Outcome) -> Outcome:
    """The rule for what became of a job."""
    if came.status != "answered":
        fault = came.detail if came.status in _MACHINE else ""
        return Outcome(None, NOT_DECIDED[came.status], fault)
    if not isinstance(came.value, bool):
        return Outcome(None, "ladder.undecided")
    return Outcome(came.value, _SAME if came.value else _DIFFERS)
