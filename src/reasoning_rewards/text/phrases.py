"""Finding answers that stand in plain prose: after a marker, after a phrase, alone.

Announcements have two strengths, and `languages` says which words have which. What surely means the
answer ("the answer is", "答案是") counts wherever it stands last; what may mean it ("Total: 42",
"Therefore $x = 42$") counts only where nothing stronger is there and no number follows it.

After a strong announcement prose may follow as well ("the answer is correct"). So the strong searches
return both: the last that is followed by what looks like an answer (`strong`) and the last that is
followed by anything (`weak`). Like everything in this room they work on offsets and never raise;
regular expressions see windows of bounded length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from typing import NamedTuple

from reasoning_rewards.text.languages import LANGUAGES, Language
from reasoning_rewards.text.looks_like import (
    begins_with_a_word,
    is_cut_off,
    is_formula,
    is_whole_answer,
    looks_like_answer,
)
from reasoning_rewards.text.numbers import IN_PROSE, PROSE_MINUS
from reasoning_rewards.text.scan import TRIES, Span, pattern
from reasoning_rewards.text.statements import statement

__all__ = ["Said", "last_after", "last_hint", "last_number", "last_phrase"]

_PHRASE_WINDOW = 160  # characters between "answer" and what it is said to be
_LEAD = 60  # characters before it that are looked at
_HINTS = 1_000  # characters at the end of a text in which hints are read
_HINT = 300  # characters of one, with what it announces
_LINE = 200  # characters of a line with a marker at both of its ends


class Said(NamedTuple):
    """What was announced last: certainly an answer, and perhaps one."""

    strong: Span | None
    weak: Span | None


_NOTHING = Said(None, None)


def last_after(text: str, marker: str, begin: int, end: int) -> Said:
    """Look for what follows the last `marker`, and for the last one followed by more than prose.

    A marker that nothing follows is strong, and says nothing; one that closes a line ("#### 42 ####") is none.
    """
    weak = None
    at = end
    for _ in range(TRIES):
        at = text.rfind(marker, begin, at)
        if at == -1:
            break
        said = statement(text, at + len(marker), end)
        if said.text is None and _closes_a_line(text, marker, begin, at):
            continue
        if said.text is None or looks_like_answer(said.text):
            return Said(said, weak)
        weak = weak or said
    return Said(None, weak) if weak else _NOTHING


def _closes_a_line(text: str, marker: str, begin: int, at: int) -> bool:
    """Tell whether the same marker opens the line that the one at `at` stands in, with something between them."""
    opened = text.rfind(marker, max(begin, at - _LINE), at)
    between = text[opened + len(marker) : at] if opened != -1 else ""
    return bool(between.strip()) and "\n" not in between


# ── words that announce an answer ───────────────────────────────────────────────────────────────

_STRONG, _WEAK = ("answer", "choose"), ("result",)
_SHORT = 256  # characters in which looking forwards is cheaper than from the end
_ROOT = 4  # letters that words share which are looked for at once
_Sign = tuple[Language, str]  # a language, and the strength of a word of its
_Families = tuple[tuple[str, tuple[str, ...]], ...]


class _Words:
    """The words of some strengths: whose they are, and how they are looked for."""

    def __init__(self, strengths: tuple[str, ...]) -> None:
        self.signs = _signs(strengths)
        plain = [word for word in self.signs if word.isascii()]
        self.shortest = 1 + min(map(len, plain))  # a text in ASCII that has one, and anything behind it
        self.plain = _families(plain)
        self.all = _families(self.signs)

    @cached_property
    def foreign(self) -> re.Pattern[str]:
        """A character of each word that isn't in ASCII: where a text has none of them, it has none of those words."""
        characters = {next(c for c in word if not c.isascii()) for word in self.signs if not word.isascii()}
        return re.compile(f"[{''.join(sorted(characters))}]")


_words = cache(_Words)


def _signs(strengths: tuple[str, ...]) -> dict[str, tuple[_Sign, ...]]:
    """Every word of some strengths, with the languages it belongs to."""
    signs: dict[str, tuple[_Sign, ...]] = {}
    for language in LANGUAGES:
        for strength in strengths:
            words = getattr(language, strength).split("|")
            for word in words:
                longer = any(word != other and other and word.startswith(other) for other in words)
                if word and not longer:
                    signs[word] = (*signs.get(word, ()), (language, strength))
    return signs


