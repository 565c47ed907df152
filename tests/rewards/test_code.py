"""`CodeTests`: settings, what is refused when it is built, and what its rows' faults come to."""

from __future__ import annotations

import json
import warnings

import pytest

import reasoning_rewards as rr
from reasoning_rewards.cli.main import main
from reasoning_rewards.engine.outcome import Outcome
from reasoning_rewards.engine.sandbox import walls
from reasoning_rewards.notices import forget
from reasoning_rewards.rewards import code_box

ADD = {"type": "calls", "entry_point": "add", "inputs": [[1, 2], [3, 4]], "outputs": [3, 7]}
GOOD = "```python\ndef add(a, b):\n    return a + b\n```"


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ({"sandbox": "docker"}, "sandbox='docker': expected one of 'isolated', 'none' or a Remote"),
        ({"sandbox": None}, "sandbox=None: expected one of"),
        ({"partial": 1.0}, "partial=1.0: expected a number below 1"),
        ({"partial": -0.1}, "partial=-0.1"),
        ({"cpu": 0}, "cpu=0: expected a finite number above 0"),
        ({"cpu": 1e9}, "at most 60"),
        ({"max_tests": 0}, "max_tests=0"),
        ({"memory": 1}, "memory=1: expected a whole number of at least 64"),
        ({"packages": ("no_such_module",)}, "there is no module 'no_such_module' here; pip install"),
        ({"packages": ("os; import sys",)}, "a tuple of names of modules"),
        ({"compare": "words"}, "compare='words': expected one of"),
    ],
)
def test_settings_are_checked(settings, wanted):
    with pytest.raises(rr.SettingError, match=wanted):
        rr.CodeTests(**settings)


def test_where_no_wall_can_be_had_building_it_raises_and_nothing_less_is_taken(monkeypatch, capsys):
    monkeypatch.setattr(walls, "fault", lambda wall: "" if wall == "none" else "no such thing here")
    with pytest.raises(
        rr.SettingError, match=r"sandbox='isolated' can't be had here .*landlock: no such thing here.*doctor"
    ):
        rr.CodeTests()
    assert rr.CodeTests(sandbox="none")([GOOD], tests=[ADD]) == [1.0]
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "landlock  no: no such thing here" in said
    assert "sandbox='isolated'  no" in said


def test_the_doctor_finds_what_is_here(capsys):
    assert main(["doctor"]) == (0 if walls.kinds() else 1)
    assert "landlock  " in capsys.readouterr().out


def test_a_wall_that_does_not_hold_is_found_by_trying(monkeypatch):
    monkeypatch.setattr(walls, "enter", lambda wall, packages: None)
    monkeypatch.setattr(walls, "close", lambda wall, judge=False: None)
    assert walls.probe("landlock") == "they do not hold: a file could be read"


@pytest.mark.parametrize(
    ("status", "rule"),
    [
        ("died", "worker.died"), ("stalled", "worker.stalled"), ("unable", "worker.unable"), ("skipped", "worker.skipped"),
        ("cpu_spent", "code.cpu_spent"), ("memory_spent", "code.memory_spent"), ("failed", "code.failed"),
    ],
)  # fmt: skip
def test_what_could_not_be_judged_is_the_floor_under_its_rule(monkeypatch, status, rule):
    monkeypatch.setattr(code_box, "ask", lambda box, asked: [Outcome(status, detail="no luck")] * len(asked))
    forget()
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always", rr.RewardWarning)
        verdict = rr.CodeTests().explain(GOOD, tests=ADD)
    assert (verdict.score, verdict.rule) == (0.0, rule)
    assert bool(said) is rule.startswith("worker.")


def test_tests_that_are_too_long_are_told():
    row = {"type": "stdio", "inputs": ["x" * (7 << 20)], "outputs": [""]}
    assert rr.CodeTests().explain("```python\n```", tests=row).rule == "tests.too_long"
    assert rr.CodeTests().explain(f"```python\n{'#' * 100_001}\n```", tests=ADD).rule == "code.too_long"


class Array:
    """What tables give for lists: no sequence to Python, and nothing that can be asked whether it is empty."""

    def __init__(self, *items):
        self.items = items

    def tolist(self):
        return list(self.items)

    def __eq__(self, other):
        return Array()

    __hash__ = None

    def __bool__(self):
        raise ValueError("ambiguous")


@pytest.mark.parametrize(
    "tests",
    [
        Array("assert f(1) == 1", "assert f(2) == 2"),
        {"tests": Array("assert f(1) == 1")},
        {"type": "asserts", "code": Array("assert f(1) == 1")},
        {"type": "calls", "entry_point": "f", "inputs": Array(Array(1), Array(Array(2))), "outputs": Array(1, Array(2))},
        Array({"type": "function_call", "fn_name": "f", "input": Array(1), "output": Array(1)}),
        {"inputs": Array("1"), "outputs": Array("1"), "fn_name": None, "type": "stdio"},
    ],
)  # fmt: skip
def test_arrays_are_lists_at_any_depth(tests):
    assert (
        rr.CodeTests().explain("```python\ndef f(x):\n    return x\nprint(1)\n```", tests=tests).score == 1.0
    )


