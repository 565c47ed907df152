"""Letters: functions, constants, units, names, the nouns that numbers count, and products of letters."""

from __future__ import annotations

from reasoning_rewards.answers.notation.cursor import OPERAND, Cursor
from reasoning_rewards.answers.notation.lexer import Token
from reasoning_rewards.answers.notation.operators import determinant
from reasoning_rewards.answers.values.limits import MAX_TOKENS
from reasoning_rewards.answers.values.tree import Node, UnreadableError, integer, walk
from reasoning_rewards.answers.values.units import COMPOUND, LETTER_UNITS, MONEY, UNITS
from reasoning_rewards.answers.values.vocabulary import (
    CONSTANTS,
    FUNCTIONS,
    GREEK,
    PARTS,
    SCALES,
    SENTENCE_WORDS,
    TRIGONOMETRIC,
    is_word,
)

__all__ = ["Names"]

_SCALES_OF_DEGREES = {"C": "celsius", "F": "fahrenheit"}
_FUNCTION_LETTERS = frozenset("fghFGHPQWT")
_OF_SETS = frozenset(("min", "max", "gcd", "lcm"))
_NESTING = 3  # levels that a function is deeper than what it is applied to; each takes several calls to read
_LONGEST_PRODUCT = 3  # letters in a row that are read as a product; more make a word
_MOST_LETTERS = 300  # of a word that is taken apart
_MOST_NOUNS = 4  # words after a number that say what it counts


