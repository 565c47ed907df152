"""Work measured in function calls, which are the same at any load; no test asserts seconds of computing."""

from __future__ import annotations

import sys


class Calls:
    """Counts the calls of functions, Python's and C's: work that is the same at any load."""

    def __enter__(self) -> Calls:
        self.count = 0
        sys.setprofile(self._see)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    def _see(self, _frame: object, event: str, _argument: object) -> None:
        self.count += event in ("call", "c_call")
