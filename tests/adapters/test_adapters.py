"""Adapters: the calling forms of other trainers, what is refused when one is built, and how they travel."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import pickle
import subprocess
import sys
from types import SimpleNamespace

import pytest

import reasoning_rewards as rr
from reasoning_rewards import Correctness, Format, SettingError, linear, reward, route
from reasoning_rewards.adapters import Adapter, nemo_rl, openrlhf, swift, trainers, verl
from reasoning_rewards.notices import forget

SOLVED = Correctness()
TOTAL = (SOLVED + 0.2 * Format()).requires(SOLVED).named("total")
GOOD = "<think>2 + 2</think><answer>4</answer>"
KEYS = ["score", "scored", "acc", "correctness", "format"]


@reward(bounds=(0.0, 1.0))
def in_units(completion, unit) -> float:
    return float(completion.text.endswith(unit))


def of_verl(solution, gold, **extra):
    return verl(TOTAL)(data_source="gsm8k", solution_str=solution, ground_truth=gold, extra_info=extra)


# ── rows: right, wrong, unreadable, abstaining, wrapped golds, tool turns ──


@pytest.mark.parametrize(
    ("completion", "gold", "wanted"),
    [
        (GOOD, "4", [1.2, 1.0, 1.0, 1.0, 1.0]),
        ("#### 5", "4", [0.0, 1.0, 0.0, 0.0, 0.0]),
        ("no answer at all", "4", [0.0, 1.0, 0.0, 0.0, 0.0]),
        (GOOD, None, [0.0, 0.0, 0.0, 0.0, 0.0]),
        (GOOD, ["4"], [1.2, 1.0, 1.0, 1.0, 1.0]),
        (GOOD, {"ground_truth": "4"}, [1.2, 1.0, 1.0, 1.0, 1.0]),
    ],
)
def test_every_row_has_a_number_under_the_same_keys(completion, gold, wanted):
    row = of_verl(completion, gold, index=3)
    assert list(row) == KEYS
    assert list(row.values()) == pytest.approx(wanted)
    assert all(type(value) is float for value in row.values())


def test_golds_in_arrays_are_golds():
    numpy = pytest.importorskip("numpy", reason="numpy is not in this environment")
    assert of_verl(GOOD, numpy.array(["4"]))["score"] == pytest.approx(1.2)


def test_what_a_row_earns_that_abstains_is_said():
    assert verl(TOTAL, if_abstains=-0.5)(solution_str=GOOD, ground_truth=None)["score"] == -0.5
    with pytest.raises(SettingError, match="if_abstains='x'"):
        verl(TOTAL, if_abstains="x")


def test_columns_come_from_what_the_trainer_has_besides():
    mixed = route(column="data_source", gsm8k=Correctness(), units=in_units)
    score = verl(mixed, gold_column="answer")
    assert (
        score(data_source="gsm8k", solution_str=GOOD, ground_truth="4", extra_info={"unit": ""})["score"]
        == 1.0
    )
    assert (
        score(data_source="units", solution_str="4 cm", ground_truth="4", extra_info={"unit": "cm"})["score"]
        == 1.0
    )
    assert verl(in_units, gold_column="unit")(solution_str="4 cm", ground_truth="cm")["score"] == 1.0
    with pytest.raises(rr.MissingColumnError, match="reads the column 'unit', and verl did not pass it"):
        score(data_source="units", solution_str="4 cm", ground_truth="4", extra_info=None)


def test_the_column_of_golds_is_found_or_asked_for():
    assert verl(Correctness(gold_column="solution") + 0.2 * Format()).gold_column == "solution"
    assert verl(in_units).gold_column == "unit"
    assert verl(Format()).gold_column is None
    assert verl(0.5 * in_units + SOLVED).gold_column == "answer"
    with pytest.raises(
        SettingError, match="reads 'answer', 'solution': say which of them verl's gold goes to"
    ):
        verl(SOLVED + Correctness(gold_column="solution"))
    with pytest.raises(
        SettingError, match=r"gold_column='gold': expected a column that the reward reads: 'answer'"
    ):
        verl(SOLVED, gold_column="gold")


# ── what a trainer can't feed ──


@pytest.mark.parametrize("adapter", [verl, openrlhf, nemo_rl], ids=lambda each: each.trainer)
def test_group_rewards_are_refused_where_groups_are_cut(adapter):
    with pytest.raises(
        SettingError, match=r"kimi_length.* compares the completions of a group; TRL .*adapters\.swift"
    ):
        adapter(SOLVED + rr.KimiLength(by=SOLVED))


def test_token_lengths_and_clocks_are_refused_where_they_are_not_passed():
    for adapter in (verl, openrlhf):
        with pytest.raises(SettingError, match=r"brevity_9 counts tokens; choose unit='words'"):
            adapter(SOLVED + 0.1 * rr.Brevity(limit=9))
        adapter(SOLVED + 0.1 * rr.Brevity(limit=9, unit="words"))
    nemo_rl(SOLVED + 0.1 * rr.Brevity(limit=9))
    for adapter in (verl, openrlhf, nemo_rl):
        with pytest.raises(
            SettingError, match=r"has a schedule; write anneal\(\.\.\., without_clock=<factor>\)"
        ):
            adapter(SOLVED + 0.1 * Format().anneal(linear(1, 0)))
        adapter(SOLVED + 0.1 * Format().anneal(linear(1, 0), without_clock=0.5))


def test_what_is_no_reward_is_refused_with_the_remedy():
    with pytest.raises(SettingError, match=r"Correctness is a class: write Correctness\(\)"):
        verl(Correctness)
    with pytest.raises(SettingError, match="@reward or from_function"):
        verl(lambda completions: [])


# ── ms-swift ──


def swift_call(made, completions, **columns):
    messages = [
        [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": each}]
        for each in completions
    ]
    return made(args=SimpleNamespace())(
        completions, messages=messages, prompt_id=["a"] * len(completions), **columns
    )


def test_swift_gets_a_function_under_the_rewards_name_and_none_where_it_abstains():
    assert swift(TOTAL)(args=None).__name__ == "total"
    assert swift_call(swift(TOTAL), [GOOD, GOOD, "5"], answer=["4", None, "4"]) == [1.2, None, 0.0]
    assert swift_call(swift(TOTAL, if_abstains=0.0), [GOOD], answer=[None]) == [0.0]


def test_swift_feeds_lengths_groups_prompts_and_the_clock():
    short = 0.1 * rr.Brevity(limit=9)
    made = swift(SOLVED + short + 0.1 * rr.KimiLength(by=SOLVED) + 0.1 * Format().anneal(linear(1, 0)))
    state = SimpleNamespace(global_step=1, max_steps=2)
    ids = [[[1, 2], [3]], [1, 2, 3, 4, 5, 6]]
    found = swift_call(made, [GOOD, GOOD], answer=["4", "4"], response_token_ids=ids, trainer_state=state)
    by_hand = made.reward.verdicts(
        [GOOD, GOOD],
        prompts=["p", "p"],
        completion_ids=[[1, 2, 3], [1, 2, 3, 4, 5, 6]],
        progress=0.5,
        answer=["4", "4"],
    )
    assert found == by_hand.scores


def test_tool_turns_are_one_completion_and_their_prompt_is_what_came_before():
    turns = [
        {"role": "user", "content": "2 + 2?"},
        {"role": "assistant", "content": "", "tool_calls": []},
        {"role": "tool", "content": "4"},
        {"role": "assistant", "content": GOOD},
    ]

    class Spy(Adapter):
        trainer, feeds = "spies", ("prompts",)

    made = swift(TOTAL)(args=None)
    assert made([GOOD], messages=[turns], answer=["4"]) == [1.2]
    assert Spy(TOTAL).row(turns, gold="4", prompt="2 + 2?")["score"] == pytest.approx(1.2)


# ── calls that are none of the trainer's ──


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (
            lambda: verl(TOTAL)(completions=[GOOD], answer=["4"]),
            "the adapter for verl, and was called with completions, answer",
        ),
        (lambda: swift(TOTAL)([GOOD], answer=["4"]), "the adapter for ms-swift, and was called with"),
        (
            lambda: TOTAL(data_source="x", solution_str=GOOD, ground_truth="4", extra_info={}),
            r"compute_score = adapters\.verl",
        ),
        (lambda: TOTAL([GOOD], ["p"], ["4"]), r"reward_func = adapters\.openrlhf"),
        (lambda: TOTAL(args=None), r"adapters\.swift"),
        (
            lambda: TOTAL(response=GOOD, truth="4"),
            "as Trinity-RFT calls a function; write an adapter of a few lines",
        ),
        (lambda: TOTAL(GOOD, "p", [1], [2]), "as AReaL calls"),
    ],
)
def test_a_call_of_another_trainer_names_the_adapter(call, says):
    with pytest.raises(rr.BatchError, match=says):
        call()


def test_openrlhf_swallows_errors_so_it_is_warned_too():
    forget()
    with pytest.warns(rr.RewardWarning, match="as OpenRLHF calls a function"), pytest.raises(rr.BatchError):
        TOTAL(["q"], ["p"], ["4"])


# ── a base for others, and how they travel ──


class Trinity(Adapter):
    trainer = "Trinity-RFT"

    def __call__(self, response, truth, **columns):
        return {"score": self.row(response, gold=truth, columns=columns)["score"]}


@pytest.mark.parametrize("feeds", ["groups", ("group",), ["prompts", "ids"]])
def test_what_a_trainer_is_said_to_feed_is_known(feeds):
    with pytest.raises(
        SettingError, match=r"feeds=.*: expected some of 'groups', 'prompts', 'token_ids', 'clock'"
    ):
        type("Mine", (Adapter,), {"feeds": feeds})(TOTAL)


def test_a_trainer_of_ones_own_is_a_class_with_a_call():
    assert Trinity(TOTAL)(GOOD, "4") == {"score": 1.2}
    assert Trinity(TOTAL).__name__ == "total"


def test_no_component_takes_a_key_of_the_rows_own():
    row = verl(SOLVED.named("acc") + 0.2 * Format().named("score"))(solution_str="#### 4", ground_truth="4")
    assert row == {"score": 1.0, "scored": 1.0, "acc": 1.0, "acc_part": 1.0, "score_part": 0.0}


@pytest.mark.parametrize(
    ("total", "completion", "gold", "wanted"),
    [
        (rr.Abstention(by=SOLVED), "I don't know", "4", (0.2, 0.0)),
        (rr.Abstention(by=SOLVED) + 0.2 * Format(), GOOD, "4", (1.2, 1.0)),
        (rr.Abstention(by=SOLVED) + 0.2 * Format(), "I don't know", "4", (0.2, 0.0)),
        (
            rr.Assignment(partial=0.5),
            "Ann: a\nBob: b\nCat: d",
            {"Ann": "a", "Bob": "b", "Cat": "c"},
            (0.25, 0.0),
        ),
    ],
)
def test_acc_is_right_or_wrong_and_never_a_part(total, completion, gold, wanted):
    row = Adapter(total).row(completion, gold=gold)
    assert (row["score"], row["acc"]) == pytest.approx(wanted)


def test_a_puzzle_in_one_column_needs_no_choice_of_a_column():
    score = verl(rr.Countdown(numbers_column="ground_truth", target_column="ground_truth"))
    puzzle = {"target": 24, "numbers": [3, 8]}
    assert score(solution_str="#### 3 * 8", ground_truth=puzzle)["score"] == 1.0
    assert score(solution_str="#### 3 + 8", ground_truth=puzzle)["score"] == 0.0


@pytest.mark.parametrize(
    ("metadata", "wanted"),
    [
        ({"ground_truth": "4"}, 1.0),
        ({"answer": "4"}, 1.0),
        ({"answer": "5"}, 0.0),
        ({"ground_truth": None}, 0.0),
    ],
)
def test_nemo_rl_reads_content_in_parts_and_golds_by_the_columns_name(metadata, wanted):
    parts = [{"type": "text", "text": "#### 4"}]
    log = [
        {"role": "user", "content": [{"type": "text", "text": "2 + 2?"}]},
        {"role": "assistant", "content": parts},
    ]
    assert nemo_rl(SOLVED).step([log], [metadata]) == [wanted]


def test_extra_info_that_is_no_object_is_named():
    with pytest.raises(rr.BatchError, match="expected an object with columns, or None"):
        verl(TOTAL)(solution_str=GOOD, ground_truth="4", extra_info="{}")


def test_openrlhf_is_warned_of_lists_that_differ_in_length():
    pytest.importorskip("torch", reason="OpenRLHF's adapter makes tensors: pip install torch")
    forget()
    with pytest.warns(rr.RewardWarning, match="prompts has 2 values for 1"), pytest.raises(rr.BatchError):
        openrlhf(TOTAL)(["q #### 4"], ["q", "r"], ["4"])


@pytest.mark.parametrize("kind", [verl, openrlhf, swift, nemo_rl, Trinity], ids=lambda each: each.__name__)
def test_adapters_are_values_that_travel(kind):
    made = kind(TOTAL, if_abstains=0.5)
    cloudpickle = pytest.importorskip("cloudpickle")
    for pickler in (pickle, cloudpickle):
        clone = pickler.loads(pickler.dumps(made))
        assert clone == made and hash(clone) == hash(made) and repr(clone) == repr(made)
    assert (
        eval(
            repr(made),
            {
                **vars(rr),
                "Trinity": Trinity,
                kind.__name__: kind,
                "Correctness": Correctness,
                "Format": Format,
            },
        )
        == made
    )


def test_an_adapter_in_a_file_that_a_trainer_loaded_travels_by_value(tmp_path):
    cloudpickle = pytest.importorskip("cloudpickle")
    (tmp_path / "mine.py").write_text(
        "from reasoning_rewards import reward\n"
        "from reasoning_rewards.adapters import verl\n\n"
        "@reward(bounds=(0, 1))\n"
        "def ends(completion, answer): return float(completion.text.endswith(answer))\n\n"
        "compute_score = verl(ends)\n"
    )
    spec = importlib.util.spec_from_file_location("custom_module_1234", tmp_path / "mine.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["custom_module_1234"] = module
    try:
        spec.loader.exec_module(module)
        sent = cloudpickle.dumps(module.compute_score)
    finally:
        del sys.modules["custom_module_1234"]
        cloudpickle.unregister_pickle_by_value(module)
    code = "import pickle, sys; print(pickle.load(sys.stdin.buffer)(solution_str='is 4', ground_truth='4'))"
    said = subprocess.run([sys.executable, "-c", code], input=sent, capture_output=True, check=True)
    assert said.stdout.decode().strip() == "{'score': 1.0, 'scored': 1.0}"


def test_no_adapter_is_longer_than_forty_lines():
    tree = ast.parse(inspect.getsource(trainers))
    lines = {
        each.name: each.end_lineno - each.lineno + 1 for each in tree.body if isinstance(each, ast.ClassDef)
    }
    assert set(lines) > {"verl", "openrlhf", "swift", "nemo_rl"}
    assert max(lines.values()) <= 40, lines


@pytest.mark.parametrize(
    ("text", "prompt", "wanted"),
    [
        ("p<think>", "p", "<think>"),
        ("p 4<|im_end|>\n<|endoftext|><pad><pad>", "p", " 4"),
        ("<s>p 4 </s>", "p", " 4 "),
        ("4<｜end▁of▁sentence｜>", "", "4"),
        ("a <|im_end|> b ", "", "a <|im_end|> b "),
        ("p p", "p", " p"),
        ("no such", "prompt", "no such"),
        ("", "", ""),
        ("<|im_end|>", "", ""),
    ],
)
def test_prompts_and_special_tokens_are_cut_off(text, prompt, wanted):
    assert Adapter.text_of(text, prompt) == wanted


def test_a_long_tail_costs_its_length():
    assert Adapter.text_of("4" + " \n<pad>" * 100_000) == "4 \n"
    hostile = "<pad> " * 50_000 + " " * 200_000 + "x"
    assert Adapter.text_of(hostile) == hostile


@reward(bounds=(0.0, 1.0))
def in_some_units(completion, unit="cm") -> float:
    return float(completion.text.endswith(unit))


def test_columns_that_a_reward_can_do_without_arrive_too():
    assert (
        verl(in_some_units)(solution_str="4 kg", ground_truth=None, extra_info={"unit": "kg"})["score"] == 1.0
    )
    assert (
        verl(in_some_units)(solution_str="4 cm", ground_truth=None, extra_info={"other": "kg"})["score"]
        == 1.0
    )