class Names(Cursor):
    """Reads runs of letters."""

    def word(self, token: Token) -> Node:
        """Read a run of letters: a function, a constant, a unit, a name, a word or a product of letters."""
        text = token.text
        lower = text.lower()
        if text in FUNCTIONS or (lower in FUNCTIONS and len(text) > 2):
            return self.function(FUNCTIONS.get(text) or FUNCTIONS[lower])
        if lower in ("infinity", "infty", "inf"):
            return Node("infinity")
        if lower == "pi":
            return Node("symbol", leaf="π")
        if text in GREEK:
            return Node("symbol", leaf=text)
        if len(text) == 1:
            return self.letter(text, token.spaced)
        if self.is_differential(token) and self.at("/") and self.place + 1 < len(self.tokens):
            beneath = self.tokens[self.place + 1]
            if self.is_differential(beneath):  # dy/dx
                self.place += 2
                return Node("call", (_differential(text), _differential(beneath.text)), "derivative")
        if self.counts() and (text in UNITS or lower in UNITS):
            return Node("unit", leaf=UNITS.get(text) or UNITS[lower])
        if text == "in" and self.here is None and self.after_number():
            return Node("unit", leaf="inch")
        if text in COMPOUND and self.counts():
            over, under = COMPOUND[text]
            return Node("div", (Node("unit", leaf=over), Node("unit", leaf=under)))
        if lower in MONEY and self.here is not None and self.here.kind == "number":
            return self.amount(UNITS[lower])
        if text.isupper():
            return self.maybe_call(text) if self.at("(") and len(text) == 1 else Node("symbol", leaf=text)
        if lower in ("per", "sq", "cu") and self.counts():
            return self.noun(lower)
        if lower in SENTENCE_WORDS and (len(text) > 2 or token.spaced):
            raise UnreadableError(text)
        if token.spaced and self.here is None and self.after_number() and len(text) > 2 and is_word(text):
            return self.noun(lower)
        if len(text) <= _LONGEST_PRODUCT or self.at("^") or self.at("_"):
            return self.letters(text)
        return self.noun(lower)

    def is_differential(self, token: Token) -> bool:
        """Say whether a symbol is dx."""
        return (
            token.kind == "word" and len(token.text) == 2 and token.text[0] == "d" and token.text not in UNITS
        )

    def letters(self, text: str) -> Node:
        """Read letters in a row as a product, or as a function and its argument: sinx, 2pir."""
        if len(text) > _MOST_LETTERS:
            raise UnreadableError("a long word")
        if len(self.tokens) + len(text) > MAX_TOKENS:  # letters are symbols too
            raise UnreadableError("too many symbols")
        for name in ("sin", "cos", "tan", "log", "ln", "pi"):
            if text.startswith(name) and len(text) > len(name):
                rest = Token("word", text[len(name) :])
                self.tokens.insert(self.place, rest)
                return Node("symbol", leaf="π") if name == "pi" else self.function(name)
        for letter in reversed(text[1:]):
            self.tokens.insert(self.place, Token("word", letter))
        return self.letter(text[0], False)

    def letter(self, text: str, spaced: bool) -> Node:
        """Read one letter: e, i, a unit after a number and a space, a function, or a name."""
        if text in CONSTANTS:
            return Node("symbol", leaf=CONSTANTS[text])
        if text == "I" and (self.at("*") or self.after("*")):  # as computer algebra writes it
            return Node("symbol", leaf="i")
        if text in _SCALES_OF_DEGREES and self.after_degrees():
            return Node("noun", leaf=_SCALES_OF_DEGREES[text])
        if text in LETTER_UNITS and spaced and self.after_number() and self.before_unit_under():
            return Node("unit", leaf=UNITS.get(text, text))
        if text in LETTER_UNITS and self.after_unit_over():
            return Node("unit", leaf=UNITS.get(text, text))
        if spaced and text in LETTER_UNITS and self.here is None and self.after_number():
            return Node("unit", leaf=UNITS.get(text, text))
        return self.maybe_call(text)

    def after_degrees(self) -> bool:
        """Say whether degrees stand before the last letter: 20 degrees C."""
        before = [
            token.text for token in self.tokens[max(0, self.place - 3) : self.place - 1] if token.text != "}"
        ]
        return bool(before) and before[-1] in ("degree", "degrees", "deg", "\\circ", "\\degree")

    def before_unit_under(self) -> bool:
        """Say whether a slash and a unit follow: the m of m/s."""
        after = self.tokens[self.place : self.place + 2]
        return len(after) == 2 and after[0].text == "/" and after[1].text in UNITS

    def in_unit_fraction(self) -> bool:
        """Say whether a fraction of units after a number holds the last word: 5 \\frac{m}{s}, in text."""
        for start in range(self.place - 3, max(0, self.place - 9), -1):
            if self.tokens[start].text.endswith("frac"):
                over = self.tokens[start + 2]
                before = self.tokens[start - 1]
                return (
                    (before.kind == "number" or before.text == "}")
                    and over.kind in ("roman", "upright")
                    and over.text in UNITS
                )
        return False

    def after(self, text: str) -> bool:
        """Say whether this symbol stands before the last one."""
        return self.place > 1 and self.tokens[self.place - 2].text == text

    def maybe_call(self, name: str) -> Node:
        """Read f(x) as a function's value and x(x + 1) as a product."""
        if self.at("{") and name in _FUNCTION_LETTERS and self.place + 1 < len(self.tokens):
            braced = self.tokens[self.place + 1].text == "("
            if braced:  # f{\\left(x\\right)}, as computer algebra prints it
                inside = self.group()
                return Node("call", inside.args if inside.op == "seq" else (inside,), name)
        if not self.at("(") or name not in _FUNCTION_LETTERS:
            return Node("symbol", leaf=name)
        self.place += 1
        inside = self.listing()
        self.expect(")")
        arguments = inside.args if inside.op == "list" else (inside,)
        return Node("call", arguments, name)

    def roman(self, token: Token) -> Node:
        """Read an upright word: a unit, the noun a number counts, a connective's neighbour, or a letter."""
        text = token.text
        lower = text.lower()
        if text in UNITS and self.in_unit_fraction():
            return Node("unit", leaf=UNITS[text])
        if len(text) == 1 and not (text in LETTER_UNITS and self.counts()):
            return self.letter(text, False)
        if self.counts() and (text in UNITS or lower in UNITS):
            return Node("unit", leaf=UNITS.get(text) or UNITS[lower])
        if lower in COMPOUND and self.counts():
            over, under = COMPOUND[lower]
            return Node("div", (Node("unit", leaf=over), Node("unit", leaf=under)))
        if lower in FUNCTIONS:
            return self.function(FUNCTIONS[lower])
        if text in LETTER_UNITS and self.counts():
            return Node("unit", leaf=text)
        return self.noun(lower)

    def upright(self, token: Token) -> Node:
        """Read letters in upright type: a unit, a function, a name, or letters that are multiplied."""
        text = token.text
        unit = (text in UNITS or text in LETTER_UNITS) and (self.counts() or self.in_unit_fraction())
        if len(text) > _LONGEST_PRODUCT or text in FUNCTIONS or unit:
            return self.roman(token)
        return self.letter(text, False) if len(text) == 1 else self.letters(text)

    def noun(self, word: str) -> Node:
        """Read a word that says what a number counts, or what stands left of an equals sign."""
        if word in ("square", "sq", "cubic", "cu"):
            return self.squared(word)
        if word == "per":
            return Node("div", (integer(1), self.within(self.primary)))
        if self.counts():
            scale = SCALES.get(word) or SCALES.get(word.removesuffix("s"))
            if scale:
                return integer(scale)
            if word in PARTS:
                raise UnreadableError(word)
        self.nouns += 1
        if word in SENTENCE_WORDS or self.nouns > _MOST_NOUNS:
            raise UnreadableError(word)
        return Node("noun", leaf=word)

    def squared(self, word: str) -> Node:
        """Read "square feet" as feet squared, and "square units" as one noun."""
        unit = self.within(self.primary)
        if unit.op == "noun":
            return Node("noun", leaf=("square " if word.startswith("s") else "cubic ") + unit.leaf)
        if unit.op == "unit":
            return Node("pow", (unit, integer(2 if word.startswith("s") else 3)))
        return unit

    def amount(self, currency: str) -> Node:
        """Read a currency sign before its amount; after it the sign is a unit."""
        unit = Node("unit", leaf=currency)
        token = self.here
        if token is None or self.after_number():
            return unit
        return Node("mul", (self.within(self.signed_power, OPERAND), unit))

    def function(self, name: str) -> Node:
        """Read a function with its exponent, its base and its argument."""
        base: Node | None = None
        exponent: Node | None = None
        while (token := self.here) is not None and token.text in ("^", "_"):
            self.place += 1
            script = self.group() if self.at("{") else self.script_argument(token.text)
            if token.text == "_":
                base = script
            else:
                exponent = script
        inverse = exponent is not None and exponent.op in ("number", "neg") and _is_minus_one(exponent)
        if inverse and name in TRIGONOMETRIC:
            name, exponent = "arc" + name, None
        self.deeper(_NESTING)
        inside = self.function_argument()
        self.shallower(_NESTING)
        if name == "det" and inside.op == "matrix":
            return determinant(inside)
        several = inside.op in ("list", "seq") or (inside.op == "set" and name in _OF_SETS and inside.args)
        arguments = inside.args if several else (inside,)
        if name in TRIGONOMETRIC:
            arguments = tuple(_in_radians(part) for part in arguments)
        node = _applied(name, base, arguments)
        return node if exponent is None else Node("pow", (node, exponent))

    def script_argument(self, sign: str) -> Node:
        """Read the script of a function without braces: one digit in TeX's \\log_2 8."""
        token = self.here
        if sign == "_" and token is not None and token.kind == "number":
            self.place += 1
            return Node("number", value=token.value)
        return self.script_power()

    def function_argument(self) -> Node:
        """Read what a function is applied to: a bracket, or factors up to the next function or sign."""
        token = self.here
        if token is None:
            raise UnreadableError("an argument")
        if token.text in ("(", "{", "["):
            return self.primary()
        factors = [self.signed_power()]
        while (token := self.here) is not None and self.starts_factor(token):
            name = token.text.lstrip("\\")
            if name in FUNCTIONS or token.text in ("(", "[", "\\text") or token.kind in ("roman", "upright"):
                break
            factors.append(self.power())
        return factors[0] if len(factors) == 1 else Node("mul", tuple(factors))


