"""``score --out FILE.parquet``: the verdicts of JSON lines as columns, whatever comes in and however the run ends."""

from __future__ import annotations

import datetime
import decimal
import json
import os
import signal
import subprocess
import sys
import time

import pytest

from reasoning_rewards.cli.main import main
from reasoning_rewards.files.scored import scored_rows
from tests.cli.test_output import POSIX, files

pa = pytest.importorskip("pyarrow", reason="pyarrow is in the extra [files]")
pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is in the extra [files]")

REWARD = """
import time
from reasoning_rewards import Correctness, Diversity, Format, reward

total = (Correctness() + 0.2 * Format()).requires(Correctness()).named("total")
strict = Correctness(golds="all")
diverse = Diversity(by=Correctness())


@reward(bounds=(0.0, 1.0))
def slow(completion: str):
    time.sleep(0.001)
    return 1.0


@reward(bounds=(0.0, 1.0))
def picky(completion: str, scale: float = 1.0):
    return scale / len(completion)
"""


def row(number):
    right = number % 3 == 0
    return {
        "id": number,
        "prompt": f"problem {number // 4}",
        "completion": f"<think>{number}</think><answer>{number if right else 'é'}</answer>",
        "answer": None if number % 50 == 7 else str(number),
    }


ROWS = [row(number) for number in range(2_000)]
ADDED = ["reward", "reward_rule", "reward_correctness", "reward_format", "reward_reason"]


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("reasoning_rewards.files.tables.PART", 300)
    monkeypatch.setattr("reasoning_rewards.files.parquet._ROWS", 700)
    (tmp_path / "rewards.py").write_text(REWARD)
    write_lines("rows.jsonl", ROWS)
    pq.write_table(pa.Table.from_pylist(ROWS), "rows.parquet", row_group_size=450)
    yield tmp_path
    sys.modules.pop("rewards", None)


