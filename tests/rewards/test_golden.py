"""Golden cases of the rewards that compute: one row a case, with its source."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import reasoning_rewards as rr
from reasoning_rewards import (
    Brevity,
    Correctness,
    CosineScaled,
    LengthPenalty,
    LengthTarget,
    Proximity,
    RepetitionPenalty,
    StepArithmetic,
    TagCount,
)

CASES = Path(__file__).parent.parent / "cases"


SOLVED = Correctness()


def said(right):
    return "#### 1" if right else "#### 0"


def rows(name):
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [pytest.param(json.loads(line), id=f"{name}:{number}") for number, line in enumerate(lines, 1)]


@pytest.mark.parametrize("case", rows("soft_overlong.jsonl"))
def test_length_penalty_is_the_soft_overlong_punishment(case):
    penalty = LengthPenalty(max_length=case["max_length"], soft_cache=case["soft_cache"])
    assert penalty(["…"], completion_ids=[[0] * case["length"]]) == [case["score"]]


@pytest.mark.parametrize("case", rows("proximity.jsonl"))
def test_proximity_follows_its_curve(case):
    settings = {
        name: tuple(map(tuple, value)) if name == "bands" else value
        for name, value in case["settings"].items()
    }
    score = Proximity(**settings).explain(f"#### {case['answer']}", answer=case["gold"]).score
    assert score == (None if case["score"] is None else pytest.approx(case["score"], rel=1e-12))


@pytest.mark.parametrize("case", rows("steps.jsonl"))
def test_step_arithmetic_counts_what_is_true_and_grounded(case):
    verdict = StepArithmetic(steps=case["steps"]).explain(case["text"], prompt=case["prompt"])
    assert verdict.score == pytest.approx(case["score"]), verdict


@pytest.mark.parametrize("case", rows("checkpoints.jsonl"))
def test_checkpoints_are_reached_by_results_as_the_engine_compares(case):
    verdict = rr.Checkpoints().explain(case["text"], checkpoints=case["checkpoints"])
    assert verdict.score == case["score"], verdict


PUBLIC = {name: getattr(rr, name) for name in rr.__all__}
GOLDEN = sorted(path.relative_to(CASES).as_posix() for path in (CASES / "rewards").glob("*.jsonl"))


@pytest.mark.parametrize("case", [case for name in GOLDEN for case in rows(name)])
def test_a_reward_scores_a_row_as_written_down(case):
    """Rows of ``cases/rewards``: a reward as code, a completion with its row, the score, and where that is from."""
    reward = eval(case["reward"], PUBLIC)
    verdict = reward.explain(case["completion"], **case["row"])
    score = case["score"]
    assert verdict.score == (None if score is None else pytest.approx(score, rel=1e-12)), verdict
    assert verdict.rule == case.get("rule", verdict.rule), verdict
    assert case["source"]


def test_brevity_is_one_minus_the_share_of_the_limit():
    assert Brevity(limit=4)(["…"] * 4, completion_ids=[[0] * n for n in (0, 1, 4, 9)]) == [
        1.0,
        0.75,
        0.0,
        0.0,
    ]


def test_the_number_of_steps_may_come_from_a_column():
    reward = StepArithmetic(steps=1, steps_column="steps")
    assert reward(["3 + 4 = 7"] * 2, prompts=["3 and 4"] * 2, steps=[2, None]) == [0.5, 1.0]


def settings_of(case):
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in case["settings"].items()
    }


@pytest.mark.parametrize("case", rows("group_lengths.jsonl"))
def test_group_lengths_are_the_authors(case):
    reward = getattr(rr, case["reward"])(by=SOLVED, **settings_of(case))
    texts, ids = [said(right) for right in case["right"]], [range(n) for n in case["lengths"]]
    scores = reward(
        texts,
        prompts=[f"question {group}" for group in case["groups"]],
        answer=["1"] * len(texts),
        completion_ids=ids,
    )
    assert scores == pytest.approx(case["scores"], abs=2e-6)  # Laser's code computes in single precision


@pytest.mark.parametrize("case", rows("cosine.jsonl"))
def test_cosine_scaled_is_the_papers_and_trls(case):
    reward = CosineScaled(by=SOLVED, **settings_of(case))
    scores = reward([said(case["right"])], answer=["1"], completion_ids=[range(case["length"])])
    assert scores == [case["score"]]


@pytest.mark.parametrize("case", rows("length_target.jsonl"))
def test_length_target_is_l1s(case):
    reward = LengthTarget(**case["settings"])
    assert reward(["…"], completion_ids=[range(case["length"])]) == pytest.approx([case["score"]], abs=1e-12)


@pytest.mark.parametrize("case", rows("repetition.jsonl"))
def test_repetition_penalty_is_trls_on_tokens_and_open_r1s_on_words(case):
    if "ids" in case:
        scores = RepetitionPenalty(ngram=case["ngram"])(["…"], completion_ids=[case["ids"]])
    else:
        scores = RepetitionPenalty(ngram=case["ngram"], unit="words")([case["text"]])
    assert scores == [case["score"]]


@pytest.mark.parametrize("case", rows("tags.jsonl"))
def test_tag_count_is_open_r1s_on_tags_in_order(case):
    assert TagCount()([case["text"]]) == [case["score"]]


def the_case(steps):
    """Scores of steps that say their scores."""
    return [float(step.split()[1].rstrip(".")) for step in steps]


@pytest.mark.parametrize("case", rows("soft_min.jsonl"))
def test_soft_min_is_pures(case):
    reward = rr.StepRewards(
        function=the_case, how="soft-min", scores=(-1.0, 1.0), temperature=case["temperature"]
    )
    text = "\n".join(f"worth {score!r}." for score in case["scores"])
    assert reward([text]) == [pytest.approx(case["score"], rel=1e-9)]


@pytest.mark.parametrize("case", rows("overlap.jsonl"))
def test_text_overlap_is_squads(case):
    reward = rr.TextOverlap(metric=case["metric"], cap=1.0)
    assert reward([f"<answer>{case['answer']}</answer>"], answer=[case["golds"]]) == [case["score"]]


@pytest.mark.parametrize(
    ("how", "score"), [("min", 0.25), ("mean", 0.5), ("product", 0.125 * 0.75), ("soft-min", 0.25)]
)
def test_step_rewards_aggregate(how, score):
    reward = rr.StepRewards(function=the_case, how=how, temperature=1e-3)
    assert reward(["worth 0.25. worth 0.75. worth 0.5."]) == [pytest.approx(score)]


RECORDED = (
    "group_lengths",
    "cosine",
    "length_target",
    "repetition",
    "tags",
    "soft_min",
    "overlap",
    "soft_overlong",
)


@pytest.mark.parametrize("name", RECORDED)
def test_every_case_names_its_source_and_every_reward_has_six(name):
    cases = [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    assert all(case["source"] for case in cases)
    by_reward = {}
    for case in cases:
        by_reward.setdefault(case.get("reward", name), []).append(case)
    assert min(map(len, by_reward.values())) >= 6
