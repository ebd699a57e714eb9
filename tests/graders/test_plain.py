"""Plain data: anything crosses, nothing of it runs outside, nothing raises."""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict, deque, namedtuple
from typing import Any

import pytest

from graders.plain import Missing, Opaque, decode, encode


def crossed(value: Any) -> Any:
    """The value as it arrives outside: through JSON."""
    return decode(json.loads(json.dumps(encode(value))))


SAME = [None, True, 0, -7, 1.5, "", "ü → x", [], [1, [2]], {}, {"a": [1]}, (1, "b"), ()]


@pytest.mark.parametrize("value", SAME, ids=repr)
def test_plain_values_arrive_as_they_are(value: Any) -> None:
    assert crossed(value) == value
    assert type(crossed(value)) is type(value)


@pytest.mark.parametrize(
    ("value", "arrives"),
    [
        ({"A", "C"}, frozenset("AC")),
        ({"A": 1, "C": 2}.keys(), frozenset("AC")),
        (frozenset([1]), frozenset([1])),
        (deque([1, 2], maxlen=2), [1, 2]),
        (OrderedDict(a=1), {"a": 1}),
        ({1: "one", (2, 3): None}, {1: "one", (2, 3): None}),
        (namedtuple("Pair", "a b")(1, 2), (1, 2)),
        (Missing, Missing),
        ("\ud800", "?"),
    ],
    ids=repr,
)
def test_containers_arrive_as_what_they_hold(value: Any, arrives: Any) -> None:
    assert crossed(value) == arrives


def test_objects_of_the_sdk_arrive_by_their_fields() -> None:
    from openai.types.chat import ChatCompletionMessage

    message = ChatCompletionMessage(role="assistant", content="Hi")
    assert crossed([message]) == [{"role": "assistant", "content": "Hi"}]


def test_a_text_that_lies_about_itself_is_a_plain_text() -> None:
    class Liar(str):
        __hash__ = str.__hash__

        def __eq__(self, other: object) -> bool:
            return True

        def startswith(self, *args: Any) -> bool:
            return True

        def __str__(self) -> str:
            return "Key: Busy:"

    arrived = crossed(Liar("hello"))
    assert type(arrived) is str
    assert arrived == "hello"
    assert not arrived.startswith("Key:")


def test_a_list_that_lies_about_itself_is_a_plain_list() -> None:
    class Liar(list):
        def __iter__(self) -> Any:
            raise RuntimeError("no")

        def __len__(self) -> int:
            return 0

    assert crossed(Liar([1, 2])) == [1, 2]


def test_an_object_is_described_with_its_attributes() -> None:
    class Bot:
        kind = "class attributes are not its own"

        def __init__(self) -> None:
            self.history = [{"role": "user", "content": "Hi"}]
            self.say = lambda text: text

    bot = crossed(Bot())
    assert isinstance(bot, Opaque)
    assert bot.type_name == "Bot"
    assert bot.attributes["history"] == [{"role": "user", "content": "Hi"}]
    assert isinstance(bot.attributes["say"], Opaque)


def test_slots_count_as_attributes() -> None:
    class Bot:
        __slots__ = ("messages", "unset")

        def __init__(self) -> None:
            self.messages = [1]

    assert crossed(Bot()).attributes == {"messages": [1]}


def test_a_coroutine_is_described_and_not_run() -> None:
    async def ask() -> str:
        raise AssertionError

    coroutine = ask()
    assert crossed(coroutine).type_name == "coroutine"
    coroutine.close()


class Explodes:
    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(name)

    def __repr__(self) -> str:
        raise RuntimeError

    def __iter__(self) -> Any:
        raise RuntimeError


class DumpsItself:
    def model_dump(self, **options: Any) -> Any:
        raise RuntimeError


class DumpsForEver:
    def model_dump(self, **options: Any) -> Any:
        return DumpsForEver()


class BadHash(dict):
    def items(self) -> Any:
        raise RuntimeError


def _circle() -> list:
    circle: list = []
    circle.append(circle)
    return circle


def _deep() -> list:
    deep: list = []
    for _ in range(5000):
        deep = [deep]
    return deep


ODD = [
    Explodes,
    DumpsItself(),
    DumpsForEver(),
    BadHash(a=1),
    _circle(),
    _deep(),
    ["x"] * 100_000,
    "x" * 3_000_000,
    float("nan"),
    float("inf"),
    10**5000,
    b"bytes",
    object(),
    type,
    len,
    print,
    json,
    asyncio.Lock,
    {"$": "opaque", "attributes": 3},
    {"$": "set", "items": [[]]},
    lambda: None,
    NotImplemented,
    ...,
]


@pytest.mark.parametrize("value", ODD, ids=lambda v: type(v).__name__)
def test_nothing_odd_raises_and_everything_is_bounded(value: Any) -> None:
    held = [value(), {Explodes: value()}] if value is Explodes else value
    data = json.dumps(encode(held))
    assert len(data) < 5_000_000
    decode(json.loads(data))


@pytest.mark.parametrize(
    "data",
    [
        {"$": "nonsense"},
        {"$": "set", "items": [["a"]]},
        {"$": "dict", "items": [1, [2], [[], 3]]},
        {"a": 1},
        {"$": "opaque"},
    ],
    ids=repr,
)
def test_forged_data_is_read_without_trust(data: Any) -> None:
    decode(data)
