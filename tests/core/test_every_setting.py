"""No setting dies in the first batch: what it can't have is refused where it is built, by name and value."""

from __future__ import annotations

import abc
import inspect
import warnings
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import pytest

import reasoning_rewards as rr
from reasoning_rewards import presets
from reasoning_rewards.core.algebra import arithmetic
from reasoning_rewards.testing.rebuild import rebuild
from tests.all_rewards import SOLVED, needed, public_rewards

SHORT = rr.Brevity(limit=8)


def plain(steps):
    """A function of the right shape for some settings, and of the wrong one for most."""
    return [0.5] * len(steps)


class Plain:
    """A class where an instance, or something else, belongs."""


VALUES = ["x", 1.5, True, None, [], {}, object(), Plain, rr.Correctness, rr.Reward, plain]


def settings():
    for cls in public_rewards():
        given = needed(cls)
        for item in fields(cls):
            yield f"{cls.__name__}.{item.name}", item.name, _builder(cls, given, item.name)
    made = {
        "at_least.threshold": lambda v: SHORT.at_least(v),
        "only_if.by": lambda v: SHORT.only_if(v),
        "only_if.at_least": lambda v: SHORT.only_if(SOLVED, at_least=v),
        "only_if.otherwise": lambda v: SHORT.only_if(SOLVED, otherwise=v),
        "requires.by": lambda v: SHORT.requires(v),
        "clip.low": lambda v: SHORT.clip(v, 2),
        "clip.high": lambda v: SHORT.clip(0, v),
        "anneal.schedule": lambda v: SHORT.anneal(v),
        "anneal.without_clock": lambda v: SHORT.anneal(rr.linear(1, 0), without_clock=v),
        "named.name": lambda v: SHORT.named(v),
        "when.predicate": lambda v: SHORT.when(v) if v is not None else SHORT,
        "when.task": lambda v: SHORT.when(task=v),
        "if_abstains.score": lambda v: SOLVED.if_abstains(v),
        "on_error.score": lambda v: SHORT.on_error(score=v),
        "times.factor": lambda v: arithmetic.scale(v, SHORT),
        "route.column": lambda v: rr.route(column=v, math=SHORT),
        "route.math": lambda v: rr.route(math=v),
        "first_of.first_of": lambda v: rr.first_of(SOLVED, v),
        "linear.start": lambda v: SHORT.anneal(rr.linear(v, 0)),
        "cosine.end": lambda v: SHORT.anneal(rr.cosine(0, v)),
        "warmup.until": lambda v: SHORT.anneal(rr.warmup(v)),
        "warmup.start": lambda v: SHORT.anneal(rr.warmup(0.5, start=v)),
        "steps.first": lambda v: SHORT.anneal(rr.steps(v, (0.5, 1))),
        "steps.later": lambda v: SHORT.anneal(rr.steps(1, v)),
        "Layout.think": lambda v: rr.Format(layout=rr.Layout(think=v, answer=None)),
        "Layout.answer": lambda v: rr.Format(layout=rr.Layout(think=None, answer=v)),
        "Layout.of.think": lambda v: rr.Layout.of(Tokenizer(), think=v),
        "Layout.of.answer": lambda v: rr.Layout.of(Tokenizer(), answer=v),
        "Layout.of.chat_template_kwargs": lambda v: rr.Layout.of(Tokenizer(), chat_template_kwargs=v),
        "Tag.name": lambda v: rr.Tag(v),
        "Tag.opened_by": lambda v: rr.Tag("think", opened_by=v),
        "Tag.opening": lambda v: rr.Tag("think", opening=v),
        "Tag.closing": lambda v: rr.Tag("think", closing=v),
        "After.marker": lambda v: rr.After(v),
        "NumberPolicy.percent": lambda v: rr.NumberPolicy(percent=v),
        "NumberPolicy.rounded": lambda v: rr.NumberPolicy(rounded=v),
        "NumberPolicy.units": lambda v: rr.NumberPolicy(units=v),
        "NumberPolicy.decimal_comma": lambda v: rr.NumberPolicy(decimal_comma=v),
        "NumberPolicy.kinds": lambda v: rr.NumberPolicy(kinds=v),
        "reward.function": lambda v: rr.reward(v) if v not in (None, plain) else SHORT,
        "reward.bounds": lambda v: rr.reward(bounds=v),
        "reward.may_abstain": lambda v: rr.reward(may_abstain=v),
        "reward.decides": lambda v: rr.reward(decides=v),
        "gsm8k.gold_column": lambda v: presets.gsm8k(gold_column=v),
        "gsm8k.layout": lambda v: presets.gsm8k(layout=v),
        "gsm8k.steps": lambda v: presets.gsm8k(steps=v),
        "math.gold_column": lambda v: presets.math(gold_column=v),
        "math.layout": lambda v: presets.math(layout=v),
        "math.max_length": lambda v: presets.math(max_length=v),
        "puzzles.layout": lambda v: presets.puzzles(layout=v),
        "step_by_step.layout": lambda v: presets.step_by_step(layout=v),
        "step_by_step.steps": lambda v: presets.step_by_step(steps=v),
        "audit_golds.golds": lambda v: rr.audit_golds(v),
        "audit_golds.policy": lambda v: rr.audit_golds(["4"], policy=v),
        "compare.answer": lambda v: rr.compare(v, gold="4"),
        "compare.policy": lambda v: rr.compare("4", gold="4", policy=v),
        "margin.progress": lambda v: SHORT.margin(v),
    }
    for name, build in made.items():
        yield name, name.rpartition(".")[2], build


