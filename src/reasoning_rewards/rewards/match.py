"""Rewards that decide: is the answer the gold?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, overload

from reasoning_rewards.answers.compare.comparison import Compared, comparison_of
from reasoning_rewards.answers.compare.policy import NumberPolicy
from reasoning_rewards.answers.compare.rules import ANSWER_RULES, COMPARISON_RULES
from reasoning_rewards.answers.engines.engines import SYMBOLIC_RULES, WORKER_RULES
from reasoning_rewards.answers.notation.gold import GOLD_RULES
from reasoning_rewards.answers.notation.unwrap import value_in
from reasoning_rewards.answers.values.outcome import Outcome
from reasoning_rewards.core import settings
from reasoning_rewards.core.margin.bounds import Bounds, Question
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import BatchError
from reasoning_rewards.notices import MACHINE, warn_of_workers, warn_once
from reasoning_rewards.rewards.graded import Graded, distinct, is_unread, warn_of_golds, why_unread
from reasoning_rewards.text.extract import MISSING, UNFINISHED, Answer
from reasoning_rewards.verdict import Decision, Score, Verdicts

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch

__all__ = ["Correctness", "MultipleChoice", "Numeric", "Symbolic"]

_SILENT = frozenset((MISSING, UNFINISHED))
# What comparing comes to where no gold of a batch is understood: only then is it asked whether none is.
_AS_TEXT = frozenset(
    ("", "text.same", "text.differs", "kind.differs", "ladder.undecided", *ANSWER_RULES, *GOLD_RULES)
)
_ENOUGH = 8  # completions of a batch that say something about a data set


class Correctness(Graded):
    """1 where the answer is the gold, else 0; the reward to reach for when answers can be checked.

    =========================================================================  ======
    the answer is the gold                                                      1.0
    it is not; there is none; it can't be read; nothing could decide            0.0
    the gold is missing, a placeholder, or can't be read                        None
    =========================================================================  ======

    gold_column: the data set column with the golds: numbers, words, ``#### 42`` solutions, …; what wraps
        them is taken off, as in ``["42"]`` or ``{"style": "rule", "ground_truth": "42"}``.
    layout: where the answer is looked for, by default wherever models write one: an answer tag, a
        box, ``####``, "the answer is …", or an answer that stands alone. Nothing inside unfinished
        thinking counts.
    policy: what counts as the same number; exact by default.
    golds: what several golds in a row mean (a list, also as JSON text): ``"any"`` of them is right, or
        ``"all"`` of them are wanted, in any order. By default several that are equal, or words, mean any
        of them, and of others the row abstains.
    engine: who is asked about pairs that nothing in this process can decide, one in a thousand or
        fewer: ``"sympy"``, ``"math-verify"`` (an extra), or None for nobody. It runs in worker
        processes, started when the first such pair comes, with a second of CPU time a pair; what it
        does not decide either scores 0.0 under a rule that says why.

    Right answers score [1, 1], wrong ones [0, 0]; a row abstains for its gold alone, so either all of
    its completions do or none.

    >>> Correctness()(["So \\\\boxed{42}.", "Thus, 41", "<think>42"], answer=["42", "42", "42"])
    [1.0, 0.0, 0.0]
    >>> print(Correctness(gold_column="solution").explain("The answer is 1,000.", solution="1000"))
    correctness  1  number.same  the same number; read '1,000', gold '1000'
    """

    decides = True
    bounds = (0.0, 1.0)
    rules = (*COMPARISON_RULES, *SYMBOLIC_RULES, *WORKER_RULES)

    @property
    def logged_rules(self) -> tuple[str, ...]:
        """Who was to blame where there was nothing to compare; what was compared is in the score."""
        return (*ANSWER_RULES, *GOLD_RULES, *(WORKER_RULES if self.engine else ()))

    def evaluate(self, batch: Batch) -> Verdicts:
        """Read every answer and compare it with the row's gold; equal questions are asked once."""
        pairs, places = distinct(batch.answers(self.layout), self._golds(batch))
        found = self._decide_all(pairs)
        worth = self._worth(pairs, found)
        rules = {outcome.rule for outcome, _, _ in found}.union(answer.rule for answer, _ in pairs)
        decisions = _Decisions(pairs, found, places)
        self._warn(batch, decisions, rules)
        if rules <= _AS_TEXT:
            _warn_of_verbatim(
                self, len(batch), {want for outcome, _, want in found if outcome.rule not in GOLD_RULES}
            )
        return Verdicts([worth[place] for place in places], decisions, name=self.label)

    def _worth(self, pairs: list[tuple[Answer, object]], found: list[Compared]) -> list[Score]:
        """What each pair of an answer and a gold is worth."""
        return [_score(outcome) for outcome, _, _ in found]

    def _warn(self, batch: Batch, decisions: _Decisions, rules: set[str]) -> None:
        if not rules.isdisjoint(GOLD_RULES):
            warn_of_golds(self, batch, decisions)
        if not rules.isdisjoint(_SILENT):
            _warn_of_silence(self, decisions)
        if not rules.isdisjoint(MACHINE):
            warn_of_workers(self.__name__, decisions, "engine=None does without workers")


