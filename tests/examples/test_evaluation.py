"""What an evaluation says of completions whose merits are known."""

import json

import pytest

pytest.importorskip("math_verify", reason="the evaluation grades with math-verify")

from reasoning_rewards import Correctness, Format
from recipe.evaluation import gains, measure, records

N = 8
ROWS = [
    {
        "id": f"p{i}",
        "task": "math",
        "question": f"Tom has {i} coins and finds 4. How many?",
        "answer": str(i + 4),
        "prompt": [{"role": "user", "content": f"Tom has {i} coins and finds 4. How many?"}],
    }
    for i in range(N)
]
GOOD = [f"<think>{i} + 4 = {i + 4}</think><answer>{i + 4}</answer>" for i in range(N)]
BAD = ["<think>hard to say</think><answer>77</answer>"] * N


def test_pass_at_one_and_votes():
    found = measure(ROWS, [[good, bad, good] for good, bad in zip(GOOD, BAD, strict=True)])
    assert (found["n"], found["samples"]) == (N, 3)
    assert found["pass1"]["value"] == pytest.approx(2 / 3)
    assert found["pass1"]["low"] < 2 / 3 < found["pass1"]["high"]
    assert found["maj"] == [1.0] * N
    assert found["right"] == [[True, False, True]] * N
    assert found["graded"] == {"same": 2 * N, "differs": N}
    assert measure(ROWS, [[b, g, b] for g, b in zip(GOOD, BAD, strict=True)])["majk"]["value"] == 0.0


def test_the_result_is_plain_data():
    found = measure(ROWS, [[text] for text in GOOD], {"correctness": Correctness()})
    assert json.loads(json.dumps(found)) == found


def test_components_rules_and_plain_functions():
    solved = Correctness()
    total = (solved + 0.5 * Format()).named("total")

    def words(completions, *, prompts, answer, **columns):
        assert len(completions) == len(prompts) == len(answer) == 2 * N
        return [float(len(completion[0]["content"].split())) for completion in completions]

    pairs = [[good, bad] for good, bad in zip(GOOD, BAD, strict=True)]
    found = measure(ROWS, pairs, {"total": total, "correctness": solved, "words": words})
    assert found["rewards"]["total"] == pytest.approx(1.0)
    assert found["rewards"]["total/correctness"] == 0.5
    assert found["rewards"]["words"] > 1
    assert found["rules"]["layout.ok"] == 1.0
    assert found["rules"]["number.same"] == 0.5  # of the completions, though two of the rewards say so


def test_length_and_what_was_cut_off():
    tokens = [[list(range(10)), list(range(4))] for _ in ROWS]
    pairs = [[good, bad] for good, bad in zip(GOOD, BAD, strict=True)]
    found = measure(ROWS, pairs, tokens=tokens, limit=10)
    assert (found["mean_length"], found["length_in"], found["truncated"]) == (7.0, "tokens", 0.5)
    assert measure(ROWS, pairs)["truncated"] is None
    with pytest.raises(ValueError, match="differ in shape"):
        measure(ROWS, pairs, tokens=tokens[:-1])


def test_how_it_reasons():
    thinking = [
        [
            f"<think>{i} + 4 = {i + 4}. Wait, is it? Let me check.</think>\\boxed{{{i + 4}}}",
            f"I have {i}. I add 2 + 2 = 4. Then {i} + 4 = {i + 4}. The answer is {i + 4}.",
            f"The answer is {i}. No: the answer is {i + 4}.",
            f"The answer is {i + 4}. No: the answer is {i}.",
        ]
        for i in range(N)
    ]
    found = measure(ROWS, thinking)
    assert found["turns"] >= 0.5
    assert found["self_corrections"] == 0.25
    assert found["given_up"] == 0.25
    assert 1 < found["approaches"] <= 3
    assert 0 < found["shows_steps"] < 1


def test_gains_are_paired():
    before = measure(ROWS, [[bad, good] for good, bad in zip(GOOD, BAD, strict=True)])
    texts = [[good, good] for good in GOOD]
    texts[0] = [BAD[0], BAD[0]]
    gain = gains(before, measure(ROWS, texts))
    assert gain["pass1"]["value"] == pytest.approx((7 * 0.5 - 0.5) / 8)
    assert gain["pass1"]["low"] < gain["pass1"]["value"] < gain["pass1"]["high"]
    assert (gain["better"], gain["worse"]) == (7, 1)


def test_gains_over_other_problems_are_refused():
    texts = [[text] for text in GOOD]
    with pytest.raises(SystemExit, match=r"other problems.*p0"):
        gains(measure(ROWS, texts), measure(ROWS[1:], texts[1:]))


@pytest.mark.parametrize(
    ("completions", "said"),
    [
        ([["a"]], "1 lists of completions for 8 rows"),
        (GOOD, "lists of text are expected"),
        ([["a"]] * 7 + [["a", "b"]], "the same number"),
        ([[]] * 8, "the same number, 1 or more"),
    ],
)
def test_what_has_no_shape_is_refused(completions, said):
    with pytest.raises(ValueError, match=said):
        measure(ROWS, completions)


def test_records_are_lines_with_everything():
    texts = [[text] for text in GOOD]
    line = records(ROWS, texts, measure(ROWS, texts))[0]
    assert (line["id"], line["completions"], line["right"]) == ("p0", [GOOD[0]], [True])


def test_records_say_what_rewards_said():
    pairs = [[good, bad] for good, bad in zip(GOOD, BAD, strict=True)]
    rewards = {"correctness": Correctness(), "words": lambda completions, **_: [1.0] * len(completions)}
    line = records(ROWS, pairs, measure(ROWS, pairs), rewards)[1]
    said = [[(one["name"], one["score"], one["rule"]) for one in each] for each in line["verdicts"]]
    assert said == [[("correctness", 1.0, "number.same")], [("correctness", 0.0, "number.differs")]]
    assert json.loads(json.dumps(line)) == line
