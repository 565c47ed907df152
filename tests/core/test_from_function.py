"""`from_function`: what other people's functions get, what becomes of what they give, and how they travel."""

from __future__ import annotations

import pickle
import subprocess
import sys
from functools import partial

import pytest

import reasoning_rewards as rr
from reasoning_rewards import Correctness, MissingColumnError, RewardFailedError, SettingError, from_function
from reasoning_rewards.core import travel
from reasoning_rewards.notices import forget
from tests import lookalikes as theirs

GOOD = "<think>6 * 7</think><answer>42</answer>"
BOTH_FORMS = [GOOD, "42 it is"], [[{"role": "assistant", "content": text}] for text in (GOOD, "42 it is")]


def length(completions, **kwargs):
    return [float(len(text)) for text in completions]


def by_position(completions, /, **kwargs):
    return [1.0 for _ in completions]


def changes(completions, answer, **kwargs):
    found = [float(bool(each[0].pop("content"))) for each in completions]
    completions.clear()
    answer.sort()
    return found


def given(completions, **kwargs):
    return kwargs["gives"]


@pytest.mark.parametrize("completions", BOTH_FORMS, ids=["strings", "conversations"])
@pytest.mark.parametrize(
    ("function", "columns", "wanted"),
    [
        (theirs.accuracy, {"solution": ["42", None]}, [1.0, None]),
        (theirs.think_format, {}, [1.0, 0.0]),
        (theirs.SoftOverlong(10, 4), {"completion_ids": [[1] * 5, [1] * 8]}, [0.0, -0.5]),
        (theirs.cosine_factory(100), {"solution": ["42", "41"]}, [0.61, 0.0]),
        (theirs.correctness_reward_func, {"answer": ["42", "42"], "prompts": ["6*7?"] * 2}, [2.0, 0.0]),
        (theirs.int_reward_func, {}, [0.5, 0.0]),
        (theirs.strict_format_reward_func, {}, [0.0, 0.0]),
        (theirs.soft_format_reward_func, {}, [0.0, 0.0]),
        (theirs.SwiftFormat(), {}, [1.0, 0.0]),
        (theirs.SwiftAsync(), {"solution": ["42", "41"]}, [1.0, 0.0]),
        (theirs.exact_match, {"answer": ["42", "42 it is"]}, [0.0, 1.0]),
        (theirs.exact_answer, {"answer": ["42", "42"]}, [1.0, 0.0]),
    ],
    ids=lambda each: getattr(each, "__name__", type(each).__name__),
)
def test_each_gets_completions_as_it_wants_them(completions, function, columns, wanted):
    made = from_function(function, bounds=(-1.0, 2.0))
    assert made(completions, **columns) == pytest.approx(wanted)


def test_xml_counts_are_the_functions_own():
    text = "<reasoning>\nx\n</reasoning>\n<answer>\n4\n</answer>\n"
    made = from_function(theirs.xmlcount_reward_func, bounds=(-1.0, 0.5))
    assert made([text]) == theirs.xmlcount_reward_func([[{"role": "assistant", "content": text}]])


def test_thinking_that_was_parsed_out_is_put_back_before_a_string():
    parsed = [[{"role": "assistant", "reasoning_content": "6*7", "content": "42"}]]
    assert from_function(theirs.SwiftFormat(), bounds=(0, 1))(parsed) == [1.0]


def test_a_form_that_the_code_does_not_show_is_said():
    def first_role(completions, **kwargs):
        field = "ro" + "le"
        return [float(c[0][field] == "assistant") for c in completions]

    assert from_function(first_role, bounds=(0, 1), form="conversations")(["x"]) == [1.0]


def test_names_and_columns_are_the_functions():
    made = from_function(theirs.accuracy, bounds=(0, 1))
    assert (made.__name__, made.columns, made.may_abstain) == ("accuracy", ("solution",), True)
    assert from_function(theirs.SwiftFormat(), bounds=(0, 1)).__name__ == "swift_format"
    assert from_function(theirs.exact_answer, bounds=(0, 1)).__name__ == "exact_match"
    assert from_function(theirs.accuracy, bounds=(0, 1), name="right").__name__ == "right"
    with pytest.raises(MissingColumnError, match="accuracy reads the column 'solution'"):
        made(["x"])
    with pytest.raises(MissingColumnError, match="prompts"):
        from_function(theirs.correctness_reward_func, bounds=(0, 2))(["x"], answer=["4"])


