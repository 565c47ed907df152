"""Whole rewards for the usual tasks: each a total with a layout, a margin, and an argument.

| preset | for | margin |
|---|---|---|
| `gsm8k()` | word problems whose gold is a number | 0.7 |
| `math()` | competition mathematics: any answer, long reasoning | 0.65 |
| `puzzles()` | answers in words: names, lists, choices | 0.8 |
| `step_by_step()` | teaching to show work that can be checked | 0.6 |
| `choices()` | multiple choice, by letter or by the option's text | 0.8 |
| `code()` | programs in Python with tests | 0.8 |

`puzzles(by=Countdown())` is the same for puzzles that have many solutions, and `from_reasoning_gym("sudoku")` says
what is right in a task of reasoning-gym's.

`for_dataset("Skywork/Skywork-OR1-RL-Data")` is the one of them that fits a data set, with its columns: see
`schemas` for the data sets that are known, and for how to state one of your own.

Every one is right first: the worst right answer beats the best wrong one by the margin, whatever else
a completion does. Rows whose gold can't be read abstain as a whole, so that no row trains on style
alone. Where the gold is a number, a sum that makes it is none: the answer must say what it comes to. Answers are read wherever models write them, and `Format` alone insists on the layout, so that a
model which has not learnt it yet is not told that its right answers are wrong.

They are ordinary rewards: print one, add to it, or copy its line and change the weights.

>>> gsm8k().margin(), gsm8k().columns
(0.7, ('answer',))
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from reasoning_rewards.answers.compare.policy import NumberPolicy
from reasoning_rewards.answers.notation.gold import Golds
from reasoning_rewards.calls import likely, preset
from reasoning_rewards.core.algebra.routing import route
from reasoning_rewards.core.kinds import insist
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.core.settings import count, wrong
from reasoning_rewards.errors import SettingError
from reasoning_rewards.rewards.assignment import Assignment
from reasoning_rewards.rewards.code import CodeTests
from reasoning_rewards.rewards.countdown import Countdown
from reasoning_rewards.rewards.format import Format
from reasoning_rewards.rewards.grid import Grid
from reasoning_rewards.rewards.length import LengthPenalty
from reasoning_rewards.rewards.match import Correctness, MultipleChoice, Numeric
from reasoning_rewards.rewards.overlap import TextOverlap
from reasoning_rewards.rewards.process import SelfCorrection
from reasoning_rewards.rewards.proximity import Proximity
from reasoning_rewards.rewards.repetition import RepetitionPenalty
from reasoning_rewards.rewards.steps import StepArithmetic
from reasoning_rewards.schemas import Schema, find
from reasoning_rewards.text.layout import ANY, THINK_ANSWER, THINK_BOXED, Layout

__all__ = [
    "choices",
    "code",
    "for_dataset",
    "from_reasoning_gym",
    "gsm8k",
    "math",
    "puzzles",
    "step_by_step",
]


# 6 · 7 is not the answer to a question that asks for it to be done. Of 2,730 right answers of models to GSM8K and MATH
# this refuses none: a gold that is itself an expression is compared as such.
_VALUES = NumberPolicy(evaluated=True)


def _reading(layout: Layout) -> Layout:
    """The layout with every marker that models use for answers."""
    insist("layout", layout, Layout)
    assert ANY.answer is not None, "the lenient layout marks answers"
    return Layout(
        think=layout.think, answer=ANY.answer if layout.answer is None else layout.answer | ANY.answer
    )


@preset
def gsm8k(
    *,
    gold_column: str = "answer",
    layout: Layout = THINK_ANSWER,
    steps: int = 3,
    golds: Golds | None = None,
) -> Reward:
    """Word problems: 1 for the right number, and at most 0.39 for everything else.

    ====  =======================  ====================================================================
    1.0    Numeric                  golds such as ``#### 42`` are read as they are
    0.2    Format                   learnt in a few steps, then constant, and so without a gradient
    0.1    Proximity                breaks ties where a whole group is wrong; at most 0.09 when wrong
    0.1    StepArithmetic           true sums about this problem; grounded, so that it can't be farmed
    ====  =======================  ====================================================================

    A right answer earns 1.1 at the least, a wrong one 0.39 at the most. The margin is 0.7, since
    Proximity might be silent on a row; on such a row it is 1 against 0.3.

    steps: how many sums a solution takes; GSM8K's take 2 to 8, and past ``steps`` more earn nothing.

    >>> prompt = "Tom has 3 marbles and finds 4. How many?"
    >>> gsm8k(steps=1)(["<think>3 + 4 = 7</think><answer>7</answer>"], prompts=[prompt], answer=["#### 7"])
    [1.4]
    """
    reading = _reading(layout)
    solved = Numeric(gold_column=gold_column, layout=reading, golds=golds, policy=_VALUES)
    return (
        (
            solved
            + 0.2 * Format(layout=layout)
            + 0.1 * Proximity(gold_column=gold_column, layout=reading, golds=golds, policy=_VALUES)
            + 0.1 * StepArithmetic(steps=steps, layout=layout)
        )
        .requires(solved)
        .named("gsm8k")
    )


@preset
def math(
    *,
    gold_column: str = "answer",
    layout: Layout = THINK_BOXED,
    max_length: int = 4096,
    golds: Golds | None = None,
) -> Reward:
    """Competition mathematics: 1 for the right answer, less what runs on or repeats itself.

    ====  =======================  ====================================================================
    1.0    Correctness              exact, symbolic, any form
    0.2    Format                   thinking closed, one box after it
    0.1    LengthPenalty            DAPO's: only the last quarter before ``max_length`` costs
    0.05   RepetitionPenalty        loops, which length alone does not tell from work
    ====  =======================  ====================================================================

    No credit for being near: an answer here is seldom a number, and what is near is mostly wrong. No pay
    for brevity either: on hard problems length is work. A right answer earns 0.85 at the least, a wrong
    one 0.2 at the most: margin 0.65.

    max_length: the trainer's ``max_completion_length``, in tokens.

    >>> math()(["<think>6·7</think> \\\\boxed{42}"], answer=["42"], completion_ids=[range(9)])
    [1.2]
    """
    solved = Correctness(gold_column=gold_column, layout=_reading(layout), golds=golds, policy=_VALUES)
    max_length = count("max_length", max_length)
    return (
        (
            solved
            + 0.2 * Format(layout=layout)
            + 0.1 * LengthPenalty(max_length=max_length, soft_cache=max_length // 4)
            + 0.05 * RepetitionPenalty()
        )
        .requires(solved)
        .named("math")
    )


@preset
def puzzles(
    *,
    gold_column: str = "answer",
    layout: Layout = THINK_ANSWER,
    golds: Golds | None = None,
    by: Reward | None = None,
) -> Reward:
    """Answers in words: 1 for the right one, and something for naming a part of it; or puzzles, by their own rules.

    ====  =======================  ====================================================================
    1.0    Correctness              words are compared without case and punctuation
    0.2    Format                   thinking, then the answer's tag
    0.2    TextOverlap              two names of three, if no other is named: no list of candidates pays
    ====  =======================  ====================================================================

    A right answer earns 1.2 at the least, a wrong one 0.38 at the most. The margin is 0.8, since
    TextOverlap might be silent on a row; on such a row it is 1 against 0.2.

    =====================================================  ===================================================
    one answer in words: a name, yes or no, a syllogism     puzzles()
    a sum of given numbers: Countdown, the 24 game          puzzles(by=Countdown())
    who is what: Knights and Knaves, Zebra, an order        puzzles(by=Assignment())
    a board: Sudoku, a Latin square, queens                 puzzles(by=Grid())
    a task of reasoning-gym's                               puzzles(by=from_reasoning_gym("zebra_puzzles"))
    =====================================================  ===================================================

    by: who says what is right, of puzzles with rules of their own; then nothing is paid for a part, and ``gold_column``
        and ``golds`` are not read.

    >>> puzzles(by=Countdown())(["<think>…</think><answer>3 * 8</answer>"], nums=[[3, 8]], target=[24])
    [1.2]
    >>> puzzles()(["<think>…</think><answer>Ann is a knight</answer>"], answer=["Ann is a knight"])
    [1.4]
    """
    if by is not None:
        insist("by", by, Reward)
        if not by.bounds_if_right[0] > by.bounds_if_wrong[1]:
            raise wrong("by", by, "a reward that tells right answers from wrong ones, such as Countdown()")
        return (by + 0.2 * Format(layout=layout)).requires(by).named("puzzles")
    reading = _reading(layout)
    solved = Correctness(gold_column=gold_column, layout=reading, golds=golds, policy=_VALUES)
    overlap = TextOverlap(gold_column=gold_column, layout=reading, golds=golds, policy=_VALUES)
    return (solved + 0.2 * Format(layout=layout) + 0.2 * overlap).requires(solved).named("puzzles")


@preset
def step_by_step(
    *,
    gold_column: str = "answer",
    layout: Layout = THINK_ANSWER,
    steps: int = 4,
    golds: Golds | None = None,
) -> Reward:
    """Work that is shown and can be checked: 1 for the right answer, up to 0.5 for the way there.

    ====  =======================  ====================================================================
    1.0    Correctness              the way is worth nothing without an end
    0.2    Format                   a place for the work, and one for the answer
    0.2    StepArithmetic           sums that are true and about this problem
    0.1    SelfCorrection           a first answer that is mended; giving up a right one costs
    ====  =======================  ====================================================================

    A right answer earns 1.1 at the least, a wrong one 0.4 at the most; where SelfCorrection is silent,
    1 against 0.4: margin 0.6. Sentences are not counted: `attack` shows that padding pays at once. In a group where
    everyone is wrong the way alone is graded, which is the point here and a risk elsewhere: look at
    ``describe()`` before you use it on answers alone.

    steps: how many sums a solution takes.

    >>> prompt = "Tom has 3 marbles and finds 4. How many?"
    >>> said = "<think>First, 3 + 4 = 7. Next, nothing is lost. So 7 are left.</think><answer>7</answer>"
    >>> step_by_step(steps=1)([said], prompts=[prompt], answer=["7"])
    [1.5]
    """
    reading = _reading(layout)
    solved = Correctness(gold_column=gold_column, layout=reading, golds=golds, policy=_VALUES)
    return (
        (
            solved
            + 0.2 * Format(layout=layout)
            + 0.2 * StepArithmetic(steps=steps, layout=layout)
            + 0.1 * SelfCorrection(gold_column=gold_column, layout=reading, golds=golds, policy=_VALUES)
        )
        .requires(solved)
        .named("step_by_step")
    )


@preset
def choices(
    *,
    gold_column: str = "answer",
    options_column: str | None = "options",
    layout: Layout = THINK_ANSWER,
    golds: Golds | None = None,
) -> Reward:
    """Multiple choice: 1 for the right option, by its letter or by its text.

    ====  =======================  ====================================================================
    1.0    MultipleChoice           a letter with another option's text is neither
    0.2    Format                   thinking, then the answer's tag
    ====  =======================  ====================================================================

    A right answer earns 1 at the least, a wrong one 0.2 at the most: margin 0.8.

    options_column: the column with each row's options, a list; None where there are only letters.

    >>> choices()(["<think>…</think><answer>12 cm</answer>"], answer=["B"], options=[["11 cm", "12 cm"]])
    [1.2]
    """
    solved = MultipleChoice(
        gold_column=gold_column, options_column=options_column, layout=_reading(layout), golds=golds
    )
    return (solved + 0.2 * Format(layout=layout)).requires(solved).named("choices")


_BY_TASK: dict[str, Callable[..., Reward]] = {
    "numbers": gsm8k,
    "mathematics": math,
    "words": puzzles,
    "choice": choices,
}


def for_dataset(name: str | Schema, **settings: object) -> Reward:
    """The preset that fits a data set's rows as they are, with the columns that its schema names.

    name: the id of a data set that `schemas` knows, or a `Schema` of your own.
    settings: those of the preset: ``layout``, ``max_length`` …

    >>> solved = "<think>6·7</think> \\\\boxed{42}"
    >>> rows = {"reward_model": [{"style": "rule", "ground_truth": '["42", "6·7"]'}], "completion_ids": [[1]]}
    >>> for_dataset("Skywork/Skywork-OR1-RL-Data")([solved], **rows)
    [1.2]
    """
    schema = name if isinstance(name, Schema) else find(name)
    build = _BY_TASK[schema.task]
    known = {"gold_column": schema.gold_column, "golds": schema.golds}
    if schema.options_column is not None:
        known["options_column"] = schema.options_column
    taken = build.__wrapped__.__kwdefaults__  # type: ignore[attr-defined]
    for setting in settings.keys() - taken.keys():
        meant = likely(setting, taken)
        raise SettingError(
            f"for_dataset({schema.name!r}, {setting}=...): {build.__name__}, which fits it, has no such setting"
            f"{f'; did you mean {meant}?' if meant else ''} Its settings: {', '.join(taken)}"
        )
    return build(**{**known, **settings})


@preset
def code(
    *,
    tests_column: str = "tests",
    entry_point_column: str | None = None,
    layout: Layout = THINK_ANSWER,
    packages: tuple[str, ...] = (),
) -> Reward:
    """Programs with tests: 1 for one that passes them all, and at most 0.2 for everything else.

    ====  =======================  ====================================================================
    1.0    CodeTests                all tests or nothing: a share of them teaches to guess the easy ones
    0.2    Format                   learnt in a few steps, then constant, and so without a gradient
    ====  =======================  ====================================================================

    A right program earns 1 at the least, a wrong one 0.2 at the most: margin 0.8. It is run behind walls, on
    Linux; where those can't be had, building it raises (see `CodeTests`).

    >>> tests = {"type": "calls", "entry_point": "double", "inputs": [[2], [5]], "outputs": [4, 10]}
    >>> program = "```python\\ndef double(n):\\n    return 2 * n\\n```"
    >>> code()([f"<think>2 * 2 = 4</think><answer>{program}</answer>"], tests=[tests])
    [1.2]
    """
    solved = CodeTests(
        tests_column=tests_column,
        entry_point_column=entry_point_column,
        layout=_reading(layout),
        packages=packages,
    )
    return (solved + 0.2 * Format(layout=layout)).requires(solved).named("code")


# The tasks of reasoning-gym whose right answers a reward of ours knows: those with many solutions, and those with one.
_SOLVED: MappingProxyType[str, Callable[[Layout], Reward]] = MappingProxyType(
    {
        "countdown": lambda layout: Countdown(
            numbers_column="metadata", target_column="metadata", layout=layout
        ),
        "puzzle24": lambda layout: Countdown(
            numbers_column="metadata", target=24, use_all=True, layout=layout
        ),
        "knights_knaves": lambda layout: Assignment(layout=layout),
        "sudoku": lambda layout: Grid(givens_column="metadata", layout=layout),
        "mini_sudoku": lambda layout: Grid(givens_column="metadata", layout=layout),
        "n_queens": lambda layout: Grid(kind="queens", givens_column="metadata", layout=layout),
        **dict.fromkeys(
            "acre aiw base_conversion basic_arithmetic bf binary_alternation calendar_arithmetic chain_sum circuit_logic"
            " coin_flip color_cube_rotation count_bits count_primes course_schedule dice family_relationships"
            " fraction_simplification game_of_life_halting gcd gsm_symbolic isomorphic_strings largest_island lcm"
            " leg_counting letter_counting mahjong_puzzle maze needle_haystack number_sequence products ransom_note"
            " rectangle_count rotten_oranges self_reference simple_equations spell_backward syllogism"
            " zebra_puzzles".split(),
            lambda layout: Correctness(layout=layout, policy=_VALUES),
        ),
    }
)


def from_reasoning_gym(*tasks: str, task_column: str = "task", layout: Layout = ANY) -> Reward:
    """What is right in a task of reasoning-gym's, by a reward of ours: 1 or 0, and no points for nothing.

    Its own scorers pay 0.01 for any answer to Countdown, a share for a Sudoku that is nearly full, 0.3 for naming the
    people of Knights and Knaves, and by default the share of a text that the answer makes up; several run what the
    model wrote. None of them is asked here. Rows are those of its data sets: ``question``, ``answer``, ``metadata``.

    tasks: names of its data sets. Of several, ``task_column`` names the column that says whose a row is, such as
        ``{"task": row["metadata"]["source_dataset"]}``.

    >>> sums = from_reasoning_gym("countdown")
    >>> sums(["#### 3 * 8", "#### 3 + 8"], answer=["8*3"] * 2, metadata=[{"numbers": [3, 8], "target": 24}] * 2)
    [1.0, 0.0]
    """
    insist("layout", layout, Layout)
    if not tasks or not all(isinstance(task, str) for task in tasks):
        said = f"expected the names of tasks (those in a list with a star before it), of {', '.join(_SOLVED)}"
        raise SettingError(f"from_reasoning_gym({', '.join(map(repr, tasks))}): {said}")
    for task in tasks:
        if task not in _SOLVED:
            meant = likely(task, _SOLVED)
            raise SettingError(
                f"from_reasoning_gym({task!r}): no reward here knows what is right in it"
                f"{f'; did you mean {meant}?' if meant else ''}; those that are known: {', '.join(_SOLVED)}"
            )
    if len(tasks) == 1:
        return _SOLVED[tasks[0]](layout)
    return route(column=task_column, **{task: _SOLVED[task](layout) for task in tasks})
