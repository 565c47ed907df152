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
- Where nothing is marked, the first of these counts: a last line that is nothing but an answer, a hint
  ("Total: …") that no number follows, a whole text of a few words, what the last sentence says in bold
  ("So there are **42**."), the last number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from reasoning_rewards.caches import remembered
from reasoning_rewards.text import phrases, scan, statements
from reasoning_rewards.text.scan import Pair, Span
from reasoning_rewards.verdict import Rule

if TYPE_CHECKING:
    from reasoning_rewards.text.completion import Completion
    from reasoning_rewards.text.layout import Layout, Plan

__all__ = [
    "Answer",
    "Passage",
    "after_thinking",
    "find_answer",
    "find_answers",
    "find_passages",
    "find_thinking",
]

MISSING = Rule("answer.missing", "no answer after the thinking")
UNFINISHED = Rule("answer.unfinished", "the thinking never ends, and nothing inside it counts")
AMBIGUOUS = Rule("answer.ambiguous", "the answer leaves a choice open; read {read}")

_MAX_PARTS = 64  # of one answer; no real answer has as many
_SHORT = 256  # characters; a tail as short as this is often another completion's too, and cheap to hash

# One box after words without any other marker: how most completions end. Braces may nest twice.
_RUN = r"[^{}\\<#]*"
_ESCAPED = r"\\[^{}<#]"
_FLAT = rf"{_RUN}(?:{_ESCAPED}{_RUN})*"
_NESTED = rf"{_RUN}(?:(?:{_ESCAPED}|\{{{_FLAT}\}}){_RUN})*"
_INSIDE = rf"{_RUN}(?:(?:{_ESCAPED}|\{{{_NESTED}\}}){_RUN})*"
_ONE_BOX = scan.pattern(rf"[^\\<#}}]*\\boxed\{{({_INSIDE})\}}[\s.$*)]*", re.ASCII)


class Answer(NamedTuple):
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


class Passage(NamedTuple):
    """Where an answer of many lines stands, as it is written: a table, a board.

    texts: what may hold it, the likeliest first; empty with the rule that says why there is none.
    held: does a tag or a box hold it, so that all of the text is the answer? Else prose may stand around it.
    """

    texts: tuple[str, ...]
    held: bool
    rule: str = ""


_BOXES = (*scan.BOX_SIGNS, *(sign[1:] for sign in scan.BOX_SIGNS))
_MISSING = Answer(None, MISSING)
_UNFINISHED = Answer(None, UNFINISHED)


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
    (found,) = find_answers((completion.text,), (completion.reasoning,), layout)
    return found


def find_answers(texts: Iterable[str], reasonings: Iterable[str | None], layout: Layout) -> list[Answer]:
    """Return the answers of many completions, given as their texts and what the trainer has parsed out of them."""
    plan = layout.plan
    ending, closing, size, thinks = plan.ending, plan.closing, len(plan.ending), plan.opening != ""
    found: list[Answer] = []
    add = found.append
    for text, reasoning in zip(texts, reasonings, strict=False):
        begin = text.rfind(ending) + size
        # Both tags have this ending, and neither is part of the other: if it ends a closing one, none comes after.
        if not (thinks and text.endswith(closing, 0, begin)):
            begin = _thinking_stop(text, reasoning, plan)
        if begin == -1:
            add(_UNFINISHED)
        elif len(text) - begin <= _SHORT:
            add(_found_in_short(text[begin:], plan))
        else:
            add(_found(text, begin, plan))
    return found


@remembered(4096)
def _found_in_short(tail: str, plan: Plan) -> Answer:
    box = _ONE_BOX().fullmatch(tail) if plan.plain_boxes else None
    if box is None or "box" in (held := box[1]):
        return _found(tail, 0, plan)
    inside = held if held.isalnum() else scan.trim(held)
    return Answer(inside, "") if inside else _MISSING


