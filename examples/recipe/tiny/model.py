"""A model, a tokenizer and a chat template small enough to train from nothing on a laptop."""

from __future__ import annotations

import random

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen3Config, Qwen3ForCausalLM

from recipe.tiny.problems import Problem
from recipe.tiny.traces import solution

TAGS = ("<think>", "</think>", "<answer>", "</answer>")
PAD, START, END = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
VOCABULARY = 1024

CHAT_TEMPLATE = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
"""Qwen's own, less system prompts and tools: each message between its two marks."""

PIECES = Regex(r"\p{N}+| [+\-*/=] | ?\p{L}+ ?|[^\p{L}\p{N}\s]+ ?|\s")
"""What a token may not cross: a whole number, an operator with its spaces, a word, punctuation.

With whole numbers as tokens a step is one look-up to learn, not an algorithm over digits.
"""


def make_tokenizer(problems: list[Problem]) -> PreTrainedTokenizerFast:
    """A byte-level BPE of the problems' questions and solutions, as Qwen3's is of the web's."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(PIECES, behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=[PAD, START, END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    rng = random.Random(0)
    text = [problem.question for problem in problems]
    text += [solution(problem, kind, rng) for problem in problems for kind in ("bare", "guess")]
    tokenizer.train_from_iterator([*text, "user\n", "assistant\n"], trainer)
    # Not special, as in Qwen3's own tokenizer: trainers decode completions without special tokens,
    # and a tag that vanished there could earn no reward.
    tokenizer.add_tokens([AddedToken(tag, special=False, normalized=False) for tag in TAGS])
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token=PAD,
        eos_token=END,
        padding_side="left",
        model_input_names=["input_ids", "attention_mask"],  # as Qwen's; transformers 4 would add a third
        chat_template=CHAT_TEMPLATE,
    )


def make_model(tokenizer: PreTrainedTokenizerFast, longest: int = 256) -> Qwen3ForCausalLM:
    """Qwen3 as a quarter of a million random numbers; take care to seed torch before.

    longest: how many tokens a text may have.

    Two settings differ from Qwen3's small models, because they halve the time the arithmetic takes to
    learn: input and output embeddings are not tied, and the first weights are three times larger.
    """
    config = Qwen3Config(
        vocab_size=len(tokenizer),
        hidden_size=64,
        num_hidden_layers=3,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=16,
        intermediate_size=192,
        max_position_embeddings=longest,
        tie_word_embeddings=False,
        initializer_range=0.06,
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
    )
    return Qwen3ForCausalLM(config)
