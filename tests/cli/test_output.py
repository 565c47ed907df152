"""What ``--out`` may name, what becomes of it however the run ends, and the line numbers that messages give."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from reasoning_rewards import clear_caches
from reasoning_rewards.cli.main import main

REWARD = """
import time
from pathlib import Path
from reasoning_rewards import Correctness, route, reward

solved = Correctness(gold_column="gold")
routed = route(column="task", math=solved, other=Correctness(gold_column="truth"))


@reward(bounds=(0.0, 1.0))
def slow(completion: str):
    if Path("slowly").exists():
        time.sleep(0.002)
    return 1.0


@reward(bounds=(0.0, 1.0))
def picky(completion: str):
    return 1.0 / len(completion)
"""
GOOD = {"completion": "#### 42", "gold": "42", "task": "math", "truth": "42"}
POSIX = pytest.mark.skipif(os.name == "nt", reason="pipes, devices and signals are POSIX's")


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [*sys.path])  # the command line adds the folder of a module it is given
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rewards.py").write_text(REWARD)
    write(tmp_path / "runs.jsonl", [GOOD] * 3)
    clear_caches()
    yield tmp_path
    sys.modules.pop("rewards", None)


def write(path, rows):
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows))


def score(out, file="runs.jsonl", reward="solved"):
    return main(["score", str(file), "--reward", f"rewards.py:{reward}", "--out", str(out)])


def started(*arguments, **pipes):
    command = [sys.executable, "-m", "reasoning_rewards", *arguments]
    return subprocess.Popen(command, text=True, preexec_fn=None if os.name == "nt" else _listening, **pipes)


def _listening():
    """A shell's background job ignores interrupts, and nohup's a hang-up; so would all that they start."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def files(home):
    return sorted(path.name for path in home.iterdir() if path.is_file() and path.name != "rewards.py")


@POSIX
def test_a_device_is_written_to_and_stays_a_device(home, capsys):
    node = os.stat("/dev/null").st_mode
    assert score("/dev/null") == 0
    assert os.stat("/dev/null").st_mode == node
    if os.path.exists("/dev/full"):
        assert score("/dev/full") == 2
        assert "No space left on device" in capsys.readouterr().err
        assert not os.path.isfile("/dev/full")


@POSIX
def test_a_pipe_is_written_to_and_stays_a_pipe(home):
    pipe = home / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)  # what is written is less than a pipe holds
    try:
        with started("score", "runs.jsonl", "--reward", "rewards.py:solved", "--out", "pipe") as process:
            assert process.wait() == 0
        lines = os.read(reader, 1 << 16).splitlines()
    finally:
        os.close(reader)
    assert (len(lines), pipe.is_fifo()) == (3, True)


@POSIX
def test_a_link_stays_and_what_it_points_to_is_written(home):
    (home / "folder").mkdir()
    (home / "link").symlink_to(home / "folder" / "scored.jsonl")
    for _ in range(2):  # at first it leads nowhere
        assert score("link") == 0
        assert (home / "link").is_symlink()
        assert len((home / "folder" / "scored.jsonl").read_text().splitlines()) == 3
    assert [path.name for path in (home / "folder").iterdir()] == ["scored.jsonl"]


@POSIX
@pytest.mark.parametrize("alias", ["runs.jsonl", "./runs.jsonl", "soft", "hard"])
def test_the_file_that_is_read_is_not_written(home, alias, capsys):
    (home / "soft").symlink_to("runs.jsonl")
    os.link(home / "runs.jsonl", home / "hard")
    before = (home / "runs.jsonl").read_text()
    assert score(alias) == 2
    assert "is the file that is read; name another one" in capsys.readouterr().err
    assert (home / "runs.jsonl").read_text() == before


@POSIX
def test_a_socket_is_refused(home, capsys):
    import socket

    with socket.socket(socket.AF_UNIX) as made:
        made.bind("socket")
        assert score("socket") == 2
    assert "expected a file, a pipe or a character device" in capsys.readouterr().err


