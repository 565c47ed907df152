"""An output that grows part by part, can be gone on with, and takes its place when it is whole.

While it grows it is ``FILE.partial``, with a note beside it of what made it and how far it came. Whatever ends the
run, whole rows are left; ``--resume`` cuts off what came after the last note and goes on from there.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

from reasoning_rewards.errors import SettingError
from reasoning_rewards.files.scoring import Scored, Tally

__all__ = ["Body", "Growing", "Lines", "fingerprint", "growing"]

_SAMPLE = 1 << 16  # bytes of each end of a file that tell it from another one


def fingerprint(names: list[str]) -> list[list[object]]:
    """What tells input files from others: name, size and a hash of both ends."""
    return [[name, *_of_file(Path(name))] for name in names]


def _of_file(path: Path) -> tuple[int, str]:
    size = path.stat().st_size
    with path.open("rb") as file:
        digest = hashlib.sha256(file.read(_SAMPLE))
        file.seek(max(0, size - _SAMPLE))
        digest.update(file.read(_SAMPLE))
    return size, digest.hexdigest()


class Body(Protocol):
    """How parts are kept until all are there: as lines of a file, or as tables in a folder."""

    def cut(self, done: Mapping[str, Any]) -> None:
        """Keep what a note says is good, and nothing else."""

    def full(self, parts: list[Scored]) -> bool:
        """Are these parts enough to be written?"""

    def write(self, parts: list[Scored]) -> None:
        """Write them behind what is there."""

    def state(self) -> dict[str, Any]:
        """What a note keeps of it."""

    def end(self) -> Path:
        """The file that holds all of it."""

    def drop(self) -> None:
        """Remove what is left of it."""


class Lines:
    """JSON lines; each part is written at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._bytes = 0

    def cut(self, done: Mapping[str, Any]) -> None:
        """Cut off what came after the last note."""
        self._bytes = done.get("bytes", 0)
        number = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.truncate(number, self._bytes)
        finally:
            os.close(number)

    def full(self, parts: list[Scored]) -> bool:
        """Always."""
        return True

    def write(self, parts: list[Scored]) -> None:
        """Write their text."""
        with self._path.open("ab", buffering=0) as file:  # a buffer would keep what a full disk did not take
            for part in parts:
                left = memoryview(part.text)
                while left:
                    left = left[file.write(left) :]
            self._bytes = os.fstat(file.fileno()).st_size

    def state(self) -> dict[str, Any]:
        """How far it is."""
        return {"bytes": self._bytes}

    def end(self) -> Path:
        """The file itself."""
        return self._path

    def drop(self) -> None:
        """Remove the file."""
        self._path.unlink(missing_ok=True)


class Growing:
    """The file while it grows.

    records: lines or rows of the input that are done.
    tally, faults: what was counted of them.
    """

    def __init__(self, body: Body, note: Path, made_by: Mapping[str, Any], done: Mapping[str, Any]) -> None:
        self._body = body
        self._note = note
        self._made_by = made_by
        self._waiting: list[Scored] = []
        self._writing = False
        self.records: int = done.get("records", 0)
        self.faults: int = done.get("faults", 0)
        self.tally = (
            Tally(**{name: done["tally"][name] for name in ("rows", "scored", "sum")}) if done else Tally()
        )
        for name, rule, count in done.get("rules", ()):
            self.tally.rules[name, rule] = count

    def add(self, part: Scored) -> None:
        """Take what became of a part; once it is written, the note says so."""
        self._waiting.append(part)
        if self._body.full(self._waiting):
            self.flush()

    def flush(self) -> None:
        """Write what waits, unless a writing was interrupted: then only the note knows how far it came."""
        if not self._waiting or self._writing:
            return
        self._writing = True
        self._body.write(self._waiting)
        for part in self._waiting:
            self.records += part.records
            self.faults += len(part.faults)
            self.tally.add(part.tally)
        self._waiting = []
        self._noted()
        self._writing = False

    def _noted(self) -> None:
        counted = asdict(self.tally)
        counted.pop("rules")
        note = {
            "made_by": self._made_by,
            "records": self.records,
            "faults": self.faults,
            "tally": counted,
            "rules": [[name, rule, count] for (name, rule), count in self.tally.rules.items()],
            **self._body.state(),
        }
        fresh = self._note.with_name(self._note.name + ".new")
        fresh.write_text(json.dumps(note), encoding="utf-8")
        os.replace(fresh, self._note)


@contextmanager
def growing(
    path: Path, made_by: Mapping[str, Any], resume: bool, kept_as: Callable[[Path], Body] = Lines
) -> Iterator[Growing]:
    """Open what grows into ``path``; where the block ends without an error, it takes its place."""
    partial = path.with_name(path.name + ".partial")
    note = path.with_name(path.name + ".partial.json")
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path.parent))
    body = kept_as(partial)
    done = _done(partial, note, made_by) if resume else {}
    if not done:
        note.unlink(missing_ok=True)
    whole = False
    try:
        body.cut(done)
        grown = Growing(body, note, made_by, done)
        try:
            yield grown
        finally:
            grown.flush()
        finished = body.end()
        os.chmod(finished, _mode(path))
        os.replace(finished, path)
        whole = True
    finally:
        if whole:
            note.unlink(missing_ok=True)
            body.drop()
        elif note.exists():
            body.cut(json.loads(note.read_text("utf-8")))
        else:  # no part was scored, so there is nothing to go on with
            body.drop()


def _done(partial: Path, note: Path, made_by: Mapping[str, Any]) -> dict[str, Any]:
    """How far an earlier run came; {} where there was none. Another run's is refused, naming what differs."""
    if not partial.exists() or not note.exists():
        return {}
    done: dict[str, Any] = json.loads(note.read_text("utf-8"))
    for name, value in made_by.items():
        was = done["made_by"].get(name)
        if was != json.loads(json.dumps(value)):
            raise SettingError(
                f"--resume: {partial} was made with another {name}: {was!r:.200} then, {value!r:.200} now; "
                "take up the old one, or start anew without --resume"
            )
    return done


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced, or those that a new one gets."""
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
