"""The log of one run: prints and exchanges in causal order, and no key in it."""

import itertools
import json

import pytest

from course_lib.runlog import RunLog

ASKED = {"model": "m", "messages": [{"role": "user", "content": "Hi"}]}
JSON = {"content-type": "application/json"}
SSE = {"content-type": "text/event-stream; charset=utf-8"}
KEY = "sk-proj-abcdefgh0123456789"


def log(**options):
    return RunLog(clock=itertools.count().__next__, **options)


def chunk(delta=None, reason=None, **more):
    choices = [{"index": 0, "delta": delta or {}, "finish_reason": reason}]
    return b"data: " + json.dumps({"choices": choices, **more}, ensure_ascii=False).encode() + b"\n\n"


STREAM = b"".join(
    [
        chunk({"role": "assistant", "content": ""}),
        chunk({"content": "Grüße"}),
        chunk({"content": None}),
        chunk({"content": " 🎉 an alle"}),
        chunk(reason="stop"),
        b'data: {"choices": [], "usage": {"total_tokens": 7}}\n\n',
        b"data: [DONE]\n\n",
    ]
)


def streamed(data, complete=True):
    notes = log()
    exchange = notes.request(ASKED)
    exchange.status(200, SSE)
    for part in data:
        exchange.data(part)
    exchange.end(complete)
    return notes.run()


def test_prints_requests_pieces_and_replies_stand_in_the_order_in_which_they_happened():
    notes = log()
    notes.printed("before")
    notes.printed("\n")
    exchange = notes.request(ASKED)
    exchange.status(200, SSE)
    exchange.data(chunk({"content": "a"}))
    notes.printed("a")
    exchange.data(chunk({"content": "b"}))
    notes.printed("b")
    exchange.end()
    notes.printed("after")
    assert [(e.kind, e.text, e.exchange) for e in notes.run().events] == [
        ("print", "before\n", None),
        ("request", "", 1),
        ("piece", "a", 1),
        ("print", "a", None),
        ("piece", "b", 1),
        ("print", "b", None),
        ("reply", "ab", 1),
        ("print", "after", None),
    ]
    assert [e.at for e in notes.run().events] == sorted(e.at for e in notes.run().events)
    assert notes.run().printed == "before\nabafter"


@pytest.mark.parametrize("size", [1, 2, 7, 64, 10_000])
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_a_stream_may_be_cut_at_any_byte(size, line_end):
    data = STREAM.replace(b"\n", line_end)
    [exchange] = streamed(data[i : i + size] for i in range(0, len(data), size)).exchanges
    assert exchange.pieces == ("Grüße", " 🎉 an alle")
    assert exchange.message == {"role": "assistant", "content": "Grüße 🎉 an alle"}
    assert exchange.reply == "Grüße 🎉 an alle"
    assert (exchange.finish_reason, exchange.usage, exchange.streamed, exchange.complete) == (
        "stop",
        {"total_tokens": 7},
        True,
        True,
    )


def test_a_plain_reply_is_read_when_it_has_ended():
    notes = log()
    exchange = notes.request(ASKED, {"X-Stainless-Retry-Count": "2"})
    body = json.dumps(
        {
            "choices": [
                {"index": 0, "message": {"role": "assistant", "content": "Hello"}, "finish_reason": "stop"}
            ],
            "usage": {"total_tokens": 3},
        }
    ).encode()
    exchange.status(200, JSON)
    exchange.data(body[:20])
    exchange.data(body[20:])
    assert not notes.exchanges[0].complete
    exchange.end()
    [seen] = notes.exchanges
    assert (seen.reply, seen.finish_reason, seen.usage, seen.retry) == (
        "Hello",
        "stop",
        {"total_tokens": 3},
        2,
    )
    assert (seen.streamed, seen.complete, seen.status, seen.pieces) == (False, True, 200, ())
    assert [e.text for e in notes.run().events if e.kind == "reply"] == ["Hello"]


def test_an_error_is_kept_as_the_service_sent_it():
    notes = log()
    exchange = notes.request(ASKED)
    exchange.status(429, JSON | {"Retry-After": "1"})
    exchange.data(b'{"error": {"code": "rate_limit_exceeded", "message": "Slow down"}}')
    exchange.end()
    [seen] = notes.exchanges
    assert seen.error == {"code": "rate_limit_exceeded", "message": "Slow down"}
    assert (seen.message, seen.status, seen.headers["retry-after"]) == (None, 429, "1")


@pytest.mark.parametrize("body", [b"<html>502</html>", b"", b"null", b"[1]", b'"x"', b"[" * 100_000])
def test_a_body_that_is_no_reply_does_no_harm(body):
    notes = log()
    exchange = notes.request(ASKED)
    exchange.status(502, JSON)
    exchange.data(body)
    exchange.end()
    assert notes.exchanges[0].status == 502
    assert notes.exchanges[0].message is None


@pytest.mark.parametrize(
    "data",
    [
        b"data: {broken\n\n",
        b"data: 5\n\n",
        b'data: {"choices": 7}\n\n',
        b'data: {"choices": [{"delta": 3}]}\n\n',
        b": ping\n\n",
    ],
)
def test_an_event_that_is_no_chunk_does_no_harm(data):
    [exchange] = streamed([data, chunk({"content": "x"})]).exchanges
    assert exchange.reply == "x"


