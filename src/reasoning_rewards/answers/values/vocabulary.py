"""What names mean in mathematics: functions, constants, letters, relations, brackets."""

from __future__ import annotations

from types import MappingProxyType

__all__ = [
    "ABBREVIATIONS",
    "ADVERBS",
    "CONNECTIVES",
    "CONSTANTS",
    "FUNCTIONS",
    "GREEK",
    "INVERTIBLE",
    "NAMES",
    "NOT_FACTORS",
    "OPENERS",
    "PARTS",
    "RELATIONS",
    "SCALES",
    "SENTENCE_WORDS",
    "SHORTFALLS",
    "TRIGONOMETRIC",
    "is_long_word",
    "is_word",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TRIGONOMETRIC = frozenset(("sin", "cos", "tan", "cot", "sec", "csc"))
_HYPERBOLIC = ("sinh", "cosh", "tanh", "coth", "sech", "csch")
INVERTIBLE = TRIGONOMETRIC | frozenset(_HYPERBOLIC)
"""Functions whose exponent -1 is no power: sin^{-1}."""
_PLAIN = (
    "exp",
    "log",
    "ln",
    "lg",
    "min",
    "max",
    "gcd",
    "lcm",
    "abs",
    "floor",
    "ceil",
    "sqrt",
    "factorial",
    "binomial",
    "cbrt",
    "arg",
    "det",
    "sgn",
)


def _functions() -> dict[str, str]:
    known = {name: name for name in (*TRIGONOMETRIC, *_HYPERBOLIC, *_PLAIN)}
    for name in (*TRIGONOMETRIC, *_HYPERBOLIC):
        known["arc" + name] = known["a" + name] = known["ar" + name] = "arc" + name
    known.update(
        {"cosec": "csc", "tg": "tan", "ctg": "cot", "arctg": "arctan", "cotan": "cot", "log10": "lg"}
    )
    del known["asec"], known["acot"], known["arcot"], known["arsec"]
    return known


FUNCTIONS = MappingProxyType(_functions())
"""Names of functions, to the name the domains know."""

CONSTANTS = MappingProxyType({"pi": "π", "e": "e", "i": "i", "π": "π"})

GREEK = _words(
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu "
    "nu xi rho varrho sigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi "
    "Pi Sigma Upsilon Phi Psi Omega ell hbar partial nabla aleph Re Im angle triangle"
)

NAMES = GREEK | _words(
    "varpi varsigma digamma beth imath jmath hslash mho square Box blacksquare bigcirc checkmark "
    "heartsuit clubsuit diamondsuit spadesuit"
)
"""Commands that are names; what is not among them and not known otherwise is an operator nobody knows."""

RELATIONS = MappingProxyType(
    {
        "=": "=", "==": "=", ":=": "=", "<": "<", ">": ">", "<=": "<=", ">=": ">=", "!=": "!=", "=>": ">=",
        "\\le": "<=", "\\leq": "<=", "\\leqslant": "<=", "\\ge": ">=", "\\geq": ">=", "\\geqslant": ">=",
        "\\lt": "<", "\\gt": ">", "\\ne": "!=", "\\neq": "!=", "\\approx": "~", "\\simeq": "~", "\\sim": "~",
        "\\doteq": "~", "\\in": "in", "\\equiv": "==", "\\cong": "==", "\\to": "->", "\\rightarrow": "->",
        "->": "->",        "\\mapsto": "->", "\\subset": "sub", "\\subseteq": "sub", "\\colon": "->",
    }
)  # fmt: skip
"""What stands between the sides of a relation, to one name each."""

NOT_FACTORS = _words(
    r"\cdot \times \div \pm \mp \cup \cap \setminus \backslash \} \rangle \\ \rfloor \rceil \rvert \lrcorner \urcorner \mid \lor \vee "
    r"\land \wedge \not \rbrace \rbrack \ast \bigcup \slash \cdotp \choose "
    r"\over \bmod \pmod \mod"
)
"""Commands that never begin a factor of a product."""

CONNECTIVES = _words("and or And Or AND OR und et oder bzw ou oppure ovvero veya lub albo atau")
"""Words that join items, as they are written: ET is a unit."""

SENTENCE_WORDS = _words(
    "nicht kein keine falsch weniger mehr pas non faux moins falso menos meno niet geen fout minder nie bukan tidak salah "
    "the our my not no isn't is are was were be been if but unless except than then wrong incorrect "
    "false true maybe perhaps possibly either neither nor so because since therefore which "
    "that this it we i you they he she cannot can't cannot could would should may might do "
    "does did don't when where while about approximately between around in as"
)
"""Words that make a text a sentence: never taken for the noun that a number counts."""

SCALES = MappingProxyType(
    {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12}
)
"""Words after a number that multiply it."""

_ORDINALS = (
    "sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth "
    "eighteenth nineteenth twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth "
    "hundredth thousandth millionth billionth"
).split()
PARTS = _words(
    "tausend hundert dutzend millionen milliarden drittel viertel mille mil millones mila milioni bin ribu juta "
    "docenas docena dizaines dizaine douzaine douzaines centaines tiers quarts tercios cuartos terzi "
    "pair pairs half halves third thirds quarter quarters fourth fourths fifth fifths score gross squared cubed "
    "couple couples grand lakh lakhs crore crores double doubled triple tripled halved "
    "zeros zeroes ones twos threes fours fives sixes sevens eights nines tens twenties thirties forties fifties "
    "below above under over minus plus negative positive inverse inverted repeating recurring factorial"
) | {word + plural for word in _ORDINALS for plural in ("", "s")}
"""Words after a number that make another number of it, which nothing here computes."""

SHORTFALLS = _words("short less fewer lower")
"""Words that do so where no noun follows: 5 short, not 5 short stories."""

ADVERBS = _words(
    "left remaining total altogether each apart away long wide tall high deep old of per in on for more extra "
    "together overall only again later earlier ago exactly"
)
"""Words behind a noun that say nothing of what is counted."""

OPENERS = MappingProxyType(
    {"(": ")", "[": "]", "\\{": "\\}", "\\langle": "\\rangle", "\\lbrace": "\\rbrace", "\\lbrack": "\\rbrack"}
)

ABBREVIATIONS = _words("am pm usa uae uk eu dna rna atp nba nfl fbi cia ceo gdp")
"""Short words that are written in capitals as often as not."""

_FACTORS = frozenset("abcdxyz")  # letters that people multiply in any number
_SHORT_WORDS = _words("at as an am by my ha")


def is_word(letters: str) -> bool:
    """Say whether a short run of letters is a word rather than a product: it has a vowel, and no usual factors.

    >>> is_word("dog"), is_word("Amy"), is_word("xy"), is_word("abc"), is_word("pir")
    (True, True, False, False, False)
    """
    lower = letters.lower()
    if letters in ABBREVIATIONS:
        return True
    if lower in FUNCTIONS or lower in CONSTANTS or letters in GREEK or lower.startswith("pi"):
        return False
    if not letters.isalpha() or not letters[1:].islower() or not 2 <= len(letters) <= 6:
        return False
    if len(letters) == 2:
        return lower in _SHORT_WORDS or not _VOWELS.isdisjoint(lower)
    return not (_VOWELS | {"a", "y"}).isdisjoint(lower) and not _FACTORS.issuperset(lower)


def is_long_word(letters: str) -> bool:
    """Say whether letters are a word in any case: four or more with a vowel, not those that are multiplied.

    >>> is_long_word("PARIS"), is_long_word("ABCD"), is_long_word("KLMN"), is_long_word("USA")
    (True, False, False, False)
    """
    lower = letters.lower()
    return len(lower) > 3 and not (_VOWELS | {"a", "y"}).isdisjoint(lower) and not _FACTORS.issuperset(lower)


_VOWELS = frozenset("eiou")
