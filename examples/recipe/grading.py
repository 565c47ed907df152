"""Right or wrong, by another hand than the rewards'.

Whoever trains on a reader should not be graded by it: a model may learn to please the one that pays.
So nothing here reads an answer with this library. What stands after the thinking is read by

    math     math-verify: the last box, else "the answer is ...", else the last expression or number
    number   the last number of the text, whatever stands around it
    choice   a letter A to E in a box, an answer tag, after "answer is" or ####, or at the beginning or
             end of what is said; or the text of exactly one option
    puzzle   Yes or No, in the same places
    words    golds such as a name: the same words, in the same places

math-verify can run away on hostile text, and its own timer works on a main thread only. It runs in
worker processes that are killed when a completion has taken CPU_SECONDS; that completion counts as
wrong, and `how` says why, so that a report can say how many there were.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction
from functools import cache
from importlib.util import find_spec
from typing import Any, NamedTuple

from reasoning_rewards.engine.available import unavailable
from reasoning_rewards.engine.outcome import Job, Limits, Outcome
from reasoning_rewards.engine.workers import Pool

CPU_SECONDS = 5.0
LONGEST_NUMBER = 100  # digits; longer ones are no answer to any question of the recipe
LONGEST = 20_000  # characters after the thinking that are looked at, from the end: the answer stands there

HOWS = ("same", "differs", "unanswered", "unfinished", "timed out", "failed")
"""What became of a completion; all but the first count as wrong."""

THINKING = (
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<reasoning>", "</reasoning>"),
    ("<start_working_out>", "<end_working_out>"),
)
LETTERS = "ABCDE"

TAG = re.compile(r"</?[A-Za-z_]\w*>")
MARKED = re.compile(
    r"<(?P<tag>answer|solution)>(?P<tagged>.*?)</(?P=tag)>"
    r"|\\(?:boxed|fbox)\s*\{(?P<boxed>(?:[^{}]|\{[^{}]*\})*)\}"
    r"|####(?P<after>[^\n]*)"
    r"|\b(?:answer|option|choice)(?:\s+is|\s*:)(?P<said>[^\n]*)",
    re.IGNORECASE | re.DOTALL,
)
COMMAND = re.compile(r"\\[a-zA-Z]+|[{}$*_`\"']")
LETTER = re.compile(r"(?i:option|choice)?\s*[(\[]?\s*(?P<letter>[A-Ea-e])(?:\s*[)\].:,]|\s*$|\s+(?=\S))")
LAST = re.compile(r"(?:^|[\s(\[])(?P<letter>[A-E])[)\].]*\s*$")
REASON = re.compile(r"(?i)\s+(?:because|since|as|is (?:right|correct))\b")
ANOTHER = re.compile(r"\s*[)\].]?\s*(?:or|and|/|,|&)\s*[(\[]?\s*[A-E]\b")
NUMBER = re.compile(r"(?<![\w.])-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
YES_NO = re.compile(r"(?i)\W*(?P<word>yes|no)\b")


class Asked(NamedTuple):
    """A completion, and what it is held against."""

    text: str
    gold: str
    task: str = "math"
    options: tuple[str, ...] = ()
    opened: bool = False  # the prompt has written the opening tag of the thinking


class Grade(NamedTuple):
    """The outcome, and the answer in a form in which equal answers are equal text."""

    right: bool
    how: str
    answer: str = ""


def right(text: str, gold: str, task: str = "math", options: Sequence[str] = ()) -> bool:
    """Whether one completion is right; for many, `grade` is much faster."""
    return grade([Asked(text, gold, task, tuple(options))])[0].right


def grade(asked: Sequence[Asked]) -> list[Grade]:
    """Grade completions, each distinct one once."""
    unique = list(dict.fromkeys(asked))
    known = {one: grade_words(one) for one in unique}
    rest = [one for one in unique if known[one] is None]
    known.update(zip(rest, grade_math(rest), strict=True))
    return [known[one] for one in asked]


def spoken(asked: Asked) -> str | None:
    """What follows the thinking; ``None`` if that never ends."""
    text = asked.text
    for opening, closing in THINKING:
        _, mark, after = text.rpartition(closing)
        if mark:
            return after[-LONGEST:]
        if opening in text:
            return None
    return None if asked.opened else text[-LONGEST:]


def grade_words(asked: Asked) -> Grade | None:
    """Grade what needs no mathematics; ``None`` where it does."""
    text = spoken(asked)
    if text is None:
        return Grade(False, "unfinished")
    if not text.strip():
        return Grade(False, "unanswered")
    gold = asked.gold.strip()
    if asked.task == "number":
        return grade_number(text, gold)
    if asked.task == "choice":
        answer = read_letter(text, asked.options)
    elif asked.task == "puzzle" and gold.lower() in ("yes", "no"):
        answer = read_yes_no(text)
    elif asked.task == "puzzle" or re.fullmatch(r"[^\W\d_]{2,}(?:[\s,'-]+[^\W\d_]+)*", gold):
        answer = plain(places(text)[0]) if places(text) else ""
    else:
        return None
    if not answer:
        return Grade(False, "unanswered")
    same = answer.casefold() == plain(gold).casefold()
    return Grade(same, "same" if same else "differs", answer.casefold())


def grade_number(text: str, gold: str) -> Grade:
    """The last number, in any layout: 1,250 and 2.5 and $14 and 17."""
    numbers = [hit.group().replace(",", "") for hit in NUMBER.finditer(text)]
    if not numbers:
        return Grade(False, "unanswered")
    last = numbers[-1][:LONGEST_NUMBER]
    same = Fraction(last) == Fraction(gold)
    return Grade(same, "same" if same else "differs", str(Fraction(last)))


def places(text: str) -> list[str]:
    """Where an answer in words may stand: the last marked one alone, else the last line and the first."""
    hits = list(MARKED.finditer(text))
    if hits:
        groups = hits[-1].groupdict()
        return [
            next(groups[name] for name in ("tagged", "boxed", "after", "said") if groups[name] is not None)
        ]
    lines = [line for line in TAG.sub("\n", text).splitlines() if line.strip()]
    return [lines[-1], lines[0]] if lines else []


def plain(text: str) -> str:
    """Words without TeX, tags and punctuation around them."""
    return " ".join(COMMAND.sub(" ", TAG.sub(" ", text)).split()).strip(" .,:;!()[]")


def read_letter(text: str, options: Sequence[str]) -> str:
    found = {picked for place in places(text) if (picked := letter_in(place, options))}
    return found.pop() if len(found) == 1 else ""


def letter_in(place: str, options: Sequence[str]) -> str:
    """The one letter that a place begins or ends with, or the option whose text it is."""
    said = " ".join(COMMAND.sub(" ", place).split()).lstrip(": ")
    hit = LETTER.match(said)
    if hit and is_letter(said, hit):
        return "" if ANOTHER.match(said, hit.end("letter")) else hit["letter"].upper()
    if last := LAST.search(said):
        return last["letter"]
    same = [i for i, option in enumerate(options) if plain(option).casefold() == plain(said).casefold()]
    return LETTERS[same[0]] if len(same) == 1 else ""


def is_letter(said: str, hit: re.Match[str]) -> bool:
    """Not the article: an A counts where it is closed by a bracket, stands alone, or has its reason told."""
    letter, end = hit["letter"], hit.end("letter")
    after = said[end:].strip()
    told = REASON.match(said, end) or ANOTHER.match(said, end)
    return not after or after[0] in ")].:," or (letter.isupper() and (letter != "A" or bool(told)))


def read_yes_no(text: str) -> str:
    found = {hit["word"].lower() for place in places(text) if (hit := YES_NO.match(COMMAND.sub(" ", place)))}
    return found.pop() if len(found) == 1 else ""


def grade_math(asked: Sequence[Asked]) -> list[Grade]:
    jobs = [Job("verify", (TAG.sub("\n", spoken(one) or ""), one.gold)) for one in asked]
    if not jobs:
        return []
    outcomes = workers().run(jobs)
    if all(outcome.status == "died" for outcome in outcomes):
        raise SystemExit(
            f"math-verify does not run on this machine: {outcomes[0].detail or 'its worker died'}"
        )
    return [as_grade(outcome) for outcome in outcomes]


def as_grade(outcome: Outcome) -> Grade:
    if outcome.status == "answered":
        same, how, answer = outcome.value  # type: ignore[misc]
        return Grade(bool(same), str(how), str(answer))
    late = outcome.status in ("cpu_spent", "stalled", "skipped")
    return Grade(False, "timed out" if late else "failed")


@cache
def workers() -> Pool:
    """The processes that math-verify runs in: the library's, lent for what can be killed; none of its readers."""
    if find_spec("math_verify") is None:
        raise SystemExit("the evaluation grades with math-verify: pip install math-verify==0.9.0")
    if reason := unavailable():
        raise SystemExit(f"the evaluation grades in worker processes, which can't be started here: {reason}")
    limits = Limits(
        cpu=CPU_SECONDS,
        stall=12 * CPU_SECONDS,
        batch=4 * 3600.0,
        memory=2 << 30,
        workers=max(1, min(8, os.cpu_count() or 1)),
    )
    return Pool({"verify": "recipe.grading:verify_in_worker"}, limits)


def verify_in_worker(text: str, gold: str) -> tuple[bool, str, str]:
    """Read both and compare; this runs in a worker, whose CPU time ends it."""
    from math_verify import verify

    got = read_math(text)
    if not got:
        return False, "unanswered", ""
    want = read_math(f"${gold}$") or read_math(gold)
    if want:
        same = bool(verify(want, got, timeout_seconds=None))
    else:  # math-verify can't read the gold: only the same text is right
        same = plain(str(got[-1])).casefold() == plain(gold).casefold()
    return same, "same" if same else "differs", canonical(got[0])


def read_math(text: str) -> list[Any]:
    from math_verify import parse

    logging.getLogger("math_verify").setLevel(logging.ERROR)  # it warns that its timer is off
    return list(parse(text, parsing_timeout=None))


def canonical(value: Any) -> str:
    """One text for equal numbers, however they are written; other values as they print."""
    if getattr(value, "is_Equality", False) and getattr(value.lhs, "is_Symbol", False):
        value = value.rhs
    if getattr(value, "is_number", False):
        with suppress(TypeError, ValueError, OverflowError):  # complex, undefined or too large for a double
            return f"{float(value.doit()):.12g}"  # math-verify leaves 50% as 50 times 1/100
    return str(value)
