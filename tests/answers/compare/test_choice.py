"""Letters in every dress, and the text of the option where the row has options."""

import pytest

from reasoning_rewards.answers.compare.audit import audit_golds
from reasoning_rewards.answers.compare.choice import compare_choice

OPTIONS = ["11 cm", r"\frac{1}{2}", "0.75", "none of these"]
DRESSES = [
    "{}",
    "({})",
    "{}.",
    "{})",
    r"\text{{{}}}",
    r"\textbf{{({})}}",
    "**{}**",
    r"$\boxed{{{}}}$",
    "Option {}",
    "[{}]",
]


@pytest.mark.parametrize("dress", DRESSES)
@pytest.mark.parametrize("letter", "ABCD")
@pytest.mark.parametrize("options", [None, OPTIONS])
def test_letters(dress: str, letter: str, options: list[str] | None) -> None:
    for gold in "ABCD":
        verdict = compare_choice(dress.format(letter), gold=gold, options=options)
        assert verdict.same is (letter == gold), verdict


@pytest.mark.parametrize(
    ("answer", "gold", "same"),
    [
        ("0.5", "B", True),
        ("B) 1/2", "B", True),
        ("B: \\frac{2}{4}", "B", True),
        ("B) 0.75", "B", False),
        ("3/4", "B", False),
        ("3/4", 2, True),
        ("None of these", "D", True),
        ("d", "none of these", True),
        ("E", "D", False),
        ("A, B", "A", False),
        ("A or B", "A", False),
        ("AB", "A", False),
        ("I don't know", "D", False),
        ("", "D", False),
        ("C because I computed the integral", "C", True),
    ],
)
def test_with_options(answer: str, gold: object, same: bool) -> None:
    assert compare_choice(answer, gold=gold, options=OPTIONS).same is same


@pytest.mark.parametrize("gold", [None, "", "N/A", "7 apples", 9, "F"])
def test_a_gold_that_is_no_option_abstains(gold: object) -> None:
    verdict = compare_choice("A", gold=gold, options=OPTIONS)
    assert verdict.same is None
    assert verdict.rule.startswith("gold.")


def test_audit_counts_every_kind() -> None:
    golds = ["42", "x = 5", None, "nan", r"\frac{", "1,5", r"\begin{cases}1\end{cases}", "Paris", 3.5]
    audit = audit_golds(golds)
    assert audit.total == len(golds)
    assert [finding.row for finding in audit.unusable] == [2, 3, 4]
    assert [finding.row for finding in audit.twofold] == [5]
    assert [finding.row for finding in audit.verbatim] == [6]
    assert not audit
    assert audit_golds(["1", "2"])
    assert "row 4" in str(audit)