def test_a_stream_that_is_lost_or_left_is_not_complete():
    [exchange] = streamed([chunk({"content": "half"})], complete=False).exchanges
    assert (exchange.complete, exchange.reply) == (False, "half")


def test_a_stream_that_is_left_after_its_reason_is_complete():
    [exchange] = streamed([chunk({"content": "all"}), chunk(reason="stop")], complete=False).exchanges
    assert exchange.complete


def test_a_stream_whose_end_nobody_tells_is_complete_with_its_reason():
    notes = log()
    exchange = notes.request(ASKED)
    exchange.status(200, SSE)
    exchange.data(chunk({"content": "all"}) + chunk(reason="stop"))
    assert notes.run().exchanges[0].complete


def test_an_error_inside_a_stream_is_kept():
    [exchange] = streamed([b'data: {"error": {"message": "overloaded"}}\n\n'], complete=False).exchanges
    assert exchange.error == {"message": "overloaded"}


def test_tool_calls_and_refusals_of_a_stream_are_put_together():
    call = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "f", "arguments": ""}}
    more = {"index": 0, "function": {"arguments": '{"a": 1}'}}
    [exchange] = streamed([chunk({"tool_calls": [call]}), chunk({"tool_calls": [more]})]).exchanges
    assert exchange.message["tool_calls"] == [
        {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": '{"a": 1}'}}
    ]
    [exchange] = streamed(
        [chunk({"refusal": ""}), chunk({"refusal": "No"}), chunk({"refusal": "."})]
    ).exchanges
    assert exchange.message["refusal"] == "No."
    assert exchange.pieces == ()


def test_only_the_first_choice_counts_as_the_reply():
    other = b'data: {"choices": [{"index": 1, "delta": {"content": "other"}}]}\n\n'
    [exchange] = streamed([chunk({"content": "first"}), other]).exchanges
    assert exchange.reply == "first"


def test_the_end_counts_once():
    notes = log()
    exchange = notes.request(ASKED)
    exchange.end(complete=False)
    ended = notes.exchanges[0].ended
    exchange.end(complete=True)
    assert (notes.exchanges[0].complete, notes.exchanges[0].ended) == (False, ended)
    assert [e.kind for e in notes.run().events] == ["request", "reply"]


def test_an_exchange_that_goes_on_is_shown_as_far_as_it_is():
    notes = log()
    exchange = notes.request(ASKED)
    exchange.status(200, SSE)
    exchange.data(chunk({"content": "so far"}))
    early = notes.run()
    exchange.data(chunk({"content": " and on"}))
    assert not notes.run().exchanges[0].complete
    assert [early.exchanges[0].reply, notes.run().exchanges[0].reply] == ["so far", "so far and on"]


def test_no_key_enters_the_evidence():
    notes = log()
    headers = {
        "Authorization": f"Bearer {KEY}",
        "Cookie": KEY,
        "OpenAI-Organization": "org-x",
        "x-api-key": KEY,
    }
    asked = {
        "model": "m",
        "messages": [{"role": "user", "content": f"My key is {KEY}"}],
        "user": "a-key-of-mine-1",
    }
    exchange = notes.request(asked, headers)
    exchange.status(401, {**JSON, "set-cookie": KEY})
    exchange.data(json.dumps({"error": {"message": f"Incorrect API key provided: {KEY}"}}).encode())
    exchange.end()
    streaming = notes.request(asked, headers)
    streaming.status(200, SSE)
    streaming.data(chunk({"content": f"It is {KEY}."}))
    everything = repr(notes.run()) + repr(vars(notes)) + repr(notes.exchanges)
    assert "proj-abcdef" not in everything
    assert "org-x" not in everything
    assert notes.exchanges[0].messages[0]["content"] == "My key is sk-…"


def test_the_clients_own_key_is_taken_out_whatever_it_looks_like():
    notes = log()
    notes.request(
        {"messages": [{"role": "user", "content": "hunter2-hunter2-hunter2"}]},
        {"authorization": "Bearer hunter2-hunter2-hunter2"},
    )
    assert notes.exchanges[0].messages[0]["content"] == "sk-…"


def test_a_word_that_stands_for_a_key_stays_a_word():
    notes = log()
    notes.request(
        {"messages": [{"role": "user", "content": "The practice model"}]},
        {"authorization": "Bearer practice"},
    )
    assert notes.exchanges[0].messages[0]["content"] == "The practice model"


def test_more_than_its_room_of_printed_text_is_dropped_and_said():
    notes = log(most_printed=10)
    notes.printed("12345")
    assert notes.run().stopped == ""
    notes.printed("6789012345")
    notes.printed("more")
    run = notes.run()
    assert (run.printed, run.stopped) == ("1234567890", "output")


def test_the_request_is_kept_as_it_was_sent():
    notes = log()
    asked = {"messages": [{"role": "user", "content": "first"}]}
    notes.request(asked)
    asked["messages"].append({"role": "user", "content": "later"})
    assert len(notes.exchanges[0].messages) == 1


@pytest.mark.parametrize("body", [None, [], "text", 5])
def test_a_request_that_is_no_object_is_an_empty_one(body):
    notes = log()
    notes.request(body)
    assert notes.exchanges[0].request == {}
