"""The commands as a table: what they import, how they end, what --json prints, what a misspelt word may mean."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys

import pytest

from reasoning_rewards.cli.commands import COMMANDS, EXITS, exit_codes, parser
from reasoning_rewards.cli.documents import DOCUMENTS
from reasoning_rewards.cli.main import main

ROWS = [
    {"prompt": prompt, "completion": f"#### {answer}", "answer": gold}
    for prompt, answer, gold in [("a", 7, "7"), ("a", 8, "7"), ("b", 4, "5"), ("b", 5, "5"), ("c", 1, "N/A")]
]


@pytest.fixture
def home(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS), "utf-8")
    assert main(["score", "runs.jsonl", "--reward", "Correctness()", "--out", "scored.jsonl"]) == 0
    capsys.readouterr()
    return tmp_path


def ended(capsys, *arguments):
    """The exit code, also of what the parser refuses, with what was said."""
    try:
        code = main(list(arguments))
    except SystemExit as end:
        code = end.code
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.parametrize("name", COMMANDS)
def test_each_help_has_an_example_and_every_exit_code(name, capsys):
    code, out, _ = ended(capsys, name, "--help")
    assert code == 0
    assert re.search(rf"^examples:\n  \$ .*reasoning-rewards {name} ", out, re.MULTILINE)
    for number, said in exit_codes(name).items():
        assert f"  {number}  {said}\n" in out


def test_the_help_of_all_has_every_command_and_every_exit_code(capsys):
    _, out, _ = ended(capsys, "--help")
    for name, command in COMMANDS.items():
        assert re.search(rf"^    {name}\b", out, re.MULTILINE)
        assert command.one in out
    assert all(f"  {code}  {said}" in out for code, said in EXITS.items())


def test_without_arguments_there_is_the_help(capsys):
    code, out, said = ended(capsys)
    assert (code, out) == (2, "")
    assert "exit codes:" in said


def test_the_examples_of_the_help_are_commands_with_options_that_there_are():
    _, commands = parser()
    for name, one in commands.items():
        known = {each for action in one._actions for each in action.option_strings}
        used = set(re.findall(r"(?<!\S)--[a-z][a-z-]*", one.epilog.partition("exit codes:")[0]))
        assert used <= known | {"--"}, name


_RUNS = {
    "score": (0, ["score", "runs.jsonl", "--reward", "Correctness()", "--out", "again.jsonl"]),
    "explain": (0, ["explain", "runs.jsonl", "--reward", "Correctness()", "--row", "2"]),
    "describe": (0, ["describe", "Correctness() + 0.2*Format()"]),
    "audit": (1, ["audit", "runs.jsonl"]),
    "audit-tests": (1, ["audit-tests", "programs.jsonl"]),
    "doctor": (0, ["doctor"]),
    "read": (0, ["read", "1,5", "--gold", "3/2"]),
    "passrate": (
        0,
        ["passrate", "scored.jsonl", "--keep", "0.2:0.8", "--out", "kept.jsonl", "--problems", "-"],
    ),
    "diff": (
        1,
        [
            "diff",
            "runs.jsonl",
            "--reward",
            "Correctness()",
            "--reward",
            "0.5*Correctness()",
            "--out",
            "page.html",
        ],
    ),
    "report": (0, ["report", "scored.jsonl"]),
    "attack": (1, ["attack", "Correctness()"]),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_json_is_one_object_with_the_keys_that_are_promised(home, name, capsys):
    expected, arguments = _RUNS[name]
    (home / "programs.jsonl").write_text('{"tests": "assert f(1) == 2"}\n{"tests": "[]"}\n', "utf-8")
    code, out, _ = ended(capsys, *arguments, "--json")
    assert code == expected or name == "doctor"  # which says what this machine has
    document = json.loads(out, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
    assert list(document) == list(DOCUMENTS[name])


def test_every_command_but_the_shells_has_json():
    assert {*DOCUMENTS, "completion"} == set(COMMANDS)


def test_what_json_says_is_what_is_printed(home, capsys):
    arguments = ["score", "runs.jsonl", "--reward", "Correctness()", "--out"]
    *_, said = ended(capsys, *arguments, "one.jsonl")
    _, out, quiet = ended(capsys, *arguments, "two.jsonl", "--json")
    found = json.loads(out)
    assert (found["rows"], found["scored"], found["mean"], found["bad_rows"]) == (5, 4, 0.5, 0)
    assert "correctness: 5 rows, mean 0.5000, 1 abstained, 0 bad lines" in said
    assert "5 rows" not in quiet
    assert {"component": "correctness", "rule": "gold.missing", "rows": 1} in found["rules"]
    assert (home / "one.jsonl").read_text() == (home / "two.jsonl").read_text()


def test_the_lines_of_a_difference_are_those_of_the_file(home, capsys):
    (home / "gaps.jsonl").write_text("\n" + "\n\n".join(map(json.dumps, ROWS)), "utf-8")
    arguments = ["--reward", "Correctness()", "--reward", "Correctness(layout=THINK_BOXED)"]
    _, out, _ = ended(capsys, "diff", "gaps.jsonl", *arguments, "--json")
    assert [change["lines"] for change in json.loads(out)["changes"]] == [[2, 8]]


def test_attacks_of_our_own_are_no_reason_to_warn(home, capsys):
    code, _, said = ended(capsys, "attack", "preset:math")
    assert (code, said) == (0, "")


def test_json_and_lines_do_not_share_standard_output(home, capsys):
    for arguments in (
        ["score", "runs.jsonl", "--reward", "Correctness()"],
        ["passrate", "scored.jsonl", "--keep", "0.2:0.8"],
    ):
        code, out, said = ended(capsys, *arguments, "--json")
        assert (code, out) == (2, "")
        assert "name a file with --out" in said


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["scor", "runs.jsonl"], "there is no command 'scor'; did you mean score?"),
        (["zzz"], "there is no command 'zzz'; there are score, explain"),
        (["score", "runs.jsonl", "--reward", "x", "--field=a=b"], "'--field'; did you mean --fields?"),
        (["score", "runs.jsonl", "--reward", "x", "--resum"], "'--resum'; did you mean --resume?"),
        (["describe", "preset:gsm8"], "did you mean preset:gsm8k?"),
        (["describe", "Corectness()"], "did you mean Correctness?"),
        (["score", "runs.jsonl", "--reward", "Correctness(gold_column='anser')"], "did you mean 'answer'?"),
        (["audit", "runs.jsonl", "--gold", "anser"], "did you mean 'answer'?"),
        (["passrate", "scored.jsonl", "--by", "promt"], "did you mean 'prompt'?"),
        (["explain", "runs.jsonl", "--reward", "Correctness()", "--row", "9"], "(there are 5)"),
        (["diff", "-", "--reward", "Format()", "--reward", "TagCount()"], "name a file"),
    ],
)
def test_what_is_misspelt_is_answered_with_what_is_likely_meant(home, arguments, says, capsys):
    code, out, said = ended(capsys, *arguments)
    assert (code, out) == (2, "")
    assert says in said


def test_an_audit_stops_where_many_rows_have_the_same_fault(home, capsys):
    (home / "golds.jsonl").write_text('{"answer": "7"}\n' + '{"question": "?"}\n' * 50)
    code, _, said = ended(capsys, "audit", "golds.jsonl")
    assert code == 3
    assert said.count("no field 'answer'") == 21
    code, out, said = ended(capsys, "audit", "golds.jsonl", "--keep-going", "--json")
    assert (code, json.loads(out)["bad_rows"]) == (1, 50)
    assert "… and 30 more" in said


def test_an_audit_reads_several_files(home, capsys):
    _, out, _ = ended(capsys, "audit", "runs.jsonl", "scored.jsonl")
    assert out.startswith("10 golds: 2 unusable")


def test_what_is_kept_is_written_whole(home, capsys):
    code, _, said = ended(capsys, "passrate", "scored.jsonl", "--keep", "0.2:0.8", "--out", "kept.jsonl")
    assert code == 0
    assert "2 of 2 problems are solved in 0.2 to 0.8 of their tries" in said
    assert [json.loads(line)["pass_rate"] for line in (home / "kept.jsonl").read_text().splitlines()] == [
        0.5
    ] * 2
    assert not list(home.glob("*.partial"))


def test_the_help_imports_no_reward_and_no_command():
    code = (
        "import sys; sys.argv = ['reasoning-rewards', '--help']\n"
        "from reasoning_rewards.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted(name for name in sys.modules if name.startswith('reasoning_rewards')), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    known = {"", ".cli", ".cli.commands", ".cli.main", ".cli.output", ".calls", ".errors", ".spelling"}
    assert set(re.findall(r"'reasoning_rewards([\w.]*)'", done.stderr)) <= known


@pytest.mark.parametrize(
    "jobs", ["1", "4"]
)  # of which three, with one part of a file, would have nothing to do
def test_scoring_starts_without_what_it_does_not_need(home, jobs):
    code = (
        "import sys; from reasoning_rewards.cli.main import main\n"
        "main(['score', 'runs.jsonl', '--reward', 'reasoning_rewards:Correctness', '--out', 'x.jsonl',"
        f" '--jobs', '{jobs}'])\n"
        "ours = ('presets', 'cli.expression', 'files.changes', 'files.passrates', 'files.parquet', 'files.tables',"
        " 'core.columnar', 'core.composed', 'core.margin.worst', 'intervals', 'report')\n"
        "others = ('multiprocessing', 'concurrent.futures.process', 'sympy', 'csv', 'gzip')\n"
        "print([n for n in (*others, *('reasoning_rewards.' + n for n in ours)) if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


# ── completion ──


def script(shell):
    return subprocess.run(
        [sys.executable, "-m", "reasoning_rewards", "completion", shell],
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell_knows_commands_and_options(shell):
    pytest.importorskip("shtab", reason="shtab is in the extra [completion]")
    written = script(shell)
    for word in ("passrate", "keep-going", "reward", "explain"):
        assert word in written
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=written, text=True, check=True)


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash here")
def test_bash_completes_what_was_begun():
    pytest.importorskip("shtab", reason="shtab is in the extra [completion]")
    ask = (
        "\nCOMP_WORDS=(reasoning-rewards pass); COMP_CWORD=1"
        "\n_shtab_reasoning_rewards\nprintf '%s\\n' \"${COMPREPLY[@]}\""
        "\nCOMP_WORDS=(reasoning-rewards score --keep); COMP_CWORD=2"
        "\n_shtab_reasoning_rewards\nprintf '%s\\n' \"${COMPREPLY[@]}\""
    )
    done = subprocess.run(["bash"], input=script("bash") + ask, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["passrate", "--keep-going"]


def test_without_shtab_the_extra_is_named(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "shtab", None)
    code, _, said = ended(capsys, "completion", "bash")
    assert code == 2
    assert "pip install 'reasoning-rewards[completion]'" in said
