"""From a tree to a value: what brackets, commas, names and relations make of their parts."""

from __future__ import annotations

from collections.abc import Callable

from reasoning_rewards.answers.values.amounts import summed
from reasoning_rewards.answers.values.grids import SCALARS, computed
from reasoning_rewards.answers.values.signs import each_sign
from reasoning_rewards.answers.values.tree import (
    KNOWN_NAMES,
    Node,
    UnreadableError,
    features,
    free_names,
    is_counted,
    walk,
)
from reasoning_rewards.answers.values.unknowns import is_open, is_unsolved
from reasoning_rewards.answers.values.values import (
    About,
    Based,
    Chain,
    Equation,
    FiniteSet,
    Grid,
    Infinite,
    Listing,
    Named,
    Number,
    Opaque,
    Ratio,
    Record,
    Relation,
    Scalar,
    Sequence,
    Sets,
    Value,
    show,
)

__all__ = ["value_of"]

_OPEN = frozenset(("pm", "noun", "infinity"))
_PLAIN = frozenset(
    ("number", "symbol", "name", "unit", "add", "neg", "mul", "div", "pow", "root", "call", "log")
)
_DERIVED = frozenset(f"{name}{mark}" for name in "fghFGH" for mark in ("'", "''", "^-1"))
_WRITTEN_IN_FULL = frozenset(("derivative", "sum", "prod", "int", "iint", "lim"))  # and then "= its value"
_FUNCTIONS = frozenset("fghFGH")
_NUMBER_SETS = frozenset(("set R", "set Z", "set N", "set Q", "set C"))


def value_of(node: Node) -> Value:
    """Return the value of a tree, or raise UnreadableError."""
    if node.op in _SUMMED:
        node = summed(node)
    if node.op == "number":
        return Number(node.value, node.digits)
    reader = _READERS.get(node.op)
    if reader is not None:
        return reader(node)
    if node.op == "neg" and node.args[0].op == "infinity":
        return Infinite(-1)
    if node.op == "neg" and node.args[0].op == "based":
        return _based(node.args[0], "-")
    if node.op == "symbol" and node.leaf == "set R":
        return Sequence((Infinite(-1), Infinite(1)))
    found = features(node)
    if found <= _PLAIN:
        return Scalar.of(node, found)
    if not found <= SCALARS:
        return _grid(node)
    if "pm" in found:
        values = tuple(map(value_of, each_sign(node)))
        return values[0] if len(values) == 1 else Listing(values)
    if any(part.op == "noun" and not is_counted(part, node) for part in walk(node)):
        raise UnreadableError("words")
    return Scalar.of(node, found)


def _sequence(node: Node) -> Value:
    if any(part.op == "pm" for part in walk(node)):
        points = tuple(Sequence(_items(point), node.leaf) for point in each_sign(node))
        return points[0] if len(points) == 1 else Listing(points)
    return Sequence(_items(node), node.leaf)


def _items(node: Node) -> tuple[Value, ...]:
    return tuple(value_of(part) for part in node.args)


def _flat(items: tuple[Value, ...]) -> tuple[Value, ...]:
    """Put the two values of a plus-minus where it stood."""
    flat: list[Value] = []
    for item in items:
        flat.extend(item.items if isinstance(item, Listing) else (item,))
    return tuple(flat)


def _listing(node: Node) -> Value:
    groups = [value_of(part) for part in node.args]
    if all(isinstance(group, (Record, Sequence)) for group in groups):
        return Listing(tuple(groups), node.leaf == "or")
    items = _flat(tuple(groups))
    named = [item for item in items if isinstance(item, Named) and not item.member]
    if not named or not isinstance(items[0], (Named, Record)):
        return Listing(items, node.leaf == "or")
    names = list(dict.fromkeys(item.name for item in named))
    if len(named) < len(items):
        if len(named) == 1 and len(names) == 1:  # n = 2, 3, 4
            rest = tuple(item.value if isinstance(item, Named) else item for item in items)
            return Named(names[0], Listing(_flat(rest)))
        return Listing(items, node.leaf == "or")
    if len(names) == 1:  # a = 1 or a = -2
        return Named(names[0], Listing(_flat(tuple(item.value for item in named))))
    if len(names) == len(named) and node.leaf != "or":  # p = -3, q = -3
        return Record(tuple((item.name, item.value) for item in named))
    rows = [named[start : start + len(names)] for start in range(0, len(named), len(names))]
    if all([item.name for item in row] == names for row in rows):  # p = 5, q = 2 and p = 7, q = 2
        return Listing(tuple(Record(tuple((item.name, item.value) for item in row)) for row in rows))
    return Listing(items, node.leaf == "or")


