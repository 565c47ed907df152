"""`RepetitionPenalty`: the same words again and again."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Literal

from reasoning_rewards.core import settings
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.verdict import Decision, Rule, Score, Verdicts

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch

__all__ = ["RepetitionPenalty", "words"]

_NONE = Rule("repetition.none", "none of {total} n-grams occurs again")
_FOUND = Rule("repetition.found", "{again} of {total} n-grams have occurred before")
_SHORT = Rule("repetition.short", "shorter than an n-gram of {ngram}")

_LONGEST_WORD = 200  # characters; a longer run without a space is no word, and is read letter by letter
# Scripts written without spaces between words: kana, Chinese characters, Thai, Lao, Burmese, Khmer.
_SPACELESS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_WORD = re.compile(rf"[{_SPACELESS}\U00020000-\U0003ffff]|[^\s{_SPACELESS}\U00020000-\U0003ffff]+")


class RepetitionPenalty(Reward):
    """From 0, where no n-gram occurs twice, down to almost −1, where they all are the same one.

        −(1 − different n-grams / n-grams)

    and 0 for a text of fewer than n tokens. Source: arXiv:2502.03373, App. C.2; on token ids this is
    TRL's ``get_repetition_penalty_reward``, on English words open-r1's of the same name, each with a
    maximal penalty of −1: weigh it, ``+ 0.2 * RepetitionPenalty()``. Bounds: [−1, 0] for right and wrong
    answers alike.

    ngram: how many tokens or words make an n-gram. Longer ones forgive more.
    unit: 'tokens' reads ``completion_ids``, in any language; 'words' reads the text (reasoning
        included) in lower case, split at white space. There, a character of a script that has no
        spaces between words is a word, and so is each letter of an unbroken run of more than 200
        characters: "aaaa…" is a repetition, not one long word.

    >>> RepetitionPenalty(ngram=2)(["…", "…"], completion_ids=[[1, 2, 3, 4], [5, 5, 5, 5, 5]])
    [0.0, -0.75]
    >>> RepetitionPenalty(unit="words")(["wait wait wait wait wait", "one two three"])
    [-0.6666666666666667, 0.0]
    """

    ngram: int = 3
    unit: Literal["tokens", "words"] = "tokens"
    bounds = (-1.0, 0.0)
    rules = (_NONE, _FOUND, _SHORT)

    def __post_init__(self) -> None:
        settings.count("ngram", self.ngram)
        super().__post_init__()

    @property
    def needs_token_ids(self) -> bool:
        """Only when it reads tokens."""
        return self.unit == "tokens"

    def evaluate(self, batch: Batch) -> Verdicts:
        """Count the n-grams of every completion."""
        scores: list[Score] = []
        decisions = []
        for sequence in self._sequences(batch):
            total = len(sequence) - self.ngram + 1
            if total < 1:
                scores.append(0.0)
                decisions.append(Decision(_SHORT, (("ngram", self.ngram),)))
                continue
            # A set of tuples holds each n-gram once: linear in the length, whatever repeats.
            different = len(
                set(zip(*(islice(sequence, start, None) for start in range(self.ngram)), strict=False))
            )
            share = 1 - different / total
            scores.append(-share if share else 0.0)
            rule = _FOUND if share else _NONE
            decisions.append(Decision(rule, (("total", total), ("again", total - different))))
        return Verdicts(scores, decisions, name=self.label)

    def _sequences(self, batch: Batch) -> Iterator[Sequence[Hashable]]:
        if self.unit == "words":
            for completion in batch.completions:
                yield words(f"{completion.reasoning or ''} {completion.text}")
            return
        assert batch.completion_ids is not None, "a batch without ids is refused before it is judged"
        for ids in batch.completion_ids:
            yield ids.tolist() if hasattr(ids, "tolist") else ids  # arrays hold items without a common hash


def words(text: str) -> list[str]:
    """The words of a text, in lower case.

    >>> words("Wait, wait, 我们 再想"), len(words("a" * 300))
    (['wait,', 'wait,', '我', '们', '再', '想'], 300)
    """
    found: list[str] = []
    for word in _WORD.findall(text.lower()):
        if len(word) > _LONGEST_WORD:
            found.extend(word)
        else:
            found.append(word)
    return found
