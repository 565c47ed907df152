"""Completions of rows, by vLLM or by plain generation: one function for both, and for greedy and sampled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from tqdm import tqdm

if TYPE_CHECKING:
    from peft import PeftModel
    from transformers import PreTrainedTokenizerBase


class Written(NamedTuple):
    """A completion as its evaluation needs it."""

    text: str
    ids: tuple[int, ...]
    finished: bool  # it ended by itself, and not at max_new_tokens


def complete(
    model: PeftModel, tokenizer: PreTrainedTokenizerBase, rows: Sequence[Mapping[str, Any]], **how: Any
) -> list[list[str]]:
    """The texts of `write`: one list per row."""
    return [[one.text for one in several] for several in write(model, tokenizer, rows, **how)]


def write(
    model: PeftModel,
    tokenizer: PreTrainedTokenizerBase,
    rows: Sequence[Mapping[str, Any]],
    *,
    samples: int,
    temperature: float,
    top_p: float = 1.0,
    max_new_tokens: int,
    seed: int,
    label: str,
    trained: bool = True,
    batch: int = 16,
    plain: bool = False,
) -> list[list[Written]]:
    """``samples`` completions of each row's prompt; temperature 0 takes the likeliest token every time.

    trained: with the adapter; without it the model is what it was before training.
    batch: rows at once in plain generation. plain: don't ask vLLM even where it is loaded.
    """
    if temperature == 0 and samples != 1:
        raise ValueError(f"samples={samples} at temperature 0: they would all be the same")
    prompts = [
        tokenizer.apply_chat_template(row["prompt"], tokenize=False, add_generation_prompt=True)
        for row in rows
    ]
    if hasattr(model, "load_lora") and not plain:  # Unsloth binds it where vLLM is loaded
        return _by_vllm(model, prompts, samples, temperature, top_p, max_new_tokens, seed, trained)
    found: list[list[Written]] = []
    # The same rows, settings and seed write the same, whatever was generated before.
    devices = [model.device] if model.device.type == "cuda" else []
    with (
        torch.random.fork_rng(devices),
        writing(model),
        nullcontext() if trained else model.disable_adapter(),
    ):
        torch.manual_seed(seed)
        with tqdm(total=len(prompts), desc=label, unit="row", leave=False) as bar:
            for first in range(0, len(prompts), batch):
                some = prompts[first : first + batch]
                found += _plain(model, tokenizer, some, samples, temperature, top_p, max_new_tokens)
                bar.update(len(some))
    return found


@torch.no_grad()
def _plain(
    model: PeftModel,
    tokenizer: PreTrainedTokenizerBase,
    prompts: list[str],
    samples: int,
    temperature: float,
    top_p: float,
    max_new_tokens: int,
) -> list[list[Written]]:
    given = tokenizer(
        prompts, return_tensors="pt", padding=True, padding_side="left", add_special_tokens=False
    ).to(model.device)
    # Each one said, so that a model's own generation settings (Qwen3 ships some) don't fill the gaps.
    drawing: dict[str, Any] = {"do_sample": False, "temperature": None, "top_p": None, "top_k": None}
    if temperature > 0:
        drawing = {"do_sample": True, "temperature": temperature, "top_p": top_p, "top_k": 0}
    output = model.generate(
        input_ids=given["input_ids"],
        attention_mask=given["attention_mask"],
        max_new_tokens=max_new_tokens,
        num_return_sequences=samples,
        pad_token_id=tokenizer.pad_token_id,
        eos_token_id=tokenizer.eos_token_id,
        **drawing,
    )
    written = [_until_end(tokenizer, row) for row in output[:, given["input_ids"].shape[1] :].tolist()]
    return [written[first : first + samples] for first in range(0, len(written), samples)]


def _until_end(tokenizer: PreTrainedTokenizerBase, ids: list[int]) -> Written:
    finished = tokenizer.eos_token_id in ids
    kept = ids[: ids.index(tokenizer.eos_token_id)] if finished else ids
    # Special tokens are left out of the text, as trainers leave them out of what rewards see.
    return Written(tokenizer.decode(kept, skip_special_tokens=True), tuple(kept), finished)


def _by_vllm(
    model: Any,
    prompts: list[str],
    samples: int,
    temperature: float,
    top_p: float,
    max_new_tokens: int,
    seed: int,
    trained: bool,
) -> list[list[Written]]:
    from vllm import SamplingParams

    how = SamplingParams(
        n=samples,
        temperature=temperature,
        top_p=top_p,
        max_tokens=max_new_tokens,
        seed=seed,
        skip_special_tokens=True,
    )
    with TemporaryDirectory() as folder:
        adapter = None
        if trained:
            model.save_pretrained(folder, selected_adapters=["default"])
            adapter = model.load_lora(str(Path(folder)))
        outputs = model.fast_generate(prompts, sampling_params=how, lora_request=adapter)
    rest(model)
    return [
        [Written(one.text, tuple(one.token_ids), one.finish_reason == "stop") for one in output.outputs]
        for output in outputs
    ]


def rest(model: Any) -> None:
    """Let vLLM give back its cache, most of the card; in standby it wakes by itself when it is next asked.

    GRPO does so after every step. SFT, the export and the fresh process would get what vLLM has left over.
    """
    engine = getattr(model, "vllm_engine", None)
    if engine is not None and engine.llm_engine.vllm_config.model_config.enable_sleep_mode:
        engine.sleep(1)


@contextmanager
def writing(model: PeftModel) -> Iterator[None]:
    """In the mode for generation, and back in the mode it was in."""
    was_training = model.training
    unsloth = hasattr(model, "for_inference")
    model.for_inference() if unsloth else model.eval()
    try:
        yield
    finally:
        if unsloth and was_training:
            model.for_training()
        model.train(was_training)
