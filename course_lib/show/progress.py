"""Progress: which exercises are done and how many XP that makes, in the tutorial and in the whole course."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from course_lib.language import tell
from course_lib.show.html import ROOT, Html, Shown, tag
from course_lib.show.records import Record, Store, better, decode, encode, keep, load, place


@dataclass(frozen=True)
class Task:
    """An exercise that the course holds, done or not: `points` are its XP, `core` the tutorial's own."""

    id: str
    points: float
    core: bool = False
    title: str = ""


@dataclass(frozen=True)
class Sum:
    """Exercises done of all, XP won of all."""

    done: int
    exercises: int
    won: float
    points: float

    def __str__(self) -> str:
        return tell(
            "{done}/{exercises} exercises · {won}/{points} XP",
            done=self.done,
            exercises=self.exercises,
            won=f"{self.won:g}",
            points=f"{self.points:g}",
        )


@dataclass(frozen=True, repr=False)
class Progress(Shown):
    """How far a learner has come; `remark` tells what happened to the file, if anything."""

    records: tuple[Record, ...]
    titles: dict[str, str]
    remark: str = ""

    @property
    def core(self) -> Sum:
        """The tutorial's own exercises."""
        return _sum(r for r in self.records if r.core)

    @property
    def course(self) -> Sum:
        """All exercises."""
        return _sum(self.records)

    def line(self) -> str:
        """Both sums in a line: what is said after a check."""
        return " | ".join(f"{name}: {total}" for name, total in self._sums())

    def code(self) -> str:
        """The progress as a text to paste on another device, into `progress(add="…")`."""
        return encode(self.records)

    def save(self, path: str) -> None:
        """Write the progress to a file, to be added on another device with `progress(add="that file")`."""
        keep(path, self.records)

    def html(self) -> Html:
        bars = (
            tag(
                "li",
                tag("strong", name, ": "),
                str(total),
                " ",
                tag("progress", value=f"{total.won:g}", max=f"{total.points:g}", aria_label=name),
            )
            for name, total in self._sums()
        )
        head = tag("tr", *(tag("th", name, scope="col") for name in self._header()))
        rows = (
            tag("tr", tag("th", row[0], scope="row"), *(tag("td", c) for c in row[1:]))
            for row in self._rows()
        )
        return tag(
            "div",
            tag("ul", *bars, role="list", class_="ck-progress"),
            tag("p", self.remark) if self.remark else None,
            tag(
                "details",
                tag("summary", tell("Exercise by exercise")),
                tag("table", tag("thead", head), tag("tbody", *rows)),
            ),
            tag("p", self._carry()),
            class_=ROOT,
        )

    def text(self) -> str:
        rows = [" · ".join(row) for row in self._rows()]
        sums = [f"{name}: {total}" for name, total in self._sums()]
        return "\n".join([*sums, *filter(None, [self.remark]), *(f"  {row}" for row in rows), self._carry()])

    def _sums(self) -> list[tuple[str, Sum]]:
        course = (tell("Whole course"), self.course)
        return [(tell("Tutorial"), self.core), course] if self.core.exercises else [course]

    def _header(self) -> tuple[str, ...]:
        return tell("Exercise"), tell("XP"), tell("State")

    def _rows(self) -> list[tuple[str, ...]]:
        return [
            (self.titles.get(r.exercise) or r.exercise, f"{r.score:g}/{r.max_score:g}", _state(r))
            for r in self.records
        ]

    def _carry(self) -> str:
        return tell('To go on elsewhere: print(progress().code()) here, progress(add="the code") there.')


_plan: dict[str, Task] = {}
_store: Store | None = None


def plan(tasks: Iterable[Task]) -> None:
    """Tell which exercises the course holds, in the order to show them: what the sums are counted against."""
    _plan.clear()
    _plan.update((task.id, task) for task in tasks)


def note(exercise: str, score: float, max_score: float, *, core: bool = False) -> Progress:
    """Keep the score of a checked exercise (the best one counts) and give the progress with it.

    Never raises for a file that can't be written: the progress then lasts as long as the kernel, and says so.
    """
    return _added([Record(exercise, score, max_score, core)])


def progress(*, add: str | None = None) -> Progress:
    """How far you have come. `add` takes in a code or a file from another device; nothing is lost by it.

    Raises ValueError for a code that isn't whole, FileNotFoundError for a file that isn't there.
    """
    if add is None:
        return _added([])
    return _added(load(add) if add.strip().endswith(".json") else decode(add))


def _added(records: Iterable[Record]) -> Progress:
    """All exercises of the plan, then those noted outside of it; XP are as the plan has them."""
    global _store
    if _store is None:
        _store = Store(place(Path.cwd()))
    _store.add(records)
    noted = dict(_store.records)
    planned = [
        better(Record(task.id, 0, task.points, task.core), noted.pop(task.id, None))
        for task in _plan.values()
    ]
    titles = {task.id: tell(task.title) for task in _plan.values()}
    return Progress((*planned, *noted.values()), titles, _store.remark)


def _sum(records: Iterable[Record]) -> Sum:
    records = list(records)
    return Sum(
        done=sum(r.score >= r.max_score for r in records),
        exercises=len(records),
        won=sum(r.score for r in records),
        points=sum(r.max_score for r in records),
    )


def _state(record: Record) -> str:
    if record.score >= record.max_score:
        return tell("done")
    return tell("begun") if record.score else tell("not yet")
