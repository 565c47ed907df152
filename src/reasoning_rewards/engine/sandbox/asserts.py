"""Tests that are code: what in it is a test, which names are the program's, and does it test anything?"""

from __future__ import annotations

import ast
import builtins
import inspect
import sys
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from importlib import import_module
from typing import Any

from reasoning_rewards.engine.sandbox.program import Entry, Program
from reasoning_rewards.engine.sandbox.rows import Row, spread

__all__ = ["Tests", "are_any"]


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
Execute = Callable[[ast.stmt, dict[str, Any]], None]


class Tests:
    """The tests of a row, statement by statement.

    execute: executes a statement in a namespace.
    """

    def __init__(self, row: Row, program: Program, execute: Execute) -> None:
        self.statements = ast.parse(row["code"]).body
        self._execute = execute
        self._entry_point: str | None = row["entry_point"]
        self._most = row["most"]
        nodes = [
            node.func for each in self.statements for node in ast.walk(each) if isinstance(node, ast.Call)
        ]
        called = {node.id for node in nodes if isinstance(node, ast.Name)}
        self._names = _Names(program, self._entry_point, called - set(vars(builtins)))
        asserts = [each for each in self.statements if isinstance(each, ast.Assert)]
        self._taken = set(map(id, spread(asserts, self._most)))
        self.count = len(self._taken) or 1

    def __iter__(self) -> Iterator[Test]:
        """The tests and what is to be done before each, in their order."""
        for statement in self.statements:
            is_test = isinstance(statement, ast.Assert)
            if is_test and id(statement) not in self._taken:
                continue
            yield ast.unparse(statement) if is_test else "", partial(self._execute, statement, self._names)
        check = self._names.get("check")
        if callable(check) and self._entry_point is not None:
            yield f"check({self._entry_point})", lambda: check(self._names["candidate"])
        elif not self._taken:
            functions = [each for name, each in self._names.items() if name.startswith("test")]
            chosen = spread([each for each in functions if _can_be_run(each)], self._most)
            self.count = len(chosen) or 1
            for function in chosen:
                yield f"{function.__name__}()", function


def are_any(statements: Sequence[ast.stmt], entry_point: str | None) -> bool:
    """Is there something that any program could fail: an assertion that is reached, or a function to be run?

    Asked before anything is executed, so that it is the same for every program. What nothing calls, such as the
    methods of a class that a test runner was to find, is not reached.
    """
    defined = {each.name: each for each in statements if isinstance(each, _DEFINITIONS)}
    if ("check" in defined and entry_point is not None) or any(map(_is_to_be_run, defined.values())):
        return True
    reached: list[ast.stmt] = [each for each in statements if not isinstance(each, _DEFINITIONS)]
    for statement in reached:  # which grows as it is read
        for node in ast.walk(statement):
            if isinstance(node, ast.Assert | ast.Raise) or _is_assertion(node):
                return True
            if isinstance(node, ast.Name) and node.id in defined:
                reached.append(defined.pop(node.id))
    return False


_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _is_to_be_run(definition: ast.stmt) -> bool:
    """Will it be a function that is run as a test?"""
    if not isinstance(definition, ast.FunctionDef) or not definition.name.startswith("test"):
        return False
    given = definition.args
    return not (given.posonlyargs or given.args or given.vararg or given.kwonlyargs or given.kwarg)


def _can_be_run(value: object) -> bool:
    """Is it a function that is run as a test?"""
    return inspect.isfunction(value) and not inspect.signature(value).parameters


def _is_assertion(node: ast.AST) -> bool:
    """Is it a call of what says that it asserts, as ``numpy.testing.assert_allclose`` does?"""
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return "assert" in name.lower()
