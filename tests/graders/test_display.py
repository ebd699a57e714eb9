"""How a verdict looks: the same in HTML and text, escaped, never by colour alone."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest

from course_lib.evidence import CellRun, Exchange
from course_lib.show.html import ROOT
from graders.display import SYMBOLS, as_html, as_text
from graders.rubric import Outcome, RowResult, Seen, Verdict

EVIL = "<script>alert(1)</script>"
EXCHANGE = Exchange(
    2,
    {"model": "m", "messages": [{"role": "user", "content": EVIL}]},
    status=200,
    message={"role": "assistant", "content": "Hello there."},
    complete=True,
)
ROWS = (
    RowResult("A request is sent", 3, 3),
    RowResult("It is kind", 2, 1, f"It says {EVIL}.", 2),
    RowResult("It ends", 1, 0, "It goes on & on."),
)
SEEN = Seen(CellRun("greet", exchanges=(EXCHANGE,)))
VERDICT = Verdict(
    "greet",
    Outcome.PARTLY_RIGHT,
    4,
    6,
    ("It goes on & on.",),
    ROWS,
    Seen(CellRun("greet", exchanges=(EXCHANGE,))),
)


class Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self.skip = False

    def handle_starttag(self, tag: str, attributes: list) -> None:
        self.tags.append(tag)
        self.skip = tag in ("style", "summary", "pre")

    def handle_data(self, data: str) -> None:
        if not self.skip:
            self.words += re.findall(r"\w+", unescape(data))


def read(html: str) -> Words:
    words = Words()
    words.feed(html)
    return words


def test_html_and_text_say_the_same() -> None:
    html, text = read(as_html(VERDICT)), as_text(VERDICT)
    for word in ("greet", "kind", "ends", "goes", "alert", "Hello"):
        assert word in html.words
        assert word in text


def test_what_a_program_said_is_escaped() -> None:
    html = as_html(VERDICT)
    assert "script" not in read(html).tags
    assert "&lt;script&gt;" in html


def test_each_row_has_its_symbol_points_and_goal() -> None:
    text = as_text(VERDICT)
    assert "✓ 3/3 A request is sent" in text
    assert "◐ 1/2 It is kind" in text
    assert "✗ 0/1 It ends" in text


def test_the_request_that_shows_a_lost_row_is_shown() -> None:
    assert "Request 2" in as_text(VERDICT)
    assert "ck-request" in as_html(VERDICT)


def test_where_no_row_names_a_request_what_was_sent_is_shown() -> None:
    verdict = replace(VERDICT, rows=(ROWS[2],))
    assert "Request 2" in as_text(verdict)
    assert "look at this request" not in as_text(verdict)
    assert "Request" not in as_text(replace(verdict, rows=(ROWS[0],)))
    assert "Request" not in as_text(replace(verdict, seen=Seen(SEEN.answer, (CellRun("ask"),))))


def test_requests_that_the_check_made_are_not_taken_for_the_cells_own() -> None:
    by_check = replace(VERDICT, seen=Seen(CellRun("greet"), (CellRun("ask", exchanges=(EXCHANGE,)),)))
    by_cell = replace(VERDICT, seen=Seen(CellRun("greet", exchanges=(EXCHANGE, EXCHANGE))))
    for shown in (as_text, as_html):
        assert "This went out during the check" in shown(by_check)
        assert "This went out during the check" not in shown(by_cell)


def test_the_closing_lines_end_both_forms() -> None:
    verdict = replace(VERDICT, closing=("What comes next.", "1/2 exercises · 15/30 XP"))
    assert as_text(verdict).endswith("\nWhat comes next.\n1/2 exercises · 15/30 XP")
    assert as_html(verdict).endswith("<p>What comes next.</p><p>1/2 exercises · 15/30 XP</p></div>")


def test_what_loses_several_rows_is_explained_once() -> None:
    rows = (ROWS[0], ROWS[0], ROWS[2], RowResult("It is short", 1, 0, ROWS[2].message))
    verdict = replace(VERDICT, rows=rows)
    for shown in (as_text(verdict), as_html(verdict).replace("&amp;", "&")):
        assert shown.count("It goes on & on.") == 1
        assert shown.count("As above.") == 1


def test_names_between_backticks_are_code_in_html() -> None:
    rows = (RowResult("Print `DONE`", 1, 0, "What is `<b>`? And what is a ` alone"),)
    html = as_html(replace(VERDICT, rows=rows, messages=("Call `chat()`.",)))
    assert "Print <code>DONE</code>" in html
    assert "<p>Call <code>chat()</code>.</p>" in html
    assert '<p class="ck-said">What is `&lt;b&gt;`? And what is a ` alone</p>' in html


def test_prices_in_a_verdict_are_no_formulas() -> None:
    assert f'<div class="{ROOT}"' in as_html(VERDICT)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_a_symbol_and_words(outcome: Outcome) -> None:
    verdict = Verdict("greet", outcome, None, 6, ("Why.",))
    text = as_text(verdict)
    assert text.startswith(f"{SYMBOLS[outcome]} greet: ")
    assert "Why." in text
    assert "XP" not in text
    assert repr(verdict) == text
    assert verdict._repr_html_() == as_html(verdict)


def test_no_two_outcomes_share_a_symbol() -> None:
    assert len(set(SYMBOLS.values())) == len(Outcome)


def test_of_a_request_with_thousands_of_messages_both_ends_are_shown() -> None:
    messages = [{"role": "user", "content": f"message-{number}"} for number in range(12_000)]
    exchange = Exchange(number=1, request={"model": "m", "messages": messages}, status=400)
    row = RowResult("goal", 1, 0, "Lost.", 1)
    seen = Seen(CellRun("x", exchanges=(exchange,)))
    text = as_text(Verdict("x", Outcome.WRONG, 0, 1, ("Lost.",), (row,), seen))
    assert "message-0\n" in text
    assert "message-11999" in text
    assert "11,800 messages more" in text or "11800 messages more" in text
    assert text.count("message-") < 250
