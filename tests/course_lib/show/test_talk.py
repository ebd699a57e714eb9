"""Talking to chatbots of any shape: prints, yields, callbacks, plain returns; errors in plain words."""

from __future__ import annotations

import asyncio
import sys

import httpx2
import openai
import pytest

from course_lib.show.talk import listening, plain_words, talk


class Returns:
    async def say(self, text):
        return f"You said {text}."


class Prints:
    async def say(self, text):
        for piece in ("Well", ", ", text):
            print(piece, end="", flush=True)
            await asyncio.sleep(0)
        print()


class PrintsAndReturns(Prints):
    async def say(self, text):
        await super().say(text)
        return f"Well, {text}"


class Yields:
    async def say(self, text):
        print("thinking")
        for piece in ("Well", ", ", text):
            yield piece


class CallsBack:
    async def say(self, text, on_piece):
        print("thinking")
        on_piece("Well")
        on_piece(", " + text)
        return f"Well, {text}"


class NotAsync:
    def say(self, text):
        return f"You said {text}."


async def function(text):
    return f"You said {text}."


@pytest.mark.parametrize(
    ("bot", "reply", "heard"),
    [
        (Returns(), "You said Hi.", []),
        (Prints(), "Well, Hi", ["Well", ", ", "Hi", "\n"]),
        (PrintsAndReturns(), "Well, Hi", ["Well", ", ", "Hi", "\n"]),
        (Yields(), "Well, Hi", ["Well", ", ", "Hi"]),
        (CallsBack(), "Well, Hi", ["Well", ", Hi"]),
        (NotAsync(), "You said Hi.", []),
        (function, "You said Hi.", []),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_bot_of_any_shape_is_heard(bot, reply, heard, capsys):
    pieces = []
    assert asyncio.run(talk(bot, "Hi", pieces.append)) == reply
    assert pieces == heard
    assert capsys.readouterr().out == ""


def test_a_reply_that_is_not_returned_is_a_question():
    async def forgetful(text):
        pass

    assert "does `say` return it?" in asyncio.run(talk(forgetful, "Hi", print))


@pytest.mark.parametrize("bot", ["a text", None, object(), Returns])
def test_what_cannot_be_talked_to_is_refused(bot):
    with pytest.raises(TypeError, match=r"await say\(text\)"):
        asyncio.run(talk(bot, "Hi", print))


def test_a_class_instead_of_an_object_is_told_apart():
    with pytest.raises(TypeError, match=r"ChatWidget\(Returns\(…\)\)"):
        asyncio.run(talk(Returns, "Hi", print))


def test_what_other_tasks_print_is_not_swallowed(capsys):
    async def other():
        print("other")

    async def both():
        heard = []
        with listening(heard.append):
            await asyncio.gather(other(), _said())
        return heard

    async def _said():
        print("inside")

    async def apart():
        waiting = asyncio.create_task(_later())
        heard = await both()
        await waiting
        return heard

    async def _later():
        await asyncio.sleep(0)
        print("elsewhere")

    assert "".join(asyncio.run(apart())) == "other\ninside\n"
    assert capsys.readouterr().out == "elsewhere\n"


def test_standard_output_is_as_before_afterwards():
    write = sys.stdout.write
    with listening(lambda text: None):
        pass
    assert sys.stdout.write == write


def _answered(status):
    return httpx2.Response(status, request=httpx2.Request("POST", "http://practice.model/v1"))


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (
            openai.AuthenticationError("Incorrect key", response=_answered(401), body=None),
            "the key was not accepted",
        ),
        (openai.RateLimitError("Slow down", response=_answered(429), body=None), "too many requests"),
        (
            openai.APITimeoutError(httpx2.Request("POST", "http://a")),
            "the time was up or the connection was lost",
        ),
        (KeyError("role"), "the chatbot's code raised an exception. (KeyError: 'role')"),
        (RuntimeError(), "(RuntimeError)"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_errors_are_told_in_plain_words(problem, words):
    assert words in plain_words(problem)
