"""A program as tests see it: functions that can be called, and handles to what is no plain data."""

from __future__ import annotations

import builtins
import json
import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple, NoReturn

from reasoning_rewards.engine.frames import BrokenFrameError, Frames, Message, encode
from reasoning_rewards.engine.sandbox import values
from reasoning_rewards.engine.sandbox.process import FRAME, Budget, Ending, How, Process, StoppedError
from reasoning_rewards.engine.serve import EndedError

__all__ = ["Call", "Entry", "Handle", "Program", "ProgramError", "output_of"]

# What a generator or an iterator of the tests would take for its end, and not for a fault.
_ENDS = frozenset(("StopIteration", "StopAsyncIteration"))
_LONGEST = 300  # characters of what the program says of itself


class ProgramError(Exception):
    """Raised in the tests for an exception of the program's that is none of Python's own."""


class Call(NamedTuple):
    """The last call of a function of the program, and what came back."""

    arguments: tuple[object, ...]
    value: object


class Program:
    """A program that runs as a module, and is asked."""

    def __init__(self, server: socket.socket, source: str | None, budget: Budget) -> None:
        self.last: Call | None = None
        self.asked = False  # has a test had to do with the program?
        self.fate: StoppedError | EndedError | None = None  # why no test can go on, if so
        self._server = server
        self._source = source
        self._budget = budget
        self._process: Process | None = None
        self._frames = Frames(FRAME)
        self._handles: dict[int, Handle] = {}
        self._looked: dict[str, Any] = {}  # what was asked of its objects since something of it was called

    def find(self, name: str) -> Any:
        """What the program has under a name; raises NameError, or ends the tests where it can't be loaded."""
        return self.ask({"do": "find", "name": name})

    def ask(self, question: Message) -> Any:
        """Put a question and wait for the answer; what the program raises is raised here."""
        return self._value(self._exchange(question))

    def look(self, number: int, kind: str, key: object) -> Any:
        """Ask something of an object; until something of the program is called, the same has the same answer.

        Otherwise an object could be one thing when a test looks at it first, and another when it looks again.
        """
        question: Message = {"do": kind, "on": number, "with": self._encode(key)}
        asked = json.dumps(question)
        if asked not in self._looked:
            self._looked[asked] = self.ask(question)
        return self._looked[asked]

    def call(self, number: int, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        """Call a function of the program; arguments that it changes in place are changed here."""
        self._looked.clear()
        given = self._encode((arguments, keywords))
        answer = self._exchange({"do": "call", "on": number, "arguments": given})
        if "arguments" in answer:
            _update((arguments, keywords), self._decode(answer["arguments"]))
        value = self._value(answer)
        self.last = Call(arguments, value)
        return value

    def load(self) -> None:
        """Have it loaded, if it is not yet; ends the tests where it can't be."""
        self.asked = True
        if self.fate is not None:
            raise self.fate
        if self._process is not None:
            return
        if self._source is None:
            self._stop(Ending("broken", "there is no program"))
        try:
            self._process = Process(self._server, self._budget, script=False)
        except EndedError as fate:
            self.fate = fate
            raise
        answer = self._answer({"source": self._source, "script": False})
        if "raised" in answer:
            self._stop(_unloadable(answer))

    def close(self) -> None:
        """Have its process dead and gone."""
        if self._process is not None:
            self._process.stop()

    def _exchange(self, question: Message) -> Message:
        self.load()
        answer = self._answer(question)
        if "raised" in answer:
            raise self._raised(answer)
        return answer

    def _answer(self, question: Message) -> Message:
        process = self._process
        assert process is not None
        try:
            process.send(process.requests, encode(question, FRAME))
            while (answer := self._frames.next()) is None:
                if process.is_over():
                    self._stop(process.ending())
                process.step()
                received = process.received[process.replies]
                self._frames.feed(bytes(received))
                received.clear()
        except BrokenFrameError as error:
            self._stop(Ending("forged", str(error)))
        except (StoppedError, EndedError) as fate:
            self.fate = fate
            raise
        return answer

    def _stop(self, ending: Ending) -> NoReturn:
        self.fate = StoppedError(ending)
        raise self.fate

    def _value(self, answer: Message) -> Any:
        return self._decode(answer.get("value"))

    def _encode(self, value: object) -> Any:
        return values.encode(value, self._number)

    def _decode(self, message: Any) -> Any:
        try:
            return values.decode(message, self._handle)
        except values.BrokenValueError as error:
            self._stop(Ending("forged", str(error)))

    def _number(self, value: object) -> int:
        if isinstance(value, Handle) and value._program is self:
            return value._number
        raise TypeError(f"a {type(value).__name__} can't be passed to a program: it is no plain data")

    def _handle(self, number: int) -> Handle:
        return self._handles.setdefault(number, Handle(self, number))

    def _raised(self, answer: Message) -> BaseException:
        """The exception of the program, as one that tests can expect."""
        names, said = _list_of_texts(answer["raised"]), _text(answer, "message")
        if "Exception" not in names:
            self._stop(Ending("exited", _text(answer, "text")))
        if "MemoryError" in names:
            self._stop(Ending("memory"))
        kinds = [] if _ENDS & set(names) else [each for name in names if (each := _builtin(name))]
        if kinds and kinds[0] is not Exception:
            with suppress(TypeError):  # UnicodeDecodeError and its like want more than a text
                return kinds[0](said)
        return ProgramError(_text(answer, "text"))


def _builtin(name: str) -> type[Exception] | None:
    kind = getattr(builtins, name, None)
    return kind if isinstance(kind, type) and issubclass(kind, Exception) else None


def _unloadable(answer: Message) -> Ending:
    how: How = "memory" if "MemoryError" in _list_of_texts(answer["raised"]) else "broken"
    return Ending(how, _text(answer, "text"))


def _list_of_texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _text(answer: Message, key: str) -> str:
    return str(answer.get(key, ""))[:_LONGEST]


class Handle:
    """An object of the program's, which stays where it is: it can be asked, and is equal to nothing else."""

    __slots__ = ("_number", "_program")

    def __init__(self, program: Program, number: int) -> None:
        self._program = program
        self._number = number

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Call it, in its own process."""
        return self._program.call(self._number, arguments, keywords)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._ask("attribute", name)

    def __getitem__(self, key: Any) -> Any:
        return self._ask("item", key)

    def __len__(self) -> int:
        return int(self._ask("length"))

    def __bool__(self) -> bool:
        return self._ask("truth") is True

    def __iter__(self) -> Iterator[Any]:
        listed = self._ask("list")
        return iter(listed if type(listed) is list else [])

    def __str__(self) -> str:
        return str(self._ask("text"))

    def __repr__(self) -> str:
        return "<an object of the program>"

    def _ask(self, kind: str, key: object = None) -> Any:
        return self._program.look(self._number, kind, key)


class Entry:
    """The function that a row's tests call: nothing is asked of the program before it is called."""

    __slots__ = ("_name", "_program")

    def __init__(self, program: Program, name: str) -> None:
        self._program = program
        self._name = name

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Find it and call it, in the program's process."""
        return self._program.find(self._name)(*arguments, **keywords)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._program.find(self._name), name)


