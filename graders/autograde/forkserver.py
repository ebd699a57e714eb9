"""Inside the sandbox: a process with everything imported, which forks one confined child per submission.

It never sees anything of a learner's: the control socket carries only the grader's wishes, and descriptors
that a child talks over. Warmed by one real model call, so that a child has what a first call would import.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import signal
import socket
import sys

from graders.autograde import child, confine
from graders.autograde.limits import Limits

HUGE, COLLAPSE = 2 << 20, 25  # bytes of a huge page; MADV_COLLAPSE
CONFINED = b"confined"  # a child's word, written before it reads anything of the learner's


def main(arguments: list[str]) -> None:
    """Serve until the grader closes the control socket. Arguments: its descriptor; the uid to become, or
    "unsafe"."""
    control = socket.socket(fileno=int(arguments[0]))
    unsafe = arguments[1] == "unsafe"
    home = None
    if not unsafe:
        confine.drop_root(int(arguments[1]))
        home = confine.settle()
    child.warm()
    gc.collect()
    gc.freeze()
    _join_pages()
    control.send(b"ready")
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, 65536, 8)
        if not data:
            return
        limits = Limits(**json.loads(data))
        try:
            _start(control, limits, descriptors, home)
        except OSError as error:  # no process, descriptor or memory just now: the next child may have them
            control.send(f"failed: {error}".encode()[:1000])
        for descriptor in descriptors:
            os.close(descriptor)
        _reap()


def _start(control: socket.socket, limits: Limits, descriptors: list[int], home: int | None) -> None:
    """Start a child and hand its pidfd out; no child is left when that fails. Raises OSError."""
    pid = spawn(limits, descriptors, home)
    try:
        pidfd = os.pidfd_open(pid)
        try:
            socket.send_fds(control, [b"started"], [pidfd])
        finally:
            os.close(pidfd)
    except OSError:
        os.kill(pid, signal.SIGKILL)
        raise


def spawn(limits: Limits, descriptors: list[int], home: int | None) -> int:
    """Start a child on `descriptors` (channel, stdout, stderr); its id. Raises OSError when it is unconfined.

    `home` is what `confine.settle` gave; None is for a child without a sandbox.
    """
    if home is None:
        pid = os.fork()
        if pid == 0:
            _become(limits, descriptors, confine.bound)
        return pid
    reader, writer = os.pipe()
    try:
        pid = confine.fork(home)
    except OSError:
        os.close(reader)
        os.close(writer)
        raise
    if pid == 0:
        try:
            confine.enter(limits)
            os.write(writer, CONFINED)
            os.close(writer)
        except BaseException as error:
            os.write(writer, str(error).encode())
            os._exit(1)
        _become(limits, descriptors, confine.surrender)
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        told = answer.read()
    if told != CONFINED:
        os.kill(pid, signal.SIGKILL)
        raise OSError(told.decode(errors="replace") or "the child ended before it was confined")
    return pid


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


def _join_pages() -> None:
    """Put all that was loaded on huge pages: to fork is to copy the table of pages, and that becomes short.

    Where the kernel has none to give (before 6.1, or nothing free), all stays as it is.
    """
    with open("/proc/self/maps", encoding="ascii", errors="replace") as maps:
        areas = [line.split() for line in maps]
    for area in areas:
        if area[1].startswith("rw") and area[5:] in ([], ["[heap]"]):
            first, end = (int(address, 16) for address in area[0].split("-"))
            first, end = -(-first // HUGE) * HUGE, end // HUGE * HUGE
            if end > first:
                confine.libc.madvise(ctypes.c_void_p(first), ctypes.c_size_t(end - first), COLLAPSE)


def _reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
