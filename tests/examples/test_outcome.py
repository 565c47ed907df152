"""The report says what the evaluations say, loads nothing, and believes nothing that a model wrote."""

import csv
import json
import re
from html.parser import HTMLParser

import pytest

pytest.importorskip("matplotlib", reason="the report draws curves")
pytest.importorskip("math_verify", reason="the evaluation grades with math-verify")

from reasoning_rewards import Correctness
from recipe.curves import components, draw_curves, panels_of, series, smooth
from recipe.evaluation import measure, records
from recipe.outcome import read_folder, write_outcome
from recipe.outcome.blind import COLUMNS, KEY, SHEET, open_sheet
from recipe.sources import load_traces

N = 12
HOSTILE = "<script src='https://example.com/x.js'></script>\n````\n# a heading\n=1+1 | \\boxed{0}"
ROWS = [
    {
        "id": f"p{i}",
        "task": "math",
        "question": f"Tom has {i} <b>coins</b> and finds 4. How many?",
        "answer": str(i + 4),
        "prompt": [{"role": "user", "content": f"Tom has {i} <b>coins</b> and finds 4. How many?"}],
    }
    for i in range(N)
]
LOG = [
    {
        "step": step,
        "reward": 0.1 * step,
        "reward_std": 0.2,
        "completions/mean_length": 20.0 + step,
        "completions/clipped_ratio": 0.1,
        "frac_reward_zero_std": 0.5,
        "entropy": 0.4,
        "total/correctness/score": 0.3,
        "total/format/score": 0.9,
    }
    for step in range(1, 31)
]


def good(i):
    return f"<think>{i} + 4 = {i + 4}</think>\\boxed{{{i + 4}}}"


@pytest.fixture
def folder(tmp_path):
    before = [[HOSTILE, good(i)] if i % 3 else [good(i), good(i)] for i in range(N)]
    after = [[good(i), good(i)] if i else [HOSTILE, HOSTILE] for i in range(N)]
    for moment, texts in (("before", before), ("after", after)):
        measured = measure(ROWS, texts, {"correctness": Correctness()})
        (tmp_path / f"{moment}.json").write_text(json.dumps(measured))
        told = records(ROWS, texts, measured, {"correctness": Correctness()})
        lines = [json.dumps(line) for line in told]
        (tmp_path / f"completions_{moment}.jsonl").write_text("\n".join(lines))
    (tmp_path / "GRPO_log.json").write_text(json.dumps(LOG))
    (tmp_path / "times.json").write_text('{"before": 61.0, "GRPO": 7300.0}')
    return tmp_path


ABOUT = {
    "name": "test <run>",
    "model": "tiny",
    "trained_on": ["correctness"],
    "described": "the reward's tree",
}


def test_the_figures_are_the_evaluations(folder):
    said = write_outcome(folder, ABOUT)
    found = read_folder(folder)
    value = 100 * found.gains["pass1"]["value"]
    for text in (said, *((folder / name).read_text() for name in ("report.md", "report.html"))):
        assert f"{value:+.1f} points" in text
        assert "Only 12 problems were measured" in text
    markdown = (folder / "report.md").read_text()
    for wanted in ("pass@1", "maj@2", "`number.same`", "GRPO 2.0 h", "the reward's tree", "newly wrong"):
        assert wanted in markdown
    assert "8 newly right, 1 newly wrong, 3 right both times, 0 wrong both times" in markdown


VOID = ("meta", "img", "link", "br")


