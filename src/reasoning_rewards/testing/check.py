"""`check_reward`: the contract every reward keeps, as laws over generated batches."""

from __future__ import annotations

import base64
import json
import math
import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from reasoning_rewards.core.report import metric_names
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import SettingError
from reasoning_rewards.testing import strategies
from reasoning_rewards.testing.rebuild import rebuild
from reasoning_rewards.verdict import Score, Verdicts

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["check_reward"]


def check_reward(
    reward: Reward, *, max_examples: int = 50, spawn: bool = True, **columns: SearchStrategy[Any]
) -> None:
    """Assert that a reward keeps the contract of every trainer, on generated batches.

    An empty batch gives an empty list. Scores are Python floats, finite and inside ``bounds``, or None.
    The same batch scores the same, in any order of rows, alone as in company (whole groups, for a
    reward that compares a group), as strings or conversations, in another thread, unpickled, and in
    a fresh process. Whether a row abstains depends on its columns only. Every rule is declared, every
    log key is there for every batch, and ``repr`` is the code that builds the reward.

    columns: a strategy for the values of each column the reward reads; golds have one already.
    max_examples: batches tried. spawn: whether to start the fresh process (a tenth of a second).

    >>> from reasoning_rewards import Brevity
    >>> check_reward(Brevity(limit=8), max_examples=5, spawn=False)
    """
    _check_value(reward)
    hypothesis = strategies.hypothesis()
    seen: list[_Example] = []

    def laws(example: _Example) -> None:
        for law in _LAWS:
            law(reward, example)
        seen[:] = [example]

    _check_empty(reward, columns)
    tried = hypothesis.settings(max_examples=max_examples, deadline=None, database=None, derandomize=True)
    tried(hypothesis.given(_examples(reward, columns))(laws))()
    _check_golds(reward, columns, seen[-1])
    if spawn:
        _check_spawned(reward, seen[-1])


@dataclass(frozen=True)
class _Example:
    """A batch as keyword arguments, and the rows that must stay together."""

    completions: list[str]
    prompts: list[object]
    completion_ids: list[list[int]]
    columns: dict[str, list[object]]
    groups: list[list[int]]

    def verdicts(self, reward: Reward) -> Verdicts:
        return reward.verdicts(
            self.completions,
            prompts=self.prompts,
            completion_ids=self.completion_ids,
            progress=0.5,
            **self.columns,
        )

    def scores(self, reward: Reward) -> list[Score]:
        return list(self.verdicts(reward).scores)

    def take(self, rows: Sequence[int]) -> _Example:
        return _Example(
            [self.completions[row] for row in rows],
            [self.prompts[row] for row in rows],
            [self.completion_ids[row] for row in rows],
            {name: [values[row] for row in rows] for name, values in self.columns.items()},
            [list(range(len(rows)))],
        )


def _examples(reward: Reward, columns: dict[str, SearchStrategy[Any]]) -> SearchStrategy[_Example]:
    st = strategies.hypothesis().strategies
    values = _column_strategies(reward, columns)
    row = st.tuples(strategies.completions(), st.lists(st.integers(0, 99), max_size=12))

    @st.composite  # type: ignore[untyped-decorator, unused-ignore]
    def example(draw: Callable[[Any], Any]) -> _Example:
        texts: list[str] = []
        prompts: list[object] = []
        ids: list[list[int]] = []
        groups: list[list[int]] = []
        cells: dict[str, list[object]] = {name: [] for name in values}
        sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
        # Rows with one prompt are one group, so groups that are to be apart have prompts that are.
        asked = draw(st.lists(strategies.prompts(), min_size=3, max_size=3, unique_by=repr))
        for size, prompt in zip(sizes, asked, strict=False):
            groups.append(list(range(len(texts), len(texts) + size)))
            shared = {name: draw(each) for name, each in values.items()}
            for _ in range(size):
                text, tokens = draw(row)
                texts.append(text)
                ids.append(tokens)
                prompts.append(prompt)
                for name, value in shared.items():
                    cells[name].append(value)
        rows = groups if not reward.per_row else [[row] for group in groups for row in group]
        return _Example(texts, prompts, ids, cells, rows)

    built: SearchStrategy[_Example] = example()
    return built