def _found(text: str, begin: int, plan: Plan) -> Answer:
    end = scan.content_end(text)
    if plan.whole:
        whole = scan.trim(text[begin:end])
        return Answer(whole, "") if whole else _MISSING
    hit = _last_marked(text, begin, end, plan)
    if hit is not None:
        return _MISSING if hit.text is None else Answer(hit.text, AMBIGUOUS if hit.open else "")
    bare = statements.last_line(text, begin, end) if plan.alone else None
    if bare is None and plan.phrase and (hint := phrases.last_hint(text, begin, end)) is not None:
        bare = hint.text
    if bare is None and plan.alone:
        bare = statements.few_words(text, begin, end) or statements.bold_at_the_end(text, begin, end)
    if bare is None and plan.last_number:
        bare = phrases.last_number(text, begin, end)
    return Answer(bare, "") if bare else _MISSING


def find_passages(texts: Iterable[str], reasonings: Iterable[str | None], layout: Layout) -> list[Passage]:
    r"""Return where the answers of many completions stand, with their line ends.

    >>> from reasoning_rewards.text.layout import ANY
    >>> find_passages(["<answer>\n1 2\n2 1\n</answer>", "The answer is:\n1 2\n2 1", "<think>1 2"], [None] * 3, ANY)[0]
    Passage(texts=('\n1 2\n2 1\n',), held=True, rule='')
    """
    return [
        _passage(text, reasoning, layout.plan) for text, reasoning in zip(texts, reasonings, strict=False)
    ]


def _passage(text: str, reasoning: str | None, plan: Plan) -> Passage:
    begin = _thinking_stop(text, reasoning, plan)
    if begin == -1:
        return Passage((), False, UNFINISHED)
    end = scan.content_end(text)
    rest = text[begin:end]
    hit = None if plan.whole else _last_marked(text, begin, end, plan)
    if hit is None:
        unmarked = plan.whole or plan.alone
        return Passage((rest,), plan.whole) if unmarked and rest.strip() else Passage((), False, MISSING)
    if hit.open:
        return Passage((), True, AMBIGUOUS)
    held = _held(text[hit.start : hit.stop], hit, plan)
    if held is None:  # behind a phrase or a sign
        return Passage((text[hit.start : end], rest), False)
    return Passage((held,), True) if held.strip() else Passage((), True, MISSING)


def _held(marked: str, hit: Span, plan: Plan) -> str | None:
    """Return what a tag or a box holds, as it is written; several that are joined as one; None where neither is there."""
    for opening, closing, _ in plan.pairs:
        if marked.startswith(opening):
            inside = marked[len(opening) : len(marked) - len(closing)]
            if hit.text is None or closing in inside:
                return hit.text or ""
            box = scan.last_box(inside, 0, len(inside))
            return inside if box is None else _held(inside[box.start : box.stop], box, plan)
    if not marked.startswith(_BOXES):
        return None
    brace = marked.find("{") + 1
    alone = brace and scan.closing_brace(marked, brace, len(marked)) == len(marked) - 1
    return marked[brace:-1] if hit.text is not None and alone else hit.text or ""


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


def after_thinking(completion: Completion, layout: Layout) -> str | None:
    """Return all that stands after the thinking; None where it never ends.

    >>> from reasoning_rewards.text.completion import Completion
    >>> from reasoning_rewards.text.layout import ANY
    >>> after_thinking(Completion("<think>6 * 7 is 42</think>It is 42."), ANY)
    'It is 42.'
    """
    text = completion.text
    begin = _thinking_stop(text, completion.reasoning, layout.plan)
    return None if begin == -1 else text[begin : scan.content_end(text)]


def _thinking_stop(text: str, reasoning: str | None, plan: Plan) -> int:
    """Return where the thinking ends, 0 where there is none, -1 where it never ends."""
    if not plan.opening:
        return 0
    if text.rfind(plan.ending) != -1:  # else one search has ruled out both tags
        close = text.rfind(plan.closing)
        if text.find(plan.opening, close + 1) != -1:
            return -1
        if close != -1:
            return close + len(plan.closing)
    return -1 if plan.prefilled and reasoning is None else 0


