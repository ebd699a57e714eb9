"""Outside: one submission's process, driven step by step, with every limit enforced from here."""

from __future__ import annotations

import asyncio
import codecs
import os
import signal
from dataclasses import dataclass, field
from typing import Any

from course_lib.evidence import CellRun
from course_lib.runlog import RunLog
from graders.autograde.frames import BadFrame, Frames, pack
from graders.autograde.limits import Limits
from graders.autograde.memory import in_use
from graders.autograde.model_server import ModelServer
from graders.autograde.outputs import Outputs
from graders.autograde.worker import Child
from graders.inside import failure_in

WATCH = 0.1  # seconds between two looks at the clock and the memory
FLOOD = 64  # a program that prints this many times what it may is ended, not only interrupted
MESSAGES = 8  # all messages of one cell may be this many times as long as one
MESSAGE = 64  # bytes that a message counts at least: what it costs here, besides its length


@dataclass(frozen=True)
class Step:
    """What one step did: the evidence, what it showed, and (for a probe's call) what it answered.

    `began` is False when the process had ended before.
    """

    run: CellRun
    outputs: list[dict[str, Any]] = field(default_factory=list)
    answer: Any = None
    began: bool = True


class Session:
    """Runs cells and a probe's calls in `child`, one at a time; `ended` tells in a word why it is over,
    "" while not."""

    def __init__(self, child: Child, limits: Limits) -> None:
        self.ended = ""
        self._child, self._limits = child, limits
        self._loop = asyncio.get_running_loop()
        self._frames = Frames(limits.frame_bytes)
        self.server = ModelServer(limits, self._send)
        self._deadline = self._loop.time() + limits.submission_seconds
        self._count = 0
        self._total = 0  # bytes of standard output so far
        self._begin("")
        self._sending = bytearray()
        self._loop.add_reader(child.channel, self._read)
        self._loop.add_reader(child.stdout, self._drain)
        self._loop.add_reader(child.stderr, self._drain)
        self._loop.add_reader(child.pidfd, self._died)
        self._watch = self._loop.call_later(WATCH, self._look)

    async def write(self, path: str, data: bytes) -> None:
        """Put a file of the submission into the process's folder, before any cell runs."""
        self._send({"do": "file", "path": path, "step": 0, "id": ""}, data)

    async def cell(self, cell_id: str, source: str) -> Step:
        """Run one cell; it never raises for what the cell does."""
        return await self._step({"do": "cell"}, cell_id, source.encode("utf-8", "replace"), source)

    async def call(self, name: str, op: bytes) -> Step:
        """Do one operation of a probe (see `graders.inside`), as JSON text."""
        return await self._step({"do": "probe"}, name, op, "")

    def close(self) -> None:
        """End the process and forget it."""
        self._watch.cancel()
        self.server.close()
        for source in (self._child.channel, self._child.stdout, self._child.stderr, self._child.pidfd):
            self._loop.remove_reader(source)
        self._loop.remove_writer(self._child.channel)
        self._child.close()

    async def _step(self, head: dict[str, Any], name: str, body: bytes, source: str) -> Step:
        log = self._begin(name)
        done: dict[str, Any] = {}
        began = not self.ended
        if began:
            self._until = self._loop.time() + self._limits.cell_seconds
            self._send({**head, "step": self._count, "id": name}, body)
            done = await self._done
            self._drain()
        self._until = float("inf")
        failure = failure_in(done)
        run = log.run(
            cell_id=name, source=source, failure=failure, value=None, stopped=self._stopped or self.ended
        )
        return Step(run, self._outputs.cells(self._count) if began else [], done.get("answer"), began)

    def _begin(self, name: str) -> RunLog:
        self._count += 1
        self._stopped, self._interrupts, self._until = "", 0, float("inf")
        self._done: asyncio.Future[dict[str, Any]] = self._loop.create_future()
        self._printed = self._heard = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._outputs = Outputs(self._limits)
        self.server.log = RunLog(most_printed=self._limits.printed)
        return self.server.log

    def _read(self) -> None:
        self._drain()  # what was printed before a message came before it
        try:
            data = self._child.channel.recv(1 << 18)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._end("died")
            return
        self._drain()
        self._heard += len(data)
        try:
            for head, body in self._frames.feed(data):
                self._take(head, body)
        except BadFrame:
            self._end("output")

    def _take(self, head: dict[str, Any], body: bytes) -> None:
        self._heard += MESSAGE
        if self._heard > MESSAGES * self._limits.frame_bytes:
            raise BadFrame("more messages in one cell than are taken")
        kind = head.get("do")
        if kind == "done":
            if head.get("step") == self._count and not self._done.done():
                self._done.set_result(head)
        elif kind == "output":
            self._outputs.show(head.get("output"), after=head.get("after"))
        else:
            self.server.take(head, body)

    def _drain(self) -> None:
        """Take over all that was printed until now."""
        for name, descriptor in (("stdout", self._child.stdout), ("stderr", self._child.stderr)):
            while not self.ended:
                try:
                    data = os.read(descriptor, 1 << 16)
                except BlockingIOError:
                    break
                if not data:
                    self._loop.remove_reader(descriptor)
                    break
                self._print(name, data)

    def _print(self, name: str, data: bytes) -> None:
        room = max(0, self._limits.printed - self._printed)
        self._printed += len(data)
        if name == "stdout":
            self._total += len(data)
            self.server.log.printed(self._decoder.decode(data[:room]))
        self._outputs.text(name, data[:room], end=self._total)
        if self._printed > FLOOD * self._limits.printed:
            self._end("output")
        elif self._printed > self._limits.printed:
            self._interrupt("output")

    def _look(self) -> None:
        """The watchdog: clock and memory, whatever the submission does about it."""
        self._watch = self._loop.call_later(WATCH, self._look)
        now = self._loop.time()
        if now > self._deadline:
            self._end("time")
        elif now > self._until:
            self._interrupt("time")
        elif in_use(self._child.pid, self._limits.memory) > self._limits.memory:
            self._end("memory")

    def _interrupt(self, reason: str) -> None:
        """Ask the cell to stop, as Jupyter's stop button does; end the process when it does not."""
        if self._done.done() or self.ended:
            return
        now = self._loop.time()
        if not self._stopped:
            self._stopped, self._gives_up = reason, now + self._limits.interrupt_seconds
        if now > self._gives_up:
            self._end(reason)
        elif now >= self._gives_up - self._limits.interrupt_seconds + self._interrupts * 0.5:
            self._interrupts += 1
            self._child.signal(signal.SIGINT)

    def _died(self) -> None:
        self._drain()
        self._end("died")

    def _end(self, reason: str) -> None:
        if self.ended:
            return
        self.ended = self._stopped or reason
        self._stopped = self.ended
        self._child.signal(signal.SIGKILL)
        for source in (self._child.channel, self._child.stdout, self._child.stderr, self._child.pidfd):
            self._loop.remove_reader(source)
        if not self._done.done():
            self._done.set_result({})

    def _send(self, head: dict[str, Any], body: bytes = b"") -> None:
        if self.ended:
            return
        self._sending += pack(head, body)
        self._flush()

    def _flush(self) -> None:
        try:
            while self._sending:
                del self._sending[: self._child.channel.send(self._sending)]
        except BlockingIOError:
            if len(self._sending) > 4 * self._limits.frame_bytes:
                self._end("output")
                return
            self._loop.add_writer(self._child.channel, self._flush)
            return
        except OSError:
            self._sending.clear()
        self._loop.remove_writer(self._child.channel)
