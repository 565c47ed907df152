"""Completions: greedy is the likeliest token each time, and a seed decides the rest."""

import sys
from types import SimpleNamespace

import pytest

pytest.importorskip("torch", reason="generation needs torch")
pytest.importorskip("peft", reason="the recipe's models are adapters")

import torch

from recipe.machine import Machine
from recipe.models import load
from recipe.sampling import complete, rest, write

pytestmark = pytest.mark.filterwarnings("ignore")  # torch's and peft's own
ROWS = [
    {"prompt": [{"role": "user", "content": text}]}
    for text in (
        "How many is 3 + 4?",
        "Tom has 12 marbles and finds 30 more. How many has he got now?",
        "Why?",
    )
]
GREEDY = {"samples": 1, "temperature": 0.0, "max_new_tokens": 12, "seed": 0, "label": "test"}
SAMPLED = {"samples": 3, "temperature": 1.0, "max_new_tokens": 12, "seed": 0, "label": "test"}


@pytest.fixture(scope="module")
def loaded(tiny):
    model, tokenizer = load(Machine("trl"), tiny, max_length=512, lora_rank=4, lora_alpha=8)
    torch.manual_seed(1)
    for name, weights in model.named_parameters():
        if "lora_B" in name:
            weights.data.normal_(std=0.1)
    return model, tokenizer


def by_hand(model, tokenizer, row, steps):
    """The likeliest token, one after another, without padding and without a cache."""
    text = tokenizer.apply_chat_template(row["prompt"], tokenize=False, add_generation_prompt=True)
    ids = tokenizer(text, add_special_tokens=False, return_tensors="pt")["input_ids"]
    written = []
    model.eval()
    with torch.no_grad():
        for _ in range(steps):
            following = model(input_ids=ids, use_cache=False).logits[0, -1].argmax()
            if following == tokenizer.eos_token_id:
                break
            written.append(following.item())
            ids = torch.cat([ids, following.view(1, 1)], dim=1)
    return written


def test_greedy_in_a_batch_is_the_likeliest_token_of_each_row_alone(loaded):
    model, tokenizer = loaded
    got = [list(one.ids) for (one,) in write(model, tokenizer, ROWS, **GREEDY)]
    assert got == [by_hand(model, tokenizer, row, 12) for row in ROWS]
    assert got == [list(one.ids) for (one,) in write(model, tokenizer, ROWS, **GREEDY, batch=2)]


def test_untrained_is_the_model_without_its_adapter(loaded):
    model, tokenizer = loaded
    before = write(model, tokenizer, ROWS, **GREEDY, trained=False)
    with model.disable_adapter():
        assert [list(one.ids) for (one,) in before] == [by_hand(model, tokenizer, row, 12) for row in ROWS]
    assert before != write(model, tokenizer, ROWS, **GREEDY)


def test_the_same_seed_writes_the_same_whatever_came_before(loaded):
    model, tokenizer = loaded
    first = complete(model, tokenizer, ROWS, **SAMPLED)
    torch.manual_seed(99)
    state = torch.random.get_rng_state()
    assert complete(model, tokenizer, ROWS, **SAMPLED) == first
    assert torch.equal(torch.random.get_rng_state(), state), "training's own chances are left alone"
    assert complete(model, tokenizer, ROWS, **{**SAMPLED, "seed": 1}) != first
    assert [len(several) for several in first] == [3, 3, 3]


def test_it_stops_at_the_end_and_says_so(loaded):
    model, tokenizer = loaded
    written = write(model, tokenizer, ROWS, **{**SAMPLED, "samples": 40, "max_new_tokens": 60})
    every = [one for several in written for one in several]
    assert {one.finished for one in every} == {True, False}
    for one in every:
        assert tokenizer.eos_token_id not in one.ids
        assert (len(one.ids) < 60) == one.finished or one.finished
        assert "<|im_end|>" not in one.text


def test_training_goes_on_in_its_mode(loaded):
    model, tokenizer = loaded
    for mode in (True, False):
        model.train(mode)
        complete(model, tokenizer, ROWS[:1], **GREEDY)
        assert model.training == mode


def test_several_greedy_samples_are_a_mistake(loaded):
    with pytest.raises(ValueError, match="samples=4 at temperature 0"):
        complete(*loaded, ROWS, **{**GREEDY, "samples": 4})


def test_vllm_is_asked_for_the_same(loaded, monkeypatch):
    """vLLM needs a card, so a stand-in answers here; what it is asked, and how it is read, is the recipe's."""
    model, tokenizer = loaded
    asked = []

    def fast_generate(prompts, sampling_params, lora_request):
        asked.append((prompts, sampling_params, lora_request))
        one = SimpleNamespace(text="42", token_ids=[5, 6], finish_reason="length")
        return [SimpleNamespace(outputs=[one] * sampling_params.n) for _ in prompts]

    monkeypatch.setitem(
        sys.modules, "vllm", SimpleNamespace(SamplingParams=lambda **how: SimpleNamespace(**how))
    )
    monkeypatch.setattr(model, "load_lora", lambda folder: f"the adapter in {folder}", raising=False)
    monkeypatch.setattr(model, "fast_generate", fast_generate, raising=False)
    for trained in (True, False):
        texts = complete(model, tokenizer, ROWS, **SAMPLED, trained=trained)
        assert texts == [["42"] * 3] * 3
    (prompts, how, adapter), (_, _, none) = asked
    assert (how.n, how.temperature, how.max_tokens, how.seed) == (3, 1.0, 12, 0)
    assert "the adapter in" in adapter
    assert none is None, "before training, vLLM is asked for no adapter"
    assert prompts[0].endswith("<|im_start|>assistant\n")
    assert len(asked) == 2
    complete(model, tokenizer, ROWS, **GREEDY, plain=True)
    assert len(asked) == 2, "plain asks the model itself"


@pytest.mark.parametrize("standby", [True, False])
def test_vllm_rests_where_it_can_wake_again(standby):
    slept = []
    config = SimpleNamespace(model_config=SimpleNamespace(enable_sleep_mode=standby))
    engine = SimpleNamespace(llm_engine=SimpleNamespace(vllm_config=config), sleep=slept.append)
    rest(SimpleNamespace(vllm_engine=engine))
    assert slept == ([1] if standby else [])


def test_a_model_without_vllm_has_nothing_to_rest(loaded):
    rest(loaded[0])
