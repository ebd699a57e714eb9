"""The hands of a probe inside the learner's process: call, make, keep and look, one plain operation at a
time.

Only the calls themselves run here. What they mean is judged outside, on the requests and prints recorded
there; the plain data that comes back is doubted like any other text.
"""

from __future__ import annotations

import inspect
import traceback
import warnings
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from course_lib.evidence import Failure
from graders.plain import TAG, Missing, decode, encode
from graders.plain_requests import plain_requests
from graders.subject import Kept, OpenStream

MISSING, NOT_CALLABLE = (
    "Missing",
    "NotCallable",
)  # failures of the probe's own way in, not of the learner's code


def call(target: str, args: tuple, kwargs: Mapping[str, Any], *, keep: str | None = None) -> dict[str, Any]:
    """The operation that calls `target`; with `keep`, what it returns is kept inside under that name."""
    op = {"do": "make" if keep else "call", "target": target, "args": [argument(a) for a in args]}
    op["kwargs"] = {name: argument(value) for name, value in kwargs.items()}
    return op | ({"name": keep} if keep else {})


def argument(value: Any) -> Any:
    """An argument as JSON-able data: a `Kept` object, an `OpenStream`, or plain data."""
    if isinstance(value, Kept):
        return {TAG: "kept", "name": value.name}
    if isinstance(value, OpenStream):
        return {TAG: "stream", "message": value.user_message}
    return encode(value)


def failure_in(answer: Mapping[str, Any]) -> Failure | None:
    """The failure that an answer of `Inside.do` tells of, if any; its fields are the learner's word, so they
    are only text.
    """
    told = answer.get("failure")
    if not isinstance(told, Mapping):
        return None
    line = told.get("line")
    fields = (told.get(key) for key in ("name", "message"))
    name, message = (field[:20_000] if isinstance(field, str) else "" for field in fields)
    return Failure(name, message, line if isinstance(line, int) else None)


class Inside:
    """Executes a probe's operations on the learner's names (`namespace`) and on objects kept for it."""

    def __init__(self, namespace: MutableMapping[str, Any]) -> None:
        self.namespace = namespace
        self.kept: dict[str, Any] = {}

    async def do(self, op: Mapping[str, Any]) -> dict[str, Any]:
        """Execute one operation and answer `{"value": plain}` or `{"failure": {name, message, line}}`.

        Operations: call (target, args, kwargs), make (the same, and name), keep (name, value), value
        (path). Whatever the learner's code raises is in the answer, SystemExit and KeyboardInterrupt too.
        """
        with silent_about_awaits(), plain_requests():
            try:
                return {"value": await self._do(op)}
            except _NoWayIn as error:
                return {"failure": {"name": error.name, "message": str(error)}}
            except (Exception, SystemExit, KeyboardInterrupt) as error:
                failure = told(error, self.namespace)
                traceback.clear_frames(error.__traceback__)  # what they hold ends here, where it is silent
                return {"failure": failure}

    async def _do(self, op: Mapping[str, Any]) -> Any:
        kind = op.get("do")
        if kind == "value":
            return encode(self._look(op["path"], Missing))
        if kind == "keep":
            self.kept[op["name"]] = decode(op["value"])
            return None
        if kind not in ("call", "make"):
            raise ValueError(f"Unknown operation {kind!r}")
        target = self._target(op["target"])
        args = [await self._argument(a) for a in op.get("args", ())]
        kwargs = {name: await self._argument(a) for name, a in op.get("kwargs", {}).items()}
        value = target(*args, **kwargs)
        if inspect.isawaitable(value):
            value = await value
        if kind == "make":
            self.kept[op["name"]] = value
        return encode(value)

    def _target(self, path: str) -> Any:
        target = self._look(path, None)
        if not callable(target):
            raise _NoWayIn(NOT_CALLABLE, f"{path} is a {type(target).__name__}: it can't be called")
        return target

    def _look(self, path: str, default: Any) -> Any:
        first, *rest = path.split(".")
        names = self.kept if first.startswith("@") else self.namespace
        key = first.removeprefix("@")
        if key not in names:
            if default is Missing:
                return Missing
            raise _NoWayIn(MISSING, f"There is no name {key!r}")
        value = names[key]
        for name in rest:
            held = getattr(value, name, Missing)
            if held is Missing:
                if default is Missing:
                    return Missing
                raise _NoWayIn(MISSING, f"{key} is a {type(value).__name__}: it has no {name!r}")
            value = held
        return value

    async def _argument(self, data: Any) -> Any:
        if isinstance(data, Mapping) and data.get(TAG) == "kept":
            return self.kept[data["name"]]
        if isinstance(data, Mapping) and data.get(TAG) == "stream":
            return await self._open_stream(data["message"])
        return decode(data)

    async def _open_stream(self, user_message: str) -> Any:
        from course_lib import MODEL

        messages = [{"role": "user", "content": user_message}]
        return await self._client.chat.completions.create(model=MODEL, messages=messages, stream=True)

    @cached_property
    def _client(self) -> Any:
        from course_lib import connect

        return connect()


@contextmanager
def silent_about_awaits() -> Iterator[None]:
    """Python's warning of a coroutine that nobody awaited goes to stderr; rows say it in better words."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"coroutine .* was never awaited", RuntimeWarning)
        yield


class _NoWayIn(Exception):
    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


def told(error: BaseException, namespace: Mapping[str, Any]) -> dict[str, Any]:
    """An exception as plain data; `line` is the last line of the learner's own code that it went through."""
    line = None
    for frame, number in traceback.walk_tb(error.__traceback__):
        if frame.f_globals is namespace:
            line = number
    try:
        message = str.__str__(str(error))
    except Exception:  # an exception class of the learner's may fail to describe itself
        message = ""
    return {"name": type(error).__name__, "message": message[:2000], "line": line}
