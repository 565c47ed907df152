"""Units that may be names, units that are converted, and what is never the same."""

from __future__ import annotations

import pytest

from reasoning_rewards import NumberPolicy, compare

CONVERT = NumberPolicy(units="convert")

# Letters right behind an answer's number, with a gold that is a bare number: taken off where no product is meant.
TAKEN_OFF = [
    "5N",
    "5m",
    "5kg",
    "5kJ",
    "5mA",
    "5 kPa",
    "5m/s",
    "5m^2",
    r"5\,\Omega",
    r"5\,\mathrm{m\,s^{-2}}",
    "5 μm",
]
KEPT = [
    "5x",
    "5n",
    "5t",
    "5K",
    "5M",
    "5A",
    "5C",
    "5nm",
    "5cd",
    "5g^2",
    "5mn",
    "5N + 1",
    "5m + 0n",
    "5ab",
    "5Nm",
    "5xm",
]


@pytest.mark.parametrize("answer", TAKEN_OFF)
def test_a_unit_of_an_answer_is_taken_off(answer):
    assert compare(answer, gold="5").same is True
    assert compare(answer, gold="6").same is False


@pytest.mark.parametrize("answer", KEPT)
def test_a_name_of_an_answer_is_not(answer):
    assert compare(answer, gold="5").same is not True


@pytest.mark.parametrize(
    "gold", ["5N", "5m", "5h", "5m^2", "3nm", "2mA", "5x", "3kT", r"2 \sqrt3 kT", "3 g h", "3 kT"]
)
def test_a_gold_of_letters_is_an_expression_first(gold):
    assert compare(gold, gold=gold).same is True
    assert compare(gold[:1], gold=gold).same is not True
    assert compare(f"{gold[1:]} \\cdot {gold[0]}", gold=gold).same is True
    assert compare(gold.replace(gold[0], "4"), gold=gold).same is not True


CONVERTED = [
    ("5 kJ", "5000 J"), ("5kJ", "5000J"), ("5 kPa", "5000 Pa"), ("3 mA", "0.003 A"), ("5 MHz", "5000000 Hz"),
    ("5 mmol", "0.005 mol"), ("5 N", "5 kg m/s^2"), ("5 N", r"5\,\mathrm{kg\,m\,s^{-2}}"), ("1 Wh", "3600 J"),
    ("1 h", "60 min"), ("72 km/h", "20 m/s"), ("1 L", "1 dm^3"), ("10 °C", "283.15 K"), ("50 °F", "10 °C"),
    ("212 °F", "100 °C"), ("-40 °F", "-40 °C"), (r"\$2.50", "250¢"), ("180°", r"\pi\text{ rad}"), ("60 rpm", "1\\text{ rev/s}"),
    ("30°15'", "30.25°"), ("5 k\\Omega", "5000 ohms"), ("5 KB", "5000 bytes"), ("5 feet 3 inches", "63 inches"),
    ("2\\text{ g/cm}^3", "2000\\text{ kg/m}^3"), ("1 μs", "0.000001 s"), ("3 m + 20 cm", "3 m + 20 cm"),
]  # fmt: skip
DIFFERENT = [
    ("0 km", "0 kg"), ("10 °C", "10 K"), ("10 °C", "10 °F"), (r"\$5", "5 €"), (r"\$5", "£5"), ("5 mW", "5 MW"),
    ("5 m", "5 m^2"), ("5 km/h", "5 km"), ("50 %", "50 cm"), ("1 month", "30 days"), ("5 kJ", "5 J"), ("1 h", "1 min"),
    ("5 apples per hour", "5 pears per hour"), ("5 J/K", "5 J"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), CONVERTED)
def test_an_amount_is_the_same_in_other_units(one, other):
    for answer, gold in ((one, other), (other, one)):
        assert compare(answer, gold=gold, policy=CONVERT).same is True


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_measures_something_else_is_not(one, other):
    for policy in (CONVERT, NumberPolicy()):
        for answer, gold in ((one, other), (other, one)):
            assert compare(answer, gold=gold, policy=policy).same is not True


HOSTILE = [
    "5" + r"\text{ m}" * 900, "5 " + "m/s" * 800, "5" + "^{12}".join([r"(\text{ m}"] + [")"] * 90), "5 kg" + " m" * 900,
    "5" + "km" * 1_200, r"5\,\mathrm{" * 800, r"5\mathrm{m^{2}" * 600, r"5\frac{m}{s}" * 700, "5" + r"\mu " * 1_500,
    "5°" * 2_000, "5' 3\"" * 1_600, "US$" * 3_000, "5 " + "²".join("m" * 900), "March 5, 2024 " * 600, "3:05 PM " * 1_200,
    r"5\text{ Qm}^{12}\text{ QN}^{12}\text{ QJ}^{12}\text{ QW}^{12}\text{ QV}^{12}", r"5\text{ m}^{999999999}",
    "5" + "".join(rf"\text{{ {prefix}m}}^{{9}}" for prefix in "QRYZEPTGMkhdcmunpfazyrq"),
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize(
    "policy", [NumberPolicy(), CONVERT, NumberPolicy(units="convert", evaluated=True, dates="mdy")]
)
def test_nothing_raises_and_work_is_bounded(text, policy):
    for answer, gold in ((text, "5 m"), ("5 m", text), (text, text[:-1] + "x")):
        compare(answer[:10_000], gold=gold[:10_000], policy=policy)
