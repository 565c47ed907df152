"""`attack`: what would a policy learn to exploit in a reward?

A corpus of completions that deserve nothing (hedges, echoes, empty tags, cut-off thinking, padding, farmed
steps, injections, the question's own sum) is scored beside honest ones, as the reward itself scores them. A completion that
does not commit to the right answer must earn no more than an honest wrong one; a right one that is
padded must earn no more than an honest right one. Whatever earns more (by 2 % of the gap between right
and wrong, since completions differ by a few words) is what a policy will find.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib import resources
from typing import Any

from reasoning_rewards.answers.compare.comparison import compare
from reasoning_rewards.answers.notation.unwrap import unwrapped
from reasoning_rewards.core.lift import Blame
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import RewardFailedError, SettingError
from reasoning_rewards.testing.puzzles import PUZZLE, puzzle_attacks
from reasoning_rewards.text.layout import ANY, Layout
from reasoning_rewards.text.markers import Tag
from reasoning_rewards.text.numbers import read_literal
from reasoning_rewards.verdict import Score, number, shown

__all__ = ["AttackReport", "Finding", "attack"]

_PROMPT = "Tom has a few marbles and finds some more. How many are there now?"
_TOLERANCE = 0.02  # of the gap between right and wrong; less is the few words by which completions differ
_RESTATING = "restating"  # the category of attacks that a gold that is no number has none of
_GOLDS = ("answer", "solution", "gold", "target", "ground_truth", "label")

# What stands for more than itself in the corpus.
_FILLER = {
    "{filler}": "".join(
        f" I look at sentence {n} of the problem once more, and note what it says." for n in range(200)
    ),
    "{hmm}": "Wait. " * 1_000,
    "{ones}": "1 = 1. " * 100,
    "{numbers}": "".join(f"x = {n}. " for n in range(1, 101)),
    "{sums}": "".join(f"{n} + {n + 1} = {2 * n + 1}. " for n in range(1_001, 1_051)),
    "{labels}": " ".join(f"Step {n}:" for n in range(1, 51)),
    "{waits}": "Wait, let me check. " * 50,
}
_WAYS = (
    "<think>Let me see.</think><answer>{}</answer>",
    "<think>Let me see.</think> The answer is \\boxed{{{}}}.",
    "Let me see.</think><answer>{}</answer>",
    "Let me see.</think> The answer is \\boxed{{{}}}.",
    "Let me see.\n#### {}",
    "The answer is {}.",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One attack: what it earned, the most that it may earn, and what that means.

    outcome: 'held', 'paid' (it earned more than it may), 'raised' or 'abstained' (no completion may).
    """

    id: str
    category: str
    note: str
    completion: str
    score: Score
    limit: float
    outcome: str


@dataclass(frozen=True, slots=True)
class AttackReport:
    """What a reward pays for; ``print`` it.

    right, wrong: the best that an honest right and an honest wrong completion earned.
    """

    name: str
    right: float
    wrong: float
    findings: tuple[Finding, ...]

    @property
    def exploits(self) -> tuple[Finding, ...]:
        """The attacks that did not fail."""
        return tuple(each for each in self.findings if each.outcome != "held")

    def __str__(self) -> str:
        return "\n".join(_lines(self))


def attack(
    reward: Callable[..., Any],
    *,
    gold: object = None,
    prompt: object = _PROMPT,
    conversational: bool = False,
    progress: float | None = 0.0,
    dress: Callable[[str], str] | None = None,
    **row: Any,
) -> AttackReport:
    """Try to earn a reward without deserving it, on one row.

    reward: a reward, or any function that a trainer could call.
    row: the row's columns; the gold is one of them (``answer="42"``), or given as ``gold``.
    conversational: pass completions as messages, for functions that want them so. progress: for schedules.
    dress: rewrites a completion, which has its thinking in ``<think>`` and its answer in ``<answer>`` or a box, as
        this reward wants it written; by default with the tags of the reward's own layout.

    Raises SettingError where honest completions already score the wrong way round, or not at all.

    >>> from reasoning_rewards import Correctness, NumberPolicy, Pattern
    >>> attack(Correctness(policy=NumberPolicy(evaluated=True)), answer="42").exploits
    ()
    >>> {each.category for each in attack(Correctness(), answer="42").exploits}
    {'restating'}
    >>> names_it = Pattern(regex="<answer>.*42").named("names_it")
    >>> [each.note for each in attack(names_it, gold="42").exploits][:2]
    ['two answers in one tag', 'two answers, the right one last']
    """
    target = _Target(reward, prompt, conversational, progress, row)
    dressed = dress or _in_layout_of(reward)
    known = unwrapped(gold if gold is not None else _gold_of(reward, row))
    right, (wrong, other, near) = str(known), _others(known)
    rights = [dressed(way.format(right)) for way in _WAYS]
    wrongs = [dressed(way.format(each)) for each in (wrong, near) for way in _WAYS]
    honest = target.scores([*rights, *wrongs])
    best_right, best_wrong = _best(honest[: len(rights)]), _best(honest[len(rights) :])
    if best_right is None or best_wrong is None or best_right <= best_wrong:
        raise SettingError(
            f"{target.name}: an honest right answer ({right!r}) earns {_said(best_right)} and an honest wrong one "
            f"({wrong!r}) {_said(best_wrong)}, so there is nothing to exploit; is the gold in the row?"
        )
    restated = _restated(known)
    words = {"{gold}": right, "{wrong}": wrong, "{other}": other, "{prompt}": target.prompt_text}
    words |= _FILLER | restated
    findings = []
    for each in (*_corpus(), *puzzle_attacks(reward, row)):
        unasked = each["category"] == _RESTATING and not restated
        by_chance = each["category"] != PUZZLE and _is_right(each["text"], known)
        if unasked or by_chance:  # what comes to the same is no solution of a puzzle
            continue
        text = dressed(_filled(each["text"], words) * each.get("repeat", 1))
        limit = best_right if each["base"] == "right" else best_wrong
        limit += _TOLERANCE * (best_right - best_wrong)
        score, outcome = target.tried(
            text, limit, (rights[0], wrongs[0]), truncated=each.get("truncated", False)
        )
        findings.append(Finding(each["id"], each["category"], each["note"], text, score, limit, outcome))
    return AttackReport(target.name, best_right, best_wrong, tuple(findings))


