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

from reasoning_rewards.core.algebra.schedule import Cosine, Ramp, Schedule, Steps
from reasoning_rewards.core.margin.bounds import Bounds, Clock

if TYPE_CHECKING:
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
    linear = reward._bend(clocks) < 2
    if linear and len(schedules) == 1:
        for factor in schedules[0].bounds:
            yield dict.fromkeys(clocks, (factor, factor))
        return
    times = _times(schedules)
    if _in_step(schedules) if linear else all(isinstance(each, Steps) for each in schedules):
        yield from (_at(clocks, time) for time in times)
        return
    cuts = sorted({*times, *(cut / _STRETCHES for cut in range(_STRETCHES + 1))})
    for start, end in pairwise(cuts):
        yield {clock: _between(clock[0], start, end) for clock in clocks}


def _at(clocks: list[Clock], progress: float) -> Factors:
    return {clock: (factor := clock[0](progress), factor) for clock in clocks}


def _in_step(schedules: list[Schedule]) -> bool:
    """Do they bend nowhere but at their times, once seen on one scale: progress, or the cosine's?"""
    ramps = [each for each in schedules if isinstance(each, Ramp)]
    known = all(isinstance(each, Ramp | Steps) for each in schedules)
    return known and len({isinstance(each, Cosine) for each in ramps}) <= 1


def _times(schedules: list[Schedule]) -> list[float]:
    """Start, end, and where a schedule bends or jumps, just before it and there."""
    times = {0.0, 1.0}
    for each in schedules:
        for time in each.times:
            times |= {math.nextafter(time, 0.0), time}
    return sorted(times)


def _between(schedule: Schedule, start: float, end: float) -> Bounds:
    if not isinstance(schedule, Ramp | Steps):
        return schedule.bounds
    factors = schedule(start), schedule(end)
    return min(factors), max(factors)
