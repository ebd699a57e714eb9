"""Inside the sandbox: a process with everything imported, which forks one confined child per submission.

It never sees anything of a learner's: the control socket carries only the grader's wishes, and descriptors
that a child talks over. Warmed by one real model call, so that a child has what a first call would import.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import sys

from graders.autograde import child, confine
from graders.autograde.limits import Limits


def main(arguments: list[str]) -> None:
    """Serve until the grader closes the control socket. Arguments: its descriptor; the uid to become, or
    "unsafe"."""
    control = socket.socket(fileno=int(arguments[0]))
    unsafe = arguments[1] == "unsafe"
    if not unsafe:
        confine.drop_root(int(arguments[1]))
    child.warm()
    gc.collect()
    gc.freeze()
    control.send(b"ready")
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, 65536, 8)
        if not data:
            return
        limits = Limits(**json.loads(data))
        try:
            _start(control, limits, descriptors, unsafe=unsafe)
        except OSError as error:  # no process, descriptor or memory just now: the next child may have them
            control.send(f"failed: {error}".encode()[:1000])
        for descriptor in descriptors:
            os.close(descriptor)
        _reap()


def _start(control: socket.socket, limits: Limits, descriptors: list[int], *, unsafe: bool) -> None:
    """Start a child and hand its pidfd out; no child is left when that fails. Raises OSError."""
    pid = spawn(limits, descriptors, unsafe=unsafe)
    try:
        pidfd = os.pidfd_open(pid)
        try:
            socket.send_fds(control, [b"started"], [pidfd])
        finally:
            os.close(pidfd)
    except OSError:
        os.kill(pid, signal.SIGKILL)
        raise


def spawn(limits: Limits, descriptors: list[int], *, unsafe: bool) -> int:
    """Start a child on `descriptors` (channel, stdout, stderr); its id. Raises OSError when it is unconfined.

    Two forks: the first enters new namespaces, the second is process 1 of them and runs the submission.
    """
    if unsafe:
        pid = os.fork()
        if pid == 0:
            _become(limits, descriptors, confine.bound)
        return pid
    reader, writer = os.pipe()
    try:
        first = os.fork()
    except OSError:
        os.close(reader)
        os.close(writer)
        raise
    if first == 0:
        try:
            confine.unshare(limits)
            pid = os.fork()
        except BaseException as error:
            os.write(writer, f"!{error}".encode())
            os._exit(1)
        if pid == 0:
            _become(limits, descriptors, confine.surrender)
        os.write(writer, str(pid).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        text = answer.read().decode()
    os.waitpid(first, 0)
    if not text.isdigit():
        raise OSError(text.lstrip("!") or "the child ended before it was confined")
    return int(text)


def _become(limits: Limits, descriptors: list[int], surrender) -> None:  # never returns
    try:
        os.setsid()
        null = os.open("/dev/null", os.O_RDONLY)
        keep = [os.dup(d) for d in (null, descriptors[1], descriptors[2], descriptors[0])]
        for target, descriptor in enumerate(keep):
            os.dup2(descriptor, target)
        os.closerange(len(keep), os.sysconf("SC_OPEN_MAX") if not os.path.isdir("/proc/self/fd") else 4096)
        for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGPIPE, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        surrender(limits)
        child.run(socket.socket(fileno=3), limits)
    except BaseException:
        sys.__excepthook__(*sys.exc_info())
    finally:
        os._exit(1)


def _reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