class Tokenizer:
    chat_template = "{{ messages }}"

    def apply_chat_template(self, messages, **keywords):
        return messages[-1]["content"]


def _builder(cls, given, name):
    return lambda value: cls(**{**given, name: value})


SETTINGS = list(settings())


def scored(reward):
    """Score a small batch that has every column the reward reads, whatever it is called."""
    by_setting = {getattr(leaf, name): name for leaf in reward.leaves() for name in leaf._column_settings}
    rows = {
        "mask_column": [1, 1],
        "target_column": 4,
        "steps_column": 2,
        "checkpoints_column": ["7"],
        "options_column": ["4", "7"],
        "language_column": "en",
    }
    columns = {name: [rows.get(by_setting.get(name, ""), "7")] * 2 for name in reward.columns}
    return reward.verdicts(
        ["<think>3 + 4 = 7</think><answer>7</answer>", "8"],
        prompts=["Tom has 3 and finds 4."] * 2,
        completion_ids=[[5, 6], [7, 8]],
        progress=0.5,
        **columns,
    ).scores


@pytest.mark.parametrize(
    ("setting", "build"), [row[1:] for row in SETTINGS], ids=[row[0] for row in SETTINGS]
)
@pytest.mark.parametrize("value", VALUES, ids=lambda value: getattr(value, "__name__", type(value).__name__))
def test_a_value_is_refused_where_it_is_built_or_scores_a_batch(setting, build, value):
    said = refusal(build, value)
    assert said is None or (setting in said and repr(value) in said)


def refusal(build, value):
    """What is said against a value; None where the reward was built with it and has scored a batch."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            built = build(value)
            if isinstance(built, rr.Reward):
                hash(built), repr(built), built.__name__, scored(built)
    except rr.SettingError as error:
        return str(error)
    return None


class Whole:
    """An integer of another library's: NumPy's, a tensor's."""

    def __index__(self):
        return 8

    def __float__(self):
        return 8.0


class Truth:
    """A truth value of another library's, which can be made a number."""

    dtype = "bool"

    def __index__(self):
        return 1

    def __float__(self):
        return 1.0


class Several(Whole):
    """An array, which may say that it can be made a number too."""

    shape = (1,)


def test_whole_numbers_of_other_libraries_are_kept_as_pythons():
    for built in (
        rr.Brevity(limit=Whole()),
        rr.LengthPenalty(max_length=Whole(), soft_cache=Whole()),
        rr.Truncation(end_ids=(Whole(), 2)),
        rr.LaserLength(by=SOLVED, target=(Whole(), 2, 3)),
        presets.math(max_length=Whole()),
        rr.Correctness(policy=rr.NumberPolicy(rounded=Whole())),
    ):
        assert rebuild(built) == built
        assert "8" in repr(built)
    assert rr.LengthTarget(target_column="length")(["x"], completion_ids=[[1] * 8], length=[Whole()]) == [0.0]
    assert (
        rr.StepArithmetic(steps_column="n").explain("3 + 4 = 7", prompt="3 and 4", n=Whole()).score == 0.125
    )


