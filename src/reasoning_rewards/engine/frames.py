"""Messages on a pipe: four bytes of length, then JSON; the same code on both ends.

JSON, not pickle: a frame is data whoever wrote it, and what is not a frame is told apart at once.
"""

from __future__ import annotations

import json
import struct

__all__ = ["MAX_FRAME", "BrokenFrameError", "Frames", "Message", "encode"]

Message = dict[str, object]

MAX_FRAME = 1 << 20  # bytes; two answers of the longest kind, every character escaped, are a quarter of it
_LENGTH = struct.Struct(">I")


class BrokenFrameError(Exception):
    """Raised where the bytes on a pipe are no frame; the process that wrote them can't be trusted."""


def encode(message: Message, limit: int = MAX_FRAME) -> bytes:
    r"""Return the bytes of one frame; any string passes, lone surrogates too.

    >>> encode({"id": 1})
    b'\x00\x00\x00\t{"id": 1}'
    """
    body = json.dumps(message).encode("ascii")
    if len(body) > limit:
        raise BrokenFrameError(f"a frame of {len(body)} bytes")
    return _LENGTH.pack(len(body)) + body


class Frames:
    """The frames in a stream of bytes that arrives in pieces.

    >>> frames = Frames()
    >>> frames.feed(encode({"id": 1})[:6])
    >>> print(frames.next())
    None
    >>> frames.feed(encode({"id": 1})[6:])
    >>> frames.next()
    {'id': 1}
    """

    __slots__ = ("_buffer", "limit")

    def __init__(self, limit: int = MAX_FRAME) -> None:
        self._buffer = bytearray()
        self.limit = limit

    def feed(self, piece: bytes) -> None:
        """Take the bytes that came."""
        self._buffer += piece

    def next(self) -> Message | None:
        """Return the next whole frame, or None before it is there."""
        if len(self._buffer) < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack_from(self._buffer)
        if length > self.limit:
            raise BrokenFrameError(f"a frame of {length} bytes")
        end = _LENGTH.size + length
        if len(self._buffer) < end:
            return None
        body = bytes(self._buffer[_LENGTH.size : end])
        del self._buffer[:end]
        return _decode(body)


def _decode(body: bytes) -> Message:
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BrokenFrameError(f"not JSON: {error}") from None
    if not isinstance(message, dict):
        raise BrokenFrameError(f"a {type(message).__name__}, not an object")
    return message
