"""Who is to blame decides: callers' faults raise before anything is scored, and name the remedy."""

from __future__ import annotations

import pytest

from reasoning_rewards import (
    BatchError,
    Brevity,
    Correctness,
    Format,
    MissingColumnError,
    Reward,
    RewardFailedError,
    RewardWarning,
    StepArithmetic,
    clear_caches,
)


@pytest.fixture(autouse=True)
def _fresh():
    clear_caches()


def test_a_missing_column_names_the_reward_the_column_and_what_is_there():
    with pytest.raises(MissingColumnError) as caught:
        Correctness()(["42"], solution=["42"])
    assert "correctness reads the column 'answer'" in str(caught.value)
    assert "columns here: 'solution'" in str(caught.value)


def test_a_missing_column_is_found_before_anything_is_scored():
    class Never(Reward):
        bounds = (0.0, 1.0)

        def evaluate(self, batch):
            raise AssertionError("scored")

    with pytest.raises(MissingColumnError):
        (Never() + Correctness())(["42"])


@pytest.mark.parametrize("column", ["42", b"42", {"a": 1}, 42])
def test_one_value_where_a_column_belongs_is_refused(column):
    with pytest.raises(BatchError, match="expected a list with one value a completion"):
        Correctness()(["42", "42"], answer=column)


def test_a_bare_string_of_completions_is_refused():
    with pytest.raises(BatchError, match="completions is one str"):
        Format()("42")


@pytest.mark.parametrize("short", [{"answer": ["42"]}, {"answer": ["42", "42"], "prompts": ["one"]}])
def test_ragged_columns_are_refused(short):
    with pytest.raises(BatchError, match="has 1 values for 2 completions"):
        Correctness()(["42", "42"], **short)


def test_a_column_nobody_reads_may_be_anything():
    assert Format()(["x", "y"], junk=["only one"], other=None, environments=object()) == [0.0, 0.0]


@pytest.mark.parametrize("kind", [tuple, iter])
def test_columns_may_be_any_sequence(kind):
    assert Correctness()(kind(["#### 42", "#### 41"]), answer=kind(["42", "42"])) == [1.0, 0.0]


def test_token_rewards_say_that_ids_are_missing_and_what_else_they_can_count():
    with pytest.raises(MissingColumnError, match="unit='words'"):
        Brevity(limit=10)(["a b"])
    assert Brevity(limit=4, unit="words")(["a b"]) == [0.5]
    assert Brevity(limit=4, unit="characters")(["abc"]) == [0.25]


def test_prompts_are_asked_for():
    with pytest.raises(MissingColumnError, match="prompts"):
        StepArithmetic()(["1 + 1 = 2"])


@pytest.mark.parametrize("gold", [None, "", "  ", "N/A", "nan", float("nan"), "?", "[INVALID]", "\\frac{1"])
def test_an_unusable_gold_abstains_for_every_completion_and_is_said_once(gold):
    reward = Correctness()
    completions = ["#### 42", "", "<think>", f"#### {gold}"]
    with pytest.warns(RewardWarning, match="4 golds of this batch can't be used"):
        assert reward(completions, answer=[gold] * 4) == [None] * 4
    assert reward(completions, answer=[gold] * 4) == [None] * 4  # and no second warning, which would raise


def test_a_batch_without_answers_is_said_once_with_the_likely_cause():
    with pytest.warns(RewardWarning, match="8 of 8 completions of this batch have no answer, 8 of them"):
        Correctness()(["<think>and then"] * 8, answer=["42"] * 8)


def test_a_prompt_that_opens_the_thinking_is_told():
    with pytest.warns(RewardWarning, match=r"Layout\.of\(tokenizer\)"):
        Format()(["6·7</think><answer>42</answer>"] * 4)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<think>and then", "Raise max_completion_length"),
        ("It is 42.", r"8 of them: <think> is missing. Does the prompt ask for this layout"),
        ("<think>a</think><answer>4</answer> Done.", "Is generation stopped where the answer ends"),
    ],
)
def test_a_batch_without_one_well_formed_completion_is_said_once_with_the_likely_cause(text, says):
    with pytest.warns(RewardWarning, match=says):
        Format()([text] * 8)
    Format()([text] * 8)
    Format()([text] * 7)


class Broken(Reward):
    gives: object
    bounds = (0.0, 1.0)

    def evaluate(self, batch):
        if isinstance(self.gives, str) and self.gives == "raises":
            raise KeyError("inside")
        return [0.5, self.gives]


@pytest.mark.parametrize(
    ("gives", "says"),
    [
        (float("nan"), "row 1: gave nan, outside its bounds"),
        (float("inf"), "row 1: gave inf"),
        (1.5, r"outside its bounds \(0, 1\)"),
        (None, "may_abstain = True"),
        ("high", "gave 'high'; expected a finite float or None"),
        ("raises", "KeyError: 'inside'"),
    ],
)
def test_a_reward_that_gives_no_score_raises_with_its_name_and_row(gives, says):
    with pytest.raises(RewardFailedError, match=says) as caught:
        Broken(gives=gives)(["a", "b"])
    assert "broken" in str(caught.value)


def test_a_reward_of_the_wrong_length_raises():
    with pytest.raises(RewardFailedError, match="gave 2 scores for 3 completions"):
        Broken(gives=0.0)(["a", "b", "c"])


def test_interrupts_pass_through():
    class Interrupted(Reward):
        bounds = (0.0, 1.0)

        def evaluate(self, batch):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Interrupted()(["a"])
