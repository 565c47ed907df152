"""Every public reward inside a real `GRPOTrainer`: the same tests for every version of TRL."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from reasoning_rewards import Format, Reward
from reasoning_rewards.core.margin import advantages
from reasoning_rewards.core.report import metric_names, metrics
from tests.contract.rewards import BEYOND, COMPONENTS, TOTAL

trl = pytest.importorskip("trl", reason="needs TRL, in the environments of: make contract")

pytestmark = pytest.mark.filterwarnings("ignore")  # a trainer's own warnings are its own affair

HAS_HOOKS = int(trl.__version__.partition(".")[0]) >= 1
STEPS, GROUP, BATCH = 2, 4, 8

needs_hooks = pytest.mark.skipif(not HAS_HOOKS, reason=f"TRL {trl.__version__} passes no hooks to rewards")


@dataclass
class Witness:
    """A reward that keeps what the trainer passed, so that scores can be computed again by hand."""

    calls: list[dict[str, Any]] = field(default_factory=list)
    __name__ = "witness"

    def __call__(self, completions, trainer_state, **passed):
        state = SimpleNamespace(global_step=trainer_state.global_step, max_steps=trainer_state.max_steps)
        self.calls.append({"completions": completions, "trainer_state": state, **passed})
        return [0.0] * len(completions)


@dataclass
class Run:
    """A finished training: its rewards, what they were called with, and what the trainer wrote down."""

    rewards: list[Reward]
    calls: list[dict[str, Any]]
    steps: list[dict[str, float]]
    scores: dict[str, list[float]]
    folder: Path


def configured(folder: Path, **settings: Any) -> Any:
    """A configuration for the smallest run there is."""
    return trl.GRPOConfig(
        output_dir=str(folder),
        per_device_train_batch_size=BATCH,
        num_generations=settings.pop("num_generations", GROUP),
        max_completion_length=8,
        max_steps=settings.pop("max_steps", STEPS),
        logging_steps=1,
        log_completions=True,
        save_strategy=settings.pop("save_strategy", "no"),
        report_to=[],
        use_cpu=True,
        bf16=False,
        disable_tqdm=True,
        seed=1,
        **settings,
    )


def trainer_of(rewards: list[Any], config: Any, conversations: bool = False, **more: Any) -> Any:
    """A trainer that has not begun."""
    from tests.contract import tiny

    return trl.GRPOTrainer(
        model=tiny.model(),
        reward_funcs=rewards,
        args=config,
        train_dataset=tiny.dataset(conversations),
        processing_class=tiny.tokenizer(),
        **more,
    )


def train(rewards: list[Any], config: Any, conversations: bool = False, **more: Any) -> Any:
    """A trainer that has trained."""
    trainer = trainer_of(rewards, config, conversations, **more)
    trainer.train()
    return trainer


@pytest.fixture(scope="module", params=["strings", "conversations"])
def prompts(request):
    return request.param


@pytest.fixture(scope="module", params=["components", "one total"])
def run(request, prompts, tmp_path_factory):
    rewards = COMPONENTS if request.param == "components" else [TOTAL]
    witness = Witness()
    folder = tmp_path_factory.mktemp("run")
    trainer = train([*rewards, witness], configured(folder), prompts == "conversations")
    return Run(
        rewards,
        witness.calls,
        [entry for entry in trainer.state.log_history if "reward" in entry],
        {name: list(scores) for name, scores in trainer._logs["rewards"].items()},
        folder,
    )


def by_hand(reward, call):
    """What the reward says of a batch that the trainer had scored, without any hook."""
    columns = {name: value for name, value in call.items() if name not in ("log_metric", "log_extra")}
    return reward(**columns)


def test_every_step_is_scored_once(run):
    assert len(run.calls) == len(run.steps) == STEPS
    assert all(len(call["completions"]) == BATCH for call in run.calls)


def test_prompts_and_completions_have_the_shape_of_the_data_set(run, prompts):
    wanted = str if prompts == "strings" else list
    for call in run.calls:
        assert {type(each) for each in (*call["prompts"], *call["completions"])} == {wanted}


def test_rewards_are_logged_under_their_names(run):
    names = [reward.__name__ for reward in run.rewards]
    assert len(set(names)) == len(names)
    for step in run.steps:
        logged = {key.split("/")[1] for key in step if key.startswith("rewards/") and key.endswith("/mean")}
        assert logged == {*names, "witness"}


def test_scores_in_the_trainer_are_the_scores_by_hand(run):
    for reward in run.rewards:
        mine = [math.nan if score is None else score for score in by_hand(reward, run.calls[-1])]
        assert run.scores[reward.__name__] == pytest.approx(mine, abs=1e-6, nan_ok=True)


def test_the_random_model_earns_something_of_everything(run):
    for reward in run.rewards:
        scores = [score for call in run.calls for score in by_hand(reward, call) if score is not None]
        if not isinstance(reward, (Format, *BEYOND)):  # nor has it a strict form
            assert len(set(scores)) > 1, reward


def test_the_logged_mean_is_the_mean_of_the_rows_that_have_a_score(run):
    for reward in run.rewards:
        for call, step in zip(run.calls, run.steps, strict=True):
            scores = [score for score in by_hand(reward, call) if score is not None]
            assert step[f"rewards/{reward.__name__}/mean"] == pytest.approx(
                sum(scores) / len(scores), abs=1e-6
            )


def test_the_rows_without_a_gold_abstain_and_no_others(run):
    for reward in run.rewards:
        if getattr(reward, "gold_column", None) is not None or reward is TOTAL:
            for call in run.calls:
                silent = [score is None for score in by_hand(reward, call)]
                assert silent == [gold is None for gold in call["answer"]]


def test_the_clock_is_the_trainers(run):
    assert [call["trainer_state"].global_step for call in run.calls] == list(range(STEPS))
    assert {call["trainer_state"].max_steps for call in run.calls} == {STEPS}


def test_hooks_are_passed_where_the_trainer_has_them(run):
    assert all(("log_metric" in call) == ("log_extra" in call) == HAS_HOOKS for call in run.calls)


@needs_hooks
def test_components_are_logged_as_documented(run):
    for reward in run.rewards:
        for call, step in zip(run.calls, run.steps, strict=True):
            context = {"prompts", "completions", "completion_ids", "trainer_state", "log_metric", "log_extra"}
            columns = {name: values for name, values in call.items() if name not in context}
            state = call["trainer_state"]
            verdicts = reward.verdicts(
                call["completions"],
                prompts=call["prompts"],
                completion_ids=call["completion_ids"],
                progress=state.global_step / state.max_steps,
                **columns,
            )
            wanted = metrics(reward, verdicts)
            assert list(wanted) == metric_names(reward)
            logged = {name: step[name] for name in wanted}
            assert all(math.isfinite(value) for value in logged.values())
            assert logged == pytest.approx(wanted, abs=1e-6)


@needs_hooks
def test_the_table_of_completions_says_why(run):
    pandas = pytest.importorskip("pandas")
    for number, call in enumerate(run.calls, 1):
        table = pandas.read_parquet(run.folder / "completions" / f"completions_{number:05d}.parquet")
        for reward in run.rewards:
            column = list(table[f"{reward.__name__}/why"])
            assert len(column) == len(call["completions"])
            assert all(isinstance(line, str) and line for line in column)


# ── what the trainer makes of rewards: core/margin/advantages.py against the trainer's own numbers ──

_FIRST = [1.0, 0.0, 0.0, 0.25, -0.5, 1.0, 0.7, 0.0]
_SECOND = [0.0, 0.3, 0.3, 0.0, 0.1, -1.0, 0.0, 0.2]


def first(completions, **_):
    return _FIRST[: len(completions)]


def second(completions, **_):
    return _SECOND[: len(completions)]


def advantages_of_the_trainer(folder, **settings):
    """The advantages of one group of eight whose scores are the two columns above."""
    config = configured(folder, num_generations=BATCH, max_steps=1, reward_weights=[1.0, 0.5], **settings)
    return list(train([first, second], config)._logs["advantages"])


@pytest.mark.parametrize("scale", ["group", "batch", "none"])
def test_advantages_are_the_trainers(scale, tmp_path):
    summed = [one + 0.5 * other for one, other in zip(_FIRST, _SECOND, strict=True)]
    theirs = advantages_of_the_trainer(tmp_path, scale_rewards=scale)
    assert advantages.normalised(summed, scale) == pytest.approx(theirs, abs=1e-5)


@pytest.mark.skipif(
    "multi_objective_aggregation" not in {each.name for each in fields(trl.GRPOConfig)},
    reason=f"TRL {trl.__version__} sums before it normalises, always",
)
def test_advantages_of_components_normalised_first_are_the_trainers(tmp_path):
    theirs = advantages_of_the_trainer(tmp_path, multi_objective_aggregation="normalize_then_sum")
    mine = advantages.normalised_then_summed([_FIRST, _SECOND], [1.0, 0.5])
    assert mine == pytest.approx(theirs, abs=1e-5)
