"""What a person wants to see while rewards are given: why completions earned nothing, and some of them.

`Watched` stands between trainer and reward. It passes everything on, hands this library's rewards the
hooks that older trainers lack (TRL before 1.0, and so the T4's pin), and stops on a score that is no number.
"""

from __future__ import annotations

import inspect
import json
import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from reasoning_rewards.text.messages import read_completion


class NonFiniteRewardError(RuntimeError):
    """A reward gave a score that is neither a finite number nor None."""


class Watched:
    """A reward and a notebook; called, named and pickled like the reward."""

    def __init__(self, reward: Callable[..., list[float | None]]) -> None:
        self.reward = reward
        self.__name__ = getattr(reward, "__name__", type(reward).__name__)
        self.metrics: dict[str, list[float]] = defaultdict(list)
        self.rows: list[dict[str, Any]] = []

    def __call__(self, completions: Sequence[Any], **columns: Any) -> list[float | None]:
        why: list[list[str]] = []
        if hasattr(self.reward, "verdicts"):  # one of this library's: it takes the hooks
            columns["log_metric"] = self._also(columns.get("log_metric"), self._metric)
            columns["log_extra"] = self._also(columns.get("log_extra"), lambda name, lines: why.append(lines))
        scores = self.reward(completions=completions, **columns)
        for row, score in enumerate(scores):
            if score is not None and not math.isfinite(score):
                text = read_completion(completions[row]).text
                raise NonFiniteRewardError(
                    f"{self.__name__} gave {score} for row {row} of a batch: expected a finite number, or None"
                    f" where the row has nothing to say. The completion begins: {text[:200]!r}"
                )
        said = why[0] if why else [""] * len(scores)
        self.rows += [
            {"text": read_completion(one).text, "score": score, "why": line, "question": question(prompt)}
            for one, score, line, prompt in zip(
                completions, scores, said, columns.get("prompts") or [""] * len(scores), strict=True
            )
        ]
        return scores

    def _metric(self, name: str, value: float) -> None:
        self.metrics[name].append(value)

    @staticmethod
    def _also(given: Callable[..., None] | None, ours: Callable[..., None]) -> Callable[..., None]:
        def both(*values: Any) -> None:
            ours(*values)
            if given is not None:
                given(*values)

        return both


def question(prompt: Any) -> str:
    """The last thing the user said."""
    return prompt if isinstance(prompt, str) else str(prompt[-1]["content"])


def watch(rewards: Sequence[Callable[..., Any]]) -> list[Callable[..., Any]]:
    """Each reward watched; a coroutine function is left as it is, since trainers look at what it is."""
    return [reward if inspect.iscoroutinefunction(reward) else Watched(reward) for reward in rewards]


class Why(TrainerCallback):
    """Every few steps: the reward, why completions earned nothing, the best and the worst of them.

    All completions go to ``completions.jsonl``. Rule shares go into the trainer's log, where a trainer
    without hooks has not put them.
    """

    def __init__(self, rewards: Sequence[Callable[..., Any]], folder: Path, every: int) -> None:
        self.watched = [reward for reward in rewards if isinstance(reward, Watched)]
        self.file = folder / "completions.jsonl"
        self.every = every

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
        shares: dict[str, float] = {}
        rows: list[dict[str, Any]] = []
        for one in self.watched:
            shares |= {name: sum(values) / len(values) for name, values in one.metrics.items()}
            rows += [{"step": state.global_step, "reward": one.__name__, **row} for row in one.rows]
            one.metrics.clear()
            one.rows.clear()
        for name, value in shares.items():
            state.log_history[-1].setdefault(name, value)
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        if state.global_step % self.every == 0 or state.global_step == 1:
            tqdm.write(line(state.global_step, logs, shares))
            for row in shown(rows):
                tqdm.write(row)


def line(step: int, logs: dict[str, float], shares: dict[str, float]) -> str:
    """``step 40: reward 0.62 (spread 0.31), 25 % of groups without spread; numeric: answer_missing 5 %, ...``"""
    said = f"step {step}: reward {logs['reward']:.2f} (spread {logs.get('reward_std', 0.0):.2f})"
    if "frac_reward_zero_std" in logs:
        said += f", {logs['frac_reward_zero_std']:.0%} of groups without spread, which teach nothing"
    return "\n  ".join([said, *reasons(shares)])


def reasons(shares: dict[str, float], most: int = 3) -> list[str]:
    """The shares of rows that were counted, the greatest first: why completions earn what they earn."""
    rules: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for path, share in shares.items():
        component, _, rule = path.rpartition("/")
        if rule not in ("score", "scored") and share > 0:
            rules[component].append((rule, share))
    return [
        f"{component.rpartition('/')[2]}: " + ", ".join(f"{rule} {share:.0%}" for rule, share in commonest)
        for component, found in rules.items()
        if (commonest := sorted(found, key=lambda item: -item[1])[:most])
    ]


def shown(rows: list[dict[str, Any]], longest: int = 300) -> list[str]:
    """The best and the worst completion of a step, with their reasons."""
    scored = sorted((row for row in rows if row["score"] is not None), key=lambda row: row["score"])
    if not scored:
        return []
    both = [("best", scored[-1])] + (
        [("worst", scored[0])] if scored[0]["score"] < scored[-1]["score"] else []
    )
    return [
        f"  {which} {row['score']:.2f}  {short(row['text'], longest)}\n       {short(row['why'], longest)}"
        for which, row in both
    ]


def short(text: str, longest: int) -> str:
    """A text on one line, its middle left out if it is long; a model's control characters stay out of the terminal."""
    text = "".join(letter if letter.isprintable() else "·" for letter in " ".join(text.split()))
    return text if len(text) <= longest else f"{text[: longest // 2]} … {text[-longest // 2 :]}"
