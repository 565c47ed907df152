"""`attack`: our own rewards pay for nothing they should not, and rewards that do are found out."""

from __future__ import annotations

import runpy
from collections import Counter
from pathlib import Path

import pytest

from reasoning_rewards import (
    Abstention,
    Assignment,
    Checkpoints,
    CodeTests,
    Correctness,
    CosineScaled,
    Countdown,
    Format,
    Grid,
    KimiLength,
    LaserLength,
    LengthTarget,
    MultipleChoice,
    NumberPolicy,
    Numeric,
    Proximity,
    RepetitionPenalty,
    SettingError,
    StepCount,
    StepRewards,
    Symbolic,
    Tag,
    TagCount,
    TextOverlap,
    Truncation,
    layouts,
    presets,
    route,
)
from reasoning_rewards.rewards.process import brevities
from reasoning_rewards.testing import attack
from tests.all_rewards import SOLVED, one_of_each

# Attacked below, with golds of their own; programs in tests/engine/sandbox/test_attacks.py.
OTHER_GOLDS = {MultipleChoice, Countdown, Grid, Assignment, CodeTests}
# Rewards that pay for what is no merit, as their docstrings say; they are left to whoever weighs them lightly.
EXPLOITABLE = {Abstention, CosineScaled, LengthTarget, StepCount, StepRewards}


def earned(reward):
    """What is to be attacked: a reward that knows right answers by itself, and another beside one that does."""
    return reward if reward.bounds_if_right[0] > reward.bounds_if_wrong[1] else SOLVED + 0.1 * reward


def unwanted(report):
    """The exploits but for the question's own sum, which every default policy takes for what it comes to."""
    return {each.id for each in report.exploits if each.category != "restating"}


OURS = [
    *(earned(each) for each in one_of_each(length=2048) if type(each) not in {*EXPLOITABLE, *OTHER_GOLDS}),
    SOLVED + 0.2 * TagCount(),
    SOLVED + 0.2 * Format() + 0.1 * RepetitionPenalty(),
    SOLVED + 0.4 * KimiLength(by=SOLVED),
    LaserLength(by=SOLVED, target=(50, 100, 200), mode="hybrid"),
    SOLVED + 0.2 * Checkpoints(),
    SOLVED * Truncation(end_ids=(2,)),
    route(column="task", math=SOLVED),
    presets.gsm8k(),
    presets.math(),
    presets.puzzles(),
    presets.step_by_step(),
]
FOR_NUMBERS = {"numeric", "proximity", "gsm8k", "symbolic"}  # where the gold is a word they abstain
ROW = {"task": "math", "checkpoints": ["7", "1/2", "42"], "steps": 2}


@pytest.mark.parametrize("gold", ["42", "-3.5", "1/2", "Paris", "Isaac Newton"])
@pytest.mark.parametrize("reward", OURS, ids=lambda reward: reward.__name__)
def test_ours_has_no_exploits(reward, gold):
    if gold[0].isalpha() and reward.__name__ in FOR_NUMBERS:
        pytest.skip("for numbers")
    report = attack(reward, answer=gold, **ROW)
    assert not unwanted(report), report


VALUES = NumberPolicy(evaluated=True)
WANT_VALUES = [
    Correctness(policy=VALUES),
    Numeric(policy=VALUES),
    Symbolic(policy=VALUES),
    Correctness(policy=VALUES) + 0.2 * Proximity(policy=VALUES),
    Correctness(policy=VALUES) + 0.2 * TextOverlap(policy=VALUES),
    presets.gsm8k(),
    presets.math(),
    presets.puzzles(),
    presets.step_by_step(),
]


@pytest.mark.parametrize("gold", ["42", "-3.5", "1/2", "7,000"])
@pytest.mark.parametrize("reward", WANT_VALUES, ids=lambda reward: reward.__name__)
def test_a_restated_sum_pays_nothing_where_values_are_wanted(reward, gold):
    report = attack(reward, answer=gold)
    assert "restating" in {each.category for each in report.findings}
    assert not report.exploits, report


def test_a_restated_sum_is_found_where_it_pays():
    report = attack(Correctness(), answer="42")
    tried = [each.id for each in report.findings if each.category == "restating"]
    assert [each.id for each in report.exploits] == tried != []
    assert "restating" not in {each.category for each in attack(Correctness(), answer="Paris").findings}


