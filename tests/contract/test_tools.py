"""Tool loops and environments in a real `GRPOTrainer`: the trainer's own loop, with a model that says what is written here."""

from __future__ import annotations

import inspect
import json
import math
from importlib.util import find_spec

import pytest

from reasoning_rewards import Correctness, Format, LengthPenalty, from_function
from tests.contract.test_trl import configured

trl = pytest.importorskip("trl", reason="needs TRL, in the environments of: make contract")

from tests.contract.tiny import bytes_tokenizer, model_of  # noqa: E402 - it needs torch

if not hasattr(trl.GRPOTrainer, "_tool_call_loop"):
    pytest.skip(f"TRL {trl.__version__} has no tools", allow_module_level=True)

reads_tools = pytest.mark.skipif(
    find_spec("jmespath") is None
    and "if not _SUPPORTS_RESPONSE_TEMPLATE and not is_jmespath"
    not in inspect.getsource(trl.GRPOTrainer.__init__),
    reason=f"TRL {trl.__version__} reads calls of tools with jmespath, which is not here",
)
pytestmark = pytest.mark.filterwarnings("ignore")  # a trainer's own warnings are its own affair

RIGHT = "<think>\n3 and 4 are seven\n</think>\n\n<answer>7</answer>"
WRONG = "<think>\nI can't read it\n</think>\n\n<answer>8</answer>"
SCRIPTS = [  # what the model says in turn, and whether the last of it is right
    (["add(3, 4)", RIGHT], 1.0),
    (["add(3, 4)", WRONG], 0.0),  # the tool has said 7, the model has not
    (["add(3, 4)", "add(7, 0)", RIGHT], 1.0),
    ([RIGHT], 1.0),
]
SOLVED = Correctness()
TOTAL = (
    (SOLVED + 0.25 * Format() + 0.125 * LengthPenalty(max_length=4_096, soft_cache=16))
    .requires(SOLVED)
    .named("total")
)


def add(a: int, b: int) -> int:
    """Add two numbers.

    Args:
        a: the first number.
        b: the second number.
    """
    return a + b


class Adder:
    """An environment whose tool adds, and which knows what was asked."""

    def reset(self, answer, **columns):
        self.answer, self.calls = answer, 0

    def add(self, a: int, b: int) -> int:
        """Add two numbers.

        Args:
            a: the first number.
            b: the second number.
        """
        self.calls += 1
        return a + b


class Owner(Adder):
    """One that owns a reward, and asks one of ours for it."""

    def get_reward(self) -> float:
        return float(SOLVED.explain(f"#### {3 + 4 if self.calls else 0}", answer=self.answer).score)


def called(text):
    """A turn as the model of the template writes it."""
    if not text.startswith("add("):
        return text
    a, b = json.loads(f"[{text[4:-1]}]")
    return f'<tool_call>\n{{"name": "add", "arguments": {json.dumps({"a": a, "b": b})}}}\n</tool_call>'


class Scripted(trl.GRPOTrainer):
    """The trainer, with the model's words put into its mouth."""

    def _generate_single_turn(self, prompt_ids, *arguments, **settings):
        tokenizer = self.processing_class
        turns = [[*map(called, script)] for script, _ in SCRIPTS]
        said = []
        for place, ids in enumerate(prompt_ids):
            done = tokenizer.decode(ids).count("<tool_response>\n")
            waiting = [turn[done] for turn in turns if len(turn) > done]
            said.append(waiting[place % len(waiting)] + "<|im_end|>")
        return [tokenizer(text, add_special_tokens=False)["input_ids"] for text in said], None


