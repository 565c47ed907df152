"""Load a run's adapter as a stranger would, and write its greedy completions to reloaded.json.

    python examples/recipe/reload.py runs/qwen3_t4/unsloth-seed0

A script and not a function, because what it shows is that nothing of the training process is needed.
"""
# ruff: noqa: E402 - what the libraries read when they are imported is set before

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from recipe import environment, machine

FOLDER = Path(sys.argv[1])
ASKED = json.loads((FOLDER / "reload.json").read_text("utf-8"))
environment.prepare(hub=True)
MACHINE = machine.check(ASKED["backend"], bits4=ASKED["bits4"], vllm=False, dtype=ASKED["dtype"])
if MACHINE.backend == "unsloth":
    import unsloth  # noqa: F401 - before transformers

from recipe.export import GREEDY
from recipe.models import load_saved
from recipe.sampling import complete

model, tokenizer = load_saved(MACHINE, FOLDER / "adapter", max_length=ASKED["max_length"])
texts = complete(
    model, tokenizer, ASKED["rows"], label="reloaded", max_new_tokens=ASKED["max_new_tokens"], **GREEDY
)
(FOLDER / "reloaded.json").write_text(json.dumps([text for (text,) in texts]), "utf-8")
