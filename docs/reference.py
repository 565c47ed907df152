"""The page that tells in full every public name which is no reward: how it is called, and its docstring."""

from __future__ import annotations

import inspect
from importlib import import_module
from typing import Any

import reasoning_rewards as rr
from api import DECLARED, GROUPS, MODULES, VALUES
from prose import prose

_LEAD = "Names as [api.md](api.md) lists them; the rewards are in [rewards.md](rewards.md)."
_WIDEST = 100  # characters; a longer call stands a parameter a line
_DOCTEST = "<!-- not run: it runs where it is written, as a doctest of the source -->"


def reference() -> list[str]:
    """The page's lines."""
    lines = ["# Names in full", "", _LEAD]
    for group, names in GROUPS.items():
        lines += ["", f"## {group}", ""]
        for name in names.split():
            lines += _entry(name, getattr(rr, name), VALUES.get(name))
    lines += ["## What every reward has", ""]
    for name in vars(rr.Reward):
        if not name.startswith("_"):
            value = inspect.getattr_static(rr.Reward, name)
            lines += _entry(f"Reward.{name}", value, DECLARED.get(name))
    for module_name, said in MODULES.items():
        module = import_module(f"reasoning_rewards.{module_name}")
        lines += [f"## rr.{module_name}", "", said, ""]
        for name in module.__all__:
            lines += _entry(f"{module_name}.{name}", getattr(module, name))
    while lines[-1] == "":
        lines.pop()
    return lines


def _entry(title: str, value: Any, said: str | None = None) -> list[str]:
    """One name: how it is called or what it is, and what is said of it."""
    name = title.rpartition(".")[2]
    text = said or (inspect.getdoc(value) if _has_docstring(value) else "") or ""
    if not text and not isinstance(value, rr.Layout):
        return []  # a table or a type, which the module's own lines name
    shown_as = [f"{name} = {value!r}"] if isinstance(value, rr.Layout) else []
    code = _call(name, value) if _has_docstring(value) else shown_as
    shown = ["```py", *code, "```", ""] if code else []
    return [f"### {title}", "", *shown, *_not_run(prose(text))]


def _not_run(lines: list[str]) -> list[str]:
    return [each for line in lines for each in ((_DOCTEST, line) if line == "```python" else (line,))]


def _has_docstring(value: Any) -> bool:
    return isinstance(value, property) or inspect.isroutine(value) or inspect.isclass(value)


def _call(name: str, value: Any) -> list[str]:
    """How it is called, as people write it; nothing for errors, properties and what has no signature."""
    if isinstance(value, property) or (inspect.isclass(value) and issubclass(value, Exception)):
        return []
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return []
    parameters = [_plain(each) for each in signature.parameters.values() if each.name != "self"]
    result = "" if inspect.isclass(value) else signature.return_annotation
    plain = signature.replace(
        parameters=parameters, return_annotation=_Raw(result) if _is_said(result) else signature.empty
    )
    line = f"{name}{plain}"
    if len(line) <= _WIDEST:
        return [line]
    behind = line[len(f"{name}{plain.replace(return_annotation=plain.empty)}") :]
    items = [
        str(plain.replace(parameters=[each], return_annotation=plain.empty))[1:-1] for each in parameters
    ]
    return [f"{name}(", *(f"    {item}," for item in _with_marks(parameters, items)), f"){behind}"]


def _with_marks(parameters: list[inspect.Parameter], items: list[str]) -> list[str]:
    """The parameters as they are written, with the * before the first that goes by name alone."""
    kinds = [parameter.kind for parameter in parameters]
    lines = [item.removeprefix("*, ").removesuffix(", /") for item in items]
    if inspect.Parameter.KEYWORD_ONLY in kinds and inspect.Parameter.VAR_POSITIONAL not in kinds:
        lines.insert(kinds.index(inspect.Parameter.KEYWORD_ONLY), "*")
    return lines


class _Raw:
    """An annotation that prints as it was written."""

    def __init__(self, text: object) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text if isinstance(self.text, str) else inspect.formatannotation(self.text)


def _is_said(annotation: object) -> bool:
    return annotation not in ("", inspect.Parameter.empty, "None")


def _plain(parameter: inspect.Parameter) -> inspect.Parameter:
    if parameter.annotation is inspect.Parameter.empty:
        return parameter
    return parameter.replace(annotation=_Raw(parameter.annotation))
