"""Where thinking and answer stand in a completion, as one frozen value.

Rewards that read an answer use a layout leniently (`extract.find_answer`: people's models are
sloppy); `Format` holds completions to its letter (`Layout.check`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from reasoning_rewards.calls import by_name
from reasoning_rewards.errors import SettingError
from reasoning_rewards.text import phrases, scan, statements
from reasoning_rewards.text.markers import (
    After,
    Alone,
    Alternatives,
    Boxed,
    LastNumber,
    Marker,
    Phrase,
    Tag,
)
from reasoning_rewards.text.template import thinking_of
from reasoning_rewards.verdict import Facts, Rule

if TYPE_CHECKING:
    from reasoning_rewards.text.completion import Completion

__all__ = [
    "ANY",
    "THINK_ANSWER",
    "THINK_BOXED",
    "After",
    "Alone",
    "Alternatives",
    "Boxed",
    "LastNumber",
    "Layout",
    "Marker",
    "Phrase",
    "Tag",
]

OK = Rule("layout.ok", "every part is where the layout wants it")
EMPTY = Rule("layout.empty", "the completion is empty")
UNOPENED = Rule("layout.unopened", "{tag:word} is missing")
UNCLOSED = Rule("layout.unclosed", "{tag:word} is never closed")
REPEATED = Rule("layout.repeated", "{tag:word} occurs {count} times; it may occur once")
MISPLACED = Rule("layout.misplaced", "{tag:word} stands where it must not")
BLANK = Rule("layout.blank", "nothing stands inside {tag:word}")
LEADING = Rule("layout.leading", "text stands before {tag:word}; it begins {text}")
BETWEEN = Rule("layout.between", "text stands between the parts; it begins {text}")
TRAILING = Rule("layout.trailing", "text follows {tag:word}; it begins {text}")
NO_ANSWER = Rule("layout.no_answer", "no answer is marked after the thinking")
LAYOUT_RULES = (
    *(OK, EMPTY, UNOPENED, UNCLOSED, REPEATED, MISPLACED, BLANK),
    *(LEADING, BETWEEN, TRAILING, NO_ANSWER),
)
"""Every rule that `Layout.check` can give."""

Finding = tuple[Rule, Facts]

_OK: Finding = (OK, ())
_NO_ANSWER: Finding = (NO_ANSWER, ())
_QUOTED = 40  # characters of a stray text that a finding quotes

_READABLE = Tag("answer") | Boxed() | After("####") | Phrase() | Alone()


@dataclass(frozen=True, slots=True, eq=False)  # known by being the same one: memos hash it for every row
class Plan:
    """A layout taken apart once, so that the extractor looks nothing up per row."""

    opening: str  # of the thinking; "" where none is expected
    closing: str
    ending: str  # what both tags end in
    prefilled: bool
    pairs: tuple[tuple[str, str, str], ...]  # opening, closing and ending of each answer tag
    boxed: bool
    after: tuple[str, ...]
    phrase: bool
    alone: bool
    last_number: bool
    whole: bool
    plain_boxes: bool  # a box is read, and every other marker shows by a "<" or a "#"

    @classmethod
    def of(cls, think: Tag | None, answer: Marker | None) -> Plan:
        """Take a layout apart."""
        options = () if answer is None else answer.options
        pairs = tuple((m.opening_tag, m.closing_tag, m.ending) for m in options if isinstance(m, Tag))
        after = tuple(m.marker for m in options if isinstance(m, After))
        return cls(
            opening=think.opening_tag if think else "",
            closing=think.closing_tag if think else "",
            ending=think.ending if think else "",
            prefilled=think is not None and think.opened_by == "prompt",
            pairs=pairs,
            boxed=Boxed() in options,
            after=after,
            phrase=Phrase() in options,
            alone=Alone() in options,
            last_number=LastNumber() in options,
            whole=answer is None,
            plain_boxes=Boxed() in options
            and all("<" in opening and "<" in closing for opening, closing, _ in pairs)
            and all("#" in marker for marker in after),
        )


@by_name("Layout(think=Tag('think'), answer=Boxed())")
@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Layout:
    r"""Where the thinking and the answer stand.

    `think` is the tag around the thinking, None where none is expected. `answer` is the marker of the
    answer, several joined by `|`, or None for all that follows the thinking.

    | preset | `think` | `answer` |
    |---|---|---|
    | `THINK_ANSWER` | `<think>…</think>` | `<answer>…</answer>` |
    | `THINK_BOXED` | `<think>…</think>` | `\boxed{…}` |
    | `ANY` | `<think>…</think>` | answer tag, box, `####`, "the answer is …", an answer that stands alone |

    >>> Layout(think=Tag("think", opened_by="prompt"), answer=Boxed())
    Layout(think=Tag('think', opened_by='prompt'), answer=Boxed())
    >>> Layout(think=Tag("think"), answer=Boxed())
    THINK_BOXED
    >>> THINK_BOXED.slug, ANY.slug
    ('think_boxed', 'any')
    """

    think: Tag | None
    answer: Marker | None
    plan: Plan = field(init=False, compare=False)

    def __post_init__(self) -> None:
        if self.think is not None and not isinstance(self.think, Tag):
            raise SettingError(
                f"think={self.think!r}: expected a Tag, such as Tag('think'), or None where no thinking is expected"
            )
        if self.answer is not None and not isinstance(self.answer, Marker):
            raise SettingError(
                f"answer={self.answer!r}: expected Tag, Boxed, After, Phrase, Alone or LastNumber, several of"
                " them joined by |, or None for all that follows the thinking"
            )
        options = () if self.answer is None else self.answer.options
        for tag in (marker for marker in options if isinstance(marker, Tag)):
            if tag.opened_by != "model":
                raise SettingError(f"answer={tag!r}: expected an answer tag that the model opens")
            if self.think is not None and tag.opening_tag == self.think.opening_tag:
                raise SettingError(f"answer={tag!r}: expected another tag than the thinking's")
        object.__setattr__(self, "plan", Plan.of(self.think, self.answer))

    def __repr__(self) -> str:
        preset = next((name for name, layout in _PRESETS.items() if layout == self), None)
        return preset or f"Layout(think={self.think!r}, answer={self.answer!r})"

    @property
    def slug(self) -> str:
        """Its name inside a reward's name and log keys."""
        if self == ANY:
            return "any"
        return "_".join(part.slug for part in (self.think, self.answer) if part is not None) or "plain"

    @classmethod
    def of(
        cls,
        tokenizer: object,
        *,
        answer: Marker | None = _READABLE,
        think: Tag = Tag("think"),  # noqa: B008 (a frozen value)
        chat_template_kwargs: Mapping[str, object] | None = None,
    ) -> Layout:
        """Ask a tokenizer's chat template who opens the thinking.

        The template renders a probe conversation with its generation prompt, as a trainer does, and
        the end of what it renders decides:

        | the prompt ends | as with | `think` |
        |---|---|---|
        | before any tag | Qwen3, Qwen2.5, SmolLM2 | the tag, opened by the model |
        | inside the tag | Qwen3.5, DeepSeek-R1-Distill | the tag, `opened_by="prompt"` |
        | after an empty block | Qwen3 with `enable_thinking=False` | None: no thinking is expected |
        | before a channel | gpt-oss | None if the tokenizer has a response parser, else raises |

        A template can't tell whether a model that opens its own tag will do so: Qwen3 does unasked,
        Qwen2.5 when its system prompt asks for it. `answer` is what `ANY` reads, unless given;
        `chat_template_kwargs` are those of the trainer's config.

        Raises `SettingError` where there is no chat template.
        """
        if not isinstance(think, Tag):
            raise SettingError(f"think={think!r}: expected the Tag of the thinking, such as Tag('think')")
        found = thinking_of(tokenizer, think, _keywords(chat_template_kwargs))
        return cls(think=found, answer=answer)

    def looks_prefilled(self, completion: Completion) -> bool:
        r"""Tell whether the prompt seems to open the thinking although here the model is to do it.

        >>> from reasoning_rewards.text.completion import Completion
        >>> THINK_BOXED.looks_prefilled(Completion("6 * 7 = 42</think> \\boxed{42}"))
        True
        """
        plan, text = self.plan, completion.text
        if not plan.opening or plan.prefilled or completion.reasoning is not None:
            return False
        return plan.closing in text and plan.opening not in text

    def check(self, completion: Completion) -> Finding:
        r"""Hold a completion to the letter of this layout; return the rule it meets or breaks, and facts.

        The thinking comes first and the answer last, each tag exactly once in the whole completion,
        in order, with something visible inside, and nothing but spaces and line ends (`\n`, `\r\n`)
        before, between and after. White space and end-of-turn tokens at the very end don't count.

        - Thinking that the trainer has parsed into a field of the message is the thinking.
        - A tag opened by the prompt may open the completion once more: some trainers hand the
          prefilled text back with the completion, and the same document must score the same.
        - Without a thinking tag, the reasoning stands before the answer's marker as plain text.
        - A box stands inside a sentence ("so $x = \boxed{4}$."), so prose around it is allowed after
          the thinking; the box itself is closed, holds something, and is the only one there. A box
          inside the thinking is work, not an answer, and is not looked at.
        - `After` occurs once, and its line is the last.
        - A phrase, an answer that stands alone and a last number have no form beyond being found.

        >>> from reasoning_rewards.text.completion import Completion
        >>> THINK_ANSWER.check(Completion("<think>6 * 7</think>\n<answer>42</answer>\n"))
        ('layout.ok', ())
        >>> THINK_ANSWER.check(Completion("<think>6 * 7</think>\n<answer>42"))
        ('layout.unclosed', (('tag', '<answer>'),))
        """
        text = completion.text[: scan.content_end(completion.text)]
        parts = _split(text, completion.reasoning, self.think)
        if not isinstance(parts, _Parts):
            return parts
        if self.answer is None:
            return _NO_ANSWER if scan.is_blank(parts.rest) else _OK
        findings = [_check_marker(marker, parts) for marker in self.answer.options]
        if _OK in findings or len(findings) == 1:
            return _OK if _OK in findings else findings[0]
        return next((f for f in findings if f[0] not in (UNOPENED, NO_ANSWER)), _NO_ANSWER)


