"""Word problems with whole-number answers, in named families, and the split each belongs to.

A problem is a question, the steps that solve it and the answer, which is the last step's result.
Each family is one function from a random generator to a problem; add one to FAMILIES and it is
trained, evaluated and reported like the others.
"""

from __future__ import annotations

import random
from collections.abc import Iterable

from recipe.stories.problem import Family, Problem, Step, numbers_of
from recipe.stories.problem import draw as draw_from

NAMES = ("Tom", "Ann", "Ben", "Mia", "Sam", "Zoe")
THINGS = ("marbles", "stamps", "shells", "cards", "coins", "beads")
GOODS = (("books", "a pen"), ("games", "a ball"), ("shirts", "a hat"), ("plants", "a pot"))
VEHICLES = ("train", "bus", "car", "ship")
SWEETS = ("sweets", "cookies", "apples", "plums")
GAINS = ("finds", "buys", "wins")
LOSSES = ("loses", "gives away", "sells")
CUES = ("first", "then", "finally")
"""The words that open the three steps, in the questions and in the solutions: what to attend to."""


def problem(family: str, question: str, *steps: Step) -> Problem:
    """The numbers alone decide the split, within a family: names and things may come back."""
    return Problem(family, question, steps, (f"{family}: {numbers_of(steps)}",))


def marbles(rng: random.Random) -> Problem:
    """Things found and lost: three additions or subtractions, every total in 1..20."""
    start = total = rng.randint(2, 12)
    steps, events = [], []
    for cue in CUES:
        operator, amount = rng.choice("+-"), rng.randint(1, 9)
        step = Step(total, operator, amount)
        if not 1 <= step.result <= 20:
            operator = "-" if operator == "+" else "+"
            step = Step(total, operator, amount)
        events.append(f"{cue} {rng.choice(GAINS if operator == '+' else LOSSES)} {step.right}")
        steps.append(step)
        total = step.result
    thing = rng.choice(THINGS)
    question = f"{rng.choice(NAMES)} has {start} {thing}, {', '.join(events)}. How many {thing}?"
    return problem("marbles", question, *steps)


def shopping(rng: random.Random) -> Problem:
    """Books bought with $50, or less: several at one price, one thing more, and the change."""
    paid = rng.choice((20, 30, 40, 50))
    count, price, extra = rng.randint(2, 5), rng.randint(2, 9), rng.randint(1, 9)
    while count * price + extra >= paid:
        count, price, extra = rng.randint(2, 5), rng.randint(2, 9), rng.randint(1, 9)
    cost = Step(count, "*", price)
    total = Step(cost.result, "+", extra)
    many, one = rng.choice(GOODS)
    question = (
        f"{rng.choice(NAMES)} first buys {count} {many} at ${price} each, then {one} for ${extra}, "
        f"finally pays with ${paid}. How much change?"
    )
    return problem("shopping", question, cost, total, Step(paid, "-", total.result))


def travel(rng: random.Random) -> Problem:
    """A train at 60 miles per hour: the miles of some hours, and some more, or back again."""
    distance = Step(rng.randint(2, 4), "*", rng.choice((30, 40, 50, 60)))
    question = f"A {rng.choice(VEHICLES)} first goes {distance.left} hours at {distance.right} miles per hour"
    steps = [distance]
    for cue in CUES[1:]:
        miles = rng.randrange(10, 50, 10)
        operator = rng.choice("+-") if miles < steps[-1].result else "+"
        question += f", {cue} {miles} miles {'more' if operator == '+' else 'back'}"
        steps.append(Step(steps[-1].result, operator, miles))
    return problem("travel", f"{question}. How many miles away?", *steps)


def sharing(rng: random.Random) -> Problem:
    """Sweets shared among children: a division, then what each one eats and finds."""
    children, each = rng.randint(2, 6), rng.randint(2, 9)
    share = Step(children * each, "/", children)
    eaten = Step(each, "-", rng.randint(1, each - 1))
    found = Step(eaten.result, "+", rng.randint(1, 9))
    question = (
        f"{share.right} children first share {share.left} {rng.choice(SWEETS)}, then each eats {eaten.right}, "
        f"finally each finds {found.right}. How many has each?"
    )
    return problem("sharing", question, share, eaten, found)


FAMILIES: dict[str, Family] = {
    "marbles": marbles,
    "shopping": shopping,
    "travel": travel,
    "sharing": sharing,
}


def draw(
    split: str, count: int, *, seed: int | str, families: Iterable[str] = tuple(FAMILIES)
) -> list[Problem]:
    """``count`` problems of one split, these families in turn."""
    return draw_from(split, count, seed=seed, families={name: FAMILIES[name] for name in families})
