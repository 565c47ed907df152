"""Where problems come from: every schema read from rows in its own columns, and what is refused and why."""

import json
import re
from pathlib import Path

import pytest

from reasoning_rewards import THINK_ANSWER, THINK_BOXED, Boxed, Correctness, Format, Layout, Tag
from recipe.sources import (
    audit_golds,
    instruction,
    load_rows,
    load_traces,
    longest_first,
    refuse_overlap,
    without_overlap,
    written,
)
from recipe.sources.rows import is_held_out, normalised
from recipe.sources.schemas import RETIRED, SCHEMAS

ROWS = Path(__file__).parent / "rows"


def local(name, schema=None):
    return f"local:{schema}:{ROWS / name}.jsonl" if schema else f"local:{ROWS / name}.jsonl"


EVERY = [local(name, name) for name in SCHEMAS] + [local(n) for n in ("puzzles", "solutions", "gsm8k_eval")]


@pytest.mark.parametrize("source", EVERY)
def test_rows_have_the_shape_that_trainers_and_the_evaluation_need(source):
    rows = load_rows(source)
    assert 10 <= len(rows) <= 20
    for row in rows:
        assert row["task"] in ("math", "choice", "puzzle")
        assert row["answer"] and isinstance(row["answer"], str)
        assert row["prompt"][-1]["role"] == "user"
        assert row["question"] in row["prompt"][-1]["content"]
        assert "solution" not in row, "a trainer's row must not carry its worked solution"
    assert len({row["id"] for row in rows}) == len(rows)
    assert audit_golds(rows) == rows, "every gold of these rows can be read"


@pytest.mark.parametrize("source", EVERY)
def test_the_right_answer_earns_the_reward(source):
    rows = load_rows(source)
    texts = [written("so it is", row["answer"], THINK_BOXED) for row in rows]
    assert Correctness()(texts, answer=[row["answer"] for row in rows]) == [1.0] * len(rows)


def test_gsm8k_counts_its_steps_and_drops_commas():
    rows = {row["answer"]: row for row in load_rows(local("gsm8k", "gsm8k"))}
    assert rows["2016"]["steps"] == 2
    assert rows["1320"]["steps"] == 3


def test_choices_are_shown_with_their_letters():
    row = load_rows(local("aqua", "aqua"))[0]
    assert re.search(r"\nA\) .+\nB\) .+\nC\) ", row["prompt"][0]["content"])
    assert not any(re.match(r"[A-E]\)", option) for option in row["options"])


def test_a_seed_orders_the_rows_and_a_limit_cuts_them():
    source = local("gsm8k", "gsm8k")
    assert load_rows(source, seed=1) == load_rows(source, seed=1) != load_rows(source, seed=2)
    assert load_rows(source, limit=5, seed=1) == load_rows(source, seed=1)[:5]


def test_system_prompt_and_suffix():
    row = load_rows(local("gsm8k", "gsm8k"), limit=1, system="Be brief.", suffix=" /think")[0]
    assert row["prompt"][0] == {"role": "system", "content": "Be brief."}
    assert row["prompt"][1]["content"] == f"{row['question']} /think"


@pytest.mark.parametrize(
    ("row", "task", "answer"),
    [
        ({"question": "2+2?", "answer": 4}, "math", "4"),
        ({"prompt": "2+2?", "answer": "2+2=4\n#### 4"}, "math", "4"),
        ({"problem": "2+2?", "solution": "1. We add. The answer is 4."}, "math", "4"),
        ({"problem": "2+2?", "solution": "so \\boxed{\\frac{8}{2}}"}, "math", "\\frac{8}{2}"),
        ({"prompt": [{"role": "user", "content": "2+2?"}], "answer": "4"}, "math", "4"),
        ({"question": "Is 2 even?", "answer": True}, "puzzle", "Yes"),
        ({"question": "Is 2 odd?", "answer": "no"}, "puzzle", "no"),
        ({"question": "2+2?", "answer": "B", "options": ["3", "4"]}, "choice", "B"),
        ({"question": "Who?", "answer": "Ada", "task": "puzzle"}, "puzzle", "Ada"),
    ],
)
def test_rows_of_your_own(tmp_path, row, task, answer):
    (tmp_path / "own.jsonl").write_text(json.dumps(row) + "\n\n")
    (found,) = load_rows(f"local:{tmp_path / 'own.jsonl'}")
    assert (found["task"], found["answer"], found["question"]) == (task, answer, found["question"])
    assert found["prompt"][-1]["content"].startswith(found["question"])