def _described(node: Node) -> Value:
    """Read {x | 1 < x < 2} and {x in R | ...} as what the condition says of x."""
    element, condition = node.args
    if element.op == "relation" and element.leaf == "in" and element.args[1].op == "symbol":
        if element.args[1].leaf != "set R":
            raise UnreadableError("a described set")
        element = element.args[0]
    value = value_of(condition)
    if element.op == "symbol" and isinstance(value, (Relation, Named, Listing)):
        return value
    raise UnreadableError("a described set")


def _based(node: Node, sign: str = "") -> Value:
    digits, _, text = node.leaf.partition("_")
    base = int(text) if len(text) < 4 else 0
    if not 2 <= base <= 36 or any(int(d, 36) >= base for d in digits if d != "."):
        raise UnreadableError("digits outside the base")
    if base == 10 and "." not in digits:
        return Number(int(sign + digits) if len(digits) < 4000 else 0)
    return Based(sign + digits, base)


def _grid(node: Node) -> Value:
    """Read a matrix, or compute with matrices and vectors."""
    grid = computed(node)
    if grid.op != "matrix":
        raise UnreadableError(node.op)
    rows = tuple(tuple(value_of(cell) for cell in row.args) for row in grid.args)
    if len(rows) == 1 or len(rows[0]) == 1:
        return Sequence(tuple(cell for row in rows for cell in row), "")
    return Grid(rows)


def _name_of(side: Node) -> str:
    """Return the name a side gives to the other one, or "" if it is no name."""
    if side.op == "symbol":
        return "" if side.leaf in KNOWN_NAMES or side.leaf in _NUMBER_SETS or side.leaf == "…" else side.leaf
    if side.op == "noun":
        return side.leaf
    if side.op == "call" and len(side.leaf.partition("_")[0]) == 1:
        is_general = all(part.op == "symbol" for part in side.args)
        return side.leaf + "()" if is_general else show(side)  # f(2) = 5 says nothing of f(3), nor of f(x)
    if side.op == "mul" and len(side.args) == 2 and side.args[1].op == "symbol":
        function = show(side.args[0])
        if function in _DERIVED:  # f'(x) and f^{-1}(x)
            return function + "()"
    if side.op == "call" and side.leaf == "abs" and _is_segment(side.args[0]):
        return f"|{side.args[0].leaf}|"
    if side.op == "call" and side.leaf.partition(" ")[0] in _WRITTEN_IN_FULL:
        return show(side)
    if side.op in ("div", "ratio") and all(_is_segment(part) for part in side.args):
        return ":".join(part.leaf for part in side.args)
    if side.op == "seq" and all(part.op == "symbol" for part in side.args):
        return "(" + ",".join(part.leaf for part in side.args) + ")"
    if side.op == "mul" and all(part.op in ("noun", "unit") for part in side.args):
        return " ".join(part.leaf for part in side.args)
    if (
        side.op == "mul"
        and side.args[0].op == "symbol"
        and side.args[0].leaf in ("angle", "triangle", "Delta")
    ):
        return show(side)
    return ""


def _is_segment(side: Node) -> bool:
    """Say whether a name is that of a geometric object: AB, S_{ABC}, V_1."""
    return side.op == "symbol" and side.leaf[0].isupper()


def _related(node: Node) -> Value:
    signs = node.leaf.split(" ")
    sides = list(node.args)
    if sides[0].op == "missing":
        if signs != ["~"] and signs != ["="]:
            raise UnreadableError("a relation without a left side")
        return value_of(sides[1])
    if set(signs) <= {"=", "~"}:
        return _about(sides, signs) if "~" in signs else _equal(sides)
    if signs[0] in ("in", "->") and not free_names(sides[0]) and not _name_of(sides[0]):
        raise UnreadableError("a value and no name where something is said of one")  # 5 \\to 7, 5 \\in 7
    if signs == ["in"]:
        value = value_of(sides[1])
        if isinstance(value, Number):
            raise UnreadableError("a number has no members")
        name = _name_of(sides[0])
        if not name and (len(free_names(sides[0])) > 2 or any(part.op == "noun" for part in walk(sides[0]))):
            raise UnreadableError("words before a set")
        return Named(name or show(sides[0]), value, member=True)
    if signs == ["->", "->"] and sides[0].leaf in _FUNCTIONS:  # f \colon x \mapsto 2x
        sides, signs = sides[1:], signs[1:]
    if signs == ["->"]:
        return Named("->" + show(sides[0]), value_of(sides[1]), bound=_bound_by(sides[0]))
    if signs[-1] == "in" and set(signs[:-1]) == {"="}:
        raise UnreadableError("a chain into a set")
    if signs == ["!="] and any(part.op == "pm" for side in sides for part in walk(side)):
        return Listing(tuple(Relation(pair.args, ("!=",)) for pair in each_sign(node)))
    for side in sides:
        if any(part.op not in SCALARS or part.op == "pm" for part in walk(side)):
            raise UnreadableError("a relation between structures")
    return Relation(tuple(sides), tuple(signs))


