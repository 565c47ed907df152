"""What the caller's stack leaves no room for is asked once more, on a stack of its own.

The readers count how deep a text nests, so on an empty stack they never come near the interpreter's
limit. Called from deep in somebody else's program they may, and a verdict must not hang on that.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

__all__ = ["NoRoomError", "make_sure_of_room", "with_room"]

P = ParamSpec("P")
R = TypeVar("R")

_FOR_A_THREAD = 24  # frames that importing threading takes, and half as many again; starting one takes fewer


class NoRoomError(RecursionError):
    """Raised so near the interpreter's limit that not even a thread can be started; whoever has more room may try."""


def with_room(function: Callable[P, R], *arguments: P.args, **settings: P.kwargs) -> R:
    """Call a function; where the stack is too short for it, once more in a thread that ends before this returns.

    >>> def depth(levels): return 1 + depth(levels - 1) if levels else 0
    >>> def below(levels): return below(levels - 1) if levels else with_room(depth, 600)
    >>> below(600)  # 1,000 is the usual limit
    600
    """
    try:
        return function(*arguments, **settings)
    except RecursionError:
        pass  # outside of this block, what it holds of the stack is let go
    make_sure_of_room(_FOR_A_THREAD)
    import threading  # only this needs it
    from contextvars import copy_context

    kept = _Kept()

    def call() -> None:
        with kept:
            kept.values.append(function(*arguments, **settings))

    thread = threading.Thread(target=copy_context().run, args=(call,), daemon=True)
    thread.start()
    thread.join()
    result: R = kept.result()
    return result


def make_sure_of_room(frames: int) -> None:
    """Raise `NoRoomError` unless so many more calls fit on this stack: before something that must not break off."""
    try:
        _descend(frames)
    except RecursionError:
        raise NoRoomError(f"fewer than {frames} calls are left on this stack") from None


def _descend(frames: int) -> None:
    if frames > 0:
        _descend(frames - 1)


class _Kept:
    """What a call in another thread came to: its value, or what it raised, for the thread that waits."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self.error: BaseException | None = None

    def __enter__(self) -> None:
        return None

    def __exit__(self, _: Any, error: BaseException | None, __: TracebackType | None) -> bool:
        self.error = error
        return True  # it is raised where somebody waits for it

    def result(self) -> Any:
        """The value; or raise what was raised, without leaving a circle of frames behind."""
        error, self.error = self.error, None
        try:
            if error is not None:
                raise error
        finally:
            del error
        return self.values[0]
