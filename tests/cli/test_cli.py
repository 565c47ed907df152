"""The command line: what it prints, what it writes, and how it ends."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from reasoning_rewards import clear_caches
from reasoning_rewards.cli.main import main

REWARD = """
from reasoning_rewards import Brevity, Correctness, Format, LengthPenalty, linear, reward

solved = Correctness(gold_column="solution")
total = (solved + 0.2 * Format()).requires(solved).named("total")
short = (solved + 0.1 * Brevity(limit=9)).named("short")
annealed = total.anneal(linear(1, 0)).named("annealed")
gated = solved + 0.1 * Brevity(limit=9, unit="words").only_if(solved)
nothing = 3


@reward(bounds=(0.0, 1.0))
def inverse(completion: str, weight: float = 1.0):
    return weight / len(completion)
"""
GOOD = {"id": 1, "completion": "<think>6·7</think><answer>42</answer>", "solution": "42"}
WRONG = {"id": 2, "completion": [{"role": "assistant", "content": "#### 41"}], "solution": "42"}


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [*sys.path])  # the command line adds the folder of a module it is given
    (tmp_path / "my_rewards.py").write_text(REWARD)
    lines = [json.dumps(GOOD), "", "{not json", json.dumps(WRONG), json.dumps({"completion": "x"}), "[1]"]
    (tmp_path / "runs.jsonl").write_text("\n".join(lines) + "\n")
    yield tmp_path
    sys.modules.pop("my_rewards", None)


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


def test_a_reward_that_is_a_summand_and_a_gate_is_counted_once(home, capsys):
    main(["score", str(home / "runs.jsonl"), "--reward", f"{home}/my_rewards.py:gated"])
    said = capsys.readouterr().err
    assert (
        said.count("50.0%  correctness  number.same") == said.count("50.0%  correctness  number.differs") == 1
    )


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
    assert "line 2  gold.missing" in said
    assert main(["audit", str(home / "runs.jsonl"), "--gold", "solution"]) == 1
    assert "line 3: not JSON" in capsys.readouterr().err
    golds.write_text('{"answer": "42"}\n')
    assert main(["audit", str(golds)]) == 0


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("total", "expected file.py:name, module:name, preset:name or an expression"),
        ("absent.py:total", "there is no such file"),
        ("no_such_module_here:total", "No module named"),
        ("{home}/faulty.py:total", "ModuleNotFoundError: No module named 'not_there'"),
        ("{home}/unwritten.py:total", "SyntaxError: "),
        (
            "{home}/my_rewards.py:LengthPenalty",
            "LengthPenalty: max_length is not given; write LengthPenalty(max_length=..., soft_cache=...)",
        ),
        (
            "{home}/my_rewards.py:nothing",
            "has no reward called nothing (it has: annealed, gated, inverse, short, solved, total)",
        ),
    ],
)
def test_a_reward_that_can_not_be_loaded_says_why(home, where, says, capsys):
    (home / "faulty.py").write_text("import not_there")
    (home / "unwritten.py").write_text("def total(:")
    assert main(["describe", where.format(home=home)]) == 2
    assert says in capsys.readouterr().err


def test_a_missing_file_is_named(home, capsys):
    assert main(["score", str(home / "absent.jsonl"), "--reward", "reasoning_rewards:Format"]) == 2
    assert "absent.jsonl" in capsys.readouterr().err


def test_the_exit_codes_are_documented(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "exit codes:" in capsys.readouterr().out


def test_read_shows_the_road_of_an_answer(capsys):
    assert main(["read", "1,5"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "  or      Number(3/2)"
    assert main(["read", "1/0", "--gold", "5"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith("read '1/0'; it has no value: division by zero")
    assert main(["read", "--json", "--gold", "1", "--", "-x"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["answer"]["tree"], found["same"], found["rule"]) == ("-x", False, "algebra.differs")
    assert found["path"][-1] == {"depth": 1, "tried": "=", "said": "algebra.differs"}


def test_the_example_in_the_help_of_read_is_a_command(capsys):
    with pytest.raises(SystemExit):
        main(["read", "--help"])
    example = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("  $ "))
    assert main(shlex.split(example)[2:]) == 0


def test_the_road_shown_in_the_documentation_is_the_one_that_is_printed(capsys):
    page = (Path(__file__).parents[2] / "docs" / "answers.md").read_text("utf-8")
    command, _, printed = page.partition("$ reasoning-rewards read ")[2].partition("```")[0].partition("\n")
    assert main(["read", *shlex.split(command)]) == 0
    assert capsys.readouterr().out == printed


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
    assert main(["attack", "preset:math"]) == 0
    assert "no exploit among" in capsys.readouterr().out
    assert main(["attack", f"{home}/naive.py:contains", "--gold", "7", "--prompt", "3 + 4?"]) == 1
    said = capsys.readouterr().out
    assert "an honest right answer earns 1, an honest wrong one 0" in said
    assert "hedging-01" in said
    assert "echo-01" in said
    assert main(["attack", "reasoning_rewards:Format"]) == 2
    assert "so there is nothing to exploit" in capsys.readouterr().err
    assert main(["attack", f"{home}/my_rewards.py:total", "--set", "oops"]) == 2


def scored(home, capsys, lines, reward="total"):
    """Exit code, scored rows and complaints for these lines."""
    path = home / "lines.jsonl"
    path.write_bytes(
        b"".join(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines)
    )
    code = main(["score", str(path), "--reward", f"{home}/my_rewards.py:{reward}"])
    said = capsys.readouterr()
    return code, [json.loads(line) for line in said.out.splitlines()], said.err


def test_what_no_encoding_has_is_written_as_json_spells_it(home, capsys):
    code, rows, _ = scored(home, capsys, [{**GOOD, "note": "\ud800 🙂 é"}])
    assert (code, rows[0]["note"]) == (0, "\ud800 🙂 é")
    out = home / "out.jsonl"
    arguments = [
        "score",
        str(home / "lines.jsonl"),
        "--reward",
        f"{home}/my_rewards.py:total",
        "--out",
        str(out),
    ]
    assert main(arguments) == 0
    assert json.loads(out.read_text())["note"] == "\ud800 🙂 é"


def test_a_byte_order_mark_is_passed_over_and_broken_bytes_are_a_bad_line(home, capsys):
    code, rows, err = scored(
        home,
        capsys,
        [b"\xef\xbb\xbf" + json.dumps(GOOD).encode() + b"\r\n", b'{"completion": "\xff"}\n', WRONG],
    )
    assert (code, [row["id"] for row in rows]) == (1, [1, 2])
    assert "line 2: not JSON: 'utf-8' codec can't decode" in err


def test_fields_may_have_any_name(home, capsys):
    row = {**GOOD, "self": 1, "completions": 2, "prompts": 3, "progress": "x"}
    code, rows, _ = scored(home, capsys, [row])
    assert (code, rows[0]["reward"]["score"]) == (0, 1.2)


def test_a_field_the_trainer_would_pass_is_asked_of_every_line(home, capsys):
    lines = [{**GOOD, "completion_ids": [1]}, GOOD, {**GOOD, "completion_ids": 3}]
    code, rows, err = scored(home, capsys, lines, "short")
    assert (code, len(rows)) == (1, 1)
    assert "line 2: no field 'completion_ids'" in err
    assert "line 3: completion_ids is not a list of token ids" in err


def test_a_row_that_a_reward_fails_on_is_a_bad_line_and_the_rest_goes_on(home, capsys):
    lines = [{"completion": "ab"}, b"\n", {"completion": ""}, {"completion": "abcd"}]
    code, rows, err = scored(home, capsys, lines, "inverse")
    assert (code, [row["reward"]["score"] for row in rows]) == (1, [0.5, 0.25])
    assert "inverse, line 3: ZeroDivisionError" in err


def test_a_field_that_some_lines_lack_is_there_for_those_that_have_it(home, capsys):
    _, rows, _ = scored(home, capsys, [{"completion": "ab", "weight": 0.5}, {"completion": "ab"}], "inverse")
    assert [row["reward"]["score"] for row in rows] == [0.25, 0.5]


@pytest.mark.parametrize(
    ("out", "says"), [("absent/out.jsonl", "absent: No such file"), (".", ": Is a directory")]
)
def test_an_output_that_can_not_be_is_refused_before_anything_is_scored(home, out, says, capsys):
    where = ["--reward", f"{home}/my_rewards.py:total", "--out", str(home / out)]
    assert main(["score", str(home / "runs.jsonl"), *where]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert "line 3" not in said


@pytest.mark.skipif(os.name == "nt", reason="permissions are POSIX's")
def test_the_output_has_the_permissions_of_any_new_file(home, capsys):
    out, other = home / "out.jsonl", home / "other"
    other.touch()
    main(["score", str(home / "runs.jsonl"), "--reward", f"{home}/my_rewards.py:total", "--out", str(out)])
    assert out.stat().st_mode == other.stat().st_mode


def test_warnings_are_lines_without_a_place_in_the_source(home, capsys):
    clear_caches()
    _, _, err = scored(home, capsys, [{**GOOD, "solution": None}])
    assert "warning: correctness_gold_solution: 1 gold of this batch" in err
    assert "warn_once" not in err


def test_standard_input_is_a_file(home):
    command = [sys.executable, "-m", "reasoning_rewards", "score", "-", "--reward", "my_rewards:total"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=home, **pipes) as process:
        out, _ = process.communicate(json.dumps(GOOD).encode())
    assert (process.returncode, json.loads(out)["reward"]["score"]) == (0, 1.2)


def test_an_interrupt_ends_with_its_exit_code_and_no_traceback(home, monkeypatch, capsys):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("reasoning_rewards.files.scoring.judge_good_rows", interrupted)
    out = home / "out.jsonl"
    arguments = [
        "score",
        str(home / "runs.jsonl"),
        "--reward",
        f"{home}/my_rewards.py:total",
        "--out",
        str(out),
    ]
    assert main(arguments) == 130
    assert "interrupted" in capsys.readouterr().err
    assert not out.exists()


# ── functions that a trainer would call ──


def test_a_function_of_somebody_else_is_taken_by_its_place(tmp_path, capsys):
    (tmp_path / "theirs.py").write_text(
        "def long(completions, **columns): return [float(len(c)) for c in completions]\n"
    )
    where = f"{tmp_path}/theirs.py:long"
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"completion": "four"}\n')
    assert main(["score", str(rows), "--reward", where]) == 2
    assert f"write --reward \"from_function('{where}', bounds=(low, high))\"" in capsys.readouterr().err
    assert main(["score", str(rows), "--reward", f"0.5 * from_function('{where}', bounds=(0, 9))"]) == 0
    assert json.loads(capsys.readouterr().out)["reward"]["score"] == 2.0
    assert (
        main(["score", str(rows), "--reward", f"from_function('{tmp_path}/theirs.py:no', bounds=(0, 9))"])
        == 2
    )
    assert "there is no function of this name" in capsys.readouterr().err
