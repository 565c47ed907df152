"""Answers that nothing announces: a short text, or a last line, that is nothing but an answer."""

from __future__ import annotations

from reasoning_rewards.text.markdown import after_dress, block, is_item, undressed
from reasoning_rewards.text.statements import as_one, is_whole_answer, looks_like_answer

__all__ = ["few_words", "last_line", "standing_alone"]

_ALONE = 200  # characters of an answer that stands alone
_MOST_ITEMS = 64  # of a list at the end


def standing_alone(text: str, begin: int, end: int) -> str | None:
    r"""Return an answer that stands alone: the last line if it looks like one, else a whole text of a few words.

    >>> standing_alone("African wild dog", 0, 16), standing_alone("6 * 7 is\n\\[ 42 \\]", 0, 18)
    ('African wild dog', '42')
    >>> standing_alone("It is a dog.\nThat was easy", 0, 26) is None
    True
    """
    return last_line(text, begin, end) or few_words(text, begin, end)


def few_words(text: str, begin: int, end: int) -> str | None:
    """Return the whole text if it is nothing but a few words."""
    if end - begin > 2 * _ALONE:
        return None
    whole = text[begin:end].strip()
    alone = undressed(whole[after_dress(whole, 0, len(whole)) :])
    return alone if len(whole) <= _ALONE and "\n" not in whole and is_whole_answer(alone) else None


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
    start = _list_start(text, begin, start)
    if start == -1:
        return None
    held = block(text, start, end)
    if held is not None:
        parts, stop = held
        return as_one(parts) or None if stop == end and all(map(looks_like_answer, parts)) else None
    alone = undressed(text[after_dress(text, start, end) : end])
    return alone if looks_like_answer(alone) else None


def _list_start(text: str, begin: int, start: int) -> int:
    """Return where the list begins whose last item is at `start`; -1 where it is longer than any answer."""
    if not is_item(text, start):
        return start
    for _ in range(_MOST_ITEMS):
        before = _line_before(text, begin, start)
        if before != -1 and text[before] == "\n":  # a blank line between the items
            before = _line_before(text, begin, before)
        if before == -1 or not is_item(text, before):
            return start
        start = before
    return -1


def _line_before(text: str, begin: int, start: int) -> int:
    """Return where the line begins before the one at `start`; -1 where there is none, or a very long one."""
    if start <= begin:
        return -1
    nearest = max(begin, start - _ALONE)
    line = text.rfind("\n", nearest, start - 1)
    return line + 1 if line != -1 else nearest if nearest == begin else -1
