"""OpenRLHF's own executor: its loader, its call, and what it keeps of the answer."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("openrlhf", reason="needs OpenRLHF, in the environment of: make trainers")
torch = pytest.importorskip("torch")

from tests.trainers.rows import KEYS, ROWS, same  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")
PROMPT = "<|im_start|>user\nIs \\boxed{4} right?<|im_end|>\n<|im_start|>assistant\n"


class Letters:
    """A tokenizer of code points, which writes a token of its own before a prompt."""

    def __call__(self, text, **_):
        return {"input_ids": torch.tensor([[ord(letter) for letter in "<s>" + text]])}

    def decode(self, ids, skip_special_tokens=False):
        return "".join(map(chr, ids))


class Engine:
    def __init__(self, completion):
        self.completion = completion

    async def generate(self, *_, **__):
        ids = [ord(letter) for letter in self.completion + "<|im_end|>"]
        return SimpleNamespace(
            outputs=[SimpleNamespace(token_ids=ids, finish_reason="stop", logprobs=None, text="")]
        )


def executed(file, completion, gold):
    from openrlhf.utils.agent import SingleTurnAgentExecutor

    engine = Engine(completion)
    sampling = SimpleNamespace(max_tokens=999, logprobs=None, min_tokens=1)
    executor = SingleTurnAgentExecutor(str(file))
    return asyncio.run(executor.execute(PROMPT, gold, sampling, 4096, Letters(), engine))


def test_the_executor_gets_a_number_for_every_kind_of_row():
    for completion, gold, wanted in ROWS:
        found = executed(Path(__file__).parent / "mine.py", completion, gold)
        assert same(found["reward"].item(), wanted), (completion, gold)
        assert 0.0 <= found["scores"].item() <= 1.0
        assert set(found["extra_logs"]) == KEYS - {"score"}
        assert all(isinstance(value, torch.Tensor) for value in found["extra_logs"].values())


def test_a_bare_reward_is_said_to_need_the_adapter(tmp_path):
    from reasoning_rewards import RewardWarning

    (tmp_path / "bare.py").write_text(
        "from reasoning_rewards import Correctness\nreward_func = Correctness()\n"
    )
    with pytest.warns(RewardWarning, match=r"adapters\.openrlhf"):
        assert executed(tmp_path / "bare.py", "#### 4", "4")["reward"] is None
