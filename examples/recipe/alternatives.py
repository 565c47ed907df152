"""What the time that GRPO took could have gone into instead: more SFT, or SFT on the model's own right answers.

Whoever reports what rewards did owes the reader these two: both start from the same warm-up, and stop when as many
seconds have passed.

more_sft    worked solutions of every row, over and over
rejection   best of GROUP: half of the time for completions of the training problems, of which the right ones are
            kept (Yuan et al. 2023, arXiv:2308.01825), half of it for SFT on those
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from recipe import sources
from recipe.sampling import complete
from recipe.train import sft

GROUP = 4
AT_ONCE = 16  # problems between two looks at the clock
ENDLESS = 1_000_000  # steps; the clock ends it


def more_sft(run: Any, seconds: float, solved: object = None) -> None:
    traces = sources.load_traces(
        run.settings.traces, seed=run.options.seed, layout=run.layout, system=run.settings.system
    )
    imitate(run, traces, seconds)


def rejection(run: Any, seconds: float, solved: Callable[..., Sequence[float | None]]) -> None:
    start = time.monotonic()
    traces = own_right_answers(run, seconds / 2, solved)
    print(f"{len(traces)} right completions of the model's own to learn from.")
    if not traces:
        raise SystemExit("rejection sampling found no right completion: there is nothing to learn from")
    imitate(run, traces, seconds - (time.monotonic() - start))


def own_right_answers(
    run: Any, seconds: float, solved: Callable[..., Sequence[float | None]]
) -> list[dict[str, Any]]:
    """The right ones of GROUP completions of each problem, until the time is over."""
    found: list[dict[str, Any]] = []
    rows, start, done = run.data()["train"], time.monotonic(), 0
    while time.monotonic() - start < seconds and done < len(rows):
        some = rows[done : done + AT_ONCE]
        texts = complete(
            run.model,
            run.tokenizer,
            some,
            samples=GROUP,
            temperature=run.settings.rollout_temperature,
            top_p=run.settings.rollout_top_p,
            max_new_tokens=run.settings.max_completion_length,
            seed=run.options.seed + done,
            label=f"problems {done} to {done + len(some)}",
            batch=AT_ONCE,
        )
        done += len(some)
        for row, several in zip(some, texts, strict=True):
            right = solved(completions=several, answer=[row["answer"]] * len(several))
            found += [
                {"prompt": row["prompt"], "completion": [{"role": "assistant", "content": text}]}
                for text, score in zip(several, right, strict=True)
                if score == 1.0
            ]
    return found


def imitate(run: Any, traces: list[dict[str, Any]], seconds: float) -> None:
    settings = replace(run.settings, sft_steps=ENDLESS)
    sft(
        run.model,
        run.tokenizer,
        traces,
        run.stages,
        run.machine,
        settings,
        *run.told,
        name=run.last,
        seconds=seconds,
    )
