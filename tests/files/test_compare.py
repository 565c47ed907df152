"""Pass rates against the definition, differences against a count by hand."""

import itertools
import json
import random
from math import comb
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning_rewards import BatchError, SettingError
from reasoning_rewards.cli.main import main
from reasoning_rewards.files.changes import differences
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
    assert [each.majority() for each in found.problems] == [1.0, 0.0]
    assert found.majority() == 0.5 and found.majority(1) == 0.5 == found.at(1) and found.majority(4) is None
    assert (found.steps, found.votes) == ([1, 2, 3], [2])
    assert found.silent == 1 and found.at(1) == 0.5 and found.at(4) is None
    assert [each.key for each in found.kept(0.5, 1.0)] == ["a"]


def test_votes():
    assert majority(["7", "8", "7"], [True, False, True]) == 1.0
    assert majority(["8", "7"], [False, True]) == 0.5, "of as many votes, the share that is right"
    assert majority(["", "", "7"], [False, False, True]) == 1.0, "who says nothing does not vote"
    assert majority(["", ""], [False, False]) == 0.0
    assert majority(["7", "7"], [True, False]) == 0.5, "right in one of the two"
    with pytest.raises(SettingError, match="n=2, k=3; expected 1 <= k <= n"):
        majority(["7", "7"], [True, False], 3)


@given(
    st.lists(st.tuples(st.sampled_from(["", "7", "8", "9"]), st.booleans()), min_size=1, max_size=8),
    st.data(),
)
def test_maj_at_k_is_the_mean_over_all_choices(tries, data):
    k = data.draw(st.integers(1, len(tries)))
    choices = list(itertools.combinations(tries, k))
    voted = [majority(*zip(*each, strict=True)) for each in choices]
    assert majority(*zip(*tries, strict=True), k) == pytest.approx(sum(voted) / len(choices))


def test_the_vote_of_one_is_pass_at_1_and_votes_of_many_are_counted_in_time():
    answers = [str(n % 7 * (n % 5 > 0)) for n in range(128)]
    right = [answer == "0" for answer in answers]
    assert majority(answers, right, 1) == pytest.approx(pass_at_k(128, sum(right), 1))
    by_chance = random.Random(0)
    drawn = [by_chance.sample(range(128), 9) for _ in range(20_000)]
    votes = [majority([answers[n] for n in each], [right[n] for n in each]) for each in drawn]
    assert majority(answers, right, 9) == pytest.approx(sum(votes) / len(votes), abs=0.01)
    assert majority(answers, right, 127) == 1.0


def test_differences_by_pair_of_rules_with_an_interval():
    second = [each._replace(verdict={**each.verdict}) for each in ROWS]
    second[3] = row(4, "b", "7", 1.0, "number.close")
    found = differences(ROWS, second)
    assert (found.rows, found.changed) == (7, 1)
    assert (
        found.changes[0].rules == ("number.same", "number.close")
        and found.changes[0].examples[0][0].line == 4
    )
    assert found.means == (0.5, pytest.approx(4 / 6)) and found.changes[0].mean == 1.0
    # two problems, "c" has no score: residuals -1/2 and 1/2, so s² = 2 · 1/2; t for one degree of freedom is 12.706
    half = 12.706204736 / 6
    assert found.difference == (
        pytest.approx(1 / 6),
        pytest.approx(1 / 6 - half),
        pytest.approx(1 / 6 + half),
    )
    assert differences(ROWS, ROWS).difference == (0.0, 0.0, 0.0)


def changing(rates, tries, rng):
    """Pairs of rows of so many problems, of which each changes at a rate of its own."""
    pairs = []
    for problem, rate in enumerate(rates):
        for _ in range(tries):
            line = len(pairs) + 1
            pairs.append(
                (
                    row(line, f"p{problem}", "1", 0.0),
                    row(line, f"p{problem}", "1", float(rng.random() < rate)),
                )
            )
    return zip(*pairs, strict=True)


