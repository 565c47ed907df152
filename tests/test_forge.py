"""The files of the forge can't run here: they are held against what does, the Makefile and the pins."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from release import home

ROOT = Path(__file__).parent.parent
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
FORGE = ROOT / ".github"
WORKFLOWS = sorted(FORGE.glob("workflows/*.yml"))
PYTHONS = ["3.10", "3.11", "3.12", "3.13", "3.14"]
NOT_RUN_BY_US = {"3.14"}

yaml = pytest.importorskip("yaml", reason="reads the workflows: PyYAML is in requirements/dev.txt")
toml = pytest.importorskip(
    "tomlkit", reason="reads pyproject.toml on Python 3.10 too: in requirements/dev.txt"
)
of_the_forge = pytest.mark.skipif(not FORGE.is_dir(), reason="a source distribution has no .github folder")


def steps() -> list[dict[str, str]]:
    jobs = [job for file in WORKFLOWS for job in yaml.safe_load(file.read_text("utf-8"))["jobs"].values()]
    return [step for job in jobs for step in job["steps"]]


def targets() -> list[str]:
    """What the Makefile can make, in its order."""
    rules = re.findall(r"^([a-z][\w. -]*):(?!=)", MAKEFILE, re.MULTILINE)
    return [target for rule in rules for target in rule.split()]


@of_the_forge
def test_every_step_is_a_target_that_runs_anywhere():
    lines = [step["run"] for step in steps() if "run" in step]
    assert lines
    for line in lines:
        program, *words = line.split()
        assert program == "make", line
        asked = [word for word in words if "=" not in word]
        assert asked, line
        assert set(asked) <= set(targets()), line


def test_a_target_is_made_in_one_way():
    made = [target for target in targets() if target != ".PHONY"]
    assert sorted(made) == sorted(set(made))


PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_target_that_a_page_names_is_there(page):
    named = re.findall(r"(?:`|^)make ((?:[a-z][\w.-]* ?)+)", page.read_text("utf-8"), re.MULTILINE)
    assert {target for targets in named for target in targets.split()} <= set(targets())


def test_every_file_that_contributing_names_is_there():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    named = re.findall(r"`((?:[\w.-]+/)+[\w.-]*)`|\]\(([\w./-]+)\)", text)
    inside = [ROOT, ROOT / "src" / "reasoning_rewards"]
    missing = [
        path for pair in named for path in pair if path and not any((one / path).exists() for one in inside)
    ]
    assert missing == [] if FORGE.is_dir() else all(path.startswith((".ci", ".github")) for path in missing)


@of_the_forge
def test_every_action_is_pinned_to_one_commit_and_says_its_version():
    lines = [line for file in WORKFLOWS for line in file.read_text("utf-8").splitlines() if " uses: " in line]
    pins = {re.fullmatch(r"\s+- uses: ([\w/-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)", line) for line in lines}
    assert len(lines) == sum("uses" in step for step in steps())
    assert None not in pins
    assert len({pin[1] for pin in pins}) == len({pin.groups() for pin in pins}), "an action has two versions"


def test_the_same_pythons_everywhere():
    project = toml.parse((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    told = re.findall(r"Python :: (\d\.\d+)", " ".join(project["classifiers"]))
    assert set(told) == set(PYTHONS) - NOT_RUN_BY_US
    assert re.search(r"^ALL_PYTHONS \?= (.*)$", MAKEFILE, re.MULTILINE)[1].split() == [
        f"python{v}" for v in PYTHONS
    ]


@of_the_forge
def test_the_matrix_runs_all_of_them_and_fails_for_what_we_run():
    unit = yaml.safe_load((FORGE / "workflows" / "tests.yml").read_text("utf-8"))["jobs"]["unit"]
    assert unit["strategy"]["matrix"] == {"system": ["ubuntu", "macos", "windows"], "python": PYTHONS}
    excused = " || ".join(f"matrix.python == '{version}'" for version in sorted(NOT_RUN_BY_US))
    assert unit["continue-on-error"] == "${{ matrix.system != 'ubuntu' || " + excused + " }}"


@of_the_forge
def test_a_release_is_used_on_all_of_them():
    release = yaml.safe_load((FORGE / "workflows" / "release.yml").read_text("utf-8"))["jobs"]["build"]
    (set_up,) = [step["with"] for step in release["steps"] if "setup-python" in step.get("uses", "")]
    assert sorted(set_up["python-version"].split()) == PYTHONS


def test_pre_commit_has_the_versions_of_the_tests():
    file = ROOT / ".pre-commit-config.yaml"
    if not file.is_file():
        pytest.skip("a source distribution has no .pre-commit-config.yaml")
    pins = set((ROOT / "requirements" / "dev.txt").read_text("utf-8").split("\n"))
    (local,) = yaml.safe_load(file.read_text("utf-8"))["repos"]
    used = {each for hook in local["hooks"] for each in hook["additional_dependencies"]}
    assert {each.partition("==")[0] for each in used} == {"ruff", "mypy"}
    assert used <= pins


# ── where the project lives ──

README = "# name\n\n<!-- badges -->\n<!-- /badges -->\n\nText.\n"


def test_where_it_lives_is_said_everywhere_and_can_be_said_again(tmp_path, capsys):
    for name in ("pyproject.toml", "CITATION.cff"):
        (tmp_path / name).write_text((ROOT / name).read_text("utf-8"), "utf-8")
    (tmp_path / "README.md").write_text(README, "utf-8")
    assert home.main(["first/one"], tmp_path) == home.main(["second/one"], tmp_path) == 0
    said = {name: (tmp_path / name).read_text("utf-8") for name in home.WRITERS}
    assert all("second/one" in text and "first/one" not in text for text in said.values())
    urls = toml.parse(said["pyproject.toml"])["project"]["urls"]
    assert urls["Repository"] == "https://github.com/second/one"
    assert yaml.safe_load(said["CITATION.cff"])["repository-code"] == urls["Repository"]
    assert said["README.md"].count("](https://github.com/second/one/actions/workflows/tests.yml)") == 1
    capsys.readouterr()
    assert home.main(["second/one"], tmp_path) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("arguments", [[], ["https://github.com/a/b"], ["a"], ["a/b", "c"]])
def test_what_is_no_place_is_refused(arguments, tmp_path, capsys):
    assert home.main(arguments, tmp_path) == 2
    assert "expected owner/name" in capsys.readouterr().out
