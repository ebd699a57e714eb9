"""Where progress is kept: a file beside the notebooks, a code to carry; merged without loss."""

from __future__ import annotations

import json
import math
import os
import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from course_lib.language import tell

# A lesson's notebook lies in NN_name/ under the course folder, where the progress belongs.
LESSON = re.compile(r"\d\d_\w+")
LEVELS_UP = 3
PREFIX = "course1-"


@dataclass(frozen=True)
class Record:
    """The best score of one exercise."""

    exercise: str
    score: float
    max_score: float
    core: bool = False


class Store:
    """The records of one learner. `path` is their file, None when they last as long as the kernel.

    `remark` tells what happened to the file, when there is something to tell.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.records: dict[str, Record] = {}
        self.remark = ""

    def add(self, records: Iterable[Record] = ()) -> None:
        """Take in records, and what another notebook wrote meanwhile; a file at fault raises nothing."""
        try:
            written = self._written()
            _take(self.records, [*written, *records])
            if self.path and self.records != {r.exercise: r for r in written}:
                keep(self.path, self.records.values())
        except OSError as problem:
            _take(self.records, records)
            self.remark = tell(
                "Progress could not be saved in {path} ({problem}). It lasts until the kernel stops; "
                "keep it with print(progress().code()).",
                path=self.path,
                problem=problem.strerror or problem,
            )

    def _written(self) -> list[Record]:
        """The records in the file; a damaged file is kept aside under another name."""
        if not self.path or not self.path.exists():
            return []
        try:
            return load(self.path)
        except ValueError:
            number = 1
            while (aside := self.path.with_name(f"{self.path.stem}.damaged-{number}.json")).exists():
                number += 1
            os.replace(self.path, aside)
            self.remark = tell("The progress file was damaged. It is kept aside as {path}.", path=aside)
            return []


def place(folder: Path) -> Path | None:
    """The progress file for a notebook in `folder`: that of the nearest course folder, else one in `folder`.

    None inside of `solutions/`: the lessons' source is nobody's progress, and its stored outputs must not
    depend on earlier runs.
    """
    near = [folder, *folder.parents][: LEVELS_UP + 1]
    if any(f.name == "solutions" for f in near):
        return None
    root = next((f for f in near if (f / ".course").is_dir() or _holds_lessons(f)), folder)
    return root / ".course" / "progress.json"


def _holds_lessons(folder: Path) -> bool:
    try:
        return any(LESSON.fullmatch(f.name) and f.is_dir() for f in folder.iterdir())
    except OSError:
        return False


def better(one: Record, other: Record | None) -> Record:
    """Both as one: the higher score; XP and core as `one` has them, since a course may change them."""
    best = one.score if other is None else max(one.score, other.score)
    return Record(one.exercise, min(best, one.max_score), one.max_score, one.core)


def _take(into: dict[str, Record], records: Iterable[Record]) -> None:
    for record in records:
        into[record.exercise] = better(record, into.get(record.exercise))


def keep(path: str | Path, records: Iterable[Record]) -> None:
    """Write records to a file, whole or not at all: beside it first, then in its place."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.{os.getpid()}.part")
    text = json.dumps({"version": 1, "exercises": [asdict(r) for r in records]}, indent=1)
    try:
        half.write_text(text, encoding="utf-8")
        os.replace(half, path)
    finally:
        half.unlink(missing_ok=True)


def load(path: str | Path) -> list[Record]:
    """The records of a file. Raises OSError when it can't be read, ValueError for another kind of file."""
    try:
        held = json.loads(Path(path).read_text(encoding="utf-8"))
        return [_record(**entry) for entry in held["exercises"]]
    except (TypeError, KeyError, ValueError, RecursionError) as problem:
        raise ValueError(tell("{path} is not a progress file, or damaged.", path=path)) from problem


def encode(records: Iterable[Record]) -> str:
    """Records as a short text which survives mails and line breaks; what isn't begun is left out."""
    rows = [[r.exercise, r.score, r.max_score, int(r.core)] for r in records if r.score]
    packed = zlib.compress(json.dumps(rows, separators=(",", ":")).encode(), 9)
    return PREFIX + urlsafe_b64encode(packed).decode().rstrip("=")


def decode(code: str) -> list[Record]:
    """The records of a code. Raises ValueError when it isn't whole."""
    code = "".join(code.split())
    try:
        if not code.startswith(PREFIX):
            raise ValueError
        packed = code.removeprefix(PREFIX)
        unpack = zlib.decompressobj()
        text = unpack.decompress(urlsafe_b64decode(packed + "=" * (-len(packed) % 4)), 100_000)
        if not unpack.eof:
            raise ValueError
        return [_record(name, score, points, bool(core)) for name, score, points, core in json.loads(text)]
    except (TypeError, ValueError, zlib.error, RecursionError) as problem:
        raise ValueError(
            tell(
                "This is not a whole progress code: copy it again, from {prefix}… to its end.", prefix=PREFIX
            )
        ) from problem


def _record(exercise: str, score: float, max_score: float, core: bool = False) -> Record:
    """A record read from outside. Raises ValueError or TypeError for values that make no sense."""
    score, max_score = float(score), float(max_score)
    if not isinstance(exercise, str) or not isinstance(core, bool):
        raise TypeError
    if not (math.isfinite(max_score) and 0 <= score <= max_score and max_score > 0):
        raise ValueError
    return Record(exercise, score, max_score, core)
