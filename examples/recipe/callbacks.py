"""One tidy progress bar per stage, Ctrl-C that ends a stage and keeps what was learnt, and the stop on NaN."""

from __future__ import annotations

import math
import signal
import time
from types import FrameType

from tqdm import tqdm
from transformers import (
    PrinterCallback,
    ProgressCallback,
    Trainer,
    TrainerCallback,
    TrainerControl,
    TrainerState,
    TrainingArguments,
)


class TidyBar(TrainerCallback):
    """A bar with the numbers to watch, instead of a printed dictionary every few steps."""

    def __init__(self, label: str, shown: dict[str, str]) -> None:
        """``shown``: the names of logged numbers, and what to call them on the bar."""
        self.label = label
        self.shown = shown

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: object
    ) -> None:
        self.bar = tqdm(total=state.max_steps, initial=state.global_step, desc=self.label, unit="step")

    def on_step_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: object
    ) -> None:
        self.bar.update()

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, float] | None = None,
        **_: object,
    ) -> None:
        numbers = {name: f"{logs[key]:.2f}" for key, name in self.shown.items() if logs and key in logs}
        if numbers:
            self.bar.set_postfix(numbers)

    def on_train_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: object
    ) -> None:
        self.bar.close()


class StopAfter(TrainerCallback):
    """Ends training at the first step that ends after so many seconds: what else the same time can do."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: object
    ) -> None:
        self.start = time.monotonic()

    def on_step_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: object
    ) -> None:
        if time.monotonic() - self.start >= self.seconds:
            control.should_training_stop = True


class StopOnCtrlC(TrainerCallback):
    """Ctrl-C ends training after the step at hand, with a checkpoint; a second one ends at once."""

    def __init__(self) -> None:
        self.stopped = False

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: object
    ) -> None:
        self.before = signal.signal(signal.SIGINT, self.ask)

    def ask(self, number: int, frame: FrameType | None) -> None:
        self.stopped = True
        signal.signal(signal.SIGINT, self.before)
        tqdm.write("Stopping after this step; what was learnt is kept. Ctrl-C again ends at once.")

    def on_step_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: object
    ) -> None:
        if self.stopped:
            control.should_training_stop = True
            control.should_save = True

    def on_train_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: object
    ) -> None:
        signal.signal(signal.SIGINT, self.before)


class StopOnNonFinite(TrainerCallback):
    """Ends training at the first loss or reward that is no number, before its weights are saved.

    A gradient norm may be one for some steps: in float16 the scaler begins too high, skips the step and
    halves its scale. From 2**16 that is below 1 after 17 steps; what lasts longer is not the scaler.
    """

    PATIENCE = 20

    def __init__(self) -> None:
        self.said: str | None = None
        self.bad_gradients = 0

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, float] | None = None,
        **_: object,
    ) -> None:
        bad = {
            name: value
            for name, value in (logs or {}).items()
            if isinstance(value, (int, float)) and not math.isfinite(value) and watched(name)
        }
        gradient = bad.pop("grad_norm", None)
        self.bad_gradients = 0 if gradient is None else self.bad_gradients + 1
        if gradient is not None and self.bad_gradients >= self.PATIENCE:
            bad["grad_norm"] = gradient
        if bad and self.said is None:
            numbers = ", ".join(f"{name} is {value}" for name, value in bad.items())
            self.said = f"{numbers} at step {state.global_step} of {state.max_steps}"
            control.should_training_stop = True
            control.should_save = False


def watched(name: str) -> bool:
    """Whether a logged number must be finite: TRL logs NaN where, say, no completion ended."""
    return name in ("loss", "grad_norm", "reward", "reward_std") or name.startswith("rewards/")


def tidy(trainer: Trainer, label: str, shown: dict[str, str]) -> StopOnCtrlC:
    """Give a trainer the bar and the brake; the brake says afterwards whether it was used."""
    brake = StopOnCtrlC()
    for printer in (PrinterCallback, ProgressCallback):
        trainer.remove_callback(printer)
    trainer.add_callback(TidyBar(label, shown))
    trainer.add_callback(brake)
    return brake
