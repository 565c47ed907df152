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
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from reasoning_rewards.text.languages import LANGUAGES, Language
from reasoning_rewards.text.markdown import after_dress, block, is_item, undressed
from reasoning_rewards.text.scan import TRIES, Span, pattern
from reasoning_rewards.text.statements import TAG, as_one, is_formula, is_prose, looks_like_answer, statement

__all__ = ["Said", "last_after", "last_hint", "last_line", "last_number", "last_phrase", "standing_alone"]

_PHRASE_WINDOW = 160  # characters between "answer" and what it is said to be
_LEAD = 60  # characters before it that are looked at
_HINTS = 1_000  # characters at the end of a text in which hints are read
_ALONE = 200  # characters of an answer that stands alone
_ALONE_WORDS = 5  # words of such an answer ("none of the other three")


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
    opened = text.rfind(marker, max(begin, at - _ALONE), at)
    between = text[opened + len(marker) : at] if opened != -1 else ""
    return bool(between.strip()) and "\n" not in between


# ── words that announce an answer ───────────────────────────────────────────────────────────────

_Sign = tuple[Language, str]  # a language, and the strength of a word of its


@cache
def _signs(strengths: tuple[str, ...], plain: bool) -> dict[str, tuple[_Sign, ...]]:
    """Every word of some strengths, with the languages it belongs to; plain: those in ASCII."""
    signs: dict[str, tuple[_Sign, ...]] = {}
    for language in LANGUAGES:
        for strength in strengths:
            words = getattr(language, strength).split("|")
            for word in words:
                longer = any(word != other and other and word.startswith(other) for other in words)
                if word and not longer and (word.isascii() or not plain):
                    signs[word] = (*signs.get(word, ()), (language, strength))
    return signs


def _any_of(alternatives: str) -> str:
    """A pattern, whatever the case, for one of several words: the longest that fits."""
    ordered = sorted(alternatives.split("|"), key=len, reverse=True)
    return "(?i:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) + ")"


_SEPARATOR = r"\]|[*_]*\s*[:：=]"
_ALL_SPACE = r"(?=(?P<all>\s+))(?P=all)"  # all spaces, never fewer
_LABEL = r"|(?:[ \t]+[^\W\d]{1,20}){1,3}?[ \t]*[*_]*[:：]"  # "Total number of apples:"


@cache
def _word(language: Language, strength: str) -> str:
    behind = rf"(?:[ \t]+{_any_of(language.behind)})?" if language.behind else ""
    return _any_of(getattr(language, strength)) + behind


@cache
def _phrase(language: Language, strength: str) -> re.Pattern[str]:
    """What announces an answer, from its word to the statement; case is ignored word by word, which compiles fast."""
    of = rf"(?:\s+{_any_of(language.of)}\s[^.:;=\n]{{1,80}}?)?" if language.of else ""
    verbs = _any_of(language.verbs)
    said = rf"{of},?{_ALL_SPACE}\**{verbs}(?!\w)" if language.spaced else rf"\s*{verbs}"
    so = rf"(?:{_any_of(language.so)}(?!\w),?\s*)?"
    more = {"answer": "", "result": _LABEL, "choose": "|"}[strength]
    return re.compile(
        rf"{_word(language, strength)}(?:{_SEPARATOR}|{said}{more})[ \t]*(?:\*+|_+(?!\w))?\s*[:：]?\s*{so}"
    )


@cache
def _lead(language: Language, strength: str) -> re.Pattern[str]:
    """What may stand before the word that heads a line, or (before a hint) that begins a sentence."""
    hint = strength == "result"
    words = "|".join(filter(None, (language.before, language.so if hint else "")))
    before = rf"(?:{_any_of(words)}[,，、]?\s*){{0,4}}" if words else ""
    start = r"(?:\A|[\n.!?。！？])" if hint else r"(?:\A|\n)"
    return re.compile(rf"{start}[\s#*_>\-✅]*(?:\d{{1,2}}[.)]\s+)?[*_]*{before}\Z")


@cache
def _checking() -> re.Pattern[str]:
    stems = "|".join(language.check for language in LANGUAGES if language.check)
    return re.compile(rf"(?i:{stems})[^.\n:。]*\Z")


_HEADED = pattern(r"[*_:：# \t\r]*(?=\n)")
_DASH = pattern(r"[*_]*(?:[ \t]*[–—][ \t]+|[ \t]+-[ \t]+|[ \t]*(?:→|⇒|[-=]>)[ \t]*)")


