"""The adapters, one a trainer; the names are theirs, in lower case as they are called in a file of rewards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reasoning_rewards.adapters.base import Adapter
from reasoning_rewards.calls import NOT_GIVEN
from reasoning_rewards.errors import BatchError, RewardsError
from reasoning_rewards.notices import warn_once

__all__ = ["nemo_rl", "openrlhf", "swift", "verl"]


@dataclass(frozen=True)
class verl(Adapter):  # noqa: N801
    """verl's ``compute_score``: one row by keyword, a dict back; columns come from ``extra_info``.

    >>> from reasoning_rewards import Correctness
    >>> compute_score = verl(Correctness())
    >>> compute_score(data_source="gsm8k", solution_str="#### 4", ground_truth="4", extra_info={})
    {'score': 1.0, 'scored': 1.0, 'acc': 1.0}
    """

    trainer = "verl"

    def __call__(
        self,
        data_source: object = None,
        solution_str: object = NOT_GIVEN,
        ground_truth: object = None,
        extra_info: Mapping[str, object] | None = None,
        **settings: object,
    ) -> dict[str, float]:
        """Score one row; ``reward_kwargs`` of the configuration are columns too."""
        if solution_str is NOT_GIVEN:
            raise self.miscalled(settings)
        if not isinstance(extra_info, Mapping | None):
            raise BatchError(f"extra_info={extra_info!r:.60}: expected an object with columns, or None")
        columns = {"data_source": data_source, **(extra_info or {}), **settings}
        return self.row(solution_str, gold=ground_truth, columns=columns)


@dataclass(frozen=True)
class openrlhf(Adapter):  # noqa: N801
    """OpenRLHF's ``reward_func``: lists by position, a dict of tensors back.

    The prompt and the special tokens at the end are cut off a query. ``scores``, by which OpenRLHF filters groups, is
    what decides says, or the total scaled to 0…1 where nothing decides.
    """

    trainer = "OpenRLHF"
    feeds = ("prompts",)

    def __call__(
        self,
        queries: Sequence[str] = NOT_GIVEN,
        prompts: Sequence[str] = NOT_GIVEN,
        labels: Sequence[object] = NOT_GIVEN,
        **other: object,
    ) -> dict[str, Any]:
        """Score the rows of a call; OpenRLHF makes it for one row."""
        import torch

        if labels is NOT_GIVEN or other:
            raise self.miscalled(other)
        try:
            texts = [self.text_of(*pair) for pair in zip(queries, prompts, strict=False)]
            rows = self.rows(texts, golds=labels, prompts=prompts)
        except RewardsError as error:  # OpenRLHF notes it where nobody looks, and trains on None
            warn_once((self.__name__, "openrlhf"), f"{error}. OpenRLHF goes on without a reward for this row")
            raise
        low, high = self.reward.bounds
        scaled = [row.get("acc", (row["score"] - low) / ((high - low) or 1.0)) for row in rows]
        logs = {name: torch.tensor([row[name] for row in rows]) for name in rows[0] if name != "score"}
        rewards = torch.tensor([row["score"] for row in rows])
        return {"rewards": rewards, "scores": torch.tensor(scaled).clamp(0.0, 1.0), "extra_logs": logs}


@dataclass(frozen=True)
class swift(Adapter):  # noqa: N801
    """ms-swift's ``orms["total"]``: called with the arguments it gives the function, which is called with columns.

    ``messages`` give the prompts, ``response_token_ids`` the token ids. Only the total is logged: ms-swift takes numbers.
    """

    trainer = "ms-swift"
    feeds = ("groups", "prompts", "token_ids", "clock")
    takes_none = True

    def __call__(
        self, *misplaced: object, args: object = None, **other: object
    ) -> Callable[..., list[float | None]]:
        """The function under the reward's name, since ms-swift logs it under that."""
        if misplaced or other:
            raise self.miscalled(other)

        def scored(completions: Sequence[object], **columns: Any) -> list[float | None]:
            messages, ids = columns.get("messages"), columns.get("response_token_ids")
            rows = self.rows(
                completions,
                golds=columns.get(self.gold_column) if self.gold_column else None,
                prompts=None if messages is None else list(map(_before_the_answer, messages)),
                completion_ids=None if ids is None else list(map(_of_all_turns, ids)),
                columns=columns,
                trainer_state=columns.get("trainer_state"),
            )
            return [row["score"] for row in rows]

        scored.__name__ = scored.__qualname__ = self.__name__
        return scored


@dataclass(frozen=True)
class nemo_rl(Adapter):  # noqa: N801
    """NeMo-RL's environment for one turn: stands where ``register_env`` finds an actor class.

    The gold is ``metadata[i]["ground_truth"]``, or else the field by the gold column's name; other fields are columns.
    """

    trainer = "NeMo-RL"
    feeds = ("prompts", "token_ids")

    def options(self, **settings: Any) -> Any:
        """The Ray actor class, as ``create_env`` asks for it."""
        import ray

        return ray.remote(type("Environment", (_Environment,), {"adapter": self})).options(**settings)

    def step(self, message_log_batch: Sequence[Any], metadata: Sequence[Mapping[str, Any]]) -> list[float]:
        """The scores of a batch of conversations."""
        logs = [[{**each, "content": each.get("content") or ""} for each in log] for log in message_log_batch]
        told = "ground_truth" if any("ground_truth" in each for each in metadata) else self.gold_column or ""
        named = [name for name in self.reward.columns if any(name in each for each in metadata)]
        rows = self.rows(
            logs,
            golds=[each.get(told) for each in metadata],
            prompts=list(map(_before_the_answer, logs)),
            completion_ids=[_of_the_assistant(log) for log in message_log_batch],
            columns={name: [each.get(name) for each in metadata] for name in named},
        )
        return [row["score"] for row in rows]


class _Environment:
    """What NeMo-RL's ``EnvironmentInterface`` asks of an actor; every conversation ends after its turn."""

    adapter: nemo_rl

    def __init__(self, config: object = None) -> None:
        self.config = config

    def step(self, message_log_batch: Sequence[Any], metadata: Sequence[Any], *_: object) -> Any:
        import torch
        from nemo_rl.environments.interfaces import EnvironmentReturn

        scores = self.adapter.step(message_log_batch, metadata)
        return EnvironmentReturn(
            observations=[{"role": "environment", "content": ""}] * len(scores),
            metadata=list(metadata),
            next_stop_strings=[None] * len(scores),
            rewards=torch.tensor(scores),
            terminateds=torch.ones(len(scores)),
            answers=[None] * len(scores),
        )

    def global_post_process_and_metrics(self, batch: Any) -> Any:
        name = f"{self.adapter.__name__}/mean"
        return batch, {name: float(batch["rewards"].float().mean())} if "rewards" in batch else {}

    def shutdown(self) -> bool:
        return True


def _before_the_answer(messages: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The messages before the assistant's first: the prompt, whatever turns and tools came after it."""
    first = next(
        (place for place, each in enumerate(messages) if each.get("role") == "assistant"), len(messages)
    )
    return [{"role": each.get("role"), "content": each.get("content")} for each in messages[:first]]


def _of_all_turns(ids: Sequence[Any]) -> list[int]:
    """The token ids of a completion, of all its turns where they come turn by turn."""
    return [token for turn in ids for token in (turn if isinstance(turn, list | tuple) else [turn])]


def _of_the_assistant(log: Sequence[Mapping[str, Any]]) -> list[int]:
    return [
        int(token) for each in log if each.get("role") == "assistant" for token in each.get("token_ids", ())
    ]
