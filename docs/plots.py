"""The plots of docs/rewards.md: every point is a score that the reward gave, none is computed here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import reasoning_rewards as rr
from svg import Chart, Curve, Point

__all__ = ["plots"]

SOLVED = rr.Correctness()
RIGHT, WRONG = "#### 1", "#### 0"
ENDS, TOKEN = 2, 7  # ids: the end of a sequence, and any other


def plots() -> dict[str, Chart]:
    """A chart for each reward whose score is a formula over a number."""
    lengths = range(0, 1501, 10)
    return {
        "Proximity": _proximity(),
        "TextOverlap": _overlap(),
        "StepCount": _step_count(),
        "StepRewards": _step_rewards(),
        "SelfCorrection": _correction(),
        "StepArithmetic": _arithmetic(),
        "Checkpoints": _checkpoints(),
        "TagCount": _tags(),
        "LengthPenalty": Chart(
            "tokens; max_length=1000",
            [
                Curve(
                    f"soft_cache={cache}",
                    _by_length(rr.LengthPenalty(max_length=1000, soft_cache=cache), lengths),
                )
                for cache in (500, 200)
            ],
        ),
        "Brevity": Chart(
            "tokens",
            [Curve(f"limit={n}", _by_length(rr.Brevity(limit=n), lengths)) for n in (1000, 500)],
        ),
        "CosineScaled": Chart(
            "tokens; max_length=1000",
            [
                Curve(name, _by_length(rr.CosineScaled(by=SOLVED, max_length=1000), lengths, text))
                for name, text in (("right", RIGHT), ("wrong", WRONG))
            ],
        ),
        "LengthTarget": _target(),
        "Truncation": _truncation(),
        "RepetitionPenalty": _repetition(),
        "KimiLength": Chart(
            "tokens; the others of its group: 300, 600, 900",
            _in_group(rr.KimiLength(by=SOLVED), (300, 600, 900)),
        ),
        "AroraLength": Chart(
            "tokens; the others of its group: 300, 600, 900",
            [
                Curve(f"right, alpha={alpha}", _beside(rr.AroraLength(by=SOLVED, alpha=alpha), RIGHT))
                for alpha in (0.2, 0.6)
            ]
            + [Curve("wrong", _beside(rr.AroraLength(by=SOLVED), WRONG))],
        ),
        "LeadLength": Chart(
            "tokens; the others of its group: 300, 600, 900",
            [
                Curve(f"right, alpha={alpha}", _beside(rr.LeadLength(by=SOLVED, alpha=alpha), RIGHT))
                for alpha in (0.05, 0.2)
            ]
            + [Curve("wrong", _beside(rr.LeadLength(by=SOLVED), WRONG))],
        ),
        "AlpLength": _alp(),
        "LaserLength": Chart(
            "tokens; target=600, right answers",
            [
                Curve(f"mode={mode!r}", _beside(rr.LaserLength(by=SOLVED, target=600, mode=mode), RIGHT))
                for mode in ("reward", "penalty", "hybrid")
            ],
        ),
        "Diversity": _diversity(),
    }


# ── lengths ──


def _by_length(reward: rr.Reward, lengths: Iterable[int], text: str = RIGHT) -> list[Point]:
    counts = list(lengths)
    rows = len(counts)
    scores = reward(
        [text] * rows,
        prompts=["…"] * rows,
        completion_ids=[[TOKEN] * n for n in counts],
        answer=["1"] * rows,
    )
    return list(zip(counts, scores, strict=True))


def _beside(reward: rr.Reward, text: str, others: Sequence[int] = (300, 600, 900)) -> list[Point]:
    """One completion of a growing length among others that stay as they are and are right."""
    points = []
    for length in range(0, 1501, 10):
        ids = [[TOKEN] * n for n in (length, *others)]
        group = {"prompts": ["…"] * len(ids), "answer": ["1"] * len(ids), "completion_ids": ids}
        points.append((length, reward([text, *[RIGHT] * len(others)], **group)[0]))
    return points


def _in_group(reward: rr.Reward, others: Sequence[int]) -> list[Curve]:
    return [Curve(name, _beside(reward, text, others)) for name, text in (("right", RIGHT), ("wrong", WRONG))]


def _target() -> Chart:
    lengths = range(0, 6001, 40)
    exact, most = (
        rr.LengthTarget(target=2000),
        rr.LengthTarget(target=2000, mode="max", alpha=0.001),
    )
    return Chart(
        "tokens; target=2000",
        [
            Curve("mode='exact'", _by_length(exact, lengths)),
            Curve("mode='max', alpha=0.001", _by_length(most, lengths)),
        ],
    )


def _truncation() -> Chart:
    """Completions that would be longer than 1,000 tokens end there, without the token that ends them."""
    lengths = range(0, 2001, 10)
    ids = [[TOKEN] * (n - 1) + [ENDS] if n <= 1000 else [TOKEN] * 1000 for n in lengths]
    ids[0] = [ENDS]
    curves = []
    for mode in ("keep", "soft", "zero"):
        scores = rr.Truncation(mode=mode, end_ids=(ENDS,))(["…"] * len(ids), completion_ids=ids)
        curves.append(Curve(f"mode={mode!r}", list(zip(lengths, scores, strict=True))))
    return Chart("tokens it wants to write; the trainer stops at 1,000", curves)


def _alp() -> Chart:
    reward = rr.AlpLength(by=SOLVED, max_length=1000, beta=0.5)
    curves = []
    for solved in (1, 4, 8):
        points = []
        for length in range(0, 1501, 10):
            texts = [RIGHT] * solved + [WRONG] * (8 - solved)
            ids = [[TOKEN] * length] * 8
            points.append((length, reward(texts, prompts=["…"] * 8, answer=["1"] * 8, completion_ids=ids)[0]))
        curves.append(Curve(f"right; {solved} of 8 are", points))
    return Chart("tokens; max_length=1000, beta=0.5", curves)


def _repetition() -> Chart:
    loops = range(0, 61)
    curves = []
    for before in (0, 100, 1000):
        ids = [[*range(1000, 1000 + before), *[*range(10)] * n] for n in loops]
        scores = rr.RepetitionPenalty()(["…"] * len(ids), completion_ids=ids)
        curves.append(Curve(f"after {before:,} other tokens", list(zip(loops, scores, strict=True))))
    return Chart("times that the same 10 tokens are said; ngram=3", curves)


# ── answers ──


def _proximity() -> Chart:
    settings = {
        "linear": {},
        "exponential": {},
        "log-ratio": {},
        "bands": {"bands": ((0.1, 0.5), (0.2, 0.25))},
    }
    answers = [n / 2 for n in range(-100, 501) if n != 200]
    curves = []
    for name, others in settings.items():
        reward = rr.Proximity(curve=name, **others)
        scores = reward([f"#### {n}" for n in answers], answer=["100"] * len(answers))
        exact = reward(["#### 100"], answer=["100"])
        curves.append(Curve(name, list(zip(answers, scores, strict=True)), dots=[(100, exact[0])]))
    return Chart("the answer; the gold is 100, which every curve pays 1 (the dot)", curves)


def _overlap() -> Chart:
    gold = "ann ben cleo dan eve finn gus hal ida joe".split()
    curves = []
    for metric, extra, name in (
        ("part", "", "part"),
        ("f1", "", "f1"),
        ("f1", " kim lou", "f1, two wrong ones too"),
        ("part", " kim", "part, a wrong one too"),
    ):
        reward = rr.TextOverlap(metric=metric)
        texts = [f"<answer>{' '.join(gold[:n])}{extra}</answer>" for n in range(1, 11)]
        scores = reward(texts, answer=[" ".join(gold)] * len(texts))
        curves.append(Curve(name, list(zip(range(1, 11), scores, strict=True)), dotted=True))
    return Chart("names given, of the gold's ten", curves)


# ── steps ──

ONES = "one two three four five six seven eight nine ten".split()


def _step_count() -> Chart:
    texts = [" ".join(f"Now add {word}." for word in ONES[:n]) for n in range(9)]
    same = [" ".join(["Now add one."] * n) for n in range(9)]
    curves = [
        Curve(
            f"cap={cap}",
            list(enumerate(rr.StepCount(cap=cap)(texts))),
            dotted=True,
        )
        for cap in (3, 6)
    ]
    curves.append(Curve("cap=3, all the same", list(enumerate(rr.StepCount()(same))), dotted=True))
    return Chart("steps written", curves)


def worth(steps: list[str]) -> list[float]:
    """The scores of steps that say their scores."""
    return [float(step.split()[1].rstrip(".")) for step in steps]


def _step_rewards() -> Chart:
    worst = [n / 50 for n in range(51)]
    texts = [f"worth {score!r}. worth 0.9. worth 0.8." for score in worst]
    return Chart(
        "the first step's score; the others': 0.9 and 0.8",
        [
            Curve(
                f"how={how!r}",
                list(zip(worst, rr.StepRewards(function=worth, how=how)(texts), strict=True)),
            )
            for how in ("min", "mean", "product", "soft-min")
        ],
    )


def _correction() -> Chart:
    said = {
        "kept or mended": "The answer is 41. Wait. #### 42",
        "wrong throughout": "The answer is 41. Wait. #### 40",
        "given up": "The answer is 42. Wait. #### 41",
    }
    betas = [n / 20 for n in range(21)]
    return Chart(
        "beta",
        [
            Curve(name, [(beta, rr.SelfCorrection(beta=beta)([text], answer=["42"])[0]) for beta in betas])
            for name, text in said.items()
        ],
    )


def _arithmetic() -> Chart:
    reward, prompt = rr.StepArithmetic(), "Add 2 to 1, again and again."
    curves = []
    for false in (0, 1, 4):
        wrong = "".join(f"1 + {n} = {n}. " for n in range(1, false + 1))
        texts = ["".join(f"{n} + 2 = {n + 2}. " for n in range(1, 2 * true, 2)) + wrong for true in range(9)]
        scores = reward(texts, prompts=[prompt] * len(texts))
        curves.append(Curve(f"{false} false ones beside", list(enumerate(scores)), dotted=True))
    return Chart("true, grounded equations; steps=4", curves)


def _checkpoints() -> Chart:
    curves = []
    for reached in (3, 2, 1):
        found = [f"2 * {n} = {2 * n}" for n in range(51, 51 + reached)]
        counts = range(reached, 31)
        texts = [
            ". ".join([*found, *(f"2 * {n} = {2 * n}" for n in range(61, 61 + count - reached))])
            for count in counts
        ]
        scores = rr.Checkpoints()(texts, checkpoints=[[102, 104, 106]] * len(texts))
        curves.append(Curve(f"{reached} of 3 reached", list(zip(counts, scores, strict=True))))
    return Chart("different results written down; claims=4", curves)


def _tags() -> Chart:
    whole = ["<think>", "6·7", "</think>", "<answer>", "42", "</answer>"]
    texts = ["".join(whole[:n]) for n in range(len(whole) + 1)]
    cut = [("cut off", texts), ("tags alone", [text.replace("6·7", "").replace("42", "") for text in texts])]
    return Chart(
        "parts written of <think>6·7</think><answer>42</answer>",
        [Curve(name, list(enumerate(rr.TagCount()(each))), dotted=True) for name, each in cut],
    )


def _diversity() -> Chart:
    """Eight right answers; m of them take one way, the others another each."""
    prompt = "Add " + ", ".join(map(str, range(11, 20))) + "."
    others = [f"11 + {n} = {n + 11}. {RIGHT}" for n in range(13, 20)]
    common = f"11 + 12 = 23. {RIGHT}"
    points = []
    for sharing in range(1, 9):
        texts = [common] * sharing + others[: 8 - sharing]
        scores = rr.Diversity(by=SOLVED)(texts, prompts=[prompt] * 8, answer=["1"] * 8)
        points.append((sharing, scores[0]))
    return Chart("right answers, of eight, that take its way", [Curve("right", points, dotted=True)])
