"""Pass rates against the definition, differences against a count by hand."""

import itertools
import json
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning_rewards import BatchError
from reasoning_rewards.cli.main import main
from reasoning_rewards.files.differences import differences
from reasoning_rewards.files.passrates import majority, pass_at_k, pass_rates
from reasoning_rewards.files.scored import ScoredRow


def row(number, prompt, answer, score, rule="number.same"):
    values = {"prompt": prompt, "completion": f"\\boxed{{{answer}}}"}
    return ScoredRow(number, values, {"name": "correctness", "score": score, "rule": rule})


@given(st.lists(st.booleans(), min_size=1, max_size=7), st.data())
def test_pass_at_k_is_the_share_of_draws_with_a_right_one(right, data):
    k = data.draw(st.integers(1, len(right)))
    draws = list(itertools.combinations(right, k))
    assert pass_at_k(len(right), sum(right), k) == pytest.approx(sum(map(any, draws)) / len(draws))
    assert len(draws) == comb(len(right), k)


ROWS = [
    row(1, "a", "4", 1.0),
    row(2, "a", "4", 1.0),
    row(3, "a", "5", 0.0),
    row(4, "b", "7", 0.0),
    row(5, "b", "7", 0.0),
    row(6, "b", "8", 1.0),
    row(7, "c", "1", None),
]


def test_problems_their_rates_and_their_majority():
    found = pass_rates(ROWS)
    assert [each.rate for each in found.problems] == [2 / 3, 1 / 3]
    assert [each.majority for each in found.problems] == [1.0, 0.0]
    assert found.silent == 1 and found.at(1) == 0.5 and found.at(4) is None
    assert [each.key for each in found.kept(0.5, 1.0)] == ["a"]


def test_votes():
    assert majority(["7", "8", "7"], [True, False, True]) == 1.0
    assert majority(["8", "7"], [False, True]) == 0.5, "of as many votes, the share that is right"
    assert majority(["", "", "7"], [False, False, True]) == 1.0, "who says nothing does not vote"
    assert majority(["", ""], [False, False]) == 0.0


def test_differences_by_pair_of_rules_with_an_interval():
    second = [each._replace(verdict={**each.verdict}) for each in ROWS]
    second[3] = row(4, "b", "7", 1.0, "number.close")
    found = differences(ROWS, second)
    assert (found.rows, found.changed) == (7, 1)
    assert (
        found.changes[0].rules == ("number.same", "number.close")
        and found.changes[0].examples[0][0].line == 4
    )
    assert found.means == (0.5, pytest.approx(4 / 6)) and found.interval[0] <= 1 / 6 <= found.interval[1]
    assert differences(ROWS, ROWS).interval == (0.0, 0.0)


def test_the_interval_is_the_bootstraps():
    pairs = [(row(n, "p", "1", 0.0), row(n, "p", "1", float(n % 5 == 0))) for n in range(500)]
    low, high = differences(*zip(*pairs, strict=True)).interval
    expected = 1.96 * (0.2 * 0.8 / 500) ** 0.5  # the normal limit
    assert low == pytest.approx(0.2 - expected, abs=0.006) and high == pytest.approx(
        0.2 + expected, abs=0.006
    )


def test_rows_that_are_not_the_same_are_refused():
    with pytest.raises(BatchError, match="line 7: the two files do not hold the same completions"):
        differences(ROWS, ROWS[:6])


@pytest.fixture
def runs(tmp_path):
    lines = [
        {"prompt": "6*7?", "completion": text, "answer": "42"}
        for text in ("\\boxed{42}", "\\boxed{41}", "<think></think><answer>42</answer>", "#### 42.0")
    ]
    (tmp_path / "runs.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return tmp_path


def test_the_commands_score_compare_and_keep(runs, capsys):
    file, scored = str(runs / "runs.jsonl"), str(runs / "scored.jsonl")
    assert main(["score", file, "--reward", "Correctness()", "--out", scored]) == 0
    assert main(["passrate", scored]) == 0
    assert "pass@1    0.7500" in capsys.readouterr().out
    assert main(["passrate", scored, "--keep", "0.2:0.8", "--out", str(runs / "kept.jsonl")]) == 0
    kept = [json.loads(line) for line in (runs / "kept.jsonl").read_text().splitlines()]
    assert kept == [
        {"prompt": "6*7?", "completion": "\\boxed{42}", "answer": "42", "pass_rate": 0.75, "tries": 4}
    ]
    assert main(["diff", file, "--reward", "Correctness()", "--reward", "Correctness()"]) == 0
    assert main(["diff", file, "--reward", "Correctness()", "--reward", "Format()", "--json"]) == 1
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert found["rows"] == 4 and found["changed"] == 3  # the third has nothing between its think tags
    assert main(["passrate", scored, "--keep", "2:3"]) == 2
    assert main(["diff", file]) == 2
    assert main(["passrate", file]) == 2
    assert "score the file first" in capsys.readouterr().err
