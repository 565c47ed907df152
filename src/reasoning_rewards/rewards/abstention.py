"""`Abstention`: "I don't know" is worth more than a wrong answer, and less than a right one."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from reasoning_rewards.core import settings
from reasoning_rewards.core.algebra.judged import GATE_ABSTAINS, Judged
from reasoning_rewards.core.margin.bounds import Bounds
from reasoning_rewards.text import scan
from reasoning_rewards.text.completion import Completion
from reasoning_rewards.text.extract import UNFINISHED, find_answer, find_passages
from reasoning_rewards.text.languages import LANGUAGES
from reasoning_rewards.text.layout import ANY, Layout
from reasoning_rewards.verdict import Decision, Rule, Score, Verdicts

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch

__all__ = ["Abstention"]

_RIGHT = Rule("abstention.right", "right")
_WRONG = Rule("abstention.wrong", "wrong, or no answer, and nobody says so")
_SAID = Rule("abstention.said", "it says that it does not know: {said}")
_BESIDE = Rule("abstention.beside", "it says that it does not know: {said}, and an answer stands beside it")

_TEXT = scan.pattern(r"\\(?:text|mbox|textbf|mathrm)\s*|[{}$*_`\"“”«»()]")
_MARKS_BEFORE = scan.pattern(
    r"(?:<[A-Za-z_]{1,20}>|\\(?:boxed|text|mbox|textbf|mathrm)|#{1,6}|[{\s*_`\"“$:(])+\Z"
)
_MARKS_AFTER = scan.pattern(r"(?:</[A-Za-z_]{1,20}>|[}\s*_`\"”$.!。！)])+")
_LONGEST = 200  # characters of a phrase with its dress, and of the marks around it
_WHOLE = Layout(think=None, answer=ANY.answer)


class Abstention(Judged):
    """1 for a right answer, ``pay`` for saying that one does not know, 0 for a wrong answer or none.

    ===========================================================================  ======
    right, by ``by``                                                              1
    "I don't know", "no lo sé", "我不知道" … is all of the answer                   pay
    anything else, an answer beside it among it                                   0
    ===========================================================================  ======

    A policy that is right with probability q earns q by answering and ``pay`` by not: so it learns to answer where
    q > pay, as long as it can tell. Nobody judges whether it could have known. The phrases are a table,
    `text/languages.py`; one must be all that the answer says, nothing may look like an answer before it, and nothing
    be said behind it.

    It holds correctness already, so it takes its place: ``Abstention(by=solved) + 0.2 * Format()``. Bounds:
    [1, 1] for right answers, [0, pay] for wrong ones, so the margin of right over wrong is 1 − pay; abstains where
    ``by`` does. Early in a run, where nothing is right, abstaining is all that pays: begin without it.

    by: who says what is right, such as Correctness().
    pay: what not knowing earns, above 0 and below 1.
    layout: where the answer is looked for; give ``by`` the same.

    >>> from reasoning_rewards import Correctness
    >>> Abstention(by=Correctness())(["#### 4", "<answer>I don't know</answer>", "#### 5"], answer=["4"] * 3)
    [1.0, 0.2, 0.0]
    """

    pay: float = 0.2
    layout: Layout = ANY
    bounds_if_right = (1.0, 1.0)
    rules = (_RIGHT, _WRONG, _SAID, _BESIDE, GATE_ABSTAINS)

    def __post_init__(self) -> None:
        pay = settings.share("pay", self.pay)
        if not pay:
            raise settings.wrong("pay", self.pay, "a number above 0, and below 1")
        self._settle(pay=pay)
        super().__post_init__()

    @property
    def bounds_if_wrong(self) -> Bounds:
        """[0, pay]."""
        return 0.0, self.pay

    def evaluate(self, batch: Batch) -> Verdicts:
        """Judge every answer, and look for who says that there is none."""
        judged = batch.verdicts(self.by)
        scores: list[Score] = []
        decisions: list[Decision] = []
        for right, completion in zip(self._right(judged), batch.completions, strict=True):
            score, decision = self._scored(right, completion)
            scores.append(score)
            decisions.append(decision)
        return Verdicts(scores, decisions, (judged,), name=self.label)

    def _scored(self, right: bool | None, completion: Completion) -> tuple[Score, Decision]:
        if right is None:
            return None, Decision(GATE_ABSTAINS)
        if right:
            return 1.0, Decision(_RIGHT)
        said, beside = _unsure(completion, self.layout)
        if said is None:
            return 0.0, Decision(_WRONG)
        facts = (("said", said),)
        return (0.0, Decision(_BESIDE, facts)) if beside else (self.pay, Decision(_SAID, facts))


@cache
def _phrases() -> frozenset[str]:
    return frozenset(_key(phrase) for row in LANGUAGES for phrase in row.unsure.split("|") if phrase)


def _key(text: str) -> str:
    """What two texts must share to say the same: letters in one case, and spaces."""
    plain = _TEXT().sub(" ", text).replace("’", "'").casefold()
    return " ".join(plain.strip(" \n.,!;:。！").split())


def _unsure(completion: Completion, layout: Layout) -> tuple[str | None, bool]:
    """The phrase that is the answer, if any, and whether an answer stands beside it."""
    answer = find_answer(completion, layout)
    if answer.rule == UNFINISHED or completion.text.isspace():
        return None, False
    plain = Layout(think=layout.think, answer=None)
    (rest,) = find_passages((completion.text,), (completion.reasoning,), plain)
    tail = rest.texts[0].strip() if rest.texts else ""
    said = answer.text if answer.text is not None else tail[tail.rfind("\n") + 1 :]
    if len(said) > _LONGEST or _key(said) not in _phrases():
        return None, False
    at = tail.rfind(said)
    if at == -1:
        return said, True  # put together from several marks
    before = _without(tail[:at])
    after = tail[at + len(said) :]
    closed = _MARKS_AFTER().match(after)
    answered = find_answer(Completion(before), _WHOLE).text is not None
    behind = after[closed.end() :] if closed else after
    return said, answered or any(map(str.isalnum, behind))  # a guess needs no mark there


def _without(before: str) -> str:
    """A text without the marks at its end."""
    window = before[-_LONGEST:]
    marks = _MARKS_BEFORE().search(window)
    return before[: len(before) - len(window) + marks.start()] if marks else before
