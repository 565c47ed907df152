"""TeX commands, brackets, braces and matrices."""

from __future__ import annotations

from reasoning_rewards.answers.notation.cursor import OPERAND
from reasoning_rewards.answers.notation.lexer import Token
from reasoning_rewards.answers.notation.names import Names
from reasoning_rewards.answers.notation.operators import (
    conjugate,
    determinant,
    is_derivative,
    summed,
    without_differential,
)
from reasoning_rewards.answers.values.tree import Node, UnreadableError, integer
from reasoning_rewards.answers.values.units import CURRENCY
from reasoning_rewards.answers.values.vocabulary import FUNCTIONS, NAMES, OPENERS

__all__ = ["FRACTIONS", "Commands"]

FRACTIONS = frozenset(("\\frac", "\\dfrac", "\\tfrac", "\\cfrac"))
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
    )
)
_ARROWS = frozenset(("\\vec", "\\overrightarrow"))
_WRITTEN_OUT = {"sum =": "add", "prod =": "mul"}
_COMPLEX = frozenset(("+", "-", "i", "{", "}", "\\frac", "\\sqrt", "\\cdot"))
_QUANTIFIERS = frozenset(("forall", "exists", "nexists", "neg", "lnot"))
_BARS = {"\\lfloor": ("\\rfloor", "floor"), "\\lceil": ("\\rceil", "ceil"), "\\lvert": ("\\rvert", "abs")}
_MATRICES = frozenset(("pmatrix", "bmatrix", "matrix", "vmatrix", "Bmatrix", "smallmatrix", "array"))


class Commands(Names):
    """Reads what begins with a backslash or opens a bracket."""

    def command(self, token: Token) -> Node:
        """Read a TeX command."""
        text = token.text
        name = text[1:]
        if text in FRACTIONS:
            over = self.argument()
            return _fraction(over, self.argument())
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
        if text in ("\\overline", "\\bar") and self.spans_complex():
            return conjugate(self.argument())
        if text in _MARKS:
            self.vectors += text in _ARROWS
            return Node("symbol", leaf=f"{name} {self.script_text()}")
        if name in ("ldots", "dots", "cdots", "dotsc"):
            return Node("symbol", leaf="…")
        if name in _QUANTIFIERS:  # it rules all that follows, so that none change places
            return Node("call", (self.within(self.product, OPERAND),), name)
        if name in ("angle", "triangle"):
            return Node("symbol", leaf=f"{name} {self.script_text()}")
        if name == "|":
            inside = self.sum()
            self.expect("\\|")
            return Node("call", (inside,), "norm")
        if name not in NAMES:  # an unknown operator is no name, for names commute
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
            scripts[token.text] = self.group() if self.at("{") else self.limit()
        lower = scripts.get("_", integer(0))
        if lower.op == "relation":  # k = 1, x -> 0
            name, lower_parts = f"{name} {lower.leaf}", lower.args
        else:
            lower_parts = (lower,)
        body = self.within(self.product, OPERAND)
        upper = scripts.get("^", integer(0))
        if name in _WRITTEN_OUT and len(lower_parts) == 2:
            terms = summed(_WRITTEN_OUT[name], *lower_parts, upper, body)
            if terms is not None:
                return terms
        parts = (*lower_parts, upper, body)
        if "int" in name:
            parts = (*lower_parts, upper, *without_differential(body))
        return Node("call", tuple(_with_named_infinity(part) for part in parts), name)

    def limit(self) -> Node:
        """Read a bound without braces: one number or name, so that no other script belongs to it."""
        negative = self.at("-")
        if negative:
            self.place += 1
        token = self.here
        if token is not None and token.kind == "number":
            self.place += 1
            node = Node("number", value=token.value, digits=token.digits)
        else:
            node = self.primary()
        return Node("neg", (node,)) if negative else node

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
            return Node("neg", (self.within(self.argument),))
        return self.within(self.primary)

    def group(self) -> Node:
        """Read what braces hold; mostly it is one literal."""
        self.expect("{")
        start = self.place
        literal = self.literal()
        if literal is not None and self.at("}"):
            self.place += 1
            return literal
        self.place = start
        outer = self.in_set, self.bars
        self.in_set, self.bars = False, 0
        self.deeper()
        node = self.listing()
        node = self.infix(node)
        self.shallower()
        self.in_set, self.bars = outer
        self.expect("}")
        return node

    def infix(self, node: Node) -> Node:
        """Read what plain TeX writes between its arguments: {3 \\over 4}, {n \\choose k}."""
        if self.at("\\choose"):
            self.place += 1
            return Node("call", (node, self.listing()), "binomial")
        if self.at("\\over"):
            self.place += 1
            return _fraction(node, self.listing())
        return node

    def spans_complex(self) -> bool:
        """Say whether the group here is written in numbers and i alone."""
        depth, found = 0, False
        for place in range(self.place, len(self.tokens)):
            token = self.tokens[place]
            depth += (token.text == "{") - (token.text == "}")
            found |= token.text == "i"
            if token.kind != "number" and token.text not in _COMPLEX:
                return False
            if depth <= 0:
                return found
        return False

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
            if inside.op == "matrix":
                return determinant(inside)
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
        inside = self.infix(self.listing())
        self.shallower()
        self.in_set, self.bars = outer
        closer = self.here
        if closer is None or closer.text not in (")", "]", "\\rangle", "\\rbrack"):
            raise UnreadableError("a closing bracket")
        self.place += 1
        opens, closes = ("(" if text != "[" else "["), (")" if closer.text != "]" else "]")
        if inside.op == "list" and all(part.op != "list" for part in inside.args):
            if opens + closes == "[]" and _is_square_rows(inside.args):
                return Node("matrix", tuple(Node("row", row.args) for row in inside.args))
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

    def matrix(self, name: str) -> Node:
        """Read rows of cells."""
        if name not in _MATRICES:
            raise UnreadableError(name)
        self.deeper()
        rows: list[tuple[Node, ...]] = []
        cells: list[Node] = []
        parted = True
        while (token := self.here) is not None:
            if token.kind == "end":
                self.place += 1
                if cells:
                    rows.append(tuple(cells))
                self.shallower()
                if not rows or len({len(row) for row in rows}) != 1:
                    raise UnreadableError("rows of one length")
                grid = Node("matrix", tuple(Node("row", row) for row in rows))
                return determinant(grid) if name == "vmatrix" else grid
            if token.text == "\\\\":
                self.place += 1
                if cells:
                    rows.append(tuple(cells))
                cells = []
                parted = True
            elif token.text == "&" or token.text == "\\hline":
                self.place += 1
                parted = True
            else:
                if not parted:
                    raise UnreadableError("a cell without a separator")
                cells.append(self.relation())
                parted = False
        raise UnreadableError("\\end")


def _is_square_rows(rows: tuple[Node, ...]) -> bool:
    """Say whether lists inside a list are the rows of a matrix, as programs write them."""
    return len({len(row.args) for row in rows}) == 1 and all(
        row.op == "seq" and row.leaf == "[]" for row in rows
    )


def _fraction(over: Node, under: Node) -> Node:
    return (
        Node("call", (over, under), "derivative")
        if is_derivative(over, under)
        else Node("div", (over, under))
    )


def _with_named_infinity(node: Node) -> Node:
    """Return the bound of a sum or a limit with infinity as a name; nothing computes with it."""
    if node.op == "infinity":
        return Node("symbol", leaf="∞")
    return node._replace(args=tuple(_with_named_infinity(part) for part in node.args)) if node.args else node
