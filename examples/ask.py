"""Talk to a model that a script here has trained: a question in, its thinking and its answer out.

    python examples/ask.py runs/qwen3_t4/unsloth-seed0 "A train goes 60 miles an hour for 2.5 hours. How far?"
    python examples/ask.py runs/qwen3_t4/unsloth-seed0            # asks on and on; an empty line ends it
    python examples/ask.py FOLDER --base "..."                    # the same without the adapter

It loads the folder's adapter/ as anyone would who was given it, and asks as the model was trained: the
same system prompt, the same words after the question, the same longest completion. Greedily, so that the same question has
the same answer; --temperature 0.7 draws.

Expected, in the words of the model you trained:

    thinking
      60 * 2.5 = 150
    answer
      150
"""
# ruff: noqa: E402 - the command line is read before the slow imports, so that --help answers at once

# %%
from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from reasoning_rewards import Completion
from recipe import environment, machine

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("folder", type=Path, help="the folder of a finished run")
parser.add_argument("question", nargs="*", help="what to ask; without one you are asked for it")
parser.add_argument("--base", action="store_true", help="ask the model as it was before training")
parser.add_argument("--temperature", type=float, default=0.0, help="0, the default, is greedy")
parser.add_argument("--seed", type=int, default=0, help="for temperatures above 0 (default 0)")
OPTIONS = parser.parse_intermixed_args()  # so that options may stand before the question

# %%
needed = [OPTIONS.folder / name for name in ("settings.json", "reload.json", "adapter")]
if missing := [path for path in needed if not path.exists()]:
    raise SystemExit(f"{missing[0]} is not there: expected the folder of a run whose export is done")
SETTINGS, ASKED = (json.loads(path.read_text("utf-8")) for path in needed[:2])
environment.prepare(hub=not SETTINGS["model"].startswith("made:"))
MACHINE = machine.check(ASKED["backend"], bits4=ASKED["bits4"], vllm=False, dtype=ASKED["dtype"])
if MACHINE.backend == "unsloth":
    import unsloth  # noqa: F401 - before transformers

from recipe.models import load_saved
from recipe.sampling import complete

model, tokenizer = load_saved(MACHINE, OPTIONS.folder / "adapter", max_length=ASKED["max_length"])


# %%
def questions() -> Iterator[str]:
    """The one of the command line, or one after another."""
    if OPTIONS.question:
        yield " ".join(OPTIONS.question)
        return
    while text := input("\nYour question (an empty line ends): ").strip():
        yield text


def answer(question: str) -> str:
    """One completion, asked for as in training."""
    system = [{"role": "system", "content": SETTINGS["system"]}] if SETTINGS["system"] else []
    row = {"prompt": [*system, {"role": "user", "content": question + SETTINGS["suffix"]}]}
    ((text,),) = complete(
        model,
        tokenizer,
        [row],
        samples=1,
        temperature=OPTIONS.temperature,
        top_p=SETTINGS["top_p"],
        max_new_tokens=SETTINGS["max_completion_length"],
        seed=OPTIONS.seed,
        label="thinking",
        trained=not OPTIONS.base,
    )
    return text


def shown(text: str) -> str:
    """Thinking and answer under their names; a text without thinking as it is."""
    thinking, marked, spoken = text.rpartition("</think>")
    if not marked:
        return text
    thinking = thinking.strip().removeprefix("<think>").strip()
    found = Completion(text).answer or spoken.strip() or "(none)"
    parts = {"thinking": thinking or "(none)", "answer": found}
    return "\n".join(
        f"{name}\n" + "\n".join(f"  {line}" for line in said.splitlines()) for name, said in parts.items()
    )


for question in questions():
    print(shown(answer(question)))
