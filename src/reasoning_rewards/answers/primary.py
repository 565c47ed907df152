"""Reading the smallest parts of an answer: literals, names, brackets, commands and what hangs on them."""

from __future__ import annotations

from fractions import Fraction

from reasoning_rewards.answers.lexer import Token
from reasoning_rewards.answers.tree import Node, UnreadableError, integer, walk
from reasoning_rewards.answers.units import CURRENCY, LETTER_UNITS, UNITS
from reasoning_rewards.answers.vocabulary import (
    CONNECTIVES,
    CONSTANTS,
    FUNCTIONS,
    GREEK,
    OPENERS,
    RELATIONS,
    SENTENCE_WORDS,
    TRIGONOMETRIC,
)

__all__ = ["Primary"]

_FRACTIONS = frozenset(("\\frac", "\\dfrac", "\\tfrac", "\\cfrac"))
_BINOMIALS = frozenset(("\\binom", "\\dbinom", "\\tbinom"))
_BIG = frozenset(("\\sum", "\\prod", "\\int", "\\lim", "\\iint", "\\oint"))
_MARKS = frozenset(
    (
        "\\overline",
        "\\vec",
        "\\hat",
        "\\bar",
        "\\overrightarrow",
        "\\widehat",
        "\\tilde",
        "\\dot",
        "\\underline",
    )
)
_BARS = {"\\lfloor": ("\\rfloor", "floor"), "\\lceil": ("\\rceil", "ceil"), "\\lvert": ("\\rvert", "abs")}
_NUMBER_SETS = {
    "R": (True, True),
    "Z": (False, False),
    "N": (False, False),
    "Q": (False, False),
    "C": (False, False),
}
_MATRICES = frozenset(("pmatrix", "bmatrix", "matrix", "vmatrix", "Bmatrix", "smallmatrix", "array"))
_NOT_FACTORS = frozenset(
    "\\cdot|\\times|\\div|\\pm|\\mp|\\cup|\\cap|\\setminus|\\backslash|\\}|\\rangle|\\\\|\\rfloor|\\rceil|\\rvert|\\mid"
    "|\\lor|\\vee|\\land|\\wedge|\\not|\\rbrace|\\rbrack|\\ast|\\bigcup|\\slash|\\cdotp".split("|")
)
_FUNCTION_LETTERS = frozenset("fghFGHPQWT")
_LONGEST_PRODUCT = 3  # letters in a row that are read as a product; more make a word
_MOST_NOUNS = 4  # words after a number that say what it counts


