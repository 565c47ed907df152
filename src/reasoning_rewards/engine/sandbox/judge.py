"""The judge: it runs the tests of a row in a process of its own, and asks the program, which is in another.

This is the one place where a text is executed: the tests of a data set here, and a program in the process
that the fork server makes for it. A judge is sealed too, as test code is a data set's: it has no network, no
files but the standard library, and is gone with its row. Right answers are never in the program's process.

=============  ======================================================================================
rows            ``{"type": "asserts", "code", "entry_point"}``: code that asserts, or defines ``check(candidate)``
                ``{"type": "calls", "entry_point", "inputs", "outputs"}``: a call for each, its value compared
                ``{"type": "stdio", "inputs", "outputs"}``: a run for each, what is printed compared
=============  ======================================================================================

What is decided before the program is first asked is the row's: it comes out the same for every program.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import sys
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from importlib import import_module
from socket import socket
from typing import Any, NamedTuple

from reasoning_rewards.engine.channel import Channel
from reasoning_rewards.engine.sandbox import compare, server, walls
from reasoning_rewards.engine.sandbox.candidate import Candidate
from reasoning_rewards.engine.sandbox.process import FRAME, Budget, Ending, StoppedError
from reasoning_rewards.engine.sandbox.program import Entry, Program, output_of
from reasoning_rewards.engine.sandbox.remote import Remote, Stand
from reasoning_rewards.engine.sandbox.rows import Row, spread

__all__ = ["judge", "run", "warm_up"]

_LONGEST = 200  # characters of a value that is told
_TESTS = "<tests>"
_BATCH = 60.0  # seconds


class _Box(NamedTuple):
    orders: socket
    wall: walls.Wall
    cpu: float  # seconds of a job's last turn
    remote: float  # seconds that a service may take for a row


_boxes: list[_Box] = []  # of this worker, at most one: its fork server is started before it has a job


def warm_up(
    *, wall: walls.Wall, packages: Sequence[str], cpu: float, remote: Sequence[Any] | None = None
) -> int:
    """Start the fork server of this worker and lock the worker in; return the descriptor to the server.

    A worker that can't is none, and ends: were it tried again by a judge, which has a row's tests in its memory,
    the programs that were forked from there would have them too.
    """
    try:
        server.preload(tuple(packages))
        if remote is None:
            orders = server.start(wall, tuple(packages), cpu, _candidate)
        else:  # nothing is run there, and the service is to be reached
            orders = server.start("none", (), cpu, partial(_stand, Remote(*remote)))
        walls.enter(wall, tuple(packages))
    except Exception as error:  # noqa: BLE001 - whatever it is
        raise SystemExit(f"no fork server: {error}") from None
    sys.path[:] = walls.importable(tuple(packages))
    _boxes[:] = [_Box(orders, wall, cpu, 0.0 if remote is None else _BATCH)]
    return orders.fileno()


def _candidate() -> Callable[[], None]:
    return Candidate(Channel(server.REQUESTS, server.REPLIES, limit=FRAME), run).serve


def _stand(remote: Remote) -> Callable[[], None]:
    return Stand(Channel(server.REQUESTS, server.REPLIES, limit=FRAME), remote).serve


def run(source: str, name: str, namespace: dict[str, Any]) -> None:
    """Execute a source in a namespace, under the name of a file."""
    exec(compile(source, name, "exec", dont_inherit=True), namespace)


def judge(row: Row, source: str | None, cpu: float) -> Row:
    """What the tests of a row say of a program; None for a completion without one.

    cpu: seconds for the judge, and the same for the program. Raises `EndedError` where the program spends them.
    """
    [box] = _boxes
    walls.close(box.wall, judge=True)
    budget = Budget(cpu, patient=cpu >= box.cpu, remote=box.remote)
    return _KINDS[row["type"]](row, source, budget, box.orders).told()


class _Score:
    """How many tests a program passes, and how the first fails that does."""

    def __init__(self, count: int, *, partial: bool) -> None:
        self.passed = 0
        self.count = count
        self._partial = partial
        self._fault: Row = {}

    def fail(self, how: str, **facts: object) -> bool:
        """Note that a test fails; is there a reason to go on?"""
        if not self._fault:
            told = {name: fact if name == "number" else _shown(fact) for name, fact in facts.items()}
            self._fault = {"how": how, **told}
        return self._partial

    def told(self) -> Row:
        return {"how": "passed", "passed": self.passed, "count": self.count, **self._fault}


def _shown(value: object) -> str:
    """A value as a person reads it, cut; what can't be shown says what it is."""
    try:
        text = value if isinstance(value, _Said) else repr(value)
    except (ValueError, RecursionError):
        text = f"<a {type(value).__name__} too big to show>"
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