def _update(old: Any, new: Any) -> None:
    """Change what can be changed in place, as far as it has the same shape, to what it has become."""
    if type(old) is not type(new):
        return
    if type(old) is tuple:
        for mine, theirs in zip(old, new, strict=False):
            _update(mine, theirs)
    elif type(old) is list:
        old[:] = [_updated(mine, theirs) for mine, theirs in zip(old, new, strict=False)] + new[len(old) :]
    elif type(old) is dict:
        known = {key: _updated(old[key], value) if key in old else value for key, value in new.items()}
        old.clear()
        old.update(known)
    elif type(old) is set:
        old.clear()
        old.update(new)
    elif type(old) is bytearray:
        old[:] = new


def _updated(old: Any, new: Any) -> Any:
    """The old object where it can be changed into the new one."""
    if type(old) is type(new) and type(old) in _CHANGEABLE:
        _update(old, new)
        return old
    return new


_CHANGEABLE = frozenset((list, dict, set, bytearray))


def _raised_in(process: Process) -> Ending | None:
    """What a script that has failed says that it raised."""
    frames = Frames(FRAME)
    frames.feed(bytes(process.received[process.replies]))
    try:
        told = frames.next()
    except BrokenFrameError as error:
        return Ending("forged", str(error))
    return None if told is None or "raised" not in told else _unloadable(told)


def output_of(server: socket.socket, source: str, given: str, budget: Budget) -> str | Ending:
    """What a program prints that runs as a script; or how it has ended otherwise than a script does."""
    process = Process(server, budget, script=True)
    try:
        process.send(process.requests, encode({"source": source, "script": True}, FRAME))
        process.send(process.input, given.encode("utf-8", "surrogatepass"), last=True)
        while not process.is_over():
            process.step()
            if len(process.received[process.output]) > FRAME:
                return Ending("flooded", f"more than {FRAME} bytes")
        if process.ended:
            return _raised_in(process) or process.ending()
        return process.received[process.output].decode("utf-8", "replace")
    except StoppedError as stopped:
        return stopped.ending
    finally:
        process.stop()
