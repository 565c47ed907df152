"""The command line: what it prints, what it writes, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from reasoning_rewards.cli.main import main

REWARD = """
from reasoning_rewards import Correctness, Format, linear, reward

solved = Correctness(gold_column="solution")
total = (solved + 0.2 * Format()).requires(solved).named("total")
annealed = total.anneal(linear(1, 0)).named("annealed")
nothing = 3
"""
GOOD = {"id": 1, "completion": "<think>6·7</think><answer>42</answer>", "solution": "42"}
WRONG = {"id": 2, "completion": [{"role": "assistant", "content": "#### 41"}], "solution": "42"}


@pytest.fixture
def home(tmp_path):
    (tmp_path / "my_rewards.py").write_text(REWARD)
    lines = [json.dumps(GOOD), "", "{not json", json.dumps(WRONG), json.dumps({"completion": "x"}), "[1]"]
    (tmp_path / "runs.jsonl").write_text("\n".join(lines) + "\n")
    return tmp_path


def test_score_writes_every_good_line_and_names_every_bad_one(home, capsys):
    out = home / "scored.jsonl"
    code = main(
        ["score", str(home / "runs.jsonl"), "--reward", f"{home}/my_rewards.py:total", "--out", str(out)]
    )
    said = capsys.readouterr()
    assert code == 1
    assert said.out == ""
    assert "line 3: not JSON" in said.err
    assert "line 5: no field 'solution'" in said.err
    assert "line 6: a JSON list, where an object was expected" in said.err
    assert "total: 2 rows, mean 0.6000, 0 abstained, 3 bad lines" in said.err
    scored = [json.loads(line) for line in out.read_text().splitlines()]
    assert [row["id"] for row in scored] == [1, 2]
    assert scored[0]["reward"]["score"] == 1.2
    assert scored[1]["reward"]["parts"][0] == {
        "name": "correctness",
        "score": 0.0,
        "rule": "number.differs",
        "facts": {"read": "41", "gold": "42"},
    }
    assert sorted(path.name for path in home.iterdir() if path.is_file()) == [
        "my_rewards.py",
        "runs.jsonl",
        "scored.jsonl",
    ]


def test_an_output_that_is_never_whole_never_appears(home, capsys):
    out = home / "scored.jsonl"
    arguments = [
        "score",
        str(home / "runs.jsonl"),
        "--reward",
        f"{home}/my_rewards.py:annealed",
        "--out",
        str(out),
    ]
    assert main(arguments) == 2
    assert "pass progress=" in capsys.readouterr().err
    assert [path.name for path in home.iterdir() if "scored" in path.name] == []
    assert main([*arguments, "--progress", "0.5"]) == 1
    assert json.loads(out.read_text().splitlines()[0])["reward"]["score"] == 0.6


def test_score_goes_to_standard_output_without_out(home, capsys):
    main(["score", str(home / "runs.jsonl"), "--reward", f"{home}/my_rewards.py:total"])
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_explain_prints_the_tree_of_one_line(home, capsys):
    arguments = ["explain", str(home / "runs.jsonl"), "--reward", f"{home}/my_rewards.py:total", "--row"]
    assert main([*arguments, "4"]) == 0
    assert "number.differs   different numbers; read '41', gold '42'" in capsys.readouterr().out
    assert main([*arguments, "3"]) == 1
    assert main([*arguments, "99"]) == 2
    assert "has no such line" in capsys.readouterr().err


def test_describe_prints_margin_and_advantages(home, capsys):
    assert main(["describe", f"{home}/my_rewards.py:total"]) == 0
    said = capsys.readouterr().out
    assert "margin   0.8" in said
    assert "advantages in a group of 8" in said


def test_audit_names_the_golds_that_can_not_be_used(home, capsys):
    golds = home / "golds.jsonl"
    golds.write_text("".join(json.dumps({"solution": gold}) + "\n" for gold in ("42", "N/A", "\\frac{1")))
    assert main(["audit", str(golds), "--gold", "solution"]) == 1
    said = capsys.readouterr().out
    assert "3 golds: 2 unusable" in said
    assert "row 1  gold.missing" in said
    assert main(["audit", str(home / "runs.jsonl"), "--gold", "solution"]) == 1
    assert "line 3: not JSON" in capsys.readouterr().err
    golds.write_text('{"answer": "42"}\n')
    assert main(["audit", str(golds)]) == 0


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("total", "expected file.py:name or module:name"),
        ("absent.py:total", "there is no such file"),
        ("no_such_module_here:total", "No module named"),
        ("{home}/my_rewards.py:nothing", "has no reward called nothing (it has: annealed, solved, total)"),
    ],
)
def test_a_reward_that_can_not_be_loaded_says_why(home, where, says, capsys):
    assert main(["describe", where.format(home=home)]) == 2
    assert says in capsys.readouterr().err


def test_a_missing_file_is_named(home, capsys):
    assert main(["score", str(home / "absent.jsonl"), "--reward", "reasoning_rewards:Format"]) == 2
    assert "absent.jsonl" in capsys.readouterr().err


def test_the_exit_codes_are_documented(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "exit codes:" in capsys.readouterr().out


def test_it_runs_as_a_command_and_survives_a_closed_pipe(home):
    many = home / "many.jsonl"
    many.write_text((json.dumps(GOOD) + "\n") * 5_000)
    command = [sys.executable, "-m", "reasoning_rewards", "score", str(many), "--reward", "my_rewards:total"]
    with subprocess.Popen(
        command, cwd=home, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ}, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith('{"id": 1')
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""
        assert process.wait() == 0


def test_attack_reports_exploits_and_exits_with_one(home, capsys):
    (home / "naive.py").write_text(
        "def contains(completions, answer, **kwargs):\n"
        "    return [float(gold in text) for text, gold in zip(completions, answer)]\n"
    )
    assert main(["attack", f"{home}/my_rewards.py:total"]) == 0
    assert "no exploit among" in capsys.readouterr().out
    assert main(["attack", f"{home}/naive.py:contains", "--gold", "7", "--prompt", "3 + 4?"]) == 1
    said = capsys.readouterr().out
    assert "an honest right answer earns 1, an honest wrong one 0" in said
    assert "hedging-01" in said
    assert "echo-01" in said
    assert main(["attack", "reasoning_rewards:Format"]) == 2
    assert "so there is nothing to exploit" in capsys.readouterr().err
    assert main(["attack", f"{home}/my_rewards.py:total", "--set", "oops"]) == 2
