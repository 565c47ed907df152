"""The road of one answer, for people: what was read, which rungs were tried, and who decided or refused."""

from __future__ import annotations

from dataclasses import dataclass

from reasoning_rewards.answers.algebra.exact import UndefinedError
from reasoning_rewards.answers.compare.comparison import Comparison, comparison_of, decide_texts
from reasoning_rewards.answers.compare.ladder import decided_by
from reasoning_rewards.answers.compare.policy import NumberPolicy, insist_on_policy
from reasoning_rewards.answers.compare.scalars import SCALAR_RUNGS, Judge, Rung
from reasoning_rewards.answers.compare.why import unread, why_refused
from reasoning_rewards.answers.notation.gold import inside
from reasoning_rewards.answers.notation.lexer import tokenize
from reasoning_rewards.answers.notation.parser import parse
from reasoning_rewards.answers.notation.reader import reading
from reasoning_rewards.answers.values.limits import MAX_ANSWER, Fuel
from reasoning_rewards.answers.values.outcome import Outcome
from reasoning_rewards.answers.values.tree import Node, UnreadableError
from reasoning_rewards.answers.values.values import Value, show
from reasoning_rewards.calls import NOT_GIVEN
from reasoning_rewards.errors import SettingError
from reasoning_rewards.stack import with_room

__all__ = ["Step", "TextRead", "Trace", "trace"]

_DEFAULT = NumberPolicy()
_SHOWN = 300  # characters of a line
_MOST_STEPS = 60  # that are printed
_NO_OPINION = "no opinion"


@dataclass(frozen=True, slots=True)
class TextRead:
    """One text, step by step: without its dress, as symbols, as a tree, as every value that it may be.

    ``reason`` says why there is no tree, or no value; "" where all is well.
    """

    text: str
    clean: str
    tokens: tuple[str, ...]
    tree: str
    values: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was tried: a rung, or a pair of values; how deep within others, and what came of it."""

    depth: int
    tried: str
    said: str


@dataclass(frozen=True, slots=True)
class Trace:
    """An answer's way through the reader and, beside a gold, through the rungs; ``print`` it.

    ``comparison`` is what `compare` says of the two; None where there is no gold.
    """

    answer: TextRead
    gold: TextRead | None = None
    steps: tuple[Step, ...] = ()
    comparison: Comparison | None = None

    def __str__(self) -> str:
        lines = _text_lines("answer", self.answer)
        if self.gold is None or self.comparison is None:
            return "\n".join(lines)
        lines += _text_lines("gold", self.gold)
        lines.append("path")
        for step in self.steps[:_MOST_STEPS]:
            indent = "  " * (step.depth + 1)
            lines.append(_cut(f"{indent}{step.tried:<{max(1, 28 - len(indent))}}  {step.said}".rstrip()))
        if len(self.steps) > _MOST_STEPS:
            lines.append(f"  ... and {len(self.steps) - _MOST_STEPS} steps more")
        lines.append(f"so  {self.comparison.rule}: {self.comparison}")
        return "\n".join(lines)


def trace(answer: str, *, gold: object = NOT_GIVEN, policy: NumberPolicy = _DEFAULT) -> Trace:
    r"""Follow one answer on the road that `compare` takes; without a gold, as far as its values.

    No worker is asked: what a trace leaves undecided, an engine may still decide.

    >>> print(trace("0.5", gold=r"\frac{x}{2}"))
    answer  '0.5'
      clean   0.5
      tokens  0.5
      tree    1/2
      value   Number(1/2)
    gold  '\\frac{x}{2}'
      clean   \frac{x}{2}
      tokens  \frac { x } { 2 }
      tree    x/2
      value   Scalar(x/2)
    path
      usable                      no opinion
      verbatim                    no opinion
      literals                    no opinion
      blank                       no opinion
      spelling                    no opinion
      readable                    no opinion
      Number(1/2) ~ Scalar(x/2)
        exact                     algebra.differs
        =                         algebra.differs
    so  algebra.differs: different expressions; read '0.5', gold '\\frac{x}{2}'
    """
    if not isinstance(answer, str):
        raise SettingError(f"answer={answer!r:.80}: expected the text of an answer")
    insist_on_policy(policy)
    return with_room(_trace, answer, gold, policy)


def _trace(answer: str, gold: object, policy: NumberPolicy) -> Trace:
    if gold is NOT_GIVEN:
        return Trace(_read(inside(answer.strip())))
    watch = _Watch()

    def watched(read_text: str, want: str, policy: NumberPolicy) -> Outcome:
        judge = Judge(policy, Fuel(), tuple(map(watch.watched, SCALAR_RUNGS)))
        judge.watch = watch
        return decided_by(judge.rungs, read_text, want, policy, judge)

    said = decide_texts(answer, gold, policy, watched)
    outcome, read_text, want = said
    if not watch.steps:  # decided before the ladder
        watch.steps.append(Step(0, _before_the_ladder(outcome), outcome.rule))
    return Trace(_read(read_text), _read(want), tuple(watch.steps), comparison_of(said))


def _before_the_ladder(outcome: Outcome) -> str:
    return "two plain numbers" if outcome.rule.startswith("number.") else "the texts"


class _Watch:
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._depth = 0

    def rung(self, name: str, outcome: Outcome | None) -> None:
        self.steps.append(Step(self._depth, name, _NO_OPINION if outcome is None else outcome.rule))

    def pair(self, one: Value, other: Value) -> None:
        self.steps.append(Step(self._depth, f"{one!r} ~ {other!r}", ""))
        self._depth += 1

    def told(self, outcome: Outcome) -> None:
        self.steps.append(Step(self._depth, "=", outcome.rule))
        self._depth -= 1

    def watched(self, rung: Rung) -> Rung:
        """The same rung, and what it says is written down."""

        def watched(left: Node, right: Node, judge: Judge) -> Outcome | None:
            try:
                outcome = rung(left, right, judge)
            except UndefinedError as error:
                self.steps.append(Step(self._depth, rung.__name__, f"no value: {error}"))
                raise
            self.rung(rung.__name__, outcome)
            return outcome

        return watched


def _read(text: str) -> TextRead:
    if len(text) > MAX_ANSWER:
        return TextRead(text, text, (), "", (), "it is longer than anything that is read")
    said = reading(text)
    values = tuple(map(repr, said.values))
    try:
        tokens = tuple(token.text for token in tokenize(said.clean))
        tree = show(parse(said.clean))
    except UnreadableError:
        return TextRead(
            text, said.clean, _symbols(said.clean), "", values, why_refused(text) or unread(said.clean)
        )
    return TextRead(text, said.clean, tokens, tree, values, why_refused(text))


def _symbols(clean: str) -> tuple[str, ...]:
    try:
        return tuple(token.text for token in tokenize(clean))
    except UnreadableError:
        return ()


def _text_lines(name: str, read: TextRead) -> list[str]:
    lines = [f"{name}  {read.text!r}", f"  clean   {read.clean}", f"  tokens  {' '.join(read.tokens)}"]
    lines.append(f"  tree    {read.tree}")
    lines += [f"  {'value' if place == 0 else 'or'!s:<6}  {value}" for place, value in enumerate(read.values)]
    if read.reason:
        lines.append(f"  but     {read.reason}")
    return [_cut(line.rstrip()) for line in lines]


def _cut(line: str) -> str:
    if not line.isprintable():  # nothing that a terminal would obey
        line = "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in line)
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
