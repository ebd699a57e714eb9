"""Plain data: what a learner's value looks like from outside, bounded and free of their code.

`encode` turns any object into JSON-able data inside the learner's process, `decode` reads it outside.
Lists, dicts, texts and numbers come across as themselves; sets, and the keys of a dict, as frozensets;
the SDK's objects by their fields; anything else as an `Opaque` description. Subclasses lose what they
override, so a text that lies about itself is a plain text here.
"""

from __future__ import annotations

import inspect
from collections import deque
from collections.abc import KeysView, Mapping
from dataclasses import dataclass, field
from typing import Any

TEXT_LIMIT = 200_000  # characters of one text
ITEM_LIMIT = 20_000  # values in one answer, counted over all levels
DEPTH_LIMIT = 12
TAG = "$"


class MissingType:
    """The type of `Missing`: there is no such name or attribute."""

    def __repr__(self) -> str:
        return "Missing"

    def __bool__(self) -> bool:
        return False


Missing = MissingType()


@dataclass(frozen=True)
class Opaque:
    """Any other object: its type's name, a short text, and its attributes as plain data (texts, lists, … one
    level of objects).
    """

    type_name: str
    text: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)


def encode(value: Any) -> Any:
    """JSON-able data that `decode` reads; never raises, whatever the object does."""
    return _Encoder().encode(value, 0)


def decode(data: Any) -> Any:
    """The plain value of what `encode` gave; data of any other form becomes an `Opaque`, so nothing here is
    trusted.
    """
    if isinstance(data, list):
        return [decode(item) for item in data]
    if not isinstance(data, dict):
        return data
    tag, items = data.get(TAG), data.get("items")
    if tag == "missing":
        return Missing
    if tag == "opaque":
        attributes = data.get("attributes")
        attributes = attributes if isinstance(attributes, dict) else {}
        text = (str(data.get("type")), str(data.get("text")))
        return Opaque(*text, {str(name): decode(part) for name, part in attributes.items()})
    if isinstance(items, list):
        if tag == "tuple":
            return tuple(decode(item) for item in items)
        if tag == "set":
            return frozenset(item for item in map(decode, items) if _hashable(item))
        if tag == "dict":
            pairs = (
                (decode(pair[0]), decode(pair[1]))
                for pair in items
                if isinstance(pair, list) and len(pair) == 2
            )
            return {key: part for key, part in pairs if _hashable(key)}
    return Opaque("unknown")


def _hashable(value: Any) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


class _Encoder:
    def __init__(self) -> None:
        self.left = ITEM_LIMIT
        self.inside: set[int] = set()

    def encode(self, value: Any, depth: int, *, objects: int = 2) -> Any:
        self.left -= 1
        kind = type(value)
        if value is None or kind is bool:
            return value
        if value is Missing:
            return {TAG: "missing"}
        if issubclass(kind, str):
            return str.__str__(value)[:TEXT_LIMIT].encode("utf-8", "replace").decode("utf-8")
        if issubclass(kind, int):
            return _int(value)
        if issubclass(kind, float):
            number = float.__float__(value)
            return number if number - number == 0 else {TAG: "opaque", "type": "float", "text": repr(number)}
        if self.left <= 0 or depth > DEPTH_LIMIT or id(value) in self.inside:
            return {TAG: "opaque", "type": _name(kind), "text": "…"}
        self.inside.add(id(value))
        try:
            return self._container(value, kind, depth + 1, objects)
        except Exception:  # the learner's object may do anything when it is looked at
            return {TAG: "opaque", "type": _name(kind), "text": ""}
        finally:
            self.inside.discard(id(value))

    def _container(self, value: Any, kind: type, depth: int, objects: int) -> Any:
        if issubclass(kind, (list, deque)):
            base = list if issubclass(kind, list) else deque
            return self._items(base.__iter__(value), depth, objects)
        if issubclass(kind, tuple):
            return {TAG: "tuple", "items": self._items(tuple.__iter__(value), depth, objects)}
        if issubclass(kind, (set, frozenset, KeysView)):
            base = next(base for base in (set, frozenset, kind) if issubclass(kind, base))
            return {TAG: "set", "items": self._items(base.__iter__(value), depth, objects)}
        if issubclass(kind, dict):
            pairs = [[key, part] for key, part in dict.items(value)]
            return {
                TAG: "dict",
                "items": [self._items(iter(pair), depth, objects) for pair in pairs[: max(self.left, 0)]],
            }
        if hasattr(kind, "model_dump") and not inspect.isclass(value):
            return self.encode(value.model_dump(exclude_none=True), depth, objects=objects)
        return self._opaque(value, kind, depth, objects)

    def _items(self, items: Any, depth: int, objects: int) -> list[Any]:
        out = []
        for item in items:
            if self.left <= 0:
                break
            out.append(self.encode(item, depth, objects=objects))
        return out

    def _opaque(self, value: Any, kind: type, depth: int, objects: int) -> dict[str, Any]:
        attributes = {}
        if objects > 0 and not callable(value):
            for name, part in _attributes(value, kind):
                attributes[name] = self.encode(part, depth, objects=objects - 1)
        return {TAG: "opaque", "type": _name(kind), "text": _text(value), "attributes": attributes}


def _attributes(value: Any, kind: type) -> list[tuple[str, Any]]:
    found: dict[str, Any] = {}
    for base in kind.__mro__:
        slots = base.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else tuple(slots):
            part = getattr(value, name, Missing)
            if part is not Missing:
                found[name] = part
    held = getattr(value, "__dict__", None)
    if isinstance(held, dict):
        found.update(held)
    return [(str(name), part) for name, part in list(found.items())[:100]]


def _int(value: Any) -> Any:
    number = int.__index__(value)
    return number if abs(number) < 10**300 else {TAG: "opaque", "type": "int", "text": "…"}


def _name(kind: type) -> str:
    return str(type.__dict__["__name__"].__get__(kind))


def _text(value: Any) -> str:
    if inspect.iscoroutine(value) or callable(value):
        return str(getattr(value, "__qualname__", ""))[:200]
    try:
        return str.__str__(repr(value))[:200]
    except Exception:
        return ""
