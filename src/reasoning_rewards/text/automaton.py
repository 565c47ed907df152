r"""Regular expressions in linear time: is there a match, for any pattern, on any text?

Python's `re` (and `regex`) try one way after another and go back, so a harmless pattern such as
`(\s*\w+)*$` may take longer than the universe on forty characters that a policy stumbled upon. A
timeout would make the verdict depend on the machine's load. Here all ways are followed at once: the
pattern becomes an automaton whose states are computed when first reached and remembered, so a
character costs a look-up, and at worst the length of the pattern. What that can't do (groups that are
referred to again, looking ahead or behind, possessive repeats) is refused when the pattern is built.

Patterns are read by the standard library's own parser, so that they mean what they mean to `re`.
"""

from __future__ import annotations

import re
import sys
from importlib import import_module
from typing import Any, NamedTuple

from reasoning_rewards.errors import SettingError

__all__ = ["Machine"]

_LONGEST = 2_000  # steps of a program: what a{1000}b{1000} comes to
_WORK = (
    10_000_000  # characters × steps: seconds at the very worst, and far more than any real completion needs
)
_REMEMBERED = 50_000  # transitions kept; past that they are forgotten and computed anew

# Kinds of neighbours that ^, $ and \b can tell apart.
_START, _NEWLINE, _WORD, _OTHER, _END, _LAST_NEWLINE = range(6)

_REFUSED = {
    "GROUPREF": "a reference back to a group",
    "GROUPREF_EXISTS": "a condition on a group",
    "ASSERT": "a look ahead or behind",
    "ASSERT_NOT": "a look ahead or behind",
    "ATOMIC_GROUP": "an atomic group",
    "POSSESSIVE_REPEAT": "a possessive repeat",
}


class _Step(NamedTuple):
    """One instruction: read a character, split in two, or check where we are.

    kind: 'read', 'split', 'at' or 'match'. argument: what to read, or where to be. to: the next steps.
    """

    kind: str
    argument: Any
    flags: int
    to: tuple[int, ...]


class _State(dict[str, "_State"]):
    """Steps that are being waited at; as a dict, where each character leads."""

    __slots__ = ("before", "machine", "steps")

    def __init__(self, machine: Machine, steps: frozenset[int], before: int) -> None:
        super().__init__()
        self.machine, self.steps, self.before = machine, steps, before

    def __missing__(self, character: str) -> _State:
        found = self.machine.after(self, character, _kind(character))
        self.machine.remember()
        self[character] = found
        return found


