"""Inside: the way out. Frames to and from the grader, and the model's backend that travels over them.

A stream is pulled piece by piece, so what a program prints between two pieces was printed between them: the
order of events outside is causal, and no clock is involved.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import socket
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from course_lib.practice.wire import Answer
from graders.autograde.frames import Frames, pack

Frame = tuple[dict[str, Any], bytes]


class Channel:
    """Frames on the socket to the grader. `command` gets what is no answer to a question."""

    def __init__(self, connection: socket.socket, *, limit: int, command: Callable[[Frame], None]) -> None:
        self._socket, self._command = connection, command
        self._frames = Frames(limit)
        self._sending = threading.Lock()
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Frame]] = {}

    def listen(self, loop: asyncio.AbstractEventLoop) -> None:
        """Read frames in `loop` from now on."""
        self._loop = loop
        loop.add_reader(self._socket, self._read)

    def send(self, head: dict[str, Any], body: bytes = b"") -> None:
        """Send one frame, from any thread."""
        with self._sending:
            self._socket.sendall(pack(head, body))

    async def ask(self, head: dict[str, Any], body: bytes = b"") -> Frame:
        """Send a question and wait for its answer, in whichever event loop this is."""
        number = next(self._numbers)
        future = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        try:
            self.send({**head, "number": number}, body)
            return await future
        finally:
            self._waiting.pop(number, None)

    def _read(self) -> None:
        try:
            data = self._socket.recv(1 << 18, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        if not data:
            os._exit(0)  # the grader is gone
        for head, body in self._frames.feed(data):
            if head["do"] != "answer":
                self._command((head, body))
            elif (future := self._waiting.get(head["number"])) is not None:
                if (loop := future.get_loop()) is self._loop:
                    _resolve(future, (head, body))
                else:
                    loop.call_soon_threadsafe(_resolve, future, (head, body))


class ChannelModel:
    """The model, as it is reached from inside: every request is answered by the grader."""

    def __init__(self, channel: Channel, *, client: int = 0) -> None:
        self._channel, self._client = channel, client

    async def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """What the grader's model answers; raises what the transport turns into a broken connection."""
        request = {"do": "request", "method": method, "path": path, "headers": dict(headers)}
        request["client"] = self._client
        head, data = await self._channel.ask(request, body)
        if head.get("broken"):
            raise TimeoutError("The model did not answer.")
        if "stream" not in head:
            return Answer(head["status"], head["headers"], data, None)
        return Answer(head["status"], head["headers"], None, self._pieces(head["stream"]))

    async def _pieces(self, stream: int) -> AsyncIterator[bytes]:
        finished = False
        try:
            while True:
                head, data = await self._channel.ask({"do": "pull", "stream": stream})
                if head.get("broken"):
                    raise ConnectionError("The connection was lost.")
                if head["end"]:
                    finished = True
                    return
                yield data
        finally:
            if not finished:
                self._channel.send({"do": "leave", "stream": stream})


def _resolve(future: asyncio.Future[Frame], frame: Frame) -> None:
    if not future.done():
        future.set_result(frame)