class Numeric(Correctness):
    """1 where the answer is the gold's number, else 0; nothing but numbers counts.

    Scores and settings are those of `Correctness`, with two differences: a gold that is not one finite number
    abstains (None), and an answer that is not one scores 0.0.

    >>> Numeric()(["#### 0.5", "#### Paris"], answer=["1/2", "1/2"])
    [1.0, 0.0]
    >>> Numeric()(["#### Paris"], answer=["Paris"])
    [None]
    """

    @property
    def _own_policy(self) -> NumberPolicy:
        return replace(self.policy, kinds="numbers")


class Symbolic(Correctness):
    r"""1 where the answer is the gold's mathematics, else 0; words and letters of choices don't count.

    Scores and settings are those of `Correctness`, but a gold of words abstains (None).

    >>> Symbolic()([r"So \boxed{(x-1)(x+1)}."], answer=["x^2 - 1"])
    [1.0]
    >>> Symbolic()(["#### Paris"], answer=["Paris"])
    [None]
    """

    @property
    def _own_policy(self) -> NumberPolicy:
        return replace(self.policy, kinds="mathematics")


class MultipleChoice(Correctness):
    r"""1 where the answer picks the gold's option, else 0: by its letter in any dress, or by its text.

    =========================================================================  ======
    ``B``, ``(b)``, ``\textbf{(B)}\ 12``, ``B) 12 cm``, the option's own text      1.0
    another option, a letter with another option's text, several, none         0.0
    several are wanted: all of them and no other, in any order                  1.0
    several are wanted, others are named                                        partial × max(0, hits − wrong)/wanted
    the gold is neither a letter nor an option                                 None
    =========================================================================  ======

    A row wants several where its gold is plainly a list: ``A, C``, ``A and C``, ``["A", "C"]``, ``(A), (C)``. An
    answer may then be written in any of these ways, or ``AC``. Bounds: [1, 1] for right answers,
    [0, partial] for wrong ones.

    gold_column: a letter, the text of an option, or (an int) its place counted from 0; or a list of these.
    options_column: a column with each row's options, as a list of texts; None where there is none, and
        then only letters can be told apart.
    several: True where every row may want several: then a gold ``AC`` is two letters, too.
    partial: what naming a part of several can earn, below 1; by default all or nothing. Each wrong letter
        cancels a right one, so naming all options of four, two of them right, earns nothing.
    layout, policy, engine: as for `Correctness`; letters and options need no engine.
    golds: as for `Correctness`, but for ``"all"``: an answer here is one option.

    >>> MultipleChoice()(["The answer is (b).", "The answer is C."], answer=["B", "B"])
    [1.0, 0.0]
    >>> MultipleChoice(options_column="options")(
    ...     ["The answer is 12 cm.", "The answer is B) 11 cm."], answer=["B"] * 2, options=[["11 cm", "12 cm"]] * 2
    ... )
    [1.0, 0.0]
    >>> MultipleChoice(partial=0.4)(["#### AC", "#### C", "#### A, B", "#### ABCD"], answer=["A, C"] * 4)
    [1.0, 0.2, 0.0, 0.0]
    """

    options_column: str | None = None
    several: bool = False
    partial: float = 0.0

    def __post_init__(self) -> None:
        self._settle(partial=settings.share("partial", self.partial))
        super().__post_init__()

    @property
    def bounds_if_wrong(self) -> Bounds:
        """[0, partial]."""
        return 0.0, self.partial

    @property
    def _question(self) -> Question:
        return self  # Correctness may disagree: an option's text may be right where its letter is the gold

    def _golds(self, batch: Batch) -> list[_Options]:
        golds = super()._golds(batch)
        options = [None] * len(batch) if self.options_column is None else batch.column(self.options_column)
        return [
            _Options(gold, _listed(self, batch, row, each))
            for row, (gold, each) in enumerate(zip(golds, options, strict=True))
        ]

    def _decide(self, answer: str | None, gold: object, policy: NumberPolicy) -> Compared:
        from reasoning_rewards.answers.compare.choice import decide_choice  # brings the whole reader

        assert isinstance(gold, _Options)  # what _golds gave
        return decide_choice(answer, gold.gold, gold.options, policy, self.several)

    def _worth(self, pairs: list[tuple[Answer, object]], found: list[Compared]) -> list[Score]:
        scores = super()._worth(pairs, found)
        if not self.partial:
            return scores
        from reasoning_rewards.answers.compare.choice import share_of_choices

        for place, ((answer, gold), (outcome, _, _)) in enumerate(zip(pairs, found, strict=True)):
            if outcome.rule == "choice.differs" and answer.text is not None and not answer.rule:
                assert isinstance(gold, _Options)
                share = share_of_choices(answer.text, gold.gold, gold.options, self.policy, self.several)
                scores[place] = self.partial * share
        return scores