def _about(sides: list[Node], signs: list[str]) -> Value:
    """Read a chain with a sign of being near in it: it means its exact, first side; a name says nothing alone."""
    exact = signs.index("~") + 1
    if exact == 1 and _name_of(sides[0]):
        exact = 2
    elif exact == 1 and free_names(sides[0]):
        return Relation(tuple(sides), tuple(signs))
    value = _equal(sides[:exact]) if exact > 1 else value_of(sides[0])
    return About(value, tuple(map(value_of, sides[exact:]))) if sides[exact:] else value


def _equal(sides: list[Node]) -> Value:
    name = _name_of(sides[0])
    if len(sides) == 2:
        left, right = sides
        if not name and _name_of(right):
            left, right = right, left
            name = _name_of(left)
        elif (
            name
            and left.op == "symbol"
            and right.op != "number"
            and not free_names(left).isdisjoint(free_names(right))
        ):
            return Equation(left, right)
        if name:
            return _named(name, left, value_of(right))
        if any(part.op not in SCALARS for side in sides for part in walk(side)):
            if is_open(left) and (_is_scalar(left) or _is_closed(right)):
                return Named(show(left), value_of(right))  # A^{-1} = a matrix
            return Chain("", (value_of(left), value_of(right)))
        if is_open(left) or is_open(right):
            return Equation(left, right)
        return Chain("", (value_of(left), value_of(right)))
    values = [side for side in sides if not _name_of(side)]
    names = [_name_of(side) for side in sides if _name_of(side)]
    if len(set(names)) < len({side for side in sides if _name_of(side)}):
        raise UnreadableError("one function, of two variables")  # f(x) = f(y) = x + 1
    if values and _is_closed(sides[-1]) and not is_unsolved(sides[0], sides[-1]):  # m + n = 256 + 37 = 293
        names = names or [show(side) for side in values if is_open(side)][:1]
        values = [side for side in values if not is_open(side)]
    if not values:
        return Opaque(show(Node("list", tuple(sides))))
    return Chain("=".join(dict.fromkeys(names)), tuple(value_of(side) for side in values))


def _is_scalar(side: Node) -> bool:
    return all(part.op in SCALARS for part in walk(side))


def _is_closed(side: Node) -> bool:
    """Say whether a side is a number, whatever it is made of, and leaves no name open."""
    return _is_scalar(side) and not is_open(side) and all(part.op not in _OPEN for part in walk(side))


def _named(name: str, left: Node, value: Value) -> Value:
    if left.op == "seq":  # (p, q) = (3, 2) names each
        if isinstance(value, Sequence) and len(value.items) == len(left.args):
            return Record(tuple((part.leaf, item) for part, item in zip(left.args, value.items, strict=True)))
        return Named(name, value)
    return Named(name, value, bound=_bound_by(left) if name.endswith("()") or "_" in left.leaf else ())


def _bound_by(left: Node) -> tuple[str, ...]:
    """Return the names that a left side stands for a function of: f(x), f'(x), a_n, x in x -> ..."""
    if left.op == "symbol":
        index = left.leaf.rpartition("_")[2]
        return (index,) if len(index) == 1 and index.isalpha() else ()
    arguments = left.args if left.op == "call" else left.args[1:] if left.op in ("mul", "ratio") else ()
    return tuple(part.leaf for part in arguments) if all(part.op == "symbol" for part in arguments) else ()


def _ratio(node: Node) -> Value:
    parts = _items(node)
    if not all(isinstance(part, (Number, Scalar, Infinite)) for part in parts):
        raise UnreadableError("a ratio of structures")  # words with a colon behind them: a zero matrix: ...
    return Ratio(parts)


_SUMMED = frozenset(("mul", "add", "list"))  # what may be an amount in several units
_READERS: dict[str, Callable[[Node], Value]] = {
    "list": _listing,
    "seq": _sequence,
    "set": lambda node: FiniteSet(_flat(_items(node))),
    "union": lambda node: Sets("union", _items(node)),
    "intersection": lambda node: Sets("intersection", _items(node)),
    "minus": lambda node: Sets("minus", _items(node)),
    "builder": _described,
    "relation": _related,
    "chain": lambda node: Chain("", _items(node)),  # -1 < x <= 1: (-1, 1]
    "ratio": _ratio,
    "based": _based,
    "infinity": lambda _: Infinite(1),
}
