"""The data sets that are known: rows of every shape, made here, are paid for their right answer and for nothing else."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import pytest

from reasoning_rewards import SettingError, presets
from reasoning_rewards.answers.compare.golds import gold_fault
from reasoning_rewards.errors import RewardWarning
from reasoning_rewards.schemas import SCHEMAS, Schema, find
from reasoning_rewards.testing import check_reward

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "schemas.jsonl").read_text("utf-8").splitlines()
]


def said(reward, row, answer):
    """What a well-formed completion with this answer earns."""
    layout = (
        "<think>{0}</think><answer>{0}</answer>"
        if reward.__name__ != "math"
        else "<think>.</think> \\boxed{{{0}}}"
    )
    columns = {name: [value] for name, value in row.items() if name != "prompt"}  # as TRL passes them
    return reward([layout.format(answer)], prompts=["What?"], completion_ids=[[1, 2]], **columns)[0]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["dataset"])
def test_a_right_answer_pays_and_a_wrong_one_does_not(case):
    reward = presets.for_dataset(case["dataset"])
    right, wrong = said(reward, case["row"], case["right"]), said(reward, case["row"], case["wrong"])
    assert right >= 1.0, reward.explain(case["right"], completion_ids=[1], prompt="", **case["row"])
    assert right - wrong >= reward.margin() - 1e-9 > 0.5


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["dataset"])
def test_the_columns_are_where_the_schema_says(case):
    schema = find(case["dataset"])
    assert set(schema.columns) <= set(case["row"])
    asked = schema.question_of(case["row"])
    assert isinstance(asked, str) or asked[-1]["role"] == "user"
    gold = schema.gold_of(case["row"])
    assert gold_fault(gold) in ("", "gold.ambiguous" if schema.golds else "")
    assert gold_fault(case["row"][schema.gold_column]) == gold_fault(gold)


def test_every_schema_has_a_row_and_a_source():
    assert {case["dataset"] for case in CASES} == {schema.name for schema in SCHEMAS}
    assert len({schema.name.lower() for schema in SCHEMAS}) == len(SCHEMAS)
    for schema in SCHEMAS:
        assert schema.source == f"https://huggingface.co/datasets/{schema.name}"
        assert schema.train or schema.test


@pytest.mark.parametrize("name", ["gsm8k", "GSM8K", "openai/gsm8k", " OpenAI/GSM8K "])
def test_a_name_is_found_without_its_owner(name):
    assert find(name).name == "openai/gsm8k"


def test_an_unknown_name_says_what_is_near_and_what_to_write():
    with pytest.raises(
        ValueError, match=r"'openai/gsm8kk': no schema .* Did you mean 'openai/gsm8k'\?"
    ) as caught:
        presets.for_dataset("openai/gsm8kk")
    assert "schemas.Schema(name='openai/gsm8kk', question=..., gold=..., task=...)" in str(caught.value)
    with pytest.raises(ValueError, match=r"Known: openai/gsm8k, "):
        find("zzz")
    with pytest.raises(SettingError, match="expected the id of a data set"):
        presets.for_dataset(None)


def test_a_schema_of_ones_own():
    own = Schema(name="own", question="q", gold="meta.target", task="words")
    reward = presets.for_dataset(own)
    assert said(reward, {"meta": {"target": "Paris"}}, "Paris") == pytest.approx(1.4)
    with pytest.raises(KeyError, match=r"meta\.target: no 'target' among other"):
        own.gold_of({"meta": {"other": 1}})
    with pytest.raises(KeyError, match="no 'target' among str"):
        own.gold_of({"meta": "Paris"})


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"task": "maths"}, r"task='maths': must be one of 'numbers'"),
        ({"task": "words", "golds": "some"}, r"golds='some': must be one of 'any', 'all', None"),
        ({"task": "choice"}, r"options names the column"),
        ({"task": "words", "golden": "x"}, r"no such setting; did you mean gold"),
    ],
)
def test_what_a_schema_can_not_be(settings, message):
    with pytest.raises(SettingError, match=message):
        Schema(**{"name": "own", "question": "q", "gold": "a", **settings})


def test_the_settings_of_the_preset_can_be_changed():
    assert presets.for_dataset("openai/gsm8k", gold_column="gold").columns == ("gold",)
    assert "max_length=99" in repr(presets.for_dataset("HuggingFaceH4/MATH-500", max_length=99))
    with pytest.raises(
        SettingError, match=r"math, which fits it, has no such setting; did you mean max_length\?"
    ):
        presets.for_dataset("HuggingFaceH4/MATH-500", max_len=99)


def test_the_preset_for_choices_keeps_the_contract():
    reward = presets.choices(options_column=None)
    check_reward(reward, max_examples=25)
    assert reward.margin() == pytest.approx(0.8)


def test_a_row_of_code_abstains():
    row = {"verification_info": '{"test_cases": [{"input": "1", "output": "2"}], "fn_name": null}'}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RewardWarning)
        assert said(presets.for_dataset("SYNTHETIC-2-RL"), row, "2") is None
