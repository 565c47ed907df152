"""`Pattern`: credit for a regular expression of your own, on text that may be made to torture it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from reasoning_rewards.answers.engines.engines import WORKER_RULES
from reasoning_rewards.caches import remembered
from reasoning_rewards.core import settings
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import MissingExtraError, SettingError
from reasoning_rewards.notices import MACHINE, warn_of_workers
from reasoning_rewards.rewards import backtracking
from reasoning_rewards.rewards.backtracking import ABSENT, FAILED, FOUND, TOO_LONG
from reasoning_rewards.rewards.format import warn_of_zeros
from reasoning_rewards.text import scan
from reasoning_rewards.text.re2_syntax import REMEDY, in_re2
from reasoning_rewards.verdict import Decision, Score, Verdicts

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch

__all__ = ["Pattern"]

PatternEngine = Literal["re2", "regex"]
_HERE = (FOUND, ABSENT, TOO_LONG)


class Pattern(Reward):
    r"""1 where a regular expression of your own is found in the completion, else 0.

    =================================================================  =====
    the pattern occurs                                                  1.0
    it does not; the text is too long for it; no worker could tell      0.0
    =================================================================  =====

    The pattern means what it means to ``re.search``: anchor it (``^…$``) where the whole text must match,
    and write ``(?s)`` where a dot may be a line end. A lone surrogate in a text is read as U+FFFD. Both
    engines are in the extra ``[patterns]``:

    ===========  ====================================  ==========================================
    engine       "re2", the default                    "regex"
    ===========  ====================================  ==========================================
    runs         here, in any thread                   in a worker process
    time         linear in the text                    a second of CPU a text, or it scores 0
    \d \w \s \b  ASCII                                 Unicode
    refuses      see below                             what regex can't compile in a quarter of it
    ===========  ====================================  ==========================================

    RE2 never goes back. So references back to a group, looking ahead or behind, atomic groups, possessive
    repeats and conditions on a group are refused when the reward is built, and so are ``(?u)``, repeats of
    more than 1,000 (one inside another counts as their product), a ``$`` that something has to follow, and
    patterns that come to more than 8 MB. A text of more than 400 million bytes, divided by the steps of the
    compiled pattern (50 to 10,000), is not looked at: it could take two seconds.

    ``regex`` tries one way after another, which a policy can turn into hours, and can do the rest. What it
    does not decide in its time scores 0 under ``worker.cpu_spent``; where that is close, it depends on the
    machine. A text of more than a mebibyte, as JSON, is not looked at.

    Bounds: [0, 1] for right and wrong answers alike.

    regex: the pattern. Reasoning that the trainer has parsed out of the text is not looked at.
    engine: who looks for it; "regex" where a pattern needs what RE2 refuses, or Unicode's classes.

    >>> Pattern(regex=r"(?s)^<plan>.+</plan>\s*\d+$")(["<plan>6 times 7</plan> 42", "42"])
    [1.0, 0.0]
    >>> Pattern(regex=r"(\w+) \1")
    Traceback (most recent call last):
    ...
    reasoning_rewards.errors.SettingError: regex='(\\w+) \\1': a reference back to a group can't be matched in linear time; engine='regex' knows more, and matches in a worker process
    >>> Pattern(regex=r"(\w+) \1", engine="regex")(["so so", "so what"])
    [1.0, 0.0]
    """

    regex: str
    engine: PatternEngine = "re2"
    bounds = (0.0, 1.0)
    rules = (*_HERE, FAILED, *WORKER_RULES)

    def __post_init__(self) -> None:
        if not isinstance(self.regex, str) or _SURROGATE().search(self.regex):
            raise settings.wrong("regex", self.regex, "the text of a regular expression, of whole characters")
        if self.engine == "regex":
            backtracking.check(self.regex)
        else:
            _linear(self.regex)
        super().__post_init__()

    @property
    def logged_rules(self) -> tuple[str, ...]:
        """Those that its engine can give."""
        return self.rules if self.engine == "regex" else _HERE

    def evaluate(self, batch: Batch) -> Verdicts:
        """Search every completion."""
        texts = [_encoded(completion.text) for completion in batch.completions]
        if self.engine == "regex":
            decisions = backtracking.decided(self.regex, [text.decode() for text in texts])
            warn_of_workers(self.__name__, decisions, "engine='re2' needs none, where it takes the pattern")
        else:
            decisions = _linear(self.regex).decided(texts)
        scores: list[Score] = [float(rule == FOUND) for rule, _ in decisions]
        if not any(scores) and MACHINE.isdisjoint(rule for rule, _ in decisions):
            warn_of_zeros(self, decisions, "holds the pattern")
        return Verdicts(scores, decisions, name=self.label)


_SURROGATE = scan.pattern("[\ud800-\udfff]")
_FOUND, _ABSENT = Decision(FOUND), Decision(ABSENT)
_MEMORY = 8 << 20  # bytes that RE2 may take for a pattern and the states it remembers
_WORK = 400_000_000  # bytes × steps; where it remembers no states RE2 does some 200 million a second


def _encoded(text: str) -> bytes:
    """A text as RE2 reads it."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _SURROGATE().sub("\ufffd", text).encode()


class _Linear(NamedTuple):
    """A pattern that RE2 has compiled; for all threads at once."""

    search: Callable[[bytes], object | None]
    limit: int  # bytes of the longest text that is searched

    def decided(self, texts: Sequence[bytes]) -> list[Decision]:
        """What each text comes to."""
        search, limit = self
        too_long = Decision(TOO_LONG, (("limit", limit),))
        return [
            too_long if len(text) > limit else _ABSENT if search(text) is None else _FOUND for text in texts
        ]


@remembered(64)
def _linear(regex: str) -> _Linear:
    """Compile a pattern, or raise for whoever wrote it."""
    try:
        import re2

        options = re2.Options()
    except (ImportError, AttributeError) as error:  # AttributeError: another package's module of that name
        raise MissingExtraError(
            "Pattern needs google-re2, which brings the module re2; pip install reasoning-rewards[patterns]"
        ) from error
    options.max_mem = _MEMORY
    options.log_errors = False
    options.never_capture = True
    try:
        compiled = re2.compile(in_re2(regex), options)
    except re2.error as error:
        [reason] = error.args
        said = reason.decode() if isinstance(reason, bytes) else reason
        raise SettingError(f"regex={regex!r}: RE2 refuses it ({said}); {REMEDY}") from None
    return _Linear(compiled.search, _WORK // max(1, compiled.programsize))
