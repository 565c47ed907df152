"""Frames arrive whole or are refused, however the bytes are cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning_rewards.engine.frames import MAX_FRAME, BrokenFrameError, Frames, encode

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(st.characters(exclude_categories=())),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(), inside, max_size=3),
    max_leaves=8,
)
MESSAGES = st.lists(st.dictionaries(st.text(), JSON, max_size=4), max_size=4)


@given(MESSAGES, st.lists(st.integers(1, 50), min_size=1))
def test_what_was_sent_arrives_however_it_is_cut(messages, cuts):
    stream = b"".join(map(encode, messages))
    frames, read, place = Frames(), [], 0
    while place < len(stream):
        step = cuts[place % len(cuts)]
        frames.feed(stream[place : place + step])
        place += step
        while (frame := frames.next()) is not None:
            read.append(frame)
    assert read == messages


@given(st.binary(max_size=200))
def test_any_bytes_are_frames_or_refused(noise):
    frames = Frames()
    frames.feed(noise)
    try:
        while frames.next() is not None:
            pass
    except BrokenFrameError:
        pass


@pytest.mark.parametrize(
    "body", [b"[1]", b"{", b"\xff", b"null", b"[" * 100_000, b'{"n": ' + b"9" * 9999 + b"}"]
)
def test_what_is_not_an_object_is_refused(body):
    frames = Frames()
    frames.feed(len(body).to_bytes(4, "big") + body)
    with pytest.raises(BrokenFrameError):
        frames.next()


def test_nothing_too_large_is_sent_or_read():
    with pytest.raises(BrokenFrameError):
        encode({"text": "x" * MAX_FRAME})
    frames = Frames()
    frames.feed((MAX_FRAME + 1).to_bytes(4, "big"))
    with pytest.raises(BrokenFrameError):
        frames.next()
