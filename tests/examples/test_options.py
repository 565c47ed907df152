"""The command line of the demo: folders, resuming, the user's own rewards."""

import json

import pytest

from recipe.options import Options, Training, load_rewards, read_options


def read(tmp_path, *arguments):
    return read_options("about", tmp_path / "runs", [*arguments])


def test_a_run_has_a_folder_of_its_own(tmp_path):
    first, second = read(tmp_path, "--seed", "3"), read(tmp_path, "--seed", "3")
    assert [folder.name for _, folder in (first, second)] == ["seed3", "seed3-2"]
    assert first[0] == Options(seed=3)


def test_the_folder_says_what_was_asked(tmp_path):
    _, folder = read(tmp_path, "--quick", "--lora", "--control", "format")
    assert folder.name == "seed0-quick-lora-format"


def test_resume_takes_the_options_of_the_run(tmp_path):
    asked, folder = read(tmp_path, "--seed", "5", "--quick")
    assert json.loads((folder / "options.json").read_text())["seed"] == 5
    assert read(tmp_path, "--resume", str(folder)) == (asked, folder)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--resume", "nowhere"], "no options.json"),
        (["--resume", "nowhere", "--seed", "1"], "takes its options from the run"),
        (["--control", "format", "--rewards", "a:b"], "give one of them"),
        (["--control", "length"], "invalid choice"),
    ],
)
def test_what_can_not_be_is_refused_with_a_reason(tmp_path, capsys, arguments, said):
    with pytest.raises(SystemExit):
        read(tmp_path, *arguments)
    assert said in capsys.readouterr().err


def test_a_full_folder_is_not_written_over(tmp_path, capsys):
    _, folder = read(tmp_path)
    with pytest.raises(SystemExit):
        read(tmp_path, "--out", str(folder))
    assert "go on with --resume" in capsys.readouterr().err


def test_own_rewards(tmp_path, monkeypatch):
    (tmp_path / "my_demo_rewards.py").write_text("def one(**_): ...\nmany = [one, one]\nnumber = 3\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.path", [*__import__("sys").path])
    assert len(load_rewards("my_demo_rewards:one")) == 1
    assert len(load_rewards("my_demo_rewards:many")) == 2
    for where, said in [
        ("my_demo_rewards", "module:name"),
        ("my_demo_rewards:two", "has no 'two'"),
        ("my_demo_rewards:number", "not a reward function"),
    ]:
        with pytest.raises(SystemExit, match=said):
            load_rewards(where)


# ── the scripts that train a real model ──


def read_training(tmp_path, *arguments):
    return read_options("about", tmp_path / "runs", [*arguments], kind=Training)


def test_a_training_is_named_for_what_it_is(tmp_path):
    _, folder = read_training(
        tmp_path,
        "--backend",
        "trl",
        "--data",
        "local:my rows.jsonl",
        "--control",
        "random",
        "--max-steps",
        "50",
    )
    assert folder.name == "trl-seed0-local-my-rows.jsonl-random-50steps"
    assert read_training(tmp_path)[1].name == "unsloth-seed0"
    assert read_training(tmp_path, "--smoke", "--seed", "4")[1].name == "unsloth-seed4-smoke"


def test_a_stage_is_of_the_sitting_and_not_of_the_run(tmp_path):
    asked, folder = read_training(tmp_path, "--no-4bit", "--stage", "data")
    assert (asked.bits4, asked.stage) == (False, "data")
    assert "stage" not in json.loads((folder / "options.json").read_text())
    again, same = read_training(tmp_path, "--resume", str(folder), "--stage", "before")
    assert (again, again.stage, same) == (asked, "before", folder), "options are equal but for the stage"
    assert read_training(tmp_path, "--resume", str(folder))[0].stage is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--resume", "nowhere", "--backend", "trl"], "takes its options from the run"),
        (["--control", "random", "--rewards", "a:b"], "give one of them"),
        (["--stage", "training"], "is none of data, before"),
        (["--generator", "hf"], "invalid choice"),
        (["--max-steps", "many"], "invalid int"),
    ],
)
def test_a_training_that_can_not_be_is_refused(tmp_path, capsys, arguments, said):
    with pytest.raises(SystemExit):
        read_training(tmp_path, *arguments)
    assert said in capsys.readouterr().err


def test_a_notebook_asks_for_nothing(tmp_path, monkeypatch):
    """What stands on the command line of a notebook's process is about its kernel."""
    monkeypatch.setitem(__import__("sys").modules, "ipykernel", object())
    monkeypatch.setattr("sys.argv", ["ipykernel_launcher.py", "-f", "kernel.json"])
    assert read_options("about", tmp_path / "runs", kind=Training)[0] == Training()