@POSIX
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (getattr(signal, "SIGHUP", 1), 129)]
)
def test_a_run_that_is_ended_leaves_what_was_finished_and_is_gone_on_with(home, number, code):
    write(home / "many.jsonl", [{**GOOD, "id": row} for row in range(5_000)])
    (home / "out.jsonl").write_text("as it was")
    (
        home / "slowly"
    ).touch()  # what is scored after the first part takes seconds, so the run is ended in its midst
    command = ("score", "many.jsonl", "--reward", "rewards.py:slow", "--out", "out.jsonl")
    process = started(*command, stderr=subprocess.PIPE)
    while not (home / "out.jsonl.partial.json").exists():
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(number)
    said = process.communicate()[1]
    assert process.returncode == code
    assert "Traceback" not in said and "the same command with --resume goes on from there" in said
    partial = (home / "out.jsonl.partial").read_text()
    assert 0 < len(partial.splitlines()) < 5_000 and partial.endswith("}\n")
    assert (home / "out.jsonl").read_text() == "as it was"
    with (home / "out.jsonl.partial").open("a") as file:
        file.write('{"id": half a line')  # as a crash would leave it
    (home / "slowly").unlink()
    again = started(*command, "--resume", stderr=subprocess.PIPE)
    assert "slow: 5000 rows, mean" in again.communicate()[1]
    assert files(home) == ["many.jsonl", "out.jsonl", "runs.jsonl"]
    assert [json.loads(line)["id"] for line in (home / "out.jsonl").read_text().splitlines()] == list(
        range(5_000)
    )


@POSIX
def test_a_signal_that_is_ignored_stays_so_and_others_are_as_they_were(home):
    before = signal.getsignal(signal.SIGTERM)
    assert score("out.jsonl") == 0
    assert signal.getsignal(signal.SIGTERM) is before


