"""`LanguageShare`: is the reasoning in the language that was asked for?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reasoning_rewards.core import settings
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import BatchError
from reasoning_rewards.rewards.steps import reasoning_of
from reasoning_rewards.text.languages import LANGUAGES, Language
from reasoning_rewards.text.layout import ANY, Layout
from reasoning_rewards.text.prose import language_named, prose_of
from reasoning_rewards.verdict import Decision, Rule, Score, Verdicts

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch

__all__ = ["LanguageShare"]

_SHARE = Rule("language.share", "{wanted} words of {words} are in {language:word}")
_NONE = Rule("language.none", "no words in the reasoning that tell a language; wanted {language:word}")


class LanguageShare(Reward):
    r"""The share of the reasoning's words that are in the wanted language: w/(w + o), and 0 without any.

    w: words in the language. By its script (Chinese, Japanese, Korean, Russian, Arabic, Hindi), and where several
        languages share one, sentence by sentence: one is in the language whose small words ("the", "der", "les")
        it has most of. Japanese is told from Chinese by its kana.
    o: words in others. A sentence of Latin letters without any small word counts nowhere, nor do formulas, code,
        tags, and names such as x, ABC and sin; a word of Han or kana has two letters.

    A sentence that is said again counts once, so that "the the the" outweighs nothing.

    Source: the language consistency reward of DeepSeek-R1 (arXiv:2501.12948, 2.3.2), the share of words of the target
    language in the chain of thought, which the authors add to the accuracy; how they tell languages they don't
    say. No model is asked here, so it is the same everywhere. Bounds: [0, 1] for right and wrong answers alike; once
    everything is in one language it has no gradient. Weigh it lightly: the paper saw accuracy fall a little.

    language: its name or its code: English (en), Chinese (zh), Japanese (ja), Korean (ko), French (fr), German (de),
        Spanish (es), Portuguese (pt), Italian (it), Dutch (nl), Polish (pl), Russian (ru), Turkish (tr), Vietnamese (vi),
        Indonesian (id), Arabic (ar) or Hindi (hi).
    language_column: a column with it, row by row, where prompts differ; None or NaN in it means ``language``.
    layout: where the reasoning is; without marks of thinking it is the whole completion.

    >>> texts = ["<think>So we have 3 of them.</think> 3", "<think>So we have 3. 所以答案是三</think> 3", "<think>3</think> 3"]
    >>> LanguageShare()(texts)
    [1.0, 0.5, 0.0]
    """

    language: str = "English"
    language_column: str | None = None
    layout: Layout = ANY
    bounds = (0.0, 1.0)
    rules = (_SHARE, _NONE)

    def __post_init__(self) -> None:
        found = language_named(self.language)
        if found is None:
            raise settings.wrong("language", self.language, f"one of {_known()}, or its code")
        self._settle(language=found.name)
        super().__post_init__()

    def evaluate(self, batch: Batch) -> Verdicts:
        """Count the words of every reasoning."""
        scores: list[Score] = []
        decisions: list[Decision] = []
        for completion, language in zip(batch.completions, self._languages(batch), strict=True):
            wanted, others = prose_of(reasoning_of(completion, self.layout), language)
            words = wanted + others
            scores.append(wanted / words if words else 0.0)
            facts = (("wanted", wanted), ("words", words), ("language", language.name))
            decisions.append(Decision(_SHARE, facts) if words else Decision(_NONE, facts[2:]))
        return Verdicts(scores, decisions, name=self.label)

    def _languages(self, batch: Batch) -> list[Language]:
        own = language_named(self.language)
        assert own is not None, "checked when it was built"
        if self.language_column is None:
            return [own] * len(batch)
        return [
            own if value is None or value != value else _of_row(batch, row, self.language_column, value)
            for row, value in enumerate(batch.column(self.language_column))
        ]


def _of_row(batch: Batch, row: int, column: str, value: object) -> Language:
    found = language_named(value) if isinstance(value, str) else None
    if found is None:
        raise BatchError(
            f"{column}, {batch.where(row)}: {value!r:.60}; expected one of {_known()}, its code, or None"
        )
    return found


def _known() -> str:
    return ", ".join(language.name for language in LANGUAGES)
