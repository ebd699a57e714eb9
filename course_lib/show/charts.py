"""Tokens per turn and what they cost: the full history against a window."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from course_lib.evidence import Exchange
from course_lib.language import tell
from course_lib.show.figure import Figure, label, line, mark, polyline, svg, ticks
from course_lib.show.html import Html

# Axes in units of the picture; a panel's axis labels stand left of it.
TOP, BOTTOM, LEFT, PANEL, NEXT_PANEL = 40, 210, 52, 250, 320


@dataclass(frozen=True)
class Turn:
    """The tokens of one call: what was sent and what came back."""

    sent: int
    replied: int = 0


def token_chart(
    series: Mapping[str, Iterable[object]],
    *,
    price: tuple[float, float] | None = None,
) -> Figure:
    """Prompt tokens per turn and the running cost, a line for each of `series`.

    A series is a name and its turns in order: exchanges, `response.usage` objects, or plain numbers of prompt
    tokens. `price` is dollars per million tokens (in, out); by default the course model's price.
    Raises ValueError for no series, an empty one, or a turn without token counts.

    >>> print(token_chart({"all": [20, 40], "window": [20, 30]}, price=(1, 0)).description)
    Turn 2: 40 prompt tokens with all ($0.000060 so far), 30 prompt tokens with window ($0.000050 so far).
    """
    turns = {name: [_turn(item) for item in items] for name, items in series.items()}
    if not turns or not all(turns.values()):
        raise ValueError(tell("token_chart needs at least one series, each with at least one turn."))
    each, where = _price(price)
    costs = {name: list(accumulate(_cost(t, each) for t in of)) for name, of in turns.items()}
    tokens = {name: [t.sent for t in of] for name, of in turns.items()}
    count = max(len(of) for of in turns.values())
    last = ", ".join(
        tell(
            "{tokens} prompt tokens with {name} ({cost} so far)",
            tokens=f"{tokens[name][-1]:,}",
            name=name,
            cost=_dollars(costs[name][-1]),
        )
        for name in turns
    )
    title = tell("Tokens per turn and running cost")
    description = tell("Turn {turn}: {last}.", turn=count, last=last) + where
    header = [tell("Turn")]
    for name in turns:
        header += [tell("{name}: prompt tokens", name=name), tell("{name}: cost so far", name=name)]
    rows = tuple(
        (str(i + 1), *(cell for name in turns for cell in _cells(tokens[name], costs[name], i)))
        for i in range(count)
    )
    picture = svg(
        BOTTOM + 50 + 18 * len(turns),
        title,
        description,
        *_panel(0, tell("Prompt tokens per turn"), list(tokens.values()), lambda value: f"{value:,}"),
        *_panel(NEXT_PANEL, tell("Running cost"), list(costs.values()), _dollars),
        *_legend(list(turns)),
    )
    return Figure(title, description, picture, tuple(header), rows)


def _turn(item: object) -> Turn:
    if isinstance(item, int):
        return Turn(item)
    usage = item.usage if isinstance(item, Exchange) else item
    usage = usage if isinstance(usage, Mapping) else vars(usage) if hasattr(usage, "__dict__") else {}
    if not isinstance(usage.get("prompt_tokens"), int):
        raise ValueError(
            tell(
                "A turn of token_chart has no token counts: {turn}. Give exchanges that were answered, "
                "`response.usage` objects, or numbers of prompt tokens.",
                turn=repr(item)[:80],
            )
        )
    return Turn(usage["prompt_tokens"], usage.get("completion_tokens") or 0)


def _price(price: tuple[float, float] | None) -> tuple[tuple[float, float], str]:
    """Dollars per million tokens in and out, and a sentence on where they come from."""
    if price is not None:
        return price, ""
    from course_lib.facts import MODEL, price_of

    known = price_of(MODEL)
    said = tell(" Prices of {model} on {date}.", model=MODEL, date=known.date)
    return (known.input, known.output), said


def _cost(turn: Turn, price: tuple[float, float]) -> float:
    return (turn.sent * price[0] + turn.replied * price[1]) / 1_000_000


def _dollars(amount: float) -> str:
    return "$0" if amount == 0 else f"${amount:.6f}" if amount < 0.01 else f"${amount:.4f}"


def _cells(tokens: Sequence[int], costs: Sequence[float], i: int) -> tuple[str, str]:
    return (f"{tokens[i]:,}", _dollars(costs[i])) if i < len(tokens) else ("–", "–")


def _panel(
    x: float, title: str, series: Sequence[Sequence[float]], write: Callable[[float], str]
) -> list[Html]:
    """One pair of axes with a line per series."""
    scale = ticks(max(max(values) for values in series))
    count = max(len(values) for values in series)
    left, right = x + LEFT, x + LEFT + PANEL
    shapes = [label(left, TOP - 16, title, css="ck-strong")]

    def height(value: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * value / scale[-1]

    def across(i: int) -> float:
        return left + 8 + (right - left - 16) * (i / (count - 1) if count > 1 else 0.5)

    for value in scale:
        shapes += [
            line(left, height(value), right, height(value), "ck-grid"),
            label(left - 5, height(value) + 4, write(value), anchor="end", css="ck-small"),
        ]
    for i in range(0, count, -(-count // 12)):
        shapes.append(label(across(i), BOTTOM + 16, str(i + 1), anchor="middle", css="ck-small"))
    shapes.append(label((left + right) / 2, BOTTOM + 32, tell("Turn"), anchor="middle", css="ck-small"))
    for number, values in enumerate(series):
        points = [(across(i), height(value)) for i, value in enumerate(values)]
        shapes.append(polyline(points, f"ck-series ck-series-{number % 4}"))
        shapes += [mark(number, px, py, f"ck-mark-{number % 4}") for px, py in points]
    return shapes


def _legend(names: Sequence[str]) -> list[Html]:
    shapes = []
    for number, name in enumerate(names):
        y = BOTTOM + 52 + 18 * number
        shapes += [
            line(LEFT, y - 4, LEFT + 30, y - 4, f"ck-series ck-series-{number % 4}"),
            mark(number, LEFT + 15, y - 4, f"ck-mark-{number % 4}"),
            label(LEFT + 38, y, name),
        ]
    return shapes