def write_lines(name, rows):
    with open(name, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def score(file, out, *more, reward="total"):
    return main(["score", str(file), "--reward", f"rewards.py:{reward}", "--out", str(out), *more])


def as_lines(file, reward="total", *more):
    """Score, rule of the decider and components of each row, by way of JSON lines."""
    assert score(file, "as_lines.jsonl", *more, reward=reward) in (0, 1)
    return [(row.values["id"], row.verdict["score"], row.rule) for row in scored_rows(["as_lines.jsonl"])]


def in_columns(out):
    found = pq.read_table(out).to_pylist()
    return [(row["id"], row["reward"], row["reward_rule"]) for row in found]


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("file", ["rows.parquet", "rows.jsonl"])
def test_the_verdicts_are_those_of_json_lines(home, file, jobs):
    assert score(file, "out.parquet", "--jobs", jobs) == 0
    found = pq.read_table("out.parquet")
    assert found.column_names == [*ROWS[0], *ADDED]
    assert in_columns("out.parquet") == as_lines(file)
    assert found.select(list(ROWS[0])).to_pylist() == ROWS
    assert found["reward_reason"][1].as_py().endswith("; read 'é', gold '1'")
    assert files(home) == ["as_lines.jsonl", "out.parquet", "rows.jsonl", "rows.parquet"]
    assert pq.ParquetFile("out.parquet").num_row_groups == 3


def test_columns_that_are_not_read_pass_untouched_whatever_they_hold(home):
    rows = pa.table(
        {
            "id": pa.array([1, None, 3], pa.int8()),
            "completion": [[{"role": "assistant", "content": f"#### {n}"}] for n in (4, 5, 6)],
            "answer": pa.array(["4", "4", "6"]).dictionary_encode(),
            "when": pa.array([datetime.datetime(2026, 1, 1)] * 3, pa.timestamp("ns", "UTC")),
            "price": pa.array([decimal.Decimal("1.10")] * 3),
            "image": pa.array([b"\xff\x00"] * 3, pa.large_binary()),
            "nested": [{"a": [1, None], "b": "é"}] * 3,
            "nothing": pa.nulls(3),
        }
    ).replace_schema_metadata({"made": "elsewhere"})
    pq.write_table(rows, "odd.parquet")
    before = pq.read_table("odd.parquet")
    assert score("odd.parquet", "out.parquet", reward="strict") == 0
    found = pq.read_table("out.parquet")
    assert found["reward"].to_pylist() == [1.0, 0.0, 1.0]
    for name in set(before.column_names) - {"nothing"}:
        assert found[name].equals(before[name]) and found[name].type == before[name].type, name
    assert found["nothing"].null_count == 3 and found.schema.metadata[b"made"] == b"elsewhere"


def test_other_libraries_read_it_as_it_is_and_as_it_was_left(home):
    assert score("rows.parquet", "out.parquet") == 0
    for library in ("polars", "pandas"):
        frames = pytest.importorskip(library, reason="the data frame libraries are no dependency")
        found = frames.read_parquet("out.parquet")
        assert list(found["id"]) == [row["id"] for row in ROWS] and found["reward"].mean() > 0


def test_rows_that_can_not_be_scored_are_named_and_left_out(home, capsys):
    rows = [{"id": n, "completion": "x" * (n % 9 + 1), "scale": 0.5} for n in range(700)]
    rows[3]["completion"], rows[650]["completion"] = None, ""
    for file in ("bad.parquet", "bad.jsonl"):
        write_lines(file, rows) if file.endswith("l") else pq.write_table(pa.Table.from_pylist(rows), file)
        assert score(file, "out.parquet", reward="picky") == 1
        said = capsys.readouterr().err
        assert "line 4: " in said and "picky, line 651: ZeroDivisionError" in said
        assert [row[0] for row in in_columns("out.parquet")] == [n for n in range(700) if n not in (3, 650)]
        assert in_columns("out.parquet") == as_lines(file, "picky")
        capsys.readouterr()


@pytest.mark.parametrize("file", ["rows.parquet", "rows.jsonl"])
def test_a_group_is_never_cut(home, file, capsys):
    assert score(file, "out.parquet", reward="diverse") == 0
    assert [each[:2] for each in in_columns("out.parquet")] == [
        each[:2] for each in as_lines(file, "diverse")
    ]
    assert "sizes from" not in capsys.readouterr().err


def test_two_rewards_stand_side_by_side_and_are_compared(home, capsys):
    assert score("rows.parquet", "once.parquet") == 0
    assert score("once.parquet", "twice.parquet", reward="strict") == 2
    assert "a field 'reward' already" in capsys.readouterr().err
    assert score("once.parquet", "twice.parquet", "--as", "reward_strict", reward="strict") == 0
    found = list(scored_rows(["twice.parquet"]))
    assert [part["name"] for part in found[0].verdict["parts"]] == ["correctness", "format"]
    assert found[1].rule == "kind.differs" and found[1].component("format")["score"] == 1.0
    assert next(scored_rows(["twice.parquet"], "reward_strict")).verdict.keys().isdisjoint({"parts"})
    capsys.readouterr()
    assert main(["passrate", "twice.parquet", "--component", "correctness"]) == 0
    said = capsys.readouterr().out
    assert score("rows.jsonl", "lines.jsonl") == 0
    capsys.readouterr()
    assert main(["passrate", "lines.jsonl", "--component", "correctness"]) == 0
    assert capsys.readouterr().out == said
    assert main(["diff", "lines.jsonl", "once.parquet"]) == 0


@POSIX
@pytest.mark.parametrize("file", ["many.parquet", "many.jsonl"])
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (getattr(signal, "SIGKILL", 9), -9)]
)
def test_a_run_that_is_ended_leaves_what_was_finished_and_is_gone_on_with(home, file, number, code):
    rows = [row(n) for n in range(3_000)]
    write_lines(file, rows) if file.endswith("l") else pq.write_table(pa.Table.from_pylist(rows), file)
    (home / "out.parquet").write_text("as it was")
    (home / "small.py").write_text(
        "import sys\nfrom reasoning_rewards.files import parquet\nparquet._ROWS = 600\n"
        "from reasoning_rewards.files import tables\ntables.PART = 200\n"
        "from reasoning_rewards.cli.main import main\nsys.exit(main())\n"
    )
    arguments = ["score", file, "--reward", "rewards.py:slow", "--out", "out.parquet"]
    command = [sys.executable, "small.py", *arguments]
    ended = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=_listening)
    while not (home / "out.parquet.partial.json").exists():
        assert ended.poll() is None, ended.stderr.read()
        time.sleep(0.01)
    ended.send_signal(number)
    said = ended.communicate()[1]
    assert ended.returncode == code and "Traceback" not in said
    assert (home / "out.parquet").read_text() == "as it was"
    if code != -9:  # what could end the file has done so
        assert "the same command with --resume goes on from there" in said
        left = pq.read_table("out.parquet.partial")
        assert 0 < len(left) < 3_000 and left["id"].to_pylist() == list(range(len(left)))
    for half in ("000777.parquet", ".unfinished"):  # as a crash would leave it
        (home / "out.parquet.partial" / half).write_bytes(b"PAR1 half a table")
    again = subprocess.run([*command, "--resume"], stderr=subprocess.PIPE, text=True, check=False)
    assert again.returncode == 0 and "slow: 3000 rows, mean" in again.stderr
    assert pq.read_table("out.parquet").select(list(rows[0])).to_pylist() == rows
    assert not list(home.glob("*.partial*"))