def test_other_columns_stay(tmp_path):
    (tmp_path / "own.jsonl").write_text('{"question": "2+2?", "answer": "4", "unit": "cm", "id": "first"}\n')
    (row,) = load_rows(f"local:{tmp_path / 'own.jsonl'}")
    assert (row["unit"], row["id"]) == ("cm", "first")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('{"text": "2+2?"}', "none of the columns 'question', 'prompt', 'problem'; found 'text'"),
        ('{"question": "2+2?"}', "none of the columns 'answer', 'solution'"),
        (
            '{"problem": "2+2?", "solution": "We add 2 and 2. Then we look at it for a long time and wonder."}',
            "marks no answer",
        ),
        ('{"question": "2+2?", "answer": "4", "task": "sums"}', "task='sums'"),
        ('{"question": "2+2?", "answer": null}', "the answer is None"),
        ('{"question": "2+2?", "answer": ""}', "an empty answer"),
        ('{"question": "2+2?"', "line 1: not JSON"),
        ("[1]", "expected an object"),
        ("", "has no rows"),
        ('{"question": "a", "answer": "4"}\n{"question": "b", "answer": "4", "x": 1}', "differ in 'x'"),
        (
            '{"id": 1, "question": "a", "answer": "4"}\n{"id": 1, "question": "b", "answer": "4"}',
            "have the id '1'",
        ),
    ],
)
def test_what_can_not_be_read_is_said(tmp_path, lines, said):
    (tmp_path / "own.jsonl").write_text(lines)
    with pytest.raises(SystemExit, match=re.escape(said)):
        load_rows(f"local:{tmp_path / 'own.jsonl'}")


def test_a_schema_that_does_not_fit_is_said():
    with pytest.raises(SystemExit, match="no column 'question', 'answer'; found 'problem'"):
        load_rows(local("math", "gsm8k"))
    with pytest.raises(SystemExit, match="unknown source 'gsm9k': expected one of gsm8k"):
        load_rows("gsm9k")
    with pytest.raises(SystemExit, match="no such file"):
        load_rows("local:nowhere.jsonl")
    with pytest.raises(SystemExit, match="limit=0"):
        load_rows("puzzles", limit=0)


@pytest.mark.parametrize("name", RETIRED)
def test_retired_data_sets_name_their_successor(name):
    with pytest.raises(SystemExit, match=re.escape(RETIRED[name])):
        load_rows(name)


# What the hub would give, from the shipped rows: the ids, configs and splits are the part under test.
HUB = {
    ("openai/gsm8k", "main"): ("gsm8k", ("train", "test")),
    ("DigitalLearningGmbH/MATH-lighteval", "default"): ("math", ("train", "test")),
    ("HuggingFaceH4/MATH-500", None): ("math500", ("test",)),
    ("open-r1/DAPO-Math-17k-Processed", "en"): ("dapo", ("train",)),
    ("open-r1/OpenR1-Math-220k", "default"): ("openr1", ("train",)),
    ("deepmind/aqua_rat", "raw"): ("aqua", ("train", "validation", "test")),
}


@pytest.fixture
def hub(monkeypatch):
    datasets = pytest.importorskip("datasets", reason="the hub's sources need datasets")

    def load_dataset(name, config=None, *, split, streaming=False):
        file, splits = HUB[name, config]
        assert split in splits
        rows = [json.loads(line) for line in (ROWS / f"{file}.jsonl").read_text().splitlines()]
        data = datasets.Dataset.from_list(rows)
        return data.to_iterable_dataset() if streaming else data

    monkeypatch.setattr(datasets, "load_dataset", load_dataset)