def held_in_itself():
    made: list[object] = []
    made.append(made)
    return made


@pytest.mark.parametrize("value", [held_in_itself(), {(1, 2): 3}, {1, "a"}, {1, 2}, b"x", object(), 1j])
@pytest.mark.parametrize("place", ["inputs", "outputs"])
def test_what_json_does_not_have_is_the_rows_fault_and_stops_no_run(value, place):
    row = {"type": "calls", "entry_point": "f", "inputs": [[1]], "outputs": [1]} | {place: [[value]]}
    verdicts = rr.CodeTests().verdicts([GOOD, GOOD], tests=[row, ADD])
    assert [(each.score, each.rule) for each in verdicts] == [(None, "tests.broken"), (1.0, "code.passed")]


def test_keys_that_are_no_texts_are_not_made_texts_for_a_program():
    row = {"type": "calls", "entry_point": "f", "inputs": [[{1: "a"}]], "outputs": ["a"]}
    text = "```python\ndef f(x):\n    return x[1]\n```"
    assert rr.CodeTests().explain(text, tests=row).rule == "tests.broken"
    row = {"type": "calls", "entry_point": "f", "inputs": [["a"]], "outputs": [{1: "a"}]}
    assert (
        rr.CodeTests().explain("```python\ndef f(x):\n    return {1: x}\n```", tests=row).rule
        == "code.passed"
    )


def test_the_limit_on_tests_takes_the_first_and_the_last():
    row = {
        "type": "calls",
        "entry_point": "f",
        "inputs": [[n] for n in range(50)],
        "outputs": list(range(50)),
    }
    text = "```python\ndef f(x):\n    return x if x != 7 else 8\n```"
    assert [rr.CodeTests(max_tests=most).explain(text, tests=row).score for most in (2, 50)] == [1.0, 0.0]
    assert dict(rr.CodeTests(max_tests=2).explain(text, tests=row).facts)["count"] == 2


def test_equal_programs_run_once(monkeypatch):
    asked = []
    monkeypatch.setattr(
        code_box, "ask", lambda box, each: asked.append(each) or [Outcome("failed")] * len(each)
    )
    reward = rr.CodeTests()
    reward([GOOD, GOOD], tests=[ADD, dict(ADD)])
    assert len(set(asked[0])) == 1


def test_the_tests_of_a_row_are_written_and_read_once_for_all_its_completions(monkeypatch):
    """Some are megabytes, and a group has many completions."""
    given = []
    monkeypatch.setattr(
        "reasoning_rewards.engine.workers.Pool.run",
        lambda pool, jobs: given.extend(jobs) or [Outcome("failed")] * len(jobs),
    )
    rr.CodeTests()([f"```python\nx = {number}\n```" for number in range(8)], tests=[json.dumps(ADD)] * 8)
    assert len({id(job.arguments[0]) for job in given[-8:]}) == 1


def test_right_beats_wrong():
    total = rr.presets.code()
    assert total.margin() == 0.8
    rr.testing.assert_ranks(
        total,
        [f"<think>so</think><answer>\n{GOOD}\n</answer>", GOOD, "<think>so</think><answer>no</answer>", "no"],
        tests=ADD,
    )


def test_the_audit_sees_code_that_is_none_and_code_that_tests_nothing():
    runner = "import unittest\nclass T(unittest.TestCase):\n    def test_a(self):\n        assert f(1) == 1"
    check = "def check(candidate):\n    assert candidate(1) == 1"
    tests = [
        ["assert f(1) == 1"],
        "assert (",
        runner,
        check,
        {"type": "asserts", "code": check, "entry_point": "f"},
    ]
    found = rr.audit_tests(tests)
    assert [(each.row, each.rule) for each in found.unusable] == [
        (1, "tests.broken"),
        (2, "tests.empty"),
        (3, "tests.empty"),
    ]
    judged = rr.CodeTests()(["```python\ndef f(x):\n    return x\n```"] * len(tests), tests=tests)
    assert judged == [1.0, None, None, None, 1.0]


def test_the_audit_names_what_is_unusable_and_what_is_shown(tmp_path, capsys):
    rows = [
        {"prompt": "add(1, 2) is 3, add(3, 4) is 7", "tests": ADD},
        {"prompt": "Add.", "tests": ADD},
        {"prompt": "Add.", "tests": {"inputs": [1], "outputs": []}},
    ]
    found = rr.audit_tests([row["tests"] for row in rows], prompts=[row["prompt"] for row in rows])
    assert ([each.row for each in found.unusable], [each.row for each in found.shown]) == ([2], [0])
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)))
    assert main(["audit-tests", str(file), "--tests", "tests", "--prompt", "prompt"]) == 1
    said = capsys.readouterr().out
    assert "3 rows: 1 unusable, 1 that show every test" in said
    assert "line 3  tests.broken" in said
