"""Golden cases: what each layout says of a completion, and which answer is found in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reasoning_rewards.answers.compare.rules import ANSWER_RULES
from reasoning_rewards.text.completion import Completion
from reasoning_rewards.text.extract import find_answer
from reasoning_rewards.text.layout import (
    ANY,
    LAYOUT_RULES,
    THINK_ANSWER,
    THINK_BOXED,
    After,
    Boxed,
    LastNumber,
    Layout,
    Phrase,
    Tag,
)
from reasoning_rewards.text.messages import read_completion

CASES = Path(__file__).parents[1] / "cases"
LAYOUTS = {
    "ANY": ANY,
    "THINK_ANSWER": THINK_ANSWER,
    "THINK_BOXED": THINK_BOXED,
    "PREFILLED": Layout(think=Tag("think", opened_by="prompt"), answer=Boxed()),
    "PREFILLED_ANSWER": Layout(think=Tag("think", opened_by="prompt"), answer=Tag("answer")),
    "PLAIN_ANSWER": Layout(think=None, answer=Tag("answer")),
    "THINK_ONLY": Layout(think=Tag("think"), answer=None),
    "GSM8K": Layout(think=None, answer=After("####")),
    "NUMBER": Layout(think=None, answer=After("####") | Phrase() | LastNumber()),
}


def rows(name):
    with (CASES / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def said(row):
    """Give the text of a row; a few attacks are too long to be written out."""
    builtins = {"range": range, "float": float}
    return row["text"] if "text" in row else eval(row["expr"], {"__builtins__": builtins})


@pytest.mark.parametrize("row", rows("formats"), ids=lambda row: f"{row['layout']}-{row['text'][:40]!r}")
def test_formats(row):
    rule, facts = LAYOUTS[row["layout"]].check(Completion(row["text"], row.get("reasoning")))
    assert rule == row["rule"]
    assert all(f"{{{name}" in rule.sentence for name, _ in facts), "a fact that no sentence uses"


COMPLETIONS = rows("completions")
for file in sorted((CASES / "completions").glob("*.jsonl")):  # a kind a file
    COMPLETIONS += rows(f"completions/{file.stem}")


@pytest.mark.parametrize("row", COMPLETIONS, ids=lambda row: repr(row["text"][:50]))
def test_completions(row):
    layout = LAYOUTS[row.get("layout", "ANY")]
    found = find_answer(Completion(row["text"], row.get("reasoning")), layout)
    assert (found.text, found.rule) == (row["answer"], row.get("rule", ""))


def test_every_rule_has_a_sentence_and_a_case():
    formats = {row["rule"] for row in rows("formats")}
    answers = {row["rule"] for row in rows("completions") if row.get("rule")}
    assert formats == set(LAYOUT_RULES)
    assert answers == {"answer.missing", "answer.unfinished", "answer.ambiguous"}
    assert answers <= set(ANSWER_RULES)


def test_every_case_has_a_source():
    assert all(row["source"] for row in (*rows("formats"), *COMPLETIONS))


TAGS = [row for row in rows("attacks") if row["kind"] in ("format", "format+math")]


@pytest.mark.parametrize("row", TAGS, ids=lambda row: row["id"])
def test_attacks_on_the_format(row):
    text = said(row)
    rule, _ = THINK_ANSWER.check(Completion(text))
    if row["id"] == "tags-002":
        assert LAYOUTS["THINK_ONLY"].check(Completion(text))[0] == "layout.ok"
    elif row["id"] in ("tags-020", "tags-021", "tags-033"):  # left to policy: all three are tolerated
        assert rule == "layout.ok"
    elif row["kind"] == "format":
        assert (rule == "layout.ok") == (row["expected"] == "score 1")
    else:
        assert rule != "layout.ok"


PAYS = {"score 1"}
READ = [
    row
    for row in rows("attacks")
    if row["category"] in ("hedging", "echo", "inside_think", "size", "redos", "judge_injection")
]


@pytest.mark.parametrize("row", READ, ids=lambda row: row["id"])
def test_attacks_on_the_reader(row):
    """No reading of an attack is the gold's own text, unless it is to be paid."""
    found = find_answer(Completion(said(row)), ANY)
    if row["expected"] != "policy":
        assert (found.text == row["gold"] and not found.rule) == (row["expected"] == "score 1")


@pytest.mark.parametrize(
    "row", [r for r in rows("attacks") if r["kind"] == "types"], ids=lambda row: row["id"]
)
def test_attacks_by_type(row):
    from reasoning_rewards.errors import BatchError

    try:
        found = find_answer(read_completion(said(row)), ANY)
    except BatchError:
        assert row["expected"] == "no crash"  # the caller's fault, and said so
    else:
        assert (found.text == row["gold"]) == (row["expected"] == "score 1")


# What is left when an answer is read without knowing mathematics: the forms of the gold itself.
SAME = {
    "004": "4",
    "72 clips": "72",
    "10 - 2√5": r"10 - 2\sqrt{5}",
    "x=4": "4",
    "180": "180.",
    r"\text{E}": "E",
}


@pytest.mark.parametrize(
    "row", [r for r in rows("answer_pairs") if r["kind"] == "completion"], ids=lambda row: row["source"]
)
def test_answer_pairs(row):
    text = row["prediction"]
    unmarked = ("29.00.", "$70,000.", "altogether.")  # nothing marks the answer: for LastNumber
    layout = LAYOUTS["NUMBER"] if text.endswith(unmarked) else ANY
    found = find_answer(Completion(text), layout)
    bare = (found.text or "").replace("{,}", "").replace(",", "").replace("$", "").removesuffix(".00")
    bare = bare.partition(":")[0]
    same = not found.rule and SAME.get(bare, bare) in (row["gold"], row["gold"].rpartition(" ")[2])
    assert same == row["expected"]
