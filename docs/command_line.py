"""The page of the command line: from the parser, its tables, and the commands as they run."""

from __future__ import annotations

import argparse
import contextlib
import inspect
import io
import json
import os
import shlex
import tempfile
from pathlib import Path

from reasoning_rewards.cli.commands import COMMANDS, EXITS, exit_codes, parser
from reasoning_rewards.cli.documents import DOCUMENTS
from reasoning_rewards.cli.main import main
from reasoning_rewards.files import dumps, sources

_LEAD = """
`reasoning-rewards` works on files of completions, without a trainer. Every command has `--help` with examples; what it finds
goes to standard output, what it has to say of it to standard error. `--json` prints one object instead, for machines.
What they are for, in the order in which one needs them: [files](files.md).
"""
_REWARDS = """
## Rewards

`--reward` takes what builds one: `my_rewards.py:total`, `package.module:total`, a preset (`preset:gsm8k`), or a sum of this
package's own names such as `'Correctness(gold_column="solution") + 0.2*Format()'`, which is read and never evaluated.

## Files

A file is read by its suffix; a folder is all the files in it that have one, a pattern (`'runs/*.jsonl.gz'`) all that match,
and `-` is standard input.
"""
_DUMPS = """
What a reward reads has a name of its own: `completion`, `prompt`, the gold's column. `--fields answer=gts` says what the file
calls it. Files that trainers write need none of that; one line on standard error says what is read:
"""
_COMPLETION = """
The script is written by [shtab](https://github.com/tqdm/shtab), which knows the quoting of each shell, from the parser
itself: `pip install 'reasoning-rewards[completion]'`.
"""
_ROWS = (
    {"prompt": "3 + 4?", "completion": "<think>3 + 4 = 7</think> \\boxed{7}", "answer": "7"},
    {"prompt": "3 + 4?", "completion": "The answer is 8.", "answer": "7"},
    {"prompt": "1/2 + 1/4?", "completion": "#### 0.75", "answer": "3/4"},
    {"prompt": "1/2 + 1/4?", "completion": "<think>Let me see", "answer": "3/4"},
)
_PROGRAMS = (
    {"prompt": "Write f, so that f(1) is 2.", "tests": "assert f(1) == 2"},
    {"prompt": "Write g.", "tests": "[]"},
)
_RUNS = {
    "score": "score runs.jsonl --reward 'Correctness() + 0.2*Format(layout=THINK_BOXED)' --out scored.jsonl",
    "explain": "explain runs.jsonl --reward 'Correctness() + 0.2*Format(layout=THINK_BOXED)' --row 2",
    "describe": "describe 'Correctness().named(\"solved\")'",
    "audit": "audit runs.jsonl",
    "audit-tests": "audit-tests programs.jsonl --prompt prompt",
    "read": "read '1,5' --gold 3/2",
    "passrate": "passrate scored.jsonl --component correctness",
    "diff": "diff runs.jsonl --reward 'Correctness()' --reward 'Correctness(layout=THINK_BOXED)'",
    "report": "report scored.jsonl --component correctness --out page.html",
    "attack": "attack preset:math",
}


def command_line() -> list[str]:
    """The page's lines."""
    _, commands = parser()
    lines = [*_LEAD.strip().splitlines(), "", "| command | does |", "|---|---|"]
    lines += [f"| [`{name}`](#{name}) | {command.about} |" for name, command in COMMANDS.items()]
    lines += [*_REWARDS.splitlines(), "", *_table_of(sources), *_DUMPS.splitlines(), "", *_table_of(dumps)]
    lines += ["", "## Exit codes", "", "| code | says |", "|---|---|"]
    lines += [f"| {code} | {said} |" for code, said in EXITS.items()]
    lines += ["", "And 1 says, of", "", "| command | |", "|---|---|"]
    lines += [f"| `{name}` | {command.one} |" for name, command in COMMANDS.items() if command.one]
    lines += ["", "## The examples below", "", "are run on this `runs.jsonl`:", "", "```json"]
    lines += [*map(json.dumps, _ROWS), "```", "", "and on this `programs.jsonl`:", "", "```json"]
    lines += [*map(json.dumps, _PROGRAMS), "```"]
    with _among_files():
        for name, one in commands.items():
            lines += [
                "",
                f"## {name}",
                "",
                f"{COMMANDS[name].about[0].upper()}{COMMANDS[name].about[1:]}.",
                "",
            ]
            lines += [*_options(one), *(_example(name) if name in _RUNS else _asked(name, one)), ""]
            lines += _documented(name)
    return lines


def _table_of(module: object) -> list[str]:
    """The table in a module's docstring."""
    return [
        line.replace("``", "`")
        for line in (inspect.getdoc(module) or "").splitlines()
        if line.startswith("|")
    ]


@contextlib.contextmanager
def _among_files():
    """A folder with the file of the examples is where commands run."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            for name, rows in (("runs", _ROWS), ("programs", _PROGRAMS)):
                Path(f"{name}.jsonl").write_text(
                    "".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8"
                )
            yield
        finally:
            os.chdir(before)


def _options(one: argparse.ArgumentParser) -> list[str]:
    lines = ["| option | is |", "|---|---|"]
    for action in one._actions:
        if action.dest == "help":
            continue
        value = "" if action.nargs == 0 or not action.option_strings else f" {_value(action)}"
        name = ", ".join(action.option_strings) or f"{_value(action)}"
        said = (action.help or "").replace("%(default)s", f"{action.default}").replace("|", "\\|")
        lines.append(
            f"| `{name}{value}` | {said}{', required' if action.required and action.option_strings else ''} |"
        )
    return lines


def _value(action: argparse.Action) -> str:
    if action.metavar:
        return f"{action.metavar} …" if action.nargs == "+" else str(action.metavar)
    return "{" + ",".join(action.choices) + "}" if action.choices else action.dest.upper()


def _example(name: str) -> list[str]:
    """A command with all that it prints, and what it ends with where that is not 0."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = main(shlex.split(_RUNS[name]))
    assert str(code) in exit_codes(name), f"{name} ended with {code}: {said.getvalue()}"
    ending = [] if code == 0 else ["$ echo $?", str(code)]
    return [
        "",
        "```console",
        f"$ reasoning-rewards {_RUNS[name]}",
        *said.getvalue().splitlines(),
        *ending,
        "```",
    ]


def _asked(name: str, one: argparse.ArgumentParser) -> list[str]:
    """The examples of the help, of a command that prints other things on other machines."""
    examples = (one.epilog or "").partition("examples:\n")[2].partition("\n\n")[0]
    about = _COMPLETION.splitlines() if name == "completion" else []
    return [*about, "", "```console", *map(str.strip, examples.splitlines()), "```"]


def _documented(name: str) -> list[str]:
    if name not in DOCUMENTS:
        return []
    keys = [f"| `{key}` | {said} |" for key, said in DOCUMENTS[name].items()]
    return ["| key of `--json` | holds |", "|---|---|", *keys]
