"""Every public reward keeps the contract, and prefers what it should."""

from __future__ import annotations

import json
import warnings
from collections import Counter
from pathlib import Path
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reasoning_rewards as rr
from reasoning_rewards import (
    Brevity,
    Correctness,
    Decision,
    Format,
    LengthPenalty,
    MultipleChoice,
    Numeric,
    Proximity,
    Rule,
    StepArithmetic,
    Symbolic,
    layouts,
    linear,
)
from reasoning_rewards.notices import forget
from reasoning_rewards.rewards.graded import Graded
from reasoning_rewards.rewards.process import brevities
from reasoning_rewards.rulebook import all_rules
from reasoning_rewards.testing import assert_ranks, check_reward
from reasoning_rewards.testing.check import _check_golds, _Example
from tests.all_rewards import MORE, SOLVED, one_of_each, public_rewards
from tests.core.test_decorator import in_units


def attacks():
    path = Path(__file__).parent.parent / "cases" / "attacks.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


TOTAL = (
    (
        SOLVED
        + 0.2 * Format()
        + 0.1 * Brevity(limit=64).only_if(SOLVED)
        + 0.2 * Proximity().anneal(linear(1, 0))
        + 0.1 * StepArithmetic(steps=2)
        + 0.1 * LengthPenalty(max_length=64, soft_cache=16)
    )
    .requires(SOLVED)
    .named("total")
)
OPTIONS = st.one_of(
    st.none(), st.lists(st.sampled_from(["42", "41", "Paris", "1/2"]), min_size=1, max_size=5)
)
REWARDS = [
    *one_of_each(),
    *MORE,
    (SOLVED + 0.4 * rr.KimiLength(by=SOLVED) + 0.1 * rr.Diversity(by=SOLVED).only_if(Format())).named(
        "grouped"
    ),
    Correctness().at_least(0.5),
    Correctness() * Format(),
    TOTAL,
]


@pytest.mark.parametrize("reward", REWARDS, ids=lambda reward: reward.__name__)
def test_every_public_reward_keeps_the_contract(reward):
    columns = {"options": OPTIONS} if "options" in reward.columns else {}
    check_reward(reward, **columns)


def test_abstaining_for_want_of_an_answer_is_found_whatever_the_seed():
    class Careless(Numeric):
        """A Numeric that judges the answer before the gold: a word for a gold pays 0 for silence, else None."""

        def _decide(self, answer, gold, policy):
            return super()._decide(answer, gold, self.policy if answer is None else policy)

    with pytest.raises(AssertionError, match="with the gold 'Paris' whether it abstains depends on"):
        _check_golds(Careless(), {}, _Example([""], [""], [[]], {"answer": [None]}, [[0]]))


def test_the_base_of_what_is_graded_says_who_is_to_blame():
    near = Rule("near.miss", "not the gold; read {read}")

    class Kind(Graded):
        """1 for the gold, and half for any other answer that was read."""

        bounds = (0.0, 1.0)

        def _credit(self, text, gold, comparison):
            return (1.0 if comparison.same else 0.5), Decision(near, (("read", text),))

    texts = ["#### 7", "#### 8", "<think>7", "", "\\boxed{7} or \\boxed{8}", "\\boxed{7} or \\boxed{7.0}"]
    for gold in ("7", 7, [7]):
        found = Kind(engine=None).verdicts(texts, answer=[gold] * 6)
        assert list(found.scores) == [1.0, 0.5, 0.0, 0.0, 0.0, 1.0]
        rules = [
            "near.miss",
            "near.miss",
            "answer.unfinished",
            "answer.missing",
            "answer.ambiguous",
            "near.miss",
        ]
        assert [decision.rule for decision in found.decisions] == rules
    with pytest.warns(rr.RewardWarning, match="kind_engine_none.*: all 6 golds of this batch can't be used"):
        assert Kind(engine=None)(texts, answer=["N/A"] * 6) == [None] * 6
    with pytest.raises(rr.SettingError, match="engine='maple'"):
        Kind(engine="maple")


