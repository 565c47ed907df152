"""Every kind of file is read as the same rows, and scored to the same verdicts."""

import csv
import gzip
import json
import sys
from importlib.util import find_spec

import pytest

from reasoning_rewards import Correctness, SettingError
from reasoning_rewards.cli.main import main
from reasoning_rewards.files.rows import Fields
from reasoning_rewards.files.scoring import Scorer
from reasoning_rewards.files.sources import chunks, found_files

ROWS = [
    {
        "completion": f'<think>{row}, say\n"so"</think> \\boxed{{{row % 7}}}',
        "answer": str(row % 5),
        "prompt": f"é {row}",
    }
    for row in range(2_500)
]
SCORES = Correctness()([row["completion"] for row in ROWS], answer=[row["answer"] for row in ROWS])


def write_jsonl(path):
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")


def write_list(path):
    path.write_text("\ufeff" + json.dumps(ROWS, ensure_ascii=False, indent=1), encoding="utf-8")


def write_table(path, delimiter):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(ROWS[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(ROWS)


def write_gz(path):
    plain = path.with_suffix("")
    WRITERS[plain.name](plain)
    path.write_bytes(gzip.compress(plain.read_bytes()))
    plain.unlink()


def write_zst(path):
    zstandard = pytest.importorskip("zstandard", reason="zstandard is in the extra [files]")
    plain = path.with_suffix("")
    WRITERS[plain.name](plain)
    path.write_bytes(zstandard.compress(plain.read_bytes()))
    plain.unlink()


def write_parquet(path):
    pa = pytest.importorskip("pyarrow", reason="pyarrow is in the extra [files]")
    import pyarrow.parquet as pq

    pq.write_table(pa.Table.from_pylist(ROWS), path, row_group_size=700)


def write_arrow(path):
    pa = pytest.importorskip("pyarrow", reason="pyarrow is in the extra [files]")
    form = pa.ipc.new_stream if path.stem == "stream" else pa.ipc.new_file
    table = pa.Table.from_pylist(ROWS)
    with form(path, table.schema) as writer:
        writer.write_table(table, max_chunksize=700)


def write_feather(path):
    pytest.importorskip("pyarrow", reason="pyarrow is in the extra [files]")
    import pyarrow as pa
    from pyarrow import feather

    feather.write_feather(pa.Table.from_pylist(ROWS), path)


WRITERS = {
    "rows.jsonl": write_jsonl,
    "rows.ndjson": write_jsonl,
    "rows": write_jsonl,
    "lines.json": write_jsonl,
    "rows.json": write_list,
    "rows.csv": lambda path: write_table(path, ","),
    "rows.tsv": lambda path: write_table(path, "\t"),
    "rows.jsonl.gz": write_gz,
    "rows.csv.gz": write_gz,
    "rows.json.gz": write_gz,
    "rows.jsonl.zst": write_zst,
    "rows.parquet": write_parquet,
    "rows.arrow": write_arrow,
    "stream.arrow": write_arrow,  # as in the cache of datasets
    "rows.feather": write_feather,
}


def scored(names):
    scorer = Scorer(Correctness(), Fields(("completion", "answer")))
    parts = [scorer(part) for part in chunks(names)]
    assert not [fault for part in parts for fault in part.faults]
    return [json.loads(line) for part in parts for line in part.text.splitlines()]


@pytest.mark.parametrize("name", WRITERS)
def test_a_file_of_every_kind(tmp_path, name):
    path = tmp_path / name
    WRITERS[name](path)
    found = scored([str(path)])
    assert [row["reward"]["score"] for row in found] == SCORES
    assert [{key: row[key] for key in ROWS[0]} for row in found] == ROWS


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.csv", "rows.parquet", "rows.arrow"])
def test_the_command_line_scores_it_with_two_processes_as_with_one(tmp_path, name, capsys):
    WRITERS[name](tmp_path / name)
    texts = []
    for jobs in ("1", "2"):
        out = tmp_path / f"out{jobs}.jsonl"
        reward = "Correctness() + 0.2*Format(layout=THINK_BOXED)"
        arguments = ["score", str(tmp_path / name), "--reward", reward, "--jobs", jobs, "--out", str(out)]
        assert main(arguments) == 0, capsys.readouterr().err
        texts.append(out.read_text("utf-8"))
    assert texts[0] == texts[1] and len(texts[0].splitlines()) == len(ROWS)


def test_a_folder_and_a_pattern_are_all_their_files_in_order(tmp_path):
    write_jsonl(tmp_path / "b.jsonl")
    write_table(tmp_path / "c.csv", ",")
    (tmp_path / "notes.txt").write_text("no rows")
    assert found_files([str(tmp_path)]) == [str(tmp_path / "b.jsonl"), str(tmp_path / "c.csv")]
    assert found_files([str(tmp_path / "*.jsonl")]) == [str(tmp_path / "b.jsonl")]
    with pytest.raises(SettingError, match="no file matches"):
        found_files([str(tmp_path / "*.zip")])
    assert len(scored(found_files([str(tmp_path)]))) == 2 * len(ROWS)


@pytest.mark.parametrize("suffix", ["parquet", "arrow", "feather"])
@pytest.mark.parametrize("pyarrow", [True, False])
def test_a_missing_table_is_said_to_be_missing(tmp_path, monkeypatch, capsys, suffix, pyarrow):
    if not pyarrow:
        monkeypatch.setitem(sys.modules, "pyarrow", None)
    path = tmp_path / f"rows.{suffix}"
    assert main(["score", str(path), "--reward", "Correctness()"]) == 2
    assert f"{path}: No such file or directory" in capsys.readouterr().err
    path.write_bytes(b"no table")
    assert main(["score", str(path), "--reward", "Correctness()"]) == 2
    assert (
        "not a table of" if pyarrow and find_spec("pyarrow") else "needs pyarrow"
    ) in capsys.readouterr().err


def test_an_empty_cell_of_an_arrow_file_is_no_answer(tmp_path, capsys):
    pa = pytest.importorskip("pyarrow", reason="pyarrow is in the extra [files]")
    path = tmp_path / "rows.arrow"
    table = pa.table({"completion": ["#### 4", None, "#### 4"], "answer": ["4", "4", "4"]})
    with pa.ipc.new_file(path, table.schema) as writer:
        writer.write_table(table)
    out = tmp_path / "scored.jsonl"
    assert main(["score", str(path), "--reward", "Correctness()", "--out", str(out)]) == 0
    assert [json.loads(line)["reward"]["score"] for line in out.read_text().splitlines()] == [1.0, 0.0, 1.0]