class Reader(HTMLParser):
    """Collects the elements of a page and what they load."""

    def __init__(self):
        super().__init__()
        self.tags, self.loads, self.open = [], [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.loads += [value for name, value in attributes if name in ("src", "href", "srcset", "action")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:  # <img/> is told as an end too
            assert self.open.pop() == tag


def test_the_page_loads_nothing_and_holds_its_curves(folder):
    write_outcome(folder, ABOUT)
    page = (folder / "report.html").read_text()
    reader = Reader()
    reader.feed(page)
    assert reader.open == [], "every element is closed"
    assert reader.tags.count("script") == 2, "the page's data, and the one script that may run"
    assert "b" not in reader.tags, "a question's markup is text"
    assert len(reader.loads) == len(panels_of(LOG)) == 5
    assert all(load.startswith("data:image/png;base64,") for load in reader.loads)
    assert "default-src 'none'" in page
    assert 'name="viewport"' in page
    assert "prefers-color-scheme: dark" in page


def test_markdown_stays_markdown(folder):
    """What a model wrote stands in fences longer than any of its own."""
    write_outcome(folder, ABOUT)
    fence, headings = None, []
    for line in (folder / "report.md").read_text().splitlines():
        if fence is None and (opened := re.match(r"`{3,}", line)):
            fence = opened[0]
        elif fence is not None and line == fence:
            fence = None
        elif fence is None and line.startswith("# "):
            headings.append(line)
    assert fence is None
    assert headings == ["# test <run>"]


def test_a_folder_is_rendered_again_without_the_script(folder):
    write_outcome(folder, ABOUT)
    first = (folder / "report.html").read_text()
    (folder / "report.html").unlink()
    write_outcome(folder)
    assert (folder / "report.html").read_text() == first


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"control": "random"}, "This is a control run (`random`)"),
        ({"stopped": "GRPO at step 3 of 9"}, "stopped in GRPO at step 3 of 9"),
    ],
)
def test_what_must_be_minded_is_said(folder, about, said):
    assert said in write_outcome(folder, {**ABOUT, **about})
    assert said in (folder / "report.md").read_text()


def test_what_could_not_be_graded_and_what_was_cut_off_is_said(folder):
    after = json.loads((folder / "after.json").read_text())
    after["graded"]["timed out"] = 3
    after["truncated"] = 0.4
    (folder / "after.json").write_text(json.dumps(after))
    said = write_outcome(folder, ABOUT)
    assert "3 completions after training could not be graded" in said
    assert "40 % of the completions" in said


def test_no_gain_is_called_none(folder):
    (folder / "after.json").write_text((folder / "before.json").read_text())
    assert "No difference that these problems can show" in write_outcome(folder, ABOUT)


def test_a_folder_with_the_evaluations_alone_is_enough(folder):
    for name in ("GRPO_log.json", "times.json", "completions_before.jsonl", "completions_after.jsonl"):
        (folder / name).unlink()
    write_outcome(folder)
    assert not (folder / "curves.png").exists()
    assert "curves.png" not in (folder / "report.md").read_text()
    assert "newly wrong" in (folder / "report.md").read_text(), "the evaluation's own transcripts"


def test_without_an_evaluation_the_way_on_is_named(tmp_path):
    with pytest.raises(SystemExit, match=r"before\.json is not there: go on with that run"):
        write_outcome(tmp_path)
    (tmp_path / "before.json").write_text('{"right": []}')
    with pytest.raises(SystemExit, match="has no ids, majk, pass1"):
        write_outcome(tmp_path)


