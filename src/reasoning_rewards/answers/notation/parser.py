"""A Pratt parser for answers in TeX and in plain text; it returns a tree or says the text is unreadable."""

from __future__ import annotations

from reasoning_rewards.answers.notation.lexer import tokenize
from reasoning_rewards.answers.notation.operators import remainder
from reasoning_rewards.answers.notation.primary import Primary
from reasoning_rewards.answers.values.limits import MAX_DEPTH
from reasoning_rewards.answers.values.tree import Node, UnreadableError, walk
from reasoning_rewards.answers.values.vocabulary import CONNECTIVES, RELATIONS

__all__ = ["parse"]

_SUMS = {"+": 1, "-": -1, "\\pm": 0, "\\mp": 0}
_PRODUCTS = frozenset(("*", "\\cdot", "\\times", "\\ast", "\\cdotp"))
_QUOTIENTS = frozenset(("/", "\\div", "\\slash"))
_SETS = {
    "\\cup": "union", "\\bigcup": "union", "\\lor": "union", "\\vee": "union", "\\cap": "intersection",
    "\\setminus": "minus", "\\backslash": "minus",
}  # fmt: skip
_REMAINDERS = frozenset(("\\bmod", "\\pmod", "\\mod"))
_ORDERS = frozenset(("<", ">", "<=", ">=", "!="))
_SIGNS = frozenset(("+", "-"))
_NAMED = frozenset(("word", "roman", "upright"))
_SEPARATORS = frozenset((",", ";", "\\\\"))
_CLOSERS = frozenset(
    (
        ")",
        "]",
        "\\}",
        "}",
        "\\rangle",
        "\\rbrace",
        "\\rbrack",
        "\\rfloor",
        "\\rceil",
        "&",
        "\\choose",
        "\\over",
    )
)


