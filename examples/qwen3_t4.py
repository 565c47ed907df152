"""Train Qwen3-4B to reason better on a free T4, and say by how much.

    pip install -r requirements/colab-t4.txt          # on Colab; see the file for the one package after it
    python examples/qwen3_t4.py                       # GSM8K; then --data dapo for harder problems
    python examples/qwen3_t4.py --smoke               # the whole recipe on a CPU in a minute, with a tiny model
    python examples/qwen3_t4.py --smoke --backend trl # the same without Unsloth

Check the machine, read the data, measure, SFT where the form is missing, GRPO, measure again, export.
Ctrl-C ends a stage and keeps what was learnt; --resume FOLDER goes on; --stage before does one stage alone.
--control format and --control random train on the form alone and on coin flips: what they gain is not
the reward's doing.

Expected: a line for each stage, and in the run's folder before.json, after.json, adapter/, merged/ and a
proof that a fresh process loads the adapter. We have not run this on a T4 yet, so there is no figure of
ours to expect; the smoke run ends with

    A fresh process loaded runs/qwen3_t4/...: 4 of 4 greedy completions are the trained model's, ...
"""
# ruff: noqa: E402 - the command line is read before the slow imports, so that --help answers at once

# %%
from __future__ import annotations

from pathlib import Path

from recipe import environment, machine, smoke
from recipe.options import Training, keep_tracker_local, read_options
from recipe.settings import Settings

OPTIONS, FOLDER = read_options(__doc__, runs=Path("runs/qwen3_t4"), kind=Training)

SETTINGS = Settings(
    # The hybrid one, which opens <think> by itself.
    model="Qwen/Qwen3-4B",
    data="gsm8k",
    evaluation="gsm8k",
    traces="openr1",  # used only if most completions don't open their thinking
    suffix="\nGive the final answer in \\boxed{}.",
    # 2048 tokens in all, as Unsloth's Qwen3-4B notebook for the T4 (August 2026). GSM8K's prompts are
    # shorter than 256 tokens; a trace that is longer than the rest earns nothing, so traces grow shorter.
    max_prompt_length=256,
    max_completion_length=1792,
    # From the same notebook: rank 32 with alpha 64, learning rate 5e-6, groups of 4, weight decay 0.001,
    # a tenth of the steps to warm up. 4-bit weights are our choice: 3.5 GB instead of 8.
    lora_rank=32,
    lora_alpha=64,
    gpu_memory_utilization=0.6,  # Unsloth's standby mode takes its own share instead: docs/training.md
    learning_rate=5e-6,
    num_generations=4,
    batch=1,
    gradient_accumulation_steps=4,  # 1 x 4 completions a step: one problem
    # Unsloth's guide (unsloth.ai/docs/get-started/reinforcement-learning-rl-guide): the reward moves after
    # some 300 steps at the earliest, and decent results take 12 hours or so. The notebook's own 100 steps
    # of 4 took 2 h 55 min on a T4, by its saved output: 300 would take not quite nine hours.
    grpo_steps=300,
    warmup_steps=30,
    save_steps=25,  # Colab may end a session; --resume loses at most so many
    # SFT as in the same notebook: 59 rows, two epochs, learning rate 2e-4.
    sft_rows=59,
    sft_steps=118,
    # Qwen's own advice for thinking: temperature 0.6, top_p 0.95.
    evaluation_rows=100,
    samples=4,
    temperature=0.6,
    top_p=0.95,
    # With --generator plain: 4 x 4 completions of 2048 tokens keep 4.8 GB of keys and values (36 layers x 8
    # heads x 128 x 2, in 16 bits: 147 kB a token); the default's 16 x 4 would need 19 GB.
    generation_batch=4,
)
if OPTIONS.smoke:
    SETTINGS = smoke.shrunk("qwen3_t4", SETTINGS)
SETTINGS = SETTINGS.asked(OPTIONS)

# %%
# 1. The machine, before anything heavy is imported; then Unsloth, before what it rewrites.
vllm = None if OPTIONS.generator is None else OPTIONS.generator == "vllm"
MACHINE = machine.check(OPTIONS.backend, bits4=OPTIONS.bits4, vllm=vllm)
environment.prepare(hub=not SETTINGS.is_local, vllm=MACHINE.vllm)
keep_tracker_local(OPTIONS.report_to, FOLDER)
if MACHINE.backend == "unsloth":
    import unsloth  # noqa: F401

from reasoning_rewards import Boxed, Format
from reasoning_rewards.presets import gsm8k, math
from recipe.controls import trained_on
from recipe.run import Run

run = Run(SETTINGS, OPTIONS, FOLDER, MACHINE, answer=Boxed())

# %%
# 2. The reward: for the data's kind of answer, in the layout that the model's own template asks for.
if "gsm8k" in SETTINGS.data:
    total = gsm8k(layout=run.layout)
else:
    total = math(layout=run.layout, max_length=SETTINGS.max_completion_length)
rewards = trained_on(total, Format(layout=run.layout), OPTIONS)

# %%
# 3. The stages. What is measured is the same whatever is trained on.
measured = {total.__name__: total}
run.data()
run.before(measured)
run.sft()
run.grpo(rewards)
run.after(measured)
run.report(total, rewards)
run.export(rewards)