def test_the_sheet_is_blind_and_can_be_opened(folder):
    write_outcome(folder, ABOUT)
    with (folder / SHEET).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    key = json.loads((folder / KEY).read_text())
    assert len(rows) == len(key) == 9, "the three that are the same are not to be rated"
    assert {sides["A"] for sides in key.values()} == {"before", "after"}, "shuffled"
    assert not re.search("before|after", (folder / SHEET).read_text().partition("\n")[2])
    with pytest.raises(SystemExit, match="nothing is rated yet"):
        open_sheet(folder / SHEET, folder / KEY)
    for row in rows:  # a rater who likes what has an answer
        row[COLUMNS[4]] = "A" if "think" in row["A"] else "b"
    rows[0][COLUMNS[4]] = "same"
    with (folder / "rated.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    said = open_sheet(folder / "rated.csv", folder / KEY)
    assert said.startswith("9 of 9 pairs rated, 1 of them the same.")
    assert re.search(r"after training in (87\.5|100\.0) %", said)


def test_no_cell_is_a_formula(folder):
    lines = [json.loads(line) for line in (folder / "completions_after.jsonl").read_text().splitlines()]
    lines[1]["completions"][0] = '=HYPERLINK("https://example.com")'
    (folder / "completions_after.jsonl").write_text("\n".join(map(json.dumps, lines)))
    write_outcome(folder, ABOUT)
    with (folder / SHEET).open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not any(cell.startswith("=") for cell in cells)


def test_best_traces_are_right_best_and_fit_to_train_on(folder):
    (folder / "data.json").write_text(json.dumps({"train": ROWS[:3]}))
    question = [row["prompt"][0]["content"] for row in ROWS]
    samples = [
        {"step": 1, "reward": "total", "text": "The answer is 4.", "score": 1.0, "question": question[0]},
        {"step": 1, "reward": "total", "text": good(0), "score": 1.2, "question": question[0]},
        {"step": 2, "reward": "total", "text": "\\boxed{99}", "score": 9.0, "question": question[0]},
        {"step": 2, "reward": "total", "text": "\\boxed{99}", "score": 9.0, "question": question[1]},
        {"step": 3, "reward": "one", "text": "The answer is 6.", "score": 1.0, "question": question[2]},
        {"step": 3, "reward": "two", "text": "The answer is 6.", "score": 0.5, "question": question[2]},
        {"step": 3, "reward": "one", "text": good(2), "score": 1.2, "question": question[2]},
    ]
    (folder / "GRPO").mkdir()
    (folder / "GRPO" / "completions.jsonl").write_text("\n".join(map(json.dumps, samples)))
    write_outcome(folder, ABOUT)
    lines = [json.loads(line) for line in (folder / "best_traces.jsonl").read_text().splitlines()]
    assert [(line["id"], line["completion"][0]["content"]) for line in lines] == [
        ("p0", good(0)),
        ("p2", "The answer is 6."),
    ]
    assert [line["reward"] for line in lines] == [1.2, 1.5]
    assert len(load_traces(f"local:{folder / 'best_traces.jsonl'}")) == 2
    answers = (folder / "best_answers.jsonl").read_text().splitlines()
    assert len(answers) == N - 1
    with pytest.raises(SystemExit, match="written for a problem of the evaluation"):
        load_traces(f"local:{folder / 'best_answers.jsonl'}")


def test_a_components_curve_is_its_mean_over_the_rows_that_have_a_score():
    log = [
        {"step": 1, "total/units/score": 0.25, "total/units/scored": 0.5, "total/units/units.right": 0.5},
        {"step": 2, "total/units/score": 0.0, "total/units/scored": 0.0},
        {"step": 3, "eval_total/units/score": 0.75, "eval_total/units/scored": 1.0},
        {"step": 4, "total/units/score": 0.5},
        {"step": 5, "total/scored": 0.5, "total/units/score": 0.25},
    ]
    assert components(log) == {"units": "total/units/score"}
    assert series(log, "total/units/score") == ([1, 4, 5], [0.5, 0.5, 0.5])
    assert series(log, "total/units/units.right") == ([1], [0.5])


def test_curves_leave_out_what_the_log_lacks(tmp_path):
    assert not draw_curves(tmp_path / "none.png", [], "nothing")
    assert not (tmp_path / "none.png").exists()
    assert [panel.title for panel in panels_of([{"step": 1, "loss": 0.5}, {"train_loss": 0.5}])] == ["Loss"]
    assert draw_curves(tmp_path / "one.png", [{"step": 1, "reward": 0.5}], "one point")
    assert (tmp_path / "one.png").read_bytes().startswith(b"\x89PNG")


def test_smoothing_starts_at_the_first_value_and_follows():
    assert smooth([1.0, 1.0, 1.0]) == pytest.approx([1.0] * 3)
    assert smooth([0.0] * 5 + [1.0] * 60)[-1] > 0.99