class _Said(str):
    """Text to be shown as it is."""

    __slots__ = ()


# ── rows of calls, and of inputs and outputs ──


def _judge_calls(row: Row, source: str | None, budget: Budget, orders: socket) -> _Score:
    score = _Score(len(row["inputs"]), partial=row["partial"])
    right = _comparison(row, partial(_same_value, row))
    if isinstance(right, str):
        return _broken(right)
    program = Program(orders, source, budget)
    try:
        entry = program.find(row["entry_point"])
        for number, (given, wanted) in enumerate(zip(row["inputs"], row["outputs"], strict=True), 1):
            test = _Said(f"{row['entry_point']}({', '.join(map(_shown, given))})")
            try:
                value = entry(*given)
            except Exception as error:  # noqa: BLE001 - whatever a program raises
                if not score.fail("raised", number=number, test=test, error=_named(error)):
                    break
                continue
            if right(given, value, wanted):
                score.passed += 1
            elif not score.fail("differs", number=number, test=test, wanted=wanted, got=value):
                break
    except StoppedError as stopped:
        score.fail(stopped.ending.how, error=_Said(stopped.ending.detail))
    except (NameError, TypeError) as error:  # there is no such name, or it is no function
        score.fail("lacks", name=row["entry_point"], error=_named(error))
    finally:
        program.close()
    return score


def _same_value(row: Row, got: Any, wanted: Any) -> bool:
    """Is it the wanted value? A list of one may stand for what is in it, where data sets write it so."""
    if compare.same_value(got, wanted, row["tolerance"]):
        return True
    is_one = row["wrapped"] and isinstance(wanted, list) and len(wanted) == 1
    return is_one and compare.same_value(got, wanted[0], row["tolerance"])


def _judge_stdio(row: Row, source: str | None, budget: Budget, orders: socket) -> _Score:
    score = _Score(len(row["inputs"]), partial=row["partial"])
    right = _comparison(
        row, lambda got, wanted: compare.same_output(got, wanted, row["tolerance"], row["compare"])
    )
    if isinstance(right, str):
        return _broken(right)
    if source is None:
        score.fail("broken", error=_Said("there is no program"))
        return score
    for number, (given, wanted) in enumerate(zip(row["inputs"], row["outputs"], strict=True), 1):
        printed = output_of(orders, source, given, budget)
        if isinstance(printed, Ending):
            if not score.fail(printed.how, number=number, error=_Said(printed.detail)):
                break
        elif right(given, printed, wanted):
            score.passed += 1
        elif not score.fail("differs", number=number, test=given, wanted=wanted, got=printed):
            break
    return score


def _comparison(row: Row, usual: Callable[[Any, Any], bool]) -> Callable[[Any, Any, Any], bool] | str:
    """What says whether an output is right; a text for what is wrong with a row's own checker."""
    if row["checker"] is None:
        return lambda given, got, wanted: usual(got, wanted)
    known: dict[str, Any] = {"__name__": "checker"}
    try:
        run(row["checker"], "checker.py", known)
        check = known["check"]
        wants = len(inspect.signature(check).parameters)
    except BaseException as error:  # noqa: BLE001 - whatever a data set's code raises
        return _named(error)

    def checked(given: Any, got: Any, wanted: Any) -> bool:
        try:
            return check(*(given, got, wanted)[:wants]) is True
        except Exception:  # noqa: BLE001 - of an output that it can't read
            return False

    return checked


def _broken(error: str, how: str = "tests_broken") -> _Score:
    score = _Score(0, partial=False)
    score.fail(how, error=_Said(error))
    return score


def _named(error: BaseException) -> _Said:
    try:
        return _Said(f"{type(error).__name__}: {error}".removesuffix(": "))
    except Exception:  # noqa: BLE001 - an exception of a test's own
        return _Said(type(error).__name__)


# ── rows of code that asserts ──


