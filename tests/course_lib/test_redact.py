"""Keys are taken out of texts, and words that look a little like keys are not."""

import pytest

from course_lib.redact import bearer, redact


@pytest.mark.parametrize(
    "key",
    [
        "sk-proj-abcdefgh0123456789",
        "sk-ant-api03-AbCdEf0123456789-xyz",
        "sk-or-v1-0123456789abcdef01",
        "sk-proj-********************6789",
        "gsk_abcdefgh0123456789",
        "AIzaSyA0123456789abcdefghijkl",
    ],
)
def test_what_looks_like_a_key_is_taken_out(key):
    assert redact(f"Incorrect API key provided: {key}") == "Incorrect API key provided: sk-…"
    assert redact(f'{{"key": "{key}"}}') == '{"key": "sk-…"}'


@pytest.mark.parametrize(
    "text",
    [
        "sk-learn",
        "scikit-learn",
        "ask-me-anything-you-like-today",
        "sk-your-key-here",
        "risk-free-for-1-year-only",
    ],
)
def test_ordinary_words_stay(text):
    assert redact(text) == text


def test_a_known_key_is_taken_out_whatever_it_looks_like():
    assert redact("It is theirs-0123456789.", "theirs-0123456789") == "It is sk-…."
    assert redact("Nothing", "") == "Nothing"


@pytest.mark.parametrize("word", ["practice", "ollama", "llama3.1", "lm-studio", "local"])
def test_a_word_that_stands_for_a_key_stays_in_conversations(word):
    assert redact(f"The {word} model", word) == f"The {word} model"


@pytest.mark.parametrize(
    ("headers", "key"),
    [({"authorization": "Bearer abc"}, "abc"), ({}, ""), ({"authorization": "Basic"}, ""), (None, "")],
)
def test_the_key_of_a_request_is_its_bearer(headers, key):
    assert bearer(headers) == key


def test_a_text_full_of_beginnings_of_keys_takes_no_time():
    text = "sk-" * 500_000  # days, where each looks to the end of the text
    assert redact(text) == text
    assert redact(text + "1") == "sk-…"
