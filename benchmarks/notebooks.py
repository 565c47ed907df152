"""The scoring of the public Unsloth GRPO notebooks, written anew from its description; none of their code is here.

What is scored, and by how much, is theirs; `check` compares totals that were measured with the notebooks' own
rules. Each function takes what a trainer passes: completions as messages, and a column ``answer``.
"""

from __future__ import annotations

import re

__all__ = ["QWEN3", "XML", "check", "qwen3_dress", "xml_dress"]

_END, _OPEN, _CLOSE = "<end_working_out>", "<SOLUTION>", "</SOLUTION>"
_WHOLE = re.compile(rf"{_END}.*?{_OPEN}(.+?){_CLOSE}\s*$", re.DOTALL | re.MULTILINE)
_FIRST_NUMBER = re.compile(rf"{_OPEN}.*?\s*(-?[\d.,]+)", re.DOTALL | re.MULTILINE)


def texts(completions):
    return [completion[0]["content"] for completion in completions]


# ── Qwen3 (4B), DAPO-Math ──


def match_format_exactly(completions, **_):
    """3 where the whole layout occurs."""
    return [3.0 if _WHOLE.search(text) else 0.0 for text in texts(completions)]


def match_format_approximately(completions, **_):
    """For each of three tags 0.5 where it occurs once, else −1."""
    return [
        sum(0.5 if text.count(tag) == 1 else -1.0 for tag in (_END, _OPEN, _CLOSE))
        for text in texts(completions)
    ]


def check_answer(completions, answer, **_):
    """5 for the gold's text, 3.5 but for spaces, 2 within a tenth of it and 1.5 within a fifth, else below 0."""
    return [
        _answered(_WHOLE.search(text), gold) for text, gold in zip(texts(completions), answer, strict=True)
    ]


def _answered(found, gold):
    if found is None:
        return -2.0
    if found[1] == gold:
        return 5.0
    if found[1].strip() == gold.strip():
        return 3.5
    try:
        ratio = float(found[1]) / float(gold)
    except (ValueError, ZeroDivisionError):
        return -4.5
    if 0.9 <= ratio <= 1.1:
        return 2.0
    return 1.5 if 0.8 <= ratio <= 1.2 else -2.5


def check_numbers(completions, answer, **_):
    """3.5 where the first number after the tag is the gold's, −1.5 for another, −2.5 for none."""
    return [
        _numbered(_FIRST_NUMBER.search(text), gold)
        for text, gold in zip(texts(completions), answer, strict=True)
    ]


def _numbered(found, gold):
    if found is None:
        return -2.5
    try:
        return 3.5 if float(found[1].replace(",", "")) == float(gold) else -1.5
    except ValueError:
        return 0.0


QWEN3 = (match_format_exactly, match_format_approximately, check_answer, check_numbers)


def qwen3_dress(text):
    """The corpus in these tags; the prompt has written the first."""
    for tag, theirs in (
        ("<think>", "<start_working_out>"),
        ("</think>", _END),
        ("<answer>", _OPEN),
        ("</answer>", _CLOSE),
    ):
        text = text.replace(tag, theirs)
    return text.removeprefix("<start_working_out>")


# ── Qwen2.5 (3B) and Llama 3.1 (8B), GSM8K, XML ──


def correctness(completions, answer, **_):
    """2 where what stands in the last answer tag is the gold; all of the text, where there is no tag."""
    return [
        2.0 if text.split("<answer>")[-1].split("</answer>")[0].strip() == gold else 0.0
        for text, gold in zip(texts(completions), answer, strict=True)
    ]


def whole_number(completions, **_):
    """0.5 for digits and nothing else."""
    return [
        0.5 * text.split("<answer>")[-1].split("</answer>")[0].strip().isdigit()
        for text in texts(completions)
    ]


def strict_format(completions, **_):
    """0.5 for the layout with its line breaks, where neither part has one inside."""
    layout = r"^<reasoning>\n.*?\n</reasoning>\n<answer>\n.*?\n</answer>\n$"
    return [0.5 * bool(re.match(layout, text)) for text in texts(completions)]


def soft_format(completions, **_):
    """0.5 for the layout in one line."""
    layout = r"<reasoning>.*?</reasoning>\s*<answer>.*?</answer>"
    return [0.5 * bool(re.match(layout, text)) for text in texts(completions)]


def tags_counted(completions, **_):
    """An eighth for each of four tags that occurs once, less a thousandth for each character after the last, twice."""
    found = []
    for text in texts(completions):
        after = 0.001 * len(text.split("</answer>")[-1]) if "</answer>" in text else 0.0
        tags = ("<reasoning>", "</reasoning>", "<answer>", "</answer>")
        once = [text.count(tag) == 1 for tag in tags]
        found.append(0.125 * sum(once) - after * sum(once[2:]))
    return found


XML = (correctness, whole_number, strict_format, soft_format, tags_counted)


def xml_dress(text):
    """The corpus in these tags."""
    return text.replace("<think>", "<reasoning>").replace("</think>", "</reasoning>")


# ── are they described rightly? ──


def check():
    """Totals of the Qwen3 notebook's four functions for the gold 34, as they were measured."""
    begun = f"work{_END}{_OPEN}"
    totals = {
        f"{begun}34{_CLOSE}": 13.0,
        f"{begun} 34 {_CLOSE}": 11.5,
        f"{begun}34.0{_CLOSE}": 10.0,
        f"{begun}36{_CLOSE}": 5.0,
        f"{begun}$34{_CLOSE}": 3.5,
        f"{begun}34": 1.5,
        f"{_END}{_OPEN}34{_CLOSE}": 13.0,
        f"{begun}34{_CLOSE}\nand more": 13.0,
        "the answer is 34": -7.5,
        "": -7.5,
    }
    for text, total in totals.items():
        got = sum(function(completions=[[{"content": text}]], answer=["34"])[0] for function in QWEN3)
        assert got == total, (text, got, total)


if __name__ == "__main__":
    check()
    print("as described")
