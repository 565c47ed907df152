"""Let Unsloth write its GRPO trainer on a machine without a card, and report on it as JSON.

A process of its own, because importing Unsloth changes trl for good, and on its CPU backend it writes no
trainer: it has to be told that there is a card until it is imported.
"""
# ruff: noqa: E402, T201 - the order of the imports is what is tested; the report goes to the parent

import inspect
import json
import os
import sys
import textwrap

os.environ |= {"UNSLOTH_ALLOW_CPU": "1", "UNSLOTH_COMPILE_LOCATION": sys.argv[1]}

import unsloth  # noqa: F401

del os.environ["UNSLOTH_ALLOW_CPU"]

import trl
from transformers import Qwen3Config, Qwen3ForCausalLM
from trl.trainer.grpo_trainer import GRPOTrainer as Plain

METHODS = ("_calculate_rewards", "_log_metric", "_log_completion_extra")


def sources(trainer: type) -> dict[str, str]:
    there = [name for name in METHODS if hasattr(trainer, name)]  # TRL 0.22.2 has no hooks to log by
    return {name: textwrap.dedent(inspect.getsource(getattr(trainer, name))) for name in there}


plain = sources(Plain)

import unsloth_zoo.logging_utils
from unsloth.models import rl

rl._patch_trl_rl_trainers("grpo_trainer")
generated = trl.GRPOTrainer

from tests.contract.rewards import COMPONENTS, TOTAL


class SeenError(Exception):
    """Enough of the trainer's construction was seen."""


def columns_of(rewards: list) -> list[str]:
    """The columns of the progress table that the generated trainer asks for, before it builds anything."""
    found: list[str] = []

    def record(_: str, columns: list[str]) -> None:
        found.extend(columns)
        raise SeenError

    unsloth_zoo.logging_utils.PatchRLStatistics = record
    size = {"hidden_size": 64, "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 2}
    model = Qwen3ForCausalLM(Qwen3Config(vocab_size=64, head_dim=16, intermediate_size=64, **size))
    told = trl.GRPOConfig(output_dir=sys.argv[1], use_cpu=True, bf16=False)
    try:
        generated(model=model, reward_funcs=rewards, args=told)
    except SeenError:
        return found
    raise AssertionError("the generated trainer never asked for columns")


rewards = [TOTAL, *COMPONENTS]
report = {
    "class": generated.__name__,
    "file": inspect.getsourcefile(generated),
    "plain": plain,
    "generated": sources(generated),
    "names": [reward.__name__ for reward in rewards],
    "columns": columns_of(rewards),
}
print("REPORT " + json.dumps(report))
