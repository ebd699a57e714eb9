"""The chat window: a conversation with any bot, what was sent beside it, stopped and started over at will."""

from __future__ import annotations

import asyncio

import pytest

from course_lib import Chatbot, ChatWidget, SlidingWindowChatbot, connect


class Slow:
    """Says three pieces, with a gate before the last."""

    def __init__(self):
        self.gate = asyncio.Event()

    async def say(self, text, on_piece):
        on_piece("One ")
        on_piece("two ")
        await self.gate.wait()
        on_piece("three")
        return "One two three"


async def until(condition):
    """Give the widget its turns until `condition()` holds."""
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 (the widget has no event to wait for)
            await asyncio.sleep(0.01)


def test_a_conversation_and_what_was_sent_stand_side_by_side():
    async def go():
        chat = ChatWidget(Chatbot("You are a tutor.", client=connect()))
        assert "appear here" in chat._sent.value
        first = await chat.say("My name is Priya.")
        assert "What was sent: one request" in chat._sent.value
        await chat.say("What's my name?")
        return first, chat

    first, chat = asyncio.run(go())
    assert f"Bot: {first}" in chat.text()
    assert "Priya" in chat.text().splitlines()[-1]
    assert "You are a tutor." in chat._sent.value
    assert "Compared with an earlier request: 2 again, 2 new." in chat._sent.value
    assert "Request 2" in chat._sent.value


def test_the_window_shows_what_was_dropped():
    async def go():
        chat = ChatWidget(SlidingWindowChatbot("Be brief.", max_turns=1, client=connect()))
        for text in ("My name is Priya.", "I like tea.", "What's my name?"):
            await chat.say(text)
        return chat._sent.value

    assert "dropped, not sent" in asyncio.run(go())


def test_pieces_are_shown_while_the_reply_is_on_its_way():
    async def go():
        bot = Slow()
        chat = ChatWidget(bot)
        chat._start("Count.")
        await until(lambda: "One two" in chat._live.value)
        busy = (chat._send_button.disabled, chat._stop_button.disabled)
        bot.gate.set()
        await until(lambda: chat._reply is None)
        return busy, chat

    busy, chat = asyncio.run(go())
    assert busy == (True, False)
    assert (chat._send_button.disabled, chat._stop_button.disabled) == (False, True)
    assert chat._live.value == ""
    assert chat.text().endswith("Bot: One two three")


def test_a_finished_reply_is_announced_and_pieces_are_not():
    async def go():
        bot = Slow()
        chat = ChatWidget(bot)
        chat._start("Count.")
        await until(lambda: "One two" in chat._live.value)
        before = chat._spoken.value
        bot.gate.set()
        await until(lambda: chat._reply is None)
        return before, chat._spoken.value

    before, after = asyncio.run(go())
    assert "One" not in before
    assert 'aria-live="polite"' in after
    assert "Bot: One two three" in after


def test_a_reply_can_be_stopped_and_the_next_one_comes():
    async def go():
        bot = Slow()
        chat = ChatWidget(bot)
        chat._start("Count.")
        await until(lambda: "One two" in chat._live.value)
        chat._stop_button.click()
        await until(lambda: chat._reply is None)
        stopped = chat.text()
        bot.gate.set()
        return stopped, await chat.say("Again.")

    stopped, again = asyncio.run(go())
    assert "Bot: One two  …\nNote: Stopped." in stopped
    assert again == "One two three"


def test_a_reply_can_be_stopped_before_it_began():
    async def go():
        chat = ChatWidget(Slow())
        chat._start("Count.")
        chat._reply.cancel()
        await until(lambda: chat._reply is None)
        return chat

    chat = asyncio.run(go())
    assert chat.text().endswith("Note: Stopped.")
    assert not chat._send_button.disabled


def test_an_error_is_told_in_plain_words_and_the_next_message_works():
    async def go():
        client = connect(faults=["401"], max_retries=0)
        chat = ChatWidget(Chatbot("Be brief.", client=client))
        return await chat.say("Hello!"), await chat.say("Hello again!"), chat

    failed, worked, chat = asyncio.run(go())
    assert failed.startswith("No reply came: the key was not accepted.")
    assert "No reply came" not in worked
    assert "Note: No reply came" in chat.text()


def test_enter_sends_what_was_typed_and_empties_the_box():
    async def go():
        chat = ChatWidget(Chatbot("Be brief.", client=connect()))
        chat._box._handle_custom_msg({"event": "submit"}, [])
        chat._box.value = "  My name is Priya.  "  # the page sends the text after the key press
        await until(lambda: "Bot:" in chat.text())
        return chat

    chat = asyncio.run(go())
    assert "You: My name is Priya.\n" in chat.text()
    assert chat._box.value == ""


def test_an_empty_message_is_not_sent():
    async def go():
        chat = ChatWidget(Chatbot("Be brief.", client=connect()))
        chat._take_text()
        return chat.text()

    assert asyncio.run(go()) == "Chat with Chatbot"


def test_starting_over_forgets_the_conversation():
    class Resettable(Chatbot):
        def reset(self):
            self.history = self.history[:1]

    async def go():
        chat = ChatWidget(Resettable("Be brief.", client=connect()))
        await chat.say("My name is Priya.")
        chat._reset_button.click()
        await until(lambda: "Priya" not in chat.text())
        return await chat.say("What's my name?")

    assert "Priya" not in asyncio.run(go())


def test_two_messages_at_once_are_refused():
    async def go():
        chat = ChatWidget(Slow())
        chat._start("Count.")
        with pytest.raises(RuntimeError, match="A reply is on its way"):
            await chat.say("Faster!")
        chat._stop()
        await until(lambda: chat._reply is None)

    asyncio.run(go())


def test_a_click_that_another_thread_handles_is_answered_where_the_bot_is():
    async def go():
        chat = ChatWidget(Chatbot("Be brief.", client=connect()))
        chat._box.value = "Hello!"
        await asyncio.to_thread(chat._send_button.click)
        await until(lambda: "Bot:" in chat.text())

    asyncio.run(go())


def test_everything_is_escaped():
    async def echo(text):
        return text

    async def go():
        chat = ChatWidget(echo)
        await chat.say("<script>alert(1)</script>")
        return chat

    chat = asyncio.run(go())
    assert "<script>" not in chat._talk.value + chat._spoken.value


def test_its_text_is_the_same_in_every_run():
    async def go():
        return repr(ChatWidget(Chatbot("Be brief.", client=connect())))

    assert asyncio.run(go()) == "Chat with Chatbot"
