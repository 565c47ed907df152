"""What a run's folder holds, read once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reasoning_rewards.intervals import Estimate
from recipe.evaluation import gains

Plain = Mapping[str, Any]

PICKED = (("newly right", 3), ("newly wrong", 2), ("right both times", 2), ("wrong both times", 2))
"""How many transcripts of each kind a report shows: not the prettiest, and the losses among them."""


@dataclass(frozen=True)
class Pair:
    """A problem with what was first sampled for it before and after."""

    id: str
    question: str
    answer: str
    before: str
    after: str
    right: tuple[bool, bool]

    @property
    def kind(self) -> str:
        return {
            (False, True): "newly right",
            (True, False): "newly wrong",
            (True, True): "right both times",
            (False, False): "wrong both times",
        }[self.right]


@dataclass(frozen=True)
class Written:
    """A completion: of which problem, whether it is right, and what rewards said of it."""

    id: str
    question: str
    answer: str
    text: str
    right: bool
    verdicts: tuple[Plain, ...] = ()


@dataclass(frozen=True)
class Found:
    """A run: its evaluations, its log and what else is known of it."""

    folder: Path
    before: Plain
    after: Plain
    about: Plain = field(default_factory=dict)  # results.json: what the script says of the run
    options: Plain = field(default_factory=dict)
    times: Mapping[str, float] = field(default_factory=dict)
    log: list[Plain] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    written: Mapping[str, list[Written]] = field(default_factory=dict)  # by moment

    @property
    def name(self) -> str:
        return str(self.about.get("name") or self.folder.resolve().name)

    @property
    def gains(self) -> Plain:
        return gains(self.before, self.after)

    def estimate(self, moment: str, key: str) -> Estimate:
        return Estimate(**getattr(self, moment)[key])

    @property
    def picked(self) -> list[Pair]:
        """Some transcripts of each kind, in the order of the problems."""
        chosen: list[Pair] = []
        for kind, most in PICKED:
            chosen += [pair for pair in self.pairs if pair.kind == kind][:most]
        return chosen

    def count(self, kind: str) -> int:
        return sum(pair.kind == kind for pair in self.pairs)


def read_folder(folder: Path, about: Plain | None = None) -> Found:
    """Everything a report needs; the two evaluations must be there."""
    before, after = (read_evaluation(folder, moment) for moment in ("before", "after"))
    written = {
        "before": read_written(folder, "before", before),
        "after": read_written(folder, "after", after),
    }
    return Found(
        folder,
        before,
        after,
        about if about is not None else read_json(folder / "results.json") or {},
        read_json(folder / "options.json") or {},
        read_json(folder / "times.json") or {},
        read_json(folder / "GRPO_log.json") or [],
        pair_up(written["before"], written["after"]),
        written,
    )


def read_evaluation(folder: Path, moment: str) -> Plain:
    found = read_json(folder / f"{moment}.json")
    if found is None:
        raise SystemExit(
            f"{folder / moment}.json is not there: go on with that run first (--resume {folder})"
        )
    missing = {"ids", "right", "pass1", "majk"} - found.keys()
    if missing:
        raise SystemExit(
            f"{folder / moment}.json has no {', '.join(sorted(missing))}: it is not what recipe.evaluation.measure gives"
        )
    return found


def read_json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8")) if path.is_file() else None


def read_lines(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def read_written(folder: Path, moment: str, measured: Plain) -> list[Written]:
    """Every completion of an evaluation, problem by problem; of the few in it, if no file has all."""
    lines = read_lines(folder / f"completions_{moment}.jsonl") or [
        {**one, "completions": [one["text"]], "right": [one["right"]]} for one in measured["transcripts"]
    ]
    return [
        Written(line["id"], line["question"], line["answer"], text, flag, tuple(said))
        for line in lines
        for text, flag, said in zip(
            line["completions"],
            line["right"],
            line.get("verdicts") or [()] * len(line["completions"]),
            strict=True,
        )
    ]


def pair_up(before: Iterable[Written], after: Iterable[Written]) -> list[Pair]:
    """The first sample of each problem before and after."""
    first, then = ({one.id: one for one in reversed(list(side))} for side in (before, after))
    return [
        Pair(one.id, one.question, one.answer, one.text, then[key].text, (one.right, then[key].right))
        for key, one in reversed(first.items())
        if key in then
    ]
