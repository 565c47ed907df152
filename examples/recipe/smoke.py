"""What ``--smoke`` changes: sizes and paths, nothing else, and all of it is in this table.

A test holds each script's settings beside its smoke settings and lists the names that differ.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from recipe.settings import Settings

ROWS = Path(__file__).parents[2] / "tests" / "examples" / "rows"
TINY = "made:tiny-qwen3"
"""A Qwen3 of random weights with a tokenizer of its own, made in the run's folder; see recipe.models."""

PATHS = {
    "model": TINY,
    "data": f"local:gsm8k:{ROWS / 'gsm8k.jsonl'}",
    "evaluation": f"local:gsm8k:{ROWS / 'gsm8k_eval.jsonl'}",
    "traces": f"local:gsm8k:{ROWS / 'gsm8k.jsonl'}",
}
SIZES = {
    "max_prompt_length": 320,  # the tiny tokenizer needs more tokens for the same question
    "max_completion_length": 32,
    "evaluation_rows": 4,
    "samples": 2,
    "sft_rows": 8,
    "sft_steps": 8,
    "grpo_steps": 4,
    "warmup_steps": 1,
    "save_steps": 2,
    "show_steps": 2,
}

SMOKE: dict[str, dict[str, object]] = {
    "qwen3_t4": {**PATHS, **SIZES},
    "qwen25_3b_t4": {**PATHS, **SIZES},
    "openr1_math": {**PATHS, **SIZES},
    "smollm2_135m": {"model": TINY, **SIZES},  # its rows are made here
}


def shrunk(script: str, settings: Settings) -> Settings:
    """The settings of a script at the size of its smoke run."""
    return replace(settings, **SMOKE[script])  # type: ignore[arg-type]
