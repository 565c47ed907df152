"""A verdict does not hang on how deep in a program it is asked for, nor on who asked first."""

from __future__ import annotations

import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from typing import TypeVar

import pytest

from reasoning_rewards import (
    Checkpoints,
    Correctness,
    MultipleChoice,
    Numeric,
    Proximity,
    Reward,
    Symbolic,
    TextOverlap,
    clear_caches,
)
from reasoning_rewards.answers.compare.audit import audit_golds
from reasoning_rewards.answers.compare.choice import compare_choice
from reasoning_rewards.answers.compare.comparison import compare
from reasoning_rewards.answers.compare.golds import gold_fault
from reasoning_rewards.answers.compare.ladder import parse_answer, real_number
from reasoning_rewards.answers.compare.trace import trace
from reasoning_rewards.errors import RewardFailedError, RewardWarning
from reasoning_rewards.notices import warn_once
from reasoning_rewards.stack import NoRoomError, make_sure_of_room, with_room

T = TypeVar("T")

LIMIT = sys.getrecursionlimit()
NEAR = 40  # calls below the limit at which everything is still answered
DEPTHS = [0, 500, 900, LIMIT - NEAR]
DEEP = "(" * 30 + "x" + ")" * 30
PAIRS = [
    ("((((((((((x))))))))))", "x"),
    (DEEP, "x"),
    ("x", DEEP),
    (r"\sqrt{" * 20 + "2" + "}" * 20, "2^{1/1048576}"),
    (r"\frac{1}{1+" * 20 + "x" + "}" * 20, "x"),
    ("(x-1)(x+1)", "x^2-1"),
    (r"\sin^2 x + \cos^2 x", "1"),
    ("((1,(2,(3,(4,5)))),6)", "((1,(2,(3,(4,5.0)))),6)"),
    (r"\{x \mid -2 < x < 4\}", "(-2,4)"),
    ("9^{9^{9^{9}}}", "1"),
    (r"\frac{", "1"),
    ("The City of Paris", "Paris"),
    ("B) ((((12)))) cm", "(B)"),
    ("1,000.50", "1000.5"),
    ("42", r"\frac{"),
]  # fmt: skip


def below(frames: int, asked: Callable[[], T]) -> T:
    """Ask with so many calls on the stack already."""
    mine, frame = 0, sys._getframe()
    while frame is not None:
        mine, frame = mine + 1, frame.f_back
    return _below(frames - mine, asked)


def _below(frames: int, asked: Callable[[], T]) -> T:
    return _below(frames - 1, asked) if frames > 0 else asked()


def explained(answer: str, gold: str) -> object:
    return Correctness(engine=None).explain(f"<answer>{answer}</answer>", answer=gold)


def scored(reward: Reward) -> Callable[[str, str], object]:
    def asked(answer: str, gold: str) -> object:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RewardWarning)
            verdicts = reward.verdicts([f"<answer>{answer}</answer>"], answer=[gold], checkpoints=[[gold]])
        return verdicts.scores, list(verdicts.decisions)

    return asked


ASKED: dict[str, Callable[[str, str], object]] = {
    "compare": lambda answer, gold: compare(answer, gold=gold),
    "compare_choice": lambda answer, gold: compare_choice(answer, gold=gold, options=["1", "12 cm", "x"]),
    "parse_answer": lambda answer, gold: parse_answer(answer),
    "real_number": lambda answer, gold: real_number(answer),
    "gold_fault": lambda answer, gold: gold_fault(gold),
    "trace": lambda answer, gold: trace(answer, gold=gold),
    "audit_golds": lambda answer, gold: audit_golds([gold]),
    "explain": explained,
    **{
        type(reward).__name__: scored(reward)
        for reward in (
            Correctness(engine=None),
            Numeric(engine=None),
            Symbolic(engine=None),
            MultipleChoice(engine=None),
            Proximity(engine=None),
            TextOverlap(engine=None),
            Checkpoints(engine=None),
        )
    },
    "composed": scored(
        (Correctness(engine=None) + 0.1 * Proximity(engine=None)).requires(Numeric(engine=None))
    ),
    "guarded": scored(Correctness(engine=None).on_error(score=0.5)),
}


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("depth", DEPTHS)
def test_the_same_at_any_depth_and_for_whoever_asks_next(name: str, depth: int) -> None:
    ask = ASKED[name]
    for pair in PAIRS:
        clear_caches()
        expected = repr(ask(*pair))
        clear_caches()
        assert repr(below(depth, lambda pair=pair: ask(*pair))) == expected, pair
        assert repr(ask(*pair)) == expected, f"{pair}, remembered from a call {depth} deep"


