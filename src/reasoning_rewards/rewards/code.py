"""`CodeTests`: 1 where a program that the model wrote passes the row's tests, run behind walls."""

from __future__ import annotations

import json
from collections.abc import Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from reasoning_rewards.answers.engines.engines import NOT_DECIDED, WORKER_RULES
from reasoning_rewards.core import settings
from reasoning_rewards.core.margin.bounds import Bounds
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.engine.sandbox.remote import Remote
from reasoning_rewards.engine.sandbox.rows import spread
from reasoning_rewards.notices import MACHINE, warn_of_workers, warn_once
from reasoning_rewards.rewards import code_box
from reasoning_rewards.rewards.code_box import FRAME, Box, Question, Sandbox
from reasoning_rewards.rewards.code_rows import BROKEN, EMPTY, TEST_RULES, TOO_LONG, RowTests, row_tests
from reasoning_rewards.text.extract import UNFINISHED
from reasoning_rewards.text.layout import ANY, Layout
from reasoning_rewards.text.programs import NO_PROGRAM, find_program
from reasoning_rewards.verdict import Decision, Rule, Score, Verdicts

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch
    from reasoning_rewards.engine.outcome import Outcome
    from reasoning_rewards.text.extract import Answer

__all__ = ["CodeTests"]

PASSED = Rule("code.passed", "all tests pass; {count} of them")
DIFFERS = Rule(
    "code.differs",
    "test {number} of {count} fails: {test:word}; wanted {wanted:word}; the program gave {got:word}",
)
RAISED = Rule("code.raised", "test {number} of {count} raises {error:word}; {test:word}")
BROKEN_PROGRAM = Rule("code.broken", "the program can't be run; {error:word}")
LACKS = Rule("code.lacks", "the program has no function {name:word}")
CPU_SPENT = Rule("code.cpu_spent", "the program and its tests came to no end in their CPU time")
MEMORY_SPENT = Rule("code.memory_spent", "the program ran out of memory")
ASLEEP = Rule("code.asleep", "the program waits for something that does not come; test {number}")
EXITED = Rule("code.exited", "the program ended in the middle of a test; {error:word}")
CRASHED = Rule("code.crashed", "the program crashed the interpreter; {error:word}")
FLOODED = Rule("code.flooded", "the program prints more than is read; {error:word}")
FORGED = Rule("code.forged", "the program sent what is no answer; {error:word}")
FAILED = Rule("code.failed", "the judge gave up on it; {fault:word}")
PROGRAM_TOO_LONG = Rule("code.too_long", "a program of more than {limit} characters")

_HOW = MappingProxyType(
    {
        "passed": PASSED,
        "differs": DIFFERS,
        "raised": RAISED,
        "broken": BROKEN_PROGRAM,
        "lacks": LACKS,
        "memory": MEMORY_SPENT,
        "asleep": ASLEEP,
        "exited": EXITED,
        "crashed": CRASHED,
        "flooded": FLOODED,
        "forged": FORGED,
    }
)
_OF_THE_ROW = MappingProxyType({"tests_broken": BROKEN, "tests_empty": EMPTY})
_STATUSES = MappingProxyType(
    {**NOT_DECIDED, "failed": FAILED, "cpu_spent": CPU_SPENT, "memory_spent": MEMORY_SPENT}
)
_MACHINE_RULES = tuple(rule for rule in WORKER_RULES if rule in MACHINE)
_LONGEST_PROGRAM = 100_000  # characters
_ROOM = FRAME - (2 << 20)  # bytes of a row's tests: a program takes the rest
_MEGABYTE = 1 << 20


