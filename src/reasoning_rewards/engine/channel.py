"""Two pipes of a process in a worker, to the process that gives it jobs."""

from __future__ import annotations

import os
import select

from reasoning_rewards.engine.frames import MAX_FRAME, Frames, Message, encode

__all__ = ["Channel"]

_LOOK_AROUND = 5.0  # seconds between two looks for the other end's process
_PIECE = 1 << 16


class Channel:
    """Frames from and to another process.

    incoming, outgoing: descriptors of this process.
    parent: the process at the other end, if it is this one's parent. Another process may hold its
        pipes open, so its end is no end-of-file; then this process finds that it has a new parent.
    limit: bytes of the longest frame, either way.
    beside: descriptors to processes that this one can't do without: where one hangs up, so does this channel.
    """

    def __init__(
        self, incoming: int, outgoing: int, *, parent: int | None = None, limit: int = MAX_FRAME
    ) -> None:
        self.incoming = incoming
        self.outgoing = outgoing
        self.parent = parent
        self.beside: list[int] = []
        self._frames = Frames(limit)

    @property
    def limit(self) -> int:
        """Bytes of the longest frame that is taken and sent."""
        return self._frames.limit

    @limit.setter
    def limit(self, limit: int) -> None:
        self._frames.limit = limit

    def receive(self) -> Message | None:
        """Wait for the next frame; None where the other end is closed or gone."""
        while (frame := self._frames.next()) is None:
            if not self._has_bytes() or not self.fetch():
                return None
        return frame

    def next(self) -> Message | None:
        """The next frame of what was fetched, None before it is whole."""
        return self._frames.next()

    def fetch(self) -> bool:
        """Read a piece, once it is there; False at the end of the pipe."""
        piece = os.read(self.incoming, _PIECE)
        self._frames.feed(piece)
        return bool(piece)

    def skip(self) -> bool:
        """Read a piece and forget it; False at the end of the pipe."""
        return bool(os.read(self.incoming, _PIECE))

    def send(self, message: Message) -> None:
        """Write a frame; waited for is only that the other end reads it."""
        rest = memoryview(encode(message, self.limit))
        while rest:
            rest = rest[os.write(self.outgoing, rest) :]

    def close(self) -> None:
        """Close both pipes."""
        os.close(self.incoming)
        os.close(self.outgoing)

    def is_orphaned(self) -> bool:
        """Has the process at the other end gone, although its pipes may be open?"""
        return self.parent is not None and os.getppid() != self.parent

    def watch(self, poll: select.poll) -> None:
        """Have a poll look at what comes in, and at the processes beside this one."""
        poll.register(self.incoming, select.POLLIN)
        for descriptor in self.beside:
            poll.register(descriptor, 0)  # nothing but its hanging up

    def _has_bytes(self) -> bool:
        """Wait for bytes or the end of the pipe; False once the other end's process is gone."""
        if not hasattr(select, "poll"):
            return True  # Windows: reading waits, and the pipe ends with the parent
        poll = select.poll()
        self.watch(poll)
        while not (ready := poll.poll(_LOOK_AROUND * 1000)):
            if self.is_orphaned():
                return False
        return all(descriptor == self.incoming for descriptor, _ in ready)