@pytest.mark.parametrize("gold", ["Paris", "{1,2}", "yes", "\\infty", "x^2"])
def test_a_gold_that_is_no_number_abstains_for_every_completion(gold):
    completions = ["", "<think>", "#### 42", "\\boxed{(((}", "1 or 2", f"\\boxed{{{gold}}}"]
    for reward in (Numeric(), Proximity()):
        assert reward(completions, answer=[gold] * len(completions)) == [None] * len(completions)


def test_a_reward_of_ones_own_keeps_the_contract():
    check_reward(in_units, unit=st.sampled_from(["cm", "kg", None]))


def test_every_public_reward_is_in_the_list_of_all_once():
    assert Counter(map(type, one_of_each())) == Counter(public_rewards())


@pytest.mark.parametrize("reward", [*one_of_each(), *MORE], ids=lambda reward: reward.__name__)
def test_every_verdict_has_a_rule_with_its_sentence(reward):
    row = {"answer": "7", "choice": "A", "options": ["7", "8"], "steps": 1, "checkpoints": ["7", "4"]}
    row["tests"] = {"type": "calls", "entry_point": "f", "inputs": [[3]], "outputs": [7]}
    columns = {name: [row.get(name)] * 4 for name in reward.columns}
    texts = ["<think>3 + 4 = 7</think><answer>7</answer>", "", "<think>", "\\boxed{8} or 3 + 4 = 7"]
    ids = [[5, 6], [], [7] * 9, [5, 2]]
    verdicts = reward.verdicts(texts, prompts=["3 and 4?"] * 4, completion_ids=ids, progress=0.5, **columns)
    known = all_rules()
    assert all(decision.rule is known[decision.rule] for decision in verdicts.decisions)


def test_totals_keep_right_above_wrong():
    assert TOTAL.margin() > 0


@pytest.mark.parametrize(
    ("total", "row", "right", "wrong"),
    [
        (  # the box is wanted, and Proximity pays whatever marks the answer
            Correctness(layout=rr.THINK_BOXED) + 5 * Proximity(),
            {"answer": "42"},
            r"\boxed{42}, or rather: the answer is 7",
            "the answer is 42",
        ),
        (
            Correctness() + 5 * Proximity(gold_column="other"),
            {"answer": "42", "other": "7"},
            "#### 42",
            "#### 7",
        ),
        (Numeric() - 0.5 * Correctness(), {"answer": "Paris"}, "#### Paris", "#### Rome"),
        (
            Correctness()
            + Correctness(gold_column="other")
            - 1.5 * Correctness(gold_column="other").at_least(1.0),
            {"answer": "42", "other": "7"},
            "#### 42",
            "#### 7",
        ),
    ],
)
def test_the_margin_is_a_promise_where_rewards_disagree_on_what_is_right(total, row, right, wrong):
    first, second = (total.explain(text, **row).score for text in (right, wrong))
    assert first - second >= total.margin()


def test_rewards_that_agree_on_what_is_right_keep_their_margin():
    assert (Correctness() + 5 * Proximity()).margin() == 1.0
    assert (Correctness() + Numeric()).margin() == 1.0
    assert (Correctness() + Correctness(gold_column="other")).margin() == 1.0
    assert (Correctness(layout=rr.THINK_BOXED) + 0.25 * Proximity(layout=rr.THINK_BOXED)).margin() == 1.0
    assert (Correctness(layout=rr.THINK_BOXED) + 0.25 * Proximity()).margin() == 0.75


MARBLES = "Tom has 3 marbles, finds 4 and loses 5. How many?"


def test_total_ranks_as_a_teacher_would():
    assert_ranks(
        TOTAL,
        [
            "<think>3 + 4 = 7, 7 - 5 = 2</think><answer>2</answer>",
            "<think>3 + 4 = 7</think><answer>2</answer>",
            "2",
            "<think>3 + 4 = 7, 7 - 5 = 3</think><answer>3</answer>",
            "3",
            "2 or 3, I can't tell",
        ],
        prompt=MARBLES,
        completion_ids=[range(20)] * 6,
        progress=0.5,
        answer="2",
    )


