"""Async rewards against a server on this machine that is slow, fails, or hangs up."""

from __future__ import annotations

import asyncio
import pickle
import threading
import time
from contextlib import suppress

import pytest

from reasoning_rewards import (
    Correctness,
    RewardFailedError,
    RewardWarning,
    SettingError,
    from_function,
    reward,
)
from reasoning_rewards.core import awaited
from reasoning_rewards.notices import forget


class Judge:
    """A server that answers each line with a score, and keeps count."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.open = self.most = 0

    async def answer(self, reader, writer):
        self.open += 1
        self.most = max(self.most, self.open)
        text = (await reader.readline()).decode().strip()
        self.asked.append(text)
        if text.startswith("slow"):
            await reader.read()  # until the other side gives up
        if text.startswith("waits"):
            await asyncio.sleep(0.02)
        first = self.asked.count(text) == 1
        if not (text.startswith("down") or (text.startswith("flaky") and first)):
            writer.write(b"0.5\n")
        self.open -= 1
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


@pytest.fixture(scope="module")
def server():
    judge, ready = Judge(), threading.Event()

    async def serve():
        listening = await asyncio.start_server(judge.answer, "127.0.0.1", 0)
        judge.port = listening.sockets[0].getsockname()[1]
        judge.loop, judge.over = asyncio.get_running_loop(), asyncio.Event()
        ready.set()
        await judge.over.wait()
        listening.close()

    def run():
        asyncio.run(serve())

    thread = threading.Thread(target=run)
    thread.start()
    ready.wait(10)
    asks.port = judge.port
    yield judge
    judge.loop.call_soon_threadsafe(judge.over.set)
    thread.join(10)


@pytest.fixture(autouse=True)
def anew(request):
    forget()
    if "server" in request.fixturenames:
        judge = request.getfixturevalue("server")
        judge.asked.clear()
        judge.most = 0


async def asks(text):
    reader, writer = await asyncio.open_connection("127.0.0.1", asks.port)
    try:
        writer.write(f"{text}\n".encode())
        said = await reader.readline()
    finally:
        writer.close()
        with suppress(OSError, asyncio.CancelledError):
            await writer.wait_closed()
    if not said:
        raise ConnectionError("hung up")
    return float(said)


@reward(bounds=(0.0, 1.0), limit=4, deadline=2.0)
async def judged(completion: str, answer) -> float:
    return await asks(completion)


async def whole_batch(completions, **kwargs):
    return list(await asyncio.gather(*map(asks, completions)))


@reward
async def mistaken(completion) -> float:
    return no_such_name  # noqa: F821


@reward(deadline=0.2)
async def blocks(completion) -> float:
    time.sleep(8)
    return 1.0


@reward(deadline=5)
async def counts(completion: str) -> float | None:
    await asyncio.sleep(0)
    return None if not completion else float(len(completion))


def test_rows_are_asked_together_within_the_limit_and_keep_their_order(server):
    texts = [f"waits {number}" for number in range(12)]
    assert judged(texts, answer=["4"] * 12) == [0.5] * 12
    assert sorted(server.asked) == sorted(texts)
    assert 1 < server.most <= 4


def test_a_failure_is_asked_again_once_and_then_abstains(server):
    with pytest.warns(RewardWarning, match=r"judged: no answer to 1 of 3 calls.*ConnectionError: hung up"):
        verdicts = judged.verdicts(["flaky 1", "down 1", "fine"], answer=["4"] * 3)
    assert verdicts.scores == [0.5, None, 0.5]
    assert str(verdicts[1].rule) == "function.failed"
    assert server.asked.count("down 1") == server.asked.count("flaky 1") == 2
    logged = {}
    judged(["down 2", "fine"], answer=["4"] * 2, log_metric=logged.__setitem__)
    assert logged["judged/failed"] == logged["judged/scored"] == 0.5


def test_what_hangs_is_ended_at_the_deadline(server):
    with pytest.warns(RewardWarning, match="no answer within"):
        assert judged(["slow 1", "fine"], answer=["4"] * 2) == [None, 0.5]
    assert server.asked.count("slow 1") == 2


def test_it_composes_and_its_silence_costs_no_right_answer_its_place(server):
    total = Correctness() + 0.2 * judged
    assert (judged.may_abstain, total.bounds, total.margin()) == (True, (0.0, 1.2), 0.8)
    with pytest.warns(RewardWarning):
        assert total(["#### 4", "down", "#### 5"], answer=["4"] * 3) == [1.1, 0.0, 0.1]


def test_inside_a_running_loop_and_from_many_threads(server):
    async def inside():
        return judged(["fine"], answer=["4"])

    assert asyncio.run(inside()) == [0.5]
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(judged(["fine"], answer=["4"]))) for _ in range(4)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert found == [[0.5]] * 4


def test_a_function_of_a_batch_is_asked_again_as_a_whole(server):
    made = from_function(whole_batch, bounds=(0, 1), deadline=2)
    assert made(["fine", "flaky 2"]) == [0.5, 0.5]
    assert server.asked.count("fine") == 2
    with pytest.warns(RewardWarning, match="no answer to 1 of 1 calls"):
        assert made(["fine", "down"]) == [None, None]


def test_the_functions_own_mistakes_raise():
    with pytest.raises(RewardFailedError, match="mistaken: NameError: name 'no_such_name'"):
        mistaken(["x"])


async def leaves(completions):
    raise SystemExit(3)


async def interrupts(completions):
    raise KeyboardInterrupt


async def asks_an_async_reward(completions):
    return counts(completions)


async def asks_it_in_a_thread(completions):
    return [score / 9 for score in await asyncio.to_thread(lengths, completions)]


@reward(bounds=(0, 9))
async def lengths(completion: str) -> float:
    return float(len(completion))


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (leaves, "leaves: SystemExit: 3"),
        (interrupts, "interrupts: KeyboardInterrupt"),
        (asks_an_async_reward, r"await asyncio\.to_thread\(reward, completions"),
    ],
)
def test_what_would_stop_the_loop_raises(function, says):
    with pytest.raises(RewardFailedError, match=says):
        from_function(function, bounds=(0, 1), deadline=2)(["x"])
    assert lengths(["abc"]) == [3.0]


def test_an_async_reward_may_be_asked_from_a_thread_of_an_async_function():
    assert from_function(asks_it_in_a_thread, bounds=(0, 1))(["abc"]) == pytest.approx([1 / 3])


def test_a_function_that_never_awaits_costs_its_batch_and_no_other(monkeypatch):
    monkeypatch.setattr(awaited, "_LATE", 0.1)
    monkeypatch.setattr(awaited, "_TO_END", 0.1)
    with pytest.warns(RewardWarning, match="no answer to 1 of 1"):
        assert blocks(["x"]) == [None]
    with pytest.raises(RewardFailedError, match=r"gave 4\.0, outside its bounds"):
        counts(["four"])
    assert counts(["a", ""]) == [1.0, None]


def test_it_is_a_value_as_any_other():
    assert pickle.loads(pickle.dumps(judged)) is judged
    assert repr(judged) == "judged"
    assert repr(reward(deadline=3.0)(asks_twice)) == (
        "reward(bounds=(0.0, 1.0), decides=False, limit=32, deadline=3.0)(asks_twice)"
    )


async def asks_twice(completion):
    return 1.0


def plain(completion):
    return 1.0


@pytest.mark.parametrize(
    ("setting", "says"),
    [({"limit": 0}, "limit=0"), ({"deadline": 0}, "deadline=0"), ({"deadline": "1"}, "deadline='1'")],
)
def test_settings_are_checked_and_belong_to_async_functions(setting, says):
    with pytest.raises(SettingError, match=says):
        reward(**setting)(asks_twice)
    with pytest.raises(SettingError, match="plain is not async"):
        reward(**setting)(plain)
