"""The page of public names: each with the first line of its docstring, so that the two can't disagree."""

from __future__ import annotations

import inspect
from importlib import import_module
from typing import Any

import reasoning_rewards as rr

_LEAD = """
What stands on this page is the interface: it changes only with a line in [CHANGELOG.md](../CHANGELOG.md), and a name or a
setting that goes keeps working for one minor version, with a `DeprecationWarning` that says what to write instead. The same
holds for rules ([rules.md](rules.md)), for the keys of the logs (except that a key can't warn), for the JSON lines that
`reasoning-rewards score` writes, and for what scores mean: a verdict that changes is listed under "Fixed". Everything else,
modules whose path is longer than `reasoning_rewards.<name>` among it, may change without notice.

`from reasoning_rewards import Correctness` and `import reasoning_rewards as rr; rr.Correctness` are the same, as are
`from reasoning_rewards import presets` and `rr.presets`. Nothing is loaded before it is used.
"""

# Rewards by the module they stand in; what stands in none of these is listed behind them.
HOMES = {
    "Is the answer right?": "match overlap proximity code",
    "Puzzles": "countdown assignment grid",
    "Language, and not knowing": "language abstention",
    "Form": "format tags pattern",
    "Length and repetition": "length truncation repetition",
    "The work that is shown": "steps process checkpoints",
    "Completions of a group against each other": "group diversity",
}
# Every other name of `reasoning_rewards`, once; tests/test_docs.py holds the page against the package.
GROUPS = {
    "Rewards of your own, and rewards of rewards": "reward from_function Reward route first_of",
    "Schedules, for `anneal`": "linear cosine warmup steps",
    "Where things are in a completion": "Layout Tag Boxed After Phrase Alone LastNumber ANY THINK_ANSWER THINK_BOXED",
    "Answers and golds without a reward": "compare parse_answer audit_golds NumberPolicy Tolerance Comparison Value GoldAudit audit_tests CodeAudit Remote",
    "What a reward reads and says": "Completion Batch Verdict Verdicts Decision Rule",
    "Errors and warnings": "RewardsError BatchError MissingColumnError SettingError CompositionError ClockError "
    "RewardFailedError NonFiniteError MissingExtraError RewardWarning",
    "Housekeeping": "clear_caches",
}
# Values, which have no docstring of their own.
VALUES = {
    "ANY": "The lenient layout: thinking or none, and every marker that models use for answers.",
    "THINK_ANSWER": "`<think>…</think><answer>…</answer>`, the layout that `Format()` asks for.",
    "THINK_BOXED": "`<think>…</think> … \\boxed{…}`, as DeepSeek-R1 and Qwen3 write.",
}
# What a reward's class says in a word, which has no docstring either.
DECLARED = {
    "decides": "True for a reward that says what right is.",
    "rules": "Every rule its verdicts can name.",
    "needs_prompts": "Does it read the prompts?",
}
MODULES = {
    "adapters": "Rewards in trainers that don't call them as TRL does: verl, OpenRLHF, ms-swift, NeMo-RL, and a base.",
    "presets": "Whole rewards for the usual tasks.",
    "layouts": "Layouts by the model that writes them.",
    "schemas": "What the columns of data sets hold; the table is in [datasets.md](datasets.md).",
    "metrics": "What to watch in a run: per component, per group and per completion.",
    "files": "Files of completions: their verdicts, pass rates, and what changes between two; see [files.md](files.md).",
    "report": "Pages to look at scored completions, each one file.",
    "intervals": "Intervals for shares, means, gains and gaps, where a problem has several completions.",
    "testing": "Tools to test rewards, your own included (extra `[test]`).",
}


def api() -> list[str]:
    """The page's lines."""
    lines = ["# Public names", *_LEAD.rstrip().splitlines()]
    for group, names in (_rewards() | {group: names.split() for group, names in GROUPS.items()}).items():
        lines += _table(group, [(name, VALUES.get(name) or _first_line(getattr(rr, name))) for name in names])
    public = [name for name in vars(rr.Reward) if not name.startswith("_")]
    lines += _table(
        "What every reward has",
        [
            (name, DECLARED.get(name) or _first_line(inspect.getattr_static(rr.Reward, name)))
            for name in public
        ],
    )
    lines += _table(
        "Modules",
        [
            (f"rr.{name}", f"{said} {_listed(import_module(f'reasoning_rewards.{name}'))}")
            for name, said in MODULES.items()
        ],
    )
    return lines


def _rewards() -> dict[str, list[str]]:
    """The names of the rewards, in groups."""
    groups = {home: group for group, homes in HOMES.items() for home in homes.split()}
    found: dict[str, list[str]] = {group: [] for group in (*HOMES, "More rewards")}
    for name in rr.__all__:
        value = getattr(rr, name)
        if isinstance(value, type) and issubclass(value, rr.Reward) and value is not rr.Reward:
            found[groups.get(value.__module__.rpartition(".")[2], "More rewards")].append(name)
    return {group: names for group, names in found.items() if names}


def _table(title: str, rows: list[tuple[str, str]]) -> list[str]:
    said = [
        f"| [`{name}`]({place(name)}) | {text.replace('|', chr(92) + '|').replace('``', '`')} |"
        for name, text in rows
    ]
    return ["", f"## {title}", "", "| name | is |", "|---|---|", *said]


def place(name: str) -> str:
    """Where a name is told in full."""
    if name.startswith("rr."):
        return f"reference.md#{name.replace('.', '')}"
    value = getattr(rr, name, None)
    is_reward = isinstance(value, type) and issubclass(value, rr.Reward) and value is not rr.Reward
    page = "rewards" if is_reward else "reference"
    return f"{page}.md#{name.lower() if hasattr(rr, name) else f'reward{name}'}"


def _first_line(value: Any) -> str:
    text = inspect.getdoc(value)
    assert text, value
    return text.partition("\n")[0]


def _listed(module: Any) -> str:
    return "Has " + ", ".join(f"`{name}`" for name in module.__all__) + "."
