"""Hypothesis strategies for what a trainer may pass to a reward."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from reasoning_rewards.errors import MissingExtraError
from reasoning_rewards.text.layout import Layout
from reasoning_rewards.text.markers import After, Boxed, Marker, Phrase, Tag

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = [
    "GOLDS",
    "PROBES",
    "TESTS",
    "completions",
    "equivalent",
    "golds",
    "groups",
    "hypothesis",
    "laid_out",
    "perturbed",
    "prompts",
]

# What completions are made of: the marks that rewards look for, answers, and text that is neither.
_PIECES = (
    *("<think>", "</think>", "<answer>", "</answer>", "\\boxed{", "}", "#### ", "The answer is ", "**", "\n"),
    *("42", "41", "-3.5", "1,000", "1/2", "0.5", "3 + 4 = 7", "<<3*4=12>>", "1 = 1", "yes", "Paris", " "),
    *("wait", "\\frac{1}{2}", "½", "🙂", "\x00", "\ud800", "٣", "9^{9^{9}}"),
)
TESTS: tuple[object, ...] = (
    None,
    "assert f(1) == 2",
    "assert (",
    {"type": "calls", "entry_point": "f", "inputs": [[1]], "outputs": [2]},
    '{"inputs": ["1"], "outputs": ["2"]}',
)
"""Tests of programs, as data sets have them, and some that can't be used."""

GOLDS = (
    "42",
    '{"Ann": "knight", "Bob": "knave"}',
    42,
    0.5,
    "1/2",
    "#### 1,000",
    "Paris",
    "",
    None,
    float("nan"),
    "N/A",
    "\\frac{1",
    "-3.5",
)
# One completion for each thing that can come of looking for an answer: none, none yet, found by each
# marker, unreadable, a choice left open.
PROBES = (
    *("", "wait", "<think>", "42", "#### 42", "The answer is Paris.", "<think>a</think><answer>1/2</answer>"),
    *("\\boxed{\\frac{1}", "\\boxed{(((}", "\\boxed{1} or \\boxed{2}", "\\boxed{9^{9^{9}}}"),
)


def hypothesis() -> Any:
    """The module, or an error that says how to get it."""
    try:
        import hypothesis
    except ImportError as error:
        raise MissingExtraError(
            "check_reward needs hypothesis; install it with: pip install 'reasoning-rewards[test]'"
        ) from error
    return hypothesis


def completions() -> SearchStrategy[str]:
    """Texts a policy might write, most of them badly formed."""
    st = hypothesis().strategies
    built = st.lists(st.sampled_from(_PIECES), max_size=12).map("".join)
    answers = st.integers(-50, 50).map(lambda n: f"<think>3 + 4 = 7</think><answer>{n}</answer>")
    strategy: SearchStrategy[str] = st.one_of(built, answers, st.text(max_size=40))
    return strategy


def golds() -> SearchStrategy[object]:
    """Golds as data sets have them, some of them unusable."""
    st = hypothesis().strategies
    strategy: SearchStrategy[object] = st.one_of(st.sampled_from(GOLDS), st.integers(-50, 50))
    return strategy


def prompts() -> SearchStrategy[object]:
    """Prompts as strings and as conversations."""
    st = hypothesis().strategies
    texts = st.sampled_from(("Tom has 3 marbles and finds 4. How many?", "", "What is 6 times 7?"))
    chats = texts.map(lambda text: [{"role": "user", "content": text}])
    strategy: SearchStrategy[object] = st.one_of(texts, chats)
    return strategy


# ── well-formed ones ──

_THOUGHTS = (
    "Let me see.",
    "3 + 4 = 7, so far so good.",
    "First, read it.\nThen, add up.",
    "我们先想想。",
    "½ of it?",
)


def laid_out(layout: Layout, answers: SearchStrategy[str]) -> SearchStrategy[str]:
    """Completions that are laid out as ``layout`` says, with an answer of the given ones.

    >>> from reasoning_rewards import THINK_BOXED, Format
    >>> text = laid_out(THINK_BOXED, hypothesis().strategies.just("42"))
    >>> check = hypothesis().given(text)(lambda said: Format(layout=THINK_BOXED)([said]) == [1.0])
    """
    st = hypothesis().strategies
    think, options = layout.think, (None,) if layout.answer is None else layout.answer.options

    def written(thought: str, answer: str, marker: Marker | None, gap: str) -> str:
        opening = "" if think is None or think.opened_by == "prompt" else think.opening_tag
        closing = "" if think is None else think.closing_tag
        return f"{opening}{thought}{closing}{gap}{_marked(answer, marker)}"

    strategy: SearchStrategy[str] = st.builds(
        written,
        st.lists(st.sampled_from(_THOUGHTS), min_size=1, max_size=3).map(" ".join),
        answers,
        st.sampled_from(options),
        st.sampled_from(("\n", "\n\n", "\r\n")),
    )
    return strategy


def _marked(answer: str, marker: Marker | None) -> str:
    if isinstance(marker, Tag):
        return f"{marker.opening_tag}{answer}{marker.closing_tag}"
    if isinstance(marker, Boxed):
        return f"So it is \\boxed{{{answer}}}."
    if isinstance(marker, After):
        return f"{marker.marker} {answer}"
    return f"The answer is {answer}." if isinstance(marker, Phrase) else answer


def equivalent(gold: int | Fraction) -> SearchStrategy[str]:
    """Ways to write a number that all mean it.

    >>> answer = equivalent(42)
    """
    st = hypothesis().strategies
    value = Fraction(gold)
    top, bottom = value.numerator, value.denominator
    ways = [
        f"{top}/{bottom}",
        f"\\frac{{{top}}}{{{bottom}}}",
        f"{2 * top}/{2 * bottom}",
        f"\\dfrac{{{3 * top}}}{{{3 * bottom}}}",
    ]
    if bottom == 1:
        ways += [f"{top}", f"{top}.0", f"{top:,}", f" {top} ", f"${top}$", f"**{top}**"]
    elif 10**6 % bottom == 0:
        ways += [str(float(value))]
    strategy: SearchStrategy[str] = st.sampled_from(ways)
    return strategy


def perturbed(gold: int | Fraction) -> SearchStrategy[str]:
    """Ways to write a number that is not it, most of them near: off by one, by a sign, by a factor."""
    st = hypothesis().strategies
    value = Fraction(gold)
    near = [value + 1, value - 1, -value, 2 * value, 10 * value, value / 10, value + Fraction(1, 10)]
    strategy: SearchStrategy[str] = st.sampled_from([other for other in near if other != value]).flatmap(
        equivalent
    )
    return strategy


def groups(
    layout: Layout, gold: int | Fraction, *, size: int = 4
) -> SearchStrategy[tuple[list[str], list[bool]]]:
    """A group's completions for one gold, some right and some wrong, and which are right."""
    st = hypothesis().strategies
    right = laid_out(layout, equivalent(gold)).map(lambda text: (text, True))
    wrong = laid_out(layout, perturbed(gold)).map(lambda text: (text, False))
    strategy: SearchStrategy[tuple[list[str], list[bool]]] = st.lists(
        st.one_of(right, wrong), min_size=size, max_size=size
    ).map(lambda rows: ([text for text, _ in rows], [is_right for _, is_right in rows]))
    return strategy