def test_what_a_trainer_passes_besides_columns_arrives():
    seen = {}

    def curious(completions, trainer_state, environments=None, log_metric=None, **kwargs):
        seen.update(state=trainer_state, environments=environments, log=log_metric, rest=sorted(kwargs))
        return [1.0] * len(completions)

    made = from_function(curious, bounds=(0, 1))
    assert made(["a"], trainer_state="state", environments=["e"], answer=["4"]) == [1.0]
    assert seen == {"state": "state", "environments": ["e"], "log": None, "rest": ["answer"]}
    made(["a"])
    assert seen["state"] is None


def test_it_composes_with_bounds_and_margin():
    solved = Correctness()
    total = (solved + 0.2 * from_function(theirs.think_format, bounds=(0.0, 1.0))).requires(solved)
    assert total([GOOD, "41"], answer=["42", "42"]) == [1.2, 0.0]
    assert total.bounds == (0.0, 1.2)
    assert total.margin() == 0.8
    assert pickle.loads(pickle.dumps(total)) == total


# ── bounds ──


def test_a_score_outside_raises_in_the_first_batches():
    with pytest.raises(RewardFailedError, match=r"given, row 1: gave 2.0, outside its bounds \(0, 1\)"):
        from_function(given, bounds=(0, 1))(["a", "b"], gives=[1.0, 2.0])


def test_after_them_it_is_clipped_counted_and_said_once():
    forget()
    made = from_function(given, bounds=(0, 1), strict_batches=2)
    assert [made(["a"], gives=[1.0]) for _ in range(2)] == [[1.0]] * 2
    with pytest.warns(rr.RewardWarning, match="1 scores of this batch were clipped") as said:
        verdicts = [made.verdicts(["a", "b"], gives=[3.0, 0.5]) for _ in range(2)]
    assert len(said) == 1
    assert verdicts[0].scores == [1.0, 0.5]
    assert verdicts[0].decisions[0].rule == "function.clipped"
    logged = {}
    made(["a", "b"], gives=[3.0, 0.5], log_metric=logged.__setitem__)
    assert logged["given/clipped"] == 0.5


def test_whether_and_how_long_it_raises_is_a_setting():
    forget()
    with pytest.warns(rr.RewardWarning):
        assert from_function(given, bounds=(0, 1), outside="clip")(["a"], gives=[-3]) == [0.0]
    always = from_function(given, bounds=(0, 1), strict_batches=None)
    for _ in range(25):
        always(["a"], gives=[1])
    with pytest.raises(RewardFailedError, match="outside"):
        always(["a"], gives=[1.5])


@pytest.mark.parametrize(
    ("gives", "says"),
    [
        ([1.0], "gave 1 scores for 2 completions"),
        ("no", "gave 'no'"),
        (None, "gave None"),
        ([1.0, "x"], "row 1: gave 'x'"),
        ([None, 1.0], "row 0: gave None and may_abstain is False"),
        ([1.0, float("nan")], "row 1: gave nan, outside"),
        ([1.0, 10**400], "row 1: gave 1000.*; expected one number or None"),
    ],
)
def test_what_is_no_score_raises(gives, says):
    with pytest.raises(RewardFailedError, match=says):
        from_function(given, bounds=(0, 1))(["a", "b"], gives=gives)


def test_numbers_of_other_libraries_are_scores_and_nan_abstains():
    numpy = pytest.importorskip("numpy")
    made = from_function(given, bounds=(0, 1), may_abstain=True)
    assert made(["a", "b", "c"], gives=numpy.array([1, 0.5, float("nan")])) == [1.0, 0.5, None]
    assert made(["a"], gives=[True]) == [1.0]


def test_several_numbers_for_a_row_are_no_score():
    numpy = pytest.importorskip("numpy", reason="numpy is not in this environment")
    with pytest.raises(RewardFailedError, match=r"row 0: gave array\(\[.*; expected one number or None"):
        from_function(given, bounds=(0, 1))(["a"], gives=numpy.array([[0.5, 1.0]]))


