"""The smallest parts of an answer, with their scripts, primes, factorials, percent signs and degrees."""

from __future__ import annotations

from fractions import Fraction

from reasoning_rewards.answers.notation.commands import FRACTIONS, Commands
from reasoning_rewards.answers.notation.lexer import Token
from reasoning_rewards.answers.values.tree import Node, UnreadableError, integer

__all__ = ["Primary"]


class Primary(Commands):
    """Reads one factor."""

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
        if token.text in FRACTIONS:
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
        if token.text in FRACTIONS:
            return Node("mul", (whole, Node("div", (over, under))))
        self.place = start
        return whole

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
                if text == "\\circ" and node.op in ("symbol", "call"):  # one function after another
                    raise UnreadableError(text)
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


def integer_of(token: Token) -> Node:
    """Return the tree of a literal."""
    return Node("number", value=token.value, digits=token.digits)


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
