"""Outside: one running sandbox with its fork server, and the processes started in it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import tempfile
from dataclasses import dataclass

from graders.autograde import sandbox
from graders.autograde.limits import Limits
from graders.autograde.sandbox import SandboxUnavailable

WAITS = (0.1, 0.5, 2.0, 5.0)  # seconds before another try to start a process
NOBODY = 64_999  # who learners' programs run as when root grades: a user that owns nothing


class WorkerDied(Exception):
    """The sandbox or its fork server ended: nothing of the learner's doing is known, the submission is
    tried again."""


class NotStarted(Exception):
    """A sandbox that has started submissions before could not start this one, for want of processes or
    memory: this costs one submission."""


@dataclass
class Child:
    """A submission's process from outside: its pidfd, its channel, and the read ends of its two outputs."""

    pidfd: int
    channel: socket.socket
    stdout: int
    stderr: int
    group: bool = False

    @property
    def pid(self) -> int:
        """Its process id as seen here; 0 when it has ended."""
        with open(f"/proc/self/fdinfo/{self.pidfd}", encoding="ascii") as info:
            fields = dict(line.split(":", 1) for line in info)
        return max(0, int(fields.get("Pid", "0")))

    def signal(self, number: int) -> None:
        """Send a signal; to kill the first process of the submission's pid namespace ends all of them."""
        try:
            if self.group and number == signal.SIGKILL and self.pid:
                os.killpg(self.pid, number)
            signal.pidfd_send_signal(self.pidfd, number)
        except ProcessLookupError:
            pass

    def close(self) -> None:
        """End it, and close what it was reached by."""
        self.signal(signal.SIGKILL)
        self.channel.close()
        for descriptor in (self.pidfd, self.stdout, self.stderr):
            os.close(descriptor)


class Worker:
    """A sandbox that starts confined processes on demand: `async with Worker(limits) as worker`."""

    def __init__(self, limits: Limits, *, unsafe_no_sandbox: bool = False) -> None:
        self.limits, self.unsafe = limits, unsafe_no_sandbox
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = asyncio.Lock()
        self._proven = False  # whether a confined process was ever started

    async def __aenter__(self) -> Worker:
        """Start it. Raises `SandboxUnavailable` with the reason when no sandbox can be had."""
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the worker)
        with theirs:
            try:
                self._start(theirs.fileno())
            except BaseException:
                await self.close()
                raise
        self._control.setblocking(False)
        try:
            ready, _ = await asyncio.wait_for(self._answer(), self.limits.start_seconds)
        except (WorkerDied, TimeoutError) as error:
            reason = self._last_words() or (str(error) or "it did not start in time")
            await self.close()
            raise SandboxUnavailable(reason) from None
        if ready != b"ready":
            await self.close()
            raise SandboxUnavailable(f"its first words were {ready!r}")
        return self

    async def __aexit__(self, *reason: object) -> None:
        await self.close()

    async def spawn(self) -> Child:
        """A new confined process, tried for again when there is no room for one just now.

        Raises `WorkerDied`; `NotStarted`; and `SandboxUnavailable` when not even the first one could be
        confined.
        """
        for wait in (*WAITS, None):
            try:
                child = await self._spawn()
            except NotStarted as reason:
                if wait is None:
                    if self._proven:
                        raise
                    raise SandboxUnavailable(str(reason)) from None
                await asyncio.sleep(wait)
            else:
                self._proven = True
                return child
        raise AssertionError("the last try returns or raises")

    async def _spawn(self) -> Child:
        ours, theirs = socket.socketpair()
        (stdout, out), (stderr, err) = os.pipe(), os.pipe()
        for descriptor in (stdout, stderr):
            os.set_blocking(descriptor, False)
        ours.setblocking(False)
        try:
            async with self._turn:
                text = json.dumps(self.limits.as_dict()).encode()
                try:
                    socket.send_fds(self._control, [text], [theirs.fileno(), out, err])
                except OSError as error:
                    raise WorkerDied(str(error)) from None
                answer, descriptors = await self._answer()
            if not descriptors:
                raise NotStarted(answer.decode(errors="replace"))
        except BaseException:
            ours.close()
            os.close(stdout)
            os.close(stderr)
            raise
        finally:
            theirs.close()
            os.close(out)
            os.close(err)
        return Child(descriptors[0], ours, stdout, stderr, group=self.unsafe)

    async def close(self) -> None:
        """End the sandbox and everything in it."""
        self._control.close()
        if self._process is not None:
            self._process.kill()
            await asyncio.to_thread(self._process.wait)
        self._log.close()

    def _start(self, control: int) -> None:
        root = os.getuid() == 0
        options = {
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.DEVNULL,
            "stderr": self._log,
            "env": {"PATH": "/usr/bin:/bin"},
        }
        if self.unsafe:
            self._process = subprocess.Popen(sandbox.unconfined(control), pass_fds=[control], **options)
            return
        with sandbox.command(control, uid=NOBODY if root else None) as (argv, inherited):
            self._process = subprocess.Popen(argv, pass_fds=inherited, **options)

    async def _answer(self) -> tuple[bytes, list[int]]:
        """The fork server's next message, with the descriptors that came along. Raises `WorkerDied`."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                data, descriptors, _, _ = socket.recv_fds(self._control, 65536, 1)
            except BlockingIOError:
                readable = asyncio.Event()
                loop.add_reader(self._control, readable.set)
                try:
                    await readable.wait()
                finally:
                    loop.remove_reader(self._control)
                continue
            except OSError as error:
                raise WorkerDied(str(error)) from None
            if not data:
                raise WorkerDied("it ended by itself")
            return data, descriptors

    def _last_words(self) -> str:
        self._log.seek(0)
        lines = self._log.read()[-4000:].decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else ""
