"""GRPO in the recipe: stopped by what is no number, resumed where it stopped, watched by any trainer."""

import json
import math
import signal

import pytest

pytest.importorskip("torch", reason="the recipe trains models")
pytest.importorskip("trl", reason="the recipe trains with TRL")

import torch

from reasoning_rewards import Format, Layout
from recipe.machine import Machine
from recipe.models import load
from recipe.settings import Settings
from recipe.stages import Stages
from recipe.train import for_float16, grpo
from recipe.watch import Completions, watch

pytestmark = [
    pytest.mark.usefixtures("own_ctrl_c"),
    pytest.mark.filterwarnings("ignore"),  # the trainers' own
]
SETTINGS = Settings(
    model="",
    data="",
    evaluation="",
    traces=None,
    max_prompt_length=64,
    max_completion_length=8,
    lora_rank=4,
    lora_alpha=8,
    evaluation_rows=1,
    samples=1,
    temperature=1.0,
    top_p=1.0,
    sft_steps=0,
    grpo_steps=4,
    learning_rate=1e-3,
    num_generations=4,
    gradient_accumulation_steps=4,
    warmup_steps=0,
    save_steps=2,
    show_steps=2,
)
ROWS = [
    {"prompt": [{"role": "user", "content": f"{number} marbles?"}], "answer": str(number)}
    for number in range(8)
]
MACHINE = Machine("trl")


def train(folder, tiny, reward):
    """A sitting: the model is loaded anew, as in a new process."""
    model, tokenizer = load(MACHINE, tiny, max_length=72, lora_rank=4, lora_alpha=8)
    stages = Stages(folder)
    trained = None
    if stages.begin("GRPO", model):
        trained = grpo(model, tokenizer, ROWS, [reward], stages, MACHINE, SETTINGS, "none", 0)
    return stages, model, trained


class Length:
    """Longer completions earn more, and every call is counted."""

    __name__ = "length"

    def __init__(self):
        self.calls = 0

    def __call__(self, completions, **_):
        self.calls += 1
        return [float(sum(map(ord, one[0]["content"])) % 7) for one in completions]


def test_a_killed_run_goes_on_after_its_last_checkpoint(tmp_path, tiny):
    class Killed(Length):
        def __call__(self, completions, **columns):
            if self.calls == 3:
                raise KeyboardInterrupt("the session ended")
            return super().__call__(completions, **columns)

    with pytest.raises(KeyboardInterrupt):
        train(tmp_path / "run", tiny, Killed())
    reward = Length()
    stages, model, _ = train(tmp_path / "run", tiny, reward)
    assert reward.calls == 2, "steps 1 and 2 are in the checkpoint"
    steps = [entry["step"] for entry in stages.read("GRPO_log") if "reward" in entry]
    assert steps == [1, 2, 3, 4]

    again = Length()
    _, restored, trained = train(tmp_path / "run", tiny, again)
    assert trained is None and again.calls == 0, "a finished stage is not done twice"
    ours, theirs = (dict(one.named_parameters()) for one in (model, restored))
    assert all(torch.equal(ours[name], theirs[name]) for name in ours), "and its adapter is given back"
    assert any(ours[name].any() for name in ours if "lora_B" in name)


def test_ctrl_c_ends_after_the_step_and_the_run_goes_on_later(tmp_path, tiny):
    class Pressed(Length):
        def __call__(self, completions, **columns):
            scores = super().__call__(completions, **columns)
            if self.calls == 3:
                signal.raise_signal(signal.SIGINT)
            return scores

    stages, _, trained = train(tmp_path / "run", tiny, Pressed())
    assert stages.stopped == "GRPO at step 3 of 4"
    assert trained is not None, "what was learnt is at hand, to measure and to export"
    reward = Length()
    stages, *_ = train(tmp_path / "run", tiny, reward)
    assert (stages.stopped, reward.calls) == (None, 1)


