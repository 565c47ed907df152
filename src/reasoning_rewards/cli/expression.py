"""A reward written on the command line, such as ``Correctness(gold_column='solution') + 0.2*Format()``.

The text is parsed and walked, never evaluated: the package's public names, literals, ``+ - *``, calls and the methods
that make rewards of rewards. Everything else is refused, naming it. ``from_function`` takes a function by its place:
``from_function('my_rewards.py:length', bounds=(0, 1))``.
"""

from __future__ import annotations

import ast
import operator
from types import MappingProxyType
from typing import Any

import reasoning_rewards
from reasoning_rewards.calls import likely
from reasoning_rewards.cli.places import load_from
from reasoning_rewards.core.lift import Blame
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import SettingError

__all__ = ["reward_of"]

_SIGNS = MappingProxyType(
    {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.BitOr: operator.or_}
)
_METHODS = ("anneal", "at_least", "clip", "if_abstains", "named", "on_error", "only_if", "requires", "when")
_MODULES = ("layouts", "presets")


def reward_of(text: str) -> Reward:
    """The reward that an expression builds.

    >>> reward_of("Correctness(gold_column='solution') + 0.2*Format()")
    Correctness(gold_column='solution') + 0.2 * Format()
    """
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise SettingError(f"--reward {text}: not an expression: {error}") from error
    with Blame(f"--reward {text}"):
        found = _value(tree.body)
    if not isinstance(found, Reward):
        raise SettingError(
            f"--reward {text}: is {found!r:.80}; expected a reward, such as Correctness() + 0.2*Format()"
        )
    return found


def _value(node: ast.expr) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand)
    if isinstance(node, ast.BinOp) and type(node.op) in _SIGNS:
        return _SIGNS[type(node.op)](_value(node.left), _value(node.right))
    if isinstance(node, ast.Tuple | ast.List):
        return tuple(map(_value, node.elts))
    if isinstance(node, ast.Name):
        return _named(node.id)
    if isinstance(node, ast.Attribute):
        return _attribute(node)
    if isinstance(node, ast.Call):
        if any(keyword.arg is None for keyword in node.keywords):
            raise SettingError(f"{ast.unparse(node)}: ** is not understood here; write the settings out")
        return _value(node.func)(
            *map(_value, node.args), **{str(keyword.arg): _value(keyword.value) for keyword in node.keywords}
        )
    raise SettingError(
        f"{ast.unparse(node)}: not understood here; expected this package's names, literals, + - * and calls. "
        "Anything more belongs in a file: --reward my_rewards.py:total"
    )


def _named(name: str) -> Any:
    if name not in reasoning_rewards.__all__:
        meant = likely(name, reasoning_rewards.__all__)
        raise SettingError(
            f"{name}: this package has no such name" + (f"; did you mean {meant}?" if meant else "")
        )
    return _from_function if name == "from_function" else getattr(reasoning_rewards, name)


def _from_function(where: object, **settings: Any) -> Reward:
    """The reward of a function in a file or a module."""
    if not isinstance(where, str):
        raise SettingError(
            f"from_function({where!r:.80}): expected the place of a function, such as 'my_rewards.py:length'"
        )
    found, _ = load_from(where)
    if not callable(found):
        raise SettingError(f"from_function({where!r}): there is no function of this name")
    return reasoning_rewards.from_function(found, **settings)


def _attribute(node: ast.Attribute) -> Any:
    """A module's own name, or a method of a reward."""
    if isinstance(node.value, ast.Name) and node.value.id in _MODULES:
        module = getattr(reasoning_rewards, node.value.id)
        if node.attr in module.__all__:
            return getattr(module, node.attr)
        raise SettingError(
            f"{ast.unparse(node)}: there is no such name (there are: {', '.join(module.__all__)})"
        )
    owner = _value(node.value)
    if isinstance(owner, Reward) and node.attr in _METHODS:
        return getattr(owner, node.attr)
    raise SettingError(
        f"{ast.unparse(node)}: no method of a reward that is understood here ({', '.join(_METHODS)})"
    )
