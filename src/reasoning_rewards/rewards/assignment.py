"""`Assignment`: answers that are tables: who is what, who has what, who comes when."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from reasoning_rewards.answers.notation.assignments import Cell, cells_in, cells_of_table
from reasoning_rewards.answers.notation.data import NO_DATA, data_in
from reasoning_rewards.answers.notation.unwrap import value_in
from reasoning_rewards.caches import remembered
from reasoning_rewards.core import settings
from reasoning_rewards.core.margin.bounds import Bounds
from reasoning_rewards.rewards.puzzle import PUZZLE_RULES, Graded, Puzzle, unusable
from reasoning_rewards.text.claims import Claims, Vocabulary, claims, denial_in, spare_word, words_of
from reasoning_rewards.text.dress import as_text
from reasoning_rewards.text.extract import Passage, find_passages
from reasoning_rewards.text.scan import pattern
from reasoning_rewards.text.tables import tables
from reasoning_rewards.verdict import Decision, Rule

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch

__all__ = ["Assignment"]

_RIGHT = Rule("assignment.right", "all {wanted} are as they should be")
_DIFFERS = Rule(
    "assignment.differs", "{right} of {wanted} are right; the first that is not is {name}; read {read}"
)
_ABSENT = Rule("assignment.absent", "nothing is said of {name}; {right} of {wanted} are right")
_NOTHING = Rule("assignment.nothing", "nothing is said of anybody; wanted {wanted}")
_FAULTS = {
    "unknown": Rule("assignment.unknown", "{found} is none of the row's names"),
    "open": Rule("assignment.open", "the answer leaves a choice open: {found}"),
    "broken": Rule("assignment.broken", "what is said of somebody can't be read; it stops at {found}"),
    "contradiction": Rule("assignment.contradiction", "two different things are said of {found}"),
}

_LONGEST = 20_000  # characters of an answer; no table of a puzzle is longer
_PARAGRAPHS = 64  # from the end, of a text without marks
_FENCE = pattern(r"```[^\n`]{0,20}")
# What denies the word behind it, or strikes it out; between words "~" is TeX's space.
_DENIED = pattern(r"!=|!(?=[\w(])|(?<!~)~~(?!~)|(?<![\w}~])~(?!~)")
_CLAUSE = pattern(r"(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)\.|[;\n]|,\s+and\s|,|\band\b")
_UNSAID = pattern(r"[?¬≠]|\b(?:not|neither|nor|or|if)\b|n['’]t\b", re.IGNORECASE)  # no table is said so
_ITEM = pattern(r"^[ \t]*(?:\(\d{1,3}\)|\d{1,3}[.)]|[-*])[ \t]+", re.MULTILINE)
_SAYS = pattern(r"\s*(.{1,80}?)\s*(?:\bis\b|\bare\b|:|=|->|→)\s*(.{1,80}?)\s*")
# Of puzzles of truth and lies: who tells the truth, and who does not.
_ROLES = (
    ("knight", "knave"), ("hero", "villain"), ("saint", "sinner"), ("angel", "devil"), ("altruist", "egoist"),
    ("sage", "fool"), ("pioneer", "laggard"), ("truth teller", "liar"), ("truth teller", "lier"),
)  # fmt: skip
_TRUE = (
    "truth teller", "tells the truth", "tell the truth", "is telling the truth", "telling the truth", "truthful", "honest",
)  # fmt: skip
_FALSE = ("liar", "lies", "lie", "lying", "is lying", "tells lies", "tell lies", "dishonest")
_ORDINALS = {
    "1": ("first", "1st"), "2": ("second", "2nd"), "3": ("third", "3rd"), "4": ("fourth", "4th"), "5": ("fifth", "5th"),
    "6": ("sixth", "6th"), "7": ("seventh", "7th"), "8": ("eighth", "8th"), "9": ("ninth", "9th"), "10": ("tenth", "10th"),
}  # fmt: skip
_PLACES = ("house", "position", "place", "day", "number", "no", "slot", "rank", "person", "room", "seat")


class _Gold(NamedTuple):
    """A row's table: words of names and attributes (one empty where there are none), and a value a cell."""

    names: tuple[tuple[str, ...], ...]
    attributes: tuple[tuple[str, ...], ...]
    cells: tuple[tuple[tuple[int, int], str], ...]
    ordered: bool


