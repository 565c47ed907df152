"""Hypothesis strategies for what a trainer may pass to a reward."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reasoning_rewards.errors import MissingExtraError

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["GOLDS", "PROBES", "completions", "golds", "hypothesis", "prompts"]

# What completions are made of: the marks that rewards look for, answers, and text that is neither.
_PIECES = (
    *("<think>", "</think>", "<answer>", "</answer>", "\\boxed{", "}", "#### ", "The answer is ", "**", "\n"),
    *("42", "41", "-3.5", "1,000", "1/2", "0.5", "3 + 4 = 7", "<<3*4=12>>", "1 = 1", "yes", "Paris", " "),
    *("wait", "\\frac{1}{2}", "½", "🙂", "\x00", "\ud800", "٣", "9^{9^{9}}"),
)
GOLDS = ("42", 42, 0.5, "1/2", "#### 1,000", "Paris", "", None, float("nan"), "N/A", "\\frac{1", "-3.5")
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
