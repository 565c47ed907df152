"""What stands between a trainer's numbers and whatever writes them: metrics are added, a loss that is none ends the run."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from reasoning_rewards.errors import MissingExtraError, NonFiniteError

__all__ = ["callback", "stop_on_non_finite"]

_PATIENCE = 20  # gradient norms in a row that are none: more than float16's scaler takes to find its scale


def stop_on_non_finite() -> Any:
    """A ``transformers.TrainerCallback`` that ends a run whose loss is no number before its weights are saved.

    It raises NonFiniteError out of ``trainer.train()``. A `Monitor`'s callback does the same; this one is for trainers
    without a reward. A gradient norm may be none for some steps: in float16 the scaler begins too high, skips the step
    and halves its scale, from 2**16 to below 1 in 17 steps; what lasts longer than 20 is not the scaler.
    """
    return callback(lambda step, logs, history, first: None)


def callback(log: Callable[[int, dict[str, Any], dict[str, Any], bool], None]) -> Any:
    """A callback that looks at the numbers of each step, and then hands them to ``log``."""
    try:
        from transformers import TrainerCallback
    except ImportError as error:
        raise MissingExtraError(
            "a callback needs transformers; install it with: pip install 'reasoning-rewards[train]'"
        ) from error

    class MonitorCallback(TrainerCallback):  # type: ignore[misc, unused-ignore]
        """Looks at what the trainer logs, and adds to it."""

        bad_gradients = 0

        def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            """Have a loss that is no number logged as such, where the trainer would log the mean of those before."""
            args.logging_nan_inf_filter = False

        def on_log(
            self, args: Any, state: Any, control: Any, logs: dict[str, Any] | None = None, **_: Any
        ) -> None:
            """Called with the numbers that are about to be written."""
            if logs is None:
                return
            history = getattr(state, "log_history", None) or [{}]
            step = getattr(state, "global_step", 0)
            first = getattr(state, "is_world_process_zero", True)
            log(step, logs, history[-1], first)  # before it may raise, so that this step's line is there
            self.bad_gradients = _insist_finite(logs, self.bad_gradients, args, state)

    return MonitorCallback()


def _insist_finite(logs: Mapping[str, Any], bad_gradients: int, args: Any, state: Any) -> int:
    """Raise where the loss is no number; how many gradient norms in a row were none."""
    bad = {
        name: logs[name]
        for name in ("loss", "grad_norm")
        if isinstance(logs.get(name), int | float) and not math.isfinite(logs[name])
    }
    bad_gradients = bad_gradients + 1 if "grad_norm" in bad else 0
    if "loss" in bad or bad_gradients >= _PATIENCE:
        numbers = ", ".join(f"{name} is {value}" for name, value in bad.items())
        raise NonFiniteError(
            f"{numbers} at step {state.global_step} of {state.max_steps}; training was stopped before these weights were "
            "saved. In float16 that is mostly a learning rate that is too high: halve it, or train in bfloat16; then go "
            f"on from the last checkpoint in {args.output_dir} with trainer.train(resume_from_checkpoint=True)"
        )
    return bad_gradients