def _keywords(given: object) -> Mapping[str, object]:
    if given is None:
        return {}
    if not isinstance(given, Mapping) or not all(isinstance(name, str) for name in given):
        raise SettingError(
            f"chat_template_kwargs={given!r}: expected those of the trainer's config, such as "
            "{'enable_thinking': False}, or None"
        )
    return given


class _Parts(NamedTuple):
    """A completion divided: the thinking, what follows, and whether reasoning may stand in that."""

    thinking: str
    rest: str
    plain: bool


def _split(text: str, reasoning: str | None, tag: Tag | None) -> _Parts | Finding:
    if not text and reasoning is None:
        return EMPTY, ()
    if tag is None:
        return _Parts(reasoning or "", text, plain=True)
    opening, closing = tag.opening_tag, tag.closing_tag
    if reasoning is not None:
        for sign in (opening, closing):
            count = reasoning.count(sign) + text.count(sign)
            if count:
                return REPEATED, (("tag", sign), ("count", count + 1))
        if scan.is_blank(reasoning):
            return BLANK, (("tag", opening),)
        return _Parts(reasoning, text, plain=False)

    start, close = text.find(opening), text.find(closing)
    if start == -1 and tag.opened_by == "model":
        return UNOPENED, (("tag", opening),)
    if close == -1:
        return UNCLOSED, (("tag", opening),)
    for sign in (opening, closing):
        if (count := text.count(sign)) > 1:
            return REPEATED, (("tag", sign), ("count", count))
    if start > close:
        return MISPLACED, (("tag", closing),)
    if start > 0 and (stray := _stray(text[:start])):
        return LEADING, (("tag", opening), ("text", stray))
    if scan.is_blank(text[start + len(opening) if start != -1 else 0 : close]):
        return BLANK, (("tag", opening),)
    return _Parts(text[:close], text[close + len(closing) :], plain=False)


