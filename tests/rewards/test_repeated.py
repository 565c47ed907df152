"""What repeats costs no more than in proportion: counted where it can be, else by the growth of CPU time.

benchmarks/repeated.py looks for such texts; what it found stands here and in tests/cases/attacks.jsonl.
"""

from __future__ import annotations

import functools
import gc
import sys
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from reasoning_rewards import Correctness, MultipleChoice, StepCount, clear_caches
from reasoning_rewards.answers.notation import binding, lexer, parser, sentence
from reasoning_rewards.answers.notation.reader import Reading
from reasoning_rewards.answers.notation.sentence import spoken
from reasoning_rewards.answers.values.limits import MAX_TOKENS
from reasoning_rewards.answers.values.tree import Node, UnreadableError
from reasoning_rewards.text import equations, phrases, scan, statements
from reasoning_rewards.text.languages import LANGUAGES

ENGLISH = functools.partial(phrases._phrase, LANGUAGES[0], "answer")
MOST = 25  # times the work for ten times the text; what looks back from each place takes a hundred
NOISE = 2e-4  # seconds


def calls(work: Callable[[], object]) -> int:
    """How many functions of Python and of C are called."""
    count = 0

    def profile(frame: object, event: str, arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    clear_caches()
    before = sys.getprofile()
    gc.disable()  # what listens to it would be counted
    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(before)
        gc.enable()
    return count


def seconds(work: Callable[[], object]) -> float:
    """The least CPU time of three runs."""
    spent = []
    for _ in range(3):
        clear_caches()
        start = time.thread_time()
        work()
        spent.append(time.thread_time() - start)
    return min(spent)


def spaces(pattern: Callable[[], object], method: str, before: str, after: str) -> Callable[[int], object]:
    """Match a pattern again and again, so that it can be measured: a window is a few hundred characters."""

    def work(size: int) -> None:
        text = before + " " * size + after
        for _ in range(20):
            getattr(pattern(), method)(text)

    return work


GROWING = {  # what is done with so many characters, and how many to begin with
    "zeros": (lambda size: Reading("0" * size).values, 990),
    "zeros before a point": (lambda size: Reading("0" * size + ".5").values, 990),
    "digits that never repeat": (lambda size: _read("0." + "1" * size + "2..."), 300),
    "digits that repeat": (lambda size: _read("0." + "1" * size + "2" * size + "..."), 300),
    "letters": (lambda size: spoken("a " + "h" * size), 190),
    "spaces before a clause": (spaces(statements._clause, "search", "so it", "goes"), 50),
    "spaces before a bracket": (spaces(statements._clause, "search", "so it", "(a"), 50),
    "spaces before an approximation": (spaces(sentence._ABOUT, "search", "x", "y"), 50),
    "spaces behind an approximation": (spaces(sentence._ABOUT, "search", "about 2", "3)("), 50),
    "spaces before a verb": (spaces(ENGLISH, "match", "answer for", "x"), 15),
    "spaces between boxes": (spaces(scan._JOIN, "fullmatch", "", "x"), 20),
    "spaces after a comma": (spaces(scan._JOIN, "fullmatch", ",", "x"), 20),
    "spaces between words": (spaces(scan._WORDS_BETWEEN, "fullmatch", "", "x"), 20),
}


def _read(text: str) -> None:
    with suppress(UnreadableError):
        parser.parse(text)


@pytest.mark.parametrize("name", GROWING)
def test_ten_times_the_text_is_about_ten_times_the_work(name):
    work, size = GROWING[name]
    small, large = seconds(lambda: work(size)), seconds(lambda: work(10 * size))
    assert large <= MOST * max(small, NOISE)


@pytest.mark.parametrize("text", ["x " * 1_500, "x*" * 900 + "x", "5 x" * 600])
def test_a_product_is_put_together_once(monkeypatch, text):
    parts = 0

    def counted(op, args=(), *more, **named):
        nonlocal parts
        parts += len(args)
        return Node(op, args, *more, **named)

    monkeypatch.setattr(binding, "Node", counted)
    parser.parse(text)
    assert parts <= 2 * len(text)


@pytest.mark.parametrize("word", ["one ", "\\!one ", "sinx ", "xyz^"])
def test_the_letters_of_a_word_count_as_symbols(word):
    tokens = lexer.tokenize(word * 1_000)[: MAX_TOKENS - 1]
    with pytest.raises((UnreadableError, RecursionError)):
        parser.read_tokens(tokens)
    assert len(tokens) <= MAX_TOKENS


@pytest.mark.parametrize("factor", ["x", "\\vec a", "\\vec{a}\\cdot x"])
def test_vectors_are_not_looked_for_again_at_each_sign(factor):
    few, many = (calls(lambda times=times: _read(f"{factor} \\times " * times + "y")) for times in (25, 250))
    assert many <= MOST * few


def test_many_names_in_one_product_are_paid_for():
    product = " ".join(f"a_{{{number}}}b" for number in range(380))
    assert Correctness(engine=None).explain(f"\\boxed{{{product}+1}}", answer="x^2+1").score == 0.0
    few, many = (_fuel_of(" ".join(f"a_{number}" for number in range(count))) for count in (20, 200))
    assert many >= 15 * few  # a factor beside many costs more than beside few


def _fuel_of(text: str) -> int:
    from reasoning_rewards.answers.algebra.exact import Exact
    from reasoning_rewards.answers.values.limits import Fuel
    from reasoning_rewards.answers.values.tree import fold

    fuel = Fuel(10**9)
    domain = Exact(fuel)
    product = domain.number(1)
    for part in parser.parse(text).args:
        product = domain.multiply([product, fold(part, domain)])
    return 10**9 - fuel.left


def test_a_long_answer_is_evaluated_once_beside_all_options():
    reward = MultipleChoice(engine=None, options_column="options")
    answer = "\\boxed{" + "2x+" * 500 + "x}"

    def judged(count):
        options = [f"{number}y" for number in range(count)]
        return lambda: reward([answer], answer=["B"], options=[options])

    few, many = calls(judged(2)), calls(judged(20))
    assert many <= 2 * few


@pytest.mark.parametrize("prompt", ["1/" * 10_000, "1.50, " * 5_000, "twelve " * 5_000])
def test_the_numbers_of_a_prompt_are_read_once_each(prompt):
    assert calls(lambda: equations.numbers(prompt)) < 200


@pytest.mark.parametrize("text", ["S" * 50_000, "First " * 10_000, ".5" * 25_000, "\n-" * 25_000])
def test_what_ends_no_step_costs_no_call(text):
    reward = StepCount()
    reward([text[:100]])  # its hash and its columns are found once
    assert calls(lambda: reward([text])) <= calls(lambda: reward([text[:100]])) + 10
