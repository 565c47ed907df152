"""What the time of GRPO could have gone into instead: the model's own right answers are kept, the others not."""

from types import SimpleNamespace

import pytest

pytest.importorskip("torch", reason="completions are a model's")
pytest.importorskip("trl", reason="a run trains: needs requirements/trl.txt")

from reasoning_rewards import After, Correctness, Layout
from recipe import alternatives

SOLVED = Correctness(layout=Layout(think=None, answer=After("Answer:")))
ROWS = [{"prompt": [{"role": "user", "content": f"{n} + 1?"}], "answer": str(n + 1)} for n in range(40)]


@pytest.fixture
def run():
    settings = SimpleNamespace(rollout_temperature=1.0, rollout_top_p=1.0, max_completion_length=8)
    return SimpleNamespace(
        model=None,
        tokenizer=None,
        settings=settings,
        options=SimpleNamespace(seed=0),
        data=lambda: {"train": ROWS},
    )


def answers(monkeypatch, written):
    """A model that writes the same completions for every row."""
    asked = []

    def complete(model, tokenizer, rows, **how):
        asked.extend(rows)
        return [[text.format(right=row["answer"]) for text in written] for row in rows]

    monkeypatch.setattr(alternatives, "complete", complete)
    return asked


def test_right_completions_are_kept_with_their_prompts(monkeypatch, run):
    answers(monkeypatch, ["Answer: {right}", "Answer: 99", "{right}", "1. so\nAnswer: {right}"])
    found = alternatives.own_right_answers(run, 3600, SOLVED)
    assert len(found) == 2 * len(ROWS)
    assert found[0] == {
        "prompt": ROWS[0]["prompt"],
        "completion": [{"role": "assistant", "content": "Answer: 1"}],
    }


def test_it_ends_when_the_time_is_over(monkeypatch, run):
    asked = answers(monkeypatch, ["Answer: {right}"])
    assert alternatives.own_right_answers(run, 0, SOLVED) == []
    assert not asked


def test_a_model_that_is_never_right_is_said(monkeypatch, run):
    answers(monkeypatch, ["Answer: 99"])
    with pytest.raises(SystemExit, match="no right completion"):
        alternatives.rejection(run, 3600, SOLVED)