class Assignment(Puzzle):
    r"""1 where everybody is what the gold says, else 0: Knights and Knaves, Zebra puzzles, schedules, orders.

    =========================================================================  ============================================
    all of the gold's cells, and no other                                       1
    a share s of them, of which c is had by saying the same of everybody        partial × max(0, (s − c)/(1 − c))
    two things said of one; a name that is not the row's; an open choice        0
    the gold can't be read                                                      None
    =========================================================================  ============================================

    A gold is an object, flat (``{"Ann": "knight"}``) or of objects (``{"House 1": {"Pet": "cat"}}``), a list of pairs, of
    rows or, for an order, of names; any of them as JSON text; or sentences, "Ann is a knight, and Bob is a knave". So is
    an answer, which may also be lines (``Ann: knight``) or a table of markdown or TeX. Case, articles and marks don't
    count. Where a gold says knight and knave, or another such pair, "Bob lies" says what he is.

    What speaks of somebody must be said plainly: a "not", an "or", an "if" or a question there is refused, and so is
    a name that nobody asked for. Where nothing marks the answer, it is read from the end of the text, as many
    paragraphs as it takes. Bounds: [1, 1] for right answers, [0, partial] for wrong ones.

    gold_column: a column with each row's table.
    partial: what a part of the table can earn, below 1; by default nothing. Saying the same of everybody earns nothing
        of it, whatever is said, and nor does a part of a table of one.
    layout: where the answer is looked for, as for `Correctness`.

    >>> row = {"answer": [{"Ann": "knight", "Bob": "knave"}] * 3}
    >>> Assignment()(["<answer>Ann is a knight, and Bob lies.</answer>", "\\boxed{Ann: knight}", "Ann or Bob?"], **row)
    [1.0, 0.0, 0.0]
    >>> print(Assignment().explain("Both are knaves.", answer="Ann is a knight, and Bob is a knave."))
    assignment  0  assignment.differs  1 of 2 are right; the first that is not is 'ann'; read 'knave'
    """

    gold_column: str = "answer"
    partial: float = 0.0
    rules = (_RIGHT, _DIFFERS, _ABSENT, _NOTHING, *_FAULTS.values(), *PUZZLE_RULES)

    def __post_init__(self) -> None:
        self._settle(partial=settings.share("partial", self.partial))
        super().__post_init__()

    @property
    def bounds_if_wrong(self) -> Bounds:
        """[0, partial]."""
        return 0.0, self.partial

    def _said(self, batch: Batch) -> Sequence[Hashable]:
        texts = [completion.text for completion in batch.completions]
        return find_passages(texts, [completion.reasoning for completion in batch.completions], self.layout)

    def _problem(self, *values: object) -> Hashable:
        (value,) = values
        return _gold(value_in(value)) or unusable(
            value, "expected who is what: an object, pairs, rows or sentences"
        )

    def _grade(self, said: Hashable, problem: Hashable) -> Graded:
        assert isinstance(said, Passage) and isinstance(problem, _Gold)
        if said.rule:
            return 0.0, Decision(said.rule)
        found = _said_in(said, problem)
        if isinstance(found, Claims):
            return 0.0, Decision(_FAULTS[found.fault], (("found", found.found),))
        wanted = len(problem.cells)
        if not found:
            return 0.0, Decision(_NOTHING, (("wanted", wanted),))
        wrong = [(place, found.get(place)) for place, value in problem.cells if found.get(place) != value]
        if not wrong:
            return 1.0, Decision(_RIGHT, (("wanted", wanted),))
        place, read = next((each for each in wrong if each[1] is not None), wrong[0])
        facts = (("right", wanted - len(wrong)), ("wanted", wanted), ("name", _called(problem, place)))
        score = self.partial * _merit(problem, wanted - len(wrong))
        return score, Decision(_ABSENT, facts) if read is None else Decision(
            _DIFFERS, (*facts, ("read", read))
        )


def _called(gold: _Gold, place: tuple[int, int]) -> str:
    return " ".join((*gold.names[place[0]], *gold.attributes[place[1]]))


def _merit(gold: _Gold, right: int) -> float:
    """The share of the cells that are right, from what the same value everywhere would have on to all of them."""
    counts: Counter[int] = Counter()
    for attribute, values in groupby(
        sorted((place[1], value) for place, value in gold.cells), lambda each: each[0]
    ):
        counts[attribute] = max(Counter(value for _, value in values).values())
    chance, wanted = sum(counts.values()), len(gold.cells)
    return max(0.0, (right - chance) / (wanted - chance)) if wanted > chance else 0.0


# ── golds ──


