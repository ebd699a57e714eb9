"""Inside: one submission's process. Runs the cells and the probe's calls that the grader asks for, in turn.

Nothing it reports is believed: that a cell is done, what it raised and what a call returned are the learner's
word.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import platform
import signal
import socket
import sys
import types
from typing import Any

from course_lib.connect import route
from course_lib.practice.model import PracticeModel
from graders.autograde import seccomp
from graders.autograde import shell as shells
from graders.autograde.channel import Channel, ChannelModel, Frame
from graders.autograde.limits import Limits
from graders.inside import Inside, told

HOME = "/home/learner"
FIRST_LESSON = """
from course_lib import MODEL, Chatbot, SlidingWindowChatbot, connect, count_tokens, show_requests
client = connect()
asked = [{"role": "user", "content": "Hello"}]
reply = await client.chat.completions.create(model=MODEL, messages=asked)
print(reply.choices[0].message.content)
async for chunk in await client.chat.completions.create(
        model=MODEL, messages=asked, stream=True, stream_options={"include_usage": True}):
    pass
reply
show_requests()
"""


def warm() -> None:
    """Import, create and use once everything that a submission's first cells would have to wait for."""
    _verbs()
    _streams()
    if platform.system() == "Linux":
        seccomp.program()
    shell = shells.create()
    asyncio.run(_warm(shell))
    shell.reset()
    shell.execution_count = 1


async def _warm(shell: shells.Shell) -> None:
    model = PracticeModel()
    model.script("Hello!", "Hello!")  # told what to say: how it would think is of no use in here
    route(lambda **options: model)
    for source in (FIRST_LESSON, "1 / 0", "%time 1"):
        await _run(shell, source, "")
    await Inside(shell.user_ns).do({"do": "call", "target": "connect", "args": [], "kwargs": {}})
    route(None)


def run(connection: socket.socket, limits: Limits) -> None:
    """Do what the grader asks for on `connection` until it ends; standard output is descriptor 1."""
    sys.stdout.buffer.written = 0
    os.environ["HOME"] = HOME
    if os.path.isdir(HOME):
        os.chdir(HOME)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    main = loop.create_task(Submission(connection, limits, loop).serve())
    while not main.done():
        try:
            loop.run_until_complete(main)
        except (KeyboardInterrupt, RuntimeError):
            continue  # an interrupt that hit between tasks; or the learner's code stopped the loop


class Submission:
    """The commands on one channel, carried out in order; background tasks of earlier cells go on between."""

    def __init__(self, connection: socket.socket, limits: Limits, loop: asyncio.AbstractEventLoop) -> None:
        self._commands: asyncio.Queue[Frame] = asyncio.Queue()
        self._channel = Channel(connection, limit=1 << 30, command=self._commands.put_nowait)
        self._loop, self._working, self._clients = loop, None, 0
        route(self._client)
        self._shell = shells.Shell.instance()
        self._shell.publish = self._publish
        self._inside = Inside(self._shell.user_ns)
        signal.signal(signal.SIGINT, self._interrupt)

    async def serve(self) -> None:
        """Answer commands for ever."""
        self._channel.listen(self._loop)
        while True:
            head, body = await self._commands.get()
            done: dict[str, Any] = {"do": "done", "step": head["step"]}
            if head["do"] == "file":
                _write(head["path"], body)
                continue
            work = _run(self._shell, body.decode(), head["id"]) if head["do"] == "cell" else self._probe(body)
            self._working = self._loop.create_task(work)
            try:
                await asyncio.wait({self._working})
                done |= self._working.result()
            except (asyncio.CancelledError, KeyboardInterrupt) as error:
                done["failure"] = {"name": type(error).__name__}
            self._working = None
            self._channel.send(done)

    def _client(self, **options: Any) -> ChannelModel:
        """The model of one `connect(...)`: its context window and faults are the grader's model's; to wait
        (`latency`, `piece_delay`) is for practising."""
        if not options:
            return ChannelModel(self._channel)
        self._clients += 1
        window, faults = options.get("context_window"), list(options.get("faults", ()))
        model = PracticeModel(context_window=window)
        for fault in faults:
            model.fail(fault)  # raises here, in the learner's cell, what it raises in a notebook
        self._channel.send(
            {"do": "client", "client": self._clients, "context_window": window, "faults": faults}
        )
        return ChannelModel(self._channel, client=self._clients)

    async def _probe(self, body: bytes) -> dict[str, Any]:
        return {"answer": await self._inside.do(json.loads(body))}

    def _publish(self, output: dict[str, Any]) -> None:
        after = getattr(getattr(sys.__stdout__, "buffer", None), "written", None)
        self._channel.send({"do": "output", "output": output, "after": after})

    def _interrupt(self, number: int, frame: types.FrameType | None) -> None:
        """Raise in the learner's code where it computes; cancel the cell where it waits."""
        names = self._shell.user_ns
        while frame is not None:
            if frame.f_globals is names:
                raise KeyboardInterrupt
            frame = frame.f_back
        if self._working is not None:
            self._loop.call_soon_threadsafe(self._working.cancel)


async def _run(shell: shells.Shell, source: str, cell_id: str) -> dict[str, Any]:
    """Run one cell as Jupyter's kernel does; the failure it ended with, if any."""
    trouble = None
    try:
        transformed = shell.transform_cell(source)
    except Exception:
        transformed, trouble = source, sys.exc_info()
    result = await shell.run_cell_async(
        source,
        store_history=True,
        transformed_cell=transformed,
        preprocessing_exc_tuple=trouble,
        cell_id=cell_id,
    )
    shell.events.trigger("post_execute")
    shell.events.trigger("post_run_cell", result)
    error = result.error_before_exec or result.error_in_exec
    if error is None:
        return {}
    failure = told(error, shell.user_ns)
    if isinstance(error, SyntaxError):
        failure["line"] = error.lineno
    return {"failure": failure}


def _streams() -> None:
    """Standard output and error straight to their pipes, so that no text waits in a buffer."""
    for name, descriptor in (("stdout", 1), ("stderr", 2)):
        raw = _Counted(descriptor, "wb", closefd=False)
        stream = io.TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", write_through=True)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    sys.stdin = sys.__stdin__ = open(os.devnull)  # noqa: SIM115


def _write(path: str, data: bytes) -> None:
    folder = os.path.dirname(path)
    if folder:
        os.makedirs(folder, exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def _verbs() -> None:
    """`from graders import check, hint, solution` works; the verbs themselves wait for the grade."""

    async def check(*ids: str) -> None:
        print("Checked when the notebook is graded.")

    def later(*ids: str, **options: Any) -> None:
        print("Shown in the notebook, not while it is graded.")

    import graders

    graders.check, graders.hint, graders.solution = check, later, later


class _Counted(io.FileIO):
    """A file that counts what is written, so that a display keeps its place in what is printed."""

    written = 0

    def write(self, data: Any) -> int | None:
        count = super().write(data)
        self.written += count or 0
        return count