class CodeTests(Reward):
    r"""1 where the program passes every test of its row, else 0; it runs behind walls, and is judged outside them.

    =====================================================================================  ================
    every test passes                                                                       1.0
    some do                                                                                 partial · share
    none does; there is no program; it can't be run, comes to no end, asks for too much     0.0
    the row's tests are missing, can't be read, or ask nothing of a program                 None
    =====================================================================================  ================

    The tests never enter the program's process: it is called with arguments, or given an input, and what comes
    back is plain data, which a judge in another process compares. So a program can't print, raise, exit, patch
    or compare its way to a pass. docs/code.md says what the walls hold, and what they do not.

    Bounds: 1 for right programs, [0, partial] for wrong ones; a row abstains for its tests alone.

    tests_column: the tests of a row: ``{"type": "asserts", "code": ..., "entry_point": ...}``, ``{"type": "calls",
        "entry_point": ..., "inputs": [[...]], "outputs": [...]}``, ``{"type": "stdio", "inputs": [...],
        "outputs": [...]}``, or as HumanEval, MBPP, APPS, TACO, LiveCodeBench, DeepCoder, PRIME and Eurus have them.
    entry_point_column: where the function's name stands in a column of its own, or in an object in one.
    checker_column: a text that defines ``check(input, output, expected)`` for rows where several outputs are right;
        it may take the first two alone, and only True is right.
    layout: where the program is; by default the last fenced block after the thinking, or in the answer tag.
    sandbox: "isolated" (Linux with Landlock, or with seccomp alone); a `Remote`, which is a service that runs
        programs; or "none", for who insists. Where the one that is asked for can't be had, building the reward
        raises; there is no way back to less.
    packages: modules that programs may import beside the standard library, such as "numpy".
    compare: what is printed, by "tokens" (white space is all the same) or by "lines".
    tolerance: how far a float may be from the wanted one, relative to it or to 1; for a wanted integer it has to be
        the float nearest to that too.
    partial: what passing nearly all tests may earn, below 1.
    max_tests: how many tests of a row are run, from its first to its last at even distances.
    cpu: seconds of CPU time for a program, over all tests of its row. A sleep of more than about two ends it.
    memory: megabytes.

    >>> tests = {"type": "calls", "entry_point": "double", "inputs": [[2], [5]], "outputs": [4, 10]}
    >>> texts = ["```python\ndef double(n):\n    return 2 * n\n```", "```python\ndef double(n):\n    return n * n\n```"]
    >>> CodeTests()(texts, tests=[tests, tests])
    [1.0, 0.0]
    >>> print(CodeTests().explain(texts[1], tests=tests))
    code_tests  0  code.differs  test 2 of 2 fails: double(5); wanted 10; the program gave 25
    """

    tests_column: str = "tests"
    entry_point_column: str | None = None
    checker_column: str | None = None
    layout: Layout = ANY
    sandbox: Sandbox | Remote = "isolated"
    packages: tuple[str, ...] = ()
    compare: Literal["tokens", "lines"] = "tokens"
    tolerance: float = 1e-6
    partial: float = 0.0
    max_tests: int = 20
    cpu: float = 2.0
    memory: int = 1024
    decides = True
    may_abstain = True
    bounds = (0.0, 1.0)
    rules = (
        *_HOW.values(),
        CPU_SPENT,
        FAILED,
        PROGRAM_TOO_LONG,
        NO_PROGRAM,
        UNFINISHED,
        *TEST_RULES,
        *_MACHINE_RULES,
    )

    def __post_init__(self) -> None:
        self._settle(
            tolerance=settings.number("tolerance", self.tolerance, at_least=0),
            partial=settings.number("partial", self.partial, at_least=0),
            cpu=settings.number("cpu", self.cpu, above=0, at_most=60),
        )
        if self.partial >= 1:
            raise settings.wrong(
                "partial",
                self.partial,
                "a number below 1, so that no wrong program earns what a right one does",
            )
        settings.count("max_tests", self.max_tests)
        settings.count("memory", self.memory, at_least=64)
        if not isinstance(self.packages, tuple) or not all(_is_module(each) for each in self.packages):
            raise settings.wrong("packages", self.packages, 'a tuple of names of modules, such as ("numpy",)')
        code_box.check(self.sandbox, self.packages)
        super().__post_init__()

    @property
    def bounds_if_wrong(self) -> Bounds:
        """[0, partial]."""
        return 0.0, self.partial

    def evaluate(self, batch: Batch) -> Verdicts:
        """Run every program against its row's tests; equal programs for equal tests run once."""
        programs = [find_program(each, self.layout) for each in batch.completions]
        tests = row_tests(batch, self.tests_column, self.entry_point_column, self.__name__)
        checkers: Sequence[object] = [None] * len(batch)
        if self.checker_column is not None:
            checkers = batch.column(self.checker_column, self.__name__)
        known: dict[
            tuple[int, str | None], str | Decision
        ] = {}  # the tests of a row are those of all its completions
        decisions: list[Decision] = []
        asked: dict[int, Question] = {}
        for row, (program, held, checker) in enumerate(zip(programs, tests, checkers, strict=True)):
            checks = checker if isinstance(checker, str) and checker.strip() else None
            if (id(held), checks) not in known:
                known[id(held), checks] = self._told(held, checks)
            told = known[id(held), checks]
            fault = _fault_of(program)
            if isinstance(told, Decision):
                decisions.append(told)
                continue
            decisions.append(fault or _WAITING)
            if fault is None or checks is not None or (isinstance(held, RowTests) and held.kind == "asserts"):
                asked[row] = Question(told, None if fault is not None else program.text)
        for row, came in zip(asked, self._ask(list(asked.values())), strict=True):
            decisions[row] = _decision(came, decisions[row])
        self._warn(batch, decisions)
        return Verdicts([self._score(each) for each in decisions], decisions, name=self.label)

    def _told(self, tests: RowTests | Decision, checker: str | None) -> str | Decision:
        """What the judge is told of a row, as JSON; or what is wrong with the row.

        Tests that are code, and checkers, may turn out to be none there. That is the row's fault whatever a completion
        holds, so they are looked at for one without a program too.
        """
        if isinstance(tests, Decision):
            return tests
        row: dict[str, Any] = {
            "type": tests.kind,
            "entry_point": tests.entry_point,
            "partial": self.partial > 0,
        }
        if tests.kind == "asserts":
            row |= {"code": tests.code, "most": self.max_tests}
        else:
            row |= {
                "inputs": spread(tests.inputs, self.max_tests),
                "outputs": spread(tests.outputs, self.max_tests),
                "wrapped": tests.wrapped,
                "checker": checker,
                "tolerance": self.tolerance,
                "compare": self.compare,
            }
        try:
            told = json.dumps(row)
        except (
            TypeError,
            ValueError,
            RecursionError,
        ) as error:  # a key that is a tuple, a list that holds itself
            return Decision(BROKEN, (("error", f"JSON can't have them: {error}"),))
        return told if len(told) <= _ROOM else Decision(TOO_LONG, (("limit", _ROOM),))

    def _ask(self, questions: list[Question]) -> list[Outcome]:
        if not questions:
            return []
        return code_box.ask(Box(self.sandbox, self.packages, self.cpu, self.memory * _MEGABYTE), questions)

    def _score(self, decision: Decision) -> Score:
        if decision.rule in TEST_RULES:
            return None
        if decision.rule == PASSED:
            return 1.0
        facts = dict(decision.facts)
        passed, count = facts.get("passed", 0), facts.get("count", 0)
        if not self.partial or not isinstance(passed, int) or not isinstance(count, int) or not count:
            return 0.0
        return self.partial * passed / count

    def _warn(self, batch: Batch, decisions: Sequence[Decision]) -> None:
        faulty = [(row, each) for row, each in enumerate(decisions) if each.rule in TEST_RULES]
        if faulty:
            row, (rule, facts) = faulty[0]
            said = f" ({dict(facts)['error']})" if "error" in dict(facts) else ""
            warn_once(
                (self.__name__, "tests"),
                f"{self.__name__}: the tests of {len(faulty)} rows of this batch can't be used, and they score None; the "
                f"first is {batch.where(row)}: {rule}{said}. This is said once; the share is logged",
            )
        warn_of_workers(self.__name__, decisions, "The rows' programs were not to blame")


_WAITING = Decision(PASSED)


def _is_module(name: object) -> bool:
    return isinstance(name, str) and all(part.isidentifier() for part in name.split("."))


def _fault_of(program: Answer) -> Decision | None:
    """Why there is no program to run; None where there is one."""
    if program.text is None:
        return Decision(program.rule)
    if len(program.text) > _LONGEST_PROGRAM:
        return Decision(PROGRAM_TOO_LONG, (("limit", _LONGEST_PROGRAM),))
    return None


def _decision(came: Outcome, fault: Decision) -> Decision:
    """The rule for what became of a question; ``fault``: what is wrong with a completion, if anything."""
    if came.status != "answered" or not isinstance(came.value, dict):
        return Decision(_STATUSES[came.status], (("fault", came.detail),) if came.detail else ())
    told = came.value
    how = str(told["how"])
    facts = tuple((name, value) for name, value in told.items() if name != "how")
    if how in _OF_THE_ROW:
        return Decision(_OF_THE_ROW[how], facts)
    return Decision(_HOW[how], facts) if fault is _WAITING else fault
