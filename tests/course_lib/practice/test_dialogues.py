"""What the practice model must say, and must not say, in a few hundred conversations."""

import json
from pathlib import Path

import pytest

from course_lib.practice.replies import reply

DIALOGUES = [
    json.loads(line)
    for line in Path(__file__).with_name("dialogues.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue["id"])
def test_a_reply_has_the_property_that_its_conversation_asks_for(dialogue):
    said = reply(
        dialogue["messages"],
        response_format=dialogue.get("response_format"),
        tools=dialogue.get("tools"),
        tool_choice=dialogue.get("tool_choice"),
    )
    calls = [[call.name, call.arguments] for call in said.tool_calls]
    text = said.content if said.content is not None else json.dumps(calls, ensure_ascii=False)
    expected = dialogue["must_contain_any"]
    assert not expected or any(words in text for words in expected), f"none of {expected} in: {text}"
    for words in dialogue["must_not_contain"]:
        assert words not in text, f"{words!r} in: {text}"
    assert len(text.split()) <= dialogue.get("max_words", 10_000), text
    assert len(text.split()) >= dialogue.get("min_words", 0), text


def test_the_table_is_large_and_its_ids_are_unique():
    ids = [dialogue["id"] for dialogue in DIALOGUES]
    assert len(ids) == len(set(ids)) > 500