def _families(words: Iterable[str]) -> _Families:
    """Words under what several of them begin with: where a text hasn't got that, it has none of them."""
    families: dict[str, list[str]] = {}
    for word in words:
        families.setdefault(word[:_ROOT], []).append(word)
    return tuple((root if len(family) > 1 else family[0], tuple(family)) for root, family in families.items())


def _any_of(alternatives: str) -> str:
    """A pattern, whatever the case, for one of several words: the longest that fits."""
    ordered = sorted(alternatives.split("|"), key=len, reverse=True)
    return "(?i:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) + ")"


_SEPARATOR = r"[\]】]|[*_]*\s*[:：=]"
_ALL_SPACE = r"(?=(?P<all>\s+))(?P=all)"  # all spaces, never fewer
_LABEL = r"|(?:[ \t]+[^\W\d]{1,20}){1,3}?[ \t]*[*_]*[:：]"  # "Total number of apples:"


@cache
def _word(language: Language, strength: str) -> str:
    behind = rf"(?:[ \t]+{_any_of(language.behind)})?" if language.behind else ""
    return f"(?P<word>{_any_of(getattr(language, strength))}){behind}"


@cache
def _phrase(language: Language, strength: str) -> re.Pattern[str]:
    """What announces an answer, from its word to the statement; case is ignored word by word, which compiles fast."""
    of = rf"(?:\s+{_any_of(language.of)}\s[^.:;=\n]{{1,80}}?)?" if language.of else ""
    verbs = _any_of(language.verbs)
    said = rf"{of},?{_ALL_SPACE}\**{verbs}(?!\w)" if language.spaced else rf"\s*{verbs}"
    so = rf"(?:{_any_of(f'{language.so}|{language.filler}'.strip('|'))}(?!\w),?\s*)?"
    more = {"answer": "", "result": _LABEL, "choose": "|"}[strength]
    return re.compile(
        rf"{_word(language, strength)}(?:{_SEPARATOR}|{said}{more})[ \t]*(?:\*+|_+(?!\w))?\s*[:：]?\s*{so}[:：]?\s*"
    )


@cache
def _lead(language: Language, strength: str) -> re.Pattern[str]:
    """What may stand before a word that heads a line, or (a hint) that begins a sentence; a word of one sign must."""
    hint = strength == "result"
    words = "|".join(filter(None, (language.before, language.so if hint else "")))
    before = rf"(?:{_any_of(words)}[,，、]?\s*){{0,4}}" if words else ""
    start = r"(?:\A|[\n.!?。！？])" if hint else r"(?:\A|[\n。])"
    return re.compile(rf"{start}[\s#*_>\-✅]*(?:\d{{1,2}}[.)]\s+)?[*_]*{before}\Z")


def _checks(line: str, language: Language) -> bool:
    """Tell whether a line up to the word is "let us check our": what follows is no answer, but work."""
    lowered = line.lower()
    for stem in _stems(language):
        if stem in lowered:
            return _check(language).search(line) is not None
    return False


@cache
def _stems(language: Language) -> tuple[str, ...]:
    return tuple(language.check.split("|"))


@cache
def _check(language: Language) -> re.Pattern[str]:
    before = rf"(?:{_any_of(language.before + '|this|that')}\s*)*" if language.before else ""
    apart = r"(?<![^\W\d])" if language.spaced else ""  # no "latest answer" is a test
    return re.compile(rf"{apart}{_any_of(language.check)}\w*\s*{before}\Z")


_NOT = tuple("不别勿非未")
_HEADED = pattern(r"[*_:：# \t\r]*(?=\n)")
_DASH = pattern(r"[*_]*(?:[ \t]*[–—][ \t]+|[ \t]+-[ \t]+|[ \t]*(?:→|⇒|[-=]>)[ \t]*)")


