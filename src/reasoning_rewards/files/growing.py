"""An output that grows part by part, can be gone on with, and takes its place when it is whole.

While it grows it is ``FILE.partial``, with a note beside it of what made it and how far it came. Whatever ends the
run, whole lines are left; ``--resume`` cuts off what came after the last note and goes on from there.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from reasoning_rewards.errors import SettingError
from reasoning_rewards.files.scoring import Scored, Tally
from reasoning_rewards.spelling import SPELT

__all__ = ["Growing", "fingerprint", "growing"]

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


class Growing:
    """The file while it grows.

    records: lines or rows of the input that are done.
    tally, faults: what was counted of them.
    """

    def __init__(
        self, file: IO[str], note: Path, made_by: Mapping[str, Any], done: Mapping[str, Any]
    ) -> None:
        self._file = file
        self._note = note
        self._made_by = made_by
        self.records: int = done.get("records", 0)
        self.faults: int = done.get("faults", 0)
        self.tally = (
            Tally(**{name: done["tally"][name] for name in ("rows", "scored", "sum")}) if done else Tally()
        )
        for name, rule, count in done.get("rules", ()):
            self.tally.rules[name, rule] = count

    def add(self, part: Scored) -> None:
        """Write what became of a part, and note how far it is."""
        self._file.write(part.text)
        self.records += part.records
        self.faults += len(part.faults)
        self.tally.add(part.tally)
        self.noted()

    def noted(self) -> None:
        """Write the note; after a crash, what the file holds beyond it is cut off."""
        self._file.flush()
        counted = asdict(self.tally)
        rules = [[name, rule, count] for (name, rule), count in self.tally.rules.items()]
        counted.pop("rules")
        note = {
            "made_by": self._made_by,
            "records": self.records,
            "faults": self.faults,
            "bytes": os.fstat(self._file.fileno()).st_size,
            "tally": counted,
            "rules": rules,
        }
        fresh = self._note.with_name(self._note.name + ".new")
        fresh.write_text(json.dumps(note), encoding="utf-8")
        os.replace(fresh, self._note)


@contextmanager
def growing(path: Path, made_by: Mapping[str, Any], resume: bool) -> Iterator[Growing]:
    """Open what grows into ``path``; where the block ends without an error, it takes its place."""
    partial = path.with_name(path.name + ".partial")
    note = path.with_name(path.name + ".partial.json")
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path.parent))
    done = _done(partial, note, made_by) if resume else {}
    if not done:
        note.unlink(missing_ok=True)
    whole = False
    try:
        with _opened(partial, done) as file:
            grown = Growing(file, note, made_by, done)
            yield grown
        whole = True
        os.chmod(partial, _mode(path))
        os.replace(partial, path)
    finally:
        if whole:
            note.unlink(missing_ok=True)
        elif not note.exists():  # no part was scored, so there is nothing to go on with
            partial.unlink(missing_ok=True)


def _opened(partial: Path, done: Mapping[str, Any]) -> IO[str]:
    """The file that grows, as far as the last note of it goes; new where there is none."""
    number = os.open(partial, os.O_WRONLY | os.O_CREAT, 0o600)
    os.truncate(number, done.get("bytes", 0))
    file = os.fdopen(number, "w", encoding="utf-8", errors=SPELT)
    file.seek(0, os.SEEK_END)
    return file


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