@pytest.mark.parametrize("name", SCHEMAS)
def test_hub_rows_are_the_local_ones(hub, name):
    split = "eval" if name == "math500" else "train"
    held_out = SCHEMAS[name].held_out
    wanted = {
        row["question"]
        for row in load_rows(local(name, name))
        if not held_out or not is_held_out(row["question"])
    }
    assert {row["question"] for row in load_rows(name, split)} == wanted
    assert len(load_rows(name, split, limit=3)) == 3


def test_one_split_is_divided_and_never_mixed(hub, monkeypatch):
    monkeypatch.setattr("recipe.sources.rows.HELD_OUT", 3)
    train, evaluation = load_rows("dapo", "train"), load_rows("dapo", "eval")
    assert len(train) + len(evaluation) == 13
    refuse_overlap(train, evaluation)


def test_math500_is_not_trained_on(hub):
    with pytest.raises(SystemExit, match="for evaluation only"):
        load_rows("math500", "train")


def test_a_hub_out_of_reach_names_the_way_round(monkeypatch):
    datasets = pytest.importorskip("datasets", reason="the hub's sources need datasets")

    def load_dataset(*_, **__):
        raise ConnectionError("no route")

    monkeypatch.setattr(datasets, "load_dataset", load_dataset)
    with pytest.raises(SystemExit, match=r"openai/gsm8k .* no route\n.*local:gsm8k:FILE.jsonl"):
        load_rows("gsm8k")


def test_puzzles():
    train, evaluation = load_rows("puzzles"), load_rows("puzzles", "eval")
    refuse_overlap(train, evaluation)
    for rows in (train, evaluation):
        assert 0.49 < sum(row["answer"] == "Yes" for row in rows) / len(rows) < 0.51
        assert {row["family"] for row in rows} == {"comparing", "honesty", "kinds"}


def test_puzzles_are_right_by_another_road():
    """Solved from their text: by the closure of what is said, and not by how they were made."""
    for row in load_rows("puzzles", "eval"):
        assert solve(row["question"]) == (row["answer"] == "Yes"), row["question"]


def solve(text):
    if "lies" in text:
        honest = {}
        for speaker, about, lies in re.findall(r"(\w+) says that (\w+) (always|never) lies", text):
            if about not in honest:
                honest[about] = re.search(rf"\. {about} (always|never) lies", text)[1] == "never"
            honest[speaker] = honest[about] == (lies == "never")
        return honest[re.search(r"Does (\w+) tell", text)[1]]
    if kinds := re.search(r"Is (\w+) a (\w+)\?", text):
        inside = dict(re.findall(r"Every (\w+) is a (\w+)", text))
        barred = dict(re.findall(r"No (\w+) is a (\w+)", text))
        kind = re.match(r"\w+ is a (\w+)", text)[1]
        while kind != kinds[2]:
            if barred.get(kind) == kinds[2]:
                return False
            kind = inside[kind]
        return True
    over = {(a, b) for a, b in re.findall(r"(\w+) is (?:taller|older|faster) than (\w+)\.", text)}
    over |= {(b, a) for a, b in re.findall(r"(\w+) is (?:shorter|younger|slower) than (\w+)\.", text)}
    while more := {(a, d) for a, b in over for c, d in over if b == c} - over:
        over |= more
    asked = re.search(r"Is (\w+) \w+ than (\w+)\?", text).groups()
    assert (asked in over) != (asked[::-1] in over), "the clues must decide"
    return asked in over


def test_unreadable_golds_are_named_and_left_out(capsys):
    rows = [
        {"id": "a", "answer": "42", "task": "math"},
        {"id": "b", "answer": "N/A", "task": "math"},
        {"id": "c", "answer": r"\frac{", "task": "math"},
    ]
    assert [row["id"] for row in audit_golds(rows)] == ["a"]
    said = capsys.readouterr().out
    assert "b, whose gold 'N/A'" in said
    assert "c, whose gold" in said
    with pytest.raises(SystemExit, match="no gold of these 1 rows"):
        audit_golds(rows[1:2])


