"""A verdict is the same wherever, whenever and beside whatever it is asked for.

Scores, rules and facts of ``Correctness(engine=None)`` are compared as text, to the last bit: on the main
thread, in many threads at once, in an event loop's threads, deep in a stack of calls, in fresh processes
with other hash seeds, in another order, alone, among others, remembered or not, and with every core of the
machine busy. Nothing is timed.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import pickle
import random
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from reasoning_rewards import Correctness, NumberPolicy, clear_caches
from reasoning_rewards.answers.values.limits import MAX_DEPTH

CASES = Path(__file__).parent / "cases"
PAIRS = ["answers.jsonl", "verdicts.jsonl", "answer_pairs.jsonl", "judgements.jsonl"]
EVERY = 4  # of the pairs, one in so many: a few hundred, which hold every rung
REWARDS = [Correctness(engine=None), Correctness(engine=None, policy=NumberPolicy(rounded=None))]
RUNGS = [
    "text.same", "text.differs", "number.same", "number.differs", "algebra.same", "algebra.differs",
    "probe.same", "probe.differs", "items.same", "set.same", "matrix.same", "equation.same", "relation.same",
    "choice.same", "unit.differs", "kind.differs", "answer.missing", "answer.too_long", "budget.exceeded",
    "ladder.undecided", "gold.missing",
]  # fmt: skip
THREADS = 8
FRAMES = 300  # a trainer calls its rewards from some fifty
BUSY_SECONDS = 60  # the longest that a program that keeps a core busy may live, whatever becomes of this one

Row = tuple[str, object]


def read(name: str) -> list[dict]:
    return [json.loads(line) for line in (CASES / name).read_text("utf-8").splitlines()]


def rows() -> list[Row]:
    """(completion, gold): pairs from the golden cases, the attack corpus, and what neither of them has."""
    asked: list[Row] = []
    for name in PAIRS:
        answer = "answer" if "answer" in (first := read(name))[0] else "prediction"
        asked += [(f"<answer>{row[answer]}</answer>", row["gold"]) for row in first[::EVERY]]
    attacks = [row for row in read("attacks.jsonl") if "text" in row and "gold" in row]
    asked += [(row["text"], row["gold"]) for row in attacks[::EVERY]]
    deep = MAX_DEPTH - 5
    answers = [
        "9^{9^{9^{9}}", "x" * 20_000, r"\sum_{k=1}^n k", "(" * deep + "1" + ")" * deep,
        r"\sqrt{" * deep + "2" + "}" * deep, r"\frac{1}{1+" * deep + "x" + "}" * deep, "2^{" * deep + "x" + "}" * deep,
        r"\sin(" * deep + "1" + ")" * deep, r"\{" * deep + "1" + r"\}" * deep, "-" * 500 + "1", "+".join(["x"] * 500),
        "(x+y+z)^{40}", "1" * 5_000, r"e^{i\pi}", r"\sqrt{3+2\sqrt{2}", r"\sin^2 x + \cos^2 x",
        *(rf"\sec({k}x) + \cot({k}x) + {k}!" for k in range(2, 12)),
    ]  # fmt: skip
    golds = [r"\frac{n(n+1)}{2}", "1", r"1+\sqrt{2}", "x", None]
    golds += [r"\frac{1}{\cos 7x} + \frac{\cos 7x}{\sin 7x} + 5040"]
    return asked + [(f"<answer>{answer}</answer>", gold) for answer in answers for gold in golds]


ROWS = rows()


def said(reward: Correctness, asked: list[Row]) -> list[str]:
    """What is compared: every row's score, rule and facts."""
    completions, golds = [text for text, _ in asked], [gold for _, gold in asked]
    verdicts = reward.verdicts(completions, answer=golds)
    return [repr((score, *why)) for score, why in zip(verdicts.scores, verdicts.decisions, strict=True)]


def forgotten(reward: Correctness, asked: list[Row]) -> list[str]:
    """The same by a process that remembers nothing."""
    clear_caches()
    return said(reward, asked)


@pytest.fixture(scope="module", params=REWARDS, ids=["usual", "strict"])
def reward(request):
    return request.param


@pytest.fixture(scope="module")
def expected(reward):
    """What the main thread says first."""
    return forgotten(reward, ROWS)


def same(found: list[str], expected: list[str]) -> None:
    """Compare, and show the first rows that differ rather than all of them."""
    assert len(found) == len(expected)
    differing = [pair for pair in zip(found, expected, strict=True) if pair[0] != pair[1]]
    assert not differing, f"{len(differing)} differ, such as {differing[:3]}"


@contextmanager
def busy(programs: int = 2) -> Iterator[None]:
    """So many programs that do nothing but use a core, for as long as this lasts."""
    code = f"import time\nend = time.monotonic() + {BUSY_SECONDS}\nwhile time.monotonic() < end: pass"
    running = [subprocess.Popen([sys.executable, "-S", "-c", code]) for _ in range(programs)]
    try:
        yield
    finally:
        for each in running:
            each.kill()
            each.wait()


