"""The command line, the user's own rewards, and the folder a run writes to."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

TRACKERS = ("none", "trackio", "tensorboard", "wandb")
STAGES = ("data", "before", "sft", "grpo", "after", "export")


def asked(
    default: object, about: str, flag: str | None = None, *, sitting: bool = False, **more: object
) -> Any:
    """An option that the command line offers, under its own name with dashes unless ``flag`` is another.

    sitting: it is of this call and not of the run, so that --resume takes it from the command line.
    """
    return field(default=default, compare=not sitting, metadata={"flag": flag, "help": about, **more})


def stage_names(text: str) -> str:
    """Names of stages with commas between them."""
    for name in text.split(","):
        if name not in STAGES:
            raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(STAGES)}")
    return text


@dataclass(frozen=True)
class Options:
    """What was asked of the CPU demo; kept in the run's folder, so that ``--resume`` asks for the same."""

    seed: int = asked(0, "the same seed gives the same run (default 0)", type=int)
    quick: bool = asked(False, "a much smaller run of about a minute")
    control: str | None = asked(
        None, "train on the form alone, to see that it teaches nothing", choices=["format"]
    )
    lora: bool = asked(False, "train a LoRA adapter instead of all weights")
    rewards: str | None = asked(None, "train on your own reward, or list of rewards", metavar="MODULE:NAME")
    report_to: str = asked("none", "also log to a tracker, offline", choices=TRACKERS)
    threads: int = asked(2, "CPU threads; part of what makes runs equal (default 2)", type=int)
    split: str = asked("test", "tune: the problems for choosing settings", choices=["test", "tune"])

    @property
    def name(self) -> str:
        """Such as ``seed0-quick-format``: the folder's name."""
        words = ("quick" if self.quick else None, "lora" if self.lora else None, self.control)
        tuned = "tune" if self.split == "tune" else None
        return joined(f"seed{self.seed}", *words, self.rewards, tuned)


@dataclass(frozen=True)
class Training:
    """What was asked of a script that trains a real model."""

    backend: str = asked("unsloth", "what trains (default unsloth)", choices=["unsloth", "trl"])
    model: str | None = asked(None, "a model of the hub, or a folder", metavar="NAME")
    data: str | None = asked(
        None, "what to train on: gsm8k, math, dapo ... or local:FILE.jsonl", metavar="SOURCE"
    )
    control: str | None = asked(
        None,
        "train on the form alone, or on true scores dealt out at random, to see what the data and the trainer do by themselves",
        choices=["format", "random"],
    )
    rewards: str | None = asked(None, "train on your own reward, or list of rewards", metavar="MODULE:NAME")
    drop_overlap: bool = asked(False, "leave out of the training what the evaluation also asks")
    generator: str | None = asked(
        None,
        "what writes completions (default: vllm with unsloth on an NVIDIA card, else plain)",
        choices=["vllm", "plain"],
    )
    bits4: bool = asked(True, "weights in 16 bits instead of 4", flag="--no-4bit", action="store_false")
    max_steps: int | None = asked(None, "steps of GRPO", type=int, metavar="N")
    seed: int = asked(0, "the same seed gives the same rows and samples (default 0)", type=int)
    report_to: str = asked("none", "also log to a tracker, offline", choices=TRACKERS)
    gguf: bool = asked(False, "also export GGUF q4_k_m; this downloads and builds llama.cpp")
    smoke: bool = asked(False, "the whole recipe within minutes on a CPU: a tiny model, a few rows")
    stage: str | None = asked(
        None,
        f"do these stages alone, of {', '.join(STAGES)}; with --resume DIR they find what the others left",
        type=stage_names,
        metavar="NAME[,NAME]",
        sitting=True,
    )

    @property
    def name(self) -> str:
        """Such as ``unsloth-seed0-dapo``: the folder's name."""
        smoke = "smoke" if self.smoke else None
        steps = f"{self.max_steps}steps" if self.max_steps is not None else None
        own = (self.model, self.data, self.control, self.rewards, steps)
        return joined(self.backend, f"seed{self.seed}", smoke, *own)


@dataclass(frozen=True)
class Small(Training):
    """What was asked of the script whose model trains on a CPU too."""

    quick: bool = asked(False, "every stage in minutes; the figures claim nothing")
    follow: str = asked(
        "grpo",
        "what follows the warm-up: GRPO, or for as long as --start's took more SFT or rejection sampling",
        choices=["grpo", "sft", "rejection"],
    )
    start: str | None = asked(None, "begin at the warm-up of the run in this folder", metavar="DIR")

    @property
    def name(self) -> str:
        return joined(
            super().name, "quick" if self.quick else None, None if self.follow == "grpo" else self.follow
        )


Asked = TypeVar("Asked", Options, Training, Small)


def joined(*words: str | None) -> str:
    """Words as one name of a folder."""
    return "-".join(re.sub(r"[^\w.+-]+", "-", word) for word in words if word)


def read_options(
    about: str,
    runs: Path,
    arguments: Sequence[str] | None = None,
    kind: type[Asked] = Options,  # type: ignore[assignment]
) -> tuple[Asked, Path]:
    """The options of the command line, and the folder to work in; a new one unless a run is resumed."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_options(parser, kind)
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help=f"folder to write to (default {runs}/<what was asked>)"
    )
    parser.add_argument(
        "--resume", type=Path, metavar="DIR", help="go on with the stopped run in this folder"
    )
    if arguments is None and sys.argv[0].endswith("kernel_launcher.py"):
        arguments = []  # of a notebook that gave none: those of its kernel are not for us
    found = vars(parser.parse_args(arguments))
    out, resumed = found.pop("out"), found.pop("resume")
    if found["control"] and found["rewards"]:
        parser.error("--control and --rewards both say what to train on: give one of them")
    if resumed is not None:
        if out is not None or kind(**found) != kind():
            parser.error("--resume DIR takes its options from the run in DIR: give no others")
        if not (resumed / "options.json").is_file():
            parser.error(f"--resume {resumed}: no options.json there, so it is no run's folder")
        now = {item.name: found[item.name] for item in fields(kind) if not item.compare}
        return kind(**json.loads((resumed / "options.json").read_text("utf-8")), **now), resumed
    options = kind(**found)
    folder = out if out is not None else unused(runs / options.name)
    if folder.exists() and any(folder.iterdir()):
        parser.error(f"--out {folder}: not empty; choose another folder, or go on with --resume {folder}")
    folder.mkdir(parents=True, exist_ok=True)
    kept = {item.name: getattr(options, item.name) for item in fields(kind) if item.compare}
    (folder / "options.json").write_text(json.dumps(kept, indent=1), "utf-8")
    return options, folder


def add_options(parser: argparse.ArgumentParser, kind: type[Options] | type[Training]) -> None:
    """An argument for each field."""
    for item in fields(kind):
        more = dict(item.metadata)
        flag = more.pop("flag") or "--" + item.name.replace("_", "-")
        if isinstance(item.default, bool):
            more.setdefault("action", "store_true")
        parser.add_argument(flag, dest=item.name, default=item.default, **more)


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
