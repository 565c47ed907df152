"""``reasoning-rewards completion``: the script with which a shell completes commands, options and files.

It is written by shtab from the parser itself, for three shells with their own quoting rules: a library that is tried on
them, behind an extra because only whoever sets a shell up needs it.
"""

from __future__ import annotations

import argparse

from reasoning_rewards.cli.commands import parser
from reasoning_rewards.cli.output import standard_output
from reasoning_rewards.errors import MissingExtraError

__all__ = ["add_completion"]

_SHELLS = ("bash", "zsh", "fish")
_HELP = """
examples:
  $ eval "$(reasoning-rewards completion bash)"                # in ~/.bashrc
  $ reasoning-rewards completion zsh > "${fpath[1]}/_reasoning-rewards"
  $ reasoning-rewards completion fish > ~/.config/fish/completions/reasoning-rewards.fish
"""


def add_completion(command: argparse.ArgumentParser) -> None:
    """Add the options to the command's parser."""
    command.epilog = _HELP
    command.add_argument("shell", choices=_SHELLS, help="the shell: bash, zsh or fish")
    command.set_defaults(run=_completion)


def _completion(options: argparse.Namespace) -> int:
    try:
        import shtab
    except ImportError:
        raise MissingExtraError(
            "completion needs shtab; install it with: pip install 'reasoning-rewards[completion]'"
        ) from None
    whole, commands = parser()
    for command in commands.values():
        for action in command._actions:
            if action.dest in ("files", "out"):
                action.complete = shtab.FILE  # type: ignore[attr-defined]
    print(shtab.complete(whole, shell=options.shell), file=standard_output())
    return 0
