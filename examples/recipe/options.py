"""The command line, the user's own rewards, and the folder a run writes to."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

TRACKERS = ("none", "trackio", "tensorboard", "wandb")


@dataclass(frozen=True)
class Options:
    """What was asked for; kept in the run's folder, so that ``--resume`` asks for the same."""

    seed: int = 0
    control: str | None = None
    lora: bool = False
    rewards: str | None = None
    report_to: str = "none"
    quick: bool = False
    threads: int = 2
    split: str = "test"

    @property
    def name(self) -> str:
        """Such as ``seed0-quick-format``: the folder's name."""
        own = self.rewards.replace(":", "-").replace("/", "-") if self.rewards else None
        words = ("quick" if self.quick else None, "lora" if self.lora else None, self.control, own)
        tuned = "tune" if self.split == "tune" else None
        return "-".join([f"seed{self.seed}", *(word for word in (*words, tuned) if word)])


def read_options(about: str, runs: Path, arguments: Sequence[str] | None = None) -> tuple[Options, Path]:
    """The options of the command line, and the folder to work in; a new one unless a run is resumed."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=0, help="the same seed gives the same run (default 0)")
    parser.add_argument("--quick", action="store_true", help="a much smaller run of about a minute")
    parser.add_argument(
        "--control", choices=["format"], help="train on the form alone, to see that it teaches nothing"
    )
    parser.add_argument("--lora", action="store_true", help="train a LoRA adapter instead of all weights")
    parser.add_argument(
        "--rewards", metavar="MODULE:NAME", help="train on your own reward, or list of rewards"
    )
    parser.add_argument(
        "--report-to", choices=TRACKERS, default="none", help="also log to a tracker, offline"
    )
    parser.add_argument(
        "--threads", type=int, default=2, help="CPU threads; part of what makes runs equal (default 2)"
    )
    parser.add_argument(
        "--split", choices=["test", "tune"], default="test", help="tune: the problems for choosing settings"
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help=f"folder to write to (default {runs}/<what was asked>)"
    )
    parser.add_argument(
        "--resume", type=Path, metavar="DIR", help="go on with the stopped run in this folder"
    )
    found = vars(parser.parse_args(arguments))
    out, resumed = found.pop("out"), found.pop("resume")
    if found["control"] and found["rewards"]:
        parser.error("--control and --rewards both say what to train on: give one of them")
    if resumed is not None:
        if out is not None or Options(**found) != Options():
            parser.error("--resume DIR takes its options from the run in DIR: give no others")
        if not (resumed / "options.json").is_file():
            parser.error(f"--resume {resumed}: no options.json there, so it is no run's folder")
        return Options(**json.loads((resumed / "options.json").read_text())), resumed
    options = Options(**found)
    folder = out if out is not None else unused(runs / options.name)
    if folder.exists() and any(folder.iterdir()):
        parser.error(f"--out {folder}: not empty; choose another folder, or go on with --resume {folder}")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "options.json").write_text(json.dumps(asdict(options), indent=1))
    return options, folder


def unused(folder: Path) -> Path:
    """The folder itself, or the first of folder-2, folder-3 ... that is not there yet."""
    candidate, number = folder, 1
    while candidate.exists():
        number += 1
        candidate = folder.with_name(f"{folder.name}-{number}")
    return candidate


def load_rewards(where: str) -> list[Callable[..., list[float | None]]]:
    """The reward, or the rewards, that ``module:name`` stands for; the module is looked for from here."""
    module_name, _, name = where.partition(":")
    if not module_name or not name:
        raise SystemExit(f"--rewards {where}: write it as module:name, such as my_rewards:total")
    sys.path.insert(0, os.getcwd())
    module = importlib.import_module(module_name)
    if not hasattr(module, name):
        raise SystemExit(f"--rewards {where}: {module.__file__} has no {name!r}")
    found = getattr(module, name)
    rewards = list(found) if isinstance(found, (list, tuple)) else [found]
    for reward in rewards:
        if not callable(reward):
            raise SystemExit(f"--rewards {where}: {reward!r} is not a reward function")
    return rewards


def keep_tracker_local(tracker: str, folder: Path) -> None:
    """A tracker writes into the run's folder, as TensorBoard does by itself, and needs no account."""
    if tracker == "trackio":
        os.environ.setdefault("TRACKIO_DIR", str(folder.absolute() / "trackio"))
    if tracker == "wandb":
        os.environ.setdefault("WANDB_MODE", "offline")
        os.environ.setdefault("WANDB_DIR", str(folder))