@pytest.mark.parametrize(("problems", "tries"), [(8, 16), (60, 8)])
def test_the_interval_of_a_difference_covers_though_completions_share_a_problem(problems, tries):
    """One drawn from rows, as if each were a problem, is too narrow: it covers in about half of the cases."""
    rng = random.Random(0)
    covered = too_sure = 0
    for seed in range(100):
        rates = [float(rng.random() < 0.5) if rng.random() < 0.7 else rng.random() for _ in range(problems)]
        first, second = changing(rates, tries, rng)
        found = differences(first, second, seed=seed)
        _, low, high = found.difference
        covered += low <= 0.5 <= high
        p, n = found.means[1], problems * tries
        too_sure += abs(p - 0.5) <= 1.96 * (p * (1 - p) / n) ** 0.5
    assert covered >= 90 and too_sure <= 75


def test_rows_without_a_prompt_are_problems_of_their_own():
    alone = [each._replace(values={"completion": each.values["completion"]}) for each in ROWS]
    assert differences(alone, alone).problems == 6
    assert differences(ROWS, ROWS, by="completion").problems == 4
    assert "(no interval: it is one problem)" in str(differences(ROWS[:3], ROWS[:3]))
    assert "no row has a score on both sides" in str(differences(ROWS[6:], ROWS[6:]))
    assert differences([], []).rows == 0


def test_rows_that_are_not_the_same_are_refused():
    with pytest.raises(BatchError, match="the second ends after 6 rows"):
        differences(ROWS, ROWS[:6])
    with pytest.raises(
        BatchError, match="line 4: the two do not hold the same completions in the same order"
    ):
        differences(ROWS, [*ROWS[:3], row(4, "b", "70", 0.0), *ROWS[4:]])
    with pytest.raises(BatchError, match="line 3 of the first, line 1 of the second: the two"):
        differences(ROWS[2:], [ROWS[0]])
    bare = [each._replace(values={}) for each in ROWS]
    with pytest.raises(BatchError, match="line 1: no field 'completion'"):
        differences(bare, bare)


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


def test_the_figures_of_each_problem_are_a_file_a_table_or_in_the_object(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    said = {"easy\n\x1b[2Jone": ["7", "7", "7", "8"], "hard": ["8", "8", "7"], "odd": ["8"]}
    rows = [
        {
            "prompt": prompt,
            "completion": f"#### {answer}",
            "answer": "7",
            "score": float(answer == "7"),
            "step": 1,
        }
        for prompt, answers in said.items()
        for answer in answers
    ]
    Path("rows.jsonl").write_text("".join(json.dumps(each) + "\n" for each in rows), "utf-8")
    arguments = ["passrate", "rows.jsonl", "--as", "score", "--problems"]
    assert main([*arguments, "each.jsonl"]) == 0
    assert "maj@2" in capsys.readouterr().out
    each = [json.loads(line) for line in Path("each.jsonl").read_text("utf-8").splitlines()]
    assert each[0] == {
        **{
            "problem": "odd",
            "line": 8,
            "tries": 1,
            "right": 0,
            "pass@1": 0.0,
            "pass@2": None,
            "pass@4": None,
        },
        **{"maj@2": None, "maj@n": 0.0},
    }
    assert [row["problem"] for row in each[1:]] == ["hard", "easy\n\x1b[2Jone"]
    assert each[2] == {
        **{
            "problem": "easy\n\x1b[2Jone",
            "line": 1,
            "tries": 4,
            "right": 3,
            "pass@1": 0.75,
            "pass@2": 1.0,
            "pass@4": 1.0,
        },
        **{"maj@2": 0.75, "maj@n": 1.0},
    }
    assert main([*arguments, "-"]) == 0
    table = capsys.readouterr().out.splitlines()[-4:]
    assert table[0].split() == [
        "line",
        "tries",
        "right",
        "pass@1",
        "pass@2",
        "pass@4",
        "maj@2",
        "maj@n",
        "problem",
    ]
    assert table[-1].split()[:3] == ["1", "4", "3"] and table[-1].endswith("  easy ·[2Jone")
    assert main([*arguments, "-", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["each"] == each and document["maj@k"] == {
        "2": pytest.approx((0.75 + 1 / 6 * 2) / 2),
        "n": 1 / 3,
    }
    assert main([*arguments, "-", "--keep", "0:1"]) == 2
    assert "standard output has the rows that are kept already" in capsys.readouterr().err
    assert main([*arguments, "rows.jsonl"]) == 2, "the file that is read"
    capsys.readouterr()
    assert main([*arguments, "-", "--by", "step"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith("  1"), "whatever tells a problem"
