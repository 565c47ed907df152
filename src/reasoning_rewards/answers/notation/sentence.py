r"""The answer inside a sentence: before an explanation, behind "is", between dollars; and what is said against it.

A sentence has one answer. What it may be is tried in order, and the first that can be read is it. A further claim
("5, it is 7") that can be read as another answer leaves a choice open.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from reasoning_rewards.answers.values.tree import free_names, walk
from reasoning_rewards.answers.values.units import SYMBOLS, UNITS
from reasoning_rewards.answers.values.values import Choice, Named, Number, Scalar, Value
from reasoning_rewards.answers.values.vocabulary import CONNECTIVES, SENTENCE_WORDS
from reasoning_rewards.text.dress import as_text
from reasoning_rewards.text.scan import pattern

__all__ = ["Sentence", "goes_with", "is_cut_off", "may_come_to", "spoken", "stated"]

_LONGEST = 2_000  # characters of a sentence; longer prose is not an answer
_CHAT = pattern(r"I hope (?:it|this) is correct|<\|[^|>]{1,30}\|>")
_NO_PROSE = pattern(r"\W{60}")  # nobody writes so, and it would be looked through again and again
_MOST_SPANS = 40
_MOST_CLAIMS = 8
_SPAN = pattern(r"(?<!\\)\$\$?([^$]+)\$\$?|\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
_MONEY = pattern(r"(?<!\\)\$(?=\d[^$\\]*\s[A-Za-z]{2,}\s)")  # "$20, because ..." opens no mathematics
_BOLD = pattern(r"(?<!\w)\*\*|\*\*(?![\w(])")  # x**2 is a power
_OPENS_MATHEMATICS = pattern(r"(?<!\\)\$|\\[(\[]")
_LETTERS = re.compile(r"[A-Z](?:,\s*[A-Z])+")
_SET_AS_TEXT = pattern(r"\\text\s*\{([^{}]*)\}")

# What stands before an answer and says nothing of it.
_ADVERB = pattern(
    r"^(?:(?:for sure|definitely|clearly|probably|certainly|simply|just|about|approximately|approx\.|roughly|around)\s+)+",
    re.IGNORECASE,
)
_LABEL = pattern(
    r"^(?:(?:the )?(?:final |correct )?answer|solution|result)\s*(?:is)?\s*[:=]?\s+(?:[-–—]\s+)?",  # a dash is no minus
    re.IGNORECASE,
)
# Where one statement ends and the next begins.
_SENTENCE_END = pattern(
    r"[.!?]\s+(?=[A-Z])|\n+|\W+(?i:therefore|thus|hence)\W+|,?\s+so\s+(?=the\s+(?:final\s+)?(?:answer|result)\b)"
)
_WORDS_AFTER = (
    r"(?:because|since|that|so|as|where|for (?:all|any|every|some)|in total|altogether|for sure|it|ago"
    r"|in(?! base| the base| the red| the hole| debt| hundred| thousand| million| billion| dozen| pair))\b"
)
_ASIDE = pattern(  # what stands behind an answer and explains it
    rf"(?:,|;|\.|\s-|\s\()?\s+(?:which\b|{_WORDS_AFTER})|\s+\((?=(?:it|that|this|which|because|since|as)\b)|[,.;:]\s+(?=[a-z]{{2}})|\s+(?=\(?approx(?:imately|\.)?\)?$)"
)
_REASON = pattern(  # the same within prose, where "which is" without a comma goes on with the statement
    rf"(?:[,;.]|\s\()\s+which\b|(?:,|;|\.|\s-|\s\()?\s+{_WORDS_AFTER}|[,.;:]\s+(?=[a-z]{{2}})"
)
_INTRODUCES = re.compile(r"[A-Za-z ]+:\s*_+\s*")  # "this is a zero matrix: $...$"
_CONCLUDES = pattern(r"^(?:thus|hence|therefore|so|then|and)[\s,]+", re.IGNORECASE)
_SUBORDINATE = pattern(r"(?:since|because|as|if|when|given|for|with|while|after)\b", re.IGNORECASE)
_VERB = pattern(
    r"(?<![\w\\])(?:is|are|equals?|was|be|becomes?|has|have|it's|that's|(?:in|de)creases? by)\s+(?:exactly |equal to |by )?(?=\S)"
)
_IS_THE_ANSWER = pattern(
    r"\s+(?:is|are)\s+(?:(?:the|our|my|an?)\s+)?(?:(?:only|final|correct|right)\s+)*(?:answers?|solutions?|roots?|choice|option|correct|right)\b"
)
_ASKS = re.compile(  # "When multiplying by the identity: ..." says how, and not in which case
    r"\?|^(?:\\text\s*\{\s*)?(?:if|when(?! [a-z]{3,12}ing(?: [a-z]{2,12}){0,4}:)|whenever|unless|suppose|assuming)\b",
    re.IGNORECASE,
)
_DOUBT = pattern(
    r"\b(?:or|not|either|neither|isn't|aren't|cannot|can't|wrong|incorrect|maybe|perhaps|unless|but)\b|\?",
    re.IGNORECASE,
)
# What begins another claim: who says it anywhere, or a word that takes back at a clause's beginning.
_CLAIM = pattern(
    r"(?<![\w\\])(?:it|this|that|which|answer|solution|result|value|total)\s+(?:is|was|are|equals|must be|should be|can be|"
    r"(?:could|might|may|would|will)(?:\s+(?:also|be|well|as|equal))+)\s+(?:(?:really|actually|also|in fact|exactly|equal to)\s+)*"
    r"|(?<![\w\\])(?:it's|that's|no|wait|actually|rather|instead|sorry|correction|where|I mean|i\.e\.)[\s,:]+"
    r"|(?:^|[,.;:(–—-])\s*(?:and\s+|or\s+|but\s+)*(?:or|so|hence|thus|therefore|maybe|perhaps|possibly|alternatively|otherwise|even|also|equivalently)\b[\s,:]*",
    re.IGNORECASE,
)
_TAKES_BACK = re.compile(  # "5 (this is wrong)", but "C, because it is wrong" gives a reason
    r"(?!\W*(?:because|since|as|so)\b).*?(?<![\w\\])(?:it|this|that|which|answer|solution|result|value)(?:\s+(?:is|was)|'s)?\s+"
    r"(?:[a-z]{2,12}ly\s+|just\s+|also\s+)*(?:(?:not|isn't|wasn't)\s+(?:the\s+|a\s+|[a-z]{2,12}ly\s+)*(?:right|correct|true|valid|answer|solution)"
    r"|wrong|incorrect|false|untrue|mistaken|invalid|nonsense)\b",
    re.IGNORECASE,
)
_MAY_BE = re.compile(
    r"\b(?:or(?!\s+equivalently)|maybe|perhaps|possibly|alternatively|otherwise)\b", re.IGNORECASE
)
_ABOUT = pattern(  # "7/3 (approximately 2.33)" is the chain 7/3 ≈ 2.33
    r"(?<![\s,])[\s,]*(?:\(\s*)?(?:(?:or|which is|that is|i\.e\.,?)\s+)?"
    r"(?:(?:approximately|approx\.?|about|roughly)(?![a-z])(?:\s+equal\s+to)?|\\approx(?![a-z]))\s*([^()\s](?:[^()]*[^()\s])?)\s*\)?$"
)
_LONGEST_STATEMENT = 200  # characters
_ANY_WORD = pattern(r"[A-Za-z]+")
_COMMAND_NAME = pattern(r"\\(?:left|right)(?![A-Za-z])")
_RELATED = pattern(
    r"[<>≈~;&!?]|\\(?:n?e|neq|l[et]|g[et]|[lg]eq|approx|to|in|sim|pm|mp|implies|R?rightarrow)(?![A-Za-z])|->"
)
_OUTSIDE = pattern(r",(?![^(\[{]*[)\]}])")
_NOT_IN_A_NAME = (
    (SENTENCE_WORDS - {"the", "our", "my"})
    | CONNECTIVES
    | {"when", "for", "where", "with", "let", "given", "say"}
    | {"not", "else", "something", "anything", "nothing", "other", "another", "wrong", "incorrect", "unlike"}
)
_MATHEMATICAL = re.compile(r"\d|\\|[<>=]|^\(?[A-Za-z]\)?$")
_WORDY = pattern(r"[A-Za-z]{2}[ ,]+[A-Za-z]")
_EDGES = ' \t\n.,;:"'


class Sentence(NamedTuple):
    """What a sentence may say the answer is, the likeliest first, what it claims besides, and whether it only may be that."""

    says: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    is_hedged: bool = False


_NOTHING = Sentence()


def spoken(text: str) -> Sentence:
    r"""Return what a sentence says the answer is; nothing for a doubtful one.

    >>> spoken("The largest n is 34").says, spoken("We find that $x < 3$.").says
    (('34',), ('x < 3',))
    >>> spoken("C because I computed the integral").says, spoken("72, in total, so the farmer earns that much").says
    (('C',), ('72',))
    >>> spoken("5, it is 7")
    Sentence(says=('5',), claims=('7',), is_hedged=False)
    >>> spoken("It is not 5").says, spoken("either $4$ or $5$").says
    ((), ())
    """
    text = _without_chat(text).strip()
    if len(text) > _LONGEST or " " not in text or _NO_PROSE().search(text):
        return _NOTHING
    if text.count("\\(") + text.count("\\[") > _MOST_SPANS or _ASKS.search(text):
        return _NOTHING
    whole = text
    text = _SET_AS_TEXT().sub(_words_bare, as_text(_BOLD().sub("", _MONEY().sub(r"\$", text)))).strip()
    text = _ADVERB().sub("", _LABEL().sub("", text, count=1))
    says = [] if text == whole else [text]
    about = _ABOUT().search(text)
    if about is not None and _MATHEMATICAL.search(text[: about.start()]):
        says.append(rf"{text[: about.start()]} \approx {about[1]}")
    lead, aside = _divided(text, _ASIDE())
    if aside and _stands_alone(lead):
        if _TAKES_BACK.match(_hidden(aside)):
            return _NOTHING
        says.append(lead)
    else:
        found, aside = _stated(text)
        says += found
    claims = _kept(_claims(aside), whole)
    return Sentence(_kept(says, whole), claims, bool(claims) and _MAY_BE.search(aside) is not None)


def _words_bare(found: re.Match[str]) -> str:
    """Take words out of their command; a unit in it, or letters of options, stay what they are."""
    said = found[1].strip()
    return found[0] if said in UNITS or said in SYMBOLS or _LETTERS.fullmatch(said) else f" {found[1]} "


def goes_with(answer: Value, claim: Value) -> bool:
    """Say whether a claim goes with an answer: what is said of a choice may be its text.

    >>> goes_with(Number(5), Number(7)), goes_with(Choice("A"), Number(7)), goes_with(Choice("A"), Choice("B"))
    (False, True, False)
    """
    if isinstance(answer, Choice):
        return not isinstance(claim, Choice) or claim.letter == answer.letter
    answer = answer.value if isinstance(answer, Named) else answer
    if isinstance(claim, Named):
        if isinstance(answer, Scalar) and claim.name in free_names(answer.tree):
            return True  # "2c, where c = 3" says what its names are
        claim = claim.value
    if isinstance(answer, Number) and isinstance(claim, Number):
        return answer.exact == claim.exact
    return answer == claim


def may_come_to(answer: Value, claim: Value) -> bool:
    """Say whether only comparing can tell that a claim goes with an answer: 12, because it is 3 * 4.

    A unit that the claim alone has is another answer.
    """
    answer, claim = (each.value if isinstance(each, Named) else each for each in (answer, claim))
    return all(map(_is_closed, (answer, claim))) and (_has_things(answer) or not _has_things(claim))


def _is_closed(value: Value) -> bool:
    return isinstance(value, Number) or (isinstance(value, Scalar) and not free_names(value.tree))


def _has_things(value: Value) -> bool:
    """Say whether a value has a unit or a noun; a percent sign is none."""
    if not isinstance(value, Scalar):
        return False
    return any(part.op in ("unit", "noun") and part.leaf != "%" for part in walk(value.tree))


def _without_chat(text: str) -> str:
    chat = _CHAT().search(text)
    if chat is None:
        return text
    text = text[: chat.start()].strip()
    return text.removesuffix(".") if chat[0][0] == "I" else text


def _kept(parts: list[str], whole: str) -> tuple[str, ...]:
    stripped = (part.strip(_EDGES) for part in parts)
    return tuple(part for part in dict.fromkeys(stripped) if part != whole and _MATHEMATICAL.search(part))


def stated(text: str) -> list[str]:
    r"""Return what stands right of the one equals sign, of a text whose left side is beyond reading: Pr(A | B) = 1/2.

    >>> stated(r"\Pr(A \mid B) = \frac12"), stated(r"\text{Area of } ABC = 40"), stated("5 if x = 3"), stated("x = 5, y = 6")
    (['\\frac12'], ['40'], [], [])
    """
    left, sign, right = text.partition("=")
    if (
        not sign
        or len(text) > _LONGEST_STATEMENT
        or "=" in right
        or "$" in left
        or _RELATED().search(_COMMAND_NAME().sub("", left))
    ):
        return []
    words = {word.lower() for word in _ANY_WORD().findall(left)}
    opened = sum(map(left.count, "([{")) - sum(map(left.count, ")]}"))
    named = bool(words) and words.isdisjoint(_NOT_IN_A_NAME) and opened == 0 and not _OUTSIDE().search(left)
    return [right.strip()] if named and "," not in right else []


def is_cut_off(text: str) -> bool:
    """Say whether the last formula of a text is begun with a dollar sign and never ended: Hence $x = 5"""
    return text.count("$") % 2 == 1 and "=" in text[text.rfind("$") :]


def _hidden(text: str) -> str:
    """Cover mathematics, so that no word is looked for inside it, and no space."""
    return _SPAN().sub(lambda span: "_" * len(span[0]), text)


def _divided(text: str, boundary: re.Pattern[str]) -> tuple[str, str]:
    """Cut a text in two where an explanation begins."""
    cut = boundary.search(_hidden(text))
    return (text, "") if cut is None else (text[: cut.start()], text[cut.start() :])


def _stands_alone(lead: str) -> bool:
    """Say whether what stands before an explanation is a bare answer: no prose, and no doubt."""
    outside = _hidden(lead)
    if _OPENS_MATHEMATICS().search(lead):
        return _SPAN().fullmatch(lead.strip()) is not None
    bare = not _VERB().search(outside + " _") and not _DOUBT().search(outside)
    return bare and _MATHEMATICAL.search(lead.strip()) is not None


def _stated(text: str) -> tuple[list[str], str]:
    """Return what the last statement of a prose says, and the explanation that follows."""
    last = _SENTENCE_END().split(text.rstrip(" .!"))[-1]
    last = _CONCLUDES().sub("", last)  # its comma begins no explanation
    if _SUBORDINATE().match(last):  # "since x is 5, the answer is 7"
        last = _divided(last, _REASON())[1].lstrip(" ,;") or last
    outside = _hidden(last)
    if _DOUBT().search(outside) or not _WORDY().search(outside):
        return [], ""
    says = []
    named = _IS_THE_ANSWER().search(outside)
    if named is not None:
        says.append(last[: named.start()])
    head, aside = _divided(last, _REASON())
    for part in (head, last):
        verbs = list(_VERB().finditer(_hidden(part)))
        if verbs and not _INTRODUCES.fullmatch(_hidden(part)[verbs[-1].end() :]):
            says.append(part[verbs[-1].end() :])
    spans = list(_SPAN().finditer(last)) or list(_SPAN().finditer(text))
    if spans:
        says.append(next(group for group in spans[-1].groups() if group is not None))
    return says, aside


def _claims(aside: str) -> list[str]:
    """Return what an explanation says the answer is."""
    found = []
    for claim in list(_CLAIM().finditer(_hidden(aside)))[:_MOST_CLAIMS]:
        found.append(_divided(aside[claim.end() :], _ASIDE())[0])
    return found