def test_correctness_ranks():
    assert_ranks(Correctness(), ["The answer is 42.", "The answer is 41."], answer="42")
    assert_ranks(Numeric(), ["#### 42", "#### Paris"], answer=42)
    assert_ranks(Symbolic(), ["\\boxed{(x-1)(x+1)}", "\\boxed{x^2+1}"], answer="x^2-1")
    options = ["11 cm", "12 cm"]
    assert_ranks(
        MultipleChoice(options_column="options"), ["#### (b)", "#### (a)"], answer="B", options=options
    )
    assert_ranks(
        MultipleChoice(options_column="options"), ["#### 12 cm", "#### 13 cm"], answer="B", options=options
    )


def test_proximity_ranks_near_above_far_and_right_above_all():
    for curve in ("linear", "exponential", "log-ratio"):
        assert_ranks(Proximity(curve=curve), ["#### 100", "#### 70", "#### 40", "#### sea"], answer=100)


def test_format_ranks():
    assert_ranks(Format(), ["<think>a</think><answer>4</answer>", "<think>a</think><answer>4</answer>" * 2])


def test_lengths_rank_short_above_long():
    ids = [range(4), range(6), range(9)]
    assert_ranks(Brevity(limit=8), ["…"] * 3, completion_ids=ids)
    assert_ranks(LengthPenalty(max_length=8, soft_cache=4), ["…"] * 3, completion_ids=ids)


def test_steps_rank_work_above_farming_above_falsehood():
    steps = StepArithmetic(steps=2)
    done, skipped = "3 + 4 = 7. 7 - 5 = 2.", "3 + 4 = 7."
    assert_ranks(steps, [done, skipped, "1 = 1. " * 100], prompt=MARBLES)
    false = steps.explain("3 + 4 = 8. " * 3, prompt=MARBLES).score
    assert false == steps.explain("1 = 1. " * 100, prompt=MARBLES).score == 0.0
    assert_ranks(steps, [skipped, skipped + " 7 - 5 = 9."], prompt=MARBLES)


def test_a_step_is_one_step_however_it_is_rounded():
    steps, prompt = StepArithmetic(steps=4), "10 cookies for 3 children"
    once = steps.explain("10 / 3 = 3.33", prompt=prompt).score
    assert once == 0.25
    assert (
        steps.explain("10 / 3 = 3.3, 10 / 3 = 3.33, 10 / 3 = 3.333, 10/3 = 10/3", prompt=prompt).score == once
    )
    corrected = steps.explain("10 * 3 = 13. No: 10 * 3 = 30", prompt=prompt)
    assert dict(corrected.facts) == {"true": 1, "false": 1, "idle": 0, "wanted": 4}


@given(st.lists(st.sampled_from(["3 + 4 = 7", "7 - 5 = 2", "3 + 4 = 8", "1 = 1"]), max_size=6), st.data())
def test_repeating_or_splitting_text_never_raises_the_score_of_steps(lines, data):
    steps = StepArithmetic(steps=2)
    once = steps.explain("\n".join(lines), prompt=MARBLES).score
    again = [*lines, *(data.draw(st.lists(st.sampled_from(lines), max_size=4)) if lines else [])]
    assert steps.explain("\n\n".join(again), prompt=MARBLES).score <= once


def test_checkpoints_rank_work_above_part_of_it_above_the_answer_alone_and_a_list_of_numbers():
    reward, row = rr.Checkpoints(), {"checkpoints": ["7", "1/2"]}
    done, part = "3 + 4 = 7, and 7 / 14 = 0.5.", "3 + 4 = 7, and half of that."
    alone = "The answer is \\boxed{1/2}."
    assert_ranks(reward, [done, part, alone], **row)
    lists = [
        " ".join(f"{n}" for n in range(50)) + " 0.5",
        "".join(f"x = {n}. " for n in range(50)) + "x = 1/2.",
        done + "".join(f" x = {n / 2:g}." for n in range(50)),
        "".join(f"{n} + 1 = {n + 1}. " for n in range(50)) + "1/4 + 1/4 = 1/2.",
        "x = (7, 1/2)",
        "= 7 or 1/2",
        "7 = 1/2 = 7 = 1/2",
        "3 + 3 = 7, 1/3 + 1/3 = 1/2",
    ]
    for text in lists:
        assert reward.explain(text, **row).score < reward.explain(done, **row).score, text
        assert_ranks(SOLVED + 0.2 * reward, [done + alone, text + " #### 3"], answer="1/2", **row)
    assert all(reward.explain(text, **row).score == 0.0 for text in lists[:5])
    flooded = reward.explain(lists[1], **row)
    assert (flooded.rule, dict(flooded.facts)["allowed"]) == ("checkpoints.flooded", 8)


