"""Every number of a training recipe, by name; a script states its own on top, each with its source."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from recipe.options import Training

MADE_HERE = ("local:", "puzzles", "stories")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a script trains, on what, for how long. Lengths are in tokens.

    The defaults are those that all scripts share; the rest has none, so that each script says it.
    """

    # What: a model of the hub or a folder; data sources are those of recipe.sources.
    model: str
    data: str
    evaluation: str  # its held-out split
    traces: str | None  # worked solutions for SFT; None: no SFT
    system: str | None = None  # the system prompt, and what follows every question
    suffix: str = ""

    # How long a text may be.
    max_prompt_length: int  # rows with a longer prompt are left out, and counted
    max_completion_length: int

    # The adapter.
    lora_rank: int
    lora_alpha: int
    gpu_memory_utilization: float = (
        0.6  # vLLM's share of the card; see docs/training.md for what standby makes of it
    )

    # Before and after: rows x samples, drawn alike.
    evaluation_rows: int
    samples: int
    temperature: float
    top_p: float
    generation_batch: int = 16  # rows at once where vLLM doesn't decide that

    # SFT for the form, where the model lacks it.
    sft_rows: int = 64
    sft_steps: int
    sft_learning_rate: float = 2e-4
    sft_batch: int = 1

    # GRPO: batch x gradient_accumulation_steps completions a step, in groups of num_generations.
    train_rows: int | None = None
    grpo_steps: int
    learning_rate: float
    num_generations: int
    gradient_accumulation_steps: int
    batch: int = 1
    beta: float = 0.0
    rollout_temperature: float = 1.0
    rollout_top_p: float = 1.0
    warmup_steps: int
    scheduler: str = "linear"
    weight_decay: float = 0.001
    max_grad_norm: float = 1.0
    optim: str = "adamw_8bit"
    save_steps: int
    show_steps: int = 10  # how often the terminal shows completions and why they earned nothing

    @property
    def max_length(self) -> int:
        """The longest text: a prompt and its completion."""
        return self.max_prompt_length + self.max_completion_length

    @property
    def is_local(self) -> bool:
        """Whether a run needs no model hub: model and data are files, or made here."""
        model = self.model.startswith(("made:", "gguf:", "pypi:")) or Path(self.model).is_dir()
        sources = [source for source in (self.data, self.evaluation, self.traces) if source is not None]
        return model and all(source.startswith(MADE_HERE) for source in sources)

    def asked(self, options: Training) -> Settings:
        """With what the command line asks for."""
        wanted = {"model": options.model, "data": options.data, "grpo_steps": options.max_steps}
        return replace(self, **{name: value for name, value in wanted.items() if value is not None})