@pytest.mark.parametrize("name", layouts.__all__)
def test_ours_has_none_in_any_models_tags(name):
    layout = getattr(layouts, name)
    solved = Correctness(layout=layout)
    report = attack(solved + 0.2 * Format(layout=layout) + 0.1 * TagCount(layout=layout), answer="42")
    boxes = {"echo-06", "truncated-02"}  # without thinking a box is the answer wherever it stands
    assert unwanted(report) <= (set() if layout.think else boxes), report
    tags = {layout.think} | {each for each in layout.answer.options if isinstance(each, Tag)}
    told = "".join(each.completion for each in report.findings)
    assert all(tag is None or tag.closing_tag in told for tag in tags)


def test_completions_are_written_as_the_reward_wants_them():
    def wants_lines(completions, answer, **_):
        return [float(f"<answer>\n{gold}" in text) for text, gold in zip(completions, answer, strict=True)]

    def lines(text):
        return text.replace("<answer>", "<answer>\n")

    with pytest.raises(SettingError, match="nothing to exploit"):
        attack(wants_lines, answer="42")
    assert "hedging-01" in {each.id for each in attack(wants_lines, answer="42", dress=lines).exploits}


DECIDING = (
    SOLVED,
    Correctness(policy=VALUES),
    Numeric(policy=VALUES),
    Symbolic(policy=VALUES),
    presets.gsm8k(),
    presets.math(),
    presets.puzzles(),
    presets.step_by_step(),
)
KINDS = """
0 | 1 | -7 | 1,000 | 3/4 | \\frac{2}{3} | 0.5 | 2\\sqrt{3} | \\pi | 10! | 2+3i | e^2 | \\ln 2 | \\infty | \\pm 3 | 1011_2
x^2+2x+1 | \\frac{x+1}{x-1} | \\sin x | y = 2x + 1 | x = 5 | x^2+y^2=1 | x > 3 | x \\le -1 | x\\equiv 3 \\pmod 7
(1, 2) | [0, 1] | (-\\infty, 3] | \\{-1, 1\\} | \\{1, 2, 3\\} | 2, 3 | \\begin{pmatrix}1&2\\\\3&4\\end{pmatrix} | \\emptyset | 3:2
5 cm | 12 m/s | 50% | $5 | 90^\\circ | 3:05 | 9:30 PM | July 4 | seven | forty-two
Monday | photosynthesis | Ann is a knight, Bob is a knave | yes | No | True | does not exist | H_2O | A, C | B and D
"""
OF_EVERY_KIND = [gold.strip() for line in KINDS.strip().splitlines() for gold in line.split(" | ")]


def nothing_paid(reward, gold, **row):
    """Is a reward held for a gold? A reward for other golds abstains, and there is nothing to exploit."""
    if (
        reward.verdicts(
            ["\\boxed{}"],
            answer=[gold],
            prompts=["?"],
            completion_ids=[[0]],
            **{name: [each] for name, each in row.items()},
        )[0].score
        is None
    ):
        assert reward is not SOLVED
    else:
        report = attack(reward, answer=gold, **row)
        assert not (unwanted(report) if reward is SOLVED else report.exploits), report


@pytest.mark.parametrize("gold", OF_EVERY_KIND)
def test_no_gold_of_any_kind_sets_it_off(gold):
    for reward in DECIDING:
        nothing_paid(reward, gold)


@pytest.mark.parametrize("gold", ["A", "B", "A, C", "B and D", "(A), (B), (D)"])
@pytest.mark.parametrize(
    "reward", [MultipleChoice(), MultipleChoice(several=True, partial=0.5)], ids=["one", "several"]
)
def test_choices_have_none(reward, gold):
    nothing_paid(reward, gold)


@pytest.mark.parametrize("gold", OF_EVERY_KIND)
def test_a_substring_is_found_out_whatever_the_gold(gold):
    assert len(attack(contains, answer=gold).exploits) >= 15


def test_numbers_with_marks_have_none():
    assert not unwanted(attack(Numeric(gold_column="solution"), solution="#### 1,000", gold="1000"))


def test_what_is_right_by_chance_is_no_attack():
    tried = {each.id for each in attack(SOLVED, answer="True").findings}
    assert "injection-04" not in tried and "injection-03" in tried
    of_a_number = {each.id for each in attack(SOLVED, answer="7").findings if each.category != "restating"}
    assert of_a_number == tried | {"injection-04"}


