"""Reward functions with the signatures and the semantics of other people's, written anew.

TRL's read ``completion[0]["content"]``; the Unsloth notebooks' read the prompt's last message too; ms-swift's are
objects that take strings; verifiers' take one completion; open-r1's come from factories.
"""

from __future__ import annotations

import asyncio
import re
from functools import partial

# ── TRL's and open-r1's: conversations, columns by name, None for a gold that can't be read ──


def accuracy(completions, solution, log_extra=None, **kwargs) -> list[float | None]:
    contents = [completion[0]["content"] for completion in completions]
    if log_extra:
        log_extra("extracted", contents)
    return [
        None if gold is None else float(gold in text) for text, gold in zip(contents, solution, strict=True)
    ]


def think_format(completions, **kwargs) -> list[float]:
    shape = re.compile(r"^<think>(?!.*<think>)(.*?)</think>.*$", re.DOTALL)
    return [1.0 if shape.match(completion[0]["content"]) else 0.0 for completion in completions]


class SoftOverlong:
    """Reads token ids alone."""

    __name__ = "soft_overlong"

    def __init__(self, longest: int, cache: int) -> None:
        self.longest = longest
        self.cache = cache

    def __call__(self, completion_ids, **kwargs) -> list[float]:
        over = [len(ids) - (self.longest - self.cache) for ids in completion_ids]
        return [-min(max(each / self.cache, 0.0), 1.0) for each in over]


def cosine_factory(longest: int):
    def cosine_scaled(completions, solution, **kwargs):
        right = accuracy(completions, solution)
        return [
            None if score is None else score * (1 - len(completion[0]["content"]) / longest)
            for score, completion in zip(right, completions, strict=True)
        ]

    return cosine_scaled


# ── the Unsloth notebooks': answers compared as text, and whole prompts printed ──


def extract_xml_answer(text: str) -> str:
    return text.rpartition("<answer>")[2].partition("</answer>")[0].strip()


def correctness_reward_func(prompts, completions, answer, **kwargs) -> list[float]:
    responses = [completion[0]["content"] for completion in completions]
    _question = prompts[0][-1]["content"]
    extracted = [extract_xml_answer(each) for each in responses]
    return [2.0 if said == gold else 0.0 for said, gold in zip(extracted, answer, strict=True)]


def int_reward_func(completions, **kwargs) -> list[float]:
    said = [extract_xml_answer(completion[0]["content"]) for completion in completions]
    return [0.5 if each.isdigit() else 0.0 for each in said]


def strict_format_reward_func(completions, **kwargs) -> list[float]:
    shape = r"^<reasoning>\n.*?\n</reasoning>\n<answer>\n.*?\n</answer>\n$"
    return [0.5 if re.match(shape, completion[0]["content"]) else 0.0 for completion in completions]


def soft_format_reward_func(completions, **kwargs) -> list[float]:
    shape = r"<reasoning>.*?</reasoning>\s*<answer>.*?</answer>"
    return [0.5 if re.match(shape, completion[0]["content"]) else 0.0 for completion in completions]


def count_xml(text: str) -> float:
    count = 0.0
    for tag in ("<reasoning>\n", "\n</reasoning>\n"):
        count += 0.125 if text.count(tag) == 1 else 0.0
    for tag in ("\n<answer>\n", "\n</answer>"):
        if text.count(tag) == 1:
            count += 0.125 - 0.001 * (len(text.split(tag)[-1]) - (1 if tag == "\n</answer>" else 0))
    return count


def xmlcount_reward_func(completions, **kwargs) -> list[float]:
    return [count_xml(completion[0]["content"]) for completion in completions]


# ── ms-swift's: objects, strings, columns by name ──


class SwiftFormat:
    def __init__(self, args=None, **kwargs) -> None:
        self.args = args

    def __call__(self, completions, **kwargs) -> list[float]:
        return [float(bool(re.match(r"^<think>.*</think>", text, re.DOTALL))) for text in completions]


class SwiftAsync:
    async def __call__(self, completions, solution, **kwargs) -> list[float]:
        await asyncio.sleep(0)
        return [float(gold in text) for text, gold in zip(completions, solution, strict=True)]


# ── verifiers': one completion a call, named arguments ──


async def exact_match(completion, answer, parser=None, **kwargs) -> float:
    await asyncio.sleep(0)
    text = completion[-1]["content"]
    return float((parser(text) if parser else text).strip() == answer)


exact_answer = partial(exact_match, parser=extract_xml_answer)
