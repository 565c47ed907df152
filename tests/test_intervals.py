"""The intervals against published figures and by simulation."""

import random

import pytest

from reasoning_rewards import SettingError
from reasoning_rewards.intervals import (
    bootstrap,
    clustered,
    gain,
    mean_flags,
    mean_of_problems,
    mean_of_shares,
    paired_gap,
    resampled,
    share,
)


def test_wilson_against_published_figures():
    """Newcombe 1998, table I, method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29."""
    for right, n, low, high in [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ]:
        estimate = share([True] * right + [False] * (n - right))
        assert (estimate.low, estimate.high) == pytest.approx((low, high), abs=5e-5)


def test_a_share_of_nothing_is_refused():
    with pytest.raises(ValueError, match="empty"):
        share([])


def test_the_interval_holds_the_share():
    for n in range(1, 60):
        for right in range(n + 1):
            estimate = share([True] * right + [False] * (n - right))
            assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1


def test_the_mean_weighs_families_alike():
    families = {"many": [True] * 90 + [False] * 10, "few": [True] * 5 + [False] * 5}
    assert mean_of_shares(families).value == pytest.approx(0.7)


def test_the_mean_of_one_family_is_its_share():
    flags = [True] * 7 + [False] * 3
    assert mean_of_shares({"one": flags}) == pytest.approx(share(flags))


def test_the_interval_of_a_mean_covers():
    rng = random.Random(0)
    truth = (0.98, 0.9, 0.8, 0.99)
    covered = 0
    for _ in range(400):
        families = {str(p): [rng.random() < p for _ in range(150)] for p in truth}
        estimate = mean_of_shares(families)
        covered += estimate.low <= sum(truth) / len(truth) <= estimate.high
    assert covered >= 0.92 * 400


def test_paired_gap():
    ours = {"a": [True] * 80 + [False] * 20, "b": [True] * 100}
    theirs = {"a": [False] * 80 + [True] * 20, "b": [True] * 50 + [False] * 50}
    gap = paired_gap(ours, theirs)
    assert gap.value == pytest.approx((0.6 + 0.5) / 2)
    assert gap.low < gap.value < gap.high
    assert gap.low > 0.4
    assert paired_gap(ours, theirs) == gap
    same = paired_gap(ours, ours)
    assert same == (0.0, 0.0, 0.0)


def test_mean_flags():
    assert mean_flags([{"a": [True, False]}, {"a": [True, True]}]) == {"a": [1.0, 0.5]}


def test_the_bootstrap_over_problems_covers():
    """Problems of their own difficulty, four samples each: the truth is in about 95 of 100 intervals."""
    rng = random.Random(0)
    covered = 0
    for seed in range(200):
        problems = [rng.betavariate(1, 2) for _ in range(60)]
        solved = [sum(rng.random() < p for _ in range(4)) / 4 for p in problems]
        estimate = mean_of_problems(solved, draws=400, seed=seed)
        covered += estimate.low <= 1 / 3 <= estimate.high
    assert covered >= 0.9 * 200


def test_where_all_agree_there_is_still_doubt():
    assert mean_of_problems([1.0] * 20) == pytest.approx((1.0, 0.8389, 1.0), abs=5e-4)
    nothing = gain([0.5] * 20, [0.5] * 20)
    assert nothing.low < 0 == nothing.value < nothing.high


def test_what_there_is_nothing_of_is_refused():
    with pytest.raises(SettingError, match="families is empty"):
        mean_of_shares({})
    with pytest.raises(SettingError, match="runs is empty"):
        mean_flags([])
    with pytest.raises(SettingError, match="ours has a, theirs b; expected the same families"):
        paired_gap({"a": [True]}, {"b": [True]})


@pytest.mark.parametrize("problems", [3, 200, 1_500])
def test_problems_drawn_anew_are_drawn_whole(problems):
    """Whatever it is done by: as wide as the standard error by problem, though these have several completions each."""
    rng = random.Random(0)
    counts = [rng.choice((1, 8)) for _ in range(problems)]
    sums = [float(count * (rng.random() < 0.3)) for count in counts]  # all of a problem right, or none
    drawn, expected = resampled(sums, counts, draws=1_000), clustered(sums, counts)
    assert drawn.value == expected.value
    assert drawn == expected or drawn == pytest.approx(expected, abs=0.1 * (expected.high - expected.low))


def test_a_gain_is_surer_than_its_ends():
    before = [0.0, 0.25, 0.5, 1.0] * 20
    after = [min(1.0, value + 0.25) for value in before]
    paired = gain(before, after)
    apart = mean_of_problems(after)
    assert paired.high - paired.low < apart.high - apart.low
    assert gain(before, after) == paired, "the same seed, the same interval"


def test_a_mean_of_nothing_is_refused():
    with pytest.raises(ValueError, match="empty"):
        bootstrap([], (0.0, 1.0))


def test_clustered_against_a_count_by_hand():
    """Three problems: the mean is 3/6; residuals 1, 0 and -1, so s² = 3/2 · 2 = 3; t for two degrees is 4.3027."""
    estimate = clustered([2.0, 1.0, 0.0], [2, 2, 2])
    assert estimate.value == 0.5
    assert estimate.high - estimate.value == pytest.approx(4.302653 * 3**0.5 / 6)


def test_clustered_with_one_completion_a_problem_is_the_usual_interval():
    values = [float(n % 3 == 0) for n in range(300)]
    p = sum(values) / 300
    estimate = clustered(values, [1] * 300)
    assert estimate.high - p == pytest.approx(1.96790 * (p * (1 - p) / 299) ** 0.5, rel=1e-4)


def test_clustered_covers():
    """Problems of their own difficulty, eight completions each: the naive interval would cover about half as often."""
    rng = random.Random(1)
    covered = 0
    for _ in range(300):
        sums = []
        for _ in range(40):
            rate = rng.random()
            sums.append(float(sum(rng.random() < rate for _ in range(8))))
        estimate = clustered(sums, [8] * 40)
        covered += estimate.low <= 0.5 <= estimate.high
    assert 0.92 * 300 <= covered <= 0.98 * 300
