"""Completions with a gold and what the reward of mine.py makes of them."""

import math

RIGHT = "<think>2 + 2</think><answer>4</answer>"
ROWS = [  # completion, gold, score; None: abstains
    (RIGHT, "4", 1.3),
    ("The answer is 5.", "4", 0.1),
    ("nothing to read", "4", 0.0),
    ("<think>2 + 2 is <answer>4", "4", 0.0),
    (RIGHT, None, None),
    (RIGHT, ["4"], 1.3),
    (RIGHT, {"ground_truth": "4"}, 1.3),
]
KEYS = {"score", "scored", "acc", "correctness", "format", "ends_well"}


def same(found: float, wanted: float | None, if_abstains: float = 0.0) -> bool:
    return math.isclose(found, if_abstains if wanted is None else wanted, abs_tol=1e-6)