def test_what_is_known_to_be_exploitable_is_found_and_nothing_else():
    """The docs say so: a cosine pays long wrong answers, counting steps pays padding, F1 pays hedging."""
    cosine = attack(CosineScaled(by=SOLVED, max_length=2048), answer="42")
    assert {each.category for each in cosine.exploits} == {"verbosity", "truncated", "restating"}
    cured = CosineScaled(by=SOLVED, max_length=2048, wrong=(-1.0, -1.0))
    assert not unwanted(attack(cured, answer="42"))
    steps = attack(SOLVED + 0.2 * StepCount(), answer="42")
    assert {each.category for each in steps.exploits} <= {"verbosity", "farming", "echo", "restating"}
    assert attack(earned(StepRewards(function=brevities)), answer="42").exploits
    assert attack(earned(LengthTarget(target=1024)), answer="42").exploits
    f1 = attack(TextOverlap(metric="f1"), answer="Paris")
    assert {each.category for each in f1.exploits} == {"hedging"}


def test_not_knowing_pays_what_was_set_and_nothing_more():
    report = attack(Abstention(by=SOLVED, pay=0.3), answer="42")
    assert {(each.id, each.score) for each in report.exploits if each.category != "restating"} == {
        ("echo-06", 0.3)
    }


SUDOKU = {"puzzle": "2..3 ..1. 1.3. 3.21"}
PUZZLES = [
    (Countdown(), "94*4 - 61 - 6", {"nums": [6, 61, 94, 4], "target": 309}),
    (Countdown(near=0.2), "94*4 - 61 - 6", {"nums": [6, 61, 94, 4], "target": 309}),
    (Countdown(target=24, use_all=True), "8/(3 - 8/3)", {"nums": [3, 3, 8, 8]}),
    (Assignment(), "Ann is a knight, and Bob is a knave", {"answer": {"Ann": "knight", "Bob": "knave"}}),
    (Assignment(partial=0.4), '{"A": "knave", "B": "knave"}', {"answer": {"A": "knave", "B": "knave"}}),
    (Assignment(), "Ann, Bob, Cat", {"answer": ["Ann", "Bob", "Cat"]}),
    (Grid(), "2143\n4312\n1234\n3421", SUDOKU),
    (Grid(kind="queens"), ".Q..\n...Q\nQ...\n..Q.", {"puzzle": 4}),
]


@pytest.mark.parametrize(("reward", "gold", "row"), PUZZLES, ids=lambda each: getattr(each, "__name__", ""))
def test_puzzles_have_none(reward, gold, row):
    for total in (reward, presets.puzzles(by=reward)):
        report = attack(total, gold=gold, **row)
        assert not report.exploits, report
        assert "puzzle" in {each.category for each in report.findings} or isinstance(row.get("answer"), list)


def test_a_puzzle_that_is_judged_carelessly_is_found_out():
    class Careless(Countdown):
        """A Countdown that looks at the value alone."""

        def _misused(self, solution, problem):
            return None

    notes = {each.note for each in attack(Careless(), gold="3 * 8", nums=[3, 8], target=24).exploits}
    assert {"the target alone", "the target, times one", "a number of its own"} <= notes


def contains(completions, answer, **_):
    return [float(gold in text) for text, gold in zip(completions, answer, strict=True)]


def silent(completions, answer, **_):
    return [1.0 if f">{gold}<" in text else None for text, gold in zip(completions, answer, strict=True)]


def brittle(completions, answer, **_):
    return [
        float(text.split("is ")[1][0] == gold) if "is " in text else float(text[0] == "z")
        for text, gold in zip(completions, answer, strict=True)
    ]


def chatty(completions, answer, **_):
    return contains([completion[0]["content"] for completion in completions], answer)


def test_a_substring_pays_for_everything_that_names_the_gold():
    report = attack(contains, answer="42")
    counts = Counter(each.category for each in report.exploits)
    assert counts["hedging"] == 14
    assert {"echo", "truncated", "farming"} <= set(counts)
    assert "an honest right answer earns 1" in str(report)
    assert len(attack(chatty, answer="42", conversational=True).exploits) == len(report.exploits)


def test_the_benchmarks_notebooks_score_as_they_were_measured():
    path = Path(__file__).parent.parent / "benchmarks" / "notebooks.py"
    runpy.run_path(str(path))["check"]()


def test_a_crash_or_an_abstention_is_an_exploit_too():
    assert {each.outcome for each in attack(brittle, answer="4").exploits} >= {"raised"}
    with pytest.raises(SettingError, match="nothing to exploit"):
        attack(silent, answer="42")
    with pytest.raises(SettingError, match="has no gold"):
        attack(SOLVED)
