"""Put a reward of your own into TRL's GRPOTrainer, and see it learnt, on a CPU in a minute.

    python examples/custom_reward.py
    python examples/custom_reward.py --smoke     # the same road with next to no steps, in seconds

The reward is `signposts` in my_rewards.py beside this file. Here it is tested as the built-in ones are,
described, asked for its reasons, and trained on: a small model from nothing (see tiny_cpu_grpo.py for
a longer run) first learns solutions, half of which are bare guesses, and then GRPO pays for signposts.

Expected (seed 0, two cores; the same seed gives the same figures on the same machine):

                    before   after
    correctness       0.11    0.14
    signposts         0.30    0.93
    total             0.25    0.43

It got what was paid for and could be found: three cues in almost every completion. The sums behind them
are as wrong as before, since no completion in a group knew how to do them: so small a model needs
tiny_cpu_grpo.py's pretraining for that.
"""
# ruff: noqa: E402 - the command line is read before the slow imports, so that --help answers at once

# %%
from __future__ import annotations

import argparse

PROBLEMS, HELD_OUT = 4_000, 200
WARM_UP_STEPS, BATCH, LEARNING_RATE = 250, 64, 5e-3
GRPO_STEPS, PROMPTS, GROUP, GRPO_LEARNING_RATE = 40, 16, 8, 6e-4
MAX_LENGTH = 48  # tokens of a completion; a full solution takes about 30

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--smoke", action="store_true", help="next to no steps: does it all run?")
parser.add_argument("--seed", type=int, default=0, help="the same seed gives the same run (default 0)")
OPTIONS = parser.parse_args()
if OPTIONS.smoke:
    PROBLEMS, HELD_OUT, WARM_UP_STEPS, GRPO_STEPS = 200, 8, 3, 2

# %% [markdown]
# ## Test it first
# A reward that is wrong costs a run. `check_reward` is the contract of the built-in rewards, `assert_ranks` says
# what you prefer, and `attack` tries what a policy would find.

# %%
from my_rewards import signposts, solved, total
from reasoning_rewards.testing import assert_ranks, attack, check_reward

check_reward(signposts, max_examples=5 if OPTIONS.smoke else 50)
GOOD = "<think>\nfirst 3 + 4 = 7\nthen 7 - 2 = 5\nfinally 5 + 1 = 6\n</think>\n<answer>6</answer>"
GUESS = "<think>\nI will guess.\n</think>\n<answer>6</answer>"
WRONG = GOOD.replace("<answer>6", "<answer>7")
assert_ranks(total, [GOOD, GUESS, WRONG], answer="6")
found = attack(total, answer="42")
print(found)

# %% [markdown]
# ## What will the trainer make of it?

# %%
print(total.describe())
print(total.explain(GUESS, answer="6"))

# %% [markdown]
# ## A model that knows the form, and mostly guesses
# On a real model you would skip this cell, and name the model in `GRPOTrainer`.

# %%
from recipe import environment

environment.prepare(hub=False)  # first, so that the imports below find it

from datasets import Dataset
from transformers import set_seed
from trl import GRPOConfig, GRPOTrainer, SFTConfig, SFTTrainer

from recipe.callbacks import tidy
from recipe.tiny.generate import complete
from recipe.tiny.model import make_model, make_tokenizer
from recipe.tiny.problems import draw
from recipe.tiny.samples import measure
from recipe.tiny.traces import reward_rows, warm_up_rows

set_seed(OPTIONS.seed)
problems = draw("train", PROBLEMS, seed=OPTIONS.seed, families=["marbles"])
tokenizer = make_tokenizer(problems)
model = make_model(tokenizer)
shared = {"use_cpu": True, "bf16": False, "seed": OPTIONS.seed, "report_to": "none", "save_strategy": "no"}
shared |= {"activation_checkpointing": False, "disable_tqdm": True, "logging_steps": 1}
trainer = SFTTrainer(
    model=model,
    processing_class=tokenizer,
    train_dataset=Dataset.from_list(warm_up_rows(problems, seed=OPTIONS.seed)),
    args=SFTConfig(
        "runs/custom_reward/warm-up",
        max_steps=WARM_UP_STEPS,
        per_device_train_batch_size=BATCH,
        learning_rate=LEARNING_RATE,
        max_length=128,
        **shared,
    ),
)
tidy(trainer, "warm-up", {"loss": "loss"})
trainer.train()

# %% [markdown]
# ## GRPO
# A reward goes in as it is: no adapter, no factory. Its columns are the data set's.

# %%
held_out = draw("test", HELD_OUT, seed="held out", families=["marbles"])


def earned(label: str) -> dict[str, float]:
    """The mean of each part over sampled completions of the held-out problems."""
    samples = complete(
        model, tokenizer, held_out, max_new_tokens=MAX_LENGTH, sampled=True, seed=OPTIONS.seed, label=label
    )
    return measure(samples, {"correctness": solved, "signposts": signposts, "total": total})["rewards"]


before = earned("before")
trainer = GRPOTrainer(
    model=model,
    processing_class=tokenizer,
    reward_funcs=[total],
    train_dataset=Dataset.from_list(reward_rows(problems)),
    args=GRPOConfig(
        "runs/custom_reward/GRPO",
        max_steps=GRPO_STEPS,
        per_device_train_batch_size=PROMPTS * GROUP,
        num_generations=GROUP,
        max_completion_length=MAX_LENGTH,
        learning_rate=GRPO_LEARNING_RATE,
        beta=0.0,
        **shared,
    ),
)
tidy(trainer, "GRPO", {"reward": "reward", "total/signposts/score": "signposts"})
trainer.train()
after = earned("after")

# %%
print(f"{'':14}{'before':>8}{'after':>8}")
for name in before:
    print(f"{name:14}{before[name]:8.2f}{after[name]:8.2f}")
