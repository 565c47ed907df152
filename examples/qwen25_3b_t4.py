"""Teach Qwen2.5-3B-Instruct to think between tags before it answers, on a free T4, and say by how much it helps.

    pip install -r requirements/colab-t4.txt            # on Colab; see the file for the one package after it
    python examples/qwen25_3b_t4.py
    python examples/qwen25_3b_t4.py --preset original   # 200 tokens a completion, as the well-known notebook
    python examples/qwen25_3b_t4.py --smoke             # the whole recipe on a CPU in a minute, with a tiny model

The model is told to think between <think> and </think> and to answer between <answer> and </answer>, on
competition problems with whole-number answers (DAPO-Math-17k). Where most completions don't do so
yet, a short SFT shows them how; GRPO pays for right answers first and for the form a little.

The presets differ in how long a completion may be. `original` has the 200 tokens of Unsloth's Qwen2.5-3B notebook,
which was made for GSM8K: what is cut off has no answer and earns nothing, whatever it was about to say, so
on harder problems it teaches to be brief. `long` leaves room for a whole solution; look at the share that
is cut off (`completions/clipped_ratio`), and raise the length where it stays above a tenth.

Expected: as qwen3_t4.py says. We have not run this on a T4 yet; Unsloth's own T4 run with the lengths of `original`,
on GSM8K, took 1 h 40 min for 250 steps of 8 completions (unslothai/notebooks, Qwen2.5_(3B)-GRPO, August 2026).
"""
# ruff: noqa: E402 - the command line is read before the slow imports, so that --help answers at once

# %%
from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from reasoning_rewards import THINK_ANSWER, Format, Tag, presets
from recipe import environment, machine, smoke
from recipe.options import Training, asked, joined, keep_tracker_local, read_options
from recipe.settings import Settings
from recipe.sources import instruction


@dataclass(frozen=True)
class Asked(Training):
    """What all scripts ask, and the preset."""

    preset: str = asked("long", "how long a completion may be: see above", choices=["long", "original"])

    @property
    def name(self) -> str:
        """The folder's name."""
        return joined(super().name, self.preset if self.preset != "long" else None)


OPTIONS, FOLDER = read_options(__doc__, runs=Path("runs/qwen25_3b_t4"), kind=Asked)

SETTINGS = Settings(
    model="Qwen/Qwen2.5-3B-Instruct",
    data="dapo",
    evaluation="dapo",  # one problem in fifty is held out
    traces="openr1",  # used only if most completions don't open their thinking
    system=instruction(THINK_ANSWER),
    # As long as Unsloth's notebook for Llama-3.2-3B runs on a T4 (Advanced_Llama3_2_(3B)_GRPO_LoRA).
    max_prompt_length=288,
    max_completion_length=1760,
    # Unsloth's Qwen2.5-3B notebook for the T4: rank 64 with alpha 64, 4-bit weights, learning rate 5e-6, cosine,
    # a tenth of the steps to warm up, gradients clipped at 0.1, groups of 8, 250 steps.
    lora_rank=64,
    lora_alpha=64,
    learning_rate=5e-6,
    scheduler="cosine",
    max_grad_norm=0.1,
    num_generations=8,
    batch=1,
    gradient_accumulation_steps=8,  # 1 x 8 completions a step: one problem
    grpo_steps=250,
    warmup_steps=25,
    save_steps=25,
    # A divergence from the instruct model costs: it is to learn a form, not another way to talk.
    beta=0.1,
    sft_rows=59,
    sft_steps=118,
    evaluation_rows=100,
    samples=4,
    temperature=0.8,  # that notebook's, when it asks the trained model
    top_p=0.95,
)
if OPTIONS.preset == "original":
    SETTINGS = replace(SETTINGS, max_prompt_length=256, max_completion_length=200)
if OPTIONS.smoke:
    SETTINGS = smoke.shrunk("qwen25_3b_t4", SETTINGS)
SETTINGS = SETTINGS.asked(OPTIONS)

# %% [markdown]
# ## The machine
# Before anything heavy is imported; then Unsloth, before what it rewrites.

# %%
vllm = None if OPTIONS.generator is None else OPTIONS.generator == "vllm"
MACHINE = machine.check(OPTIONS.backend, bits4=OPTIONS.bits4, vllm=vllm)
environment.prepare(hub=not SETTINGS.is_local, vllm=MACHINE.vllm)
keep_tracker_local(OPTIONS.report_to, FOLDER)
if MACHINE.backend == "unsloth":
    import unsloth  # noqa: F401

from recipe.controls import trained_on
from recipe.run import Run

run = Run(SETTINGS, OPTIONS, FOLDER, MACHINE, answer=Tag("answer"))

# %% [markdown]
# ## The reward
# Answers are read wherever they are written; the form alone insists on the tags.

# %%
total = presets.math(layout=run.layout, max_length=SETTINGS.max_completion_length)
rewards = trained_on(total, Format(layout=run.layout), OPTIONS)

# %% [markdown]
# ## The stages
# What is measured is the same whatever is trained on.

# %%
measured = {total.__name__: total}
run.data()
run.before(measured)

# %%
run.sft()
run.grpo(rewards)

# %%
run.after(measured)
run.report(total, rewards)
run.export(rewards)
