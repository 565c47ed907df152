"""A run's stages: each alone, each only after what it needs, each said in a line."""

import json
from dataclasses import replace

import pytest

pytest.importorskip("torch", reason="a run loads models")
pytest.importorskip("trl", reason="a run trains with TRL")

from reasoning_rewards import THINK_BOXED, Boxed, Layout, Tag
from recipe import smoke
from recipe.headline import figures, headline, opens_thinking
from recipe.machine import Machine
from recipe.options import Training
from recipe.run import Run, fitting
from recipe.settings import Settings

pytestmark = [pytest.mark.usefixtures("own_ctrl_c"), pytest.mark.filterwarnings("ignore")]
SETTINGS = Settings(
    **smoke.PATHS,
    max_prompt_length=320,
    max_completion_length=8,
    lora_rank=4,
    lora_alpha=8,
    evaluation_rows=3,
    samples=2,
    temperature=0.7,
    top_p=0.9,
    sft_steps=2,
    grpo_steps=2,
    learning_rate=1e-4,
    num_generations=4,
    gradient_accumulation_steps=4,
    warmup_steps=0,
    save_steps=1,
)


@pytest.fixture
def sitting(tiny, tmp_path):
    """A new sitting of the same run."""

    def begin(stage=None, **other):
        settings = replace(SETTINGS, model=tiny, **other)
        return Run(settings, Training(backend="trl", stage=stage), tmp_path, Machine("trl"), Boxed())

    return begin


def test_data_is_read_once_and_the_longest_prompts_come_first(sitting, monkeypatch):
    from recipe.sources.checks import prompt_length

    run = sitting("data")
    data = run.data()
    lengths = [prompt_length(row, run.tokenizer) for row in data["train"]]
    assert lengths[: min(16, len(lengths))] == sorted(lengths, reverse=True)[: min(16, len(lengths))]
    assert len(data["evaluation"]) == 3
    monkeypatch.setattr("recipe.sources.load_rows", None)
    assert sitting().data() == data


def test_before_alone_loads_no_more_than_it_needs(sitting, capsys, tmp_path):
    run = sitting("before")
    before = run.before({})
    assert before["n"] == 3
    assert before["samples"] == 2
    assert f"before: {headline(before)}" in capsys.readouterr().out
    kept = [json.loads(line) for line in (tmp_path / "completions_before.jsonl").read_text().splitlines()]
    assert [len(row["completions"]) for row in kept] == [2, 2, 2]
    again = sitting("before")
    assert again.before({}) == before
    assert "model" not in vars(again), "what is done needs no model"


@pytest.mark.parametrize(
    ("stage", "call", "said"),
    [
        ("sft", lambda run: run.sft(), "needs the evaluation before it"),
        ("after", lambda run: run.after({}), "has no finished GRPO"),
        ("export", lambda run: run.export([]), "has no finished GRPO"),
    ],
)
def test_a_stage_without_what_it_needs_says_so(sitting, stage, call, said):
    with pytest.raises(SystemExit, match=said):
        call(sitting(stage))


def test_other_stages_are_left_alone(sitting):
    run = sitting("data")
    run.sft()
    run.grpo([])
    run.export([])
    run.report(None, [])
    assert "model" not in vars(run)


def test_what_is_too_long_is_left_out_and_counted(sitting, capsys):
    run = sitting("data")
    rows = run.data()["train"]
    capsys.readouterr()
    from recipe.sources.checks import prompt_length

    lengths = [prompt_length(row, run.tokenizer) for row in rows]
    kept = fitting(rows, run.tokenizer, max(lengths) - 1)
    assert len(kept) == sum(length < max(lengths) for length in lengths)
    assert f"{len(rows) - len(kept)} of {len(rows)} problems are over" in capsys.readouterr().out
    with pytest.raises(SystemExit, match=f"every one of {len(rows)} prompts is longer"):
        fitting(rows, run.tokenizer, 3)


def test_who_has_the_form():
    texts = [["<think>a</think>\\boxed{1}", "\\boxed{1}"], ["  <think>", "I <think>"]]
    assert opens_thinking(texts, THINK_BOXED) == 0.5
    assert opens_thinking(texts, Layout(think=Tag("think", opened_by="prompt"), answer=Boxed())) == 1.0


def test_sft_is_skipped_where_the_model_has_the_form(sitting, capsys):
    run = sitting()
    run.stages.write("before", {"opens_thinking": 0.75})
    run.sft()
    assert "SFT is not needed: 75%" in capsys.readouterr().out
    assert not run.finished("SFT")


def test_the_figures_of_a_card():
    estimate = {"value": 0.5, "low": 0.25, "high": 0.75}
    one = {
        "n": 2,
        "samples": 4,
        "ids": ["a", "b"],
        "right": [[True] * 4, [False] * 4],
        "maj": [True, False],
        "pass1": estimate,
        "majk": estimate,
        "mean_length": 7.0,
        "length_in": "tokens",
        "truncated": 0.25,
    }
    assert headline(one) == ("pass@1 50.0 % [25.0, 75.0], maj@4 50.0 % [25.0, 75.0], 7 tokens, 25% cut off")
    better = {**one, "right": [[True] * 4, [True] * 4], "maj": [True, True]}
    table = figures(one, better, SETTINGS)
    assert "graded by math-verify and not by the reward" in table
    assert "| pass@1 | 50.0 % [25.0, 75.0] | 50.0 % [25.0, 75.0] | +50.0 points" in table