def test_guessing_pays_less_past_the_results_that_are_free():
    reward, numbers = rr.Checkpoints(claims=2), list(range(24))

    def mean(count):  # over every place to begin, so that luck is even
        said = ["".join(f"x = {n}. " for n in (numbers * 2)[start : start + count]) for start in numbers]
        return fmean(reward(said, checkpoints=[[3, 11, 20]] * 24))

    means = [mean(count) for count in range(1, 25)]
    assert means.index(max(means)) == 2
    assert max(means) == pytest.approx(3 / 24)
    assert means[4:] == [0.0] * 20


def test_checkpoints_are_a_list_and_a_faulty_one_is_named_once():
    with pytest.raises(rr.BatchError, match="checkpoints, row 0: '7'; expected a list of at most 64"):
        rr.Checkpoints()(["3 + 4 = 7"], checkpoints=["7"])
    verdict = rr.Checkpoints().explain("3 + 4 = 7", checkpoints=["7", "?"])
    assert (verdict.score, verdict.rule) == (None, "gold.missing")
    said = str(rr.Checkpoints().explain("3 + 4 = 7", checkpoints=["7", "2"]))
    assert "1 of 2 checkpoints, among 1 results; not reached: '2'" in said


# ── tags, patterns, layouts ──

CLEAN = "<think>6·7</think><answer>42</answer>"


def test_tags_rank_whole_above_half_above_spam():
    tags = rr.TagCount()
    assert_ranks(tags, [CLEAN, "<think>6·7</think><answer>42", "<think>6·7</think> 42", "<think>6·7", "42"])
    spam = [CLEAN * 2, CLEAN * 500, "<think></think><answer></answer>", "</answer><answer></think><think>"]
    spam += ["<answer>42</answer><think>6·7</think>", "<think><answer>42</answer></think>" + "<answer>"]
    for text in spam:
        assert tags.explain(text).score < tags.explain(CLEAN).score, text
        assert tags.explain(text).score <= 0.75, text


@pytest.mark.parametrize(
    "row", [row for row in attacks() if row["category"] == "tags"], ids=lambda row: row["id"]
)
def test_no_attack_on_the_format_has_all_tags_unless_it_is_laid_out_well(row):
    if (
        "text" in row and rr.TagCount().explain(row["text"]).score == 1.0
    ):  # text beside the parts is Format's matter
        rule = Format().explain(row["text"]).rule
        assert rule in ("layout.ok", "layout.leading", "layout.between", "layout.trailing")


def test_thinking_that_was_parsed_out_counts_as_tagged():
    parsed = [{"role": "assistant", "reasoning_content": "6·7", "content": "<answer>42</answer>"}]
    assert rr.TagCount().explain(parsed).score == Format().explain(parsed).score == 1.0
    assert rr.TagCount(layout=layouts.QWEN3_5).explain("6·7</think> \\boxed{42}").score == 1.0