def test_a_reward_that_is_no_number_stops_the_run_and_is_named(tmp_path, tiny):
    class Broken(Length):
        __name__ = "broken"

        def __call__(self, completions, **columns):
            scores = super().__call__(completions, **columns)
            return [math.nan, *scores[1:]] if self.calls == 3 else scores

    with pytest.raises(SystemExit, match=r"broken gave nan for row 0.*begins.*\n?.*checkpoint-2"):
        train(tmp_path / "run", tiny, Broken())
    assert not (tmp_path / "run" / "GRPO" / "finished").exists()
    train(tmp_path / "run", tiny, Length())
    assert (tmp_path / "run" / "GRPO" / "finished").exists(), "the run can go on with a mended reward"


def test_a_loss_that_is_no_number_stops_the_run_before_it_is_saved(tmp_path, tiny):
    poisoned = {}

    class Poison(Length):
        """Spoils the weights at the fourth step, as an overflow in float16 does."""

        def __call__(self, completions, **columns):
            scores = super().__call__(completions, **columns)
            if self.calls == 4:
                for name, weights in poisoned["model"].named_parameters():
                    if "lora_B" in name:
                        weights.data.fill_(math.nan)
            return scores

    model, tokenizer = load(MACHINE, tiny, max_length=72, lora_rank=4, lora_alpha=8)
    poisoned["model"] = model
    stages = Stages(tmp_path / "run")
    assert stages.begin("GRPO", model)
    with pytest.raises(SystemExit, match=r"loss is nan.* at step 4 of 4") as stop:
        grpo(model, tokenizer, ROWS, [Poison()], stages, MACHINE, SETTINGS, "none", 0)
    assert "checkpoint-2" in str(stop.value)
    assert not (tmp_path / "run" / "GRPO" / "checkpoint-4").exists()
    assert not (tmp_path / "run" / "GRPO" / "model").exists()


def test_every_completion_is_kept_with_its_reason(tmp_path, tiny, capsys):
    train(tmp_path / "run", tiny, Format())
    lines = (tmp_path / "run" / "GRPO" / "completions.jsonl").read_text().splitlines()
    rows = [json.loads(one) for one in lines]
    assert len(rows) == 4 * 4
    assert {row["step"] for row in rows} == {1, 2, 3, 4}
    assert all(row["score"] == 0.0 and "layout." in row["why"] for row in rows)
    assert rows[0]["question"].endswith("marbles?")


# ── without a model ──


def test_every_reward_is_watched_but_a_coroutine(tmp_path):
    async def slow(completions, **_):
        return [0.0 for _ in completions]

    kept = Completions(tmp_path)
    monitor, left = watch([Format(), slow], kept, every=0)
    assert (monitor.__name__, left) == (Format().__name__, slow)
    assert monitor(["7"], prompts=["?"]) == [0.0]
    assert [(row["reward"], row["question"]) for row in kept.rows] == [(Format().__name__, "?")]


def test_layout_of_the_tiny_template(tiny):
    from recipe.models import load_tokenizer

    assert Layout.of(load_tokenizer(tiny)).think.opened_by == "model"


def test_float16_trains_an_adapter_in_float32_whatever_the_trainer_made_of_it(tiny):
    """TRL's cast of 4-bit weights' adapters is to bfloat16, also on cards that have none."""
    model, _ = load(MACHINE, tiny, max_length=72, lora_rank=4, lora_alpha=8)
    adapter = [weights for weights in model.parameters() if weights.requires_grad]
    rest = [weights for weights in model.parameters() if not weights.requires_grad]
    for weights in (*adapter, *rest):
        weights.data = weights.data.to(torch.bfloat16)
    for_float16(model, Machine("trl", dtype="bfloat16"))
    assert {weights.dtype for weights in adapter} == {torch.bfloat16}
    for_float16(model, Machine("trl", dtype="float16"))
    assert {weights.dtype for weights in adapter} == {torch.float32}
    assert {weights.dtype for weights in rest} == {torch.bfloat16}
