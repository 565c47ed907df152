"""Units against their definitions: every size in the table, by a source of its own; and the laws of converting."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reasoning_rewards import NumberPolicy, compare
from reasoning_rewards.answers.values.units import ROWS, SYMBOLS, UNITS, size_of

CONVERT = NumberPolicy(units="convert")
CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "cases" / "unit_sizes.jsonl").read_text("utf-8").splitlines()
]
TAKE_PREFIXES = [(row.symbol, prefix) for row in ROWS for prefix in row.prefixes.split()]
# As the SI brochure lists them, table 7; u stands for the Greek letter.
PREFIXES = dict(zip("Q R Y Z E P T G M k h da d c m u n p f a z y r q".split(),
    (30, 27, 24, 21, 18, 15, 12, 9, 6, 3, 2, 1, -1, -2, -3, -6, -9, -12, -15, -18, -21, -24, -27, -30), strict=True))  # fmt: skip


@pytest.mark.parametrize("row", CASES, ids=lambda row: f"{row['one']} = {row['other']}")
def test_a_unit_is_as_large_as_its_definition_says(row):
    for answer, gold in ((row["one"], row["other"]), (row["other"], row["one"])):
        assert compare(answer, gold=gold, policy=CONVERT).same is True
        assert compare(answer, gold=gold).same is False  # without converting these are different answers


def test_every_unit_that_is_not_its_own_base_has_a_definition_here():
    told = {row.get("unit") for row in CASES} | {
        UNITS.get(row[side].split()[1]) for row in CASES for side in ("one", "other") if "unit" not in row
    }
    assert [row.symbol for row in ROWS if row.of and row.symbol not in told] == []


@pytest.mark.parametrize(("symbol", "prefix"), TAKE_PREFIXES)
def test_a_prefix_is_a_power_of_ten(symbol, prefix):
    whole, part = size_of(symbol), size_of(prefix + symbol)
    assert part.number == whole.number * Fraction(10) ** PREFIXES[prefix]
    assert part[1:] == whole[1:]
    if prefix + symbol not in SYMBOLS:
        assert prefix + symbol in ("am", "as")  # which are words
        return
    many, few = rf"{10**30}\text{{ {prefix}{symbol}}}", rf"10^{{{30 + PREFIXES[prefix]}}}\text{{ {symbol}}}"
    assert compare(many, gold=few, policy=CONVERT).same is True


# ── laws ──

MEASURES = {  # of one dimension each, in several units
    "length": ("m", "km", "mm", "inch", "ft"),
    "time": ("s", "ms", "min", "hr", "day"),
    "mass": ("kg", "g", "mg", "lb", "oz"),
    "force": ("N", "kN", "dyn"),
    "energy": ("J", "kJ", "eV", "cal", "kWh"),
    "volume": ("L", "mL", "pint", "cup"),
    "charge": ("C", "mC", "Ah"),
    "money": ("dollar", "cent"),
    "other money": ("gbp", "pence"),
    "bits": ("bit", "byte", "kbyte"),
}
KINDS = sorted(MEASURES)


@st.composite
def amounts(draw, most: int = 2):
    """An amount: its text, the value of its number, and what it measures, each with its exponent."""
    number = draw(st.fractions(min_value=-50, max_value=50, max_denominator=20))
    parts, kinds = [], {}
    for _ in range(draw(st.integers(1, most))):
        kind, power = draw(st.sampled_from(KINDS)), draw(st.sampled_from((1, 1, 2, -1)))
        unit = draw(st.sampled_from(MEASURES[kind]))
        parts.append(rf"\text{{ {unit}}}^{{{power}}}")
        kinds[kind] = kinds.get(kind, 0) + power
    sign = "-" if number < 0 else ""
    text = rf"{sign}\frac{{{abs(number.numerator)}}}{{{number.denominator}}}" + "".join(parts)
    return text, number, {kind: power for kind, power in kinds.items() if power}


def same(one: str, other: str) -> bool:
    return compare(one, gold=other, policy=CONVERT).same is True


@settings(deadline=None, max_examples=150)
@given(amounts(), amounts(), amounts())
def test_converting_is_an_equivalence(one, other, third):
    texts = [text for text, _, _ in (one, other, third)]
    for text in texts:
        assert same(text, text)
    found = {pair: same(*pair) for pair in product(texts, repeat=2)}
    for (left, right), verdict in found.items():
        assert found[right, left] is verdict
        for middle in texts:
            assert verdict or not (found[left, middle] and found[middle, right])


@settings(deadline=None, max_examples=100)
@given(
    st.sampled_from(KINDS), st.data(), st.fractions(min_value=-9, max_value=9, max_denominator=9), st.sampled_from((1, 2, -1))
)  # fmt: skip
def test_what_is_the_same_amount_is_the_same_in_every_unit(kind, data, number, power):
    def written(value: Fraction, unit: str) -> str:
        sign = "-" if value < 0 else ""
        return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}\text{{ {unit}}}^{{{power}}}"

    def size(unit: str) -> Fraction:
        made_of = {"kWh": size_of("kW").number * 3600, "Ah": Fraction(3600)}
        return made_of[unit] if unit in made_of else size_of(unit).number

    first, second, third = (data.draw(st.sampled_from(MEASURES[kind])) for _ in range(3))
    texts = [written(number * (size(first) / size(each)) ** power, each) for each in (first, second, third)]
    assert all(same(*pair) for pair in product(texts, repeat=2))
    wrong = written(number * (size(first) / size(second)) ** power + 1, second)
    assert not any(same(*pair) for text in texts for pair in ((text, wrong), (wrong, text)))


@settings(deadline=None, max_examples=150)
@given(amounts(), amounts())
def test_what_measures_something_else_is_never_the_same(one, other):
    if one[2] != other[2]:
        for policy in (CONVERT, NumberPolicy()):
            if one[2] and other[2]:
                assert compare(one[0], gold=other[0], policy=policy).same is not True
