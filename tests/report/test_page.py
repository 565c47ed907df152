"""The page as a file: what it holds, what it weighs, and that nothing in it can run."""

import base64
import json
import random
import re
import zlib
from array import array
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reasoning_rewards import BatchError
from reasoning_rewards.cli.main import main
from reasoning_rewards.files import Pairs, ScoredRow
from reasoning_rewards.report import MOST_BYTES, difference_page, element, report_page, section, table
from reasoning_rewards.report.packed import script_safe

HOSTILE = (
    "</script><script>alert(1)</script><img src=x onerror=alert(1)> <!--<script> ]]> \u2028 \ud800 '\"&lt;"
)


def row(number, prompt="p", text="\\boxed{4}", score=1.0, rule="number.same", **values):
    verdict = {"name": "correctness", "score": score, "rule": rule}
    return ScoredRow(number, {"prompt": prompt, "completion": text, **values}, verdict)


class Reader(HTMLParser):
    """The elements of a page, what they load, what they hold, and whether they are all closed."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.open, self.data = [], [], {}
        self.feed(page)
        assert self.open == [], "every element is closed"

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] == "script":
            self.data[len(self.elements)] = data

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def told(page):
    """The page's data as its script reads it."""
    (found,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    data = json.loads(found)
    codes = {"u8": "B", "u16": "H", "u32": "I", "f32": "f"}

    def column(packed):
        return array(codes[packed["type"]], zlib.decompress(base64.b64decode(packed["data"]))).tolist()

    def plain(packed):
        return json.loads(zlib.decompress(base64.b64decode(packed)))

    data["columns"] = {name: column(packed) for name, packed in data["columns"].items()}
    places = column(data["texts"]["places"])
    texts = [text for block in data["texts"]["blocks"] for text in plain(block)]
    data["texts"] = dict(zip(places, texts, strict=True))
    data["labels"] = plain(data["labels"])
    return data


def test_all_rows_are_in_it_as_columns():
    first = [
        row(1, "a"),
        row(2, "a", score=0.25, rule="number.close"),
        row(5, "b", score=None, rule="gold.broken"),
    ]
    page = report_page({"old": first, "new": [row(1, "b", score=0.0, rule="number.differs")]}, title="Two")
    found = told(page)
    columns = found["columns"]
    assert columns["run"] == [0, 0, 0, 1] and columns["line"] == [1, 2, 5, 1]
    assert [found["labels"][group] for group in columns["group"]] == ["a", "a", "b", "b"]
    assert columns["score0"][:2] == [1.0, 0.25] and columns["score0"][2] != columns["score0"][2]
    assert [found["rules"][rule] for rule in columns["rule0"]] == [
        "number.same",
        "number.close",
        "gold.broken",
        "number.differs",
    ]
    assert columns["right"] == [2, 1, 0, 1] and columns["length"] == [9] * 4
    assert found["runs"] == ["old", "new"] and found["components"] == ["correctness"] and found["rows"] == 4
    assert set(found["texts"]) == {0, 1, 2, 3}
    assert found["texts"][0]["pieces"] == [["text", "\\boxed{"], ["answer", "4"], ["text", "}"]]


def test_a_page_of_no_row_says_so():
    assert "There is no row to report on" in report_page({"empty": []})


def tags_and_policy(page):
    reader = Reader(page)
    (policy,) = [each["content"] for each in reader.all("meta") if each.get("http-equiv")]
    return reader, policy


def test_nothing_is_loaded_and_one_script_may_run():
    reader, policy = tags_and_policy(report_page({"run": [row(1)]}))
    loads = {"src", "href", "srcset", "action", "style", "poster"}
    assert not [tag for tag, attributes in reader.elements if loads & attributes.keys()]
    assert not [
        tag for tag, attributes in reader.elements if any(name.startswith("on") for name in attributes)
    ]
    assert [each.get("type") for each in reader.all("script")] == ["application/json", None]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy and "require-trusted-types-for 'script'" in policy


def everywhere(text):
    """The text wherever a file can put it: prompt, completion, gold, names of components, rules and runs, facts."""
    verdict = {
        "name": text,
        "score": 0.0,
        "rule": text,
        "parts": [
            {"name": text + "1", "score": 0.0, "rule": text, "facts": {text: text, "gold": text}},
            {"name": text + "2", "score": 1.0, "rule": text + "x"},
        ],
    }
    values = {"prompt": text, "completion": text, "answer": text, text: text}
    return {text: [ScoredRow(n, values, verdict) for n in (1, 2)], "other": [ScoredRow(1, values, verdict)]}


def shape_of(page):
    return [(tag, sorted(attributes)) for tag, attributes in Reader(page).elements]


@settings(max_examples=25, deadline=None)
@given(
    st.one_of(
        st.just(HOSTILE), st.text(alphabet="<>/!-&\"'sScript=`\u2028\ud800\x00] {}$", min_size=1, max_size=30)
    )
)
def test_no_text_becomes_markup(text):
    """The elements of a page are the same, whatever the words."""
    page = report_page(everywhere(text), title=text)
    assert shape_of(page) == shape_of(report_page(everywhere("word"), title="word"))
    assert script_safe(text).isascii() and not set("<>&") & set(script_safe(text))
    assert json.loads(script_safe(text)) == text


def test_markup_of_ones_own_is_escaped():
    made = section(HOSTILE, table([HOSTILE], [[element("b", HOSTILE, title=HOSTILE)]]))
    assert "<script" not in made and "<img" not in made


def test_the_page_weighs_no_more_than_it_may():
    """50,000 rows of long completions that hardly compress: texts are left out until it fits, and it says so."""
    rng = random.Random(0)
    noise = "".join(chr(rng.randint(0x4E00, 0x9FFF)) for _ in range(300_000))

    ending = "\n\\boxed{4}"

    def rows():
        for n in range(50_000):
            begin = rng.randrange(len(noise) - 12_000)
            yield row(
                n + 1,
                f"problem {n // 8}",
                noise[begin : begin + 12_000] + ending,
                rng.random(),
                f"rule.{n % 9}",
            )

    page = report_page({"run": rows()})
    assert len(page.encode()) <= MOST_BYTES
    found = told(page)
    assert len(found["columns"]["line"]) == 50_000 and 50 < len(found["texts"]) < 2_000
    assert {found["rules"][found["columns"]["rule0"][place]] for place in found["texts"]} == {
        f"rule.{n}" for n in range(9)
    }


def test_more_rows_than_a_page_lists_are_drawn_by_chance(monkeypatch):
    monkeypatch.setattr("reasoning_rewards.report.packed._MOST_ROWS", 100)
    found = told(report_page({"run": [row(n, f"p{n // 2}") for n in range(1, 1_001)]}))
    assert found["rows"] == 1_000 and len(found["columns"]["line"]) == 100
    labels = [found["labels"][group] for group in found["columns"]["group"]]
    assert all(label == f"p{line // 2}" for label, line in zip(labels, found["columns"]["line"], strict=True))
    assert all(0 <= place < 100 for place in found["texts"])


def test_a_page_of_differences_holds_every_pair():
    first = [row(1, "a"), row(2, "a"), row(3, "b"), row(4, "b", score=None, rule="gold.broken")]
    second = [row(1, "a"), row(2, "a", score=0.25, rule="number.close"), row(3, "b", rule="x"), row(4, "b")]
    page = difference_page(Pairs(first, second), names=("old", "old"), title=HOSTILE)
    found = told(page)
    columns = found["columns"]
    assert found["components"] == ["difference", "old", "old (2)"] and found["runs"] == ["old → old"]
    assert columns["score0"][:3] == [0.0, -0.75, 0.0] and columns["score0"][3] != columns["score0"][3]
    assert [found["rules"][rule] for rule in columns["rule0"]] == [
        "unchanged",
        "number.same → number.close",
        "number.same → x",
        "gold.broken → number.same",
    ]
    assert found["differences"] and columns["right"] == [0] * 4
    assert "2 of 4" in page and "pass@1" not in page
    assert "There is no row to compare" in difference_page(Pairs([], []))
    assert shape_of(page) == shape_of(difference_page(Pairs(first, second), title="word"))


def test_what_there_is_no_room_for_is_drawn_by_chance(monkeypatch):
    monkeypatch.setattr("reasoning_rewards.report.page._ROWS", 20_000)
    chance = random.Random(0)
    page = report_page({"run": [row(n, f"{chance.random()}", score=chance.random()) for n in range(4_000)]})
    found = told(page)
    assert found["rows"] == 4_000 and 100 < len(found["columns"]["line"]) < 4_000
    assert sum(map(bool, found["labels"])) == len(found["columns"]["line"]), (
        "no names of problems that are not there"
    )


def test_many_runs_and_many_rules_are_numbers_like_few():
    found = told(report_page({f"run {n}": [row(1)] for n in range(300)}))
    assert found["columns"]["run"] == list(range(300))
    found = told(report_page({"run": [row(n, rule=f"rule {n}") for n in range(66_000)]}))
    assert found["rules"][found["columns"]["rule0"][-1]] == "rule 65999"


def test_steps_that_are_none_draw_no_curve():
    odd = (float("inf"), float("nan"), 10**400, "3", None)
    page = report_page({"run": [row(n, step=step) for n, step in enumerate(odd)]})
    assert "While it trained" not in page


# ── the command ──


@pytest.mark.parametrize(
    ("reward", "says"),
    [
        ({"score": "1", "rule": "x"}, "line 2: reward.score is '1'; expected null or a number up to 1e100"),
        ({"score": 10**400, "rule": "x"}, "line 2: reward.score is 1000"),
        ({"score": 1.0, "rule": "x", "facts": [1]}, "line 2: reward.facts is [1]; expected a JSON dict"),
        ({"score": 1.0, "rule": "x", "parts": [{"name": "a"}]}, "line 2: reward.parts is {'name': 'a'}"),
        (
            {"score": 1.0, "rule": "x", "parts": [{"name": "a", "score": []}]},
            "line 2: reward.parts.score is []",
        ),
    ],
)
def test_a_verdict_that_is_none_is_named(tmp_path, capsys, reward, says):
    good = {
        "completion": "#### 4",
        "reward": {"name": "r", "score": None, "rule": None, "facts": None, "parts": None},
    }
    lines = [good, {"completion": "#### 4", "reward": {"name": "r", **reward}}]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(each) + "\n" for each in lines), "utf-8")
    assert main(["report", str(tmp_path / "rows.jsonl"), "--out", str(tmp_path / "page.html")]) == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("value", ["Infinity", "-Infinity", "NaN"])
