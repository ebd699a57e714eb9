"""Charts: numbers in a picture, the same numbers in words and as a table."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from course_lib.evidence import CellRun, Event, Exchange
from course_lib.show.charts import token_chart
from course_lib.show.figure import ticks
from course_lib.show.gauge import window_gauge
from course_lib.show.timeline import stream_timeline


def usage(sent, replied):
    return {"prompt_tokens": sent, "completion_tokens": replied}


def circles(figure):
    return re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', figure.html())


@pytest.mark.parametrize(
    ("top", "expected"),
    [(620, [0, 200, 400, 600, 800]), (0, [0, 1]), (1, [0, 0.5, 1]), (0.0003, [0, 0.0001, 0.0002, 0.0003])],
)
def test_axes_end_on_round_numbers(top, expected):
    assert ticks(top) == pytest.approx(expected)


def test_the_chart_tells_tokens_and_cost_of_every_turn():
    chart = token_chart({"full": [100, 200, 300], "window": [100, 200]}, price=(1, 2))
    assert chart.rows == (
        ("1", "100", "$0.000100", "100", "$0.000100"),
        ("2", "200", "$0.000300", "200", "$0.000300"),
        ("3", "300", "$0.000600", "–", "–"),
    )
    assert "300 prompt tokens with full ($0.000600 so far)" in chart.description


def test_a_turn_is_an_exchange_or_a_usage_or_a_number():
    answered = Exchange(1, {}, 200, usage=usage(10, 5))
    chart = token_chart(
        {"all kinds": [answered, SimpleNamespace(**usage(10, 5)), usage(10, 5), 10]}, price=(1e6, 1e6)
    )
    assert [row[2] for row in chart.rows] == ["$15.0000", "$30.0000", "$45.0000", "$55.0000"]


@pytest.mark.parametrize("series", [{}, {"full": []}])
def test_a_chart_of_nothing_is_refused(series):
    with pytest.raises(ValueError, match="at least one"):
        token_chart(series)


@pytest.mark.parametrize("turn", [Exchange(1, {}, 500), "12", None, usage(None, 3)])
def test_a_turn_without_tokens_is_named(turn):
    with pytest.raises(ValueError, match="has no token counts"):
        token_chart({"full": [turn]}, price=(1, 1))


def test_the_highest_value_is_drawn_highest():
    points = circles(token_chart({"full": [100, 400, 200]}, price=(1, 1)))
    heights = [float(y) for _, y in points[:3]]
    assert heights.index(min(heights)) == 1
    assert heights[0] == max(heights)


STREAMED = Exchange(
    1,
    {"stream": True},
    200,
    {"content": "Hello Priya"},
    streamed=True,
    complete=True,
    pieces=("Hello", " ", "Priya"),
)
PLAIN = Exchange(2, {}, 200, {"content": "Hello Priya"}, complete=True)
RUN = CellRun(
    "both",
    events=(
        Event("request", exchange=1, at=1.0),
        Event("piece", "Hello", 1, 1.5),
        Event("print", "Hello", None, 1.6),
        Event("piece", " ", 1, 2.0),
        Event("piece", "Priya", 1, 2.5),
        Event("reply", exchange=1, at=2.5),
        Event("request", exchange=2, at=3.0),
        Event("reply", exchange=2, at=4.6),
    ),
    exchanges=(STREAMED, PLAIN),
)


def test_a_stream_has_a_dot_per_piece_and_a_plain_call_one():
    timeline = stream_timeline(RUN)
    assert timeline.rows == (
        ("1 · streamed", "3", "0.50 s", "1.50 s"),
        ("2 · plain", "1", "1.60 s", "1.60 s"),
    )
    assert len(circles(timeline)) == 4


def test_by_characters_the_timeline_does_not_depend_on_the_clock():
    slower = CellRun(
        "both",
        events=tuple(Event(e.kind, e.text, e.exchange, e.at * 2) for e in RUN.events),
        exchanges=RUN.exchanges,
    )
    assert stream_timeline(RUN, axis="characters").html() == stream_timeline(slower, axis="characters").html()
    assert stream_timeline(RUN, axis="characters").rows[0] == (
        "1 · streamed",
        "3",
        "5 characters",
        "11 characters",
    )


def test_a_request_without_an_answer_has_no_dot():
    run = CellRun("x", events=(Event("request", exchange=1, at=0),), exchanges=(Exchange(1, {}, 500),))
    assert circles(stream_timeline(run)) == []
    assert "nothing arrived" in stream_timeline(run).description


def test_a_timeline_needs_requests_and_a_known_axis():
    with pytest.raises(ValueError, match="run a cell that calls the model first"):
        stream_timeline(CellRun("empty"))
    with pytest.raises(ValueError, match="'minutes'"):
        stream_timeline(RUN, axis="minutes")


MESSAGES = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Say foo"}]


def test_the_gauge_tells_what_is_left():
    gauge = window_gauge(MESSAGES, 20)
    tokens = [int(row[2]) for row in gauge.rows]
    assert f"{sum(tokens)} of 20 tokens: {20 - sum(tokens)} are left" in gauge.description


def test_the_gauge_tells_what_is_too_much():
    gauge = window_gauge(MESSAGES, 10)
    used = sum(int(row[2]) for row in gauge.rows)
    assert f"{used - 10} too many, so the service answers 400" in gauge.description


def test_parts_of_the_gauge_are_as_wide_as_their_tokens():
    gauge = window_gauge(MESSAGES * 3, 60)
    widths = [float(w) for w in re.findall(r'width="([\d.]+)"[^>]*class="ck-part', gauge.html())]
    tokens = [int(row[2]) for row in gauge.rows[:-1]]
    assert [w / widths[0] for w in widths] == pytest.approx([t / tokens[0] for t in tokens], rel=0.01)


@pytest.mark.parametrize(("messages", "window"), [(MESSAGES, 0), (["text"], 10)])
def test_what_cannot_be_counted_is_refused(messages, window):
    with pytest.raises(ValueError, match=r"holds at least 1 token|can be counted"):
        window_gauge(messages, window)


@pytest.mark.parametrize(
    "figure",
    [token_chart({"<b>": [1, 2], "w": [1]}, price=(1, 1)), stream_timeline(RUN), window_gauge(MESSAGES, 20)],
    ids=["tokens", "timeline", "gauge"],
)
def test_every_picture_has_a_title_a_description_and_a_table(figure):
    html, text = figure.html(), figure.text()
    assert "<title>" in html
    assert "<desc>" in html
    assert "<b>" not in html
    for cell in {cell for row in (figure.header, *figure.rows) for cell in row}:
        assert cell in text
    assert figure.description in text
