"""Who is to blame decides: callers' faults raise before anything is scored, and name the remedy."""

from __future__ import annotations

import warnings

import pytest

from reasoning_rewards import (
    BatchError,
    Brevity,
    Correctness,
    Decision,
    Format,
    MissingColumnError,
    Reward,
    RewardFailedError,
    RewardWarning,
    SettingError,
    StepArithmetic,
    Verdicts,
    clear_caches,
    cosine,
    linear,
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
    with pytest.raises(BatchError, match="has 1 value for 2 completions"):
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


@pytest.mark.parametrize(
    ("rows", "missing", "warns"), [(8, 4, False), (8, 5, True), (7, 7, False), (9, 5, True)]
)
def test_it_is_said_of_eight_rows_and_more_and_of_over_half_of_them(rows, missing, warns):
    completions = ["It is red."] * missing + ["#### 42"] * (rows - missing)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        Correctness()(completions, answer=["42"] * rows)
    wanted = f"correctness: {missing} of {rows} completions of this batch have no answer"
    assert [wanted in str(each.message) for each in said] == [True] * warns


def test_a_prompt_that_opens_the_thinking_is_told():
    with pytest.warns(RewardWarning, match=r"Layout\.of\(tokenizer\)"):
        Format()(["6·7</think><answer>42</answer>"] * 4)


@pytest.mark.parametrize(("prefilled", "says"), [(4, "Layout.of(tokenizer), or Tag("), (3, "none of the 8")])
def test_the_template_is_blamed_where_half_of_a_batch_closes_what_it_did_not_open(prefilled, says):
    closing = ["6·7</think><answer>42</answer>"] * prefilled
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        Format()(closing + ["It is 42."] * (8 - prefilled))
    assert [says in str(each.message) for each in said] == [True]


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


class Answers(Reward):
    """Gives whatever it was built with."""

    answer: object
    bounds = (0.0, 1.0)

    def evaluate(self, batch):
        return self.answer() if callable(self.answer) else self.answer


def generator():
    yield 1 / 0


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, "evaluate gave None; expected a list with one score a completion"),
        (0.5, "evaluate gave 0.5; expected a list"),
        ("ab", "evaluate gave 'ab'; expected a list"),
        (generator, "ZeroDivisionError: division by zero"),
        (lambda: Verdicts([0.5, float("nan")], [Decision("own")] * 2), "row 1: gave nan, outside its bounds"),
        (lambda: Verdicts([0.5, 7.0], [Decision("own")] * 2), "row 1: gave 7.0, outside its bounds"),
        (lambda: Verdicts([None, 0.5], [Decision("own")] * 2), "row 0: gave None and may_abstain is False"),
        (lambda: Verdicts([0.5], [Decision("own")]), "gave 1 scores for 2 completions"),
    ],
)
def test_what_a_reward_gives_is_checked_at_the_boundary_verdicts_too(answer, says):
    with pytest.raises(RewardFailedError, match="answers") as caught:
        Answers(answer=answer)(["a", "b"])
    assert says in str(caught.value)


def test_verdicts_without_a_name_go_by_the_rewards():
    own = Answers(answer=lambda: Verdicts([0.5], [Decision("own.rule", (("unit", "cm"),))]))
    assert str(own.explain("a")) == "answers  0.5  own.rule  unit 'cm'"


@pytest.mark.parametrize("bad", [None, 1.0, (0.0,), (1.0, 0.0), (0.0, float("inf")), (float("nan"), 1.0)])
def test_bounds_that_are_none_are_refused_where_the_reward_is_built(bad):
    class Unbounded(Reward):
        bounds = bad

    with pytest.raises(SettingError, match="Unbounded: bounds="):
        Unbounded()


def test_a_reward_without_bounds_is_refused_where_it_is_built():
    class Boundless(Reward):
        pass

    with pytest.raises(SettingError, match="Boundless declares no bounds"):
        Boundless()


def test_scores_can_not_overflow():
    with pytest.raises(SettingError, match="factor=inf: expected a finite number"):
        1e308 * (1e308 * Format())
    with pytest.raises(SettingError, match="two finite numbers"):
        (1e200 * Format()) * (1e200 * Brevity(limit=3))


def test_a_schedule_stays_inside_its_bounds():
    for schedule in (linear(0.1, 0.1), linear(0.3, 0.1), cosine(0.1, 0.7)):
        low, high = schedule.bounds
        assert all(low <= schedule(step / 1000) <= high for step in range(1001))


def test_progress_is_a_number():
    with pytest.raises(SettingError, match="progress=nan"):
        Format().anneal(linear(1, 0)).explain("x", progress=float("nan"))