def test_a_score_that_is_no_number_is_none(tmp_path, value):
    (tmp_path / "rows.jsonl").write_text(f'{{"completion": "4", "score": {value}}}\n', "utf-8")
    page = tmp_path / "page.html"
    assert main(["report", str(tmp_path / "rows.jsonl"), "--as", "score", "--out", str(page)]) == 0
    assert told(page.read_text("utf-8"))["columns"]["right"] == [0]


def test_a_prompt_that_is_none_is_named_with_its_line():
    with pytest.raises(BatchError, match="line 7: a prompt is int"):
        report_page({"run": [row(7, prompt=5)]})


def test_the_command_writes_a_page_of_a_scored_table(file, capsys):
    pytest.importorskip("pyarrow", reason="pyarrow is in the extra [files]")
    scored, page = file.with_name("scored.parquet"), file.with_name("page.html")
    assert main(["score", str(file), "--reward", "Correctness() + 0.2*Format()", "--out", str(scored)]) == 0
    assert main(["report", str(scored), "--out", str(page), "--component", "correctness"]) == 0
    found = told(page.read_text("utf-8"))
    assert found["components"] == ["reward", "correctness", "format"]
    assert found["columns"]["right"] == [2, 1, 1, 2]


def test_differences_of_two_rewards_and_of_two_files(file, capsys):
    page, old, new = (file.with_name(name) for name in ("page.html", "old.jsonl", "new.jsonl"))
    rewards = ["Correctness()", "0.5*Correctness()"]
    for out, reward in zip((old, new), rewards, strict=True):
        assert main(["score", str(file), "--reward", reward, "--out", str(out)]) == 0
    capsys.readouterr()
    assert main(["diff", str(old), str(new), "--out", str(page)]) == 1
    said = capsys.readouterr()
    assert f"{page}: 4 rows, 0.0 MB" in said.err and "2 of 4 rows changed" in said.out
    found = told(page.read_text("utf-8"))
    assert found["components"] == ["difference", "old", "new"]
    assert found["columns"]["score0"] == [-0.5, 0.0, 0.0, -0.5]
    again = [word for reward in rewards for word in ("--reward", reward)]
    assert main(["diff", str(file), *again, "--title", "Half", "--out", str(page), "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["out"] == str(page) and document["problems"] == 1 and document["difference"] == -0.25
    columns = told(page.read_text("utf-8"))["columns"]
    assert columns["score0"] == found["columns"]["score0"] and columns["line"] == [1, 2, 3, 4]
    assert main(["diff", str(file), *again, "--out", "-"]) == 2
    assert main(["diff", str(file), *again, "--out", str(file)]) == 2


def test_a_dump_is_reported_as_score_reads_it(tmp_path, capsys):
    rows = [
        {"input": "6*7?", "output": f"#### {n}", "gts": "42", "score": float(n == 42), "step": 1}
        for n in (41, 42)
    ]
    dump, page = tmp_path / "40.jsonl", tmp_path / "page.html"
    dump.write_text("".join(json.dumps(each) + "\n" for each in rows), "utf-8")
    other = tmp_path / "own.jsonl"
    other.write_text('{"prompt": "6*7?", "completion": "I don\'t know", "solution": "42"}\n', "utf-8")
    arguments = ["report", str(dump), str(other), "--reward", "Correctness(gold_column='solution')"]
    assert main([*arguments, "--out", str(page)]) == 0
    assert "reads as verl's rollout dump: completions in 'output', gold in 'gts'" in capsys.readouterr().err
    found = told(page.read_text("utf-8"))
    assert found["columns"]["score0"] == [0.0, 1.0, 0.0] and found["labels"] == ["6*7?"]
    assert [text["gold"] for text in found["texts"].values()] == ["42"] * 3
    assert main(["report", str(dump), "--as", "score", "--out", str(page)]) == 0
    assert "reads as verl's rollout dump: completions in 'output'" in capsys.readouterr().err
    found = told(page.read_text("utf-8"))
    assert found["grouped"] and [text["gold"] for text in found["texts"].values()] == ["42"] * 2
    assert main(["report", str(dump), "--as", "score", "--out", "-", "--json"]) == 2


@pytest.fixture
def file(tmp_path):
    lines = [
        {"prompt": "6*7?", "completion": text, "answer": "42", "score": number}
        for number, text in enumerate(("\\boxed{42}", "\\boxed{41}", HOSTILE[:60], "#### 42.0"))
    ]
    path = tmp_path / "runs.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def test_the_command_writes_a_page_of_a_scored_file(file, capsys):
    scored, page = file.with_name("scored.jsonl"), file.with_name("page.html")
    assert main(["score", str(file), "--reward", "Correctness() + 0.2*Format()", "--out", str(scored)]) == 0
    assert main(["report", str(scored), "--out", str(page), "--component", "correctness"]) == 0
    assert f"{page}: 4 rows, 0.0 MB" in capsys.readouterr().err
    found = told(page.read_text("utf-8"))
    assert found["runs"] == ["scored"] and found["components"] == ["sum", "correctness", "0.2 * format"]
    assert found["columns"]["right"] == [2, 1, 1, 2]
    assert "pass@1" in page.read_text("utf-8")


def test_the_command_scores_what_nobody_has(file, capsys):
    page = file.with_name("page.html")
    with file.open("a") as more:
        more.write('{"completion": 5, "answer": "42"}\n')
    assert main(["report", str(file), str(file), "--reward", "Correctness()", "--out", str(page)]) == 1
    assert "line 5" in capsys.readouterr().err
    found = told(page.read_text("utf-8"))
    assert found["runs"] == ["runs", f"{file.parent.name}/runs"] and found["rows"] == 8


def test_a_number_is_a_verdict_too(file):
    page = file.with_name("page.html")
    assert main(["report", str(file), "--as", "score", "--out", str(page)]) == 0
    found = told(page.read_text("utf-8"))
    assert found["columns"]["score0"] == [0.0, 1.0, 2.0, 3.0] and found["components"] == ["score"]


def test_what_has_no_verdict_is_refused_and_leaves_nothing(file, capsys):
    page = file.with_name("page.html")
    assert main(["report", str(file), "--out", str(page)]) == 2
    assert "score the file first" in capsys.readouterr().err
    assert main(["report", str(file), "--as", "prompt", "--out", str(page)]) == 2
    assert main(["report", str(file), "--as", "score", "--by", "id", "--out", str(page)]) == 2
    assert "no field 'id'" in capsys.readouterr().err
    assert (
        main(["report", str(file), "--as", "score", "--fields", "completion=text", "--out", str(page)]) == 2
    )
    assert "no field 'text' (the first row has: 'prompt', 'completion'" in capsys.readouterr().err
    assert main(["report", str(file), "--as", "score", "--out", str(file)]) == 2
    assert list(file.parent.glob("page*")) == []


def test_a_component_that_is_not_there_is_named():
    with pytest.raises(BatchError, match="no component 'correct'"):
        report_page({"run": [row(1)]}, component="correct")


def test_a_row_without_a_completion_is_named():
    with pytest.raises(BatchError, match="line 2: no field 'text' with the completion"):
        report_page(
            {"run": [row(1, text="4")._replace(values={"text": "4"}), row(2)]}, fields={"completion": "text"}
        )
