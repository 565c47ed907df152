"""The answer and the thinking of a completion, found by position.

After the thinking, the last explicit marker wins: answer tag, box, `####`, phrase. The rules:

- Thinking ends with its last closing tag. Where it is opened and not closed, or the prompt opens it
  and it is never closed, nothing of the text counts (`answer.unfinished`).
- A tag or box is the answer whatever it holds. It is so even if it holds nothing or is cut off: then
  there is no answer, for what stood before was taken back.
- An answer tag that holds a box (or another marker of the layout) stands for what that holds.
- Boxes and tags joined by commas or "and" are one answer of several parts. Joined by "or" and not
  equal, they leave a choice open (`answer.ambiguous`; the text is kept, for the record).
- `####` and phrases introduce prose as well ("#### Step 2", "the answer is correct"). What doesn't
  look like an answer there counts only where nothing else is marked.
- An answer that stands alone, and then the last number, count only where nothing is marked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reasoning_rewards.text import scan
from reasoning_rewards.text.scan import Span

if TYPE_CHECKING:
    from reasoning_rewards.text.completion import Completion
    from reasoning_rewards.text.layout import Layout, Plan

__all__ = ["Answer", "find_answer", "find_thinking"]

_MAX_PARTS = 64  # of one answer; no real answer has as many


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found: the answer's text and "", or the rule that says why there is none.

    | `rule` | `text` |
    |---|---|
    | `""` | the answer |
    | `"answer.missing"` | None |
    | `"answer.unfinished"` | None: the thinking never ends |
    | `"answer.ambiguous"` | the alternatives, joined by "or" |
    """

    text: str | None
    rule: str


_MISSING = Answer(None, "answer.missing")
_UNFINISHED = Answer(None, "answer.unfinished")


def find_answer(completion: Completion, layout: Layout) -> Answer:
    r"""Return the answer that stands last after the thinking.

    >>> from reasoning_rewards.text.completion import Completion
    >>> from reasoning_rewards.text.layout import ANY
    >>> find_answer(Completion("<think>\\boxed{7}?</think> The answer is \\boxed{8}."), ANY)
    Answer(text='8', rule='')
    >>> find_answer(Completion("<think>it must be \\boxed{7}"), ANY)
    Answer(text=None, rule='answer.unfinished')
    >>> find_answer(Completion("$x = \\boxed{1}$ or $x = \\boxed{2}$"), ANY)
    Answer(text='1 or 2', rule='answer.ambiguous')
    """
    plan, text = layout.plan, completion.text
    begin = _thinking_stop(text, completion.reasoning, plan)
    if begin == -1:
        return _UNFINISHED
    end = scan.content_end(text)
    if plan.whole:
        whole = scan.trim(text[begin:end])
        return Answer(whole, "") if whole else _MISSING
    hit = _last_marked(text, begin, end, plan)
    if hit is not None:
        return _MISSING if hit.text is None else Answer(hit.text, "answer.ambiguous" if hit.open else "")
    bare = scan.standing_alone(text, begin, end) if plan.alone else None
    if bare is None and plan.last_number:
        bare = scan.last_number(text, begin, end)
    return Answer(bare, "") if bare else _MISSING


def find_thinking(completion: Completion, layout: Layout) -> str:
    """Return the thinking without its tags, closed or not; "" where there is none.

    >>> from reasoning_rewards.text.completion import Completion
    >>> from reasoning_rewards.text.layout import ANY
    >>> find_thinking(Completion("<think>6 * 7 is 42</think> 42"), ANY)
    '6 * 7 is 42'
    >>> find_thinking(Completion("42", reasoning="6 * 7 is 42"), ANY)
    '6 * 7 is 42'
    """
    if completion.reasoning is not None:
        return completion.reasoning.strip()
    plan, text = layout.plan, completion.text
    if not plan.opening:
        return ""
    opened, close = text.find(plan.opening), text.rfind(plan.closing)
    if opened == -1 and close == -1 and not plan.prefilled:
        return ""
    start = opened + len(plan.opening) if opened != -1 and (close == -1 or opened < close) else 0
    return text[start : close if close != -1 else len(text)].strip()


