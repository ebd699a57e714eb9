# ruff: noqa: E501 -- each row of a table stands on a line of its own
"""The mind is a pure function: same request, same reply, whatever the messages hold."""

import copy
import json
import random
import string
import time
from pathlib import Path

import pytest

from course_lib.practice.replies import Reply, ToolCall, reply

DIALOGUES = [
    json.loads(line)
    for line in Path(__file__).with_name("dialogues.jsonl").read_text(encoding="utf-8").splitlines()
]
TUTOR = "You are a patient Python tutor for beginners. Use simple analogies. Show short code examples. Keep responses under 150 words."


def conversation(turns: int) -> list[dict]:
    messages = [{"role": "system", "content": TUTOR}]
    for turn in range(turns):
        messages.append(
            {"role": "user", "content": f"I'm building a web scraper, part {turn}. What is a list?"}
        )
        messages.append(
            {"role": "assistant", "content": "A list is an ordered collection. Think of a queue."}
        )
    return [*messages, {"role": "user", "content": "Can I use numbers as keys?"}]


def test_equal_requests_get_equal_replies():
    for dialogue in DIALOGUES[::7]:
        assert reply(dialogue["messages"]) == reply(copy.deepcopy(dialogue["messages"]))


def test_a_reply_changes_nothing_in_the_request():
    for dialogue in DIALOGUES[::7]:
        before = copy.deepcopy(dialogue["messages"])
        reply(dialogue["messages"])
        assert dialogue["messages"] == before


def test_other_conversations_leave_no_trace():
    question = [{"role": "user", "content": "What's my name?"}]
    before = reply(question)
    reply([{"role": "user", "content": "My name is Priya."}])
    assert reply(question) == before


@pytest.mark.parametrize(
    "content",
    [
        "", " ", "\n\n", "?", "```", "```python\n", "```python\ndef f(:\n```", "🙂" * 50, "\u202eabc", "\x00\x01", "’“”«»",
        "私の名前は美咲です。", "Меня зовут Олег.", "(((((", "[[[{{{", "\\d+(?P<x>", "%s %d {0} {name}", "a" * 5000, "my name is " * 200,
        "<context>", "<context></context>", "Context:", "1" * 400 + "*" + "9" * 400, "2**99999", "9" * 30 + "^" + "9" * 30, "What is 5 / 0?", "no " * 2000,
        "def f():\n" + "    x = (\n" * 500, "I'm", "my is is is", "call me", "it", "\ud800",
    ],
    ids=range(33),
)  # fmt: skip
def test_odd_texts_are_answered_all_the_same(content):
    for messages in (
        [{"role": "user", "content": content}],
        [{"role": "system", "content": content}, {"role": "user", "content": "Hello"}],
        [{"role": "assistant", "content": content}, {"role": "user", "content": "What did you recommend?"}],
        [{"role": "assistant", "content": content}, {"role": "user", "content": content}],
    ):
        assert isinstance(reply(messages).content, str)


@pytest.mark.parametrize(
    "messages",
    [
        [],
        [{"role": "system", "content": "Be brief."}],
        [{"role": "assistant", "content": "Hello!"}],
        [{"role": "user", "content": None}],
        [{"role": "user", "content": []}],
        [{"role": "user", "content": [{"type": "text", "text": "Hi"}, {"type": "image_url", "image_url": {}}]}],
        [{"role": "developer", "content": [{"type": "text", "text": "Reply in ALL CAPS."}]}, {"role": "user", "content": "Hi"}],
        [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": None}, {"role": "user", "content": "And?"}],
        [{"role": "user"}],
        [{"role": "tool", "tool_call_id": "x", "content": "18"}],
        [{"role": "assistant", "content": None, "tool_calls": [{"id": "x", "function": {"name": "f", "arguments": "not json"}}]}, {"role": "tool", "tool_call_id": "x", "content": None}],
    ],
    ids=range(11),
)  # fmt: skip
def test_odd_shapes_are_answered_all_the_same(messages):
    assert isinstance(reply(messages), Reply)


def test_random_texts_never_raise():
    rng = random.Random(7)
    words = [
        "my",
        "name",
        "is",
        "not",
        "but",
        "call",
        "me",
        "I'm",
        "it",
        "that",
        "list",
        "only",
        "reply",
        "with",
        "word",
        "words",
        "under",
        "end",
        "every",
        "JSON",
        "caps",
        "3",
        "$5",
        "May",
        "?",
        ".",
        ",",
        ":",
        '"',
        "'",
        "```",
        "def",
    ]
    for _ in range(300):
        system, *texts = (
            " ".join(rng.choice(words) for _ in range(rng.randint(0, 25)))
            + rng.choice(["", rng.choice(string.printable)])
            for _ in range(4)
        )
        roles = rng.choices(["user", "assistant", "user", "system"], k=3)
        messages = [{"role": "system", "content": system}]
        messages += [{"role": role, "content": text} for role, text in zip(roles, texts, strict=True)]
        assert isinstance(reply(messages), Reply)


def test_content_parts_are_read_like_one_text():
    parts = [{"type": "text", "text": "My name is Priya."}, {"type": "text", "text": "What's my name?"}]
    assert "Priya" in reply([{"role": "user", "content": parts}]).content


def test_a_long_conversation_is_answered_quickly():
    messages = conversation(10)
    reply(messages)
    best = min(_seconds(messages) for _ in range(5))
    assert best < 0.1  # about 0.003 on an idle machine


def _seconds(messages) -> float:
    start = time.process_time()
    reply(messages)
    return time.process_time() - start


def test_a_very_long_message_is_answered():
    start = time.process_time()
    text = "I like trains and boats, and my neighbour's garden is full of roses. " * 400
    reply([{"role": "user", "content": text + "What is my name?"}])
    assert time.process_time() - start < 20


def test_with_more_unanswered_messages_another_pick_is_taken():
    base = [{"role": "user", "content": "I'm building a web scraper."}]
    question = {"role": "user", "content": "What library should I use?"}
    answered = reply([*base, {"role": "assistant", "content": "Good plan."}, question]).content
    unanswered = reply([*base, question]).content
    later = reply([*base, question, {"role": "user", "content": "What am I building?"}]).content
    picks = [
        next(name for name in ("BeautifulSoup", "Scrapy", "Playwright") if f"use {name}" in text)
        for text in (answered, unanswered, later)
    ]
    assert len(set(picks)) == 3


def test_code_blocks_are_never_cut():
    for limit in range(5, 150, 5):
        messages = [
            {
                "role": "system",
                "content": f"You are a Python tutor. Show code. Keep answers under {limit} words.",
            },
            {"role": "user", "content": "What is a class?"},
        ]
        text = reply(messages).content
        assert text.count("```") % 2 == 0
        assert len(text.split()) <= limit


def test_a_closing_phrase_stays_inside_the_limit():
    for limit in (5, 8, 12, 30, 60):
        messages = [
            {"role": "system", "content": f'Use at most {limit} words. End every reply with "Happy coding!"'},
            {"role": "user", "content": "What is a generator in Python?"},
        ]
        text = reply(messages).content
        assert text.endswith("Happy coding!")
        assert len(text.split()) <= limit


def test_replies_are_plain_data():
    assert reply([{"role": "user", "content": "Hi"}]).tool_calls == ()
    assert ToolCall("f", {"a": 1}) == ToolCall("f", {"a": 1})
