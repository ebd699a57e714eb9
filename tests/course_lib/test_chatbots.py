"""The chatbots behave as the lessons say: what they send, what they keep."""

import asyncio

import pytest

from course_lib import MODEL, Chatbot, SlidingWindowChatbot, connect
from course_lib.connect import route
from course_lib.practice.model import PracticeModel
from course_lib.recorder import recorder


@pytest.fixture
def model():
    model = PracticeModel()
    route(lambda **_: model)
    yield model
    route(None)


def talk(bot, *texts):
    """The replies, and what was sent as one letter and number a message."""
    before = len(recorder().exchanges())

    async def said():
        return [await bot.say(text) for text in texts]

    replies = asyncio.run(said())
    sent = [[m["content"] for m in e.messages] for e in recorder().exchanges()[before:]]
    return replies, [" ".join(contents) for contents in sent]


def test_a_chatbot_sends_everything_that_was_said(model):
    model.script("a1", "a2")
    bot = Chatbot("S", client=connect())
    replies, sent = talk(bot, "u1", "u2")
    assert replies == ["a1", "a2"]
    assert sent == ["S u1", "S u1 a1 u2"]
    assert [m["role"] for m in bot.history] == ["system", "user", "assistant", "user", "assistant"]


def test_the_sliding_window_sends_what_the_tutorials_sends(model):
    model.script("a1", "a2", "a3", "a4")
    bot = SlidingWindowChatbot("S", max_turns=2, client=connect())
    _, sent = talk(bot, "u1", "u2", "u3", "u4")
    assert sent == ["S u1", "S u1 a1 u2", "S a1 u2 a2 u3", "S a2 u3 a3 u4"]
    assert len(bot.history) == 5


def test_a_chatbot_without_a_client_makes_one(model):
    from course_lib import chatbots

    chatbots._shared.cache_clear()
    model.script("a1", "b1")
    replies, sent = talk(Chatbot("S"), "u1")
    assert (replies, sent) == (["a1"], ["S u1"])
    assert talk(SlidingWindowChatbot("T", 2), "v1") == (["b1"], ["T v1"])
    chatbots._shared.cache_clear()


def test_two_chatbots_share_no_history(model):
    model.script("a1", "b1")
    first, second = Chatbot("S"), Chatbot("T")
    talk(first, "u1")
    assert [m["content"] for m in second.history] == ["T"]


def test_the_model_can_be_chosen(model):
    model.script("a1")
    talk(Chatbot("S", client=connect(), model="another"), "u1")
    assert recorder().exchanges()[-1].request["model"] == "another"
    assert Chatbot("S").model == MODEL
