"""What a rung of the ladder says: same, different or no opinion, and the rule that says so."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["NUMBER_DIFFERS", "NUMBER_SAME", "UNDECIDED", "Outcome"]


class Outcome(NamedTuple):
    """Same, different, or (None) no opinion; the rule that says so; and the machine's fault, if it was one."""

    same: bool | None
    rule: str
    fault: str = ""


NUMBER_SAME = Outcome(True, "number.same")
NUMBER_DIFFERS = Outcome(False, "number.differs")
UNDECIDED = Outcome(None, "ladder.undecided")
