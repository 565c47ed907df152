r"""What language a text is written in: by its scripts, and by small words where several languages share one.

Formulas and code are left out where they are Latin or Greek: letters of another script are language wherever they
stand. Names of variables and functions (x, sin, ABC) are no words of any language. A sentence that is said again
counts once, so that nothing is gained by saying "the" a thousand times. Each character is looked at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
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
_LATIN = pattern(f"[{_SCRIPTS['Latin']}]{{2,}}")
_NOT_LATIN = pattern(rf"[^\W\d_{_SCRIPTS['Latin']}]")
_JOINERS = pattern(
    "[\u00ad\u200b-\u200f\u2060\ufeff]+"
)  # nothing to be seen; inside of a word they would make two of it
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


class _Window(NamedTuple):
    """Words that are judged at once: those of Latin letters, and others with their scripts."""

    latin: tuple[str, ...]
    others: tuple[tuple[str, str], ...]


@cache
def _by_name() -> dict[str, Language]:
    return {key.casefold(): row for row in LANGUAGES for key in (row.name, row.code)}


def language_named(name: str) -> Language | None:
    """The language of a name or of a code of two letters, in whatever case and of whatever country.

    >>> language_named("EN").name, language_named("pt-BR").name, language_named("Klingon")
    ('English', 'Portuguese', None)
    """
    key = name.strip().casefold()
    return _by_name().get(key) or _by_name().get(key[:2] if key[2:3] in ("-", "_") else "")


@cache
def _latin_languages() -> tuple[str, ...]:
    return tuple(row.name for row in LANGUAGES if row.script == "Latin")


@cache
def _small_words() -> dict[str, int]:
    """Whose word a small word is: a number with a byte a language, 1 where it is one of its; words add up."""
    found: dict[str, int] = {}
    for place, name in enumerate(_latin_languages()):
        for word in filter(None, _by_name()[name.casefold()].common.split("|")):
            found[word] = found.get(word, 0) + (1 << 8 * place)
    return found


class _Votes(dict[str, int]):
    """For each Latin word that was met, whose small word it is; below 0 for what is no word."""

    def __missing__(self, word: str) -> int:
        lower = word.lower()
        is_name = lower in _NO_WORDS or (len(word) <= _NAME and word.isupper())
        self[word] = votes = -1 if is_name else _small_words().get(lower, 0)
        return votes


def prose_of(text: str, language: Language) -> Prose:
    r"""Count the words of a text that are in a language, and those that are in others.

    >>> english = language_named("English")
    >>> prose_of(r"We have $x^2 = 4$, so that $\sin x$ is 2. 所以答案是二", english)
    Prose(wanted=5, others=3)
    >>> prose_of("Nous avons donc une racine", english), prose_of("x = 2", english)
    (Prose(wanted=0, others=5), Prose(wanted=0, others=0))
    """
    if not text.isascii():
        text = _JOINERS().sub("", unicodedata.normalize("NFKC", text))
    wanted = others = 0
    votes = _Votes()
    for window in dict.fromkeys(_windows(_SYMBOLS().sub(_foreign, text), votes)):
        if language.script != "Latin":
            others += len(window.latin)
        elif (mine := _is_in(window.latin, votes, language)) is not None:
            wanted, others = _added(mine, len(window.latin), wanted, others)
        for script, count in _counted(window.others):
            mine = script in language.script.split() and _is_of_its_script(window.others, language)
            wanted, others = _added(mine, count, wanted, others)
    return Prose(wanted, others)


def _added(mine: bool, count: int, wanted: int, others: int) -> tuple[int, int]:
    return (wanted + count, others) if mine else (wanted, others + count)


def _foreign(symbols: re.Match[str]) -> str:
    """What is left of a formula or of code: the letters that no formula is written with."""
    if symbols[0].isascii():
        return " "
    kept = (run[0] for run in _RUNS().finditer(symbols[0]) if run.lastgroup not in ("Latin", "Greek"))
    return f" {' '.join(kept)} "


def _windows(text: str, votes: _Votes) -> Iterator[_Window]:
    """The words of each sentence; a long one in parts."""
    for sentence in _SENTENCE().split(text):
        if sentence.isascii() or not _NOT_LATIN().search(sentence):
            latin = [word for word in _LATIN().findall(sentence) if votes[word] >= 0]
            for start in range(0, len(latin), _WINDOW):
                yield _Window(tuple(latin[start : start + _WINDOW]), ())
            continue
        words = [(str(run.lastgroup), run[0]) for run in _RUNS().finditer(sentence) if _is_word(run, votes)]
        for start in range(0, len(words), _WINDOW):
            part = words[start : start + _WINDOW]
            yield _Window(
                tuple(word for script, word in part if script == "Latin"),
                tuple((script, word) for script, word in part if script != "Latin"),
            )


def _is_word(run: re.Match[str], votes: _Votes) -> bool:
    word = run[0]
    if run.lastgroup == "Latin":
        return len(word) > 1 and votes[word] >= 0
    return run.lastgroup != "Greek" or len(word) > 1


def _counted(words: Iterable[tuple[str, str]]) -> Iterator[tuple[str, int]]:
    for script, word in words:
        yield script, -(-len(word) // _LETTERS_A_WORD.get(script, 1)) if script in _LETTERS_A_WORD else 1


def _is_of_its_script(words: Iterable[tuple[str, str]], language: Language) -> bool:
    """Japanese and Chinese share Han, and only Japanese has kana beside it."""
    scripts = {script for script, _ in words}
    return "Han" not in scripts or ("Kana" in scripts) == ("Kana" in language.script)


def _is_in(words: Iterable[str], votes: _Votes, language: Language) -> bool | None:
    """Is a sentence in a Latin language: are most of its small words its own? None where nothing tells."""
    names = _latin_languages()
    told = sum(map(votes.__getitem__, words)).to_bytes(len(names), "little")
    most = max(told)
    return told[names.index(language.name)] == most if most else None
