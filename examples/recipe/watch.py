"""What a person wants to see of the rewards of a run: the package's monitor prints it, and every completion is kept."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from transformers import Trainer, TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from reasoning_rewards.metrics import Monitor, Sample


class Completions(TrainerCallback):
    """All completions go to ``completions.jsonl``, each with its score and its reasons."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "completions.jsonl"
        self.rows: list[dict[str, Any]] = []

    def add(self, reward: str, samples: list[Sample]) -> None:
        """Take a batch that was scored."""
        self.rows += [
            {"reward": reward, "text": one.text, "score": one.score, "why": one.why, "question": one.prompt}
            for one in samples
        ]

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, float] | None = None,
        **_: object,
    ) -> None:
        if not logs or "reward" not in logs:
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("a", encoding="utf-8") as file:
            for row in self.rows:
                file.write(json.dumps({"step": state.global_step, **row}, ensure_ascii=False) + "\n")
        self.rows.clear()


def watch(rewards: Sequence[Callable[..., Any]], kept: Completions, every: int) -> list[Callable[..., Any]]:
    """Each reward watched; a coroutine function is left as it is, since trainers look at what it is."""
    return [
        reward
        if inspect.iscoroutinefunction(reward)
        else Monitor(reward, print_every=every, each=partial(kept.add, name_of(reward)))
        for reward in rewards
    ]


def name_of(reward: Callable[..., Any]) -> str:
    """What a trainer calls it."""
    return getattr(reward, "__name__", type(reward).__name__)


def attach(rewards: Sequence[Callable[..., Any]], kept: Completions, trainer: Trainer) -> None:
    """Have what was watched printed, logged and written with the trainer's own numbers."""
    for reward in rewards:
        if isinstance(reward, Monitor):
            reward.attach(trainer)
    trainer.add_callback(kept)
