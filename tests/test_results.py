"""Every published figure has a day, a machine, a commit and a command, and is what the benchmark printed."""

from __future__ import annotations

import json
import re
import sys
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
for folder in ("benchmarks", "docs"):
    sys.path.append(str(ROOT / folder))

import readers  # noqa: E402 - from benchmarks, as record.py has it
import record  # noqa: E402 - from benchmarks
import results_page  # noqa: E402 - from docs, as generate.py has it

RECORDS = results_page.records()
every_record = pytest.mark.parametrize("name", RECORDS)
KEYS = {"topic", "what", "date", "machine", "commit", "command", "note", "figures"}
MADE = f"{results_page.BEGIN}.*?{results_page.END}"
FIGURE = {"what", "values", "unit", "of", "floor", "headline"}


@every_record
def test_a_record_has_the_one_schema(name):
    record = RECORDS[name]
    assert KEYS <= record.keys() <= KEYS | {"printed", "taken_from"}
    assert ("printed" in record) != ("taken_from" in record)
    assert record["topic"] in results_page.TOPICS
    assert date.fromisoformat(record["date"]) <= date.today()
    assert re.fullmatch(r"[0-9a-f]{12}\+?", record["commit"])
    script = re.match(r"python ((?:benchmarks|examples)/\w+\.py)\b", record["command"])
    assert script, record["command"]
    assert (ROOT / script[1]).is_file()
    assert "Python 3." in record["machine"]
    assert record["figures"]


@every_record
def test_a_figure_has_values_and_says_which_stand_in_the_readme(name):
    for figure in RECORDS[name]["figures"]:
        assert {"what", "values"} <= figure.keys() <= FIGURE
        assert figure["values"]
        assert set(figure.get("headline", [])) <= figure["values"].keys()
        assert all(isinstance(value, int | float | str) for value in figure["values"].values())


@pytest.mark.parametrize("name", [name for name, record in RECORDS.items() if "printed" in record])
def test_the_figures_are_what_was_printed(name):
    assert RECORDS[name]["figures"] == readers.READERS[name](RECORDS[name]["printed"])


@pytest.mark.parametrize("name", [name for name, record in RECORDS.items() if "taken_from" in record])
def test_a_figure_from_before_there_were_records_stands_on_a_page_that_is_not_made_of_them(name):
    record = RECORDS[name]
    assert (ROOT / record["taken_from"]).is_file()
    pages = [
        ROOT / "README.md",
        *(page for page in ROOT.glob("docs/**/*.md") if page.parent != results_page.RESULTS),
    ]
    page = "".join(re.sub(MADE, "", page.read_text("utf-8"), flags=re.DOTALL) for page in pages)
    for figure in record["figures"]:
        for value in figure["values"].values():
            assert results_page.shown(value) in page or str(value) in page, figure["what"]


# What each benchmark prints, a line or two, and what is read in it.
PRINTED = {
    "worst-case": (
        ["Attack corpus: 363 rows", "  dearest row                     14.2 ms   floor 20 ms", "  memory        +25 MB   floor +20 MB   MISSED"],
        [
            {"what": "dearest row", "values": {"": "14.2 ms"}, "floor": "20 ms"},
            {"what": "memory", "values": {"": "+25 MB"}, "floor": "+20 MB"},
        ],
    ),
    "soak": (
        ["999,424 rows in 90 s (82.1 µs of CPU a row, making them included)", "memory of the workers: 105.3 to 105.7 MiB"],
        [
            {"what": "rows judged in one process", "values": {"": 999424}},
            {"what": "memory of the workers", "values": {"first": 105.3, "last": 105.7}, "unit": "MiB"},
        ],
    ),
    "peers": (
        ["b        math-verify, gold in $                     989 of 1000       20.70      4431.0       214x       230x"],
        [{"what": "times our CPU time, b", "values": {"math-verify, gold in $": 214}, "unit": "×", "headline": ["math-verify, gold in $"]}],
    ),
    "importing": (
        ["import reasoning_rewards            10.8 ms    1.7 MB   3.4% of sympy's time   goal 5%"],
        [{"what": "import reasoning_rewards", "values": {"": 10.8}, "unit": "ms"}],
    ),
    "scale": (
        ["300,000 rows of 500: jobs_1 {'rows_a_second': 20979, 'wall_s': 14.3}"],
        [{"what": "rows a second, 300,000 rows of 500 characters", "values": {"jobs_1": 20979}, "headline": ["jobs_1"]}],
    ),
    "programs": (
        [
            "HumanEval.jsonl      wrong (a tuple)  164 of 164 score 0; 9.1 s",
            "landlock                8.0 ms median alone,    193 programs/s in a batch",
            "a bare subprocess      12.0 ms median, with no wall and the tests beside the program",
        ],
        [
            {"what": "HumanEval.jsonl: wrong (a tuple) programs that score 0", "values": {"": 164}, "of": 164, "headline": [""]},
            {"what": "one program, median", "values": {"landlock": 8, "a bare subprocess": 12}, "unit": "ms"},
            {"what": "programs a second, in a batch", "values": {"landlock": 193}},
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PRINTED)
def test_what_a_benchmark_prints_is_read(name):
    printed, figures = PRINTED[name]
    assert readers.READERS[name](printed) == figures
    assert readers.READERS[name](["something else"]) == []


def test_every_reader_is_tried_on_a_record_or_on_lines():
    assert readers.READERS.keys() == PRINTED.keys() | {name for name in RECORDS if "printed" in RECORDS[name]}


def test_the_readmes_table_is_that_of_the_records():
    table = results_page.measured()
    assert table.count("](docs/results/") == sum(
        "headline" in each
        for one in RECORDS.values()
        if one["topic"] != "training"
        for each in one["figures"]
    )
    page = f"# name\n\n{results_page.BEGIN}\nold\n{results_page.END}\n\nText.\n"
    assert results_page.with_table(page) == page.replace("old", table)
    assert results_page.with_table("# name\n") == "# name\n"
    readme = (ROOT / "README.md").read_text("utf-8")
    assert results_page.with_table(readme) == readme


def test_a_record_takes_the_place_of_what_a_page_had(tmp_path, monkeypatch):
    monkeypatch.setattr(record, "RESULTS", tmp_path)
    for name, kept in {
        "old": {"command": "a", "taken_from": "README.md"},
        "other": {"command": "b", "taken_from": "README.md"},
    }.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(kept), "utf-8")
    record.write("new", {"command": "a", "printed": []})
    assert sorted(file.stem for file in tmp_path.iterdir()) == ["new", "other"]


def test_a_record_that_is_none_is_seen(tmp_path):
    (tmp_path / "odd.json").write_text(json.dumps({"topic": "weather"}), "utf-8")
    with pytest.raises(ValueError, match="weather"):
        results_page.records(tmp_path)
