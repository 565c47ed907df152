"""`Assignment`: laws over made tables, in every way to write them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning_rewards import Assignment, Format, SettingError
from reasoning_rewards.testing import assert_ranks

NAMES = ("Ann", "Bob", "Cat", "Dan", "Eve", "Mr. Smith", "A", "Mary-Jane")
ROLES = ("knight", "knave")
WAYS = (
    lambda table: ", and ".join(f"{name} is a {role}" for name, role in table.items()) + ".",
    lambda table: "\n".join(f"- **{name}**: {role}" for name, role in table.items()),
    lambda table: "\n".join(
        f"{place}. {name} = {role}" for place, (name, role) in enumerate(table.items(), 1)
    ),
    lambda table: json.dumps(table),
    lambda table: json.dumps([[name, role] for name, role in table.items()]),
    lambda table: "| Name | Role |\n|---|---|\n" + "\n".join(f"| {n} | {r} |" for n, r in table.items()),
    lambda table: f"|{'|'.join(table)}|\n|{'---|' * len(table)}\n|{'|'.join(table.values())}|",
    lambda table: "; ".join(f"{n} {'lies' if r == 'knave' else 'tells the truth'}" for n, r in table.items()),
)
MARKS = ("<answer>{}</answer>", "<think>Hm.</think>I looked at it.\n\n{}", "The answer is:\n{}")

tables = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(ROLES), min_size=2, max_size=6)


def score(said, gold, mark=MARKS[0], **settings):
    return Assignment(**settings).explain(mark.format(said), answer=gold).score


@given(tables, st.sampled_from(WAYS), st.sampled_from(WAYS[:6]), st.sampled_from(MARKS))
def test_a_table_is_right_however_it_and_its_gold_are_written(table, way, golds_way, mark):
    assert score(way(table), table, mark) == 1.0
    assert score(way(table), golds_way(table)) == 1.0


@given(tables, st.sampled_from(WAYS), st.data())
def test_one_off_one_missing_and_one_more_are_wrong(table, way, data):
    name = data.draw(st.sampled_from(list(table)))
    other = table | {name: ROLES[table[name] == "knight"]}
    assert score(way(other), table) == 0.0
    assert score(way({each: role for each, role in table.items() if each != name}), table) == 0.0
    assert score(way(table | {"Zed": "knight"}), table) == 0.0
    assert score(f"{way(table)}\n\n{way(other)}", table) == 0.0  # one text, one meaning


@given(tables, st.sampled_from(ROLES), st.floats(0, 0.9))
def test_a_part_earns_less_than_all_and_the_same_for_everybody_nothing(table, role, partial):
    same = score(f"All are {role}s", table, partial=partial)
    assert same == (1.0 if set(table.values()) == {role} else 0.0)
    for name in table:
        other = table | {name: ROLES[table[name] == "knight"]}
        assert score(WAYS[0](other), table, partial=partial) <= partial


@given(st.permutations(NAMES[:5]), st.permutations(NAMES[:5]))
def test_an_order_is_right_for_itself_alone(order, other):
    for way in (
        ", ".join,
        " > ".join,
        json.dumps,
        lambda names: "\n".join(f"{n}. {each}" for n, each in enumerate(names, 1)),
    ):
        assert score(way(other), list(order)) == float(list(order) == list(other))


PIECES = (
    "Ann",
    "Bob",
    " ",
    " knight",
    " knave",
    " is",
    ",",
    ".",
    "\n",
    ":",
    "|",
    "{",
    "}",
    '"',
    "[",
    "]",
    "\\",
    " not",
    " or",
)


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_whatever_is_written_is_read(text):
    gold = {"Ann": "knight", "Bob": "knave"}
    assert score(text, gold) in (0.0, 1.0)
    assert score(text, gold, MARKS[1]) in (0.0, 1.0)
    Assignment().explain("x", answer=text)


@pytest.mark.parametrize(
    "piece", ["Ann is a knight. ", "| Ann | knight |\n", "\n\n", '{"Ann": ', "Ann, ", "[", "a ", "-", "="]
)
def test_a_megabyte_of_a_piece_is_scored(piece):
    assert score(piece * (1_000_000 // len(piece)), {"Ann": "knight", "Bob": "knave"}) == 0.0


def test_ranks():
    gold = {"Ann": "knight", "Bob": "knave", "Cat": "knave", "Dan": "knight"}
    right, part = WAYS[0](gold), WAYS[0](gold | {"Ann": "knave"})
    texts = [f"<answer>{each}</answer>" for each in (right, part, "All are knaves.")]
    assert_ranks(Assignment(partial=0.3), texts, answer=gold)
    assert_ranks(Assignment(), texts[:2], answer=gold)
    assert (Assignment(partial=0.3) + 0.2 * Format()).margin() == pytest.approx(0.5)
    with pytest.raises(SettingError, match="partial=1"):
        Assignment(partial=1.0)