def _stray(gap: str) -> str:
    """Return the beginning of what stands in a gap where only spaces and line ends may."""
    return gap.replace("\r\n", "\n").strip(" \t\n")[:_QUOTED]


def _check_marker(marker: Marker, parts: _Parts) -> Finding:
    if isinstance(marker, Tag):
        return _check_tag(marker, parts)
    rest = parts.rest
    if isinstance(marker, Boxed):
        return _check_box(rest)
    if isinstance(marker, After):
        return _check_after(marker.marker, rest)
    if isinstance(marker, Phrase):
        found = any(phrases.last_phrase(rest, 0, len(rest))) or bool(phrases.last_hint(rest, 0, len(rest)))
    elif isinstance(marker, Alone):
        found = statements.standing_alone(rest, 0, len(rest)) is not None
    else:
        found = phrases.last_number(rest, 0, len(rest)) is not None
    return _OK if found else _NO_ANSWER


def _check_tag(tag: Tag, parts: _Parts) -> Finding:
    thinking, rest = parts.thinking, parts.rest
    for sign, absent in ((tag.opening_tag, UNOPENED), (tag.closing_tag, UNCLOSED)):
        within, after = thinking.count(sign), rest.count(sign)
        if within + after == 0:
            return absent, (("tag", tag.opening_tag),)
        if within + after > 1:
            return REPEATED, (("tag", sign), ("count", within + after))
        if within:
            return MISPLACED, (("tag", sign),)
    start, close = rest.find(tag.opening_tag), rest.find(tag.closing_tag)
    inner, stop = start + len(tag.opening_tag), close + len(tag.closing_tag)
    if close < start:
        return MISPLACED, (("tag", tag.closing_tag),)
    if not parts.plain and (stray := _stray(rest[:start])):
        return BETWEEN, (("text", stray),)
    if scan.is_blank(rest[inner:close]):
        return BLANK, (("tag", tag.opening_tag),)
    if stray := _stray(rest[stop:]):
        return TRAILING, (("tag", tag.closing_tag), ("text", stray))
    return _OK


