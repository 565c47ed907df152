"""A model, a tokenizer and a data set that cost nothing: built here, in a second, from no download."""

from __future__ import annotations

import json
from pathlib import Path

import torch
import trl
from datasets import Dataset
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast, Qwen3Config, Qwen3ForCausalLM

_SPECIAL = ("<pad>", "<eos>", "<unk>", "<|im_start|>")
_WORDS = (*"0123456789-,.?", "The", "answer", "is", "cm", "kg", "Tom", "has", "finds", "How", "many")
# Whole phrases as one token each, so that a model that draws tokens at random sometimes earns something.
_PHRASES = (
    *("<think>3 + 4 = 7</think>", "<think>2 + 2 = 4</think>", "<answer>7</answer>", "<answer>4</answer>"),
    *("<answer>1</answer>", "<think>", "#### 4", "3 + 4 = 7", "2 + 2 = 5"),
)
_VOCABULARY = (*_SPECIAL, *_WORDS, *_PHRASES)

_TEMPLATE = (
    "{% for message in messages %}<|im_start|> {{ message['content'] }} <eos> {% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>{% endif %}"
)
_QUESTIONS = [  # question, gold, the letter of its option, unit, steps; the third row says none of them
    ("Tom has 3 , finds 4 . How many ?", "7", "A", "cm", 1),
    ("Tom has 2 , finds 2 . How many ?", "4", "B", "kg", 1),
    ("Tom has 9 , finds 9 . How many ?", None, None, None, None),
    ("How many has Tom ? 3 - 2", "1", "C", "cm", 2),
]
_OPTIONS = ["7", "4", "1"]


def tokenizer() -> PreTrainedTokenizerFast:
    """One token a word; the tags are ordinary tokens, so that decoding keeps them."""
    vocabulary = {word: index for index, word in enumerate(_VOCABULARY)}
    backend = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    backend.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    made = PreTrainedTokenizerFast(
        tokenizer_object=backend,
        pad_token="<pad>",
        eos_token="<eos>",
        unk_token="<unk>",
        padding_side="left",
        model_input_names=["input_ids", "attention_mask"],
        clean_up_tokenization_spaces=False,
    )
    made.chat_template = _TEMPLATE
    return made


def bytes_tokenizer() -> PreTrainedTokenizerFast:
    """One token a byte, with the template of Qwen3 as TRL knows it: for tools, which are written in JSON."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {word: index for index, word in enumerate((*_SPECIAL, *alphabet))}
    backend = Tokenizer(models.BPE(vocabulary, merges=[]))
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    made = PreTrainedTokenizerFast(
        tokenizer_object=backend,
        pad_token="<pad>",
        eos_token="<|im_end|>",
        padding_side="left",
        clean_up_tokenization_spaces=False,
    )
    made.chat_template = (Path(trl.__file__).parent / "chat_templates" / "qwen3.jinja").read_text("utf-8")
    return made


def model() -> Qwen3ForCausalLM:
    """A Qwen3 of a few thousand weights that says anything at all."""
    return model_of(len(_VOCABULARY), 128)


def model_of(vocabulary: int, length: int) -> Qwen3ForCausalLM:
    """The same for another tokenizer."""
    torch.manual_seed(0)
    config = Qwen3Config(
        vocab_size=vocabulary,
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=8,
        max_position_embeddings=length,
        pad_token_id=0,
        eos_token_id=1,
        bos_token_id=None,
        tie_word_embeddings=True,
    )
    return Qwen3ForCausalLM(config)


_TESTS = json.dumps({"type": "calls", "entry_point": "f", "inputs": [[3]], "outputs": [7]})


def dataset(conversations: bool) -> Dataset:
    """Four questions, one of them with a gold that is missing."""
    return Dataset.from_list(
        [
            {
                "prompt": [{"role": "user", "content": question}] if conversations else question,
                "answer": gold,
                "choice": choice,
                "options": _OPTIONS,
                "unit": unit,
                "steps": steps,
                "checkpoints": None if gold is None else ["7", "4"],
                "nums": [3, 4],
                "target": 7,
                "puzzle": "12..\n....\n....\n...4",
                "seats": None if gold is None else json.dumps({"Tom": gold}),
                "tests": None if gold is None else _TESTS,
            }
            for question, gold, choice, unit, steps in _QUESTIONS
        ]
    )