@pytest.mark.parametrize("value", [Decimal("0.25"), Fraction(1, 4), 0.25])
def test_numbers_of_every_kind_are_kept_as_floats(value):
    built = [
        value * SHORT,
        SHORT * value,
        SHORT.clip(0, value),
        SHORT.at_least(value),
        rr.AroraLength(by=SOLVED, alpha=value),
        rr.Proximity(cap=value),
        rr.Proximity(curve="bands", bands=((value, value),)),
        SHORT.anneal(rr.linear(value, 0)),
    ]
    assert all(rebuild(each) == each and "0.25" in repr(each) for each in built)


@pytest.mark.parametrize("value", [Truth(), Several(), 1j, 10**400, Decimal("sNaN"), float("inf")])
def test_what_only_looks_like_a_number_is_refused(value):
    for build in (
        lambda: value * SHORT,
        lambda: SHORT.clip(0, value),
        lambda: rr.Proximity(scale=value),
        lambda: rr.CosineScaled(by=SOLVED, max_length=8, right=(1.0, value)),
    ):
        with pytest.raises(rr.SettingError):
            build()
    for build in (lambda: rr.NumberPolicy(rounded=value), lambda: rr.LaserLength(by=SOLVED, target=value)):
        if not isinstance(value, int):
            with pytest.raises(rr.SettingError):
                build()


class Own(rr.Reward):
    """A reward with settings of every kind, whose annotations are strings as in this whole file."""

    words: int
    share: float = 0.5
    strict: bool = False
    unit_column: str | None = None
    mode: Literal["a", "b"] = "a"
    layout: rr.Layout = rr.ANY
    by: rr.Reward | None = None
    anything: object = None
    unread: NowhereToBeFound = None  # noqa: F821
    bounds = (0.0, 1.0)

    def evaluate(self, batch):
        return [float(len(each.text.split()) <= self.words) for each in batch.completions]


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"words": "x"}, "words='x': expected a whole number"),
        ({"words": 2.0}, "words=2.0: expected a whole number"),
        ({"words": 2, "share": "half"}, "share='half': expected a finite number"),
        ({"words": 2, "strict": 1}, "strict=1: expected True or False"),
        (
            {"words": 2, "unit_column": 3},
            "unit_column=3: expected the name of a column, such as 'answer' or None",
        ),
        ({"words": 2, "unit_column": "prompt"}, "unit_column='prompt': TRL does not pass"),
        ({"words": 2, "mode": "c"}, "mode='c': expected one of 'a', 'b'"),
        ({"words": 2, "layout": None}, "layout=None: expected a layout"),
        ({"words": 2, "by": SOLVED.at_least}, "expected a reward, such as Correctness() or None"),
        ({"words": 2, "wrods": 3}, "did you mean words?"),
        ({"share": 1}, "Own: words is not given; write Own(share=1, words=...)"),
    ],
)
def test_a_reward_of_ones_own_has_its_settings_checked_too(settings, says):
    with pytest.raises(rr.SettingError) as caught:
        Own(**settings)
    assert says in str(caught.value)


def test_a_reward_of_ones_own_takes_what_its_annotations_say():
    assert Own(words=2, share=1, unread="whatever", anything=(1, 2), by=SOLVED)(["a b", "a b c"]) == [
        1.0,
        0.0,
    ]
    assert inspect.signature(Own).parameters["words"].kind is inspect.Parameter.KEYWORD_ONLY


def test_a_reward_may_have_an_abstract_base_beside():
    class Measure(abc.ABC):
        @abc.abstractmethod
        def size(self, text): ...

    class Abstract(rr.Reward, Measure):
        limit: int
        bounds = (0.0, 1.0)

        def evaluate(self, batch):
            return [float(self.size(each.text) <= self.limit) for each in batch.completions]

    class Letters(Abstract):
        def size(self, text):
            return len(text)

    assert Letters(limit=2)(["ab", "abc"]) == [1.0, 0.0]
    assert isinstance(Letters(limit=2), Measure)
    with pytest.raises(TypeError, match="abstract"):
        Abstract(limit=2)


def test_annotations_that_are_no_strings_say_the_same():
    made = type("Made", (rr.Reward,), {"__annotations__": {"limit": int | None}, "bounds": (0.0, 1.0)})
    assert made(limit=Whole()).limit == 8
    assert made(limit=None).limit is None
    with pytest.raises(rr.SettingError, match="limit='x': expected a whole number or None"):
        made(limit="x")