def _column_strategies(
    reward: Reward, given: dict[str, SearchStrategy[Any]]
) -> dict[str, SearchStrategy[Any]]:
    st = strategies.hypothesis().strategies
    count = st.one_of(st.none(), st.integers(1, 6))
    known: dict[str, SearchStrategy[Any]] = {
        "gold_column": strategies.golds(),
        "steps_column": count,
        "checkpoints_column": st.one_of(st.none(), st.lists(strategies.golds(), max_size=3)),
        "tests_column": st.sampled_from(strategies.TESTS),
        "target_column": count,
        "givens_column": st.sampled_from((None, 4, 5, "1...\n....\n....\n...1", "11..", [[0, 1], [1, 0]])),
        "numbers_column": st.one_of(st.none(), st.lists(st.integers(0, 9), max_size=4)),
        "flag_column": st.booleans(),
        "group_column": st.uuids().map(str),  # no two groups share a value
        "mask_column": st.none(),
    }
    found: dict[str, SearchStrategy[Any]] = dict(given)
    for leaf in reward.leaves():
        for setting, strategy in known.items():
            if (name := getattr(leaf, setting, None)) is not None:
                found.setdefault(name, strategy)
    for leaf, name in reward._reads():
        if name not in found:
            raise SettingError(
                f"{leaf.label} reads the column {name!r}; pass a strategy for its values, such as "
                f"check_reward(..., {name}=st.text())"
            )
    return found


# ── laws of the value ──


def _check_value(reward: Reward) -> None:
    low, high = reward.bounds
    assert math.isfinite(low) and math.isfinite(high) and low <= high, (
        f"bounds {reward.bounds} are not (low, high)"
    )
    assert reward.__name__.isidentifier(), (
        f"the name {reward.__name__!r} is not a word a log can use as a key"
    )
    assert rebuild(reward) == reward, f"repr is not the code that builds it: {reward!r}"
    clone = pickle.loads(pickle.dumps(reward))  # a reward, not a completion: what AsyncGRPO does with it
    assert clone == reward, f"the pickled reward is another one: {clone!r}"
    assert hash(clone) == hash(reward), "the pickled reward has another hash"


def _check_empty(reward: Reward, columns: dict[str, SearchStrategy[Any]]) -> None:
    empty: dict[str, list[object]] = {name: [] for name in _column_strategies(reward, columns)}
    scores = _Example([], [], [], empty, []).scores(reward)
    assert scores == [], f"an empty batch scores {scores!r}"


def _check_golds(reward: Reward, columns: dict[str, SearchStrategy[Any]], example: _Example) -> None:
    """Every kind of gold beside every kind of answer, which chance would take long to bring together."""
    named = {getattr(leaf, "gold_column", None) for leaf in reward.leaves()} - {None, *columns}
    if not named:
        return
    probes = list(strategies.PROBES)
    row = example.take([0] * len(probes))
    for gold in strategies.GOLDS:
        golds: dict[str, list[object]] = {str(name): [gold] * len(probes) for name in named}
        scores = replace(row, completions=probes, columns=row.columns | golds).scores(reward)
        silent = {score is None for score in scores}
        assert len(silent) == 1, (
            f"with the gold {gold!r} whether it abstains depends on the completion: {dict(zip(probes, scores, strict=True))}"
        )


# ── laws of every batch ──


def _bounded(reward: Reward, example: _Example) -> None:
    low, high = reward.bounds
    for row, score in enumerate(example.scores(reward)):
        assert score is None or type(score) is float, f"row {row} scores {score!r}, which is not a float"
        assert score is None or low <= score <= high, (
            f"row {row} scores {score!r}, outside [{low:g}, {high:g}]"
        )
        assert score is not None or reward.may_abstain, f"row {row} abstains and may_abstain is False"


def _deterministic(reward: Reward, example: _Example) -> None:
    _same(example.scores(reward), example.scores(reward), "a second call scores differently")


