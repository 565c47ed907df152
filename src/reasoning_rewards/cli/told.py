"""What is said of rows that can't be used: each, up to a number; then that there are more, or no further."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from reasoning_rewards.errors import SettingError

if TYPE_CHECKING:
    from reasoning_rewards.files.rows import BadLine

__all__ = ["StoppedError", "Told"]

_EQUAL_FAULTS = 20  # so many rows with one fault have it for a reason that the next ones share
_STOPPED = 3


class StoppedError(SettingError):
    """So many rows had one fault that the rest was left."""

    code = _STOPPED


class Told:
    """Counts faults, and tells them.

    faults: how many there were.
    """

    def __init__(self, tell: Callable[[str], None], keep_going: bool) -> None:
        self._tell = tell
        self._keep_going = keep_going
        self._kinds: Counter[str] = Counter()
        self.faults = 0

    def of(self, faults: Iterable[BadLine]) -> None:
        """Tell these faults; raise where so many are equal that it is no use to go on."""
        for fault in faults:
            self.faults += 1
            self._kinds[fault.kind] += 1
            seen = self._kinds[fault.kind]
            if seen <= _EQUAL_FAULTS:
                self._tell(fault.fault)
            if seen == _EQUAL_FAULTS and not self._keep_going:
                raise StoppedError(
                    f"{seen} rows have this fault, and likely more: {fault.kind}. Nothing further was done; "
                    "mend the file, or pass --keep-going to leave such rows out"
                )

    def more(self) -> None:
        """Tell how many more there were of each kind than were told."""
        for kind, count in self._kinds.items():
            if count > _EQUAL_FAULTS:
                self._tell(f"… and {count - _EQUAL_FAULTS} more: {kind}")
