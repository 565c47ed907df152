"""Imports go down, never up or sideways; the table is design of the package in one place.

Imports inside functions and under TYPE_CHECKING are left out: operators need the first (``a + b``
makes a `Sum`), and the second never run.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src"
PACKAGE = "reasoning_rewards"

# A room may import from rooms with a lower number, and from itself. The doors (5) may also read the
# package's own table of names.
LAYERS = {
    "errors": -1,  # the ground itself raises some
    "rules": 0,
    "caches": 0,
    "calls": 0,
    "numeric": 0,
    "text": 1,
    "engine": 1,
    "answers": 2,
    "layouts": 2,
    "core": 3,
    "rewards": 4,
    "presets": 5,
    "adapters": 5,
    "cli": 5,
    "testing": 5,
    "metrics": 5,
    "__main__": 6,
}
_DOORS = 5
# Imported in worker processes only; imported by a function, when the first answer needs it.
LATE = ("answers/symbolic.py", "answers/long_decimals.py", "rewards/regex_worker.py")


def modules() -> Iterator[tuple[str, str, ast.Module]]:
    """(room, file, tree) of every module but the package's own table."""
    for file in sorted((SOURCE / PACKAGE).rglob("*.py")):
        within = file.relative_to(SOURCE / PACKAGE)
        if within.as_posix() != "__init__.py":
            yield within.parts[0].removesuffix(".py"), str(within), ast.parse(file.read_text("utf-8"))


def imports(tree: ast.Module) -> Iterator[str]:
    """The modules that are imported when this one is, relative ones refused by their absence here."""
    waiting: list[ast.stmt] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            waiting += node.orelse
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)]


def room(module: str) -> str | None:
    """The room that a module of this package is in; "" for the package itself, None for others."""
    parts = module.split(".")
    if parts[0] != PACKAGE:
        return None
    return parts[1] if len(parts) > 1 and parts[1] in LAYERS else ""


def test_every_room_has_a_layer():
    assert {where for where, _, _ in modules()} <= set(LAYERS)


def test_imports_go_down():
    wrong = []
    for where, file, tree in modules():
        for module in imports(tree):
            target = room(module)
            if target is None or target == where:
                continue
            allowed = LAYERS[where] >= _DOORS if target == "" else LAYERS[target] < LAYERS[where]
            if not allowed:
                wrong.append(f"{file} imports {module}")
    assert not wrong, "\n".join(wrong)


def test_no_two_modules_import_each_other():
    """Within a room too: no circle of imports."""
    needs: dict[str, set[str]] = {}
    for _, file, tree in modules():
        name = f"{PACKAGE}." + file.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        needs[name] = set(imports(tree))
    known = set(needs)
    graph = {
        name: {found for each in used if (found := _loaded(each, known))} for name, used in needs.items()
    }
    done: set[str] = set()
    while ready := {name for name in graph if name not in done and graph[name] - {name} <= done}:
        done |= ready
    assert done == known, f"a circle among {sorted(known - done)}"


def _loaded(imported: str, known: set[str]) -> str | None:
    """The module that ``from a.b import c``, noted as a.b.c, loads: a.b.c if it is one, or else a.b."""
    return next((name for name in (imported, imported.rpartition(".")[0]) if name in known), None)


def test_sympy_and_the_trainers_are_imported_nowhere_at_the_top():
    late = {"sympy", "mpmath", "math_verify", "numpy", "torch", "transformers", "trl", "hypothesis", "tqdm"}
    late |= {"re2", "regex"}
    for _, file, tree in modules():
        if file not in LATE:
            assert not late & {module.partition(".")[0] for module in imports(tree)}, file


def test_what_imports_them_is_imported_at_no_modules_top():
    names = {f"{PACKAGE}." + file.removesuffix(".py").replace("/", ".") for file in LATE}
    for _, file, tree in modules():
        found = {name for module in imports(tree) for name in (module, module.rpartition(".")[0])}
        assert not names & found, file
