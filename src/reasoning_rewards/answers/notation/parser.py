"""From the symbols of a text to its tree: every notation in one table.

A new notation is a function ``read_…(cursor, token)``, a row in its module's ``READERS``, and golden cases.
What binds two operands is a row of `binding.BINDING`, what hangs on one a row of `scripts.POSTFIX`.
"""

from __future__ import annotations

from functools import partial

from reasoning_rewards.answers.notation import (
    brackets,
    codes,
    commands,
    functions,
    literals,
    matrices,
    names,
    nouns,
    sets,
)
from reasoning_rewards.answers.notation.cursor import Cursor
from reasoning_rewards.answers.notation.groups import read_divided
from reasoning_rewards.answers.notation.lexer import Token, offset, tokenize
from reasoning_rewards.answers.notation.scripts import POSTFIX
from reasoning_rewards.answers.values.limits import MAX_DEPTH
from reasoning_rewards.answers.values.tree import Node, UnreadableError

__all__ = ["READERS", "parse"]

READERS = {
    **names.READERS,
    **codes.READERS,
    **functions.READERS,
    **nouns.READERS,
    **literals.READERS,
    **commands.READERS,  # a root has an index, which a function has not; angles and triangles have letters
    **brackets.READERS,
    **sets.READERS,
    **matrices.READERS,
}
"""What begins an operand, by a symbol's kind or, of commands and operators, by its text."""
_SHALLOW = MAX_DEPTH // 4  # symbols; none makes a tree more than two levels deeper, as the log of \\lg does


def parse(text: str) -> Node:
    r"""Return the tree of a text, or raise UnreadableError, which says what can't be read and where.

    >>> parse(r"2\frac{1}{2}").op, parse("(1, 2)").leaf, parse("x = 5").op
    ('number', '()', 'relation')
    >>> parse("3 + (4, 5")
    Traceback (most recent call last):
        ...
    reasoning_rewards.answers.values.tree.UnreadableError: expected a closing bracket
    """
    tokens = tokenize(text)
    try:
        node = read_tokens(tokens)
    except UnreadableError as error:
        error.find = partial(offset, text, tokens)
        raise
    if len(tokens) > _SHALLOW and _is_deep(node):  # counted after words were split into letters
        raise UnreadableError("nested too deep")
    return node


def read_tokens(tokens: list[Token]) -> Node:
    """Return the tree of all the symbols of a text; an error says at which of them."""
    cursor = Cursor(tokens, MAX_DEPTH, READERS, POSTFIX)
    if not tokens:
        raise cursor.refusal("nothing to read")
    node = read_divided(cursor)
    if cursor.here is not None:
        raise cursor.refusal(f"nothing that {cursor.here.text} belongs to")
    return node


def _is_deep(node: Node) -> bool:
    """Say whether a tree is too deep to be walked by recursion: 1/2/3/... leans far to the left."""
    level = [node]
    for _ in range(MAX_DEPTH):
        level = [part for above in level for part in above.args]
        if not level:
            return False
    return True