@pytest.mark.parametrize("name", ["compare", "Correctness", "explain", "composed", "guarded"])
def test_at_the_very_limit_it_is_the_same_or_the_callers_own_error(name: str) -> None:
    """There is a depth from which nothing can be called at all; short of it, no verdict is another one."""
    ask, pair = ASKED[name], PAIRS[0]
    expected = repr(ask(*pair))
    refused = 0
    for depth in range(LIMIT - NEAR, LIMIT):
        clear_caches()
        try:
            found = repr(below(depth, lambda: ask(*pair)))
        except RecursionError:
            refused += 1
        else:
            assert found == expected, f"{LIMIT - depth} calls below the limit"
        assert repr(ask(*pair)) == expected, f"remembered from {LIMIT - depth} calls below the limit"
    assert refused < NEAR


def test_no_thread_is_left_and_no_limit_is_changed() -> None:
    before = threading.enumerate(), sys.getrecursionlimit(), threading.stack_size()
    clear_caches()
    assert below(LIMIT - NEAR, lambda: compare(DEEP, gold="x")).same is True
    assert (threading.enumerate(), sys.getrecursionlimit(), threading.stack_size()) == before


def test_a_shallow_call_starts_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "Thread", None)
    clear_caches()
    assert compare(DEEP, gold="x").same is True


def test_what_needs_more_than_a_whole_stack_raises_as_it_would_have() -> None:
    def endless() -> None:
        endless()

    with pytest.raises(RecursionError):
        with_room(endless)
    with pytest.raises(ZeroDivisionError):
        below(LIMIT - NEAR, lambda: with_room(lambda: _below(100, lambda: 1 / 0)))


def test_there_is_room_for_what_only_the_thread_needs() -> None:
    """threading is imported when the stack is short: in a process that has not done so, all the same."""
    code = (
        f"import sys; sys.path[:] = {sys.path!r}\n"
        "import reasoning_rewards.stack as stack\n"
        "assert 'threading' not in sys.modules\n"
        "def deep(levels): return 1 + deep(levels - 1) if levels else 0\n"
        "def below(levels): return below(levels - 1) if levels else stack.with_room(deep, 600)\n"
        f"print(below({LIMIT - NEAR}))"
    )
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "600\n"


def test_a_reward_that_never_ends_is_blamed_by_name() -> None:
    class Endless(Reward):
        bounds = (0.0, 1.0)

        def evaluate(self, batch):
            return self.evaluate(batch)

    with pytest.raises(RewardFailedError, match="endless: RecursionError"):
        Endless()(["x"])


def test_a_warning_that_there_was_no_room_for_is_said_later() -> None:
    def near_the_limit() -> None:
        below(LIMIT - 15, lambda: warn_once(("stack",), "said"))

    clear_caches()
    with pytest.raises(NoRoomError):
        near_the_limit()
    with pytest.warns(RewardWarning, match="said"):
        warn_once(("stack",), "said")


def test_room_is_asked_for_before_anything_starts() -> None:
    make_sure_of_room(100)
    with pytest.raises(NoRoomError, match="100 calls"):
        below(LIMIT - 50, lambda: make_sure_of_room(100))


@pytest.mark.parametrize(
    "piece", [r"\forall ", r"\sum ", r"\$", r"\frac", r"\sqrt", "|", "A) ", "(A) ", r"\text{square }", "-"]
)
def test_how_deep_a_text_nests_is_counted(piece: str) -> None:
    """An empty stack is enough for any text: it is refused by its depth, which is the same everywhere."""

    def ask(found: list[object]) -> None:
        found.append(compare(piece * 400 + "x", gold="1+x").same)

    found: list[object] = []
    alone = threading.Thread(target=ask, args=(found,))
    alone.start()
    alone.join()
    assert found == [False]