def _equivariant(reward: Reward, example: _Example) -> None:
    order = [row for group in reversed(example.groups) for row in group]
    scores = example.scores(reward)
    _same(
        [scores[row] for row in order], example.take(order).scores(reward), "another order scores differently"
    )


def _alone(reward: Reward, example: _Example) -> None:
    scores = example.scores(reward)
    for rows in example.groups:
        alone = example.take(rows).scores(reward)
        _same([scores[row] for row in rows], alone, f"rows {rows} score differently alone")


def _conversations(reward: Reward, example: _Example) -> None:
    chats: list[Any] = [[{"role": "assistant", "content": text}] for text in example.completions]
    as_chats = replace(example, completions=chats)
    _same(example.scores(reward), as_chats.scores(reward), "conversations score differently from strings")


def _abstains_by_row(reward: Reward, example: _Example) -> None:
    """Every completion in the place of every other: a row abstains for all of them or for none."""
    count = len(example.completions)
    silent = [score is None for score in example.scores(reward)]
    for shift in range(1, count):
        moved = example.completions[shift:] + example.completions[:shift]
        now = [score is None for score in replace(example, completions=moved).scores(reward)]
        assert now == silent, "whether a row abstains depends on its completion"


def _threads(reward: Reward, example: _Example) -> None:
    with ThreadPoolExecutor(1) as pool:
        _same(
            example.scores(reward),
            pool.submit(example.scores, reward).result(),
            "another thread scores differently",
        )


def _declared_rules(reward: Reward, example: _Example) -> None:
    for leaf in reward.leaves():
        for decision in example.verdicts(leaf).decisions:
            assert decision.rule in leaf.rules, (
                f"{leaf.label} names the rule {decision.rule!r}, not among its rules"
            )


def _constant_keys(reward: Reward, example: _Example) -> None:
    logged: dict[str, float] = {}
    state = type("TrainerState", (), {"global_step": 1, "max_steps": 2})()
    reward(
        example.completions,
        prompts=example.prompts,
        completion_ids=example.completion_ids,
        trainer_state=state,
        log_metric=logged.__setitem__,
        log_extra=lambda name, values: None,
        **example.columns,
    )
    assert list(logged) == metric_names(reward), "the keys it logs depend on the data"
    assert all(math.isfinite(value) for value in logged.values()), (
        f"it logs a value that is not finite: {logged}"
    )


_LAWS = (
    _bounded,
    _deterministic,
    _equivariant,
    _alone,
    _conversations,
    _abstains_by_row,
    _threads,
    _declared_rules,
    _constant_keys,
)


def _same(first: list[Score], second: list[Score], otherwise: str) -> None:
    assert first == second, f"{otherwise}: {first} and {second}"


# ── the fresh process ──

_CHILD = """
import base64, importlib.util, json, pickle, sys
job = json.load(sys.stdin)
sys.path[:] = job["path"]
for name, file in job["modules"].items():
    if name not in sys.modules and importlib.util.find_spec(name.partition(".")[0]) is None:
        spec = importlib.util.spec_from_file_location(name, file)
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
reward, example = pickle.loads(base64.b64decode(job["pickle"]))
print(json.dumps(example.scores(reward)))
"""


def _check_spawned(reward: Reward, example: _Example) -> None:
    """Unpickle and score in a new interpreter, as a trainer's worker process would."""
    homes = {
        getattr(getattr(leaf, "function", None), "__module__", type(leaf).__module__)
        for leaf in reward.leaves()
    }
    files = {name: file for name in homes if (file := getattr(sys.modules[name], "__file__", None))}
    job = {
        "path": sys.path,
        "modules": files,
        "pickle": base64.b64encode(pickle.dumps((reward, example))).decode(),
    }
    done = subprocess.run(
        [sys.executable, "-c", _CHILD], input=json.dumps(job), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"it can't be unpickled and called in a fresh process:\n{done.stderr}"
    _same(example.scores(reward), json.loads(done.stdout), "a fresh process scores differently")
