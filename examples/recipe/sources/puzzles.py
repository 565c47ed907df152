"""Logic puzzles whose answer is Yes or No, made here: nothing to download, no licence, no end.

Three families, half of the answers Yes in each: who is the taller one, who tells the truth, and which
kinds are kinds of others. The text decides the split, so training and evaluation share no puzzle.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any
from zlib import crc32

PEOPLE = "Ada Ben Cleo Dan Eve Finn Gus Hana Ivo June Kai Lena".split()
KINDS = "blims corps dults fangs grems hoots jents kelms lurps moads nerks ploms".split()
COMPARED = (("taller", "shorter"), ("older", "younger"), ("faster", "slower"))
COUNTS = {"train": 3000, "eval": 300}
HELD_OUT = 5  # one puzzle in so many is for evaluation

Puzzle = tuple[str, bool]


def comparing(rng: random.Random, yes: bool) -> Puzzle:
    """A chain of comparisons in any order, each told from either end; asked about two who are not neighbours."""
    people = rng.sample(PEOPLE, rng.randint(3, 5))
    more, less = rng.choice(COMPARED)
    clues = [
        f"{first} is {more} than {second}." if rng.random() < 0.5 else f"{second} is {less} than {first}."
        for first, second in pairwise(people)
    ]
    rng.shuffle(clues)
    high = rng.randrange(len(people) - 2)
    low = rng.randrange(high + 2, len(people))
    asked = (high, low) if yes else (low, high)
    return f"{' '.join(clues)} Is {people[asked[0]]} {more} than {people[asked[1]]}?", yes


def honesty(rng: random.Random, yes: bool) -> Puzzle:
    """Everyone always lies or never does; each speaks of the one before."""
    people = rng.sample(PEOPLE, rng.randint(3, 5))
    honest = [rng.random() < 0.5 for _ in people]
    honest[-1] = yes
    clues = [f"{people[0]} {'never' if honest[0] else 'always'} lies."]
    for index in range(1, len(people)):
        accused = honest[index] != honest[index - 1]
        clues.append(
            f"{people[index]} says that {people[index - 1]} {'always' if accused else 'never'} lies."
        )
    return (
        f"Everyone here either always lies or never lies. {' '.join(clues)} Does {people[-1]} tell the truth?",
        yes,
    )


def kinds(rng: random.Random, yes: bool) -> Puzzle:
    """Kinds within kinds, and one of another that tells nothing, so that a "no" alone betrays no answer."""
    *names, other = [name.removesuffix("s") for name in rng.sample(KINDS, rng.randint(4, 6))]
    clues = [f"Every {one} is a {kind}." for one, kind in pairwise(names)]
    told = (f"Every {names[-2]} is a {names[-1]}.", f"No {names[-2]} is a {names[-1]}.")
    aside = (f"No {other} is a {names[-1]}.", f"Every {other} is a {names[-1]}.")
    clues[-1] = told[not yes]
    clues.append(aside[not yes])
    rng.shuffle(clues)
    person = rng.choice(PEOPLE)
    return f"{person} is a {names[0]}. {' '.join(clues)} Is {person} a {names[-1]}?", yes


FAMILIES: dict[str, Callable[[random.Random, bool], Puzzle]] = {
    "comparing": comparing,
    "honesty": honesty,
    "kinds": kinds,
}


def split_of(question: str) -> str:
    return "eval" if crc32(question.encode()) % HELD_OUT == 0 else "train"


def read_rows(split: str) -> Iterator[dict[str, Any]]:
    """All puzzles of a split; the same ones in every run."""
    rng = random.Random("puzzles")
    seen: set[str] = set()
    number = 0
    while number < COUNTS[split]:
        family = list(FAMILIES)[number % len(FAMILIES)]
        question, yes = FAMILIES[family](rng, (number // len(FAMILIES)) % 2 == 0)
        if question in seen or split_of(question) != split:
            continue
        seen.add(question)
        yield {
            "id": f"puzzles-{split}-{number}",
            "task": "puzzle",
            "question": f"{question} Answer Yes or No.",
            "answer": "Yes" if yes else "No",
            "family": family,
        }
        number += 1
