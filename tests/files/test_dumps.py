"""Completions as other trainers write them: known by their columns, read without an option, overridden by one."""

import json
import math

import pytest

from reasoning_rewards.cli.main import main
from reasoning_rewards.files.dumps import dump_of

VERL = [  # as verl 0.9 writes rollout_data_dir/40.jsonl
    {
        "input": "user\n3 + 4?\nassistant\n",
        "output": "<think>3 + 4 = 7</think> \\boxed{7}",
        "gts": gold,
        "score": 0.0,
        "step": 40,
        "acc": False,
        "uid": f"{row}_0_0",
    }
    for row, gold in enumerate(["7", "8", "7.0"])
]
OPENRLHF = [{"input": "3 + 4?", "output": "#### 7", "reward": 0.5}]
MESSAGES = [{"role": "assistant", "content": "#### 7"}]
REWARD = "Correctness(gold_column='solution')"


def write(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def scored(capsys, *arguments):
    code = main(["score", *arguments])
    said = capsys.readouterr()
    return code, [json.loads(line) for line in said.out.splitlines()], said.err


def test_a_rollout_dump_of_verls_is_read_as_it_is(tmp_path, capsys):
    code, rows, said = scored(capsys, write(tmp_path / "40.jsonl", VERL), "--reward", REWARD)
    assert (code, [row["reward"]["score"] for row in rows]) == (0, [1.0, 0.0, 1.0])
    assert said.count("reads as verl's rollout dump: completions in 'output', gold in 'gts' (--fields") == 1


def test_what_an_option_names_is_read_instead(tmp_path, capsys):
    path = write(tmp_path / "40.jsonl", [{**row, "mine": "7"} for row in VERL])
    _, rows, said = scored(capsys, path, "--reward", REWARD, "--fields", "solution=mine")
    assert [row["reward"]["score"] for row in rows] == [1.0, 1.0, 1.0]
    assert "completions in 'output' (" in said and "gold in" not in said


def test_a_field_of_the_rewards_own_name_is_read_before_the_dumps(tmp_path, capsys):
    path = write(tmp_path / "40.jsonl", [{**row, "solution": "8"} for row in VERL])
    _, rows, _ = scored(capsys, path, "--reward", REWARD)
    assert [row["reward"]["score"] for row in rows] == [0.0, 0.0, 0.0]


def test_every_command_knows_the_dump(tmp_path, capsys):
    path = write(tmp_path / "40.jsonl", VERL)
    assert main(["explain", path, "--reward", REWARD, "--row", "2"]) == 0
    assert "read '7', gold '8'" in capsys.readouterr().out
    assert main(["audit", path]) == 0
    assert capsys.readouterr().out.startswith("3 golds")
    assert main(["diff", path, "--reward", REWARD, "--reward", "Format(layout=THINK_BOXED)"]) == 1
    assert "1 of 3 rows changed" in capsys.readouterr().out
    out = str(tmp_path / "scored.jsonl")
    assert main(["score", path, "--reward", REWARD, "--out", out]) == 0
    assert main(["passrate", out]) == 0
    said = capsys.readouterr().out
    assert "1 problems (1 with 3 completions)" in said and "maj@n     0.6667" in said
    assert main(["passrate", path, "--as", "score"]) == 0
    assert "reads as verl's rollout dump" in capsys.readouterr().err, "its own scores are verdicts"
    assert main(["diff", path, path, "--as", "score"]) == 0


def test_two_scored_dumps_of_other_completions_are_not_compared(tmp_path, capsys):
    names = []
    for name, output in (("one", "#### 7"), ("two", "#### 8")):
        path = write(tmp_path / f"{name}.jsonl", [{**VERL[0], "output": output}])
        names.append(str(tmp_path / f"{name}_scored.jsonl"))
        assert main(["score", path, "--reward", REWARD, "--out", names[-1]]) == 0
    assert main(["diff", *names]) == 2
    assert "do not hold the same completions" in capsys.readouterr().err


def test_what_openrlhf_writes_has_no_gold_and_the_message_says_so(tmp_path, capsys):
    path = write(tmp_path / "out.jsonl", OPENRLHF)
    code, _, said = scored(capsys, path, "--reward", REWARD, "--as", "mine")
    assert code == 2
    assert (
        "no field 'solution'" in said
        and "OpenRLHF's batch inference writes no column of the data set" in said
    )
    code, rows, _ = scored(capsys, path, "--reward", "Format()", "--as", "mine")
    assert (code, rows[0]["mine"]["score"], rows[0]["reward"]) == (0, 0.0, 0.5)
    labelled = write(tmp_path / "labelled.jsonl", [{**OPENRLHF[0], "label": "7"}])
    _, rows, said = scored(capsys, labelled, "--reward", REWARD, "--as", "mine")
    assert rows[0]["mine"]["score"] == 1.0 and "gold in 'label'" in said


def test_instructions_are_no_prompts_and_files_of_our_own_are_no_dumps():
    assert dump_of({"instruction": "Add.", "input": "3, 4", "output": "7"}) is None
    assert dump_of({"prompt": "3 + 4?", "completion": "7", "answer": "7"}) is None


@pytest.mark.parametrize(
    ("prompt", "completion"),
    [("3 + 4?", "#### 7"), ([{"role": "user", "content": "3 + 4?"}], MESSAGES)],
    ids=["text, as TRL 1.9 writes", "conversations, as TRL 1.16 writes"],
)
def test_the_parquet_of_log_completions(tmp_path, capsys, prompt, completion):
    pa = pytest.importorskip("pyarrow", reason="pyarrow is in the extra [files]")
    import pyarrow.parquet as pq

    folder = tmp_path / "completions"
    folder.mkdir()
    for step in (1, 2):
        table = {
            "step": [step] * 2,
            "prompt": [prompt] * 2,
            "completion": [completion] * 2,
            "correctness": [1.0, math.nan],  # TRL's row of a reward that abstained
            "advantage": [0.7, -0.7],
        }
        pq.write_table(pa.table(table), folder / f"completions_{step:05}.parquet")
    code, _, said = scored(capsys, str(folder), "--reward", "Correctness()")
    assert code == 2
    assert "no field 'answer'" in said and "TRL writes no column of the data set" in said
    code, rows, said = scored(capsys, str(folder), "--reward", "Format()")
    assert (code, [row["step"] for row in rows]) == (0, [1, 1, 2, 2])
    assert "reads as TRL's log_completions: completions in 'completion'" in said
    assert rows[1]["correctness"] is None, "JSON has no NaN"