def _announced(text: str, word: int, begin: int, end: int, sign: _Sign) -> tuple[int, bool] | None:
    """Return where the statement begins that the word at `word` announces, if any, and whether a verb must end it."""
    language, strength = sign
    window = min(end, word + _PHRASE_WINDOW)
    line = text[max(begin, word - _LEAD) : word]
    phrase = _phrase(language, strength).match(text, word, window)
    if strength == "choose" and line.endswith(_NOT):
        return None
    if phrase is not None and _checks(line, language):
        return None  # "we check our answer: 6 * 7 = 42"
    if phrase is not None and strength != "result" and len(phrase["word"]) > 1:
        return _with_line_end(text, word, phrase.end()), False
    heads = _lead(language, strength).search(line) is not None
    if phrase is not None:
        return (_with_line_end(text, word, phrase.end()), False) if heads else None
    named = re.compile(_word(language, strength)).match(text, word, window) if heads else None
    if named is None:
        return None
    after = _HEADED().match(text, named.end(), window) or _DASH().match(text, named.end(), window)
    if after is not None:
        return after.end(), False
    if language.verb_last and text[named.end() : named.end() + 1] == " ":
        return named.end(), True
    return None


def _with_line_end(text: str, word: int, at: int) -> int:
    """Return where a statement begins, with the line end before it, so that its line is known for one."""
    before = len(text[word:at].rstrip()) + word
    return before if "\n" in text[before:at] else at


def _places(text: str, words: _Words) -> tuple[str, dict[str, int]]:
    """Return a text in small letters, each in its place, and where each word stands last in it."""
    lowered = text.lower()
    families = words.plain
    if not lowered.isascii():
        if len(lowered) != len(text):
            lowered = text.replace("İ", "I").lower()
        if words.foreign.search(lowered):
            families = words.all
    if len(lowered) > _SHORT:
        seen = [family for root, family in families if lowered.rfind(root) != -1]
    else:
        seen = [family for root, family in families if root in lowered]
    if not seen:
        return lowered, {}
    return lowered, {word: at for family in seen for word in family if (at := lowered.rfind(word)) != -1}


def _announcements(text: str, begin: int, end: int, strengths: tuple[str, ...]) -> Iterator[Span]:
    """Yield what is announced with words of some strengths, the last first."""
    window, words = text[begin:end], _words(strengths)
    if len(window) < words.shortest and window.isascii():
        return iter(())
    lowered, places = _places(window, words)
    return _announced_at(text, begin, end, words, lowered, places) if places else iter(())


def _announced_at(
    text: str, begin: int, end: int, words: _Words, lowered: str, places: dict[str, int]
) -> Iterator[Span]:
    for _ in range(TRIES):
        if not places:
            return
        word = max(places, key=places.__getitem__)
        at = places.pop(word)
        if (earlier := lowered.rfind(word, 0, at)) != -1:
            places[word] = earlier
        for sign in words.signs[word]:
            found = _announced(text, begin + at, begin, end, sign)
            said = _said(text, end, *found, sign) if found is not None else None
            if said is not None:
                yield said
                break


_CHOSEN = pattern(r"[(（]?[A-Z][)）]?(?:\s*[、,，和与]?\s*[(（]?[A-Z][)）]?){0,9}")


@cache
def _counts(language: Language) -> re.Pattern[str]:
    """A sentence that says the answer in full, with one number in it."""
    denied = rf"(?!\D*{_any_of(language.denies)})" if language.denies else ""
    return re.compile(rf"{denied}[^\W\d]{{1,60}}{_any_of(language.counts)}({IN_PROSE}%?[^\W\d]{{0,8}})")


@cache
def _closing(language: Language) -> re.Pattern[str]:
    return re.compile(rf"(.+?)\s*{_any_of(language.ends)}", re.S)


def _said(text: str, end: int, at: int, verb_last: bool, sign: _Sign) -> Span | None:
    """Return what an announcement says, without what only closes the sentence; None where it says nothing."""
    language, strength = sign
    said = statement(text, at, end)
    if said.text is None:
        return None
    closing = _closing(language).fullmatch(said.text) if language.ends else None
    if closing is not None:
        said = said._replace(text=closing[1])
    elif verb_last:
        return None
    if strength == "choose":
        return said if _CHOSEN().fullmatch(said.text or "") else None
    counts = _counts(language).fullmatch(said.text or "") if language.counts else None
    return said if counts is None else said._replace(text=counts[1])


