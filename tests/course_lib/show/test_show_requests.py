"""`show_requests()` finds the requests of the running cell, of the one before it, or of any other."""

from __future__ import annotations

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from course_lib.connect import route
from course_lib.practice.model import PracticeModel
from course_lib.recorder import Recorder, recorder

ASK = "await client.chat.completions.create(model=MODEL, messages=[{'role': 'user', 'content': %r}])"


@pytest.fixture(scope="module")
def ipython():
    """One IPython shell, without a history file."""
    InteractiveShell.clear_instance()
    yield InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    InteractiveShell.clear_instance()


@pytest.fixture
def cell(ipython, monkeypatch):
    """Run a cell in a kernel that has a client, and give what its last expression is."""
    ipython.reset()
    monkeypatch.setattr("course_lib.recorder._recorder", Recorder())
    model = PracticeModel()
    model.script(*[f"Reply {i}" for i in range(20)])
    route(lambda **_: model)

    def run(source, cell_id):
        result = ipython.run_cell(source, store_history=True, cell_id=cell_id)
        result.raise_error()
        return result.result

    run("from course_lib import MODEL, connect, show_requests, stream_timeline\nclient = connect()", "first")
    yield run
    recorder().uninstall()
    route(None)


def shown(inspector):
    return [request.lines[-1].text for request in inspector.requests]


def test_it_shows_the_running_cell(cell):
    cell(ASK % "earlier", "a")
    assert shown(cell("\n".join([ASK % "one", ASK % "two", "show_requests()"]), "b")) == ["one", "two"]


def test_it_shows_the_cell_before(cell):
    cell(ASK % "one", "a")
    assert shown(cell("show_requests()", "b")) == ["one"]


def test_cells_that_sent_nothing_are_passed_over(cell):
    cell(ASK % "one", "a")
    cell("print('nothing')", "b")
    assert shown(cell("show_requests()", "c")) == ["one"]


def test_a_cell_that_ran_again_is_shown_as_it_ran_last(cell):
    cell(ASK % "one", "a")
    cell(ASK % "two", "b")
    cell(ASK % "one again", "a")
    assert shown(cell("show_requests()", "c")) == ["one again"]
    assert shown(cell("show_requests('all')", "c")) == ["two", "one again"]


@pytest.mark.parametrize(
    ("which", "texts"),
    [
        (1, ["three"]),
        (2, ["two", "three"]),
        (99, ["one", "two", "three"]),
        ("all", ["one", "two", "three"]),
        ("b", ["two"]),
    ],
)
def test_any_requests_can_be_chosen(cell, which, texts):
    for name, text in zip("abc", ("one", "two", "three"), strict=True):
        cell(ASK % text, name)
    chosen = cell(f"show_requests({which!r})", "last")
    assert shown(chosen) == texts
    assert len({request.number for request in chosen.requests}) == len(texts)


@pytest.mark.parametrize("which", [0, -1, "nowhere", 1.5, ["a"]])
def test_another_choice_is_told_what_there_is(cell, which):
    cell(ASK % "one", "a")
    with pytest.raises(ValueError, match=r"means nothing here.*cell that has run: a\."):
        cell(f"show_requests({which!r})", "last")


def test_before_any_request_it_asks_a_question(cell):
    assert "No request was sent" in cell("show_requests()", "a").text()


def test_a_request_is_compared_with_that_of_an_earlier_cell(cell):
    cell(
        "m = [{'role': 'user', 'content': 'one'}]\n"
        "await client.chat.completions.create(model=MODEL, messages=m)",
        "a",
    )
    more = "m += [{'role': 'assistant', 'content': 'Reply 0'}, {'role': 'user', 'content': 'two'}]\n"
    cell(more + "await client.chat.completions.create(model=MODEL, messages=m)", "b")
    (request,) = cell("show_requests()", "c").requests
    assert request.difference == "Compared with an earlier request: 1 again, 2 new."


def test_the_timeline_finds_the_same_cells(cell):
    cell(ASK % "one", "plain")
    stream = (ASK % "two").replace("messages=", "stream=True, messages=")
    cell(f"async for _ in {stream}: pass", "streamed")
    assert [row[0] for row in cell("stream_timeline(axis='characters')", "c").rows] == ["1 · streamed"]
    both = cell("stream_timeline('plain', 'streamed', axis='characters')", "c")
    assert [row[0] for row in both.rows] == ["1 · plain", "2 · streamed"]
    with pytest.raises(ValueError, match="No cell with the id 'nowhere' has run"):
        cell("stream_timeline('nowhere')", "c")
