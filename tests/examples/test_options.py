"""The command line of the demo: folders, resuming, the user's own rewards."""

import json

import pytest

from recipe.options import Options, load_rewards, read_options


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
