"""Teach SmolLM2-135M-Instruct to solve word problems in numbered steps that hold, from rows of your own.

    python examples/smollm2_135m.py --backend trl       # any machine, a CPU too
    python examples/smollm2_135m.py --data local:mine.jsonl
    python examples/smollm2_135m.py --smoke             # the whole recipe in a minute, with a tiny model

The rows are {"problem": ..., "solution": ..., "answer": ...}: 36 of them are in recipe/rows/solutions.jsonl, and 12
to measure on beside them. The reward is for the steps as much as for the end: sums that are true and
about this problem, and lines that are numbered. Three problems are asked before and after: marbles,
a train, and change from $50.

Expected: the three problems with what the model wrote before and after, and a run's folder as qwen3_t4.py
leaves it. A model of 135 million weights learns the form here, and little arithmetic: 60 steps of 8
completions are few. We have not run it at full size yet, so there is no figure of ours to expect.
"""
# ruff: noqa: E402 - the command line is read before the slow imports, so that --help answers at once

# %%
from __future__ import annotations

from pathlib import Path

import recipe
from reasoning_rewards import After, Correctness, Format, Layout, NumberPolicy, Pattern, StepArithmetic
from recipe import environment, machine, smoke
from recipe.options import Training, keep_tracker_local, read_options
from recipe.settings import Settings

OPTIONS, FOLDER = read_options(__doc__, runs=Path("runs/smollm2_135m"), kind=Training)

ROWS = Path(recipe.__file__).parent / "rows"
QUESTIONS = {
    "marbles": "Tom has 15 marbles. He loses 4 and finds 7. How many marbles does he have now?",
    "train": "A train travels at 60 miles per hour for 2 hours and then 30 miles more. How many miles is that?",
    "$50": "Anna buys 3 books at $12 each and pays with $50. How many dollars of change does she get?",
}
SETTINGS = Settings(
    model="HuggingFaceTB/SmolLM2-135M-Instruct",
    data=f"local:{ROWS / 'solutions.jsonl'}",
    evaluation=f"local:{ROWS / 'solutions_eval.jsonl'}",
    traces=f"local:{ROWS / 'solutions.jsonl'}",  # used only if most completions lack the form
    system="Solve the problem in short numbered steps, one sum in each. End with a line 'Answer: ' and the number.",
    max_prompt_length=192,
    max_completion_length=320,  # 512 tokens in all
    lora_rank=16,
    lora_alpha=16,
    grpo_steps=60,
    learning_rate=5e-5,  # ten times what a model of billions takes
    batch=2,
    gradient_accumulation_steps=4,  # 2 x 4 completions a step
    num_generations=8,  # all of one problem: so small a model is seldom right
    warmup_steps=5,
    rollout_temperature=0.7,
    rollout_top_p=0.9,
    save_steps=20,
    sft_rows=36,
    sft_steps=36,  # once through them
    evaluation_rows=12,
    samples=4,
    temperature=0.7,
    top_p=0.9,
)
if OPTIONS.smoke:
    SETTINGS = smoke.shrunk("smollm2_135m", SETTINGS)
SETTINGS = SETTINGS.asked(OPTIONS)

# %% [markdown]
# ## The machine
# Before anything heavy is imported; then Unsloth, before what it rewrites. 135 million weights need no 4-bit.

# %%
vllm = None if OPTIONS.generator is None else OPTIONS.generator == "vllm"
MACHINE = machine.check(OPTIONS.backend, bits4=False, vllm=vllm)
environment.prepare(hub=not SETTINGS.is_local, vllm=MACHINE.vllm)
keep_tracker_local(OPTIONS.report_to, FOLDER)
if MACHINE.backend == "unsloth":
    import unsloth  # noqa: F401

from recipe.controls import trained_on
from recipe.run import Run
from recipe.sampling import complete

run = Run(SETTINGS, OPTIONS, FOLDER, MACHINE, answer=After("Answer:"), thinks=False)

# %% [markdown]
# ## The reward
# The worst right answer still beats the best wrong one, so steps are worth nothing but beside an answer.

# %%
layout: Layout = run.layout
solved = Correctness(layout=layout, policy=NumberPolicy(evaluated=True))  # 6 · 7 is not the answer 42
form = Format(layout=layout)
numbered = Pattern(regex=r"(?m)^1[.)] .+\n+2[.)] ").named("numbered")
steps = StepArithmetic(steps=2, layout=layout)
total = (solved + 0.1 * form + 0.1 * numbered + 0.4 * steps).requires(solved).named("total")
rewards = trained_on(total, form, OPTIONS)

# %% [markdown]
# ## Three problems, before and after


# %%
def ask(when: str, trained: bool) -> dict[str, str]:
    """What the model answers to the three problems now."""
    system = {"role": "system", "content": SETTINGS.system}
    rows = [{"prompt": [system, {"role": "user", "content": text}]} for text in QUESTIONS.values()]
    texts = complete(
        run.model,
        run.tokenizer,
        rows,
        samples=1,
        temperature=SETTINGS.temperature,
        top_p=SETTINGS.top_p,
        max_new_tokens=SETTINGS.max_completion_length,
        seed=OPTIONS.seed,
        label=f"three problems, {when}",
        trained=trained,
    )
    return {name: text for name, (text,) in zip(QUESTIONS, texts, strict=True)}


# %% [markdown]
# ## The stages

# %%
measured = {"total": total, "correctness": solved, "steps": steps, "numbered": numbered, "format": form}
run.data()
run.before(measured)
before = run.stages.once("asked_before", lambda: ask("before", trained=False))
run.sft()
run.grpo(rewards)

# %%
run.after(measured)
after = run.stages.once("asked_after", lambda: ask("after", trained=True))
for name, question in QUESTIONS.items():
    print(f"\n{name}: {question}\n\nbefore:\n{before[name]}\n\nafter:\n{after[name]}")

# %%
run.report(total, rewards)
run.export(rewards)