class _Announcement(NamedTuple):
    at: int  # where the statement begins
    language: Language
    strength: str
    verb_last: bool = False


def _announced(text: str, word: int, begin: int, end: int, sign: _Sign) -> _Announcement | None:
    """Return where the statement begins that the word at `word` announces, if it announces one."""
    language, strength = sign
    window = min(end, word + _PHRASE_WINDOW)
    line = text[max(begin, word - _LEAD) : word]
    heads = _lead(language, strength).search(line) is not None
    phrase = _phrase(language, strength).match(text, word, window)
    if phrase is not None:  # but not "we check our answer: 6 * 7 = 42"
        if (strength == "result" and not heads) or _checking().search(line):
            return None
        return _Announcement(_with_line_end(text, word, phrase.end()), language, strength)
    named = re.compile(_word(language, strength)).match(text, word, window) if heads else None
    if named is None:
        return None
    after = _HEADED().match(text, named.end(), window) or _DASH().match(text, named.end(), window)
    if after is not None:
        return _Announcement(after.end(), language, strength)
    if language.verb_last and text[named.end() : named.end() + 1] == " ":
        return _Announcement(named.end(), language, strength, verb_last=True)
    return None


def _with_line_end(text: str, word: int, at: int) -> int:
    """Return where a statement begins, with the line end before it, so that its line is known for one."""
    before = len(text[word:at].rstrip()) + word
    return before if "\n" in text[before:at] else at


def _lowered(text: str) -> str:
    """Return a text in small letters, each in its place."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text.replace("İ", "I").lower()


def _announcements(text: str, begin: int, end: int, *strengths: str) -> Iterator[tuple[Span, str]]:
    """Yield what is announced with words of some strengths, the last first, and the strength."""
    lowered = _lowered(text[begin:end])
    signs = _signs(strengths, lowered.isascii())
    places = {sign: at for sign in signs if (at := lowered.rfind(sign)) != -1}
    for _ in range(TRIES):
        if not places:
            return
        word = max(places, key=places.__getitem__)
        at = places.pop(word)
        if (earlier := lowered.rfind(word, 0, at)) != -1:
            places[word] = earlier
        for sign in signs[word]:
            found = _announced(text, begin + at, begin, end, sign)
            said = _said(text, end, found) if found is not None else None
            if said is not None:
                yield said, sign[1]
                break


_CHOSEN = pattern(r"[(（]?[A-Z][)）]?(?:\s*[、,，和与]?\s*[(（]?[A-Z][)）]?){0,9}")
_COUNTS = pattern(r"[^\W\d]{1,60}(\d[\d,]*(?:\.\d+)?%?[^\W\d]{0,8})")
_DENIES = pattern(r"[不没沒非无無或]|ない|ません")


def _said(text: str, end: int, found: _Announcement) -> Span | None:
    """Return what an announcement says, without what only closes the sentence; None where it says nothing."""
    said = statement(text, found.at, end)
    if said.text is None:
        return None
    language = found.language
    closing = re.fullmatch(rf"(.+?)\s*{_any_of(language.ends)}", said.text, re.S) if language.ends else None
    if closing is not None:
        said = said._replace(text=closing[1])
    elif found.verb_last:
        return None
    if found.strength == "choose":
        return said if _CHOSEN().fullmatch(said.text or "") else None
    if not language.spaced and (counts := _COUNTS().fullmatch(said.text or "")):  # "答：这根绳子长3.5米。"
        return None if _DENIES().search(counts[0]) else said._replace(text=counts[1])
    return said


def last_phrase(text: str, begin: int, end: int) -> Said:
    """Look for what the last "the answer is …" or "Answer: …" says, in any language, and the last that isn't prose."""
    if end - begin < 3:  # shorter than any phrase
        return _NOTHING
    weak = None
    for said, _ in _announcements(text, begin, end, "answer", "choose"):
        if looks_like_answer(said.text or ""):
            return Said(said, weak)
        weak = weak or said
    return Said(None, weak) if weak else _NOTHING


# ── what may announce one ───────────────────────────────────────────────────────────────────────

_DIGIT = pattern(r"\d")
_NO_PROSE = pattern(r"[\s*_]*(?:[^\W\d]+[ \t]*)?[\s*_]*(?:[.,;:!?。，；)]|\n|\Z)")
_NOTHING_MORE = pattern(r"[\s.*_。$]*?(?:\n|\Z)")