def last_phrase(text: str, begin: int, end: int) -> Said:
    """Look for what the last "the answer is …" or "Answer: …" says, in any language, and the last that isn't prose."""
    if end - begin < 2:  # shorter than any phrase
        return _NOTHING
    weak = None
    for said in _announcements(text, begin, end, _STRONG):
        if looks_like_answer(said.text or ""):
            return Said(said, weak)
        weak = weak or said
    return Said(None, weak) if weak else _NOTHING


# ── what may announce one ───────────────────────────────────────────────────────────────────────

_SENTENCE_ENDS = ("\n", ". ", "! ", "? ", "。", "！", "？")
_TO_LAST_DIGIT = pattern(r".*\d", re.S)
_NO_PROSE = pattern(r"[\s*_]*(?:[^\W\d]+[ \t]*)?[\s*_]*(?:[.,;:!。，；()（]|\n|\Z)")
_NOTHING_MORE = pattern(r"[\s.*_。$]*?(?:\n|\Z)")


def last_hint(text: str, begin: int, end: int) -> Span | None:
    r"""Return what the last "Total: …", "the result is …" or "Therefore $x = …$" says, where no number follows it.

    >>> last_hint("Total: 42\nWell done!", 0, 20).text, last_hint("Hence $x = 42$.", 0, 15).text
    ('42', 'x = 42')
    >>> last_hint("Total: 42\nHalf of it: 21", 0, 24), last_hint("So there are 42.", 0, 16)
    (None, None)
    """
    number = _TO_LAST_DIGIT().match(text, max(begin, end - _HINTS), end)
    last = end if number is None else number.end()
    hint = _last_conclusion(text, begin, last, end) or _last_result(text, max(begin, last - _HINT), end)
    return hint if hint is not None and (number is None or hint.stop >= last) else None


def _last_result(text: str, begin: int, end: int) -> Span | None:
    """Return what the last "Total: …" or "the result is …" says."""
    for said in _announcements(text, begin, end, _WEAK):
        stated = said.text or ""
        if is_whole_answer(stated) and not is_cut_off(stated) and _NO_PROSE().match(text, said.stop, end):
            return said
    return None


@cache
def _conclusion() -> re.Pattern[str]:
    spaced, others = (
        _any_of("|".join(row.so for row in LANGUAGES if row.so and row.spaced is spaced))
        for spaced in (True, False)
    )
    return re.compile(rf"[\s*_]*(?:{spaced}(?!\w)|{others})[,，、:：]?[*_]*\s*")


def _last_conclusion(text: str, begin: int, last: int, end: int) -> Span | None:
    """Return the formula with the last digit if its sentence says nothing but "therefore" before it."""
    near = max(begin, last - _HINT)
    starts = (at + len(stop) for stop in _SENTENCE_ENDS if (at := text.rfind(stop, near, last)) != -1)
    therefore = _conclusion().match(text, max(starts, default=begin), last)
    if therefore is None or begins_with_a_word(text, therefore.end()):
        return None
    said = statement(text, therefore.end(), end)
    stated = said.text or ""
    if not is_formula(stated) or is_cut_off(stated) or not _NOTHING_MORE().match(text, said.stop, end):
        return None
    return said


# ── the last resort ─────────────────────────────────────────────────────────────────────────────

_NUMBER_WINDOWS = (256, 2_048, 16_384)
_NUMBER = pattern(rf"(?<![\w.])[{PROSE_MINUS}+]?[$€£]?{IN_PROSE}(?:\s?/\s?\d+)?%?")


def last_number(text: str, begin: int, end: int) -> str | None:
    """Return the last number of the text's last 16,384 characters, with its sign, currency and percent.

    >>> last_number("So she pays $1,234.50.", 0, 22)
    '$1,234.50'
    """
    for window in _NUMBER_WINDOWS:
        start = max(begin, end - window)
        last = None
        for match in _NUMBER().finditer(text, start, end):
            last = match
        # A number at the very start of the window may go on to its left.
        if last is not None and (start == begin or last.start() > start):
            return last[0]
        if start == begin:
            break
    return None