# ── after the thinking ──────────────────────────────────────────────────────────────────────────


def _last_marked(text: str, begin: int, end: int, plan: Plan) -> Span | None:
    tag: tuple[Pair, str, str] | None = None
    for opening, closing, ending in plan.pairs:
        if text.rfind(ending, begin, end) == -1:
            continue
        pair = scan.last_pair(text, opening, closing, begin, end)
        if pair is not None and (tag is None or pair.start > tag[0].start):
            tag = pair, opening, closing
    if tag is None:
        strong, weak = _last_untagged(text, begin, end, plan, boxed=plan.boxed)
        return strong or weak
    last = tag[0]
    later, _ = _last_untagged(text, last.stop if last.closed else last.inner, end, plan, boxed=plan.boxed)
    return later or _in_tags(text, begin, *tag, plan)


def _last_untagged(
    text: str, begin: int, end: int, plan: Plan, *, boxed: bool
) -> tuple[Span | None, Span | None]:
    """Return the last span that certainly is an answer, and the last that may as well be phrases."""
    strong = weak = None
    box = scan.last_box(text, begin, end) if boxed else None
    if box is not None:
        strong = box
        if _may_be_joined(text, begin, box, "}"):
            strong = _joined(text, box, lambda before: scan.last_box(text, begin, before))
        begin = box.stop
    for marker in plan.after:
        said, perhaps = phrases.last_after(text, marker, begin, end)
        if said is not None:
            strong, begin = said, said.stop
        weak = _later(weak, perhaps)
    if plan.phrase:
        said, perhaps = phrases.last_phrase(text, begin, end)
        strong = said or strong
        weak = _later(weak, perhaps)
    return strong, weak


def _later(one: Span | None, other: Span | None) -> Span | None:
    return other if one is None or (other is not None and other.start > one.start) else one


def _in_tags(text: str, begin: int, last: Pair, opening: str, closing: str, plan: Plan) -> Span:
    def previous(before: int) -> Span | None:
        pair = scan.last_pair(text, opening, closing, begin, before)
        return None if pair is None else _inside(text, pair, plan)

    inside = _inside(text, last, plan)
    return _joined(text, inside, previous) if _may_be_joined(text, begin, inside, closing) else inside


def _inside(text: str, tag: Pair, plan: Plan) -> Span:
    if not tag.closed:
        return Span(tag.start, tag.stop, None)
    inner, _ = _last_untagged(text, tag.inner, tag.inner_stop, plan, boxed=True)
    if inner is not None:
        return Span(tag.start, tag.stop, inner.text, inner.open)
    return Span(tag.start, tag.stop, statements.inside(text[tag.inner : tag.inner_stop]) or None)


def _may_be_joined(text: str, begin: int, last: Span, closer: str) -> bool:
    """Tell whether another marker ends close enough before the last one to be part of its answer."""
    nearest = last.start - scan.JOIN_WINDOW - len(closer)
    return last.text is not None and text.rfind(closer, max(begin, nearest), last.start) != -1


def _joined(text: str, last: Span, previous: Callable[[int], Span | None]) -> Span:
    """Read the markers that are joined to the last one as one answer of several parts."""
    parts, joins, start = [last.text or ""], list[str](), last.start
    for _ in range(_MAX_PARTS - 1):
        before = previous(start)
        if before is None or before.text is None:
            break
        joint = scan.join_between(text, before.stop, start)
        if joint is None:
            break
        if before.stop < start or before.text != parts[-1]:  # one box twice, side by side, is one
            parts.append(before.text)
            joins.append(joint)
        start = before.start
    choice = " or " in joins
    if not joins or (choice and len(set(parts)) == 1):
        return last
    said = parts.pop()
    while joins:
        said += joins.pop() + parts.pop()
    return Span(start, last.stop, said, choice or last.open)
