"""The inspector shows what was sent, is new, was dropped and came back; as HTML and as equal text."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest

from course_lib.evidence import Exchange
from course_lib.show.inspector import FOLD, inspector

SYSTEM = {"role": "system", "content": "You are a tutor."}


def user(text):
    return {"role": "user", "content": text}


def assistant(text):
    return {"role": "assistant", "content": text}


def exchange(number, *messages, reply="Fine.", **others):
    answer = {"message": assistant(reply), "finish_reason": "stop", "status": 200, "complete": True}
    settings = others.pop("settings", {})
    body = {"model": "gpt-4o-mini", "messages": list(messages), **settings}
    return Exchange(number, body, **{**answer, **others})


GROWING = [
    exchange(1, SYSTEM, user("I'm Priya."), reply="Hello!"),
    exchange(2, SYSTEM, user("I'm Priya."), assistant("Hello!"), user("And now?"), reply="Now we learn."),
]
WINDOW = [
    *GROWING,
    exchange(3, SYSTEM, assistant("Hello!"), user("And now?"), assistant("Now we learn."), user("My name?")),
]


class Page(HTMLParser):
    """Elements and texts of an HTML fragment, with a check that everything that opens also closes."""

    def __init__(self, html):
        super().__init__()
        self.open, self.elements, self.texts = [], [], []
        self.feed(html)
        assert not self.open

    def handle_starttag(self, name, attributes):
        self.open.append(name)
        self.elements.append((name, dict(attributes)))

    def handle_endtag(self, name):
        assert self.open.pop() == name

    def handle_data(self, data):
        if "style" not in self.open:
            self.texts.append(data)


def states(request):
    return [(line.role, line.state) for line in request.lines]


def test_messages_of_the_first_request_are_new():
    (request,) = inspector(GROWING[:1]).requests
    assert states(request) == [("system", "new"), ("user", "new")]
    assert request.difference == "It begins a conversation: 2 messages."


def test_new_messages_are_told_from_those_sent_before():
    request = inspector(GROWING).requests[1]
    assert states(request) == [("system", "same"), ("user", "same"), ("assistant", "new"), ("user", "new")]
    assert "Compared with request 1: 2 again, 2 new." in request.difference


def test_what_the_window_dropped_stays_in_its_place():
    request = inspector(WINDOW).requests[2]
    assert states(request)[:3] == [("system", "same"), ("user", "dropped"), ("assistant", "same")]
    assert "1 dropped" in request.difference
    assert "<del>I&#x27;m Priya.</del>" in inspector(WINDOW).html()


def test_a_request_is_compared_with_one_that_is_not_shown():
    (request,) = inspector(WINDOW[2:], before=WINDOW[:2]).requests
    assert request.difference == "Compared with an earlier request: 3 again, 2 new, 1 dropped."


def test_a_window_of_one_turn_still_goes_on_from_the_request_before():
    now = exchange(2, SYSTEM, assistant("Hello!"), user("And now?"))
    request = inspector([GROWING[0], now]).requests[1]
    assert ("user", "dropped") in states(request)


def test_an_earlier_request_that_has_nothing_to_do_with_it_is_not_compared():
    (request,) = inspector(GROWING[:1], before=[exchange(1, SYSTEM, user("Something else"))]).requests
    assert request.difference == "It begins a conversation: 2 messages."


def test_a_conversation_that_begins_like_an_earlier_one_is_not_compared_with_it():
    (request,) = inspector(GROWING[:1], before=GROWING).requests
    assert request.difference == "It begins a conversation: 2 messages."


def test_requests_of_several_cells_are_numbered_in_order():
    assert [r.number for r in inspector([*GROWING, *GROWING]).requests] == [1, 2, 3, 4]


def test_two_bots_that_take_turns_are_not_mixed_up():
    other = {"role": "system", "content": "You are a cook."}
    first, second = GROWING
    between = exchange(7, other, user("Soup?"))
    requests = inspector([first, between, second]).requests
    assert requests[1].difference == "Nothing of request 1 is sent again."
    assert "dropped" not in {state for _, state in states(requests[1])}
    assert "Compared with request 1" in requests[2].difference


@pytest.mark.parametrize(
    ("then", "now", "words"),
    [
        ([user("a")], [user("b")], "Nothing of request 1 is sent again."),
        ([SYSTEM, user("a")], [SYSTEM, user("b")], "Of request 1 only the system message is sent again."),
        ([user("a")], [user("a")], "The same messages as request 1."),
        ([user("a")], [user("a"), user("b")], "The reply to request 1 is not in it."),
    ],
)
def test_the_difference_is_told_in_words(then, now, words):
    difference = inspector([exchange(1, *then), exchange(2, *now)]).requests[1].difference
    assert words in difference
    assert difference.endswith(".")


def test_a_retry_of_the_library_and_other_settings_are_named():
    again = exchange(2, user("a"), retry=1, settings={"stream": True})
    difference = inspector([exchange(1, user("a"), status=503), again]).requests[1].difference
    assert "It is retry 1 of the library." in difference
    assert "Other settings: stream." in difference


@pytest.mark.parametrize(
    ("fields", "words", "failed"),
    [
        ({}, '200 · answered · finish_reason "stop"', False),
        ({"streamed": True, "pieces": ("a", "b")}, "streamed in 2 pieces", False),
        ({"streamed": True, "pieces": ("a",), "complete": False}, "the stream did not reach its end", True),
        ({"finish_reason": "length"}, "cut off by the token limit", False),
        (
            {"status": 401, "error": {"code": "invalid_api_key"}},
            "401 · the key was not accepted · invalid_api_key",
            True,
        ),
        ({"status": 502}, "502 · the service failed", True),
        ({"status": 418}, "418 · the request was not accepted", True),
        ({"status": 0, "complete": False}, "no answer: the time was up or the connection was lost", True),
    ],
)
def test_the_status_is_told_in_words(fields, words, failed):
    (request,) = inspector([exchange(1, user("a"), **fields)]).requests
    assert words in request.status
    assert request.failed is failed


def test_prompt_tokens_are_those_of_the_usage_else_counted_here():
    with_usage, without = inspector(
        [exchange(1, user("Say foo"), usage={"prompt_tokens": 1234}), exchange(2, user("Say foo"))]
    ).requests
    assert with_usage.total == "1,234 prompt tokens"
    assert without.total == "9 prompt tokens, counted here"


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"role": "assistant", "content": None, "refusal": "I can't"}, "refused: I can't"),
        (
            {
                "role": "assistant",
                "tool_calls": [{"function": {"name": "weather", "arguments": '{"city": "Oslo"}'}}],
            },
            'calls weather({"city": "Oslo"})',
        ),
        (
            {"role": "user", "content": [{"type": "text", "text": "See"}, {"type": "image_url"}]},
            "See\n[image_url]",
        ),
        ({"role": "user", "content": ""}, "(empty)"),
        ({"role": "user", "content": {"a": 1}}, '{"a": 1}'),
        ({"content": "roleless"}, "roleless"),
        ("Hello", 'not a message: "Hello"'),
        (None, "not a message: null"),
    ],
)
def test_every_shape_of_message_is_shown(message, words):
    (request,) = inspector([exchange(1, message)]).requests
    assert request.lines[0].text == words


@pytest.mark.parametrize(
    "body", [{}, {"messages": "Hello"}, {"messages": None}, {"messages": {"role": "user"}}]
)
def test_a_body_of_a_wrong_shape_is_shown_too(body):
    shown = inspector([Exchange(1, body, status=400, error={"message": "messages is wrong"})])
    Page(shown.html())
    assert "messages is wrong" in shown.text()


def test_everything_is_escaped():
    evil = "<script>alert(1)</script>\"'&"
    shown = inspector(
        [
            exchange(1, {"role": evil, "content": evil}, reply=evil, settings={"stop": evil, "model": evil}),
            exchange(2, user("a"), status=500, error={"message": evil}),
        ]
    )
    assert "script" not in {name for name, _ in Page(shown._repr_html_()).elements}


def test_html_and_text_say_the_same():
    shown = inspector(
        [
            *WINDOW,
            exchange(4, user("x" * (FOLD + 1)), status=429, error={"code": "quota"}, settings={"n": 2}),
        ],
        highlight=3,
    )
    text = " ".join(shown.text().split())
    page = Page(tag_free_of_raw(shown.html()))
    for part in page.texts:
        for line in part.replace(" · ", "\n").splitlines():
            words = " ".join(line.split())
            assert words in text or words.endswith("characters in all)"), words
    assert "→ look at this request" in text


def tag_free_of_raw(html):
    """The HTML without the folded raw JSON, which the text leaves out because it says the same once more."""
    while (start := html.find("<details><summary>Raw JSON")) >= 0:
        html = html[:start] + html[html.index("</details>", start) + len("</details>") :]
    return html


def test_raw_json_is_what_was_sent():
    shown = inspector(WINDOW)
    assert json.loads(shown.raw(3))["request"] == WINDOW[2].request
    with pytest.raises(ValueError, match=r"Request 9 is not shown here. Shown: 1, 2, 3."):
        shown.raw(9)


def test_long_texts_are_folded_and_whole():
    long = "word " * FOLD
    html = inspector([exchange(1, user(long))]).html()
    assert f"<summary>{long[:10]}" in html
    assert long in html


def test_a_marked_request_is_marked_in_words():
    html = inspector(WINDOW, highlight=[2]).html()
    assert html.count("→ look at this request") == 1
    assert html.index("Request 2") < html.index("→ look at this request") < html.index("Request 3")


def test_no_request_is_a_question_not_an_empty_table():
    shown = inspector([])
    assert "await" in shown.text()
    assert shown.text() in Page(shown.html()).texts[0].replace("&#x27;", "'")


def test_the_output_is_the_same_every_time():
    assert inspector(WINDOW)._repr_mimebundle_() == inspector(WINDOW)._repr_mimebundle_()


def test_it_can_be_read_without_a_stylesheet_and_reached_by_keyboard():
    elements = Page(inspector(WINDOW).html()).elements
    assert all(
        attributes.get("tabindex") == "0" and attributes.get("aria-label")
        for name, attributes in elements
        if name == "pre" or attributes.get("role") == "group"
    )
    assert not {"h1", "h2", "h3", "h4", "h5", "h6"} & {name for name, _ in elements}, (
        "they'd fill the table of contents"
    )


def test_a_display_makes_only_what_is_asked_for(monkeypatch):
    shown = inspector([])
    assert set(shown._repr_mimebundle_()) == {"text/html", "text/plain"}
    assert set(shown._repr_mimebundle_(exclude={"text/plain"})) == {"text/html"}
    monkeypatch.setattr(type(shown), "html", lambda self: pytest.fail("it was drawn"))
    assert shown._repr_mimebundle_(include=("text/plain",)) == {"text/plain": shown.text()}