def test_the_rows_need_every_rung():
    verdicts = REWARDS[0].verdicts([text for text, _ in ROWS], answer=[gold for _, gold in ROWS])
    rules = Counter(decision.rule for decision in verdicts.decisions)
    assert [rung for rung in RUNGS if rung not in rules] == []
    assert {*verdicts.scores} == {0.0, 1.0, None}


def test_a_second_time_remembered_and_forgotten(reward, expected):
    same(said(reward, ROWS), expected)
    same(forgotten(reward, ROWS), expected)


@pytest.mark.parametrize("seed", [1, 2])
def test_in_another_order(reward, expected, seed):
    order = random.Random(seed).sample(range(len(ROWS)), len(ROWS))
    found = forgotten(reward, [ROWS[place] for place in order])
    same(found, [expected[place] for place in order])


def test_alone(reward, expected):
    clear_caches()
    same([said(reward, [row])[0] for row in ROWS], expected)


@pytest.mark.parametrize("size", [2, 7])
def test_in_other_company(reward, expected, size):
    clear_caches()
    order = random.Random(size).sample(range(len(ROWS)), len(ROWS))
    for start in range(0, len(order), size):
        places = order[start : start + size]
        same(said(reward, [ROWS[place] for place in places]), [expected[place] for place in places])


def test_in_many_threads_at_once(reward, expected, monkeypatch):
    """All cold, all racing for the same memos, on stacks as small as macOS gives, while one empties the memos."""
    ready, done = threading.Barrier(THREADS + 1), threading.Event()

    def judge(_: int) -> list[str]:
        ready.wait()
        return said(reward, ROWS)

    def forget() -> None:
        ready.wait()
        while not done.wait(0.01):
            clear_caches()

    usual = sys.getswitchinterval(), threading.stack_size(512 << 10)
    sys.setswitchinterval(1e-4)
    try:
        clear_caches()
        with ThreadPoolExecutor(THREADS + 1) as pool:
            forgetting = pool.submit(forget)
            try:
                found = list(pool.map(judge, range(THREADS)))
            finally:
                done.set()
            forgetting.result()
    finally:
        sys.setswitchinterval(usual[0])
        threading.stack_size(usual[1])
    for each in found:
        same(each, expected)


def test_in_the_threads_of_an_event_loop(reward, expected):
    async def main() -> list[list[str]]:
        pieces = [ROWS[start::4] for start in range(4)]
        return await asyncio.gather(*(asyncio.to_thread(said, reward, piece) for piece in pieces))

    clear_caches()
    for start, found in enumerate(asyncio.run(main())):
        same(found, expected[start::4])


def test_deep_in_a_stack_of_calls(reward, expected):
    def deeper(frames: int) -> list[str]:
        return deeper(frames - 1) if frames else forgotten(reward, ROWS)

    same(deeper(FRAMES), expected)


def test_while_every_core_is_busy(reward, expected):
    with busy():
        same(forgotten(reward, ROWS), expected)
        with ThreadPoolExecutor(1) as pool:
            same(pool.submit(forgotten, reward, ROWS).result(), expected)


# ── other processes ──


def child(pickled: bytes, answers) -> None:
    """A trainer's worker: it has the reward from its pickle, and asks on its main thread and in a loop's."""
    reward, asked = pickle.loads(pickled)
    first = said(reward, asked)
    answers.send((hash("a word"), first, asyncio.run(asyncio.to_thread(forgotten, reward, asked))))


@pytest.fixture(scope="module")
def children():
    """By hash seed: what spawned processes say, all at once on busy cores; and the hash that they had of a word."""
    context = multiprocessing.get_context("spawn")
    pickled, ends, found = pickle.dumps((REWARDS[0], ROWS)), {}, {}
    with busy(), pytest.MonkeyPatch.context() as patch:
        for seed in ("1", "2"):
            patch.setenv("PYTHONHASHSEED", seed)  # a spawned process reads it as it starts
            ends[seed], theirs = context.Pipe(duplex=False)
            context.Process(target=child, args=(pickled, theirs), daemon=True).start()
            theirs.close()  # so that a child that dies is the end of the pipe
        for seed, end in ends.items():
            found[seed] = end.recv()
    return found


def test_the_processes_had_other_hashes(children):
    assert len({children["1"][0], children["2"][0], hash("a word")}) == 3


@pytest.mark.parametrize("seed", ["1", "2"])
def test_pickled_into_a_fresh_process_with_another_hash_seed(children, seed):
    expected = forgotten(REWARDS[0], ROWS)
    _, on_main, in_loop = children[seed]
    same(on_main, expected)
    same(in_loop, expected)
