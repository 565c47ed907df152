"""House rules that a reader would have to check by hand: the sources are read and say so."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from reasoning_rewards.rulebook import all_rules

SOURCE = Path(__file__).parent.parent / "src" / "reasoning_rewards"
FILES = {
    file.relative_to(SOURCE).as_posix(): file.read_text("utf-8") for file in sorted(SOURCE.rglob("*.py"))
}
TREES = {name: ast.parse(text) for name, text in FILES.items()}

_LONGEST = 400
_TALKS = ("cli/",)  # what may print
_PICKLES = ("testing/check.py", "files/jobs.py")  # rewards and lines between processes of our own
_PROCESSES = (
    "files/jobs.py",
)  # the command line's own: it is no trainer's daemon child, which may have none
_FORBIDDEN_MODULES = {"signal", "multiprocessing", "dill", "cloudpickle", "marshal", "shelve", "logging"}
_FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "sympify", "parse_expr", "input", "breakpoint"}
_SIGNALS = (
    "engine/serve.py",
    "engine/sandbox/server.py",
    "cli/output.py",
    "files/jobs.py",
)  # processes of our own: a worker's, the command line's
# The loop of a worker: its process is its own, and no job may end it; the same where tests run, and programs.
_WORKERS = ("engine/serve.py", "engine/sandbox/judge.py", "engine/sandbox/candidate.py")
# In a worker too; and the probe of the walls, which tries whether it still can.
_FORKS = ("engine/keeper.py", "engine/sandbox/server.py", "engine/sandbox/walls.py")
# Where the tests of a data set are executed, and programs: never in the trainer's process.
_RUNS = ("engine/sandbox/judge.py",)
# State that outlives a call: bounded memos, and what a process has one of, each with the reason beside it in the source.
_STATE = {
    *("caches.py: _caches", "notices.py: _said", "engine/workers.py: _pools"),
    *("engine/sandbox/judge.py: _boxes", "core/awaited.py: _loops"),
}

every_file = pytest.mark.parametrize("name", FILES)


@every_file
def test_a_file_can_be_read_in_one_sitting(name):
    assert len(FILES[name].splitlines()) <= _LONGEST


@every_file
def test_a_module_says_what_it_is(name):
    assert ast.get_docstring(TREES[name])


@every_file
def test_nothing_prints_but_the_command_line(name):
    if not name.startswith(_TALKS):
        assert "print" not in calls(TREES[name])


@every_file
def test_text_is_never_run(name):
    allowed = {"exec", "compile"} if name in _RUNS else set()
    assert not (_FORBIDDEN_CALLS - allowed) & calls(TREES[name])


def test_what_runs_text_is_imported_by_no_module():
    """It is named in the table of a pool's functions, which a worker imports; `import` would bring it here."""
    for name, tree in TREES.items():
        found = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not {f"reasoning_rewards.{run[:-3].replace('/', '.')}" for run in _RUNS} & found, name


@every_file
def test_no_signals_and_no_forks(name):
    allowed = {"signal"} if name in _SIGNALS else set()
    allowed |= {"multiprocessing"} if name in _PROCESSES else set()
    assert not (_FORBIDDEN_MODULES - allowed) & imported(TREES[name])
    forks = {node.attr for node in ast.walk(TREES[name]) if isinstance(node, ast.Attribute)} & {
        "fork",
        "forkpty",
    }
    assert not forks or name in _FORKS


@every_file
def test_only_rewards_are_pickled(name):
    if name not in _PICKLES:
        assert "pickle" not in imported(TREES[name])


@every_file
def test_no_exception_is_caught_by_the_dozen(name):
    broad = [
        node.lineno
        for node in ast.walk(TREES[name])
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or {"Exception", "BaseException"} & names(node.type))
    ]
    suppressed = [
        node.lineno
        for node in ast.walk(TREES[name])
        if isinstance(node, ast.Call)
        and called(node) == "suppress"
        and any({"Exception", "BaseException"} & names(argument) for argument in node.args)
    ]
    assert not broad + suppressed or name in _WORKERS


def test_modules_hold_no_state_but_bounded_memos():
    """A list, dict or set at the top of a module counts as state if anything in the module changes it."""
    found = set()
    for name, tree in TREES.items():
        changed = mutated(tree)
        for node in tree.body:
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            for target in targets:
                if isinstance(target, ast.Name) and target.id in changed:
                    found.add(f"{name}: {target.id}")
        found.update(f"{name}: global {word}" for word in rebound(tree))
    assert found == _STATE


def test_every_rule_that_the_source_names_has_a_sentence():
    told = all_rules()
    groups = {rule.partition(".")[0] for rule in told if "." in rule}
    used = {
        node.value
        for name, tree in TREES.items()
        if name != "__init__.py"  # the table of names and modules
        for node in ast.walk(without_docstrings(tree))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    slugs = {
        text for text in used if re.fullmatch(r"[a-z]+\.[a-z_]+", text) and text.partition(".")[0] in groups
    }
    assert slugs <= told.keys(), f"rules without a sentence: {sorted(slugs - told.keys())}"
    assert all(rule.sentence and not rule.sentence.endswith(".") for rule in told.values())


def test_every_rule_is_among_those_of_a_reward_and_has_one_sentence():
    written = {  # the slugs and the sentences of every Rule(...) in the source
        tuple(ast.literal_eval(argument) for argument in node.args)
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called(node) == "Rule" and isinstance(node.args[0], ast.Constant)
    }
    assert written == {(slug, rule.sentence) for slug, rule in all_rules().items()}


# ── reading trees ──


def called(node: ast.Call) -> str:
    """The last name of what is called."""
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def calls(tree: ast.AST) -> set[str]:
    """What is called by its own name; ``re.compile`` is not ``compile``."""
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {node.func.id for node in nodes if isinstance(node.func, ast.Name)} | {
        called(node) for node in nodes if called(node) in ("sympify", "parse_expr")
    }


def imported(tree: ast.AST) -> set[str]:
    """The packages that are imported anywhere, inside functions too."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found


def names(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


_MUTATORS = {
    *("append", "add", "extend", "insert", "update", "setdefault", "pop", "popitem", "remove", "discard"),
    *("clear", "sort", "reverse", "__setitem__", "appendleft", "popleft", "difference_update"),
}


def mutated(tree: ast.AST) -> set[str]:
    """Names something is put into or taken out of."""
    found = set()
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _MUTATORS
        ):
            found |= {node.func.value.id} if isinstance(node.func.value, ast.Name) else set()
        elif isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
            found |= {node.value.id} if isinstance(node.value, ast.Name) else set()
    return found


def rebound(tree: ast.AST) -> set[str]:
    """Names that a function declares global."""
    return {word for node in ast.walk(tree) if isinstance(node, ast.Global) for word in node.names}


def without_docstrings(tree: ast.Module) -> ast.Module:
    """The tree with only the strings that code uses."""
    copy = ast.parse(ast.unparse(tree))
    for node in ast.walk(copy):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value = ast.Constant(None)
    return copy


def test_the_faults_that_tests_must_notice_are_faults_of_this_source():
    """`make faults` puts each into the source, which it can only where its text still stands, once."""
    lines = (Path(__file__).parent / "faults" / "faults.jsonl").read_text("utf-8").splitlines()
    stale = [row["name"] for row in map(json.loads, lines) if FILES[row["file"]].count(row["was"]) != 1]
    assert stale == []
