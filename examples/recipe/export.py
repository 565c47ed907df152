"""What a run leaves behind: the adapter, the merged model, GGUF if asked, a model card, and a proof.

The proof: a fresh process loads the saved adapter and writes the trained model's greedy completions, and
not the model's from before (a saved adapter that changes nothing is a known way to lose a night's run).
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from recipe.machine import Machine
from recipe.sampling import complete

HERE = Path(__file__).parent
Rows = list[dict[str, Any]]
GREEDY = {"samples": 1, "temperature": 0.0, "seed": 0, "plain": True}


def save_adapter(model: Any, tokenizer: Any, folder: Path) -> None:
    """The adapter and its tokenizer; refused if training left every B matrix at zero."""
    from safetensors.torch import load_file

    model.save_pretrained(str(folder), selected_adapters=["default"])
    tokenizer.save_pretrained(str(folder))
    weights = load_file(folder / "adapter_model.safetensors")
    if not any(tensor.any() for name, tensor in weights.items() if "lora_B" in name):
        raise SystemExit(f"{folder}: every lora_B is zero, so the adapter changes nothing; was it trained?")


def save_merged(model: Any, tokenizer: Any, machine: Machine, adapter: Path, folder: Path) -> None:
    """One model of 16 bits (32 without a card) with the adapter worked into its weights."""
    if machine.backend == "unsloth":
        model.save_pretrained_merged(str(folder), tokenizer, save_method="merged_16bit")
        return
    import torch
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    # Into whole weights, on the CPU: merging into 4-bit ones would round the adapter away.
    base = json.loads((adapter / "adapter_config.json").read_text("utf-8"))["base_model_name_or_path"]
    whole = AutoModelForCausalLM.from_pretrained(base, dtype=getattr(torch, machine.dtype))
    PeftModel.from_pretrained(whole, str(adapter)).merge_and_unload().save_pretrained(str(folder))
    tokenizer.save_pretrained(str(folder))


def save_gguf(model: Any, tokenizer: Any, folder: Path) -> str:
    """GGUF q4_k_m by Unsloth, which downloads and builds llama.cpp; says in words what came of it."""
    missing = [tool for tool in ("git", "cmake", "make") if shutil.which(tool) is None]
    if not hasattr(model, "save_pretrained_gguf"):
        return "not written: only --backend unsloth can"
    if missing:
        return f"not written: building llama.cpp needs {', '.join(missing)}"
    model.save_pretrained_gguf(str(folder), tokenizer, quantization_method="q4_k_m")
    return f"written to {folder.name}"


def greedy(model: Any, tokenizer: Any, rows: Rows, max_new_tokens: int) -> dict[str, list[str]]:
    """What the model writes with its adapter and without, taking the likeliest token every time."""
    told = {**GREEDY, "max_new_tokens": max_new_tokens}
    return {
        "trained": [text for (text,) in complete(model, tokenizer, rows, label="greedy", **told)],
        "base": [text for (text,) in complete(model, tokenizer, rows, label="greedy", trained=False, **told)],
    }


def prove(
    folder: Path, machine: Machine, here: Mapping[str, list[str]], rows: Rows, longest: int
) -> dict[str, Any]:
    """Load ``folder/adapter`` in a fresh process and compare its greedy completions with those from here."""
    asked = {
        "backend": machine.backend,
        "bits4": machine.bits4,
        "dtype": machine.dtype,
        "max_length": longest,
        "max_new_tokens": proof_tokens(longest),
        "rows": [{"prompt": row["prompt"]} for row in rows],
    }
    (folder / "reload.json").write_text(json.dumps(asked), "utf-8")
    done = subprocess.run([sys.executable, str(HERE / "reload.py"), str(folder)], check=False)
    if done.returncode != 0:
        raise SystemExit(f"The fresh process could not load {folder / 'adapter'}; its error is above")
    there = json.loads((folder / "reloaded.json").read_text("utf-8"))
    return verdict(here, there, exact=machine.dtype == "float32")


def proof_tokens(longest: int) -> int:
    """Enough to tell two models apart, few enough for a moment's work."""
    return min(64, longest // 2)


def verdict(here: Mapping[str, list[str]], there: list[str], *, exact: bool = True) -> dict[str, Any]:
    """How the reloaded adapter's completions agree with the trained model's; ends the program if they don't.

    exact: all of them have to. In 16 bits two processes may round one token apart, and all that follows
    it is another text; then half of them have to, which no other adapter's do.
    """
    same = sum(one == other for one, other in zip(here["trained"], there, strict=True))
    moved = sum(one != other for one, other in zip(here["base"], there, strict=True))
    n = len(there)
    if same < n if exact else 2 * same < n:
        raise SystemExit(
            f"The reloaded adapter writes {n - same} of {n} greedy completions otherwise than the trained model:"
            " what was saved is not what was trained, or the process that loads it rounds differently"
        )
    if moved == 0:
        raise SystemExit(
            f"The trained model's {n} greedy completions are the base model's: the adapter changes nothing that shows."
            " Train longer or with a higher learning rate"
        )
    return {"rows": n, "same_as_trained": same, "other_than_base": moved}


def card(settings: Any, machine: Machine, rewards: str, figures: str, base: str) -> str:
    """The README.md of the adapter: what it is, how it was made, and what it was measured to do."""
    versions = ", ".join(f"{name} {version}" for name, version in machine.versions.items())
    return f"""---
base_model: {base}
library_name: peft
tags: [lora, grpo, reasoning]
---

# A reasoning adapter for {Path(base).name if Path(base).exists() else base}

Trained with GRPO on `{settings.data}`: {settings.grpo_steps} steps of {settings.num_generations} completions per
problem, at most {settings.max_completion_length} tokens each, LoRA rank {settings.lora_rank}, learning rate
{settings.learning_rate:g}.

{figures}

The reward, as code:

```python
{rewards}
```

Made on {machine.card or "a CPU"} in {machine.dtype} with {versions}.
"""