class _Names(dict[str, Any]):
    """The names of tests; those that they do not define are the program's."""

    def __init__(self, program: Program, entry_point: str | None, called: AbstractSet[str]) -> None:
        super().__init__(__name__="tests", __builtins__=builtins)
        self._program = program
        self._called = called
        if entry_point is not None:
            self[entry_point] = self["candidate"] = Entry(program, entry_point)

    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name):
            raise KeyError(name)
        # Imported by a program, as tests of data sets may take for granted; a module is not called.
        if name in sys.stdlib_module_names and name not in self._called:
            return import_module(name)
        try:
            return self._program.find(name)
        except NameError:
            raise KeyError(name) from None


Test = tuple[str, Callable[[], object]]


class _Tests:
    """The tests of a row, statement by statement."""

    def __init__(self, row: Row, program: Program) -> None:
        self._code = row["code"]
        self._statements = ast.parse(self._code).body
        self._entry_point: str | None = row["entry_point"]
        self._most = row["most"]
        nodes = [
            node.func for each in self._statements for node in ast.walk(each) if isinstance(node, ast.Call)
        ]
        called = {node.id for node in nodes if isinstance(node, ast.Name)}
        self._names = _Names(program, self._entry_point, called - set(vars(builtins)))
        asserts = [each for each in self._statements if isinstance(each, ast.Assert)]
        self._taken = set(map(id, spread(asserts, self._most)))
        self.count = len(self._taken) or 1

    def __iter__(self) -> Iterator[Test]:
        """The tests and what is to be done before each, in their order."""
        for statement in self._statements:
            is_test = isinstance(statement, ast.Assert)
            if is_test and id(statement) not in self._taken:
                continue
            yield (ast.unparse(statement) if is_test else "", lambda: self._execute(statement))  # noqa: B023 - run at once
        check = self._names.get("check")
        if callable(check) and self._entry_point is not None:
            yield f"check({self._entry_point})", lambda: check(self._names["candidate"])
        elif not self._taken:
            functions = [
                each
                for name, each in self._names.items()
                if name.startswith("test") and inspect.isfunction(each)
            ]
            chosen = spread(
                [each for each in functions if not inspect.signature(each).parameters], self._most
            )
            self.count = len(chosen) or 1
            for function in chosen:
                yield f"{function.__name__}()", function

    def _execute(self, statement: ast.stmt) -> None:
        exec(compile(ast.Module([statement], []), _TESTS, "exec", dont_inherit=True), self._names)


def _judge_asserts(row: Row, source: str | None, budget: Budget, orders: socket) -> _Score:
    program = Program(orders, source, budget)
    try:
        tests = _Tests(row, program)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return _broken(_named(error))
    score = _Score(tests.count, partial=row["partial"])
    number = 0
    try:
        for text, test in tests:
            number += bool(text)
            try:
                test()
            except BaseException as error:  # noqa: BLE001 - whatever tests raise
                if not program.asked:
                    return _broken(_named(error))
                if program.fate is not None:
                    raise program.fate from None
                facts = {"number": number or 1, "test": _Said(text or "the code of the tests")}
                if isinstance(error, AssertionError):
                    came = program.last
                    goes_on = score.fail("differs", **facts, **({} if came is None else {"got": came.value}))
                elif (
                    isinstance(error, NameError)
                    and row["entry_point"]
                    and f"'{row['entry_point']}'" in str(error)
                ):
                    goes_on = score.fail("lacks", name=row["entry_point"], error=_named(error))
                else:
                    goes_on = score.fail("raised", **facts, error=_named(error))
                if not goes_on or not text:
                    break
            else:
                if program.fate is not None:  # and the tests went on as if nothing were
                    raise program.fate
                score.passed += bool(text)
        else:
            score.count = tests.count
            if not program.asked:
                return _broken("no test has to do with the program", "tests_empty")
            if not number:
                score.passed = 1
    except StoppedError as stopped:
        score.fail(stopped.ending.how, number=number, error=_Said(stopped.ending.detail))
    finally:
        program.close()
    score.count = max(tests.count, score.passed)
    return score


_KINDS: dict[str, Callable[[Row, str | None, Budget, socket], _Score]] = {
    "asserts": _judge_asserts,
    "calls": _judge_calls,
    "stdio": _judge_stdio,
}
