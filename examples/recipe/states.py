"""What a model can do in each of its states: read strictly and leniently, greedy and sampled, the same problems.

strict    by the reward's own reader: the answer has to stand where it was asked for
lenient   by `recipe.grading`: the last number of the text, in any layout; a gain in it is no gain in form

A state is kept as ``states/NAME.jsonl``, one row a completion, so that every figure can be counted again.
"""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from reasoning_rewards.intervals import Estimate, gain, mean_of_problems
from recipe.grading import Asked, grade
from recipe.outcome.tables import points
from recipe.sampling import complete

WAYS = ("greedy", "sampled")
READINGS = ("lenient", "strict")
Row = dict[str, Any]


class State(NamedTuple):
    """A point of a run at which the model is measured."""

    name: str
    said: str
    trained: bool = True  # with its adapter
    asked: bool = True  # with the system prompt that asks for the form
    stage: str | None = None  # whose evaluation has drawn this state's samples already


AS_IT_COMES = State("as_it_comes", "as it comes", trained=False, asked=False)
ASKED = State("asked", "asked for the form", trained=False, stage="before")
WARMED = State("warmed", "after the warm-up")
AFTER = State("after", "after what followed", stage="after")
SHARED = (
    "model", "data", "evaluation", "traces", "system", "max_completion_length", "lora_rank", "lora_alpha",
    "sft_rows", "sft_steps", "evaluation_rows", "samples", "temperature",
)  # fmt: skip
KEPT = ("data.json", "before.json", "asked_before.json", "completions_before.jsonl", "states", "SFT")
STATES = (AS_IT_COMES, ASKED, WARMED, AFTER)
FOLLOWED = {"grpo": "after GRPO", "sft": "after more SFT", "rejection": "after rejection sampling"}

Strict = Callable[..., Sequence[float | None]]


def measure(run: Any, state: State, rows: Sequence[Row], strict: Strict) -> list[Row]:
    """The rows of ``states/NAME.jsonl``: read where they are there, written where not."""
    path = path_of(run.folder, state)
    if path.exists():
        return read(path)
    asked = rows if state.asked else [without_system(row) for row in rows]
    found = [
        line for way in WAYS for line in judged(run, asked, way, answered(run, state, asked, way), strict)
    ]
    if run.stages.stopped:
        return found  # of a half-trained model: a resumed run measures again
    path.parent.mkdir(exist_ok=True)
    part = path.with_suffix(".tmp")
    part.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in found), "utf-8")
    part.replace(path)
    return found


def path_of(folder: Path, state: State) -> Path:
    return folder / "states" / f"{state.name}.jsonl"


def read(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def without_system(row: Row) -> Row:
    return {**row, "prompt": [one for one in row["prompt"] if one["role"] != "system"]}


def answered(run: Any, state: State, rows: Sequence[Row], way: str) -> list[list[str]]:
    """What the model writes; the samples of an evaluation are not drawn a second time."""
    settings, greedy = run.settings, way == "greedy"
    if state.stage and not greedy:
        drawn = {
            row["id"]: row["completions"] for row in read(run.folder / f"completions_{state.stage}.jsonl")
        }
        return [drawn[row["id"]] for row in rows]
    return complete(
        run.model,
        run.tokenizer,
        rows,
        samples=1 if greedy else settings.samples,
        temperature=0.0 if greedy else settings.temperature,
        top_p=1.0 if greedy else settings.top_p,
        max_new_tokens=settings.max_completion_length,
        seed=run.options.seed,
        label=f"{state.said}, {way}",
        trained=state.trained,
        batch=settings.generation_batch * (settings.samples if greedy else 1),
    )


def judged(
    run: Any, rows: Sequence[Row], way: str, texts: Sequence[Sequence[str]], strict: Strict
) -> list[Row]:
    pairs = [(row, text) for row, several in zip(rows, texts, strict=True) for text in several]
    lenient = grade([Asked(text, row["answer"], row["task"]) for row, text in pairs])
    scores = strict(
        completions=[text for _, text in pairs],
        prompts=[row["question"] for row, _ in pairs],
        answer=[row["answer"] for row, _ in pairs],
    )
    return [
        {
            **{name: row.get(name) for name in ("id", "family", "steps", "question", "answer")},
            "way": way,
            "text": text,
            "tokens": len(run.tokenizer(text, add_special_tokens=False)["input_ids"]),
            "lenient": given.right,
            "strict": score == 1.0,
        }
        for (row, text), given, score in zip(pairs, lenient, scores, strict=True)
    ]


def start_from(run: Any, start: Path) -> None:
    """Give a new run all that the run in ``start`` had before GRPO, and GRPO's time as what it may take."""
    times = run.stages.__class__(start).times
    if not (start / "SFT" / "finished").exists() or "GRPO" not in times:
        raise SystemExit(
            f"--start {start}: expected the folder of a run that has finished its SFT and its GRPO"
        )
    theirs, ours = (
        json.loads((folder / "settings.json").read_text("utf-8")) for folder in (start, run.folder)
    )
    odd = [name for name in SHARED if theirs[name] != ours[name]]
    if odd:
        raise SystemExit(
            f"--start {start}: it was run with other settings ({', '.join(odd)}), so nothing could be compared"
        )
    for name in KEPT:
        source, target = start / name, run.folder / name
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("checkpoint-*"))
        elif source.exists():
            shutil.copy2(source, target)
    path_of(run.folder, AFTER).unlink(missing_ok=True)
    run.stages.write("allowed", times["GRPO"])