def _check_box(rest: str) -> Finding:
    count = sum(rest.count(sign + "{") for sign in scan.BOX_SIGNS)
    if count == 0:
        return _NO_ANSWER
    if count > 1:
        return REPEATED, (("tag", "\\boxed"), ("count", count))
    start = max(rest.find(sign + "{") for sign in scan.BOX_SIGNS)
    inner = rest.find("{", start) + 1
    close = scan.closing_brace(rest, inner, len(rest))
    if close == -1:
        return UNCLOSED, (("tag", "\\boxed"),)
    return (BLANK, (("tag", "\\boxed"),)) if scan.is_blank(rest[inner:close]) else _OK


def _check_after(marker: str, rest: str) -> Finding:
    count = rest.count(marker)
    if count == 0:
        return _NO_ANSWER
    if count > 1:
        return REPEATED, (("tag", marker), ("count", count))
    line, _, more = rest[rest.find(marker) + len(marker) :].partition("\n")
    if scan.is_blank(line):
        return _NO_ANSWER
    if stray := _stray(more):
        return TRAILING, (("tag", marker), ("text", stray))
    return _OK


THINK_ANSWER = Layout(think=Tag("think"), answer=Tag("answer"))
THINK_BOXED = Layout(think=Tag("think"), answer=Boxed())
ANY = Layout(think=Tag("think"), answer=_READABLE)
_PRESETS = {"THINK_ANSWER": THINK_ANSWER, "THINK_BOXED": THINK_BOXED, "ANY": ANY}
