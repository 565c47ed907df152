"""What a judge tells of a program: how many tests it passes, and how the first fails that does."""

from __future__ import annotations

from reasoning_rewards.engine.sandbox.rows import Row

__all__ = ["Said", "Score", "broken", "shown"]

_LONGEST = 200  # characters of a value that is told


class Score:
    """How many tests a program passes, and how the first fails that does."""

    def __init__(self, count: int, *, partial: bool) -> None:
        self.passed = 0
        self.count = count
        self._partial = partial
        self._fault: Row = {}

    def fail(self, how: str, **facts: object) -> bool:
        """Note that a test fails; is there a reason to go on?"""
        if not self._fault:
            told = {name: fact if name == "number" else shown(fact) for name, fact in facts.items()}
            self._fault = {"how": how, **told}
        return self._partial

    def told(self) -> Row:
        """As plain data, for the process that asked."""
        return {"how": "passed", "passed": self.passed, "count": self.count, **self._fault}


def shown(value: object) -> str:
    """A value as a person reads it, cut; what can't be shown says what it is."""
    try:
        text = value if isinstance(value, Said) else repr(value)
    except (ValueError, RecursionError):
        text = f"<a {type(value).__name__} too big to show>"
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


class Said(str):
    """Text to be shown as it is."""

    __slots__ = ()


def broken(error: str, how: str = "tests_broken") -> Score:
    """What a row comes to whose tests no program can be judged by."""
    score = Score(0, partial=False)
    score.fail(how, error=Said(error))
    return score