def _differential(text: str) -> Node:
    return Node("mul", (Node("symbol", leaf=text[0]), Node("symbol", leaf=text[1])))


def _is_minus_one(node: Node) -> bool:
    return node.value == -1 or (node.op == "neg" and node.args[0].value == 1)


def _in_radians(node: Node) -> Node:
    """Return an angle with its degrees, if any, turned into radians."""
    if node.op == "unit" and node.leaf == "°":
        return Node("div", (Node("symbol", leaf="π"), integer(180)))
    if any(part.op == "unit" for part in walk(node)):
        return node._replace(args=tuple(_in_radians(part) for part in node.args))
    return node


def _applied(name: str, base: Node | None, arguments: tuple[Node, ...]) -> Node:
    if name == "sqrt":
        return Node("root", (arguments[0], base or integer(2)))
    if name == "cbrt":
        return Node("root", (arguments[0], integer(3)))
    if name == "exp":
        return Node("pow", (Node("symbol", leaf="e"), arguments[0]))
    if name == "lg":
        base = integer(10)
    if name in ("log", "ln", "lg"):
        if base is None:
            return Node("call", arguments[:1], name)
        return Node("div", (Node("call", arguments[:1], "ln"), Node("call", (base,), "ln")))
    return Node("call", arguments, name)
