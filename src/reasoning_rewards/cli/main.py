"""``reasoning-rewards``: what the arguments ask for is done, and how that ended is said by the exit code."""

from __future__ import annotations

import argparse
import io
import sys
import warnings
from collections.abc import Sequence

from reasoning_rewards.cli.commands import COMMANDS, parser
from reasoning_rewards.cli.output import EndedError, Teller, ended_by_signals, silence
from reasoning_rewards.errors import RewardsError, RewardWarning

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    options = _parsed(sys.argv[1:] if arguments is None else list(arguments))
    teller = Teller()
    options.say = teller.say
    for stream in (
        sys.stdout,
        sys.stderr,
    ):  # JSON is UTF-8, and what can't be printed is spelt out; lines end alike
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        with warnings.catch_warnings(), ended_by_signals():
            warnings.simplefilter("always", RewardWarning)  # each is given once
            warnings.showwarning = teller.warn
            code = int(options.run(options))
            if sys.stdout is not None:
                sys.stdout.flush()  # while a full disk can still be said
            return max(code, int(teller.failed))
    except RewardsError as error:
        teller.fail(str(error))
        return int(getattr(error, "code", 2))
    except KeyboardInterrupt:
        teller.say("interrupted")
        return 130
    except EndedError as ended:
        teller.say("terminated")
        return 128 + ended.number
    except BrokenPipeError:  # the reader of our output has seen enough; nothing is left to flush to it
        silence(sys.stdout)
        return int(teller.failed)
    except OSError as error:
        if error.filename is None and sys.stdout is not None:
            silence(sys.stdout)
        return teller.fail(f"{error.filename or 'output'}: {error.strerror}")


def _parsed(arguments: list[str]) -> argparse.Namespace:
    """What is asked for; a word that is not known ends the process with the likely one."""
    name = next(
        (each for each in arguments if not each.startswith("-")), ""
    )  # no option before it has a value
    whole, commands = parser(name)
    if not arguments:
        whole.print_help(sys.stderr)
        whole.exit(2)
    if name and name not in COMMANDS:
        whole.refuse("there is no command", name, COMMANDS)
    options, rest = whole.parse_known_args(arguments)
    if rest:
        own = commands[name]
        unknown = next((each for each in rest if each.startswith("--")), rest[0])
        have = [each for action in own._actions for each in action.option_strings if each.startswith("--")]
        own.refuse("unrecognized argument", unknown.partition("=")[0], have)
    return options