def _listening():
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@POSIX
@pytest.mark.parametrize(("limit", "kept"), [(100_000, 0), (1_000_000, 6_000)], ids=["first table", "whole"])
def test_a_full_disk_leaves_what_was_finished(home, limit, kept):
    """A limit on a file's size is refused as a full disk is."""
    rows = [{**row(n), "noise": os.urandom(200).hex()} for n in range(6_000)]
    write_lines("many.jsonl", rows)
    (home / "small.py").write_text(
        "import resource, signal, sys\nfrom reasoning_rewards.files import parquet\nparquet._ROWS = 1_024\n"
        "from reasoning_rewards.files import tables\ntables.PART = 1_024\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "if sys.argv[-1].isdigit(): resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop()), resource.RLIM_INFINITY))\n"
        "from reasoning_rewards.cli.main import main\nsys.exit(main())\n"
    )
    arguments = ["score", "many.jsonl", "--reward", "rewards.py:total", "--out", "out.parquet"]
    command = [sys.executable, "small.py", *arguments]
    full = subprocess.run([*command, str(limit)], stderr=subprocess.PIPE, text=True, check=False)
    assert full.returncode == 2, full.stderr
    assert "File too large" in full.stderr, full.stderr
    left = home / "out.parquet.partial"
    assert (len(pq.read_table(left)) if left.exists() else 0) == kept
    again = subprocess.run([*command, "--resume"], stderr=subprocess.PIPE, text=True, check=False)
    assert again.returncode == 0, again.stderr
    assert pq.read_table("out.parquet").select(list(rows[0])).to_pylist() == rows


def test_resuming_with_another_reward_is_refused(home, capsys):
    (home / "out.parquet.partial").mkdir()
    (home / "out.parquet.partial.json").write_text(json.dumps({"made_by": {"reward": "Format()"}}))
    assert score("rows.parquet", "out.parquet", "--resume") == 2
    assert "was made with another reward" in capsys.readouterr().err


def test_fields_that_do_not_fit_one_column_are_said_and_what_is_rare_is_kept(home, capsys):
    base = {"completion": "#### 1", "answer": "1"}
    sparse = [{**base, "id": n, **({"note": {"a": n}} if n in (5, 600) else {})} for n in range(650)]
    write_lines("sparse.jsonl", sparse)
    assert score("sparse.jsonl", "out.parquet", reward="strict") == 0
    assert [row["id"] for row in pq.read_table("out.parquet").to_pylist() if row["note"]] == [5, 600]
    capsys.readouterr()
    write_lines("mixed.jsonl", [{**base, "id": 1}, {**base, "id": "one"}])
    assert score("mixed.jsonl", "out.parquet", reward="strict") == 2
    assert "lines 1 to 2: the field 'id' does not fit one column" in capsys.readouterr().err
    write_lines("late.jsonl", [{**base, "id": n} for n in range(900)] + [{**base, "id": 1.5}] * 300)
    assert score("late.jsonl", "late.parquet", reward="strict") == 2
    assert "'id' is double here and int64 in the rows before" in capsys.readouterr().err
    assert len(pq.read_table("late.parquet.partial")) == 900


def test_what_no_encoding_has_is_spelt_out(home):
    write_lines(
        "odd.jsonl", [{"id": 1, "completion": "\ud800 #### \ud801", "answer": "4", "deep": ["\udfff"]}]
    )
    assert score("odd.jsonl", "out.parquet", reward="strict") == 0
    (found,) = pq.read_table("out.parquet").to_pylist()
    assert found["completion"] == "\\ud800 #### \\ud801" and found["deep"] == ["\\udfff"]


@pytest.mark.parametrize("file", ["none.parquet", "none.jsonl"])
def test_no_row_is_a_table_without_rows(home, file):
    write_lines(file, []) if file.endswith("l") else pq.write_table(
        pa.Table.from_pylist(ROWS[:1]).slice(0, 0), file
    )
    assert score(file, "out.parquet") == 0
    found = pq.read_table("out.parquet")
    assert len(found) == 0 and found.column_names[-5:] == ADDED


@POSIX
def test_what_can_not_be_a_table_is_refused(home, capsys):
    os.mkfifo("pipe.parquet")
    for out, says in (
        ("pipe.parquet", "can't be written to a pipe or a device"),
        ("x.csv", "name it .jsonl or .parquet"),
    ):
        assert score("rows.jsonl", out) == 2
        assert says in capsys.readouterr().err


def test_the_memory_of_a_run_does_not_grow_with_the_file(home):
    """The peak of a run over ten times the rows is the same, but for the footer."""
    peaks = []
    for times in (1, 10):
        table = pa.table(
            {"completion": [f"{'x' * 900}#### {n}" for n in range(9_000)], "answer": ["4"] * 9_000}
        )
        with pq.ParquetWriter("many.parquet", table.schema) as writer:
            for _ in range(3 * times):
                writer.write_table(table)
        code = (
            "import resource, sys; from reasoning_rewards.files import parquet; parquet._ROWS = 20_000\n"
            "from reasoning_rewards.cli.main import main; code = main()\n"
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss); sys.exit(code)"
        )
        arguments = ["score", "many.parquet", "--reward", "rewards.py:strict", "--out", "out.parquet"]
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
        )
        peaks.append(int(done.stdout))
    assert peaks[1] < 1.25 * peaks[0], peaks
