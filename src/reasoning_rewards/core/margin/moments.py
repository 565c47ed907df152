"""When a total is at its worst: the moments of a run between which a schedule can't take it lower.

A total that is linear in its schedules' factors has its extremes where a factor has, or where a ramp
begins, ends or jumps; any other is looked at over short stretches of the run, within each of which
every factor may be anything that it is there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from reasoning_rewards.core.margin.bounds import Bounds, Clock

if TYPE_CHECKING:
    from reasoning_rewards.core.algebra.schedule import Schedule
    from reasoning_rewards.core.reward import Reward

__all__ = ["moments"]

_STRETCHES = 32  # into which a run is cut where no few moments can stand for it

Factors = Mapping[Clock, Bounds]


def moments(reward: Reward, progress: float | None) -> list[Factors]:
    """{clock: (least, greatest factor)} at each moment that counts, or at this ``progress`` only."""
    clocks = list(dict.fromkeys(reward._clocks()))
    if not clocks:
        return [{}]
    if progress is not None:
        return [_at(clocks, progress)]
    found = list(_running(reward, clocks))
    if not reward._wants_clock():
        found.append({clock: (clock[1], clock[1]) for clock in clocks if clock[1] is not None})
    return found


def _running(reward: Reward, clocks: list[Clock]) -> Iterator[Factors]:
    schedules = list(dict.fromkeys(schedule for schedule, _ in clocks))
    shapes = {schedule.shape for schedule in schedules} - {"constant"}
    linear = reward._bend(clocks) < 2
    if linear and len(schedules) == 1:
        for factor in schedules[0].bounds:
            yield dict.fromkeys(clocks, (factor, factor))
        return
    times = _times(schedules)
    # Straight lines on one scale have their extremes at their ends, and nothing at all moves between jumps.
    if not shapes or (linear and len(shapes) == 1 and None not in shapes):
        yield from (_at(clocks, time) for time in times)
        return
    cuts = sorted({*times, *(cut / _STRETCHES for cut in range(_STRETCHES + 1))})
    for start, end in pairwise(cuts):
        yield {clock: clock[0].between(start, end) for clock in clocks}


def _at(clocks: list[Clock], progress: float) -> Factors:
    return {clock: (factor := clock[0](progress), factor) for clock in clocks}


def _times(schedules: list[Schedule]) -> list[float]:
    """Start, end, and where a schedule bends or jumps, just before it and there."""
    times = {0.0, 1.0}
    for each in schedules:
        for time in each.times:
            times |= {math.nextafter(time, 0.0), time}
    return sorted(times)