@pytest.mark.parametrize(
    ("layout", "good", "bad"),
    [
        (layouts.QWEN3, "<think>a</think>\n\n\\boxed{4}", "a</think>\n\n\\boxed{4}"),
        (layouts.QWEN3_NO_THINKING, "So \\boxed{4}.", "So 4."),
        (layouts.QWEN3_5, "a</think> \\boxed{4}", "a \\boxed{4}"),
        (layouts.R1_DISTILL, "<think>a</think> \\boxed{4}", "</think> \\boxed{4}"),
        (layouts.QWEN2_5, "<think>a</think><answer>4</answer>", "<answer>4</answer>"),
        (layouts.SMOLLM2, "<think>a</think><answer>4</answer>", "<think>a</think>4"),
        (layouts.GPT_OSS, "It is \\boxed{4}", "It is 4"),
        (layouts.GSM8K, "2 + 2 = 4\n#### 4", "2 + 2 = 4\n#### 4\nDone"),
        (layouts.UNSLOTH_QWEN3, "a<end_working_out><SOLUTION>4</SOLUTION>", "a<SOLUTION>4</SOLUTION>"),
        (layouts.UNSLOTH_GEMMA3, "<start_working_out>a<end_working_out><SOLUTION>4</SOLUTION>", "4"),
        (layouts.UNSLOTH_XML, "<reasoning>\na\n</reasoning>\n<answer>\n4\n</answer>\n", "<answer>4</answer>"),
    ],
)
def test_layouts_by_model(layout, good, bad):
    assert_ranks(Format(layout=layout), [good, bad])
    assert Correctness(layout=layout).explain(good, answer="4").score == 1.0


