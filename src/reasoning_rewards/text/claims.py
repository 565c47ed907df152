r"""Who is what, said in sentences and lines about names and values that are known.

A text becomes symbols: names, values, attributes, what joins them, and words. A sentence that names a name and a
value must be made of nothing else but these and of words that say nothing ("Therefore, Ann is a knight and Bob is a
knave"): one with a "not", an "if" or an "or" in it, or with any other word, says something that is not read here.
Each word is looked at once, so reading is linear in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from reasoning_rewards.text.scan import pattern

__all__ = ["Claims", "Vocabulary", "claims", "denial_in", "spare_word", "words_of"]

_TOKEN = pattern(r"\d+(?:[.:,]\d+)*[^\W\d_]*|[^\W\d_]+(?:['’][^\W\d_]+)*|[-=]{1,3}>|[^\w\s]|_|\n", re.UNICODE)
_MARKS = frozenset("*_`\"“”()[]{}$#>~\\'’‘")  # dress, and no words
_ENDS = frozenset(".;!\n。")
_INSIDE = frozenset(".-–")  # of a name: Mr. Smith, Mary-Ann
_IS = frozenset(
    (":", "=", "->", "=>", "→", "–", "—", "-", "is", "are", "was", "were", "be", "being", "as", "has", "gets")
)
_JOINS = frozenset((",", "and", "&", "while", "whereas", "but", "+", "、", "，"))
_OPEN = frozenset(
    ("or", "either", "maybe", "perhaps", "possibly", "probably", "could", "might", "alternatively", "otherwise", "vice",
     "if", "unless", "unsure", "uncertain", "guess", "guessing", "?", "？")
)  # fmt: skip
# Words that turn what was said into something else, whoever they speak of.
_OTHERWISE = frozenset(
    ("maybe", "perhaps", "possibly", "alternatively", "otherwise", "vice", "unsure", "uncertain", "opposite", "reverse",
     "reversed", "swap", "swapped", "switch", "switched", "inverse", "inverted", "contrary", "flipped", "kidding", "joking",
     "wrong", "incorrect", "false", "untrue", "wait")
)  # fmt: skip
_NOT = frozenset(("not", "neither", "nor", "never", "no", "¬", "≠"))
_ALL = frozenset(("both", "everyone", "everybody", "all", "each"))
_IDLE = frozenset(
    ("a", "an", "the", "so", "then", "thus", "therefore", "hence", "also", "must", "definitely", "indeed", "finally",
     "we", "have", "that", "this", "means", "conclude", "conclusion", "in", "answer", "final", "solution", "result",
     "to", "of", "them", "only", "other", "hand", "on", "text", "textbf", "mathrm", "quad", "which", "it", "follows",
     "know", "can", "see", "here", "below", "following", "json", "assignment", "person", "people", "role", "roles", "type", "always", "being", "s")
)  # fmt: skip
_NOBODY = frozenset(
    ("he", "she", "it", "they", "there", "one", "who", "this", "that", "someone", "nobody", "none")
)


class Vocabulary(NamedTuple):
    """Phrases that mean something, as the words they are made of; a phrase may be a name and a value."""

    names: Mapping[tuple[str, ...], int]
    values: Mapping[tuple[str, ...], str]
    attributes: Mapping[tuple[str, ...], int]
    longest: int
    of: tuple[frozenset[str], ...]  # the values of each attribute; of one, where there are no attributes


class Claims(NamedTuple):
    """What a text says: (name, attribute, value), and what keeps it from saying it.

    fault: "" or broken, open, unknown or contradiction; found: the word that is at fault.
    """

    cells: tuple[tuple[int, int, str], ...] = ()
    fault: str = ""
    found: str = ""


class _Symbol(NamedTuple):
    kind: str  # name value both attribute is join all not open idle end word
    text: str
    name: int = -1
    value: str = ""
    attribute: int = -1


def words_of(text: str) -> tuple[str, ...]:
    """The words of a name or a value, without case, articles and marks: what makes two of them the same.

    >>> words_of("The **Green** house"), words_of("a knight.")
    (('green', 'house'), ('knight',))
    """
    found = [token for token in _TOKEN().findall(_plain(text)) if token[0].isalnum()]
    while len(found) > 1 and found[0] in ("a", "an", "the"):
        found = found[1:]
    return tuple(found)


def _plain(text: str) -> str:
    return (
        text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    )


def claims(text: str, known: Vocabulary, *, ordered: bool = False, held: bool = True) -> Claims:
    """What the sentences and lines of a text say; the first of them that can't be read says why.

    ordered: are names places, so that a bare list says who is first, second …?
    held: is all of the text the answer? Else what speaks of nobody may ask and offer what it likes.
    """
    symbols = [*_symbols(text, known)]
    speaks = held or any(symbol.kind in ("name", "value", "both") for symbol in symbols)
    doubts = (symbol for symbol in symbols if symbol.kind == "open")
    doubt = next((symbol for symbol in doubts if speaks or _plain(symbol.text) in _OTHERWISE), None)
    if doubt is not None:
        return Claims(fault="open", found=doubt.text)
    denied = next((symbol for symbol in symbols if held and symbol.kind == "not"), None)
    if denied is not None:
        return Claims(fault="broken", found=denied.text)
    if ordered and (listed := _listed(symbols)) is not None:
        if len(listed) > len(set(known.names.values())):
            return Claims(fault="broken", found=listed[-1])
        return Claims(tuple((place, 0, value) for place, value in enumerate(listed)))
    cells: list[tuple[int, int, str]] = []
    carried: list[int] = []
    for sentence in _sentences(symbols):
        found = _read(sentence, known, carried, carries=ordered or bool(known.attributes))
        if found.fault:
            return found
        cells += found.cells
    return Claims(tuple(cells))


def spare_word(text: str, known: Vocabulary) -> str:
    """The first word of a text that says something, if any: beside data that are the answer none may stand."""
    spare = (
        symbol.text for symbol in _symbols(text, known) if symbol.kind not in ("idle", "is", "join", "end")
    )
    return next(spare, "")


def denial_in(text: str, known: Vocabulary) -> str:
    """The first word or sign of a cell that denies or doubts what it says, if any; none of a phrase that is known does."""
    return next((symbol.text for symbol in _symbols(text, known) if symbol.kind in ("not", "open")), "")


def _symbols(text: str, known: Vocabulary) -> Iterator[_Symbol]:
    """The symbols of a text: the longest phrase that is known, or a word by its kind."""
    tokens = [token for token in _TOKEN().findall(text) if token not in _MARKS]
    plain = [_plain(token) for token in tokens]
    place = 0
    while place < len(tokens):
        phrase, stop = _phrase(plain, place, known)
        article = (
            tokens[place] == "a" and stop == place + 1 and _phrase(plain, stop, known)[0] in known.values
        )
        if phrase is not None and not article:
            name, value = known.names.get(phrase), known.values.get(phrase)
            attribute = known.attributes.get(phrase)
            kind = (
                "both" if name is not None and value is not None else "name" if name is not None else "value"
            )
            if name is None and value is None:
                kind = "attribute"
            yield _Symbol(
                kind,
                " ".join(tokens[place:stop]),
                -1 if name is None else name,
                value or "",
                -1 if attribute is None else attribute,
            )
            place = stop
            continue
        yield _Symbol(_kind(plain[place]), tokens[place])
        place += 1


def _phrase(tokens: list[str], place: int, known: Vocabulary) -> tuple[tuple[str, ...] | None, int]:
    """The longest phrase that begins at a place, and where it stops."""
    words: list[str] = []
    found: tuple[tuple[str, ...] | None, int] = None, place
    stop = place
    while stop < len(tokens) and len(words) < known.longest:
        token = tokens[stop]
        stop += 1
        if token[0].isalnum():
            words.append(token)
            phrase = tuple(words)
            if phrase in known.names or phrase in known.values or phrase in known.attributes:
                found = phrase, stop
        elif not words or token not in _INSIDE:
            break
    return found


def _kind(word: str) -> str:
    for kind, members in _KINDS:
        if word in members:
            return kind
    if word in _NOT or word.endswith("n't"):
        return "not"
    return "word" if word[0].isalnum() else "sign"


_KINDS = (
    *(("end", _ENDS), ("is", _IS), ("join", _JOINS), ("open", _OPEN | _OTHERWISE)),
    *(("all", _ALL), ("idle", _IDLE)),
)


def _sentences(symbols: Iterable[_Symbol]) -> Iterator[list[_Symbol]]:
    sentence: list[_Symbol] = []
    for symbol in symbols:
        if symbol.kind == "end":
            if sentence:
                yield sentence
            sentence = []
        else:
            sentence.append(symbol)
    if sentence:
        yield sentence


def _listed(symbols: list[_Symbol]) -> list[str] | None:
    """The values of a text that is nothing but a list of them."""
    said = [symbol for symbol in symbols if symbol.kind not in ("join", "idle", "end", "is")]
    if len(said) < 2 or not all(symbol.kind in ("value", "both") or symbol.text == ">" for symbol in said):
        return None
    return [symbol.value for symbol in said if symbol.value]


# ── one sentence ──


def _read(sentence: list[_Symbol], known: Vocabulary, carried: list[int], *, carries: bool) -> Claims:
    """What a sentence says. ``carried``: of whom the lines below a name speak, which this may change."""
    if len(sentence) > 1 and sentence[0].kind == "word" and sentence[0].text.isdecimal():
        sentence = sentence[1:]  # the number of a line
    kinds = {symbol.kind for symbol in sentence}
    named = not kinds.isdisjoint(("name", "both"))
    if kinds.isdisjoint(("value", "both")) or (kinds == {"both"} and len(sentence) == 1):
        if named:
            carried[:] = [symbol.name for symbol in sentence if symbol.name >= 0] if carries else []
        return Claims()
    speaks = named or "all" in kinds or bool(carried)
    if not speaks:
        return _of_nobody(sentence)
    odd = next((symbol for symbol in sentence if symbol.kind in ("not", "word", "sign")), None)
    if odd is not None:
        return Claims(fault="broken", found=odd.text)
    return _cells(sentence, known, carried)


def _of_nobody(sentence: list[_Symbol]) -> Claims:
    """ "Dave is a knight", where nobody asked for Dave; "one of them is a knight" says nothing of anybody."""
    said = [symbol for symbol in sentence if symbol.kind not in ("idle", "join")]
    while said and said[0].kind == "is":  # the dash of a list
        del said[0]
    first = said[0]
    subject = first.kind == "word" and first.text[:1].isupper() and _plain(first.text) not in _NOBODY
    if subject and said[1].kind in ("is", "value", "both"):
        return Claims(fault="unknown", found=first.text)
    return Claims()


def _cells(sentence: list[_Symbol], known: Vocabulary, carried: list[int]) -> Claims:
    said = [
        symbol for symbol in sentence if symbol.kind in ("name", "value", "both", "attribute", "all", "is")
    ]
    first = next((symbol for symbol in said if symbol.kind in ("name", "value", "both", "all")), said[0])
    if (
        first.kind == "value"
        and not known.attributes
        and any(symbol.kind in ("name", "both") for symbol in said)
    ):
        return _by_value(said)
    group: list[int] = list(carried)
    everybody = sorted(set(known.names.values()))
    attribute, begun, valued, verb = -1, False, False, False
    cells: list[tuple[int, int, str]] = []
    for symbol in said:
        if symbol.kind == "is":
            verb = True
        elif symbol.kind == "attribute":
            attribute = symbol.attribute
        elif symbol.kind == "all":
            if not group or valued:
                group, valued = everybody, False
        elif symbol.kind == "name" or (symbol.kind == "both" and not (group and verb and not valued)):
            group = [*group, symbol.name] if begun and not valued else [symbol.name]
            begun, valued, verb, attribute = True, False, False, -1
        else:
            place = attribute if attribute >= 0 else _attribute_of(symbol.value, known)
            if place < 0 or not group:
                return Claims(fault="broken", found=symbol.text)
            cells += [(name, place, symbol.value) for name in group]
            valued, attribute = True, -1
    if known.attributes:
        carried[:] = group
    return Claims(tuple(cells))


def _by_value(said: list[_Symbol]) -> Claims:
    """ "The knights are Ann and Bob; knaves: Cat"."""
    cells: list[tuple[int, int, str]] = []
    value, verb = "", False
    for symbol in said:
        if symbol.kind == "value":
            value, verb = symbol.value, False
        elif symbol.kind == "is":
            verb = True
        elif symbol.name >= 0 and verb:
            cells.append((symbol.name, 0, value))
        else:
            return Claims(fault="broken", found=symbol.text)
    return Claims(tuple(cells))


def _attribute_of(value: str, known: Vocabulary) -> int:
    """Of which attribute a value is, if of one alone."""
    found = [place for place, values in enumerate(known.of) if value in values]
    return found[0] if len(found) == 1 else 0 if not found and len(known.of) == 1 else -1
