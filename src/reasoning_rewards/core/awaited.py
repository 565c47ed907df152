"""Many calls of async functions, a few at a time, each asked twice, all within a deadline.

They run in an event loop of this library's own, in a thread of its own: a trainer may call a reward where a loop
runs already and where none does, and a client that keeps connections open finds the same loop at every batch.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import threading
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import TimeoutError as Overdue
from typing import Any, NamedTuple

from reasoning_rewards.errors import RewardFailedError

__all__ = ["NoAnswer", "gathered"]

_TRIES = 2
_TO_END = 1.0  # seconds that a cancelled call may take to end
_LATE = 2.0  # seconds past the deadline after which the loop itself must be stuck
_loops: dict[int, asyncio.AbstractEventLoop] = {}  # one a process: a fork takes no threads along
_making = threading.Lock()

Call = Callable[[], Awaitable[Any]]


class NoAnswer(NamedTuple):
    """A call that gave nothing, and why."""

    error: BaseException


def gathered(calls: Sequence[Call], *, limit: int, deadline: float) -> list[Any]:
    """What each call gave, in order, or `NoAnswer`.

    limit: how many wait for an answer at once.
    deadline: seconds for all of them. One try may take half of it, so that a call that hangs can be repeated.
    """
    loop = _loop()
    if _runs_here(loop):
        raise RewardFailedError(
            "an async reward was called by an async function, so that their loop would wait for itself; write "
            "await asyncio.to_thread(reward, completions, …) there"
        )
    found: list[Any] = [NoAnswer(_late(deadline))] * len(calls)
    waiting = asyncio.run_coroutine_threadsafe(_ask_all(calls, limit, deadline, found), loop)
    try:
        waiting.result(deadline + _TO_END + _LATE)
    except Overdue:
        # A call that waits without await holds the loop, and its thread with it; the next batch gets another.
        _drop(loop)
    return list(found)


async def _ask_all(calls: Sequence[Call], limit: int, deadline: float, found: list[Any]) -> None:
    ends = asyncio.get_running_loop().time() + deadline
    rest = iter(enumerate(calls))

    async def ask_next() -> None:
        for place, call in rest:
            found[place] = await _ask(call, ends, deadline)

    await asyncio.gather(*[ask_next() for _ in range(min(limit, len(calls)))])


async def _ask(call: Call, ends: float, deadline: float) -> Any:
    """What a call gives at the first or the second try."""
    answer: Any = NoAnswer(_late(deadline))
    for _ in range(_TRIES):
        left = ends - asyncio.get_running_loop().time()
        if left <= 0:
            break
        answer = await _try(call, min(left, deadline / _TRIES))
        if not isinstance(answer, NoAnswer):
            break
    return answer


async def _try(call: Call, seconds: float) -> Any:
    async def run() -> Any:
        try:
            return await call()
        except (SystemExit, KeyboardInterrupt) as error:  # which asyncio lets end the loop, and its thread
            return NoAnswer(error)

    task = asyncio.ensure_future(run())
    done, _ = await asyncio.wait({task}, timeout=seconds)
    if not done:
        task.cancel()
        await asyncio.wait({task}, timeout=_TO_END)
        return NoAnswer(_late(seconds))
    if task.cancelled():
        return NoAnswer(asyncio.CancelledError("it was cancelled"))
    error = task.exception()
    return task.result() if error is None else NoAnswer(error)


def _late(seconds: float) -> TimeoutError:
    return TimeoutError(f"no answer within {seconds:g} s")


def _loop() -> asyncio.AbstractEventLoop:
    with _making:
        loop = _loops.get(os.getpid())
        if loop is None or loop.is_closed():
            loop = _loops[os.getpid()] = asyncio.new_event_loop()
            threading.Thread(target=_run, args=(loop,), name="async rewards", daemon=True).start()
        return loop


def _runs_here(loop: asyncio.AbstractEventLoop) -> bool:
    try:
        return asyncio.get_running_loop() is loop
    except RuntimeError:
        return False


def _run(loop: asyncio.AbstractEventLoop) -> None:
    try:
        loop.run_forever()
    finally:
        loop.close()


def _drop(loop: asyncio.AbstractEventLoop) -> None:
    """End a loop, once nothing holds it, and let the next batch have another."""
    with _making:
        if _loops.get(os.getpid()) is loop:
            del _loops[os.getpid()]
    if not loop.is_closed():
        loop.call_soon_threadsafe(loop.stop)


@atexit.register
def _end() -> None:
    if loop := _loops.get(os.getpid()):
        _drop(loop)
