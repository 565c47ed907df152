"""Parts of files scored one after the other, by this process or by several, in their order."""

from __future__ import annotations

import json
import signal
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TypeVar

from reasoning_rewards.core.groups import key_of
from reasoning_rewards.errors import RewardWarning, SettingError
from reasoning_rewards.files.sources import Chunk

if TYPE_CHECKING:
    from concurrent.futures import Future

__all__ = ["in_order", "uncut"]

T = TypeVar("T")
_AHEAD = 3  # parts in work or waiting for each process: enough that none is idle, few enough for any memory


def in_order(
    work: Callable[[Chunk], T], parts: Iterable[Chunk], jobs: int, tell: Callable[[str], None]
) -> Iterator[T]:
    """``work`` of each part, in the parts' order; with several jobs by as many fresh processes.

    One part alone is done here: no other process would have anything to do.
    """
    parts = iter(parts)
    begun = list(islice(parts, 2 if jobs > 1 else 0))
    parts = chain(begun, parts)
    if len(begun) < 2:
        yield from map(work, parts)
        return
    # What only several processes need: one alone starts without it.
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context
    from multiprocessing.reduction import ForkingPickler
    from pickle import PicklingError

    try:
        ForkingPickler.dumps(work)
    except (PicklingError, AttributeError, TypeError) as error:
        raise SettingError(
            f"--jobs {jobs}: the reward can't be sent to another process: {error}; use --jobs 1"
        ) from error
    told: set[str] = set()
    with ProcessPoolExecutor(jobs, get_context("spawn"), _begin) as pool:
        waiting: deque[Future[tuple[T, list[str]]]] = deque()
        try:
            for part in parts:
                waiting.append(pool.submit(_do, work, part))
                if len(waiting) >= _AHEAD * jobs:
                    yield _taken(waiting.popleft(), told, tell)
            while waiting:
                yield _taken(waiting.popleft(), told, tell)
        finally:
            for each in waiting:
                each.cancel()


def _taken(future: Future[tuple[T, list[str]]], told: set[str], tell: Callable[[str], None]) -> T:
    found, said = future.result()
    for message in said:
        if message not in told:  # each process says it once
            told.add(message)
            tell(f"warning: {message}")
    return found


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is the first process's to answer


def _do(work: Callable[[Chunk], T], part: Chunk) -> tuple[T, list[str]]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", RewardWarning)
        return work(part), [str(each.message) for each in caught]


def uncut(parts: Iterable[Chunk], by: tuple[str, ...]) -> Iterator[Chunk]:
    """The same rows in parts that end where a group ends: its rows stand next to each other and agree in these fields."""
    held: Chunk | None = None
    for part in parts:
        if held is not None and held.source == part.source:
            last = _key_of_last(held, by)
            count = _leading(part, last, by)
            held = held._replace(records=_joined(held.records, part.records[:count]))
            if count == len(part.records):
                continue
            yield held
            part = part._replace(first=part.first + count, records=part.records[count:])
        elif held is not None:
            yield held
        held = part
    if held is not None:
        yield held


def _joined(first: Any, second: Any) -> Any:
    if isinstance(first, list):
        return [*first, *second]
    import pyarrow as pa

    return pa.concat_tables([first, second])


def _key_of_last(part: Chunk, by: tuple[str, ...]) -> object:
    for row in range(len(part.records) - 1, -1, -1):
        for key in _keys(part.records[row : row + 1], by):
            if key is not None:
                return key
    return None


def _leading(part: Chunk, last: object, by: tuple[str, ...]) -> int:
    """How many rows at the front belong to the group before; what can't be read belongs to any."""
    for count, key in enumerate(_keys(part.records, by)):
        if key is not None and key != last:
            return count
    return len(part.records)


def _keys(records: Any, by: tuple[str, ...]) -> Iterator[object]:
    """What tells the group of each record; None for one that can't be read."""
    if not isinstance(records, list):
        records = records.select([name for name in by if name in records.column_names]).to_pylist()
    for record in records:
        values = _values(record)
        yield None if values is None else tuple(key_of(values.get(name)) for name in by)


def _values(record: object) -> dict[str, Any] | None:
    if isinstance(record, bytes):
        try:
            record = json.loads(record)
        except (ValueError, RecursionError):
            return None
    return record if isinstance(record, dict) else None
