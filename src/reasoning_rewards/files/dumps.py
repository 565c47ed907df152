"""What other programs call the fields of the completions that they write: known by their columns.

| written by | columns | completion | prompt | gold |
|---|---|---|---|---|
| verl, ``rollout_data_dir`` and ``validation_data_dir`` | input, output, gts, score, step | output | input | gts |
| verl before it wrote golds | input, output, score, step | output | input | none |
| TRL, ``log_completions`` | step, prompt, completion, advantage | completion | prompt | none; ``total/answer`` where a ``Monitor`` of ``total`` was the reward |
| OpenRLHF, batch inference | input, output | output | input | label |
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from reasoning_rewards.core.reward import Reward
from reasoning_rewards.files.rows import Fields

__all__ = ["DUMPS", "GOLD", "Dump", "dump_of", "gold_columns"]

GOLD = "gold"  # whatever the reward calls it
_PLURALS = MappingProxyType({"completion": "completions", "prompt": "prompts"})
_NOGOLD = (
    "{program} writes no column of the data set: have a reward log what it is scored by, as "
    "reasoning_rewards.metrics.Monitor does with log_extra, or add the column to the file"
)


@dataclass(frozen=True)
class Dump:
    """One form of dump.

    name: what it is called in a message.
    columns: those that it is known by.
    fields: what a reward's "completion", "prompt" and "gold" are called there.
    without: columns that the dump does not have, and a file of another kind does.
    lacks: what to do where a column that a reward reads is not in it.
    """

    name: str
    columns: frozenset[str]
    fields: Mapping[str, str]
    without: frozenset[str] = frozenset()
    lacks: str = ""

    def fields_of(self, fields: Fields, row: Mapping[str, object], golds: frozenset[str]) -> Fields:
        """The fields with this dump's names, where the file has no field of a reward's own name and none was given."""
        called = dict(fields.called)
        for name in fields.needed:
            place = self.fields.get(GOLD if name in golds else name)
            if name in called or name in row:
                continue
            if place is None or place not in row:  # a monitor's own column in TRL's table: total/answer
                place = next((each for each in row if each.endswith(f"/{name}")), None)
            if place is not None:
                called[name] = place
        prompt = self.fields.get("prompt")
        if prompt in row and "prompt" not in row:  # for a reward that reads it where it is there
            called.setdefault("prompt", str(prompt))
        return Fields(fields.needed, tuple(called.items()))

    def read(self, fields: Fields, golds: frozenset[str]) -> Iterator[tuple[str, str]]:
        """What of this dump is read: ("completions", the field), and so on."""
        for name in fields.needed:
            place = fields.place(name)
            known = self.fields.get(GOLD if name in golds else name)
            if place == known or place.endswith(f"/{name}"):
                yield _PLURALS.get(name, GOLD), place


DUMPS = (
    Dump(
        "verl's rollout dump",
        frozenset(("input", "output", "gts", "score", "step")),
        {"completion": "output", "prompt": "input", GOLD: "gts"},
    ),
    Dump(
        "verl's rollout dump",
        frozenset(("input", "output", "score", "step")),
        {"completion": "output", "prompt": "input"},
        lacks="verl of this age wrote no golds (later ones have them as gts): add the column to the file",
    ),
    Dump(
        "TRL's log_completions",
        frozenset(("step", "prompt", "completion", "advantage")),
        {"completion": "completion", "prompt": "prompt"},
        lacks=_NOGOLD.format(program="TRL"),
    ),
    Dump(
        "OpenRLHF's batch inference",
        frozenset(("input", "output")),
        {"completion": "output", "prompt": "input", GOLD: "label"},
        without=frozenset(("completion", "prompt", "instruction")),
        lacks=_NOGOLD.format(program="OpenRLHF's batch inference"),
    ),
)


def dump_of(row: Mapping[str, object]) -> Dump | None:
    """The form of dump that a row is of, by its fields; None where it is of none.

    >>> dump_of({"input": "6·7?", "output": "42", "gts": "42", "score": 1.0, "step": 3}).name
    "verl's rollout dump"
    """
    names = row.keys()
    return next((each for each in DUMPS if each.columns <= names and not each.without & names), None)


def gold_columns(reward: Reward) -> frozenset[str]:
    """The columns that a reward reads its golds from.

    >>> from reasoning_rewards import Correctness, Format
    >>> sorted(gold_columns(Correctness(gold_column="solution") + Format()))
    ['solution']
    """
    named = {getattr(leaf, "gold_column", None) for leaf in reward.leaves()}
    return frozenset(name for name in reward.columns if name in named)