class Parser(Primary):
    """One text's symbols and a place among them."""

    def whole(self) -> Node:
        """Read the whole text."""
        if not self.tokens:
            raise UnreadableError("nothing to read")
        node = self.infix(self.listing())
        if self.here is not None:
            raise UnreadableError(self.here.text)
        return node

    def listing(self) -> Node:
        """Read items separated by commas, by "and" and "or", or by semicolons around such lists."""
        with_semicolons: list[Node] = []
        items: list[Node] = []
        separated = alternatives = together = False
        while (token := self.here) is not None:
            text, named = token.text, token.kind in _NAMED
            if text in _CLOSERS and not named:
                break
            if self.in_set and text in ("|", "\\mid", ":"):
                break
            if text in _SEPARATORS or (named and text.lower() in CONNECTIVES):
                if text == ";" and items:
                    with_semicolons.append(_list_of(items))
                    items = []
                alternatives |= named and text.lower() == "or"
                together |= named and text.lower() == "and"
                self.place += 1
                separated = True
                continue
            if items and not separated:
                raise UnreadableError(text)
            items.append(self.relation())
            separated = False
            if self.at(":") and items[-1].op == "relation" and not self.in_set:
                self.place += 1  # an inequality, and the same in interval notation
                return Node("chain", (_list_of(items, "or" if alternatives else ""), self.union()))
        if with_semicolons:
            if items:
                with_semicolons.append(_list_of(items))
            return _list_of(with_semicolons)
        if not items:
            raise UnreadableError("an empty list")
        if together and not alternatives:
            return _joined(items)
        return _list_of(items, "or" if alternatives else "")

    def relation(self) -> Node:
        """Read sides with =, <, in ... between them; mostly there is but one, and it is a literal."""
        literal = self.literal()
        if literal is not None:
            return literal
        self.deeper()
        token = self.here
        if token is not None and token.text in RELATIONS and token.kind not in ("roman", "upright"):
            sides = [Node("missing")]
        else:
            sides = [self.union()]
        signs = []
        while (token := self.here) is not None and token.kind not in ("roman", "upright"):
            sign = RELATIONS.get(token.text)
            if sign is None:
                if token.text != "\\not":
                    break
                self.place += 1
                token = self.here
                sign = {"=": "!=", "\\in": "notin"}.get(token.text if token else "")
                if sign is None:
                    raise UnreadableError("\\not")
            self.place += 1
            signs.append(sign)
            sides.append(self.union())
        self.shallower()
        return Node("relation", tuple(sides), " ".join(signs)) if signs else sides[0]

    def union(self) -> Node:
        """Read sets joined by cup, cap and setminus."""
        node = self.ratio()
        while (token := self.here) is not None:
            op = _SETS.get(token.text)
            if op is None and token.text == "U" and node.op in ("seq", "union"):
                op = "union"
            if op is None or token.kind in ("roman", "upright"):
                return node
            self.place += 1
            right = self.ratio()
            node = Node(op, (*node.args, right)) if node.op == op == "union" else Node(op, (node, right))
        return node

    def ratio(self) -> Node:
        """Read a : b : c."""
        first = self.sum()
        if self.in_set or not self.at(":"):
            return first
        parts = [first]
        while self.at(":") and not self.opens_next():
            self.place += 1
            parts.append(self.sum())
        return Node("ratio", tuple(parts)) if len(parts) > 1 else first

    def opens_next(self) -> bool:
        """Say whether a bracket opens after this symbol: an interval, not a part of a ratio."""
        after = self.tokens[self.place + 1 : self.place + 2]
        return bool(after) and after[0].text in ("(", "[", "\\{")

    def sum(self) -> Node:
        """Read terms with signs between them."""
        self.deeper()
        terms = []
        sign = 1
        token = self.here
        choice = ""
        if token is not None and token.text in _SUMS:
            sign, choice = self.sign()
        while True:
            term = self.product()
            if choice:
                term = Node("pm", (term,), choice)
            elif sign < 0:
                term = (
                    Node("number", value=-term.value, digits=term.digits)
                    if term.op == "number"
                    else Node("neg", (term,))
                )
            terms.append(term)
            token = self.here
            if token is None or token.text not in _SUMS or token.kind in ("roman", "upright"):
                break
            sign, choice = self.sign()
        node = terms[0] if len(terms) == 1 else Node("add", tuple(terms))
        token = self.here
        if token is not None and token.text in _REMAINDERS:
            self.place += 1
            node = remainder(token.text, node, self.product())
        self.shallower()
        return node

    def sign(self) -> tuple[int, str]:
        """Read a run of signs: + - - is one plus."""
        sign, choice = 1, ""
        while (
            (token := self.here) is not None
            and token.text in _SUMS
            and token.kind not in ("roman", "upright")
        ):
            self.place += 1
            if _SUMS[token.text] == 0:
                choice = token.text
            else:
                sign *= _SUMS[token.text]
        return sign, choice

    def product(self) -> Node:
        """Read factors, with or without a sign of multiplication between them."""
        before = self.vectors
        factors = _factors(self.signed_power())
        while (token := self.here) is not None:
            if token.text in _PRODUCTS:
                self.place += 1
                between = self.vectors
                right = self.signed_power()
                if token.text == "\\times" and before < between < self.vectors:
                    factors = [Node("call", (_product(factors), right), "cross")]
                else:
                    factors.append(right)
            elif token.text in _QUOTIENTS:
                self.place += 1
                factors = [Node("div", (_product(factors), self.signed_power()))]
            elif self.starts_factor(token):
                factors.append(self.power())
            else:
                break
        return _product(factors)

    def signed_power(self) -> Node:
        """Read a factor that may carry its own sign: 2 * -3."""
        negative = False
        while (token := self.here) is not None and token.text in _SIGNS:
            negative ^= token.text == "-"
            self.place += 1
        node = self.power()
        if not negative:
            return node
        return (
            Node("number", value=-node.value, digits=node.digits)
            if node.op == "number"
            else Node("neg", (node,))
        )


def _factors(node: Node) -> list[Node]:
    return list(node.args) if node.op == "mul" else [node]


def _product(factors: list[Node]) -> Node:
    return factors[0] if len(factors) == 1 else Node("mul", tuple(factors))


def _joined(items: list[Node]) -> Node:
    """Return items with "and" between them: inequalities for one name hold together."""
    if len(items) > 1 and all(item.op == "relation" and set(item.leaf.split()) <= _ORDERS for item in items):
        names = [{part.leaf for part in walk(item) if part.op == "symbol"} for item in items]
        if names[0] and all(found == names[0] for found in names):
            return Node("intersection", tuple(items))
    return _list_of(items)


def _list_of(items: list[Node], leaf: str = "") -> Node:
    return items[0] if len(items) == 1 else Node("list", tuple(items), leaf)


def parse(text: str) -> Node:
    r"""Return the tree of a text, or raise UnreadableError.

    >>> parse(r"2\frac{1}{2}").op, parse("(1, 2)").leaf, parse("x = 5").op
    ('number', '()', 'relation')
    """
    tokens = tokenize(text)
    node = Parser(tokens, MAX_DEPTH).whole()
    if len(tokens) > _SHALLOW and _is_deep(node):  # counted after words were split into letters
        raise UnreadableError("too deep")
    return node


_SHALLOW = MAX_DEPTH // 4  # symbols; none makes a tree more than two levels deeper, as the log of \\lg does


def _is_deep(node: Node) -> bool:
    """Say whether a tree is too deep to be walked by recursion: 1/2/3/... leans far to the left."""
    level = [node]
    for _ in range(MAX_DEPTH):
        level = [part for above in level for part in above.args]
        if not level:
            return False
    return True
