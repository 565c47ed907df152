"""When two functions are one: a copy is its original, and whatever differs in anything it uses is not."""

from __future__ import annotations

import copy
from types import FunctionType

import hypothesis.strategies as st
import pytest
from hypothesis import given

from reasoning_rewards import reward
from reasoning_rewards.core.functions import key, same

LEAST = 0


def helper(text):
    return len(text)


def plain(text, least=1, *, most=9):
    return helper(text) > LEAST


def other_code(text, least=1, *, most=9):
    return helper(text) >= LEAST


def doubles(text):
    return 2 * text


def trebles(text):
    return 3 * text


def calls_itself(text):
    return text and calls_itself(text[1:])


def ping(text):
    return pong(text)


def pong(text):
    return ping(text)


def closed_over(value):
    def inner(text):
        return text, value

    return inner


def renamed(function, name):
    function.__qualname__ = function.__name__ = name
    function.__code__ = function.__code__.replace(co_name=name)
    return function


def copied(function, **module):
    """A function as it is after a journey by value, in a module of its own."""
    clone = FunctionType(
        function.__code__.replace(co_filename="<elsewhere>"),
        dict(function.__globals__) | module,
        function.__name__,
        copy.copy(function.__defaults__),
        function.__closure__,
    )
    clone.__kwdefaults__ = copy.copy(function.__kwdefaults__)
    clone.__module__, clone.__qualname__ = function.__module__, function.__qualname__
    return clone


PLAIN = copied(plain, helper=doubles, LEAST=2)


def with_defaults(**kwdefaults):
    clone = copied(PLAIN)
    clone.__kwdefaults__ = kwdefaults
    return clone


@pytest.mark.parametrize("function", [PLAIN, doubles, calls_itself, ping, closed_over(3)])
def test_a_copy_is_its_original(function):
    clone = copied(function)
    assert clone is not function
    assert same(function, clone)
    assert same(clone, function)
    assert hash(key(function)) == hash(key(clone))


def test_copies_that_call_their_copies_are_the_same():
    one, other = copied(ping), copied(pong)
    one.__globals__["pong"], other.__globals__["ping"] = other, one
    assert same(one, ping)
    itself = copied(calls_itself)
    itself.__globals__["calls_itself"] = itself
    assert same(itself, calls_itself)


@pytest.mark.parametrize(
    "other",
    [
        copied(PLAIN, LEAST=3),
        copied(PLAIN, helper=renamed(copied(trebles), "doubles")),
        copied(PLAIN, LEAST=(2,)),
        with_defaults(most=8),
        with_defaults(),
        renamed(copied(other_code, helper=doubles, LEAST=2), "plain"),
        doubles,
        None,
        "plain",
    ],
)
def test_what_differs_in_anything_is_another(other):
    assert not same(PLAIN, other)
    assert not same(other, PLAIN)


def test_closures_of_one_code_differ_by_what_they_hold():
    assert not same(closed_over(1), closed_over(2))
    assert same(closed_over((1, doubles)), closed_over((1, copied(doubles))))


def test_an_array_that_a_function_reads_is_compared_with_nothing():
    class Array:
        def __eq__(self, other):
            return [True, False]

        __hash__ = None

    array = Array()
    assert same(copied(PLAIN, LEAST=array), copied(PLAIN, LEAST=array))
    assert not same(copied(PLAIN, LEAST=Array()), copied(PLAIN, LEAST=Array()))


values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-2, 2), st.floats(allow_nan=False), st.text(max_size=1)),
    lambda inner: st.lists(inner, max_size=2).map(tuple),
    max_leaves=4,
)


@given(values, values)
def test_of_values_without_functions_it_says_what_equality_says(one, other):
    assert same(one, other) == (one == other)
    assert key(one) == one


def test_rewards_of_functions_that_differ_in_what_they_close_over_are_apart():
    made = [reward(bounds=(0.0, 9.0))(renamed(wrap(each), "long")) for each in (1.0, 2.0)]
    assert made[0] != made[1]
    assert (made[0] + made[1].named("longer"))(["a"]) == [3.0]


def wrap(score):
    def long(completion) -> float:
        return score

    return long
