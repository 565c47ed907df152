r"""What language a text is written in: by its scripts, and by small words where several languages share one.

Formulas and code are left out where they are Latin or Greek: letters of another script are language wherever they
stand. Names of variables and functions (x, sin, ABC) are no words of any language. Each character is looked at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from reasoning_rewards.text.languages import LANGUAGES, Language
from reasoning_rewards.text.scan import pattern

__all__ = ["Prose", "language_named", "prose_of"]

# The letters of a script, as ranges; every other letter is of one that no language here is written in.
_SCRIPTS = {
    "Latin": "A-Za-zªºÀ-ÖØ-öø-ʯḀ-ỿ",
    "Greek": "Ͱ-Ͽἀ-῿",
    "Cyrillic": "Ѐ-ԯ",
    "Arabic": "ؠ-يٮ-ۓݐ-ݿ",
    "Devanagari": "ऀ-ॣॱ-ॿ",
    "Hangul": "가-힣ᄀ-ᇿㄱ-ㆎ",
    "Kana": "ぁ-ゖァ-ヺー",
    "Han": "々㐀-䶿一-鿿豈-﫿𠀀-𲎯",
}
_LETTERS_A_WORD = {"Han": 2, "Kana": 2}  # where no space stands between words
_RUNS = pattern(
    "|".join(f"(?P<{name}>[{letters}]+)" for name, letters in _SCRIPTS.items()) + r"|(?P<other>[^\W\d_])"
)
_SYMBOLS = pattern(
    r"```.*?(?:```|\Z)|`[^`\n]{0,500}`|\$\$[^$]{0,2000}\$\$|\$[^$\n]{0,500}\$"
    r"|\\\((?:(?!\\\().){0,500}?\\\)|\\\[(?:(?!\\\[).){0,2000}?\\\]"
    r"|\\[A-Za-z]+|https?://\S{1,500}|</?[A-Za-z_]{1,20}>",
    re.DOTALL,
)
_SENTENCE = pattern(r"[.!?;:。！？；：\n]+")
_NO_WORDS = frozenset(
    "sin cos tan cot sec csc log ln exp lim max min mod gcd lcm sqrt pi abs det cm mm km kg ml hr"
    " quad cdot times frac text boxed".split()
)
_NAME = 4  # letters of a name in capitals: ABC
_WINDOW = 40  # words that are judged at once, of a sentence that never ends


class Prose(NamedTuple):
    """How many words of a text are in a language, and how many in others; what tells no language is in neither."""

    wanted: int
    others: int


@cache
def _by_name() -> dict[str, Language]:
    return {key.casefold(): row for row in LANGUAGES for key in (row.name, row.code)}


def language_named(name: str) -> Language | None:
    """The language of a name or of a code of two letters, in whatever case.

    >>> language_named("EN").name, language_named("Klingon")
    ('English', None)
    """
    return _by_name().get(name.strip().casefold())


@cache
def _small_words() -> dict[str, tuple[str, ...]]:
    """Whose word a small word is: it may be that of several."""
    found: dict[str, tuple[str, ...]] = {}
    for row in LANGUAGES:
        for word in filter(None, row.common.split("|")):
            found[word] = (*found.get(word, ()), row.name)
    return found


def prose_of(text: str, language: Language) -> Prose:
    r"""Count the words of a text that are in a language, and those that are in others.

    >>> english = language_named("English")
    >>> prose_of(r"We have $x^2 = 4$, so that $\sin x$ is 2. 所以答案是二", english)
    Prose(wanted=5, others=3)
    >>> prose_of("Nous avons donc une racine", english), prose_of("x = 2", english)
    (Prose(wanted=0, others=5), Prose(wanted=0, others=0))
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    wanted = others = 0
    for words in _windows(_SYMBOLS().sub(_foreign, text)):
        mine = _is_in(words, language)
        for script, count in _counted(words):
            if script in language.script.split() and (script != "Latin" or mine is not None):
                wanted, others = (wanted + count, others) if mine else (wanted, others + count)
            elif script != "Latin" or language.script != "Latin":
                others += count
    return Prose(wanted, others)


def _foreign(symbols: re.Match[str]) -> str:
    """What is left of a formula or of code: the letters that no formula is written with."""
    if symbols[0].isascii():
        return " "
    kept = (run[0] for run in _RUNS().finditer(symbols[0]) if run.lastgroup not in ("Latin", "Greek"))
    return f" {' '.join(kept)} "


def _windows(text: str) -> Iterator[list[tuple[str, str]]]:
    """The words of each sentence with their scripts; a long one in parts."""
    for sentence in _SENTENCE().split(text):
        words = [(str(run.lastgroup), run[0]) for run in _RUNS().finditer(sentence) if _is_word(run)]
        for start in range(0, len(words), _WINDOW):
            yield words[start : start + _WINDOW]


def _is_word(run: re.Match[str]) -> bool:
    word = run[0]
    if run.lastgroup == "Greek":
        return len(word) > 1
    if run.lastgroup != "Latin":
        return True
    return len(word) > 1 and word.lower() not in _NO_WORDS and not (word.isupper() and len(word) <= _NAME)


def _counted(words: list[tuple[str, str]]) -> Iterator[tuple[str, int]]:
    for script, word in words:
        yield script, -(-len(word) // _LETTERS_A_WORD.get(script, 1)) if script in _LETTERS_A_WORD else 1


def _is_in(words: list[tuple[str, str]], language: Language) -> bool | None:
    """Is a sentence in a language, of those that share its script? None where nothing tells."""
    scripts = {script for script, _ in words}
    if language.script != "Latin":
        return "Han" not in scripts or ("Kana" in scripts) == ("Kana" in language.script)
    told = Counter(
        name for script, word in words if script == "Latin" for name in _small_words().get(word.lower(), ())
    )
    most = max(told.values(), default=0)
    return None if not most else told[language.name] == most
