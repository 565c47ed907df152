"""SFT on verified reasoning traces, then GRPO with credit for being near, then inference and evaluation.

    python examples/openr1_math.py --backend trl        # any NVIDIA card, Apple Silicon, a CPU
    python examples/openr1_math.py                      # with Unsloth: NVIDIA, less memory
    python examples/openr1_math.py --smoke              # the whole recipe on a CPU in a minute, with a tiny model

The three stages one by one, on three evenings or in three notebooks:

    python examples/openr1_math.py --stage data,before,sft --out runs/openr1_math/mine
    python examples/openr1_math.py --stage grpo --resume runs/openr1_math/mine
    python examples/openr1_math.py --stage after,export --resume runs/openr1_math/mine

The traces are DeepSeek-R1's from OpenR1-Math-220k: complete ones that math-verify found right, the
shortest of each problem. A model that never thought at length learns from them what thinking looks
like; GRPO then pays for where it leads. `Proximity` speaks only where the gold is one number, and a near miss
never earns what a right answer does.

On Apple Silicon use --backend trl: Unsloth's GRPOTrainer is a stub there that raises.

Measured on MATH-500, whose problems may stand in the training data too: the run stops and names them;
--drop-overlap leaves them out. Expected: as qwen3_t4.py says. We have not run this at full size yet.
"""
# ruff: noqa: E402 - the command line is read before the slow imports, so that --help answers at once

# %%
from __future__ import annotations

from pathlib import Path

from reasoning_rewards import THINK_BOXED, Boxed, Correctness, Format, LengthPenalty, NumberPolicy, Proximity
from recipe import environment, machine, smoke
from recipe.options import Training, keep_tracker_local, read_options
from recipe.settings import Settings
from recipe.sources import instruction

OPTIONS, FOLDER = read_options(__doc__, runs=Path("runs/openr1_math"), kind=Training)

SETTINGS = Settings(
    # Small enough for a laptop, and an instruct model that does not think by itself.
    model="Qwen/Qwen2.5-1.5B-Instruct",
    data="openr1",
    evaluation="math500",
    traces="openr1",
    system=instruction(THINK_BOXED),
    max_prompt_length=256,
    max_completion_length=1792,  # traces that are longer are not imitated either
    lora_rank=32,
    lora_alpha=64,
    # SFT as in Unsloth's Qwen3-4B notebook, on more rows: here it has more to teach than tags.
    sft_rows=512,
    sft_steps=512,
    learning_rate=5e-6,
    num_generations=8,
    batch=1,
    gradient_accumulation_steps=8,  # 1 x 8 completions a step: one problem
    train_rows=4_000,
    grpo_steps=250,
    warmup_steps=25,
    save_steps=25,
    evaluation_rows=100,
    samples=4,
    temperature=0.7,
    top_p=0.95,
)
if OPTIONS.smoke:
    SETTINGS = smoke.shrunk("openr1_math", SETTINGS)
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

run = Run(SETTINGS, OPTIONS, FOLDER, MACHINE, answer=Boxed())

# %% [markdown]
# ## The reward
# Right first; then laid out; then near, where the gold is one number; and a little less for running into the limit.

# %%
values = NumberPolicy(evaluated=True)  # 6 · 7 is not the answer 42
solved = Correctness(policy=values)
form = Format(layout=run.layout)
limit = SETTINGS.max_completion_length
total = (
    (
        solved
        + 0.2 * form
        + 0.2 * Proximity(policy=values)
        + 0.1 * LengthPenalty(max_length=limit, soft_cache=limit // 4)
    )
    .requires(solved)
    .named("total")
)
rewards = trained_on(total, form, OPTIONS)
measured = {"total": total, "correctness": solved, "format": form}

# %% [markdown]
# ## Stage 1: SFT on verified traces
# The evaluation before it says whether the model has the form already; then there is nothing to teach.

# %%
run.data()
run.before(measured)
run.sft()

# %% [markdown]
# ## Stage 2: GRPO

# %%
run.grpo(rewards)

# %% [markdown]
# ## Stage 3: inference and evaluation
# Talk to what came of it with ask.py.

# %%
run.after(measured)
run.report(total, rewards)
run.export(rewards)
