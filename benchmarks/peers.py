"""Every scorer the agreement table knows, each behind the same call: (gold, text, form).

The form is "answer" (nothing else in the text), "sentence" (a sentence that holds the answer; where
nothing marks it, the whole sentence is compared, and where that can't be read, its last number),
"completion", or "last number" (a completion where nothing marks the answer).
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["PEERS", "Score", "UnavailableError"]


class UnavailableError(Exception):
    """The peer is not installed here."""


class Score(NamedTuple):
    """A verdict: right, wrong or (None) skipped, and the rule or rung that gave it."""

    same: bool | None
    rule: str = ""


Scorer = Callable[[object, str, str], Score]


def _need(module: str) -> None:
    if importlib.util.find_spec(module) is None:
        raise UnavailableError(f"{module} is not installed (requirements/bench.txt)")


def boxed(text: str, form: str) -> str:
    """Return what a scorer that reads completions gets; a bare answer is put in a box."""
    return text if form != "answer" else rf"\boxed{{{text}}}"


def ours() -> Scorer:
    """Return this library's verdict."""
    from reasoning_rewards.answers.compare.comparison import compare
    from reasoning_rewards.text.completion import Completion
    from reasoning_rewards.text.extract import find_answer
    from reasoning_rewards.text.layout import ANY, Layout
    from reasoning_rewards.text.markers import LastNumber

    lenient = Layout(think=ANY.think, answer=ANY.answer | LastNumber())

    def score(gold: object, text: str, form: str) -> Score:
        if form != "answer":
            found = find_answer(Completion(text), lenient if form == "last number" else ANY)
            if found.text is None and form != "sentence":
                return Score(False, found.rule)
            text = found.text or text
        comparison = compare(text, gold=gold)
        if form == "sentence" and found.text is None and comparison.rule == "answer.broken":
            number = find_answer(Completion(text), lenient).text
            comparison = comparison if number is None else compare(number, gold=gold)
        return Score(comparison.same, comparison.rule)

    return score


def math_verify_with(wrap: bool) -> Callable[[], Scorer]:
    """Return math-verify's documented call, the gold as given or in dollars."""

    def make() -> Scorer:
        _need("math_verify")
        from math_verify import parse, verify

        def score(gold: object, text: str, form: str) -> Score:
            want = parse(in_dollars(str(gold)) if wrap else str(gold))
            return Score(bool(verify(want, parse(boxed(text, form)))))

        return score

    return make


def in_dollars(gold: str) -> str:
    """Wrap a gold that has no delimiters of its own."""
    return gold if "$" in gold or "\\boxed" in gold or "\\(" in gold else f"${gold}$"


def trl_with(wrap: bool) -> Callable[[], Scorer]:
    """Return TRL's accuracy_reward."""

    def make() -> Scorer:
        _need("math_verify")
        _need("trl")
        from trl.rewards import accuracy_reward

        def score(gold: object, text: str, form: str) -> Score:
            completion = [{"role": "assistant", "content": boxed(text, form)}]
            want = in_dollars(str(gold)) if wrap else str(gold)
            value = accuracy_reward([completion], [want])[0]
            return Score(None if value is None else value == 1.0)

        return score

    return make


def verl_scorer(module: str, call: Callable[[Any, str, str], Any]) -> Callable[[], Scorer]:
    """Return one of verl's scorers.

    Those that are one file are loaded from it, so that no trainer is imported with them;
    ``math_verify`` starts a process pool that must find it by name.
    """

    def make() -> Scorer:
        try:
            loaded = _by_name(module) if module == "math_verify" else _from_file(module)
        except (ImportError, metadata.PackageNotFoundError) as error:
            raise UnavailableError(str(error)) from None

        def score(gold: object, text: str, form: str) -> Score:
            value = call(loaded, boxed(text, form), str(gold))
            if isinstance(value, dict):
                value = value["score"]
            if isinstance(value, tuple):
                value = value[0]
            return Score(float(value) == 1.0)

        return score

    return make


def _by_name(module: str) -> Any:
    return importlib.import_module(f"verl.utils.reward_score.{module}")


def _from_file(module: str) -> Any:
    folder = Path(str(metadata.distribution("verl").locate_file("verl/utils/reward_score")))
    path = folder / module / "__init__.py" if module == "prime_math" else folder / f"{module}.py"
    spec = importlib.util.spec_from_file_location(f"verl_{module}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"verl has no {module}")
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = loaded  # its own relative imports look for it there
    spec.loader.exec_module(loaded)
    return loaded


_NUMBER = re.compile(r"-?[\d.,]+")


def notebook_exact() -> Scorer:
    """Return the exact-string check of the public notebooks, given a fair extractor."""
    return lambda gold, text, form: Score(
        (answer_of(text) if form != "answer" else text).strip() == str(gold).strip()
    )


def notebook_number() -> Scorer:
    """Return the notebooks' check_numbers: the first number, compared as a float."""

    def score(gold: object, text: str, form: str) -> Score:
        found = _NUMBER.search(answer_of(text) if form != "answer" else text)
        try:
            return Score(found is not None and float(found[0].replace(",", "")) == float(str(gold).strip()))
        except ValueError:
            return Score(False)

    return score


def notebook_ratio() -> Scorer:
    """Return the notebooks' check_answer: a ratio to the gold of 0.9 to 1.1 earns credit."""

    def score(gold: object, text: str, form: str) -> Score:
        read = (answer_of(text) if form != "answer" else text).strip()
        try:
            return Score(read == str(gold).strip() or 0.9 <= float(read) / float(str(gold)) <= 1.1)
        except (ValueError, ZeroDivisionError):
            return Score(False)

    return score


_MARKS = re.compile(r"####|(?:final answer|answer is|answer:|answer)\s*:?", re.IGNORECASE)


def answer_of(text: str) -> str:
    """Return the answer of a completion, for peers that have no extraction of their own."""
    from reasoning_rewards.text.completion import Completion
    from reasoning_rewards.text.extract import find_answer
    from reasoning_rewards.text.layout import THINK_BOXED

    inside = find_answer(Completion(text), THINK_BOXED).text
    if inside is not None:
        return inside
    marks = list(_MARKS.finditer(text))
    if marks:
        return text[marks[-1].end() :].strip().split("\n")[0].rstrip(".")
    return text


PEERS: dict[str, Callable[[], Scorer]] = {
    "ours": ours,
    "math-verify, gold as given": math_verify_with(wrap=False),
    "math-verify, gold in $": math_verify_with(wrap=True),
    "TRL accuracy_reward, as given": trl_with(wrap=False),
    "TRL accuracy_reward, gold in $": trl_with(wrap=True),
    "verl math_verify": verl_scorer("math_verify", lambda m, text, gold: m.compute_score(text, gold)),
    "verl prime_math": verl_scorer("prime_math", lambda m, text, gold: m.compute_score(text, gold)),
    "verl math_reward": verl_scorer("math_reward", lambda m, text, gold: m.compute_score(text, gold)),
    "verl math_dapo": verl_scorer("math_dapo", lambda m, text, gold: m.compute_score(text, gold)),
    "verl gsm8k strict": verl_scorer(
        "gsm8k", lambda m, text, gold: m.compute_score(text, gold, method="strict")
    ),
    "verl gsm8k flexible": verl_scorer(
        "gsm8k", lambda m, text, gold: m.compute_score(text, gold, method="flexible")
    ),
    "notebook: string ==": notebook_exact,
    "notebook: number ==": notebook_number,
    "notebook: within 10 %": notebook_ratio,
}