def test_overlap_is_refused_or_left_out(capsys):
    train = [{"id": "t1", "question": "What is $2 + 2$?"}, {"id": "t2", "question": "What is 3 + 3?"}]
    evaluation = [{"id": "e1", "question": "what is 2+2"}]
    assert normalised(train[0]["question"]) == normalised(evaluation[0]["question"])
    with pytest.raises(SystemExit, match=r"1 problems .* t1 = e1"):
        refuse_overlap(train, evaluation)
    assert [row["id"] for row in without_overlap(train, evaluation)] == ["t2"]
    assert "t1" in capsys.readouterr().out
    refuse_overlap(train[1:], evaluation)
    with pytest.raises(SystemExit, match="every training problem"):
        without_overlap(train[:1], evaluation)


class Words:
    """A tokenizer whose tokens are words."""

    def apply_chat_template(self, prompt, *, tokenize, add_generation_prompt):
        return " ".join(message["content"] for message in prompt)

    def __call__(self, text, *, add_special_tokens):
        return {"input_ids": text.split()}


def test_the_longest_lead_and_the_others_keep_their_order():
    rows = [{"id": n, "prompt": [{"role": "user", "content": "word " * n}]} for n in (3, 9, 1, 7, 5)]
    assert [row["id"] for row in longest_first(rows, Words(), lead=2)] == [9, 7, 3, 1, 5]


def test_traces_of_openr1_are_verified_short_and_in_the_layout(capsys):
    traces = load_traces(local("openr1", "openr1"))
    assert len(traces) == 11
    assert "1 of 12 rows have no verified trace" in capsys.readouterr().out
    for trace in traces:
        text = trace["completion"][0]["content"]
        assert text.startswith("<think>\n")
        assert text.count("</think>") == 1
        assert "\\boxed{25}" not in text, "a trace that math-verify refused"
    (twice,) = [trace for trace in traces if "2:3:4" in trace["prompt"][0]["content"]]
    assert "Wait" in twice["completion"][0]["content"], "the shorter of two that are right"


@pytest.mark.parametrize("name", ["openr1", "gsm8k", "math", "aqua"])
@pytest.mark.parametrize("layout", [THINK_BOXED, THINK_ANSWER])
def test_traces_are_right_in_the_layout(name, layout):
    golds = {row["question"]: row["answer"] for row in load_rows(local(name, name))}
    traces = load_traces(local(name, name), layout=layout)
    texts = [trace["completion"][0]["content"] for trace in traces]
    answers = [golds[trace["prompt"][-1]["content"].split("\nA)")[0]] for trace in traces]
    assert Correctness(layout=layout)(texts, answer=answers) == [1.0] * len(texts)
    assert Format(layout=layout)(texts) == [1.0] * len(texts)


def test_a_prompt_that_opens_the_thinking_is_not_opened_twice():
    opened = Layout(think=Tag("think", opened_by="prompt"), answer=Boxed())
    assert written("3 + 4 = 7", "7", opened) == "3 + 4 = 7\n</think>\n\\boxed{7}"
    assert "<think>" not in instruction(opened)
    assert "</think>" in instruction(opened)


def test_finished_traces_are_taken_as_they_are(tmp_path):
    path = tmp_path / "best.jsonl"
    path.write_text('{"prompt": "2+2?", "completion": "4", "from": "training"}\n')
    assert load_traces(f"local:{path}") == [
        {
            "prompt": [{"role": "user", "content": "2+2?"}],
            "completion": [{"role": "assistant", "content": "4"}],
        }
    ]
    path.write_text('{"prompt": "2+2?", "completion": "4", "from": "evaluation", "id": "e7"}\n')
    with pytest.raises(SystemExit, match="e7 was written for a problem of the evaluation"):
        load_traces(f"local:{path}")


def test_a_source_without_solutions_gives_no_traces():
    with pytest.raises(SystemExit, match="no solved rows to imitate"):
        load_traces(local("dapo", "dapo"))


def test_long_traces_are_left_out_aloud(capsys):
    short = load_traces(local("openr1", "openr1"), longest=110)
    assert 0 < len(short) < 11
    assert "are over 110 characters; left out" in capsys.readouterr().out
