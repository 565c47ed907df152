"""How far a run is: one line on a terminal that somebody watches, rewritten now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["Meter", "metered"]

_EVERY = 0.2  # seconds between two rewritings


class Meter:
    """Counts bytes read and rows done."""

    def __init__(self, total: int, live: bool) -> None:
        self._total = total
        self._live = live
        self._read = 0
        self._rows = 0
        self._began = self._shown = time.monotonic()

    def read(self, count: int) -> None:
        """So many bytes of the input were read."""
        self._read += count

    def done(self, rows: int) -> None:
        """So many rows were scored."""
        self._rows += rows
        now = time.monotonic()
        if self._live and now - self._shown >= _EVERY:
            self._shown = now
            self._write(self.line(now - self._began))

    def line(self, seconds: float) -> str:
        """What is shown after so many seconds.

        >>> meter = Meter(total=1_000, live=False)
        >>> meter.read(250); meter.done(5_000)
        >>> meter.line(2.0)
        '5,000 rows, 2,500 rows/s, 25 %, 6 s left'
        """
        rate = self._rows / seconds if seconds else 0.0
        said = f"{self._rows:,} rows, {rate:,.0f} rows/s"
        if not self._total or not self._read:  # standard input has no length
            return said
        share = min(1.0, self._read / self._total)
        return f"{said}, {share:.0%}".replace("%", " %") + f", {_time(seconds / share - seconds)} left"

    def end(self) -> None:
        """Take the line away."""
        if self._live and self._shown > self._began:
            self._write("")

    def _write(self, text: str) -> None:
        try:
            sys.stderr.write(f"\r\x1b[K{text}")
            sys.stderr.flush()
        except OSError:
            self._live = False


@contextmanager
def metered(names: list[str]) -> Iterator[Meter]:
    """A meter over files; it shows itself where standard error is a terminal."""
    live = sys.stderr is not None and sys.stderr.isatty()
    sizes = [Path(name).stat().st_size for name in names if Path(name).is_file()]
    meter = Meter(sum(sizes) if len(sizes) == len(names) else 0, live)
    try:
        yield meter
    finally:
        meter.end()


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5_400 else f"{seconds / 3_600:.1f} h"
