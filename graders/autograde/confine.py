"""A submission's own small world, entered by a fresh process before it reads anything of the learner's.

Its namespaces (user, process, mount, network, IPC, host name), its private /tmp and home, no capabilities,
resource limits and the system-call filter. Linux only; called inside the sandbox. Sources: unshare(2),
setns(2), user_namespaces(7), pid_namespaces(7), capabilities(7).
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from pathlib import Path

from graders.autograde import seccomp
from graders.autograde.limits import Limits

UID = 1000  # who a submission is, inside its own user namespace
HOME = "/home/learner"
NEW_USER, NEW_PID = 0x10000000, 0x20000000
NEW_WORLD = NEW_USER | 0x00020000 | 0x40000000 | 0x08000000 | 0x04000000  # and mount, net, ipc, uts
BIND = 1 << 12
PRIVATE, RECURSIVE, NOSUID, NODEV, NOEXEC, READ_ONLY = 1 << 18, 1 << 14, 2, 4, 8, 1
SET_DUMPABLE, SET_SECCOMP, DROP_BOUND, SET_NO_NEW_PRIVS, FILTER = 4, 22, 24, 38, 2
CAPABILITIES, SYS_ADMIN = 41, 1 << 21

libc = ctypes.CDLL(None, use_errno=True)


def settle() -> int:
    """Go on as process 1 of a user and a pid namespace, where it may found further pid namespaces and nothing
    else. The descriptor of that pid namespace, for `fork`. Raises OSError.

    The process that was here before waits, and ends as this one does.
    """
    _unshare(NEW_USER | NEW_PID)
    pid = os.fork()
    if pid:
        _keep_capabilities(0)
        os._exit(abs(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])))
    _keep_capabilities(SYS_ADMIN)  # in this user namespace, which owns neither a mount nor a network
    return os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)


def fork(home: int) -> int:
    """Like `os.fork`, but the child is process 1 of a pid namespace of its own. `home` is what `settle` gave.

    Raises OSError, and then there is no child.
    """
    _call("unshare", NEW_PID)
    pid = -1
    try:
        pid = os.fork()
    finally:
        if pid != 0:
            _go_home(home, pid)
    return pid


def enter(limits: Limits) -> None:
    """Leave the sandbox's namespaces for new ones (but that of processes, see `fork`). Raises OSError."""
    _unshare(NEW_WORLD)
    _write("/proc/self/oom_score_adj", "1000")  # when memory runs out, the submission goes, not the grader
    _call("mount", b"none", b"/", None, PRIVATE | RECURSIVE, None)
    room = f"size={limits.disk},nr_inodes={limits.inodes},mode=0700,uid={UID},gid={UID}".encode()
    python = dict.fromkeys((sys.base_prefix, sys.prefix))
    kept = {p: os.open(p, os.O_PATH) for p in python if Path(p).is_relative_to("/tmp")}
    for folder in ("/tmp", HOME, "/dev/shm"):
        _call("mount", b"tmpfs", folder.encode(), b"tmpfs", NOSUID | NODEV, room)
    for prefix, descriptor in kept.items():  # a Python under /tmp is shown again, as read-only as it was
        os.makedirs(prefix)
        _call("mount", f"/proc/self/fd/{descriptor}".encode(), prefix.encode(), None, BIND | RECURSIVE, None)
        os.close(descriptor)
    # The sandbox's terminals and process list are shared with other submissions: both are covered.
    for folder in (b"/dev/pts", b"/proc"):
        _call(
            "mount",
            b"tmpfs",
            folder,
            b"tmpfs",
            NOSUID | NODEV | NOEXEC | READ_ONLY,
            b"size=4k,nr_inodes=2,mode=0555",
        )
    # A shared mapping of /dev/zero would be memory that stays when no process has it mapped in.
    _call("mount", b"/dev/null", b"/dev/zero", None, BIND, None)


def surrender(limits: Limits) -> None:
    """Set the resource limits, then give up every privilege for good: capabilities, setuid, system calls."""
    bound(limits)
    for capability in range(CAPABILITIES):
        libc.prctl(DROP_BOUND, capability, 0, 0, 0)
    _keep_capabilities(0)
    no_new_privileges()
    code = seccomp.program()
    program = _Program(
        len(code) // 8, ctypes.cast(ctypes.create_string_buffer(code, len(code)), ctypes.c_void_p)
    )
    _call("prctl", SET_SECCOMP, FILTER, ctypes.byref(program), 0, 0)


def bound(limits: Limits) -> None:
    """Set the resource limits of each process (their sum is watched from outside)."""
    bounds = {
        resource.RLIMIT_AS: 4 * limits.memory,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: int(limits.submission_seconds) + 5,
        resource.RLIMIT_DATA: limits.memory,
        resource.RLIMIT_FSIZE: limits.disk,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_NPROC: limits.processes,
    }
    for name, value in bounds.items():
        _, hard = resource.getrlimit(name)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(name, (value, value))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a file that grows too big is an OSError, not an end


def drop_root(uid: int) -> None:
    """Become the ordinary user `uid` for good, when started by root. Raises OSError when it did not hold."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
        libc.prctl(SET_DUMPABLE, 1, 0, 0, 0)  # else this process could not write its children's uid_map
    no_new_privileges()
    with open("/proc/self/status", encoding="ascii") as status:
        fields = dict(line.rstrip("\n").split(":\t", 1) for line in status if ":\t" in line)
    if (
        os.getuid() == 0
        or int(fields["CapEff"], 16)
        or int(fields["CapPrm"], 16)
        or fields["NoNewPrivs"] != "1"
    ):
        raise OSError("the sandbox still holds privileges")


def no_new_privileges() -> None:
    """Make sure that no program started from here can gain privileges. Raises OSError."""
    _call("prctl", SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def _unshare(namespaces: int) -> None:
    """New namespaces, a user namespace among them in which this process is the user `UID`."""
    uid, gid = os.getuid(), os.getgid()
    _call("unshare", namespaces)
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{UID} {uid} 1")
    _write("/proc/self/gid_map", f"{UID} {gid} 1")


def _go_home(home: int, child: int) -> None:
    """Let the next child have a pid namespace of its own too; end `child` (-1: none) where that fails."""
    try:
        _call("setns", home, NEW_PID)
    except OSError:
        if child > 0:
            os.kill(child, signal.SIGKILL)
        raise


def _keep_capabilities(kept: int) -> None:
    """Give up every capability but these (a set of bits, the first 32)."""
    header, sets = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)(kept, kept)
    _call("capset", ctypes.byref(header), ctypes.byref(sets))


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_void_p)]


def _call(name: str, *arguments: object) -> None:
    if getattr(libc, name)(*arguments) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")


def _write(path: str, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)
