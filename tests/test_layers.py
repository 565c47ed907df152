"""Imports go down, never up or sideways; the table is design of the package in one place.

Imports inside functions count as well. One circle is named: a reward's operators and methods make rewards
of rewards, which are made of rewards; they import `core/composed.py` late, and nothing else does so.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src"
PACKAGE = "reasoning_rewards"

# Floors from the ground up. A room may import from rooms below it, and from itself; rooms on one floor know
# nothing of each other. The doors may also read the package's own table of names.
FLOORS = (
    ("errors",),
    ("calls", "intervals", "numeric", "spelling", "stack"),
    ("console", "notices", "verdict"),
    ("caches",),
    ("text", "engine"),
    ("layouts", "answers.values"),
    ("answers.notation",),
    ("answers.algebra",),
    ("answers.compare",),
    ("answers.engines",),
    ("core",),
    ("rewards", "schemas"),
    ("presets", "testing", "metrics", "rulebook", "files", "adapters"),
    ("report",),
    ("cli",),
    ("__main__",),
)
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
_DOORS = FLOOR["presets"]
# The named late import: what it names stands above the rewards that ask for it.
COMPOSED = f"{PACKAGE}.core.composed"
MAY_ASK = ("core/operators.py", "core/reward.py")
# Imported in worker processes only, or by a function, when the first answer needs it.
LATE = ("answers/engines/symbolic.py", "answers/algebra/long_decimals.py", "rewards/regex_worker.py")


def modules() -> Iterator[tuple[str, ast.Module]]:
    """(file, tree) of every module but the package's own table."""
    for file in sorted((SOURCE / PACKAGE).rglob("*.py")):
        within = file.relative_to(SOURCE / PACKAGE).as_posix()
        if within != "__init__.py":
            yield within, ast.parse(file.read_text("utf-8"))


def dotted(file: str) -> str:
    """The name of a module by its file."""
    return f"{PACKAGE}." + file.removesuffix(".py").replace("/", ".").removesuffix(".__init__")


def imports(tree: ast.AST, *, late: bool) -> Iterator[str]:
    """What a module imports, with or without what its functions do; relative imports are refused."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            yield from (name for child in node.orelse for name in imports(child, late=late))
        elif late or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from imports(node, late=late)


def room(module: str) -> str | None:
    """The room that a module of this package is in; "" for the package itself, None for others."""
    parts = module.split(".")
    if parts[0] != PACKAGE:
        return None
    return next((name for name in (".".join(parts[1:3]), ".".join(parts[1:2])) if name in FLOOR), "")


def test_every_room_has_a_floor():
    without = [file for file, _ in modules() if not room(dotted(file)) and not file.endswith("__init__.py")]
    assert without == []


def test_imports_go_down():
    wrong = []
    for file, tree in modules():
        mine = room(dotted(file))
        for module in imports(tree, late=True):
            target = room(module)
            if target is None or target == mine or (module.startswith(COMPOSED) and file in MAY_ASK):
                continue
            assert mine, file
            allowed = FLOOR[mine] >= _DOORS if target == "" else FLOOR[target] < FLOOR[mine]
            if not allowed:
                wrong.append(f"{file} imports {module}")
    assert not wrong, "\n".join(wrong)


def test_no_two_modules_import_each_other():
    """Within a room too, and inside functions too: no circle of imports but the named one."""
    needs = {dotted(file): set(imports(tree, late=True)) for file, tree in modules()}
    for file in MAY_ASK:
        asked = {name for name in needs[dotted(file)] if name.startswith(COMPOSED)}
        assert asked, f"{file} has no need of its licence"
        needs[dotted(file)] -= asked
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
    late |= {"re2", "regex", "pyarrow", "pandas", "polars"}
    for file, tree in modules():
        if file not in LATE:
            assert not late & {module.partition(".")[0] for module in imports(tree, late=False)}, file


def test_what_imports_them_is_imported_at_no_modules_top():
    names = {dotted(file) for file in LATE}
    for file, tree in modules():
        found = {name for module in imports(tree, late=False) for name in (module, module.rpartition(".")[0])}
        assert not names & found, file