def trained(folder, rewards, **more):
    """The scores of one step by the reward's name, and what the rewards were called with."""
    from datasets import Dataset

    calls = []

    def witness(**passed):
        calls.append(passed)
        return [0.0] * len(passed["completions"])

    config = configured(folder, max_steps=1, num_generations=4)
    config.per_device_train_batch_size, config.max_completion_length = 4, 2_048
    row = {"prompt": [{"role": "user", "content": "How many are 3 and 4?"}], "answer": "7"}
    trainer = Scripted(
        model=model_of(len(bytes_tokenizer()), 8_192),
        reward_funcs=[*rewards, witness],
        args=config,
        train_dataset=Dataset.from_list([row] * 4),
        processing_class=bytes_tokenizer(),
        **more,
    )
    trainer.train()
    (call,) = calls
    return {name: list(scores) for name, scores in trainer._logs["rewards"].items()}, call


def checked(scores, call):
    """Right where the model's own last word is, and what the reward says by hand."""
    assert scores["correctness"] == [right for _, right in SCRIPTS]
    hooks = {"log_metric", "log_extra", "trainer_state", "environments"}
    assert scores["total"] == TOTAL(**{name: value for name, value in call.items() if name not in hooks})
    assert max(scores["total"]) == 1.25


@reads_tools
def test_a_tool_loop_is_scored_by_the_models_last_word(tmp_path):
    scores, call = trained(tmp_path, [SOLVED, TOTAL], tools=[add])
    turns = [[message["role"] for message in completion] for completion in call["completions"]]
    loop = ["assistant", "tool"]
    assert turns == [[*loop, "assistant"], [*loop, "assistant"], [*loop, *loop, "assistant"], ["assistant"]]
    assert call["completions"][1][1]["content"] == "7"
    checked(scores, call)


@reads_tools
def test_an_environment_beside_our_rewards(tmp_path):
    seen = from_function(
        lambda environments, **_: [float(each.calls > 0) for each in environments],
        bounds=(0, 1),
        name="asked",
    )
    scores, call = trained(tmp_path, [SOLVED, TOTAL, seen], environment_factory=Adder)
    assert all(isinstance(each, Adder) for each in call["environments"])
    assert scores["asked"] == [1.0, 1.0, 1.0, 0.0]
    checked(scores, call)


@pytest.mark.skipif(
    "get_reward" not in (trl.GRPOTrainer.__init__.__doc__ or "") + (trl.GRPOTrainer.__doc__ or ""),
    reason=f"environments of TRL {trl.__version__} have no reward of their own",
)
@reads_tools
def test_an_environment_that_owns_a_reward_asks_ours(tmp_path):
    scores, call = trained(tmp_path, [SOLVED, TOTAL], environment_factory=Owner)
    assert scores["Owner"] == [1.0, 1.0, 1.0, 0.0]
    assert not any(math.isnan(score) for column in scores.values() for score in column)
    checked(scores, call)


@pytest.mark.skipif(
    "rollout_func" not in inspect.signature(trl.GRPOTrainer).parameters,
    reason=f"TRL {trl.__version__} rolls out by itself",
)
def test_what_an_environment_of_openenv_returns_with_a_rollout_is_a_column(tmp_path):
    tokenizer = bytes_tokenizer()

    def rollout(prompts, trainer):
        said = [tokenizer(script[-1], add_special_tokens=False)["input_ids"] for script, _ in SCRIPTS]
        asked = [tokenizer("?", add_special_tokens=False)["input_ids"]] * len(prompts)
        logprobs = [[0.0] * len(ids) for ids in said]
        return {
            "prompt_ids": asked,
            "completion_ids": said,
            "logprobs": logprobs,
            "env_reward": [0.0, 0.25, 0.5, 1.0],
        }

    won = from_function(lambda env_reward, **_: env_reward, bounds=(0, 1), name="won")
    both = (SOLVED + 0.5 * won).named("both")
    scores, call = trained(tmp_path, [SOLVED, TOTAL, both], rollout_func=rollout)
    assert call["env_reward"] == [0.0, 0.25, 0.5, 1.0]
    assert scores["both"] == [1.0, 0.125, 1.25, 1.5]
    checked(scores, call)
