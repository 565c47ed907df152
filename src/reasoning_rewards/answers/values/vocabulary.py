"""What names mean in mathematics: functions, constants, letters, relations, brackets."""

from __future__ import annotations

from types import MappingProxyType

__all__ = [
    "ABBREVIATIONS",
    "CONNECTIVES",
    "CONSTANTS",
    "FUNCTIONS",
    "GREEK",
    "NAMES",
    "NOT_FACTORS",
    "OPENERS",
    "PARTS",
    "RELATIONS",
    "SCALES",
    "SENTENCE_WORDS",
    "TRIGONOMETRIC",
    "is_long_word",
    "is_word",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TRIGONOMETRIC = frozenset(("sin", "cos", "tan", "cot", "sec", "csc"))
_HYPERBOLIC = ("sinh", "cosh", "tanh", "coth", "sech", "csch")
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
    r"\cdot \times \div \pm \mp \cup \cap \setminus \backslash \} \rangle \\ \rfloor \rceil \rvert \mid \lor \vee "
    r"\land \wedge \not \rbrace \rbrack \ast \bigcup \slash \cdotp \choose "
    r"\over \bmod \pmod \mod"
)
"""Commands that never begin a factor of a product."""

CONNECTIVES = frozenset(("and", "or"))

SENTENCE_WORDS = _words(
    "the our my not no isn't is are was were be been if but unless except than then wrong incorrect "
    "false true maybe perhaps possibly either neither nor so because since therefore which "
    "that this it we i you they he she cannot can't cannot could would should may might do "
    "does did don't when where while about approximately between around"
)
"""Words that make a text a sentence: never taken for the noun that a number counts."""

SCALES = MappingProxyType(
    {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12}
)
"""Words after a number that multiply it."""

PARTS = _words("pair pairs half halves third thirds quarters fourths fifths score gross squared cubed")
"""Words after a number that make another number of it, which nothing here computes."""

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