def _gold(value: object) -> _Gold | None:
    cells = _cells_of_text(value) if isinstance(value, str) else cells_in(value)
    if not cells or len({len(path) for path, _ in cells}) > 1:
        return None
    read = [(words_of(path[0]), words_of("".join(path[1:])), words_of(text)) for path, text in cells]
    names = {name: place for place, name in enumerate(dict.fromkeys(name for name, _, _ in read))}
    attributes = {name: place for place, name in enumerate(dict.fromkeys(name for _, name, _ in read))}
    table = {(names[name], attributes[attribute]): words for name, attribute, words in read}
    if len(table) < len(cells) or () in names or () in table.values():
        return None
    held = data_in(value) if isinstance(value, str) else value
    ordered = isinstance(held, list | tuple) and not any(
        isinstance(value_in(each), list | tuple | dict) for each in held
    )
    values = tuple((place, " ".join(words)) for place, words in table.items())
    return _Gold(tuple(names), tuple(attributes), values, ordered)


def _cells_of_text(text: str) -> list[Cell] | None:
    if len(text) > _LONGEST:
        return None
    held = data_in(text)
    if held is not NO_DATA:
        return cells_in(held)
    rows = next((rows for rows, _, _ in tables(text)), None)
    if rows:
        return cells_of_table(rows)
    if _UNSAID().search(text):
        return None
    found: list[Cell] = []
    for clause in filter(str.strip, _CLAUSE().split(_ITEM().sub("", text))):
        said = _SAYS().fullmatch(clause)
        if said is None:
            return None
        found.append(((said[1],), said[2]))
    return found


@remembered(256)
def _vocabulary(gold: _Gold) -> Vocabulary:
    """The phrases of a gold, and what else says the same."""
    values = {tuple(value.split()): value for _, value in gold.cells}
    of = [
        frozenset(value for place, value in gold.cells if place[1] == each)
        for each in range(len(gold.attributes))
    ]
    nested = gold.attributes != ((),)
    if not nested:
        for words, value in [*values.items()]:
            if len(words) == 1 and words[0].isalpha():
                values.setdefault((f"{words[0]}s",), value)
        values = _spoken(values) | values
    for number, ordinals in _ORDINALS.items():
        for word in ordinals if (number,) in values else ():
            values.setdefault((word,), number)
    names = {words: place for place, words in enumerate(gold.names)}
    numbers = [[word for word in words if word.isdecimal()] for words in gold.names]
    if all(len(each) == 1 for each in numbers) and len({each[0] for each in numbers}) == len(numbers):
        for place, (number,) in enumerate(numbers):
            for alias in _aliases(number):
                if alias not in values:
                    names.setdefault(alias, place)
    attributes = {words: place for place, words in enumerate(gold.attributes) if words} if nested else {}
    longest = max(map(len, (*names, *values, *attributes)))
    return Vocabulary(names, values, attributes, longest, tuple(of))


def _aliases(number: str) -> Iterator[tuple[str, ...]]:
    """What a name with this number in it may be called: 2, house 2, the second, the second house."""
    ordinals = _ORDINALS.get(number, ())
    yield from ((word,) for word in (number, *ordinals))
    for place in _PLACES:
        yield place, number
        yield from ((ordinal, place) for ordinal in ordinals)


def _spoken(values: dict[tuple[str, ...], str]) -> dict[tuple[str, ...], str]:
    """What "lies" and "tells the truth" mean, where the values are the two sides of such a puzzle, or one of them."""
    said = set(values.values())
    for true, false in _ROLES:
        if said <= {true, false}:
            sides = ((true, (true, f"{true}s", *_TRUE)), (false, (false, f"{false}s", *_FALSE)))
            return {words_of(phrase): side for side, phrases in sides for phrase in phrases}
    return {}


# ── answers ──


def _said_in(said: Passage, gold: _Gold) -> dict[tuple[int, int], str] | Claims:
    """What an answer says of each cell, or why nobody can tell; of the first text that says anything."""
    found: dict[tuple[int, int], str] | Claims = {}
    for text in said.texts:
        if len(text) > _LONGEST and said.held:
            return Claims(fault="broken", found=text[:20])
        parts = (text,) if said.held else reversed(text[-_LONGEST:].split("\n\n")[-_PARAGRAPHS:])
        found = _gathered(parts, gold, held=said.held)
        if found:
            break
    return found


