"""Fresh words: new in every run, and woven into a reply without breaking what it was asked to be."""

import asyncio
import json
import re

import pytest

from course_lib.practice.fresh import fresh_words, weave
from course_lib.practice.model import PracticeModel

WORD = "kestrel-4821"
TUTOR = "Think of a phone book. Each name has a number:\n\n```python\nd = {1: 2}\nd.x\n```\n\nHappy coding!"
REPLIES = [
    "Nice to meet you, Priya!",
    "Yes",
    "42",
    "I don't know your name: nothing in this conversation tells me.",
    "First. Second. Third.",
    "- one\n- two\n- three",
    "1. Preheat the oven.\n2. Chop the onion.\n3. Serve.\n\nBon appétit!",
    TUTOR,
    "IT IS FINE. GO ON.",
    "```\ncode only\n```",
    "Ahoy! A list keeps order. Happy coding!",
    "",
]


@pytest.mark.parametrize("reply", REPLIES)
def test_the_word_is_in_the_reply_once_and_the_rest_is_unchanged(reply):
    woven = weave(reply, WORD)
    mark = f"[{WORD}]" if f"[{WORD}]" in woven else f"[{WORD.upper()}]"
    assert woven.count(mark) == 1
    assert woven.replace(mark, "").strip() == reply.strip()


@pytest.mark.parametrize("reply", [r for r in REPLIES if r and not r.startswith("```")])
def test_no_word_and_no_line_is_added(reply):
    assert len(weave(reply, WORD).split()) == len(reply.split())
    assert len(weave(reply, WORD).splitlines()) == len(reply.splitlines())


@pytest.mark.parametrize("reply", [TUTOR, REPLIES[6], REPLIES[10]])
def test_opening_and_closing_phrases_and_code_stay(reply):
    woven = weave(reply, WORD)
    assert woven.split()[0] == reply.split()[0]
    assert woven.splitlines()[-1].split()[-2:] == reply.splitlines()[-1].split()[-2:]
    code = re.compile("```.*?```", re.S)
    assert code.findall(woven) == code.findall(reply)


def test_capitals_stay_capitals():
    assert weave("IT IS FINE. GO ON.", WORD).isupper()


def test_codes_are_new_at_each_call_and_in_each_run():
    fresh = fresh_words()
    codes = [fresh() for _ in range(500)]
    assert len(set(codes)) == 500
    assert all(re.fullmatch(r"[a-z]+-\d{4}", code) for code in codes)
    assert fresh_words()() not in codes[:5] or fresh_words()() not in codes[:5]


def test_a_seed_repeats_the_words():
    assert [fresh_words(7)() for _ in range(2)] == [fresh_words(7)()] * 2


@pytest.mark.parametrize("kind", ["name", "city", "thing"])
def test_words_of_a_kind_read_as_one_and_do_not_repeat(kind):
    fresh = fresh_words(1)
    words = [fresh(kind) for _ in range(100)]
    assert len(set(words)) == 100
    assert all(word.isalpha() for word in words)
    assert words[0][0].isupper() == (kind != "thing")


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="Kinds: code, name, city, thing"):
        fresh_words()("animal")


def reply_of(model, **options):
    body = {"model": "m", "messages": [{"role": "user", "content": "My name is Priya."}], **options}

    async def asked():
        return await model.answer("POST", "/v1/chat/completions", {}, json.dumps(body).encode())

    return json.loads(asyncio.run(asked()).body)["choices"][0]["message"]


def test_every_text_reply_of_a_model_with_fresh_words_carries_a_new_one():
    model = PracticeModel(fresh=iter(["code-1111", "code-2222"]).__next__)
    assert "[code-1111]" in reply_of(model)["content"]
    assert "[code-2222]" in reply_of(model)["content"]


def test_json_tool_calls_refusals_and_scripts_carry_none():
    model = PracticeModel(fresh=iter([]).__next__)
    schema = {"type": "object", "properties": {"name": {"type": "string"}}}
    wanted = {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}
    assert json.loads(reply_of(model, response_format=wanted)["content"]) == {"name": "Priya"}
    tool = {"type": "function", "function": {"name": "greet", "parameters": schema}}
    forced = {"type": "function", "function": {"name": "greet"}}
    assert reply_of(model, tools=[tool], tool_choice=forced)["tool_calls"]
    model.fail("refusal")
    assert reply_of(model)["refusal"]
    model.script("As it is.")
    assert reply_of(model)["content"] == "As it is."
