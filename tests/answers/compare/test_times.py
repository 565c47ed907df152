"""Times of two clocks, and days of the calendar."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning_rewards import NumberPolicy, SettingError, compare

MONTHS = "January February March April May June July August September October November December".split()


@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 23), st.integers(0, 59))
def test_the_two_clocks_agree(hour, minute, other_hour, other_minute):
    half = f"{hour % 12 or 12}:{minute:02} {'PM' if hour >= 12 else 'AM'}"
    same = (hour, minute) == (other_hour, other_minute)
    found = [compare(*pair, gold=gold).same for pair, gold in (((half,), f"{other_hour}:{other_minute:02}"),)]
    back = compare(f"{other_hour}:{other_minute:02}", gold=half).same
    if other_hour == 0 or other_hour >= 13:
        assert found == [same] and back is same
    else:
        assert found == [False] and back is False  # up to 12:59 it may be either half


@given(st.dates(), st.dates())
def test_a_date_is_the_same_in_every_notation(day, other):
    def written(date):
        month = MONTHS[date.month - 1]
        year = f"{date.year:04}"
        return [
            date.isoformat(),
            f"{month} {date.day}, {year}",
            f"{date.day} {month[:3]} {year}",
            f"{month} {date.day}th {year}",
        ]

    for one in written(day):
        for gold, same in (
            (written(day)[0], True),
            (written(day)[1], True),
            (written(other)[2], day == other),
        ):
            assert (compare(one, gold=gold).same is True) is same


@given(st.dates())
def test_an_order_of_numbers_is_a_setting(day):
    american, european = f"{day.month}/{day.day}/{day.year:04}", f"{day.day}/{day.month}/{day.year:04}"
    mdy, dmy = NumberPolicy(dates="mdy"), NumberPolicy(dates="dmy")
    assert compare(american, gold=day.isoformat(), policy=mdy).same is True
    assert compare(european, gold=day.isoformat(), policy=dmy).same is True
    assert compare(american, gold=day.isoformat()).same is not True
    if day.month != day.day:
        assert compare(european, gold=day.isoformat(), policy=mdy).same is not True


@pytest.mark.parametrize(
    "text", ["2024-02-30", "February 30, 2024", "13/13/2024", "3/5/24", "0/5/2024", "May"]
)
def test_what_the_calendar_does_not_have_is_no_date(text):
    policy = NumberPolicy(dates="mdy")
    assert compare(text, gold="March 1, 2024", policy=policy).same is not True
    assert compare(text, gold=text, policy=policy).same is True


def test_another_order_is_refused():
    with pytest.raises(SettingError, match="dates='ymd': must be None or one of 'mdy', 'dmy'"):
        NumberPolicy(dates="ymd")