def _gathered(parts: Iterable[str], gold: _Gold, *, held: bool) -> dict[tuple[int, int], str] | Claims:
    """What paragraphs say, as many as it takes; one that can't be read ends it."""
    table: dict[tuple[int, int], str] = {}
    for part in parts:
        found = _claims_of(part, gold, held=held)
        if found.fault and (not table or found.fault == "open"):
            return found
        for name, attribute, value in () if found.fault else found.cells:
            if table.setdefault((name, attribute), value) != value:
                return Claims(fault="contradiction", found=_called(gold, (name, attribute)))
        if found.fault or len(table) >= len(gold.cells):
            break
    return table


def _claims_of(text: str, gold: _Gold, *, held: bool) -> Claims:
    """What one paragraph says: as data, in tables, and in sentences around them."""
    known = _vocabulary(gold)
    text = _DENIED().sub("¬", _FENCE().sub("\n", as_text(text).replace("\r\n", "\n")))
    found: list[Claims] = []
    before, value, after = _around_data(text)
    if value is not NO_DATA:
        text = f"{before}\n{after}"
        # Where prose may stand around it, none may in its own lines, but for what ends in a colon.
        ahead, behind = before.rpartition("\n")[2].rpartition(":")[2], after.partition("\n")[0]
        if word := spare_word(text if held else f"{ahead} {behind}", known):
            return Claims(fault="broken", found=word)
        found.append(_of_data(cells_in(value), known))
    rest, at = [], 0
    for rows, begin, end in tables(text):
        found.append(_of_rows(rows, known))
        rest.append(text[at:begin])
        at = end
    found.append(claims("\n".join([*rest, text[at:]]), known, ordered=gold.ordered, held=held))
    fault = next((each for each in found if each.fault), None)
    return fault or Claims(tuple(cell for each in found for cell in each.cells))


def _around_data(text: str) -> tuple[str, object, str]:
    """The object or list that a text holds, between what stands before and behind it; NO_DATA where there is none."""
    start = min((at for at in (text.find("{"), text.find("[")) if at >= 0), default=0)
    stop = max(text.rfind("}"), text.rfind("]")) + 1
    return text[:start], data_in(text[start:stop]), text[stop:]


def _of_data(cells: list[Cell] | None, known: Vocabulary) -> Claims:
    """Cells of an object by the row's names; a name may stand where its value should, as in {"knights": ["Ann"]}."""
    if cells is None:
        return Claims(fault="broken", found="{")
    found: list[tuple[int, int, str]] = []
    for path, text in cells:
        if denial := _denial((*path, text) if words_of(text) in known.values else path, known):
            return Claims(fault="broken", found=denial)
        names = [known.names.get(words_of(part)) for part in path]
        attributes = [known.attributes.get(words_of(part)) for part in path]
        name = next((each for each in names if each is not None), None)
        attribute = next((each for each in attributes if each is not None), None)
        value = _value(text, known)
        if name is None and len(path) == 1 and words_of(path[0]) in known.values:
            name, value = known.names.get(words_of(text)), known.values[words_of(path[0])]
        if name is None or (len(known.of) > 1 and attribute is None):
            return Claims(fault="unknown", found=" ".join(path))
        found.append((name, attribute or 0, value))
    return Claims(tuple(found))


def _denial(cells: Iterable[str], known: Vocabulary) -> str:
    return next(filter(None, (denial_in(cell, known) for cell in cells)), "")


def _value(text: str, known: Vocabulary) -> str:
    words = words_of(text)
    return known.values.get(words, " ".join(words))


def _of_rows(rows: list[list[str]], known: Vocabulary) -> Claims:
    """A table by its head; names may head its columns as well."""
    if not rows:
        return Claims()
    if len({len(row) for row in rows}) > 1:
        return Claims(fault="broken", found="|")
    for table in (rows, [list(column) for column in zip(*rows, strict=True)]):
        head, *lines = table
        keys = [
            place
            for place in range(len(head))
            if lines and all(_name(line[place], known) is not None for line in lines)
        ]
        if not keys:
            continue
        if denial := _denial(head, known):
            return Claims(fault="broken", found=denial)
        key, others = keys[0], [place for place in range(len(head)) if place != keys[0]]
        if known.attributes:
            cells: list[Cell] = [
                ((line[key], head[place]), line[place]) for line in lines for place in others
            ]
            return _of_data(cells, known)
        if len(others) > 1:  # the one with values, beside reasons
            others = [
                place for place in others if all(words_of(line[place]) in known.values for line in lines)
            ]
        if len(others) == 1:
            both = table if _name(head[key], known) is not None else lines
            return _of_data([((row[key],), row[others[0]]) for row in both], known)
    return Claims(fault="broken", found="|")


def _name(cell: str, known: Vocabulary) -> int | None:
    return known.names.get(words_of(cell))
