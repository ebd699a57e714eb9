"""With COURSE_LANGUAGE=de every display is told in German: outside of the catalogue stand only data."""

from __future__ import annotations

import asyncio
import re
from html.parser import HTMLParser

import pytest

from course_lib import ChatWidget, token_chart
from course_lib.evidence import CellRun, Event, Exchange
from course_lib.show import progress as shown_progress
from course_lib.show.gauge import window_gauge
from course_lib.show.inspector import inspector
from course_lib.show.timeline import stream_timeline

SYSTEM, QUESTION = {"role": "system", "content": "xa"}, {"role": "user", "content": "xb"}
REPLY, NEXT = {"role": "assistant", "content": "xc"}, {"role": "user", "content": "xd"}
BODY = {"model": "xm", "messages": [SYSTEM, QUESTION]}
ANSWER = {"message": REPLY, "finish_reason": "stop", "status": 200, "complete": True}
USAGE = {"prompt_tokens": 1, "completion_tokens": 2}
PIECES = {"streamed": True, "pieces": ("xc", "xd")}
EXCHANGES = [
    Exchange(1, BODY, **ANSWER, usage=USAGE),
    Exchange(2, {**BODY, "messages": [SYSTEM, QUESTION, REPLY, NEXT], "stream": True}, **ANSWER, **PIECES),
    Exchange(3, {**BODY, "messages": [SYSTEM, NEXT]}, **{**ANSWER, "finish_reason": "length"}),
    Exchange(4, {**BODY, "messages": [SYSTEM, NEXT]}, retry=1, status=429, error={"code": "xe"}),
    Exchange(5, {**BODY, "messages": []}, status=200, complete=False, streamed=True, pieces=("x" * 400,)),
    *(
        Exchange(6 + i, {"messages": [QUESTION]}, status=s)
        for i, s in enumerate([0, 400, 401, 404, 500, 503])
    ),
]
RUN = CellRun(
    "x",
    events=(
        Event("request", exchange=1, at=0),
        Event("reply", exchange=1, at=1),
        Event("request", exchange=2, at=1),
        Event("piece", "xc", exchange=2, at=2),
        Event("piece", "xd", exchange=2, at=3),
    ),
    exchanges=(*EXCHANGES[:2], EXCHANGES[6]),
)
# What learners wrote, and what the service's own words are, in any language.
DATA = r"x\w*|system|user|assistant|stream|true|false|stop|length|finish_reason|XP|_"


class Words(HTMLParser):
    """What a page says: texts, and the attributes that are read out or seen; raw JSON left out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.inside, self.said = [], []
        self.feed(html)

    def handle_starttag(self, name, attributes):
        self.inside.append(name)
        self.said += [
            value for key, value in attributes if key in ("aria-label", "title", "placeholder", "alt")
        ]

    def handle_endtag(self, name):
        self.inside.pop()

    def handle_data(self, data):
        if not {"style", "pre"} & {*self.inside}:
            self.said.append(data)


def letters(text: str) -> str:
    """The words of a text that are nobody's data; one letter is a role in a narrow part of a picture."""
    return " ".join(re.findall(r"[^\W\d_]{2,}", re.sub(rf"\b(?:{DATA})\b", " ", text)))


def progress():
    shown_progress.note("x", 1, 2)
    shown_progress.note("xx", 2, 2, core=True)
    shown_progress.note("xxx", 0, 2)
    return shown_progress.progress()


@pytest.fixture
def no_progress(monkeypatch, tmp_path):
    (tmp_path / ".course").mkdir()  # the progress of a course further up is not this one's
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(shown_progress, "_store", None)
    monkeypatch.setattr(shown_progress, "_plan", {})


DISPLAYS = {
    "requests": lambda: inspector(EXCHANGES, highlight=2),
    "no requests": lambda: inspector([]),
    "timeline": lambda: stream_timeline(RUN),
    "timeline by characters": lambda: stream_timeline(RUN, axis="characters"),
    "tokens": lambda: token_chart({"x": EXCHANGES[:1], "xx": [10, 20]}, price=(1, 1)),
    "tokens at our price": lambda: token_chart({"x": [1]}),
    "window": lambda: window_gauge([SYSTEM, QUESTION], 100),
    "window too small": lambda: window_gauge([SYSTEM, QUESTION], 3),
    "progress": progress,
}


@pytest.mark.usefixtures("no_progress")
@pytest.mark.parametrize("display", DISPLAYS.values(), ids=DISPLAYS.keys())
def test_a_display_is_told_in_german(display, untold):
    shown = display()
    assert letters(untold(shown.text())) == ""
    assert [said for said in Words(shown.html()).said if letters(untold(said))] == []


class XBot:
    """Replies, then fails."""

    def __init__(self):
        self.calls = 0

    def reset(self):
        self.calls = 0

    async def say(self, text):
        self.calls += 1
        if self.calls > 1:
            raise RuntimeError("xx")
        return "xx"


def test_the_chat_window_is_told_in_german(untold):
    async def go():
        chat = ChatWidget(XBot())
        await chat.say("xa")
        await chat.say("xb")
        return chat

    chat = asyncio.run(go())
    parts, said = [chat], [chat.text()]
    for part in parts:
        parts += getattr(part, "children", ())
        said += [getattr(part, name, "") or "" for name in ("description", "tooltip", "placeholder")]
        said += Words(part.value).said if type(part).__name__ == "HTML" else []
    seen = [untold(text) for text in said]
    assert len(parts) > 8
    assert [text for text in seen if letters(re.sub("XBot|RuntimeError", "", text))] == []


@pytest.mark.parametrize(
    "mistake",
    [
        lambda: token_chart({}),
        lambda: token_chart({"x": ["x"]}),
        lambda: window_gauge([], 0),
        lambda: window_gauge(["x"], 9),
        lambda: stream_timeline("x"),
        lambda: stream_timeline(axis="x"),
        lambda: inspector([]).raw(1),
        lambda: shown_progress.progress(add="x"),
        lambda: ChatWidget(XBot),
    ],
)
def test_what_is_refused_is_refused_in_german(mistake, untold):
    with pytest.raises((ValueError, TypeError)) as refused:
        mistake()
    assert untold(str(refused.value)) == ""
