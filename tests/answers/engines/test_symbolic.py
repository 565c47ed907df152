"""The last rung: what it decides, what it refuses, and what a batch with bombs in it comes to."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict
from importlib import metadata

import pytest

from reasoning_rewards import Correctness, NumberPolicy, clear_caches, compare
from reasoning_rewards.answers.engines import engines
from reasoning_rewards.engine.outcome import Job, Limits, Outcome
from reasoning_rewards.engine.workers import Pool
from reasoning_rewards.errors import MissingExtraError, SettingError
from tests.answers.calls import Calls

POLICY = asdict(NumberPolicy())
SAME = [
    (r"\sum_{k=1}^n k", r"\frac{n(n+1)}{2}"),
    (r"\sum_{k=1}^{n} k^2", r"\frac{n(n+1)(2n+1)}{6}"),
    (r"\sum_{k=0}^n r^k", r"\frac{1-r^{n+1}}{1-r}"),
    (r"\sum_{k=1}^{\infty}\frac{1}{k^2}", r"\frac{\pi^2}{6}"),
    (r"\prod_{k=1}^{n} k", "n!"),
    (r"\lim_{x\to 0}\frac{\sin x}{x}", "1"),
    (r"\lim_{n\to\infty}(1+1/n)^n", "e"),
    (r"\sum_{k=0}^{n}\binom{n}{k}", "2^n"),
    (r"\lim_{x\to 0}\frac{1-\cos x}{x^2}", r"\frac12"),
    (r"(\sum_{k=1}^n k, 2)", r"(n(n+1)/2, 2)"),
]
DIFFERENT = [
    (r"\sum_{k=1}^{\infty}\frac{1}{k^2}", r"\frac{\pi^2}{7}"),
    (r"\lim_{n\to\infty}(1+1/n)^n", "3"),
    (r"\frac{\binom{2n}{n}}{n+2}", r"\frac{(2n)!}{n!(n+1)!}"),
]
BOMB = r"\sum_{{k=1}}^{{1000000000}} \frac{{1}}{{k^2+k^3+{}}}"


@pytest.fixture(autouse=True)
def _no_memory():
    clear_caches()


@pytest.mark.parametrize(("answer", "gold"), SAME + DIFFERENT)
def test_only_the_last_rung_decides_these_and_it_decides_them_rightly(answer, gold):
    assert compare(answer, gold=gold).rule == "ladder.undecided"
    same = (answer, gold) in SAME
    verdict = Correctness().explain(f"<answer>{answer}</answer>", answer=gold)
    assert (verdict.score, verdict.rule) == (float(same), "symbolic.same" if same else "symbolic.differs")
    turned = Correctness().explain(f"<answer>{gold}</answer>", answer=answer)
    assert turned.score == verdict.score


def test_without_an_engine_they_stay_undecided():
    answer, gold = SAME[0]
    verdict = Correctness(engine=None).explain(f"<answer>{answer}</answer>", answer=gold)
    assert (verdict.score, verdict.rule) == (0.0, "ladder.undecided")


def test_sympy_is_never_imported_in_this_process():
    code = (
        "import sys; from reasoning_rewards import Correctness\n"
        f"print(Correctness()([{'<answer>' + SAME[0][0] + '</answer>'!r}], answer=[{SAME[0][1]!r}]), 'sympy' in sys.modules)"
    )
    import subprocess

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["[1.0]", "False"], done.stderr


def test_the_points_sympy_tries_are_the_same_whatever_was_asked_before():
    from sympy.core import random

    from reasoning_rewards.answers.engines.symbolic import decide

    states = []
    for before in (1, 2):
        random.seed(before)
        decide("x+1", "1+x", POLICY)
        states.append(random.rng.getstate())
    assert states[0] == states[1]


def test_a_bomb_among_good_rows_changes_none_of_them():
    good = [answer for answer, _ in SAME] * 3
    golds = [gold for _, gold in SAME] * 3
    alone = Correctness()([f"<answer>{answer}</answer>" for answer in good], answer=golds)
    clear_caches()
    place = 11
    answers = [*good[:place], BOMB.format(7), *good[place:]]
    verdicts = Correctness().verdicts(
        [f"<answer>{answer}</answer>" for answer in answers], answer=[*golds[:place], "1", *golds[place:]]
    )
    scores = list(verdicts.scores)
    assert (scores.pop(place), verdicts[place].rule) == (0.0, "worker.cpu_spent")
    assert scores == alone == [1.0] * 30


def test_the_same_in_a_thread():
    found = []
    rows = [f"<answer>{answer}</answer>" for answer, _ in SAME + DIFFERENT]
    golds = [gold for _, gold in SAME + DIFFERENT]
    thread = threading.Thread(target=lambda: found.append(Correctness()(rows, answer=golds)))
    thread.start()
    thread.join()
    clear_caches()
    assert found == [Correctness()(rows, answer=golds)]


def test_a_bomb_is_paid_for_once():
    reward = Correctness()
    row = [f"<answer>{BOMB.format(8)}</answer>"]
    reward(row * 8, answer=["1"] * 8)
    begun = time.monotonic()
    assert reward(row, answer=["1"]) == [0.0]
    assert time.monotonic() - begun < 0.9  # a second one would take a second of CPU time


@pytest.mark.parametrize("turn", [0.001, 0.01, 1.0])
def test_the_first_turn_of_a_pair_and_the_second_come_to_the_same(turn):
    pool = Pool({"sympy": "reasoning_rewards.answers.engines.symbolic:decide"}, Limits(turn=turn))
    jobs = [Job("sympy", (answer, gold, POLICY)) for answer, gold in SAME + DIFFERENT]
    try:
        outcomes = pool.run(jobs)
    finally:
        pool.close()
    assert [outcome.value for outcome in outcomes] == [True] * len(SAME) + [False] * len(DIFFERENT)


def test_what_could_not_be_had_is_said_in_the_words_of_the_system(monkeypatch):
    answer, gold = SAME[0]
    reward = Correctness()  # built while all was well
    engines.close()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", "/nowhere/python")
        with pytest.warns(UserWarning, match=r"worker\.unable.*No such file or directory: '/nowhere/python'"):
            verdict = reward.explain(f"<answer>{answer}</answer>", answer=gold)
    assert "No such file or directory" in str(verdict) and "time" not in str(verdict)
    assert Correctness().explain(f"<answer>{answer}</answer>", answer=gold).score == 1.0


@pytest.mark.parametrize("status", ["died", "stalled", "unable", "skipped"])
def test_a_machines_fault_scores_the_floor_is_said_loudly_and_is_not_remembered(monkeypatch, status):
    answer, gold = SAME[0]
    rows, golds = [f"<answer>{answer}</answer>"] * 2, [gold] * 2
    with monkeypatch.context() as patch:
        patch.setattr(engines, "_run", lambda pairs, policy, engine: [Outcome(status)] * len(pairs))
        with pytest.warns(UserWarning, match="worker processes failed"):
            verdicts = Correctness().verdicts(rows, answer=golds)
    assert verdicts.scores == [0.0, 0.0] and verdicts[0].rule == f"worker.{status}"
    assert Correctness()(rows, answer=golds) == [1.0, 1.0]


def test_what_sympy_itself_can_not_do_is_no_opinion(monkeypatch):
    monkeypatch.setattr(engines, "_run", lambda pairs, policy, engine: [Outcome("failed")] * len(pairs))
    answer, gold = SAME[0]
    assert Correctness().explain(f"<answer>{answer}</answer>", answer=gold).rule == "ladder.undecided"


def test_text_that_nobody_here_reads_is_not_sent(monkeypatch):
    monkeypatch.setattr(engines, "_run", lambda pairs, policy, engine: [Outcome("died")] * len(pairs))
    verdict = Correctness().explain(
        r"<answer>\overbrace{q}{z} \frac12 ;; \foo{x</answer>", answer=r"\bar{\oint}{2}}"
    )
    assert not verdict.rule.startswith("worker.")


def test_settings_are_checked_and_the_remedy_named(monkeypatch):
    with pytest.raises(
        SettingError, match="engine='mathematica': expected one of 'sympy', 'math-verify' or None"
    ):
        Correctness(engine="mathematica")
    monkeypatch.setattr(engines, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"pip install reasoning-rewards\[math-verify\].*engine=None"):
        Correctness(engine="math-verify")
    assert Correctness(engine=None)(["#### 42"], answer=["42"]) == [1.0]


@pytest.mark.parametrize(
    ("runtime", "fault"),
    [
        ("", "there is none"),
        *((each, f"antlr4-python3-runtime {each}") for each in ("4.8", "4.10", "4.12.0", "4.13.1")),
    ],
)
def test_a_runtime_that_math_verify_has_no_parser_for_is_said_before_any_pair_needs_it(
    monkeypatch, runtime, fault
):
    with_runtime(monkeypatch, runtime)
    with pytest.raises(
        MissingExtraError, match=rf"{fault}.*4\.13\.2 \(4\.9\.3 beside hydra-core\).*engine=None"
    ):
        Correctness(engine="math-verify")
    assert Correctness()(["#### 42"], answer=["42"]) == [1.0]  # nobody else reads with ANTLR


@pytest.mark.parametrize("runtime", ["4.9.3", "4.11.0", "4.11.1", "4.13.2", "4.14.0", "5.0"])
def test_the_runtimes_it_has_a_parser_for_and_later_ones(monkeypatch, runtime):
    with_runtime(monkeypatch, runtime)
    assert Correctness(engine="math-verify").engine == "math-verify"


def with_runtime(monkeypatch, runtime):
    """As if math-verify were here, on this version of ANTLR ("": none)."""

    def version(name):
        if not runtime:
            raise metadata.PackageNotFoundError(name)
        return runtime

    monkeypatch.setattr(engines, "find_spec", lambda name: name)
    monkeypatch.setattr(metadata, "version", version)


def test_where_no_process_can_be_started_building_the_reward_raises(monkeypatch):
    monkeypatch.setattr(sys, "executable", "")
    with pytest.raises(SettingError, match="engine=None"):
        Correctness()
    assert Correctness(engine=None)(["#### 42"], answer=["42"]) == [1.0]


def test_what_is_logged_depends_on_the_engine_alone():
    assert "worker.died" in Correctness().logged_rules
    assert "worker.died" not in Correctness(engine=None).logged_rules


# ── inside the worker ──


@pytest.fixture(scope="module")
def symbolic():
    pytest.importorskip("sympy")
    from reasoning_rewards.answers.engines import symbolic

    return symbolic


@pytest.mark.parametrize(
    "text",
    [
        "9^{9^{9}}",
        "9^{9^{9^9}}",
        "2^{10^{12}/3}",
        "(2x)^{10^{12}}",
        "10^{-10^{9}}",
        "((9!)!)!",
        "100000000!",
        r"\binom{10000000}{5000000}",
        r"\sqrt[3]{2^{10^{9}}}",
        "(x+y+z)^{2000}",
        r"2\cdot 2^{10^{9}}",
        r"\sqrt{2}^{10^{9}}",
        r"(x\sqrt{2})^{10^{9}}",
        r"e^{10^{9}\ln 2}",
        r"2^{10^{9}+\log_2 3}",
        r"2^{10^{9}+\sqrt{2}}",
        r"\left(e^{\ln 2}\right)^{10^{9}}",
        r"8^{10^{9}/3}\cdot x",
        r"i^{10^{30}}",
        r"\pi^{10^{30}}",
        "x^{10^{30}}",
        "0.1^{10^{9}}",
        r"(10^{-30})^{10^{9}}",
        r"\sum_{k=1}^{10^{9}} 2^k",
        r"\prod_{k=1}^{10^{9}} 2",
        r"\cos(10^{9})^{10^{9}}",
        r"\log(2^{50000})^{10}",
    ],
)
def test_no_bomb_goes_off_while_a_tree_is_built(symbolic, text):
    from reasoning_rewards.answers.notation.reader import read
    from reasoning_rewards.answers.values.limits import Fuel, FuelSpentError
    from reasoning_rewards.answers.values.tree import fold
    from reasoning_rewards.answers.values.values import Scalar

    value = read(text)[0]
    assert isinstance(value, Scalar)
    with Calls() as work, suppress(FuelSpentError):
        fold(value.tree, symbolic.SympyBuilder(Fuel()))
    assert work.count < 200_000


@pytest.mark.parametrize(
    ("answer", "gold"), [("1/2", "0.5"), ("x+1", "1+x"), (r"\{1,2\}", r"\{2,1\}"), ("41", "42")]
)
def test_what_other_rungs_decide_the_worker_decides_the_same(symbolic, answer, gold):
    assert symbolic.decide(answer, gold, POLICY) is compare(answer, gold=gold).same


def test_an_odd_root_of_a_negative_number_is_the_real_one(symbolic):
    from reasoning_rewards.answers.values.limits import Fuel

    builder = symbolic.SympyBuilder(Fuel())
    assert builder.root(builder.number(-8), builder.number(3)) == -2


def test_math_verify_gives_a_second_opinion():
    pytest.importorskip("math_verify")
    reward = Correctness(engine="math-verify")
    assert reward.explain(r"<answer>\lim_{x\to 0}\frac{\sin x}{x}</answer>", answer="1").score == 1.0
