"""The commands: what each is for, where its options are, and how it may end.

The parser, every ``--help`` and the page of the command line are made from these tables. A command's module is
imported when the command is given, so that ``--help`` waits for nothing.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from importlib import import_module
from types import MappingProxyType
from typing import NamedTuple, NoReturn

from reasoning_rewards.calls import likely

__all__ = ["COMMANDS", "EXITS", "Command", "Parser", "exit_codes", "parser"]


class Command(NamedTuple):
    """One command.

    about: what it does, in a line.
    home: the module that has its options, and the function there that adds them.
    one: what exit code 1 says of it; "" where it has none of its own.
    stops: can it end because many rows have the same fault?
    """

    about: str
    home: str
    one: str = ""
    stops: bool = False


COMMANDS = MappingProxyType(
    {
        "score": Command(
            "score every row of files of completions",
            "score:add_score",
            "some rows could not be scored; each was reported, the rest was done",
            stops=True,
        ),
        "explain": Command("explain the score of one row", "score:add_explain", "the row can't be scored"),
        "describe": Command(
            "say what a reward is made of and what a trainer makes of it", "describe:add_describe"
        ),
        "audit": Command(
            "say which golds no reward can use, before a run is paid for",
            "audit:add_audit",
            "some golds can't be used, or some rows not be read; each was reported",
            stops=True,
        ),
        "audit-tests": Command(
            "say which rows no program can be judged by, and which prompts show every test",
            "audit_tests:add_audit_tests",
            "some tests can't be used, or some rows not be read; each was reported",
            stops=True,
        ),
        "read": Command(
            "show how an answer is read and, beside a gold, who decides or refuses", "read:add_read"
        ),
        "passrate": Command("how often each problem is solved: pass@k, maj@k", "passrate:add_passrate"),
        "diff": Command(
            "which rows two rewards, or two runs, score differently",
            "diff:add_diff",
            "some rows' scores differ; each kind of change is shown",
        ),
        "report": Command(
            "write a page to look at scored completions",
            "report:add_report",
            "the page lacks rows that could not be scored; each was reported",
            stops=True,
        ),
        "attack": Command(
            "try to earn a reward without deserving it; for your tests before a run",
            "attack:add_attack",
            "the reward pays for something it should not; each exploit is shown",
        ),
        "doctor": Command(
            "say what programs can be run behind on this machine, and what is missing",
            "doctor:add_doctor",
            "CodeTests() can't be built here; the reasons are shown",
        ),
        "completion": Command(
            "print the script that completes commands and options in a shell", "completion:add_completion"
        ),
    }
)

# What an exit code says, whatever the command; a command says what else 1 is.
EXITS = MappingProxyType(
    {
        "0": "everything was done, and nothing was found",
        "1": "what was to be reported could not be, because standard error was closed on the way",
        "2": "nothing was done: a bad option, a reward or a file that can't be loaded, an output that can't be written",
        "3": "stopped, because many rows had the same fault; see --keep-going",
        "129, 130, 143": "ended by SIGHUP, an interrupt or SIGTERM; what score had finished is in FILE.partial, for --resume",
    }
)


def exit_codes(name: str) -> dict[str, str]:
    """What each exit code of a command says.

    >>> exit_codes("diff")["1"]
    "some rows' scores differ; each kind of change is shown"
    """
    command = COMMANDS[name]
    codes = {code: said for code, said in EXITS.items() if code != "3" or command.stops}
    if command.one:
        codes["1"] = command.one
    return codes


class Parser(argparse.ArgumentParser):
    """A parser whose help stands as it is written, and which knows what a misspelt word may mean."""

    def __init__(self, *arguments: object, **settings: object) -> None:
        settings = {
            "formatter_class": argparse.RawDescriptionHelpFormatter,
            "allow_abbrev": False,  # an abbreviation would mean something else once there are more options
            **settings,
        }
        super().__init__(*arguments, **settings)  # type: ignore[arg-type]

    def refuse(self, what: str, word: str, known: Iterable[str]) -> NoReturn:
        """Say that a word is not known, and which one is likely meant."""
        have = list(known)
        meant = likely(word, have)
        self.error(
            f"{what} {word!r}; " + (f"did you mean {meant}?" if meant else f"there are {', '.join(have)}")
        )


def parser(wanted: str | None = None) -> tuple[Parser, dict[str, Parser]]:
    """The parser, with the options of one command, or of all; and the commands' own parsers by name."""
    from reasoning_rewards import __version__

    width = max(map(len, COMMANDS))
    ones = [f"     {name:<{width}}  {each.one}" for name, each in COMMANDS.items() if each.one]
    codes = [f"  {code}  {said}" for code, said in EXITS.items()]
    whole = Parser(
        prog="reasoning-rewards",
        description="Score completions with a reward, and see why they score what they do.",
        epilog="\n".join(["exit codes:", *codes[:2], *ones, *codes[2:]]),
    )
    whole.add_argument("--version", action="version", version=f"reasoning-rewards {__version__}")
    commands = whole.add_subparsers(required=True, metavar="command", dest="command")
    each_of: dict[str, Parser] = {}
    for name, command in COMMANDS.items():
        one = each_of[name] = commands.add_parser(name, help=command.about, description=command.about)
        if wanted in (None, name):
            module, _, add = command.home.partition(":")
            getattr(import_module(f"reasoning_rewards.cli.{module}"), add)(one)
            one.set_defaults(parser=one)
            listed = "\n".join(f"  {code}  {said}" for code, said in exit_codes(name).items())
            one.epilog = f"{one.epilog.strip()}\n\nexit codes:\n{listed}" if one.epilog else listed
    return whole, each_of