class Machine:
    r"""A compiled pattern.

    >>> machine = Machine(r"^<think>(?s:.*?)</think>\s*\d+$")
    >>> machine.search("<think>6 * 7\n</think>\n42"), machine.search("<think>6 * 7 42")
    (True, False)
    >>> Machine(r"(a+)+$").search("a" * 100_000 + "b")
    False
    """

    def __init__(self, regex: str) -> None:
        try:
            re.compile(regex)
            parser: Any = import_module("re._parser" if sys.version_info >= (3, 11) else "sre_parse")
            tree = parser.parse(regex)
        except (re.error, RecursionError, OverflowError) as error:
            raise SettingError(f"regex={regex!r}: {error}") from error
        self._regex = regex
        self._program: list[_Step | None] = []
        try:
            self._first = self._sequence(tree, tree.state.flags, self._put("match", None, 0, ()))
        except RecursionError as error:
            raise SettingError(f"regex={regex!r}: nested too deep") from error
        self._forget()

    @property
    def limit(self) -> int:
        """The longest text, in characters, that may be searched: it keeps the worst case to some seconds."""
        return _WORK // len(self._program)

    def search(self, text: str) -> bool:
        """Is there a match anywhere in the text?"""
        state, accepted = self._initial, self._accepted
        end = len(text) - 1 if text.endswith("\n") else len(text)
        for character in text[:end]:
            state = state[character]
            if state is accepted:
                return True
        if end < len(text):
            state = self.after(state, "\n", _LAST_NEWLINE)
        return state is accepted or self._reached(state, _END)[1]

    # ── running ──

    def after(self, state: _State, character: str, kind: int) -> _State:
        """The state after a character of some kind."""
        if state is self._accepted:
            return state
        reading, matched = self._reached(state, kind)
        if matched:
            return self._accepted
        steps = frozenset(step.to[0] for step in reading if _reads(step, character))
        key = (steps, kind)
        found = self._states.get(key)
        if found is None:
            found = self._states[key] = _State(self, steps, _NEWLINE if kind == _LAST_NEWLINE else kind)
        return found

    def remember(self) -> None:
        """Count a transition; when there are many, start over."""
        self._count += 1
        if self._count > _REMEMBERED:
            self._forget()

    def _forget(self) -> None:
        self._count = 0
        self._states: dict[tuple[frozenset[int], int], _State] = {}
        self._initial = _State(self, frozenset(), _START)
        self._accepted = _State(self, frozenset(), _END)

    def _reached(self, state: _State, after: int) -> tuple[list[_Step], bool]:
        """The steps that read, reached without reading; and whether the pattern has matched."""
        waiting, seen, reading = [self._first, *state.steps], set[int](), []
        while waiting:
            place = waiting.pop()
            if place in seen:
                continue
            seen.add(place)
            step = self._program[place]
            assert step is not None, "every step is written by the time a program runs"
            if step.kind == "match":
                return [], True
            if step.kind == "read":
                reading.append(step)
            elif step.kind == "split" or _is_at(step, state.before, after):
                waiting.extend(step.to)
        return reading, False

    # ── building, back to front: every part is told which step follows it ──

    def _put(self, kind: str, argument: Any, flags: int, to: tuple[int, ...]) -> int:
        if len(self._program) >= _LONGEST:
            raise SettingError(
                f"regex={self._regex!r}: more than {_LONGEST} steps long once its repeats are written out"
            )
        self._program.append(_Step(kind, argument, flags, to))
        return len(self._program) - 1

    def _sequence(self, parts: Any, flags: int, then: int) -> int:
        for operation, argument in reversed(list(parts)):
            then = self._part(str(operation), argument, flags, then)
        return then

    def _part(self, operation: str, argument: Any, flags: int, then: int) -> int:
        if operation in ("LITERAL", "NOT_LITERAL", "ANY", "IN"):
            return self._put("read", (operation, argument), flags, (then,))
        if operation == "AT":
            return self._put("at", str(argument), flags, (then,))
        if operation == "SUBPATTERN":
            _, added, removed, inner = argument
            return self._sequence(inner, (flags | added) & ~removed, then)
        if operation == "BRANCH":
            return self._put(
                "split", None, 0, tuple(self._sequence(each, flags, then) for each in argument[1])
            )
        if operation in ("MAX_REPEAT", "MIN_REPEAT"):
            least, most, inner = argument
            return self._repeat(least, most, inner, flags, then)
        raise SettingError(
            f"regex={self._regex!r}: {_REFUSED.get(operation, operation)} can't be matched in one pass over the text"
        )

    def _repeat(self, least: int, most: Any, inner: Any, flags: int, then: int) -> int:
        if isinstance(most, int) and most < _LONGEST:
            for _ in range(most - least):
                then = self._put("split", None, 0, (self._sequence(inner, flags, then), then))
        else:
            loop = self._put("split", None, 0, ())
            self._program[loop] = _Step("split", None, 0, (self._sequence(inner, flags, loop), then))
            then = loop
        for _ in range(least):
            then = self._sequence(inner, flags, then)
        return then


def _kind(character: str) -> int:
    if character == "\n":
        return _NEWLINE
    return _WORD if character.isalnum() or character == "_" else _OTHER


def _is_at(step: _Step, before: int, after: int) -> bool:
    where, lines = step.argument, step.flags & re.MULTILINE
    if where == "AT_BEGINNING" and lines:
        return before in (_START, _NEWLINE)
    if where in ("AT_BEGINNING", "AT_BEGINNING_STRING"):
        return before == _START
    if where == "AT_END":
        return after in (_END, _LAST_NEWLINE) or bool(lines and after == _NEWLINE)
    if where == "AT_END_STRING":
        return after == _END
    if before == _START and after == _END:
        return False  # an empty text has no edge and no inside, in `re` as here
    edge = (before == _WORD) != (after == _WORD)
    return bool(edge == (where == "AT_BOUNDARY"))


def _reads(step: _Step, character: str) -> bool:
    operation, argument = step.argument
    if operation == "ANY":
        return character != "\n" or bool(step.flags & re.DOTALL)
    if operation in ("LITERAL", "NOT_LITERAL"):
        argument = [(operation, argument)]
    forms = {character}
    if step.flags & re.IGNORECASE:
        forms |= {form for form in (character.lower(), character.upper()) if len(form) == 1}
    negated = any(str(kind) in ("NEGATE", "NOT_LITERAL") for kind, _ in argument)
    found = any(_is_in(str(kind), value, ord(form), step.flags) for kind, value in argument for form in forms)
    return found != negated


def _is_in(kind: str, value: Any, code: int, flags: int) -> bool:
    if kind in ("LITERAL", "NOT_LITERAL"):
        return bool(code == value)
    if kind == "RANGE":
        return bool(value[0] <= code <= value[1])
    if kind == "CATEGORY":
        name, character = str(value).removeprefix("CATEGORY_"), chr(code)
        bare = name.removeprefix("NOT_")
        plain = not flags & re.ASCII or code < 128
        inside = plain and (
            character.isdecimal()
            if bare == "DIGIT"
            else character.isspace()
            if bare == "SPACE"
            else character.isalnum() or character == "_"
        )
        return inside == (bare == name)
    return False  # NEGATE turns the rest round
