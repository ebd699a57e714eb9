"""A stream as a timeline: a dot for every piece, against the one dot of a plain call."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from course_lib.evidence import CellRun, Exchange
from course_lib.language import tell
from course_lib.show.figure import WIDTH, Figure, label, line, mark, svg, ticks

LEFT, RIGHT, ROW = 110, WIDTH - 24, 34


@dataclass(frozen=True)
class Arrivals:
    """Where on the axis the pieces of one reply arrived; empty when none did."""

    name: str
    at: tuple[float, ...]
    streamed: bool


def stream_timeline(*which: str | CellRun, axis: Literal["seconds", "characters"] = "seconds") -> Figure:
    """When each piece of a reply arrived: a row per request, a dot per piece, one dot for a plain call.

    `which` are ids of cells (or their runs); by default the last cell that sent something. The axis is
    seconds since the request, or "characters": how much of the reply had arrived, which draws the same
    picture on every computer.
    Raises ValueError when nothing was sent, and for an unknown axis.
    """
    if axis not in ("seconds", "characters"):
        raise ValueError(tell('The axis is "seconds" or "characters", not {axis}.', axis=repr(axis)))
    runs = [_run(w) for w in which] or [_last()]
    pairs = [(run, exchange) for run in runs for exchange in run.exchanges]
    if not pairs:
        raise ValueError(
            tell("There is no request to draw a timeline of: run a cell that calls the model first.")
        )
    return _figure([_arrivals(run, exchange, i + 1, axis) for i, (run, exchange) in enumerate(pairs)], axis)


def _run(which: str | CellRun) -> CellRun:
    if isinstance(which, CellRun):
        return which
    from course_lib.recorder import recorder

    run = recorder().run_of(which)
    if run is None:
        raise ValueError(tell("No cell with the id {cell} has run.", cell=repr(which)))
    return run


def _last() -> CellRun:
    from course_lib.recorder import recorder

    return next((run for run in reversed(recorder().runs()) if run.exchanges), CellRun(""))


def _arrivals(run: CellRun, exchange: Exchange, row: int, axis: str) -> Arrivals:
    """A plain reply arrives as one piece, at its end."""
    if exchange.streamed:
        name, kind, pieces = tell("{row} · streamed", row=row), "piece", exchange.pieces
    else:
        name, kind, pieces = (
            tell("{row} · plain", row=row),
            "reply",
            (exchange.reply,) if exchange.reply else (),
        )
    if axis == "characters":
        at = tuple(accumulate(len(piece) for piece in pieces if piece))
    else:
        own = [event for event in run.events if event.exchange == exchange.number]
        began = next((event.at for event in own if event.kind == "request"), exchange.started)
        at = tuple(event.at - began for event in own if event.kind == kind and (exchange.streamed or pieces))
    return Arrivals(name, at, exchange.streamed)


def _figure(rows: list[Arrivals], axis: str) -> Figure:
    title = tell("When the reply arrives")
    described = " ".join(_sentence(row, axis) for row in rows)
    scale = ticks(max((row.at[-1] for row in rows if row.at), default=1), about=6)
    bottom = 20 + ROW * len(rows)
    shapes = []
    for value in scale:
        shapes += [
            line(_across(value, scale), 14, _across(value, scale), bottom, "ck-grid"),
            label(_across(value, scale), bottom + 16, f"{value:,}", anchor="middle", css="ck-small"),
        ]
    for i, row in enumerate(rows):
        y = 20 + ROW * (i + 0.5)
        shapes += [
            label(LEFT - 10, y + 4, row.name, anchor="end"),
            line(LEFT, y, _across(row.at[-1] if row.at else 0, scale), y, "ck-axis"),
            *(
                mark(0, _across(at, scale), y, f"ck-mark-{i % 4}", size=4 if row.streamed else 6)
                for at in row.at
            ),
        ]
    unit = tell("seconds since the request") if axis == "seconds" else tell("characters of the reply so far")
    shapes.append(label((LEFT + RIGHT) / 2, bottom + 34, unit, anchor="middle", css="ck-small"))
    header = (tell("Request"), tell("Pieces"), tell("First"), tell("Last"))
    table = tuple(
        (
            row.name,
            str(len(row.at)),
            *((_number(row.at[0], axis), _number(row.at[-1], axis)) if row.at else ("–", "–")),
        )
        for row in rows
    )
    return Figure(title, described, svg(bottom + 42, title, described, *shapes), header, table)


def _across(value: float, scale: list[float]) -> float:
    return LEFT + (RIGHT - LEFT) * value / scale[-1]


def _sentence(row: Arrivals, axis: str) -> str:
    if not row.at:
        return tell("Request {name}: nothing arrived.", name=row.name)
    first, last = _number(row.at[0], axis), _number(row.at[-1], axis)
    if not row.streamed:
        return (
            tell("Request {name}: everything at once, after {last}.", name=row.name, last=last)
            if axis == "seconds"
            else tell("Request {name}: all {last} at once.", name=row.name, last=last)
        )
    return (
        tell(
            "Request {name}: {count} pieces, the first after {first}, the last after {last}.",
            name=row.name,
            count=len(row.at),
            first=first,
            last=last,
        )
        if axis == "seconds"
        else tell(
            "Request {name}: {count} pieces, growing from {first} to {last}.",
            name=row.name,
            count=len(row.at),
            first=first,
            last=last,
        )
    )


def _number(value: float, axis: str) -> str:
    if axis == "seconds":
        return tell("{value} s", value=f"{value:.2f}")
    return tell("1 character") if value == 1 else tell("{value} characters", value=f"{value:,}")
