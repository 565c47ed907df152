"""Trainer configurations that say which arguments the installed versions don't have.

TRL, transformers and Unsloth move fields between versions: plain TRL raises TypeError on one it doesn't
know, Unsloth drops it with a remark. Here each argument that is missing must be in the table below, with
the reason why a run does without it; any other is a mistake and ends the program.
"""

from __future__ import annotations

import difflib
import inspect
from dataclasses import fields
from typing import Any

LEFT_OUT = {
    "max_prompt_length": "rows with a longer prompt were left out of the data instead",
    "activation_checkpointing": "older transformers know it as gradient_checkpointing alone",
    "vllm_sampling_params": "only Unsloth's configuration has it",
    "project": "the tracker uses its default project",
    "chat_template_kwargs": "the template's defaults are used, which is what the layout was read from",
    "num_completions_to_print": "the recipe prints its own completions",
    "use_cpu": "the device is found by itself",
}


def config(cls: type, **wanted: Any) -> Any:
    """``cls(**wanted)``, less what this version of ``cls`` lacks; each of those is printed with the reason."""
    known = {item.name for item in fields(cls)} | set(inspect.signature(cls).parameters)
    missing = [name for name in wanted if name not in known]
    for name in missing:
        if name not in LEFT_OUT:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise TypeError(f"{cls.__name__} has no {name}={wanted[name]!r}{hint}")
        print(f"{cls.__name__} has no {name} in this version: {LEFT_OUT[name]}.")
    return cls(**{name: value for name, value in wanted.items() if name in known})
