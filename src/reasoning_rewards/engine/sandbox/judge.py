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
import inspect
import sys
from collections.abc import Callable, Sequence
from copy import deepcopy
from functools import partial
from socket import socket
from typing import Any, NamedTuple

from reasoning_rewards.engine.channel import Channel
from reasoning_rewards.engine.sandbox import compare, server, values, walls
from reasoning_rewards.engine.sandbox.asserts import Tests, are_any
from reasoning_rewards.engine.sandbox.candidate import Candidate
from reasoning_rewards.engine.sandbox.process import FRAME, Budget, Ending, StoppedError
from reasoning_rewards.engine.sandbox.program import Program, output_of
from reasoning_rewards.engine.sandbox.remote import BATCH, Remote, Stand
from reasoning_rewards.engine.sandbox.rows import Row
from reasoning_rewards.engine.sandbox.score import Said, Score, broken, shown

__all__ = ["judge", "run", "warm_up"]

_TESTS = "<tests>"


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
    _boxes[:] = [_Box(orders, wall, cpu, 0.0 if remote is None else BATCH)]
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


# ── rows of calls, and of inputs and outputs ──


def _judge_calls(row: Row, source: str | None, budget: Budget, orders: socket) -> Score:
    score = Score(len(row["inputs"]), partial=row["partial"])
    right = _comparison(row, partial(_same_value, row))
    if isinstance(right, str):
        return broken(right)
    program = Program(orders, source, budget)
    name = row["entry_point"]
    try:
        entry = _function(program, name)
        for number, (given, wanted) in enumerate(zip(row["inputs"], row["outputs"], strict=True), 1):
            test = Said(f"{name}({', '.join(map(shown, given))})")
            try:
                value = entry(*deepcopy(given))  # the program may change its arguments, and with them these
            except Exception as error:  # noqa: BLE001 - whatever a program raises
                if not score.fail("raised", number=number, test=test, error=_named(error)):
                    break
                continue
            if right(given, value, wanted):
                score.passed += 1
            elif not score.fail("differs", number=number, test=test, wanted=wanted, got=value):
                break
    except StoppedError as stopped:
        score.fail(stopped.ending.how, name=name, error=Said(stopped.ending.detail))
    finally:
        program.close()
    return score


def _function(program: Program, name: str) -> Any:
    """What the tests call. Looking for a method makes an object of the program's class, which may raise anything."""
    try:
        return program.find(name)
    except (NameError, TypeError) as error:
        raise StoppedError(Ending("lacks", _named(error))) from None
    except Exception as error:  # noqa: BLE001 - whatever a program raises
        raise StoppedError(Ending("broken", _named(error))) from None


def _same_value(row: Row, got: Any, wanted: Any) -> bool:
    """Is it the wanted value? A list of one may stand for what is in it, where data sets write it so."""
    if compare.same_value(got, wanted, row["tolerance"]):
        return True
    is_one = row["wrapped"] and isinstance(wanted, list) and len(wanted) == 1
    return is_one and compare.same_value(got, wanted[0], row["tolerance"])


def _judge_stdio(row: Row, source: str | None, budget: Budget, orders: socket) -> Score:
    score = Score(len(row["inputs"]), partial=row["partial"])
    right = _comparison(
        row, lambda got, wanted: compare.same_output(got, wanted, row["tolerance"], row["compare"])
    )
    if isinstance(right, str):
        return broken(right)
    if source is None:
        score.fail("broken", error=Said("there is no program"))
        return score
    for number, (given, wanted) in enumerate(zip(row["inputs"], row["outputs"], strict=True), 1):
        printed = output_of(orders, source, given, budget)
        if isinstance(printed, Ending):
            if not score.fail(printed.how, number=number, error=Said(printed.detail)):
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
        """A handle in the output is refused: it could answer otherwise whenever the checker looks at it."""
        try:
            values.encode(got)
            return check(*(given, got, wanted)[:wants]) is True
        except BaseException:  # noqa: BLE001 - of an output that it can't read
            return False

    return checked


# ── rows of code that asserts ──


def _judge_asserts(row: Row, source: str | None, budget: Budget, orders: socket) -> Score:
    program = Program(orders, source, budget)
    try:
        tests = Tests(row, program, _execute)
        compile(ast.Module(tests.statements, []), _TESTS, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return broken(_named(error))
    if not are_any(tests.statements, row["entry_point"]):
        return broken("nothing in them is a test", "tests_empty")
    score = Score(tests.count, partial=row["partial"])
    number = 0
    try:
        for text, test in tests:
            number += bool(text)
            try:
                test()
            except BaseException as error:  # noqa: BLE001 - whatever tests raise
                if not program.asked:
                    return broken(_named(error))
                if program.fate is not None:
                    raise program.fate from None
                how, facts = _fault_of(error, row, program)
                told = {"number": number or 1, "test": Said(text or "the code of the tests")}
                if not score.fail(how, **told, **facts) or not text:
                    break
            else:
                if program.fate is not None:  # and the tests went on as if nothing were
                    raise program.fate
                score.passed += bool(text)
        else:
            if not program.asked:
                return broken("no test has to do with the program", "tests_empty")
            if not number:
                score.passed = 1
    except StoppedError as stopped:
        score.fail(stopped.ending.how, number=number, error=Said(stopped.ending.detail))
    finally:
        program.close()
    score.count = max(tests.count, score.passed)
    return score


def _execute(statement: ast.stmt, names: dict[str, Any]) -> None:
    exec(compile(ast.Module([statement], []), _TESTS, "exec", dont_inherit=True), names)


def _fault_of(error: BaseException, row: Row, program: Program) -> tuple[str, Row]:
    """What an exception in the tests of a program says of it."""
    if isinstance(error, AssertionError):
        return "differs", {} if program.last is None else {"got": program.last.value}
    if isinstance(error, NameError) and row["entry_point"] and f"'{row['entry_point']}'" in str(error):
        return "lacks", {"name": row["entry_point"], "error": _named(error)}
    return "raised", {"error": _named(error)}


def _named(error: BaseException) -> Said:
    try:
        return Said(f"{type(error).__name__}: {error}".removesuffix(": "))
    except Exception:  # noqa: BLE001 - an exception of a test's own
        return Said(type(error).__name__)


_KINDS: dict[str, Callable[[Row, str | None, Budget, socket], Score]] = {
    "asserts": _judge_asserts,
    "calls": _judge_calls,
    "stdio": _judge_stdio,
}