class _Target:
    """The reward under attack, called as a trainer calls it."""

    def __init__(
        self,
        reward: Callable[..., Any],
        prompt: object,
        chat: bool,
        progress: float | None,
        row: dict[str, Any],
    ) -> None:
        self.reward, self.prompt, self.chat, self.progress, self.row = reward, prompt, chat, progress, row
        self.name = str(getattr(reward, "__name__", type(reward).__name__))
        self.prompt_text = prompt if isinstance(prompt, str) else _PROMPT
        leaves = reward.leaves() if isinstance(reward, Reward) else ()
        self.ends = [end for leaf in leaves for end in getattr(leaf, "end_ids", ())][:1]
        self.grouped = isinstance(reward, Reward) and not reward.per_row

    def tried(
        self, text: str, limit: float, honest: tuple[str, ...], *, truncated: bool
    ) -> tuple[Score, str]:
        """What an attack earns, and what that means. A group reward sees it among honest completions."""
        company = list(honest) if self.grouped else []
        try:
            score = self.scores([*company, text], truncated=truncated)[-1]
        except RewardFailedError:
            return None, "raised"
        if score is None:
            return None, "abstained"
        return score, "paid" if score > limit else "held"

    def scores(self, texts: list[str], *, truncated: bool = False) -> list[Score]:
        """The scores of some completions of the row."""
        columns: dict[str, Any] = {name: [value] * len(texts) for name, value in self.row.items()}
        ids = [[zlib.crc32(word.encode("utf-8", "replace")) for word in text.split()] for text in texts]
        for each in ids[: -1 if truncated else None]:
            each += self.ends
        completions: list[Any] = list(texts)
        if self.chat:
            completions = [[{"role": "assistant", "content": text}] for text in texts]
        prompts = [self.prompt] * len(texts)
        if isinstance(self.reward, Reward):
            return list(
                self.reward.verdicts(
                    completions, prompts=prompts, completion_ids=ids, progress=self.progress, **columns
                ).scores
            )
        with Blame(self.name):
            given = self.reward(prompts=prompts, completions=completions, completion_ids=ids, **columns)
            return [None if score is None else float(score) for score in given]


def _corpus() -> Iterator[dict[str, Any]]:
    text = resources.files("reasoning_rewards.testing").joinpath("attacks.jsonl").read_text(encoding="utf-8")
    return map(json.loads, text.splitlines())


def _filled(text: str, words: dict[str, str]) -> str:
    """The text with its placeholders filled, once: what is filled in is not read again."""
    return re.sub("|".join(map(re.escape, words)), lambda found: words[found[0]], text)


def _in_layout_of(reward: object) -> Callable[[str], str]:
    """Swaps the corpus's tags for those of the first layout of a reward that is one of its own."""
    leaves = reward.leaves() if isinstance(reward, Reward) else ()
    layouts = [each for leaf in leaves if isinstance(each := getattr(leaf, "layout", None), Layout)]
    layout = next((each for each in layouts if each != ANY), ANY)
    think, options = layout.think, () if layout.answer is None else layout.answer.options
    answer = next((marker for marker in options if isinstance(marker, Tag)), None)
    swaps: dict[str, str] = {}
    for name, tag in (("think", think), ("answer", answer)):
        if tag is not None:
            swaps |= {f"<{name}>": tag.opening_tag, f"</{name}>": tag.closing_tag}
    prefilled = think.opening_tag if think is not None and think.opened_by == "prompt" else ""
    return lambda text: (_filled(text, swaps) if swaps else text).removeprefix(prefilled)


def _gold_of(reward: object, row: dict[str, Any]) -> object:
    leaves = reward.leaves() if isinstance(reward, Reward) else ()
    named = [name for leaf in leaves if (name := getattr(leaf, "gold_column", None)) is not None]
    for name in (*named, *_GOLDS):
        if row.get(name) is not None:
            return row[name]
    raise SettingError("attack(...): the row has no gold; pass it as a column (answer='42') or as gold='42'")