@POSIX
def test_a_closed_standard_error_ends_no_run_and_is_no_success(home):
    write(home / "bad.jsonl", [GOOD, *["{"] * 2_000, GOOD])
    process = started(
        "score",
        "bad.jsonl",
        "--reward",
        "rewards.py:solved",
        "--out",
        "out.jsonl",
        "--keep-going",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    process.stderr.readline()
    process.stderr.close()
    assert process.wait() == 1
    assert len((home / "out.jsonl").read_text().splitlines()) == 2


@POSIX
def test_a_closed_standard_error_is_no_success_of_good_lines_either(home):
    read, write_end = os.pipe()
    os.close(read)
    process = started(
        "score", "runs.jsonl", "--reward", "rewards.py:solved", "--out", "out.jsonl", stderr=write_end
    )
    os.close(write_end)
    assert process.wait() == 1
    assert len((home / "out.jsonl").read_text().splitlines()) == 3


@POSIX
@pytest.mark.parametrize("redirect", ["2>&-", ">&-", ">&- 2>&-"])
def test_streams_that_were_never_open_are_not_mixed_up(home, redirect):
    command = f"{sys.executable} -m reasoning_rewards score runs.jsonl --reward rewards.py:solved --out out.jsonl {redirect}"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    assert len((home / "out.jsonl").read_text().splitlines()) == 3


@POSIX
def test_without_a_standard_output_a_file_is_asked_for(home):
    command = f"{sys.executable} -m reasoning_rewards score runs.jsonl --reward rewards.py:solved >&-"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "standard output is closed; name a file with --out" in done.stderr


@POSIX
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
def test_a_full_standard_output_is_said(home):
    with open("/dev/full", "w", encoding="utf-8") as full:
        process = started(
            "score", "runs.jsonl", "--reward", "rewards.py:solved", stdout=full, stderr=subprocess.PIPE
        )
        said = process.communicate()[1]
    assert process.returncode == 2
    assert "output: No space left on device" in said
    assert "Exception ignored" not in said


ROWS = [
    GOOD,
    "",
    "{",
    {**GOOD, "gold": "N/A"},
    {**GOOD, "task": "other", "truth": "?"},
    {**GOOD, "completion": ""},
]


@pytest.mark.parametrize(
    ("reward", "says"),
    [
        ("solved", "the first is in line 4: 'N/A'"),
        ("routed", "the first is in line 4: 'N/A'"),  # of the rows of one branch
        ("routed", "the first is in line 5: '?'"),
        ("picky", "picky, line 6: ZeroDivisionError"),
        ("solved", "line 3: not JSON"),
    ],
)
def test_score_names_lines_of_the_file(home, reward, says, capsys):
    write(home / "runs.jsonl", ROWS)
    score("out.jsonl", reward=reward)
    said = capsys.readouterr().err
    assert says in said
    assert "row 0" not in said


def test_a_line_of_a_later_batch_is_named_by_its_place_in_the_file(home, capsys):
    write(home / "runs.jsonl", [GOOD] * 1_100 + [{**GOOD, "gold": None}])
    score("out.jsonl")
    assert "the first is in line 1101" in capsys.readouterr().err


def test_audit_and_explain_count_as_score_does(home, capsys):
    write(home / "runs.jsonl", ROWS)
    main(["audit", "runs.jsonl", "--gold", "gold"])
    assert "line 4  gold.missing" in capsys.readouterr().out
    main(["explain", "runs.jsonl", "--reward", "rewards.py:solved", "--row", "4"])
    assert "gold.missing" in capsys.readouterr().out


@POSIX
@pytest.mark.parametrize("name", ["-", "/dev/stdout", "/dev/fd/1"])
@pytest.mark.parametrize("kind", ["pipe", "file"])
def test_standard_output_is_written_to_under_each_of_its_names(home, name, kind):
    kept = home / "kept.txt"
    kept.write_text("before\n")
    with kept.open("a") as file:
        stdout = subprocess.PIPE if kind == "pipe" else file
        run = started("score", "runs.jsonl", "--reward", "rewards.py:solved", "--out", name, stdout=stdout)
        said, _ = run.communicate()
    assert run.returncode == 0
    lines = (said if kind == "pipe" else kept.read_text()).splitlines()
    if kind == "file":
        assert lines.pop(0) == "before"
    assert [json.loads(line)["reward"]["score"] for line in lines] == [1.0] * 3
    assert files(home) == ["kept.txt", "runs.jsonl"]


@POSIX
def test_a_pipe_that_has_no_path_is_written_to(home):
    """As a shell names one in ``--out >(gzip > scored.gz)``."""
    reader, writer = os.pipe()
    assert score(f"/dev/fd/{writer}") == 0
    os.close(writer)
    with os.fdopen(reader) as file:
        assert len(file.readlines()) == 3


@POSIX
@pytest.mark.parametrize(
    ("closed", "command", "said"),
    [
        (1, ["score", "runs.jsonl", "--reward", "rewards.py:solved"], "standard output is closed"),
        (
            1,
            ["explain", "runs.jsonl", "--reward", "rewards.py:solved", "--row", "1"],
            "standard output is closed",
        ),
        (1, ["describe", "rewards.py:solved"], "standard output is closed"),
        (1, ["audit", "runs.jsonl", "--gold", "gold"], "standard output is closed"),
        (0, ["score", "-", "--reward", "rewards.py:solved"], "standard input is closed"),
        (0, ["audit", "-", "--gold", "gold"], "standard input is closed"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_a_stream_that_was_closed_from_the_start_is_named(home, closed, command, said):
    code = f"import os, runpy, sys; sys.argv = {['reasoning-rewards', *command]!r}; sys.std{['in', 'out'][closed]} = None; "
    run = subprocess.run(
        [sys.executable, "-c", f"{code}runpy.run_module('reasoning_rewards', run_name='__main__')"],
        text=True,
        capture_output=True,
    )
    assert run.returncode == 2
    assert said in run.stderr
    assert "Traceback" not in run.stderr
