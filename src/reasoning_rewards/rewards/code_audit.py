"""Which rows have tests that no program can be judged by, and which show all of them in their prompt."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reasoning_rewards.engine.sandbox.asserts import are_any
from reasoning_rewards.errors import SettingError
from reasoning_rewards.rewards.code_rows import BROKEN, EMPTY, RowTests, read_tests
from reasoning_rewards.text.messages import prompt_text
from reasoning_rewards.verdict import Decision, Rule, sentence

__all__ = ["CODE_AUDIT_RULES", "CodeAudit", "CodeFinding", "audit_tests"]

_SHOWN = Rule(
    "audit.shown",
    "the prompt shows every test that is run, so that a list of their answers passes; {count} of them",
)
CODE_AUDIT_RULES = (_SHOWN,)
_PRINTED = 20  # findings


@dataclass(frozen=True, slots=True)
class CodeFinding:
    """What is to be said about a row's tests: its row (or its line), its rule, and what was seen."""

    row: int
    rule: str
    facts: tuple[tuple[str, object], ...] = ()
    line: int | None = None

    def __str__(self) -> str:
        place = f"row {self.row}" if self.line is None else f"line {self.line}"
        return f"{place}  {self.rule}  {sentence(self.rule, self.facts)}"


@dataclass(frozen=True, slots=True)
class CodeAudit:
    """Every row whose tests are not simply fine.

    ``unusable``: tests that are missing or can't be read; their rows abstain.
    ``shown``: rows whose prompt shows every test.
    ``kinds``: how many rows have tests of which kind.
    """

    total: int
    unusable: tuple[CodeFinding, ...]
    shown: tuple[CodeFinding, ...]
    kinds: tuple[tuple[str, int], ...] = ()

    def __bool__(self) -> bool:
        return not (self.unusable or self.shown)

    def __str__(self) -> str:
        findings = (*self.unusable, *self.shown)
        lines = [f"{self.total} rows: {len(self.unusable)} unusable, {len(self.shown)} that show every test"]
        lines += [f"{count / self.total:7.1%}  {kind}" for kind, count in self.kinds]
        lines += map(str, findings[:_PRINTED])
        if len(findings) > _PRINTED:
            lines.append(f"... and {len(findings) - _PRINTED} more")
        return "\n".join(lines)


def audit_tests(
    tests: Iterable[object],
    *,
    prompts: Sequence[object] | None = None,
    entry_points: Sequence[object] | None = None,
    lines: Sequence[int] | None = None,
) -> CodeAudit:
    """Read the tests of every row as `CodeTests` would, and report those that are not simply fine; nothing is run.

    ``prompts``: one a row, texts or messages, to see whether they show every test.
    ``entry_points``: what a column of their own holds, one a row.
    ``lines``: the line of a file that each row comes from, if findings are to name it.

    >>> tests = [["assert f(1) == 2", "assert f(2) == 3"], "[]"]
    >>> print(audit_tests(tests, prompts=["Write f, so that: assert f(1) == 2; assert f(2) == 3", "Write g."]))
    2 rows: 1 unusable, 1 that show every test
      50.0%  asserts
      50.0%  tests.missing
    row 1  tests.missing  the row has no tests
    row 0  audit.shown  the prompt shows every test that is run, so that a list of their answers passes; 2 of them
    """
    if isinstance(tests, str | bytes | Mapping) or not isinstance(tests, Iterable):
        raise SettingError(f"tests={tests!r:.80}: expected a list with the tests of a row each")
    unusable, shown = [], []
    kinds: Counter[str] = Counter()
    total = 0
    for row, value in enumerate(tests):
        total += 1
        line = None if lines is None else lines[row]
        found = read_tests(value, None if entry_points is None else entry_points[row])
        if isinstance(found, RowTests) and found.kind == "asserts":
            found = _fault_of_code(found) or found
        if not isinstance(found, RowTests):
            kinds[found.rule] += 1
            unusable.append(CodeFinding(row, found.rule, found.facts, line))
            continue
        kinds[found.kind] += 1
        texts = _texts(found)
        if prompts is not None and texts and _are_in(texts, prompt_text(prompts[row])):
            shown.append(CodeFinding(row, _SHOWN, (("count", len(texts)),), line))
    return CodeAudit(total, tuple(unusable), tuple(shown), tuple(kinds.most_common()))


def _fault_of_code(tests: RowTests) -> Decision | None:
    """What can be seen of code without running it: is it Python, and does it test anything?"""
    try:
        statements = ast.parse(tests.code).body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return Decision(BROKEN, (("error", f"{type(error).__name__}: {error}"),))
    return None if are_any(statements, tests.entry_point) else Decision(EMPTY)


def _texts(tests: RowTests) -> list[tuple[str, ...]]:
    """What a prompt has to hold to show each test."""
    if tests.kind == "asserts":
        return [(line,) for line in tests.code.split("\n") if line.startswith("assert ")]
    return [
        (_written(given), _written(wanted)) for given, wanted in zip(tests.inputs, tests.outputs, strict=True)
    ]


def _written(value: object) -> str:
    if isinstance(value, list):  # arguments
        return ", ".join(map(repr, value))
    return value if isinstance(value, str) else repr(value)


def _are_in(texts: list[tuple[str, ...]], prompt: str) -> bool:
    squeezed = _squeezed(prompt)
    return all(_squeezed(part) in squeezed for parts in texts for part in parts)


def _squeezed(text: str) -> str:
    return "".join(text.split()).replace('"', "'")
