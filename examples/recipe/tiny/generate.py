"""Generating for problems: one completion each, greedy or sampled, perhaps with its start given."""

from __future__ import annotations

import torch
from tqdm import tqdm
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from recipe.tiny.problems import Problem
from recipe.tiny.samples import Sample
from recipe.tiny.traces import conversation

FORCED_START = "<think>\nfirst "
"""Put into the model's mouth, this takes the choice between thinking and guessing away from it."""

BATCH = 256


@torch.no_grad()
def complete(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    problems: list[Problem],
    *,
    max_new_tokens: int,
    sampled: bool = False,
    start: str = "",
    seed: int = 0,
    label: str = "evaluating",
) -> list[Sample]:
    """One completion per problem: the likeliest, or sampled at temperature 1. ``start`` opens each."""
    was_training = model.training
    model.eval()
    prompts = [
        tokenizer.apply_chat_template(conversation(problem), tokenize=False, add_generation_prompt=True)
        + start
        for problem in problems
    ]
    opening = tokenizer(start, add_special_tokens=False)["input_ids"] if start else []
    # top_k 0 and top_p 1: samples come from the whole distribution, as they do in GRPO.
    drawing = (
        {"do_sample": True, "temperature": 1.0, "top_k": 0, "top_p": 1.0} if sampled else {"do_sample": False}
    )
    samples: list[Sample] = []
    with torch.random.fork_rng(), tqdm(total=len(problems), desc=label, unit="problem", leave=False) as bar:
        torch.manual_seed(seed)
        for first in range(0, len(problems), BATCH):
            batch = tokenizer(
                prompts[first : first + BATCH], return_tensors="pt", padding=True, add_special_tokens=False
            )
            batch = batch.to(model.device)
            output = model.generate(
                input_ids=batch["input_ids"],
                attention_mask=batch["attention_mask"],
                max_new_tokens=max_new_tokens - len(opening),
                pad_token_id=tokenizer.pad_token_id,
                eos_token_id=tokenizer.eos_token_id,
                **drawing,
            )
            written = output[:, batch["input_ids"].shape[1] :].tolist()
            for problem, row in zip(problems[first : first + BATCH], written, strict=True):
                end = row.index(tokenizer.eos_token_id) if tokenizer.eos_token_id in row else len(row)
                tokens = opening + row[:end]
                samples.append(Sample(problem, tokenizer.decode(tokens), tuple(tokens)))
            bar.update(len(written))
    model.train(was_training)
    return samples
