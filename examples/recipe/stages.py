"""The stages of a run, each with a folder: what is finished is not done twice, what was stopped goes on."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from safetensors.torch import load_file
from tqdm import tqdm
from transformers import PreTrainedModel, Trainer
from transformers.trainer_utils import get_last_checkpoint

from reasoning_rewards import NonFiniteError
from reasoning_rewards.metrics import stop_on_non_finite
from recipe.callbacks import tidy


class Stages:
    """Keeps time, plain results and trained models of a run in its folder.

    ``times``: seconds of each stage, over all sittings of a run that was stopped and resumed.
    ``stopped``: the stage that Ctrl-C ended, in words, or ``None``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.times: dict[str, float] = self.read("times") or {}
        self.stopped: str | None = None
        signal.signal(signal.SIGINT, self.leave)

    def leave(self, number: int, frame: FrameType | None) -> None:
        """Ctrl-C between the trainings, or for the second time within one."""
        raise SystemExit(f"Stopped. What was finished is kept: go on with --resume {self.folder}")

    def read(self, name: str) -> Any:
        path = self.folder / f"{name}.json"
        return json.loads(path.read_text("utf-8")) if path.exists() else None

    def write(self, name: str, result: object) -> None:
        path = self.folder / f"{name}.json"
        unfinished = path.with_suffix(".tmp")
        unfinished.write_text(json.dumps(result, indent=1), "utf-8")
        unfinished.replace(path)  # whole or not at all, whenever the run is stopped

    def once(self, name: str, work: Callable[[], object]) -> Any:
        """The result of ``work``, read from the folder if an earlier sitting did it.

        After a stop it is not kept: it is of a half-trained model, and a resumed run must do it again.
        """
        result = self.read(name)
        if result is None:
            start = time.perf_counter()
            result = work()
            if not self.stopped:
                self.write(name, result)
                self.add_time(name, time.perf_counter() - start)
        return result

    def add_time(self, name: str, seconds: float) -> None:
        self.times[name] = self.times.get(name, 0.0) + seconds
        self.write("times", self.times)

    def begin(self, name: str, model: PreTrainedModel) -> bool:
        """Whether this stage is to be trained now; its clock starts.

        Not if an earlier sitting finished it: then ``model`` is given the weights it had at its end.
        Nor if a stage before it was stopped: then only the evaluation and the report are left to do.
        """
        if self.stopped:
            return False
        if (self.folder / name / "finished").exists():
            restore(model, self.folder / name / "model")
            return False
        self.name, self.start = name, time.perf_counter()
        return True

    def train(self, trainer: Trainer, shown: dict[str, str], *, merge: bool = True) -> PreTrainedModel:
        """Train the stage that began to its end, or to Ctrl-C; from its last checkpoint, if it has one.

        Returns the model, an adapter merged into it unless ``merge`` is false; then it alone is kept.
        """
        folder = self.folder / self.name
        brake = tidy(trainer, self.name, shown)
        trainer.add_callback(stop_on_non_finite())
        try:
            trainer.train(resume_from_checkpoint=get_last_checkpoint(folder) if folder.is_dir() else None)
        except NonFiniteError as error:
            raise SystemExit(self.broken(str(error))) from error
        finally:
            self.write(f"{self.name}_log", trainer.state.log_history)
        state, model = trainer.state, trainer.model
        if merge and hasattr(model, "merge_and_unload"):
            model = model.merge_and_unload()
        keep(model, folder / "model")
        if brake.stopped and state.global_step < state.max_steps:
            self.stopped = f"{self.name} at step {state.global_step} of {state.max_steps}"
            tqdm.write(f"Stopped: {self.stopped}. To go on later: --resume {self.folder}")
        else:
            (folder / "finished").touch()
        self.add_time(self.name, time.perf_counter() - self.start)
        return model

    def broken(self, said: str) -> str:
        """What to read when a number was none."""
        folder = self.folder / self.name
        checkpoint = get_last_checkpoint(folder) if folder.is_dir() else None
        kept = f"the last good weights are {checkpoint}" if checkpoint else "no weights were saved before"
        return f"{self.name} stopped: {said}\nHere {kept}. To go on: --resume {self.folder}, or a new run"


def keep(model: PreTrainedModel, folder: Path) -> None:
    """Save a model's weights, or its adapter's, less the copy that a trainer with beta > 0 keeps beside it."""
    adapter = {"selected_adapters": ["default"]} if hasattr(model, "peft_config") else {}
    model.save_pretrained(folder, **adapter)


def restore(model: PreTrainedModel, folder: Path) -> None:
    """Give a model, or its adapter, the weights that `keep` saved."""
    if (folder / "adapter_model.safetensors").is_file():
        from peft import set_peft_model_state_dict

        report = set_peft_model_state_dict(model, load_file(folder / "adapter_model.safetensors"))
        if report.unexpected_keys:
            raise SystemExit(f"{folder}: made for another model, which has no {report.unexpected_keys[0]}")
    else:
        model.load_state_dict(load_file(folder / "model.safetensors"))
