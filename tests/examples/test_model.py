"""The tokenizer and the model, where torch and transformers are installed."""

import re

import pytest

pytest.importorskip("torch", reason="the demo's model needs torch")
pytest.importorskip("transformers", reason="the demo's tokenizer needs transformers")

from recipe.tiny.model import TAGS, make_tokenizer
from recipe.tiny.problems import draw
from recipe.tiny.traces import conversation, solution


@pytest.fixture(scope="module")
def tokenizer():
    return make_tokenizer(draw("train", 2000, seed=0))


def test_tags_are_single_and_survive_decoding(tokenizer):
    for tag in TAGS:
        assert len(tokenizer.encode(tag)) == 1
    text = "<think>\nfirst 3 + 4 = 7\n</think>\n<answer>7</answer>"
    assert tokenizer.decode(tokenizer.encode(text), skip_special_tokens=True) == text


def test_numbers_of_held_out_problems_are_single_tokens(tokenizer):
    numbers = {
        number for problem in draw("test", 400, seed=0) for number in re.findall(r"\d+", problem.question)
    }
    assert [number for number in numbers if len(tokenizer.encode(number)) > 1] == []


def test_any_text_survives(tokenizer):
    assert tokenizer.decode(tokenizer.encode("Ωmega — naïve?")) == "Ωmega — naïve?"


def test_the_chat_template_opens_the_answer(tokenizer):
    problem = draw("test", 1, seed=0)[0]
    prompt = tokenizer.apply_chat_template(conversation(problem), tokenize=False, add_generation_prompt=True)
    assert prompt == f"<|im_start|>user\n{problem.question}<|im_end|>\n<|im_start|>assistant\n"


def test_a_solution_fits(tokenizer):
    import random

    rng = random.Random(0)
    longest = max(
        len(tokenizer.encode(solution(problem, "good", rng))) for problem in draw("test", 400, seed=0)
    )
    assert longest <= 36, "the script's MAX_LENGTH must leave room"
