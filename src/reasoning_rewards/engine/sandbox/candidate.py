"""The process of one program: it runs what a model wrote, and answers what the judge asks of it.

Nothing here is trusted by anybody: the program can change every object of this process, and forge what it
sends. All that it could gain is to answer a question otherwise, which it could do anyway.
"""

from __future__ import annotations

import atexit
import io
import linecache
import os
import sys
import threading
import types
from collections.abc import Callable
from typing import Any

from reasoning_rewards.engine.channel import Channel
from reasoning_rewards.engine.frames import BrokenFrameError, Message
from reasoning_rewards.engine.sandbox.values import decode, encode

__all__ = ["Candidate"]

_LONGEST = 300  # characters of an exception that are told
_FILE = "program.py"
_GREATEST_LIST = 100_000  # items that are taken out of something that can be iterated


Run = Callable[[str, str, dict[str, Any]], None]


class Candidate:
    """A program, as a module whose names are asked for or as a script.

    judge: where questions come from.
    run: runs a source, under the name of a file, in a namespace.
    """

    def __init__(self, judge: Channel, run: Run) -> None:
        self._judge = judge
        self._run = run
        self._objects: list[object] = []
        self._numbers: dict[int, int] = {}
        self._module = types.ModuleType("solution")

    def serve(self) -> None:
        """Load the program and answer until the judge has had enough."""
        first = self._judge.receive()
        if first is None:
            return
        name = "__main__" if first["script"] else "solution"
        self._module = types.ModuleType(name)
        sys.modules[name] = sys.modules["__main__"] = self._module
        sys.argv[:] = [_FILE]
        _open_streams()
        source = str(first["source"])
        linecache.cache[_FILE] = (len(source), None, source.splitlines(True), _FILE)
        if first["script"]:
            answer = self._answered(lambda: self._run_script(source))
            self._send(answer)
            os._exit(int("raised" in answer))
        self._send(self._answered(lambda: self._run(source, _FILE, self._module.__dict__)))
        while (request := self._judge.receive()) is not None:
            self._send(self._answered(lambda: self._do(request)))

    def _send(self, answer: Message) -> None:
        try:
            self._judge.send(answer)
        except BrokenFrameError as error:
            self._judge.send(_told(OverflowError(f"the value is too big to be given back: {error}")))

    def _run_script(self, source: str) -> None:
        try:
            self._run(source, _FILE, self._module.__dict__)
        except SystemExit as left:
            if left.code not in (None, 0):
                raise
        for thread in threading.enumerate():
            if thread is not threading.current_thread() and not thread.daemon:
                thread.join()
        atexit._run_exitfuncs()
        sys.stdout.flush()

    # ── questions ──

    def _answered(self, question: Callable[[], Message | None]) -> Message:
        try:
            return question() or {"value": None}
        except BaseException as error:  # noqa: BLE001 - whatever a program raises is told, SystemExit too
            return _told(error)

    def _do(self, request: Message) -> Message:
        kind = request["do"]
        if kind == "find":
            return {"value": self._encoded(self._find(str(request["name"])))}
        target: Any = self._objects[int(str(request["on"]))]
        if kind == "call":
            return self._call(target, request)
        return {"value": self._encoded(_QUESTIONS[str(kind)](target, self._decoded(request.get("with"))))}

    def _call(self, target: Any, request: Message) -> Message:
        given = request["arguments"]
        arguments, keywords = self._decoded(given)
        answer: Message = {"value": self._encoded(target(*arguments, **keywords))}
        after = self._encoded((arguments, keywords))
        if after != given:
            answer["arguments"] = after
        return answer

    def _find(self, name: str) -> object:
        """A name of the program, or what a class Solution has under it, as LeetCode writes programs."""
        known = self._module.__dict__
        if name in known:
            return known[name]
        solution = known.get("Solution")
        if isinstance(solution, type) and hasattr(solution, name):
            return getattr(solution(), name)
        raise NameError(f"name {name!r} is not defined")

    def _encoded(self, value: object) -> Any:
        return encode(value, self._number)

    def _decoded(self, message: Any) -> Any:
        return decode(message, self._objects.__getitem__)

    def _number(self, value: object) -> int:
        """The handle of an object, the same one whenever it is met."""
        number = self._numbers.get(id(value))
        if number is None:
            number = self._numbers[id(value)] = len(self._objects)
            self._objects.append(value)  # it lives as long as its number
        return number


def _listed(target: Any, _: object) -> list[object]:
    found = []
    for each in target:
        found.append(each)
        if len(found) > _GREATEST_LIST:
            raise OverflowError(f"more than {_GREATEST_LIST} items")
    return found


_QUESTIONS: dict[str, Callable[[Any, Any], object]] = {
    "attribute": getattr,
    "item": lambda target, key: target[key],
    "length": lambda target, _: len(target),
    "truth": lambda target, _: bool(target),
    "list": _listed,
    "text": lambda target, _: str(target),
}


def _open_streams() -> None:
    """Fresh streams on this process's own descriptors."""
    given = io.BufferedReader(io.FileIO(0, closefd=False))
    written = io.BufferedWriter(io.FileIO(1, "w", closefd=False))
    sys.stdin = io.TextIOWrapper(given, "utf-8", "surrogateescape")
    sys.stdout = io.TextIOWrapper(written, "utf-8", "surrogateescape")
    vars(sys).update(__stdin__=sys.stdin, __stdout__=sys.stdout)


def _told(error: BaseException) -> Message:
    return {"raised": _names(error), "text": _text(error), "message": _message(error)}


def _names(error: BaseException) -> list[str]:
    """The class of an exception and those that it comes from."""
    return [kind.__name__ for kind in type(error).__mro__]


def _message(error: BaseException) -> str:
    try:
        return str(error)[:_LONGEST]
    except BaseException:  # noqa: BLE001 - an exception of the program's own may raise when it is asked
        return ""


def _text(error: BaseException) -> str:
    return f"{type(error).__name__}: {_message(error)}".removesuffix(": ")
