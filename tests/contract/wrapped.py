"""A reward of every kind that the algebra makes, with names of their own, for the trainer to train on at once."""

from __future__ import annotations

from reasoning_rewards import Correctness, KimiLength, TagCount, first_of, linear, reward, route
from tests.contract.rewards import in_units

SOLVED, SIGNS = Correctness(), TagCount()


@reward(bounds=(0.0, 1.0))
def flaky(completion: str) -> float:
    if "7" in completion:
        raise ConnectionError("no server")
    return 0.25


def in_centimetres(row: dict[str, object]) -> bool:
    return row["unit"] == "cm"


WRAPPED = [
    SOLVED.named("renamed"),
    2 * SOLVED,
    (2 * SOLVED).named("double"),
    SIGNS.requires(SOLVED),
    (0.5 * SIGNS).requires(SOLVED).named("form"),
    SIGNS.only_if(SOLVED, otherwise=0.25),
    (0.5 * SIGNS).when(unit="cm"),
    (0.5 * SIGNS).when(in_centimetres).named("in_centimetres"),
    (SOLVED + SIGNS).clip(0.1, 0.4),
    SIGNS.at_least(0.25),
    (0.5 * SIGNS).anneal(linear(1, 0)),
    (2 * flaky.on_error(score=0.75)).named("guarded"),
    flaky.on_error(score=0.75),
    route(column="unit", cm=SIGNS, kg=2 * SIGNS),
    (2 * route(column="unit", cm=SIGNS, kg=SOLVED)).named("routed"),
    first_of(2 * SOLVED, 0.5 * SIGNS),
    (SOLVED + 0.2 * SIGNS).requires(SOLVED).named("total"),
    2 * (SOLVED - 0.5 * SIGNS),
    (SIGNS + SOLVED) * (0.5 * SIGNS),
    KimiLength(by=SOLVED),
    (0.4 * KimiLength(by=SOLVED)).requires(SOLVED).named("short"),
    in_units,
    (0.5 * in_units).named("half"),
]
MONITORED = (SOLVED + 0.5 * SIGNS + 0.2 * in_units).requires(SOLVED).named("monitored")