class _Options(NamedTuple):
    """A row's gold, and the options that it is one of."""

    gold: object
    options: list[str] | None


def _listed(reward: MultipleChoice, batch: Batch, row: int, options: object) -> list[str] | None:
    """A row's options; a mapping of letters to texts stands for its texts."""
    if options is None:
        return None
    texts = list(options.values()) if isinstance(options, dict) else value_in(options)
    if not isinstance(texts, list | tuple) or not all(isinstance(text, str) for text in texts):
        raise BatchError(
            f"{reward.options_column}, {batch.where(row)}: {str(options)[:60]!r}; expected a list of the options' texts"
        )
    return list(texts)


def _score(outcome: Outcome) -> Score:
    """Who is to blame decides: a gold's fault abstains, everything else that is not right is 0."""
    if outcome.same:
        return 1.0
    return None if outcome.rule.startswith("gold.") else 0.0


class _Decisions(Sequence[Decision]):
    """What was said of every row, put into words when somebody asks."""

    __slots__ = ("_found", "_pairs", "_places")

    def __init__(self, pairs: list[tuple[Answer, object]], found: list[Compared], places: list[int]) -> None:
        self._pairs = pairs
        self._found = found
        self._places = places

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, row: int) -> Decision: ...
    @overload
    def __getitem__(self, row: slice) -> list[Decision]: ...
    def __getitem__(self, row: int | slice) -> Decision | list[Decision]:
        if isinstance(row, slice):
            return [self[each] for each in range(*row.indices(len(self)))]
        return self._of_pair(self._places[row])

    def _of_pair(self, place: int) -> Decision:
        answer, gold = self._pairs[place]
        found = comparison_of(self._found[place], gold.gold if isinstance(gold, _Options) else gold)
        return why_unread(answer) if is_unread(answer, found) else Decision(found.rule, found.facts)

    def rows_with(self, rule: str) -> int:
        """How many rows a rule decided; only what may be of this rule is put into words."""
        pairs = zip(self._pairs, self._found, strict=True)
        named = [
            place
            for place, ((answer, _), (outcome, _, _)) in enumerate(pairs)
            if rule in (answer.rule, outcome.rule)
        ]
        decided = {place for place in named if self._of_pair(place).rule == rule}
        return sum(place in decided for place in self._places)

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, Sequence) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # as a list has none

    def __repr__(self) -> str:
        return repr(list(self))

    def __reduce__(self) -> tuple[type[list[Decision]], tuple[list[Decision]]]:
        return list, (list(self),)


def _warn_of_silence(reward: Reward, decisions: _Decisions) -> None:
    """Say once that most of a batch has no answer at all: often it was cut off."""
    unfinished, missing = decisions.rows_with(UNFINISHED), decisions.rows_with(MISSING)
    if len(decisions) >= _ENOUGH and 2 * (unfinished + missing) > len(decisions):
        warn_once(
            (reward.__name__, "silence"),
            f"{reward.__name__}: {unfinished + missing} of {len(decisions)} completions of this batch have no answer, "
            f"{unfinished} of them because the thinking never ends. Were they truncated? Raise "
            "max_completion_length, or look at one with explain(). This is said once; the share is logged",
        )


def _warn_of_verbatim(reward: Reward, completions: int, golds: set[str]) -> None:
    """Say once that nothing but the very text of its golds pays in a batch: often the answer is inside of them."""
    if completions < _ENOUGH or not golds:
        return
    from reasoning_rewards.answers.compare.ladder import is_verbatim  # brings the whole reader

    if all(map(is_verbatim, golds)):
        warn_once(
            (reward.__name__, "verbatim"),
            f"{reward.__name__}: no gold of this batch is understood, and only the same text pays; one is "
            f"{min(golds)[:80]!r}. Is the answer inside of it, or in another column? gold_column names the column, "
            "schemas know what the columns of many data sets hold, and audit_golds shows how each gold is read. "
            "This is said once",
        )
