"""Memos forget the oldest, and only when they must."""

from __future__ import annotations

from reasoning_rewards.caches import Memo, clear_caches


def test_a_full_memo_forgets_its_oldest_quarter():
    memo = Memo[int, str](8)
    for key in range(9):
        memo.put(key, str(key))
    assert [memo.get(key) for key in range(9)] == [None, None, *map(str, range(2, 9))]


def test_clearing_empties_a_memo():
    memo = Memo[int, str](8)
    memo.put(1, "one")
    clear_caches()
    assert memo.get(1) is None