@pytest.mark.parametrize(
    ("reward", "text", "cause"),
    [
        (Format(), "6·7 is 42", "<think> is missing. Does the prompt ask for this layout"),
        (Format(), "<think>6·7", "<think> is never closed. Were they truncated"),
        (Format(layout=rr.THINK_BOXED), "6·7</think> \\boxed{42}", "probably writes <think> into the prompt"),
        (rr.TagCount(), "6·7 is 42", "missing, repeated or out of place is <think>"),
        (rr.Pattern(regex="^<plan>"), "6·7 is 42", "A dot is no line end"),
    ],
)
def test_a_batch_without_form_warns_once_and_names_the_likely_cause(reward, text, cause):
    forget()
    with pytest.warns(rr.RewardWarning) as said:
        assert [reward([text] * 8) for _ in range(2)] == [[0.0] * 8] * 2
    assert len(said) == 1
    assert cause in str(said[0].message)
    forget()
    formed = ["<plan>", "<think>6·7</think><answer>42</answer>", "<think>6·7</think> \\boxed{42}"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        reward([text] * 7 + formed)


def test_patterns_rank():
    pattern = rr.Pattern(regex=r"(?s)^<plan>.+</plan>\s*-?\d+\s*$")
    assert_ranks(pattern, ["<plan>\nadd\n</plan>\n42\n", "<plan></plan>42"])


# ── steps, words ──


def test_steps_rank_more_above_fewer_above_farming():
    steps = rr.StepCount()
    three = "First, add 3 and 4. Next, that makes 7. So seven are left."
    assert_ranks(steps, [three, "First, add 3 and 4. So seven are left.", "So it is seven."])
    farmed = ["Step 1: Step 2: Step 3:", "Wait. Wait. Wait.", "1.\n2.\n3.\n4.", "Add 3 and 4. " * 100]
    assert all(steps.explain(text).score <= 1 / 3 for text in farmed)
    assert steps.explain("3 + 4 = 7, 7 - 5 = 2, 2 * 2 = 4").score == 1.0


SENTENCES = [
    "First, add 3 and 4.",
    "So 3 + 4 = 7.",
    "Step 2: take 5 away.",
    "7 - 5 = 2.",
    "Wait.",
]


@given(st.lists(st.sampled_from(SENTENCES), max_size=5), st.data())
def test_breaking_lines_or_saying_it_again_never_adds_a_step(lines, data):
    steps = rr.StepCount(cap=20)
    once = steps.explain(" ".join(lines)).score
    joints = st.sampled_from([" ", "\n", "\n\n"])
    broken = "".join(word + data.draw(joints) for word in " ".join(lines).split(" "))
    again = " ".join([*lines, *(data.draw(st.lists(st.sampled_from(lines), max_size=3)) if lines else [])])
    assert steps.explain(broken).score <= once
    assert steps.explain(again).score <= once


def test_mending_ranks_with_being_right_and_giving_up_ranks_last():
    correction = rr.SelfCorrection()
    mended = "<think>So \\boxed{41}. Wait, no.</think> The answer is 42."
    given_up = "<think>The answer is 42. Wait, no.</think> \\boxed{41}"
    assert_ranks(correction, [mended, "The answer is 41.", given_up], answer="42")
    right = ["The answer is 42.", "<answer>41</answer> Wait. <answer>42</answer>", "Wait. Wait. #### 42"]
    assert correction(right, answer=["42"] * 3) == [1.0] * 3
    rules = [correction.explain(text, answer="42").rule for text in right]
    assert rules == ["correction.kept", "correction.mended", "correction.kept"]
    assert correction.explain("The answer is 41. Wait, the answer is 40.", answer="42").score == 0.0
    assert correction.explain("<think>\\boxed{42}, no", answer="42").rule == "correction.given_up"


def test_step_scores_rank_and_another_step_never_helps():
    good, padded = "Add 3. Add 4.", "Add 3. Add 4. Then multiply the whole thing by one hundred or so."
    for how in ("min", "product", "soft-min"):
        assert_ranks(rr.StepRewards(function=brevities, how=how), [good, padded, ""])
    with pytest.raises(rr.SettingError, match="at the top level of a module"):
        rr.StepRewards(function=lambda steps: [])
    with pytest.raises(rr.RewardFailedError, match=r"gave .* for 2 steps"):
        rr.StepRewards(function=too_few)(["Add 3. Add 4."])


def too_few(steps):
    return [1.0]


def test_a_part_of_several_choices_is_worth_less_than_all_and_the_margin_stays():
    part = MultipleChoice(partial=0.6)
    assert (part.bounds_if_right, part.bounds_if_wrong) == ((1.0, 1.0), (0.0, 0.6))
    assert part.margin() == pytest.approx(0.4)
    assert MultipleChoice().margin() == 1.0
    assert (part + 0.2 * rr.Format()).requires(part).margin() > 0
    for partial in (1, 1.5, -0.1, True):
        with pytest.raises(rr.SettingError, match="partial="):
            MultipleChoice(partial=partial)
    alone = rr.Brevity(limit=8).only_if(part)  # what is paid only beside a right answer
    assert alone(["#### A", "#### AC"], answer=["A, C"] * 2, completion_ids=[[0]] * 2) == [0.0, 0.875]


def test_words_rank_whole_above_part_above_hedge_above_none():
    overlap = rr.TextOverlap()
    answers = [
        f"<answer>{answer}</answer>" for answer in ("Isaac Newton", "Newton", "Newton or Leibniz", "Euler")
    ]
    assert_ranks(rr.TextOverlap(metric="f1"), answers, answer="Isaac Newton")
    assert overlap(answers, answer=["Isaac Newton"] * 4) == [1.0, 0.5, 0.0, 0.0]
    assert overlap.explain("<answer>½</answer>", answer="0.5").score == 1.0
    assert overlap.explain("<answer>x</answer>", answer=[None, ""]).score is None


# ── lengths, groups, repetition ──

ADD = "Add 2, 3 and 4."


def ranks(reward, texts, lengths=None, **row):
    ids = None if lengths is None else [range(n) for n in lengths]
    assert_ranks(reward, texts, prompt=ADD, completion_ids=ids, answer="9", **row)


@pytest.mark.parametrize(
    "reward",
    [
        rr.CosineScaled(by=SOLVED, max_length=100),
        SOLVED + 0.9 * rr.KimiLength(by=SOLVED),
        rr.AroraLength(by=SOLVED),
        rr.LeadLength(by=SOLVED),
    ],
    ids=lambda reward: reward.__name__,
)
def test_short_right_ranks_above_long_right_above_wrong(reward):
    ranks(reward, ["#### 9", "#### 9", "#### 8"], [10, 60, 60])
    assert reward.margin() > 0


def test_length_rewards_rank_as_their_papers_say():
    ranks(rr.AlpLength(by=SOLVED, max_length=100), ["#### 9", "#### 9", "#### 8"], [10, 60, 60])
    ranks(rr.LaserLength(by=SOLVED, target=30), ["#### 9", "#### 9", "#### 8"], [10, 60, 10])
    ranks(rr.CosineScaled(by=SOLVED, max_length=100), ["#### 8", "#### 8"], [90, 10])
    ranks(rr.LengthTarget(target=50), ["…", "…", "…"], [50, 60, 20])
    ranks(rr.LengthTarget(target=50, mode="max", alpha=0.01), ["…", "…", "…"], [20, 50, 60])
    assert_ranks(rr.Truncation(mode="soft", end_ids=(2,)), ["…", "…"], completion_ids=[[1, 2], [2, 1]])


@given(
    st.lists(st.tuples(st.integers(0, 5000), st.booleans()), min_size=1, max_size=8),
    st.sampled_from(
        [
            rr.CosineScaled(by=SOLVED, max_length=1000),
            SOLVED + 0.9 * rr.KimiLength(by=SOLVED),
            rr.AroraLength(by=SOLVED, alpha=0.9),
            rr.LeadLength(by=SOLVED),
            rr.AlpLength(by=SOLVED, max_length=1000, beta=0.9),
            rr.LaserLength(by=SOLVED, target=(100, 1000, 3000), mode="hybrid"),
        ]
    ),
)
def test_no_wrong_answer_ranks_above_a_right_one_whatever_the_lengths(rows, reward):
    scores = reward(
        ["#### 9" if right else "#### 8" for _, right in rows],
        prompts=[ADD] * len(rows),
        completion_ids=[range(length) for length, _ in rows],
        answer=["9"] * len(rows),
    )
    right = [score for score, (_, is_right) in zip(scores, rows, strict=True) if is_right]
    wrong = [score for score, (_, is_right) in zip(scores, rows, strict=True) if not is_right]
    assert not right or not wrong or min(right) - max(wrong) >= reward.margin() - 1e-9


def test_lengths_past_the_maximum_change_nothing():
    cosine = rr.CosineScaled(by=SOLVED, max_length=100)
    ids = [range(n) for n in (100, 101, 150, 200, 999)]
    assert cosine(["#### 9"] * 5, completion_ids=ids, answer=["9"] * 5) == [0.5] * 5


def test_tokens_of_tools_are_left_out_where_a_mask_says_which_they_are():
    brevity = Brevity(limit=10, mask_column="model_tokens")
    masks = [[1, 1, 0, 0, 1], None]
    assert brevity(["…"] * 2, completion_ids=[range(5), range(5)], model_tokens=masks) == [0.7, 0.5]
    with pytest.raises(rr.BatchError, match="model_tokens, row 0: a mask of 2 for 5 token ids"):
        brevity(["…"], completion_ids=[range(5)], model_tokens=[[1, 0]])


def test_another_way_ranks_above_the_common_one():
    common, rare = "2 + 3 = 5, 5 + 4 = 9. #### 9", "3 + 4 = 7, 2 + 7 = 9. #### 9"
    diversity = rr.Diversity(by=SOLVED)
    texts = [rare, common, common + " ", "#### 8"]
    assert diversity(texts, prompts=[ADD] * 4, answer=["9"] * 4) == [1.0, 0.5, 0.5, 0.0]
    said = [common, common + " So nine it is.", common.replace(",", " and then"), "1 + 1 = 2. " + rare]
    assert diversity(said[:3], prompts=[ADD] * 3, answer=["9"] * 3) == [0.0] * 3
    assert diversity([rare, said[3]], prompts=[ADD] * 2, answer=["9"] * 2) == [0.0, 0.0]


def test_repetition_ranks():
    repetition = rr.RepetitionPenalty(unit="words")
    assert_ranks(repetition, ["one two three four five", "one two three one two three", "wait " * 50])
    assert_ranks(repetition, ["我们先看题目里面给出的条件", "我们再想想我们再想想", "再想" * 50])
    assert repetition.explain("a" * 5000).score < -0.99
    for same in (" wait wait wait wait", "Wait wait WAIT wait ", "wait\nwait\n\nwait wait"):
        assert repetition.explain(same).score == repetition.explain("wait wait wait wait").score


def test_golds_that_are_equal_and_of_other_types_are_told_apart():
    answers, golds = ["#### 1"] * 3, [1, True, 1.0]
    for order in (slice(None), slice(None, None, -1)):
        assert Proximity()(answers, answer=golds[order]) == [1.0, None, 1.0]
        assert Numeric()(answers, answer=golds[order]) == [1.0, None, 1.0]