def last_hint(text: str, begin: int, end: int) -> Span | None:
    r"""Return what the last "Total: …", "the result is …" or "Therefore $x = …$" says, where no number follows it.

    >>> last_hint("Total: 42\nWell done!", 0, 20).text, last_hint("Hence $x = 42$.", 0, 15).text
    ('42', 'x = 42')
    >>> last_hint("Total: 42\nHalf of it: 21", 0, 24), last_hint("So there are 42.", 0, 16)
    (None, None)
    """
    start = max(begin, end - _HINTS)
    for said, _ in _announcements(text, start, end, "result"):
        if (looks_like_answer(said.text or "") or _is_whole_answer(said.text or "")) and _NO_PROSE().match(
            text, said.stop, end
        ):
            hint = said
            break
    else:
        hint = None
    concluded = _last_conclusion(text, start if hint is None else hint.stop, end) or hint
    return None if concluded is None or _DIGIT().search(text, concluded.stop, end) else concluded


@cache
def _conclusion() -> re.Pattern[str]:
    words = "|".join(language.so for language in LANGUAGES if language.so)
    return re.compile(rf"(?:\A|[\n.!?。！？])[\s*_]*{_any_of(words)}(?!\w)[,，:：]?[*_]*\s*")


def _last_conclusion(text: str, begin: int, end: int) -> Span | None:
    """Return the last formula that "therefore" stands before, and nothing else in its line."""
    window = text[begin:end]
    for found in reversed(list(_conclusion().finditer(window))[-TRIES:]):
        said = statement(text, begin + found.end(), end)
        if said.text and is_formula(said.text) and _NOTHING_MORE().match(text, said.stop, end):
            return said
    return None


# ── answers that nothing announces ──────────────────────────────────────────────────────────────


def standing_alone(text: str, begin: int, end: int) -> str | None:
    r"""Return an answer that stands alone: the whole text if it is short, else its last line.

    The whole text may be a few words; a last line (or a last displayed formula) must look like a
    number, a formula or a choice's letter.

    >>> standing_alone("African wild dog", 0, 16), standing_alone("6 * 7 is\n\\[ 42 \\]", 0, 18)
    ('African wild dog', '42')
    >>> standing_alone("It is a dog.\nThat was easy", 0, 26) is None
    True
    """
    if end - begin <= 2 * _ALONE:
        whole = text[begin:end].strip()
        if len(whole) <= _ALONE and "\n" not in whole:
            alone = undressed(whole[after_dress(whole, 0, len(whole)) :])
            return alone if _is_whole_answer(alone) else None
    return last_line(text, begin, end)


def last_line(text: str, begin: int, end: int) -> str | None:
    r"""Return the last line, fence, list or displayed formula of a text if it looks like an answer.

    >>> last_line("12 times 34:\n```\n408\n```", 0, 24), last_line("So:\n- 2\n- 3", 0, 11)
    ('408', '2, 3')
    """
    nearest = max(begin, end - _ALONE)
    start = max(begin, text.rfind("\n", begin, end) + 1)
    for opener, closer in (("\\[", "\\]"), ("$$", "$$"), ("```", "```"), ("~~~", "~~~")):
        if text.endswith(closer, begin, end):
            opened = text.rfind(opener, nearest, end - len(closer))
            start = opened if opened != -1 else start
    if end - start > _ALONE:
        return None
    while (before := _item_before(text, nearest, start)) != -1:
        start = before
    held = block(text, start, end)
    alone = undressed(text[after_dress(text, start, end) : end]) if held is None else as_one(held[0])
    return alone if looks_like_answer(alone) and (held is None or held[1] == end) else None


def _item_before(text: str, begin: int, start: int) -> int:
    """Return where the item of a list begins that stands before the one at `start`, or -1."""
    if not begin < start or not is_item(text, start):
        return -1
    before = max(begin, text.rfind("\n", begin, start - 1) + 1)
    return before if is_item(text, before) else -1


def _is_whole_answer(text: str) -> bool:
    if looks_like_answer(text):
        return True
    words = text.lower().split()
    if len(words) > _ALONE_WORDS or any(word[-1] in ".?!:" for word in words) or TAG().search(text):
        return False
    return not is_prose(words) and any(character.isalnum() for character in text)


_NUMBER_WINDOWS = (256, 2_048, 16_384)
_NUMBER = pattern(r"(?<![\w.])[-−+]?[$€£]?\d[\d,]*(?:\.\d+)?(?:\s?/\s?\d+)?%?")


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
            return last[0].rstrip(",")
        if start == begin:
            break
    return None