class Primary:
    """The parser's lower half; the upper half gives it listing, relation, sum and the rest."""

    def __init__(self, tokens: list[Token], depth: int) -> None:
        self.tokens = tokens
        self.place = 0
        self.depth = depth
        self.in_set = False
        self.bars = 0
        self.nouns = 0

    @property
    def here(self) -> Token | None:
        """The symbol at this place."""
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def at(self, text: str) -> bool:
        """Say whether this symbol stands here."""
        return self.place < len(self.tokens) and self.tokens[self.place].text == text

    def expect(self, text: str) -> None:
        """Go past a symbol that must stand here."""
        if not self.at(text):
            raise UnreadableError(text)
        self.place += 1

    def deeper(self) -> None:
        """Count one more level of nesting."""
        self.depth -= 1
        if self.depth < 0:
            raise UnreadableError("too deep")

    def shallower(self) -> None:
        """Count one level less."""
        self.depth += 1

    def listing(self) -> Node:
        """Read a list; the upper half does it."""
        raise NotImplementedError

    def relation(self) -> Node:
        """Read a relation; the upper half does it."""
        raise NotImplementedError

    def sum(self) -> Node:
        """Read a sum; the upper half does it."""
        raise NotImplementedError

    def product(self) -> Node:
        """Read a product; the upper half does it."""
        raise NotImplementedError

    def signed_power(self) -> Node:
        """Read a factor with its sign; the upper half does it."""
        raise NotImplementedError

    # What can stand next to a factor, and what hangs on it

    def starts_factor(self, token: Token) -> bool:
        """Say whether a symbol after a factor is one more factor of the product."""
        if token.kind in ("word", "roman", "upright"):
            return token.text.lower() not in CONNECTIVES and not (
                token.text == "U" and self.previous_closes()
            )
        if token.kind == "number":
            before = self.tokens[self.place - 1]
            return (before.kind != "number" and before.text not in ("}", "^")) or before.text in (")", "}")
        if token.kind == "command":
            return token.text not in RELATIONS and token.text not in _NOT_FACTORS
        if token.text == "|":
            return not self.in_set and not self.bars
        return (
            token.text in ("(", "{", "[", "%") or token.kind in ("begin", "based") or token.text in CURRENCY
        )

    def previous_closes(self) -> bool:
        """Say whether a bracket closes just before this place."""
        return self.place > 0 and self.tokens[self.place - 1].text in (")", "]", "\\}")

    def power(self) -> Node:
        """Read a primary with its scripts, primes, factorials, percent signs and degrees."""
        node = self.primary()
        while (token := self.here) is not None and token.kind in ("operator", "command"):
            text = token.text
            if text in ("^", "**"):
                self.place += 1
                node = self.superscript(node)
            elif text == "_":
                self.place += 1
                node = _subscripted(node, self.script_text())
            elif text == "!":
                node = Node("call", (node,), self.factorials())
            elif text == "'" and node.op == "symbol":
                self.place += 1
                node = Node("symbol", leaf=node.leaf + "'")
            elif text in ("%", "\\%"):
                self.place += 1
                node = Node("mul", (node, Node("unit", leaf="%")))
            elif text in ("\\degree", "\\circ"):
                self.place += 1
                node = Node("mul", (node, Node("unit", leaf="°")))
            else:
                break
        return node

    def factorials(self) -> str:
        """Read one ! or two; 5!! is 5 * 3 * 1, and three say nothing."""
        times = 0
        while self.at("!"):
            self.place += 1
            times += 1
        if times > 2:
            raise UnreadableError("!!!")
        return "factorial" if times == 1 else "double factorial"

    def superscript(self, base: Node) -> Node:
        """Read an exponent, or the ring of a degree, or primes."""
        start = self.place
        braced = self.at("{")
        if braced:
            self.place += 1
        token = self.here
        if token is not None and token.text in ("\\circ", "\\prime"):
            self.place += 1
            if token.text == "\\prime" and base.op == "symbol":
                base = Node("symbol", leaf=base.leaf + "'")
            else:
                base = Node("mul", (base, Node("unit", leaf="°")))
            if braced:
                self.expect("}")
            return base
        if (
            token is not None and token.kind == "based" and not braced
        ):  # x^2_1 is x_1^2, not a number in base 1
            self.place += 1
            digits, _, script = token.text.partition("_")
            return Node("pow", (_subscripted(base, script.strip("{} ")), integer(int(digits[:9], 36))))
        self.place = start
        self.deeper()
        exponent = self.group() if braced else self.script_power()
        self.shallower()
        if base.op == "symbol" and base.leaf.startswith("C_"):  # C_n^3 counts the ways to choose 3 of n
            return Node("call", (_plain_name(base.leaf[2:]), exponent), "binomial")
        if base.op == "pm":
            return Node("pow", (base.args[0], exponent))
        if base.op == "mul" and base.args[-1].op == "unit":  # 5 cm^2: the unit is squared
            return Node("mul", (*base.args[:-1], Node("pow", (base.args[-1], exponent))))
        return Node("pow", (base, exponent))

    def script_power(self) -> Node:
        """Read an exponent without braces: x^2, x^-1, 2**(1/4), 2^3^4 from the right."""
        negative = self.at("-")
        if negative or self.at("+"):
            self.place += 1
        node = self.primary()
        if self.at("^") or self.at("**"):
            self.place += 1
            node = self.superscript(node)
        return Node("neg", (node,)) if negative else node

    def script_text(self) -> str:
        """Return a subscript as it is written, without spaces."""
        if not self.at("{"):
            token = self.here
            if token is None:
                raise UnreadableError("_")
            self.place += 1
            return token.text
        depth = 0
        written: list[str] = []
        while (token := self.here) is not None:
            self.place += 1
            depth += (token.text == "{") - (token.text == "}")
            if depth == 0:
                return "".join(written[1:])
            written.append(token.text)
        raise UnreadableError("_{")

    def group(self) -> Node:
        """Read what braces hold."""
        self.expect("{")
        outer = self.in_set, self.bars
        self.in_set, self.bars = False, 0
        self.deeper()
        node = self.listing()
        self.shallower()
        self.in_set, self.bars = outer
        self.expect("}")
        return node

    def argument(self) -> Node:
        """Read a command's argument: a group or one symbol; the digits of \\frac12 are two arguments."""
        if self.at("{"):
            return self.group()
        token = self.here
        if token is not None and token.kind == "number" and len(token.text) > 1 and token.text.isdigit():
            rest = token.text[1:]
            self.tokens[self.place] = Token("number", rest, False, int(rest) if len(rest) < 4000 else 0)
            return integer(int(token.text[0]))
        if self.at("-"):
            self.place += 1
            return Node("neg", (self.argument(),))
        return self.primary()

    # The primaries themselves

    def primary(self) -> Node:
        """Read one literal, name, command or bracket."""
        token = self.here
        if token is None:
            raise UnreadableError("the end")
        self.place += 1
        if token.kind == "number":
            return self.mixed(Node("number", value=token.value, digits=token.digits))
        if token.kind == "word":
            return self.word(token)
        if token.kind == "roman":
            return self.roman(token)
        if token.kind == "upright":
            return self.upright(token)
        if token.kind == "command":
            return self.command(token)
        if token.kind == "based":
            digits, _, base = token.text.partition("_")
            return Node("based", leaf=f"{digits.lstrip('0') or '0'}_{base.strip('{} ')}")
        if token.kind == "begin":
            return self.matrix(token.text)
        return self.bracket(token)

    def mixed(self, whole: Node) -> Node:
        """Read 2\\frac{1}{3} and 2 1/3 as the sum they are."""
        token = self.here
        if token is None or not isinstance(whole.value, int) or whole.digits:
            return whole
        start = self.place
        if token.text in _FRACTIONS:
            self.place += 1
            over, under = self.argument(), self.argument()
        elif token.kind == "number" and token.spaced and self.place + 2 < len(self.tokens):
            over_token, slash, under_token = self.tokens[self.place : self.place + 3]
            if slash.text != "/" or under_token.kind != "number":
                return whole
            over = integer_of(over_token)
            under = integer_of(under_token)
            self.place += 3
        else:
            return whole
        proper = over.op == under.op == "number" and 0 < over.value < under.value
        if proper and isinstance(over.value, int) and isinstance(under.value, int) and not self.at("^"):
            return Node("number", value=whole.value + Fraction(over.value, under.value))
        if token.text in _FRACTIONS:
            return Node("mul", (whole, Node("div", (over, under))))
        self.place = start
        return whole

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
        if self.counts() and (text in UNITS or lower in UNITS):
            return Node("unit", leaf=UNITS.get(text) or UNITS[lower])
        if text.isupper():
            return self.maybe_call(text) if self.at("(") and len(text) == 1 else Node("symbol", leaf=text)
        if lower in SENTENCE_WORDS and (len(text) > 2 or token.spaced):
            raise UnreadableError(text)
        if len(text) <= _LONGEST_PRODUCT or self.at("^") or self.at("_"):
            return self.letters(text)
        return self.noun(lower)

    def letters(self, text: str) -> Node:
        """Read letters in a row as a product, or as a function and its argument: sinx, 2pir."""
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
        if spaced and text in LETTER_UNITS and self.here is None and self.after_number():
            return Node("unit", leaf=UNITS.get(text, text))
        return self.maybe_call(text)

    def maybe_call(self, name: str) -> Node:
        """Read f(x) as a function's value and x(x + 1) as a product."""
        if self.at("{") and name in _FUNCTION_LETTERS and self.tokens[self.place + 1 :][:1]:
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

    def after_number(self) -> bool:
        """Say whether the symbol before the last is a literal or closes a group."""
        return self.place > 1 and (
            self.tokens[self.place - 2].kind == "number" or self.tokens[self.place - 2].text == "}"
        )

    def counts(self) -> bool:
        """Say whether something stands before the last symbol that a unit can follow."""
        if self.place < 2:
            return False
        before = self.tokens[self.place - 2]
        return before.kind in ("number", "word", "roman", "upright") or before.text in (
            "}", ")", "\\pi", "/", "|", "square", "!", "^", "\\cdot", "*",
        )  # fmt: skip

    def roman(self, token: Token) -> Node:
        """Read an upright word: a unit, the noun a number counts, a connective's neighbour, or a letter."""
        text = token.text
        lower = text.lower()
        if len(text) == 1 and not (text in LETTER_UNITS and self.counts()):
            return self.letter(text, False)
        if self.counts() and (text in UNITS or lower in UNITS):
            return Node("unit", leaf=UNITS.get(text) or UNITS[lower])
        if lower in FUNCTIONS:
            return self.function(FUNCTIONS[lower])
        if text in LETTER_UNITS and self.counts():
            return Node("unit", leaf=text)
        return self.noun(lower)

    def upright(self, token: Token) -> Node:
        """Read letters in upright type: a unit, a function, a name, or letters that are multiplied."""
        text = token.text
        unit = self.counts() and (text in UNITS or text in LETTER_UNITS)
        if len(text) > _LONGEST_PRODUCT or text in FUNCTIONS or unit:
            return self.roman(token)
        return self.letter(text, False) if len(text) == 1 else self.letters(text)

    def noun(self, word: str) -> Node:
        """Read a word that says what a number counts, or what stands left of an equals sign."""
        if word in ("square", "sq", "cubic", "cu"):
            return self.squared(word)
        if word == "per":
            unit = self.primary()
            return Node("div", (integer(1), unit))
        self.nouns += 1
        if word in SENTENCE_WORDS or self.nouns > _MOST_NOUNS:
            raise UnreadableError(word)
        return Node("noun", leaf=word)

    def squared(self, word: str) -> Node:
        """Read "square feet" as feet squared; "square units" say nothing."""
        unit = self.primary()
        if unit.op == "unit":
            return Node("pow", (unit, integer(2 if word.startswith("s") else 3)))
        return unit

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
        inside = self.function_argument()
        arguments = inside.args if inside.op in ("list", "seq") else (inside,)
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

    def command(self, token: Token) -> Node:
        """Read a TeX command."""
        text = token.text
        name = text[1:]
        if text in _FRACTIONS:
            over = self.argument()
            return Node("div", (over, self.argument()))
        if text in _BINOMIALS:
            over = self.argument()
            return Node("call", (over, self.argument()), "binomial")
        if text == "\\sqrt":
            return self.root()
        if name in FUNCTIONS:
            return self.function(FUNCTIONS[name])
        if name == "pi":
            return Node("symbol", leaf="π")
        if name == "infty":
            return Node("infinity")
        if text in _BIG:
            return self.big(name)
        if text in _BARS:
            closer, function = _BARS[text]
            inside = self.sum()
            self.expect(closer)
            return Node("call", (inside,), function)
        if text in OPENERS:
            return self.bracket(token)
        if text in CURRENCY:
            return self.amount(CURRENCY[text])
        if text in ("\\boxed", "\\fbox"):
            return self.argument()
        if text == "\\mathbb":
            return Node("symbol", leaf="set " + self.script_text())
        if name in ("emptyset", "varnothing"):
            return Node("set")
        if text in _MARKS:
            return Node("symbol", leaf=f"{name} {self.script_text()}")
        if name in ("ldots", "dots", "cdots", "dotsc"):
            return Node("symbol", leaf="…")
        if name in ("angle", "triangle"):
            return Node("symbol", leaf=f"{name} {self.script_text()}")
        if name == "|":
            inside = self.sum()
            self.expect("\\|")
            return Node("call", (inside,), "norm")
        if not name.isalpha():
            raise UnreadableError(text)
        return Node("symbol", leaf=name)

    def root(self) -> Node:
        """Read a root and its index."""
        index = integer(2)
        if self.at("["):
            self.place += 1
            index = self.sum()
            self.expect("]")
        token = self.here
        if token is not None and token.kind == "number" and not self.at("{"):
            self.place += 1
            return Node("root", (Node("number", value=token.value, digits=token.digits), index))
        return Node("root", (self.argument(), index))

    def big(self, name: str) -> Node:
        """Read a sum, a product, an integral or a limit: nothing here evaluates it, but it equals itself."""
        scripts: dict[str, Node] = {}
        while (token := self.here) is not None and token.text in ("^", "_"):
            self.place += 1
            scripts[token.text] = self.group() if self.at("{") else self.script_power()
        lower = scripts.get("_", integer(0))
        if lower.op == "relation":  # k = 1, x -> 0
            name, lower_parts = f"{name} {lower.leaf}", lower.args
        else:
            lower_parts = (lower,)
        parts = (*lower_parts, scripts.get("^", integer(0)), self.product())
        return Node("call", tuple(_with_named_infinity(part) for part in parts), name)

    def amount(self, currency: str) -> Node:
        """Read a currency sign before its amount; after it the sign is a unit."""
        unit = Node("unit", leaf=currency)
        token = self.here
        if token is None or self.after_number():
            return unit
        return Node("mul", (self.signed_power(), unit))

    def matrix(self, name: str) -> Node:
        """Read rows of cells."""
        if name not in _MATRICES:
            raise UnreadableError(name)
        self.deeper()
        rows: list[tuple[Node, ...]] = []
        cells: list[Node] = []
        while (token := self.here) is not None:
            if token.kind == "end":
                self.place += 1
                if cells:
                    rows.append(tuple(cells))
                self.shallower()
                if not rows or len({len(row) for row in rows}) != 1:
                    raise UnreadableError("rows of one length")
                return Node("matrix", tuple(Node("row", row) for row in rows))
            if token.text == "\\\\":
                self.place += 1
                if cells:
                    rows.append(tuple(cells))
                cells = []
            elif token.text == "&" or token.text == "\\hline":
                self.place += 1
            else:
                cells.append(self.relation())
        raise UnreadableError("\\end")

    def bracket(self, token: Token) -> Node:
        """Read what stands in brackets, bars or after a currency sign."""
        text = token.text
        if text == "{":
            self.place -= 1
            return self.group()
        if text in CURRENCY:
            return self.amount(CURRENCY[text])
        if text == "|":
            self.bars += 1
            inside = self.sum()
            self.bars -= 1
            self.expect("|")
            return Node("call", (inside,), "abs")
        if text not in OPENERS:
            if text == "%":
                return Node("unit", leaf="%")
            raise UnreadableError(text)
        if text in ("\\{", "\\lbrace"):
            return self.braces(OPENERS[text])
        outer = self.in_set, self.bars
        self.in_set, self.bars = False, 0
        self.deeper()
        inside = self.listing()
        self.shallower()
        self.in_set, self.bars = outer
        closer = self.here
        if closer is None or closer.text not in (")", "]", "\\rangle", "\\rbrack"):
            raise UnreadableError("a closing bracket")
        self.place += 1
        opens, closes = ("(" if text != "[" else "["), (")" if closer.text != "]" else "]")
        if inside.op == "list" and all(part.op != "list" for part in inside.args):
            return Node("seq", inside.args, opens + closes)
        return inside

    def braces(self, closer: str) -> Node:
        """Read a set, listed or described."""
        if self.at(closer):
            self.place += 1
            return Node("set")
        outer = self.in_set, self.bars
        self.in_set, self.bars = True, 0
        self.deeper()
        inside = self.listing()
        node = Node("set", inside.args if inside.op == "list" else (inside,))
        if self.at("|") or self.at("\\mid") or self.at(":"):
            self.place += 1
            self.in_set = False
            node = Node("builder", (inside, self.listing()))
        self.shallower()
        self.in_set, self.bars = outer
        self.expect(closer)
        return node


def integer_of(token: Token) -> Node:
    """Return the tree of a literal."""
    return Node("number", value=token.value, digits=token.digits)


def _with_named_infinity(node: Node) -> Node:
    """Return the bound of a sum or a limit with infinity as a name; nothing computes with it."""
    if node.op == "infinity":
        return Node("symbol", leaf="∞")
    return node._replace(args=tuple(_with_named_infinity(part) for part in node.args)) if node.args else node


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


def _plain_name(text: str) -> Node:
    """Return the tree of a script that is one number or one name."""
    if text.isdigit() and len(text) < 10:
        return integer(int(text))
    if text.isalpha() and len(text) == 1:
        return Node("symbol", leaf=text)
    raise UnreadableError(text)


def _subscripted(node: Node, script: str) -> Node:
    """Hang a subscript on a name, before or after its exponent."""
    if node.op == "symbol":
        return Node("symbol", leaf=f"{node.leaf}_{script}")
    if node.op == "pow" and node.args[0].op == "symbol":  # x^2_1 is x_1^2
        return Node("pow", (_subscripted(node.args[0], script), node.args[1]))
    if node.op == "call" and len(node.leaf) == 1:
        return node._replace(leaf=f"{node.leaf}_{script}")
    raise UnreadableError("_")
