"""The stages of a training run, in the order a script calls them; each does nothing where it is done already.

    run = Run(SETTINGS, OPTIONS, FOLDER, MACHINE, Boxed())
    run.data(); run.before(measured); run.sft(); run.grpo(rewards); run.after(measured)
    run.report(total, rewards); run.export(rewards)

The model is loaded when a stage first needs it, and then brought to where the finished stages left it.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from transformers import set_seed

from reasoning_rewards import Layout
from reasoning_rewards.text.markers import Marker
from recipe import evaluation, export, models, sources, states
from recipe.alternatives import more_sft, rejection
from recipe.headline import figures, headline, opens_thinking
from recipe.machine import Machine
from recipe.options import Training
from recipe.outcome import write_outcome
from recipe.sampling import rest, write
from recipe.settings import Settings
from recipe.stages import Stages, restore
from recipe.train import grpo, sft

Rewards = Sequence[Callable[..., Any]]
HAS_THE_FORM = 0.5
"""Share of completions that open their thinking: from here on SFT has nothing to teach."""

LAST = {"grpo": "GRPO", "sft": "more-SFT", "rejection": "rejection"}
"""The folder of what follows the warm-up."""

PROOFS = 4  # prompts of the export's proof


class Run:
    """A run's settings, folder and stages, and the model between them."""

    def __init__(
        self,
        settings: Settings,
        options: Training,
        folder: Path,
        machine: Machine,
        answer: Marker,
        *,
        thinks: bool = True,
    ) -> None:
        """``answer``: where the model is to put its answer; who opens the thinking, its template says.

        thinks: False where no thinking is to be marked: the whole completion is the work.
        """
        set_seed(options.seed)
        self.settings, self.options, self.folder, self.machine = settings, options, folder, machine
        self.last = LAST[getattr(options, "follow", "grpo")]
        self.stages = Stages(folder)
        self.name = models.resolved(settings.model, folder, options.seed)
        self.tokenizer = models.load_tokenizer(self.name)
        self.layout = (
            Layout.of(self.tokenizer, answer=answer) if thinks else Layout(think=None, answer=answer)
        )
        self.stages.write("settings", asdict(settings))
        print(f"{machine}\nWriting to {folder}; Ctrl-C ends a stage early and keeps what was learnt.")

    # ── the model, where a stage needs it ──

    @cached_property
    def model(self) -> Any:
        """The model with its adapter, as the last finished stage left it."""
        settings = self.settings
        model, self.tokenizer = models.load(
            self.machine,
            self.name,
            max_length=settings.max_length,
            lora_rank=settings.lora_rank,
            lora_alpha=settings.lora_alpha,
            gpu_memory_utilization=settings.gpu_memory_utilization,
            seed=self.options.seed,
        )
        for name in (self.last, "SFT"):
            if self.finished(name):
                restore(model, self.folder / name / "model")
                break
        rest(model)
        return model

    @property
    def prefilled(self) -> bool:
        """Whether a completion begins inside its thinking, because the template has opened it."""
        return self.layout.think is not None and self.layout.think.opened_by == "prompt"

    def finished(self, name: str) -> bool:
        """Whether an earlier sitting trained this stage to its end."""
        return (self.folder / name / "finished").exists()

    def wanted(self, stage: str) -> bool:
        """Whether this call is to do a stage: all of them, unless ``--stage`` names some."""
        return self.options.stage is None or stage in self.options.stage.split(",")

    # ── the stages ──

    def data(self) -> dict[str, Any]:
        """Rows to train and to measure on, once and for all sittings; its own golds checked, no overlap."""
        return self.stages.once("data", self._data)

    def _data(self) -> dict[str, Any]:
        settings, seed = self.settings, self.options.seed
        told = {"seed": seed, "system": settings.system, "suffix": settings.suffix}
        held_out = sources.load_rows(settings.evaluation, "eval", limit=settings.evaluation_rows, **told)
        train = sources.load_rows(settings.data, "train", limit=settings.train_rows, **told)
        held_out, train = sources.audit_golds(held_out), sources.audit_golds(train)
        if self.options.drop_overlap:
            train = sources.without_overlap(train, held_out)
        sources.refuse_overlap(train, held_out)
        train = fitting(train, self.tokenizer, settings.max_prompt_length)
        train = sources.longest_first(train, self.tokenizer)
        print(f"{len(train)} problems to train on ({settings.data}), {len(held_out)} to measure on.")
        return {"train": train, "evaluation": held_out}

    def before(self, measured: Mapping[str, Any]) -> dict[str, Any]:
        """What the model can do before any training."""
        return self._measure("before", measured, trained=False)

    def after(self, measured: Mapping[str, Any]) -> dict[str, Any]:
        """The same, after. What a stopped run can do is kept too, and measured again once it is finished."""
        if self.wanted("after"):
            self._require(self.last, "after")
            if (self.stages.read("after") or {}).get("stopped"):
                (self.folder / "after.json").unlink()
        result = self._measure("after", measured, trained=True)
        if self.stages.stopped:
            self.stages.write("after", {**result, "stopped": self.stages.stopped})
        return result

    def _measure(self, stage: str, measured: Mapping[str, Any], *, trained: bool) -> dict[str, Any]:
        if not self.wanted(stage):
            return self.stages.read(stage) or {}
        result: dict[str, Any] = self.stages.once(stage, lambda: self._evaluate(stage, measured, trained))
        print(f"{stage}: {headline(result)}")
        return result

    def _evaluate(self, stage: str, measured: Mapping[str, Any], trained: bool) -> dict[str, Any]:
        settings, rows = self.settings, self.data()["evaluation"]
        written = write(
            self.model,
            self.tokenizer,
            rows,
            samples=settings.samples,
            temperature=settings.temperature,
            top_p=settings.top_p,
            max_new_tokens=settings.max_completion_length,
            seed=self.options.seed,
            label=stage,
            trained=trained,
            batch=settings.generation_batch,
        )
        texts = [[one.text for one in several] for several in written]
        tokens = [[one.ids for one in several] for several in written]
        result = evaluation.measure(
            rows,
            texts,
            measured,
            tokens=tokens,
            limit=settings.max_completion_length,
            opened=self.prefilled,
        )
        told = evaluation.records(rows, texts, result, measured, tokens=tokens)
        lines = (json.dumps(row, ensure_ascii=False) for row in told)
        (self.folder / f"completions_{stage}.jsonl").write_text("\n".join([*lines, ""]), "utf-8")
        return {**result, "opens_thinking": opens_thinking(texts, self.layout)}

    def sft(self) -> None:
        """Teach the form of a solution, unless the model has it: see HAS_THE_FORM."""
        settings = self.settings
        done = self.finished("SFT") or self.finished(self.last)
        if not self.wanted("sft") or settings.traces is None or done:
            return
        before = self.stages.read("before")
        if before is None:
            raise SystemExit(
                "--stage sft: needs the evaluation before it, which says whether the model has the form"
            )
        share = before["opens_thinking"]
        if share >= HAS_THE_FORM:
            print(f"SFT is not needed: {share:.0%} of the completions have the form already.")
            return
        if self.stages.begin("SFT", self.model):
            traces = sources.load_traces(
                settings.traces,
                limit=settings.sft_rows,
                seed=self.options.seed,
                layout=self.layout,
                system=settings.system,
                suffix=settings.suffix,
                longest=4 * settings.max_completion_length,  # characters: about four to a token
            )
            sft(self.model, self.tokenizer, traces, self.stages, self.machine, settings, *self.told)

    def state(self, state: states.State, strict: states.Strict) -> None:
        """What the model can do here, read both ways, greedy and sampled; see `recipe.states`."""
        if self.options.stage is None:
            found = states.measure(self, state, self.data()["evaluation"], strict)
            print(f"{state.said}, lenient: {states.headline(found)}")

    def follow(self, rewards: Rewards, solved: Any) -> None:
        """GRPO, or what else its time could have gone into; see `recipe.alternatives`."""
        if self.last == "GRPO":
            self.grpo(rewards)
        elif self.wanted("grpo") and not self.finished(self.last):
            seconds = self.stages.read("allowed")
            if seconds is None:
                raise SystemExit(
                    f"--follow {self.options.follow}: needs --start DIR, whose GRPO says how long"
                )
            if self.stages.begin(self.last, self.model):
                (more_sft if self.last == "more-SFT" else rejection)(self, seconds, solved)

    def grpo(self, rewards: Rewards) -> None:
        """Train on rewards."""
        if not self.wanted("grpo") or self.finished("GRPO"):
            return
        if self.stages.begin("GRPO", self.model):
            rows = self.data()["train"]
            grpo(
                self.model,
                self.tokenizer,
                rows,
                rewards,
                self.stages,
                self.machine,
                self.settings,
                *self.told,
            )

    @property
    def told(self) -> tuple[str, int]:
        return self.options.report_to, self.options.seed

    def export(self, rewards: Rewards) -> None:
        """Adapter, merged model, model card, GGUF if asked; and the proof that the adapter is what was trained."""
        if not self.wanted("export"):
            return
        self._require(self.last, "export")
        self.stages.once("export", lambda: self._export(rewards))

    def _export(self, rewards: Rewards) -> dict[str, Any]:
        settings, folder = self.settings, self.folder
        adapter, merged = folder / "adapter", folder / "merged"
        rows = self.data()["evaluation"][:PROOFS]
        export.save_adapter(self.model, self.tokenizer, adapter)
        export.save_merged(self.model, self.tokenizer, self.machine, adapter, merged)
        made = {"gguf": "not asked for"}
        if self.options.gguf:
            made["gguf"] = export.save_gguf(self.model, self.tokenizer, folder / "gguf")
        before, after = self.stages.read("before"), self.stages.read("after")
        table = figures(before, after, settings) if before and after else "It was not measured."
        code = "\n".join(map(repr, rewards))
        card = export.card(settings, self.machine, code, table, self.name)
        for place in (adapter, merged):
            (place / "README.md").write_text(card, "utf-8")
        here = export.greedy(self.model, self.tokenizer, rows, export.proof_tokens(settings.max_length))
        self.release()
        proof = export.prove(folder, self.machine, here, rows, settings.max_length)
        print(
            f"A fresh process loaded {adapter}: {proof['same_as_trained']} of {proof['rows']} greedy completions are the"
            f" trained model's, {proof['other_than_base']} differ from the base model's."
        )
        return {**made, **proof}

    def report(self, total: Any, rewards: Rewards) -> None:
        """Write the report and its pictures, and say what came of it all."""
        if not self.wanted("after") or self.stages.read("after") is None:
            return
        about = {
            "name": self.folder.name,
            "model": self.settings.model,
            "data": self.settings.data,
            "evaluation": self.settings.evaluation,
            "trained_on": [getattr(reward, "__name__", repr(reward)) for reward in rewards],
            "described": str(total.describe()),
            "margin": total.margin(),
            "control": self.options.control,
            "stopped": self.stages.stopped,
            "machine": str(self.machine),
            "versions": [f"{name} {version}" for name, version in self.machine.versions.items()],
            "settings": asdict(self.settings),
        }
        print(write_outcome(self.folder, about))

    def release(self) -> None:
        """Let go of the model, so that another process has the card's memory."""
        self.__dict__.pop("model", None)
        gc.collect()
        if torch.cuda.is_available():
            torch.cuda.empty_cache()

    def _require(self, name: str, stage: str) -> None:
        if not self.finished(name) and not self.stages.stopped:
            raise SystemExit(
                f"--stage {stage}: {self.folder} has no finished {name}; leave out --stage to do all"
            )


def fitting(rows: list[dict[str, Any]], tokenizer: Any, longest: int) -> list[dict[str, Any]]:
    """The rows whose prompt fits; the others are counted, since newer trainers don't cut prompts."""
    kept = [row for row in rows if sources.checks.prompt_length(row, tokenizer) <= longest]
    if len(kept) < len(rows):
        print(f"{len(rows) - len(kept)} of {len(rows)} problems are over {longest} tokens and were left out.")
    if not kept:
        raise SystemExit(f"max_prompt_length={longest}: every one of {len(rows)} prompts is longer")
    return kept