# ── after the thinking ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    text: str | None
    open: bool = False  # it leaves a choice between alternatives


def _thinking_stop(text: str, reasoning: str | None, plan: Plan) -> int:
    """Return where the thinking ends, 0 where there is none, -1 where it never ends."""
    if not plan.opening:
        return 0
    close = text.rfind(plan.closing)
    if text.find(plan.opening, close + 1) != -1:
        return -1
    if close != -1:
        return close + len(plan.closing)
    return -1 if plan.prefilled and reasoning is None else 0


def _last_marked(text: str, begin: int, end: int, plan: Plan) -> _Hit | None:
    tag: tuple[scan.Pair, str, str] | None = None
    for opening, closing in plan.pairs:
        pair = scan.last_pair(text, opening, closing, begin, end)
        if pair is not None and (tag is None or pair.start > tag[0].start):
            tag = pair, opening, closing
    if tag is None:
        strong, weak = _last_untagged(text, begin, end, plan, boxed=plan.boxed)
        return strong or weak
    later, _ = _last_untagged(text, tag[0].stop, end, plan, boxed=plan.boxed)
    return later or _in_tags(text, begin, *tag, plan)


def _last_untagged(
    text: str, begin: int, end: int, plan: Plan, *, boxed: bool
) -> tuple[_Hit | None, _Hit | None]:
    """Return the last hit that certainly is an answer, and the last that may as well be prose."""
    strong = weak = None
    box = scan.last_box(text, begin, end) if boxed else None
    if box is not None:
        strong, begin = _in_boxes(text, begin, box), box.stop
    for marker in plan.after:
        tries = scan.last_after(text, marker, begin, end)
        if tries.strong is not None:
            strong, begin = _Hit(tries.strong.start, tries.strong.text), tries.strong.stop
        weak = _later(weak, tries.weak)
    if plan.phrase:
        tries = scan.last_phrase(text, begin, end)
        if tries.strong is not None:
            strong = _Hit(tries.strong.start, tries.strong.text)
        weak = _later(weak, tries.weak)
    return strong, weak


def _later(hit: _Hit | None, span: Span | None) -> _Hit | None:
    if span is None or (hit is not None and hit.start > span.start):
        return hit
    return _Hit(span.start, span.text)


def _in_boxes(text: str, begin: int, last: Span) -> _Hit:
    return _join(text, last, lambda before: scan.last_box(text, begin, before))


def _in_tags(text: str, begin: int, last: scan.Pair, opening: str, closing: str, plan: Plan) -> _Hit:
    def read(pair: scan.Pair | None) -> Span | None:
        if pair is None:
            return None
        if not pair.closed:
            return Span(pair.start, pair.stop, None)
        inner, _ = _last_untagged(text, pair.inner, pair.inner_stop, plan, boxed=True)
        inside = inner.text if inner else scan.trim(text[pair.inner : pair.inner_stop]) or None
        return Span(pair.start, pair.stop, inside)

    span = read(last)
    assert span is not None
    return _join(text, span, lambda before: read(scan.last_pair(text, opening, closing, begin, before)))


def _join(text: str, last: Span, previous: Callable[[int], Span | None]) -> _Hit:
    """Read the markers that are joined to the last one as one answer."""
    if last.text is None:
        return _Hit(last.start, None)
    parts, joins, start = [last.text], list[str](), last.start
    while len(parts) < _MAX_PARTS:
        before = previous(start)
        joint = None if before is None or before.text is None else scan.join_between(text, before.stop, start)
        if before is None or before.text is None or joint is None:
            break
        parts.append(before.text)
        joins.append(joint)
        start = before.start
    if not joins:
        return _Hit(last.start, last.text)
    choice = " or " in joins
    if choice and len(set(parts)) == 1:
        return _Hit(start, last.text)
    said = parts.pop()
    while joins:
        said += joins.pop() + parts.pop()
    return _Hit(start, said, open=choice)
