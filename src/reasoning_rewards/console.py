"""What a person reads on the console while a run is on: how rewards stand, why completions earn nothing, and two of them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import NamedTuple

__all__ = ["Sample", "report", "short", "write"]

_LONGEST = 300  # characters of a completion that are shown, and of its reasons
_MOST = 3  # rules, and components, that are named


class Sample(NamedTuple):
    """One completion that was scored.

    prompt: the last thing that the user said.
    why: each component's score, rule and facts; "" for another's function.
    """

    prompt: str
    text: str
    score: float | None
    why: str


def report(
    step: int,
    name: str,
    found: Mapping[str, float],
    unpaid: Mapping[str, int],
    rows: int,
    samples: Iterable[Sample],
    called: str = "earn nothing",
) -> str:
    """A few lines on what was scored since the last ones.

    found: the metrics, as ``metrics_of`` names them.
    unpaid: of how many of the rows each rule decided that they earn nothing; ``called``: what these are called.

    >>> print(report(40, "total", {"total/mean": 0.5, "total/std": 0.25, "total/frac_zero_std": 0.5,
    ...                            "form/frac_zero_std": 1.0}, {"number.differs": 3, "answer.missing": 1}, 8, []))
    step 40: total 0.50 (spread 0.25), 50% of groups without spread, which teach nothing
      50% earn nothing: number.differs 38%, answer.missing 12%
      without spread: form 100% of groups
    """
    flat = {
        each.removesuffix("/frac_zero_std"): share
        for each, share in found.items()
        if each.endswith("/frac_zero_std") and share > 0
    }
    said = f"step {step}: {name} {found[f'{name}/mean']:.2f} (spread {found[f'{name}/std']:.2f})"
    if share := flat.pop(name, 0.0):
        said += f", {share:.0%} of groups without spread, which teach nothing"
    lines = [said]
    if unpaid and rows:
        lines.append(f"  {sum(unpaid.values()) / rows:.0%} {called}: {_listed(unpaid, rows)}")
    if flat:
        lines.append(f"  without spread: {_listed(flat, 1)} of groups")
    return "\n".join([*lines, *_best_and_worst(samples)])


def _listed(counts: Mapping[str, float], whole: float) -> str:
    most = sorted(counts.items(), key=lambda item: -item[1])[:_MOST]
    return ", ".join(f"{name} {count / whole:.0%}" for name, count in most)


def _best_and_worst(samples: Iterable[Sample]) -> list[str]:
    """The best and the worst completion, with their reasons."""
    scored = sorted(
        ((sample.score, sample) for sample in samples if sample.score is not None), key=lambda pair: pair[0]
    )
    if not scored:
        return []
    both = [("best", *scored[-1])]
    if scored[0][0] < scored[-1][0]:
        both.append(("worst", *scored[0]))
    lines = []
    for which, score, sample in both:
        lines.append(f"  {which} {score:.2f}  {short(sample.text)}")
        lines += [f"       {short(sample.why)}"] if sample.why else []
    return lines


def short(text: str, longest: int = _LONGEST) -> str:
    r"""A text on one line, its middle left out if it is long; what a model writes can't steer the terminal.

    >>> short("a\x1b[2Jb\n\tc"), short("x" * 20, 6)
    ('a·[2Jb c', 'xxx … xxx')
    """
    text = "".join(letter if letter.isprintable() else "·" for letter in " ".join(text.split()))
    return text if len(text) <= longest else f"{text[: longest // 2]} … {text[-longest // 2 :]}"


def write(text: str) -> None:
    """Write lines to standard output, above a progress bar where there is one."""
    try:
        from tqdm import tqdm
    except ImportError:
        if sys.stdout is not None:
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()
    else:
        tqdm.write(text)