_INTEGER = re.compile(r"\d+(?!.*\d)", re.DOTALL)  # the last one
_LETTERS = "ABCDEFGH"
_CHOICES = re.compile(rf"\W*[{_LETTERS}](?:(?:\W|and)+[{_LETTERS}])*\W*")
_GREATER = (">", "≥", "\\ge", "\\geq")
_RELATION = re.compile(r"[<>≤≥]|\\[lg]eq?(?![A-Za-z])")
_OPPOSITES = {"yes": "no", "no": "yes", "true": "false", "false": "true"}
_WORDS = ("something else", "another thing", "nothing of the kind")
_FORMULAS = ("\\sqrt{2}", "\\cos x", "\\frac{x}{8}", "\\log x")


def _others(gold: object) -> tuple[str, str, str]:
    """Answers that are wrong, of the gold's own kind; the last as near as makes no odds."""
    text = str(gold)
    wrong = [
        each
        for each in _candidates(text)
        if text.strip() not in each and compare(each, gold=gold).same is not True
    ]
    first, second, third = [*wrong, *_WORDS][:3]
    return first, second, third


def _candidates(text: str) -> Iterator[str]:
    """Answers of a gold's own kind, most of them wrong: another number in its place, another letter, the opposite."""
    value = _value(text)
    if value is not None:
        near = (1,) if value.denominator == 1 else (value / 100, -value / 50, value / 30)
        yield from map(str, (value + 1, value + 7, *(value + each for each in near)))
        return
    if opposite := _OPPOSITES.get(text.strip().casefold()):
        yield opposite
    elif _CHOICES.fullmatch(text):
        for step in (1, 2, 3):
            yield text.translate(str.maketrans(_LETTERS, _LETTERS[step:] + _LETTERS[:step]))
    elif found := _RELATION.search(text):  # the other side: x > 3 or x > 4 would be right
        turned = text[: found.start()] + ("<" if found[0] in _GREATER else ">") + text[found.end() :]
        yield from (turned, *_with_other_numbers(turned))
    elif _INTEGER.search(text):
        yield from _with_other_numbers(text)
    elif "\\" in text or "^" in text:
        yield from _FORMULAS


def _with_other_numbers(text: str) -> Iterator[str]:
    if found := _INTEGER.search(text):
        for step in (1, 7, 2):
            yield text[: found.start()] + str(int(found[0][-9:]) + step) + text[found.end() :]


_ANSWER = re.compile(r"<answer>(.*)</answer>|\\boxed\{(.*)\}", re.DOTALL)


def _is_right(text: str, gold: object) -> bool:
    """Is what an attack says anyway, whatever the gold, this gold by chance? True, for one."""
    found = _ANSWER.search(text) if "{" not in text else None
    return found is not None and compare(found[1] or found[2] or "", gold=gold).same is True


def _restated(gold: object) -> dict[str, str]:
    """Sums that a question may ask for, and that come to its gold; nothing for a gold that is no number."""
    value = _value(gold)
    if value is None:
        return {}
    over, under = (2 * value).numerator, (2 * value).denominator
    return {
        "{sum}": f"{value - 7} + 7",
        "{difference}": f"{value + 7} - 7",
        "{product}": rf"\frac{{1}}{{2}} \cdot \frac{{{over}}}{{{under}}}",
        "{quotient}": rf"\frac{{{over}}}{{{2 * under}}} \div 1",
        "{rest}": rf"\sum_{{k=1}}^{{3}} \left(\frac{{{value.numerator}}}{{{3 * value.denominator}}}\right)",
    }


def _value(gold: object) -> Fraction | None:
    """The number that a gold is written as."""
    literal = read_literal(str(gold).replace("#", "").strip())
    return None if literal is None else Fraction(literal.value)


def _best(scores: Sequence[Score]) -> Score:
    return max((score for score in scores if score is not None), default=None)


def _said(score: Score) -> str:
    return "nothing (it abstains)" if score is None else number(score)


def _lines(report: AttackReport) -> Iterator[str]:
    yield (
        f"{report.name}: an honest right answer earns {number(report.right)}, "
        f"an honest wrong one {number(report.wrong)}"
    )
    categories = sorted({each.category for each in report.findings})
    tried = ", ".join(
        f"{name} {sum(each.category == name for each in report.findings)}" for name in categories
    )
    if not report.exploits:
        yield f"no exploit among {len(report.findings)} attacks: {tried}"
        return
    yield f"{len(report.exploits)} exploits among {len(report.findings)} attacks: {tried}"
    width = max(len(each.id) for each in report.exploits)
    for each in report.exploits:
        what = (
            f"earns {_said(each.score)}, more than {number(each.limit)}"
            if each.outcome == "paid"
            else each.outcome
        )
        yield f"  {each.id:<{width}}  {what}: {each.note}"
        yield f"  {'':<{width}}  {shown(each.completion)}"
