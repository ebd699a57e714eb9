"""A picture with its caption and the same numbers as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from course_lib.language import tell
from course_lib.show.html import ROOT, Html, Shown, tag

WIDTH = 640


@dataclass(frozen=True, repr=False)
class Figure(Shown):
    """A chart: its SVG, a `description` of what it says in a sentence, and the table it is drawn from."""

    title: str
    description: str
    picture: Html
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def html(self) -> Html:
        return tag(
            "figure",
            tag("figcaption", tag("strong", self.title), tag("p", self.description)),
            self.picture,
            tag("details", tag("summary", tell("As a table")), self._table()),
            class_=f"{ROOT} ck-figure",
        )

    def text(self) -> str:
        cells = [self.header, *self.rows]
        widths = [max(len(row[i]) for row in cells) for i in range(len(self.header))]
        lines = (
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in cells
        )
        return "\n".join([self.title, self.description, "", *(line.rstrip() for line in lines)])

    def _table(self) -> Html:
        head = tag("tr", *(tag("th", name, scope="col") for name in self.header))
        body = (
            tag("tr", tag("th", row[0], scope="row"), *(tag("td", cell) for cell in row[1:]))
            for row in self.rows
        )
        return tag("table", tag("thead", head), tag("tbody", *body))


def svg(height: float, title: str, description: str, *shapes: Html) -> Html:
    """A picture of `WIDTH` by `height` units which scales with its column and is announced as one image."""
    return tag(
        "svg",
        tag("title", title),
        tag("desc", description),
        *shapes,
        viewBox=f"0 0 {WIDTH} {height:g}",
        role="img",
        aria_label=f"{title}. {description}",
        xmlns="http://www.w3.org/2000/svg",
    )


def label(x: float, y: float, text: str, *, anchor: str = "start", css: str | None = None) -> Html:
    """Text in a picture; `anchor` is start, middle or end."""
    return tag("text", text, x=f"{x:g}", y=f"{y:g}", text_anchor=anchor, class_=css)


def line(x1: float, y1: float, x2: float, y2: float, css: str) -> Html:
    """A straight line."""
    return tag("line", x1=f"{x1:g}", y1=f"{y1:g}", x2=f"{x2:g}", y2=f"{y2:g}", class_=css)


def mark(shape: int, x: float, y: float, css: str, *, size: float = 4) -> Html:
    """A data point: circle, square, triangle or diamond by `shape`, so that series differ without colour."""
    x, y = round(x, 1), round(y, 1)
    if shape % 4 == 0:
        return tag("circle", cx=f"{x:g}", cy=f"{y:g}", r=f"{size:g}", class_=css)
    corners = {
        1: [(-1, -1), (1, -1), (1, 1), (-1, 1)],
        2: [(0, -1.2), (1.1, 0.9), (-1.1, 0.9)],
        3: [(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)],
    }[shape % 4]
    points = " ".join(f"{x + size * dx:.1f},{y + size * dy:.1f}" for dx, dy in corners)
    return tag("polygon", points=points, class_=css)


def ticks(top: float, *, about: int = 4) -> list[float]:
    """Round numbers from 0 to `top` or just above: steps of 1, 2 or 5 times a power of ten.

    >>> ticks(620)
    [0, 200, 400, 600, 800]
    """
    if top <= 0:
        return [0, 1]
    power = 10.0 ** floor(log10(top / about))
    step = next(power * factor for factor in (1, 2, 5, 10) if top / (power * factor) <= about)
    return [_whole(step * i) for i in range(ceil(round(top / step, 9)) + 1)]


def _whole(value: float) -> float:
    value = round(value, 12)
    return int(value) if value == int(value) else value


def polyline(points: Sequence[tuple[float, float]], css: str) -> Html:
    """Points joined by a line."""
    return tag("polyline", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in points), class_=css)
