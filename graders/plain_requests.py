"""A probe's requests pass the SDK without the walk that changes nothing in them.

Before it sends a chat request, the SDK holds every message against each kind of message that it could be, in
search of keys and values that are written differently on the wire. A chat request has none (a test looks
through the SDK's types), so plain data comes out as it went in; yet the walk is most of what the SDK spends
on a request with ten messages, and a learner waits for the check.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

_SCALARS = frozenset([str, int, float, bool, type(None)])  # and no subclass: it may be written differently

_probing: ContextVar[bool] = ContextVar("probing", default=False)


@contextmanager
def plain_requests() -> Iterator[None]:
    """Inside, what is plain data is sent as it is. All else, and all that is sent outside, is left to the
    SDK.
    """
    _install()
    before = _probing.set(True)
    try:
        yield
    finally:
        _probing.reset(before)


@cache
def _install() -> None:
    from openai import NotGiven, Omit
    from openai.resources.chat.completions import completions

    walk = getattr(completions, "async_maybe_transform", None)
    if walk is None:  # another version of the SDK: it is slower, and as right
        return

    async def unless_plain(data: Mapping[str, Any], expected_type: Any) -> Any:
        if _probing.get():
            given = {name: value for name, value in data.items() if not isinstance(value, (NotGiven, Omit))}
            try:
                return _copy(given)
            except (_NotPlain, RecursionError):
                pass
        return await walk(data, expected_type)

    completions.async_maybe_transform = unless_plain


class _NotPlain(Exception):
    pass


def _copy(data: Any) -> Any:
    """The same lists, dicts and scalars once more, for retries to send what was given at first."""
    kind = type(data)
    if kind in _SCALARS:
        return data
    if kind is list:
        return [_copy(item) for item in data]
    if kind is dict and all(type(name) is str for name in data):
        return {name: _copy(value) for name, value in data.items()}
    raise _NotPlain
