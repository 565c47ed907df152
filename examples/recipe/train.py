"""SFT for the form, then GRPO; each a stage with checkpoints that a stopped run goes on from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from datasets import Dataset
from trl import GRPOConfig, GRPOTrainer, SFTConfig, SFTTrainer  # after unsloth, where that is used

from recipe.callbacks import StopAfter
from recipe.configure import config
from recipe.machine import Machine
from recipe.settings import Settings
from recipe.stages import Stages
from recipe.watch import Completions, attach, watch

Rows = list[dict[str, Any]]


def shared(machine: Machine, settings: Settings, folder: Path, report_to: str, seed: int) -> dict[str, Any]:
    """What both trainers are told."""
    told: dict[str, Any] = {
        "output_dir": str(folder),
        "run_name": f"{folder.parent.name} {folder.name}",
        "project": folder.parent.parent.name,
        "seed": seed,
        "report_to": report_to,
        "logging_steps": 1,
        "logging_nan_inf_filter": False,  # a loss of NaN is logged as NaN, so that it is seen
        "save_steps": settings.save_steps,
        "save_total_limit": 2,
        "disable_tqdm": True,  # one tidy bar of our own instead
        "weight_decay": settings.weight_decay,
        "max_grad_norm": settings.max_grad_norm,
        "optim": settings.optim if machine.bits4 else "adamw_torch",  # bitsandbytes has both
    }
    if machine.card is None:
        told |= {"use_cpu": True, "bf16": False, "gradient_checkpointing": False}
        told["activation_checkpointing"] = False  # on a CPU these only cost time
    elif machine.backend == "trl":
        told |= {"bf16": machine.dtype == "bfloat16", "fp16": machine.dtype == "float16"}
        told["gradient_checkpointing"] = True
    return told  # Unsloth chooses precision and checkpointing by itself on a card


def sft_config(machine: Machine, settings: Settings, folder: Path, report_to: str, seed: int) -> Any:
    """Unsloth's own numbers for Qwen3's pre-tuning, but for the steps."""
    return config(
        SFTConfig,
        max_steps=settings.sft_steps,
        per_device_train_batch_size=settings.sft_batch,
        gradient_accumulation_steps=1,
        learning_rate=settings.sft_learning_rate,
        warmup_steps=min(5, settings.sft_steps // 2),
        lr_scheduler_type="linear",
        max_length=settings.max_length,
        **shared(machine, settings, folder, report_to, seed),
    )


def grpo_config(machine: Machine, settings: Settings, folder: Path, report_to: str, seed: int) -> Any:
    """GRPO's; the loss stays TRL's default, DAPO's."""
    return config(
        GRPOConfig,
        max_steps=settings.grpo_steps,
        per_device_train_batch_size=settings.batch,
        gradient_accumulation_steps=settings.gradient_accumulation_steps,
        num_generations=settings.num_generations,
        max_prompt_length=settings.max_prompt_length,
        max_completion_length=settings.max_completion_length,
        temperature=settings.rollout_temperature,
        top_p=settings.rollout_top_p,
        learning_rate=settings.learning_rate,
        warmup_steps=settings.warmup_steps,
        lr_scheduler_type=settings.scheduler,
        beta=settings.beta,
        use_vllm=machine.vllm,
        log_completions=report_to
        in ("wandb", "trackio"),  # a table there; the terminal has the monitor's lines
        num_completions_to_print=1,
        shuffle_dataset=False,  # the longest prompts come first, see recipe.sources
        **shared(machine, settings, folder, report_to, seed),
    )


def for_float16(model: Any, machine: Machine) -> None:
    """Adapter weights in float32, where training runs in float16.

    TRL casts those on 4-bit weights to bfloat16, whose gradients float16's scaler can't unscale.
    """
    if machine.dtype == "float16" and machine.backend == "trl":
        for weights in model.parameters():
            if weights.requires_grad:
                weights.data = weights.data.float()


def sft(
    model: Any,
    tokenizer: Any,
    rows: Rows,
    stages: Stages,
    machine: Machine,
    settings: Settings,
    report_to: str,
    seed: int,
    *,
    name: str = "SFT",
    seconds: float | None = None,
) -> Any:
    """Train on worked solutions: ``prompt`` and ``completion`` are conversations.

    seconds: end when so much time has passed, and not after ``sft_steps``.
    """
    trainer = SFTTrainer(
        model=model,
        processing_class=tokenizer,
        train_dataset=Dataset.from_list(
            [{name: row[name] for name in ("prompt", "completion")} for row in rows]
        ),
        args=sft_config(machine, settings, stages.folder / name, report_to, seed),
    )
    for_float16(trainer.model, machine)
    if seconds is not None:
        trainer.add_callback(StopAfter(seconds))
    return stages.train(trainer, {"loss": "loss"}, merge=False)


def grpo(
    model: Any,
    tokenizer: Any,
    rows: Rows,
    rewards: Sequence[Callable[..., Any]],
    stages: Stages,
    machine: Machine,
    settings: Settings,
    report_to: str,
    seed: int,
) -> Any:
    """Train on rewards; the rows' columns are what the rewards read."""
    folder = stages.folder / "GRPO"
    kept = Completions(folder)
    funcs = watch(rewards, kept, settings.show_steps)
    trainer = GRPOTrainer(
        model=model,
        processing_class=tokenizer,
        reward_funcs=funcs,
        train_dataset=Dataset.from_list(rows),
        args=grpo_config(machine, settings, folder, report_to, seed),
    )
    for_float16(trainer.model, machine)
    attach(funcs, kept, trainer)
    shown = {"reward": "reward", "frac_reward_zero_std": "no spread", "completions/mean_length": "tokens"}
    return stages.train(trainer, shown, merge=False)