def test_what_a_function_does_to_its_lists_no_other_reward_sees():
    made = from_function(changes, bounds=(0, 1)) + Correctness()
    completions = [[{"role": "assistant", "content": text}] for text in ("#### 2", "#### 1")]
    golds = ["2", "1"]
    for _ in range(2):
        assert made(completions, answer=golds) == [2.0, 2.0]
    assert golds == ["2", "1"]


# ── how it travels ──


def test_what_a_name_leads_to_is_pickled_by_name():
    for function in (length, theirs.SoftOverlong(9, 3), theirs.exact_answer, theirs.SwiftFormat()):
        made = from_function(function, bounds=(-9, 99))
        clone = pickle.loads(pickle.dumps(made))
        assert (clone, hash(clone), repr(clone)) == (made, hash(made), repr(made))


def test_a_closure_is_pickled_by_value(monkeypatch):
    pytest.importorskip("cloudpickle")
    made = from_function(theirs.cosine_factory(100), bounds=(0, 1), may_abstain=True)
    assert made.picklable
    sent = pickle.dumps(made)
    clone = pickle.loads(sent)
    assert clone == made and clone(["42"], solution=["42"]) == made(["42"], solution=["42"])
    assert clone != from_function(theirs.cosine_factory(50), bounds=(0, 1), may_abstain=True)
    code = "import pickle, sys; print(pickle.load(sys.stdin.buffer)(['42'], solution=['42']))"
    said = subprocess.run([sys.executable, "-c", code], input=sent, capture_output=True, check=True)
    assert said.stdout.strip() == str(made(["42"], solution=["42"])).encode()
    cloudpickle = sys.modules["cloudpickle"]
    assert cloudpickle.loads(cloudpickle.dumps(made)) == made


def test_without_cloudpickle_it_says_that_it_can_not_be_pickled(monkeypatch):
    monkeypatch.setattr(travel, "_PICKLERS", ("no_such_pickler",))
    made = from_function(
        partial(lambda completions, by, **_: [by] * len(completions), by=1.0), bounds=(0, 1), name="f"
    )
    assert not made.picklable and from_function(length, bounds=(0, 9)).picklable
    assert made(["a"]) == [1.0]
    with pytest.raises(SettingError, match=r"can't be pickled.*pip install cloudpickle"):
        pickle.dumps(made)


def test_no_address_is_in_its_code():
    made = from_function(partial(theirs.exact_match, parser=object()), bounds=(0, 1))
    assert " at 0x" not in repr(made)
    assert repr(from_function(length, bounds=(0, 9), per_row=False)) == (
        "from_function(length, bounds=(0.0, 9.0), per_row=False)"
    )


def test_a_module_may_give_the_reward_the_functions_name(monkeypatch):
    function = length
    made = from_function(function, bounds=(0, 9))
    monkeypatch.setitem(globals(), "length", made)
    clone = pickle.loads(pickle.dumps(made))
    assert clone == made and clone(["abc"]) == [3.0]


@pytest.mark.parametrize(
    ("build", "says"),
    [
        (lambda: from_function(Correctness(), bounds=(0, 1)), "a reward already"),
        (
            lambda: from_function(theirs.SwiftFormat, bounds=(0, 1)),
            r"write from_function\(SwiftFormat\(\.\.\.\)",
        ),
        (lambda: from_function("org/model", bounds=(0, 1)), "expected a function"),
        (lambda: from_function(by_position, bounds=(0, 1)), "takes completions by position alone"),
        (lambda: from_function(length, bounds=(1, 0)), "low ≤ high"),
        (lambda: from_function(lambda completions: [], bounds=(0, 1)), "name='<lambda>'"),
        (
            lambda: from_function(lambda text: 1.0, bounds=(0, 1), name="f"),
            "takes text; expected a function as a trainer",
        ),
        (lambda: from_function(length, bounds=(0, 1), limit=3), "limit=3: length is not async"),
        (lambda: from_function(length, bounds=(0, 1), form="text"), "form='text'"),
        (lambda: Correctness() + length, r"from_function\(length, bounds=\(low, high\)\)"),
        (lambda: rr.reward(length), r"from_function\(length, bounds=\(low, high\)\)"),
    ],
)
def test_what_can_be_no_reward_is_refused_where_it_is_built(build, says):
    with pytest.raises(SettingError, match=says):
        build()
