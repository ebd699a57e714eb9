"""How two requests are compared: message by message, and only in part where that would take minutes."""

from __future__ import annotations

from course_lib.evidence import Exchange
from course_lib.show import difference
from course_lib.show.difference import lines_of


def exchange(number: int, *texts: str) -> Exchange:
    messages = [{"role": "user", "content": text} for text in texts]
    return Exchange(number=number, request={"model": "m", "messages": messages}, status=200)


def states(before: Exchange, now: Exchange) -> list[str]:
    return [line.state for line in lines_of(now, before)]


def test_messages_in_the_middle_are_told_as_dropped():
    assert states(exchange(1, "a", "b", "c"), exchange(2, "a", "c", "d")) == [
        "same",
        "dropped",
        "same",
        "new",
    ]


def test_of_long_lists_the_common_beginning_is_told_without_matching_all_with_all(monkeypatch):
    monkeypatch.setattr(difference, "SequenceMatcher", None)
    many = ["a"] * 12_000
    told = states(exchange(1, *many, "x"), exchange(2, *many, "y"))
    assert told == ["same"] * 12_000 + ["dropped", "new"]
    assert set(states(exchange(1, *many), exchange(2, *many))) == {"same"}