# ── figures ──


def solved(rows: Iterable[Row], way: str, reading: str) -> dict[str, float]:
    """For each problem, the share of its completions that are right."""
    flags: dict[str, list[bool]] = defaultdict(list)
    for row in rows:
        if row["way"] == way:
            flags[row["id"]].append(row[reading])
    return {one: sum(each) / len(each) for one, each in flags.items()}


def accuracy(rows: Iterable[Row], way: str, reading: str) -> Estimate:
    return mean_of_problems(list(solved(rows, way, reading).values()))


def gap(early: Sequence[Row], late: Sequence[Row], way: str, reading: str = "lenient") -> Estimate:
    """How much more of the same problems is right in ``late``, problem by problem."""
    first, then = solved(early, way, reading), solved(late, way, reading)
    if first.keys() != then.keys():
        raise ValueError(
            f"the states were measured on other problems ({len(first)} and {len(then)}): measure both anew"
        )
    return gain(list(first.values()), [then[one] for one in first])


def by_family(rows: Sequence[Row], way: str) -> dict[str, Estimate]:
    families = sorted({row["family"] for row in rows})
    return {
        family: accuracy([row for row in rows if row["family"] == family], way, "lenient")
        for family in families
    }


def headline(rows: Sequence[Row]) -> str:
    """The lenient figures of a state in a line."""
    return ", ".join(f"{way} {accuracy(rows, way, 'lenient')}" for way in WAYS)


def summary(folder: Path, follow: str) -> str:
    """The states of a run as a table, and what each family and the last stage gained; written to states.md too."""
    found = [(state, read(path)) for state in STATES if (path := path_of(folder, state)).exists()]
    text = table([(FOLLOWED[follow] if state == AFTER else state.said, rows) for state, rows in found])
    known = dict(found)
    if AFTER in known and WARMED in known:
        for way in WAYS:
            text += f"\n\n{FOLLOWED[follow]}, {way}, lenient: {points(gap(known[WARMED], known[AFTER], way))}"
        early, late = (by_family(known[state], "sampled") for state in (WARMED, AFTER))
        text += "\n\n| family, sampled | after the warm-up | at the end |\n|---|---|---|"
        text += "".join(f"\n| {family} | {early[family]} | {late[family]} |" for family in early)
    (folder / "states.md").write_text(text + "\n", "utf-8")
    return text


def table(states: Sequence[tuple[str, Sequence[Row]]]) -> str:
    """A markdown table: each state, read both ways, greedy and sampled."""
    lines = [
        "| state | lenient, sampled | lenient, greedy | strict, sampled | strict, greedy |",
        "|---|---|---|---|---|",
    ]
    for said, rows in states:
        cells = [str(accuracy(rows, way, reading)) for reading in READINGS for way in reversed(WAYS)]
        lines.append(f"| {said} | {' | '.join(cells)} |")
    return "\n".join(lines)
