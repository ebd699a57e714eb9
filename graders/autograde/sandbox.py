"""bubblewrap around everything of a learner's: the command line, and why it may be missing.

The outer of two boundaries: no network, an empty environment, the system and Python read-only, no home, no
course folder, no solutions; inside it each submission gets its own namespaces (`graders.autograde.confine`).
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import course_lib
from course_lib.language import language

COURSE_LIB, GRADERS = Path(course_lib.__file__).parent, Path(__file__).parents[1]
KIT = "/opt/kit"
# What of the kit a submission needs: what lessons import and the inner half of the runner. Rubrics, solutions
# and the rest of the grader stay outside.
INSIDE = (
    "__init__.py", "rubric.py", "subject.py", "plain.py", "plain_requests.py", "inside.py",
    "autograde/__init__.py", "autograde/limits.py", "autograde/frames.py", "autograde/seccomp.py",
    "autograde/confine.py", "autograde/forkserver.py", "autograde/child.py", "autograde/shell.py",
    "autograde/channel.py",
)  # fmt: skip
BOOT = """
import sys
sys.path.insert(0, sys.argv[1])
from graders.autograde.forkserver import main
main(sys.argv[2:])
"""
ETC = {
    "passwd": "learner:x:1000:1000::/home/learner:/bin/sh\n",
    "group": "learner:x:1000:\n",
    "hosts": "127.0.0.1 localhost\n",
}


class SandboxUnavailable(Exception):
    """Nothing can be run safely here; the text says why and what to do, in one sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"Grading runs learners' programs in a sandbox, and none can be started here: {reason}. On Linux "
            "install bubblewrap (Debian, Ubuntu: apt install bubblewrap) and allow user namespaces, "
            "elsewhere grade inside a Linux virtual machine or a container that allows them."
        )


@contextmanager
def command(control: int, *, uid: int | None = None) -> Iterator[tuple[list[str], list[int]]]:
    """The command that starts a fork server in the sandbox, and the descriptors it needs to inherit.

    `control` is the descriptor of its control socket. Started by root, the sandbox is built as root (the
    interpreter may lie where only root can look) and `uid` is who the fork server becomes first of all.
    Raises `SandboxUnavailable`.
    """
    bwrap = shutil.which("bwrap")
    if sys.platform != "linux" or bwrap is None:
        raise SandboxUnavailable("bubblewrap (the program bwrap) is not installed")
    with ExitStack() as stack:
        inherited = [control]
        argv = [bwrap, *_namespaces(root=uid is not None), *_tree()]
        for name, text in ETC.items():
            descriptor = stack.enter_context(_text(text))
            inherited.append(descriptor)
            argv += ["--perms", "0444", "--ro-bind-data", str(descriptor), f"/etc/{name}"]
        argv += [
            "--remount-ro",
            "/",
            "--chdir",
            "/",
            sys.executable,
            "-I",
            "-B",
            "-c",
            BOOT,
            KIT,
            str(control),
        ]
        yield [*argv, str(uid or 0)], inherited


def keep_out(folder: Path) -> None:
    """Make sure that nothing which is shown inside holds `folder`. Raises `SandboxUnavailable`.

    A virtual environment in the course's own folder is no danger: it alone is shown, not what it lies in.
    """
    for shown in (*_pythons(), Path("/usr")):
        if folder.resolve().is_relative_to(shown.resolve()):
            raise SandboxUnavailable(
                f"{folder} lies inside {shown}, which learners' programs can read; keep the course elsewhere"
            )


def unconfined(control: int) -> list[str]:
    """The command that starts a fork server without any sandbox: for `--unsafe-no-sandbox` alone."""
    return [sys.executable, "-I", "-B", "-c", BOOT, str(GRADERS.parent), str(control), "unsafe"]


def _namespaces(*, root: bool) -> list[str]:
    argv = ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
    argv += ["--hostname", "sandbox", "--new-session", "--die-with-parent", "--clearenv", "--cap-drop", "ALL"]
    if root:  # just enough to stop being root
        argv += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        argv += ["--unshare-user", "--uid", "1000", "--gid", "1000"]
    environment = {
        "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
        "HOME": "/home/learner",
        "USER": "learner",
        "LANG": "C.UTF-8",
        "TERM": "dumb",
        "NBGRADER_EXECUTION": "autograde",
        "COURSE_LANGUAGE": language(),
    }
    return argv + [word for name, value in environment.items() for word in ("--setenv", name, value)]


def _tree() -> list[str]:
    """The files to be seen inside. Fresh folders come before binds, or a Python under /tmp would vanish."""
    argv = [
        "--proc",
        "/proc",
        "--dev",
        "/dev",
        "--size",
        "65536",
        "--tmpfs",
        "/dev/shm",
        "--remount-ro",
        "/dev",
    ]
    for folder in ("/tmp", "/home/learner"):
        argv += ["--perms", "0111", "--dir", str(Path(folder).parent)] if folder != "/tmp" else []
        argv += ["--perms", "1777", "--size", "65536", "--tmpfs", folder]
    argv += ["--ro-bind", "/usr", "/usr"]
    for name in ("bin", "sbin", "lib", "lib32", "lib64"):
        link = Path("/", name)
        if link.is_symlink():
            argv += ["--symlink", os.readlink(link), str(link)]
        elif link.is_dir():
            argv += ["--ro-bind", str(link), str(link)]
    argv += ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"]
    for prefix in _pythons():
        if prefix in (Path("/"), Path.home()):
            raise SandboxUnavailable(
                f"Python is installed in {prefix}, which would let learners read that whole folder"
            )
        if not prefix.is_relative_to("/usr"):
            argv += _bind(prefix, prefix)
    for folder in (COURSE_LIB, GRADERS):
        # Installed beside other packages: hidden there, with lessons and solutions, and shown in part below.
        if any(folder.is_relative_to(shown) for shown in (sys.prefix, sys.base_prefix, "/usr")):
            argv += ["--tmpfs", str(folder), "--remount-ro", str(folder)]
    argv += _bind(COURSE_LIB, Path(KIT, "course_lib"))
    for name in INSIDE:
        argv += _bind(GRADERS / name, Path(KIT, "graders", name))
    return argv


def _pythons() -> list[Path]:
    return [Path(prefix) for prefix in dict.fromkeys((sys.base_prefix, sys.prefix))]


def _bind(source: Path, target: Path) -> list[str]:
    """Show `source` at `target`; folders above that are not the kit's can be passed through, not listed."""
    above = []
    for folder in reversed(target.parents[:-1]):
        mode = "0555" if folder.is_relative_to(KIT) else "0111"  # Python lists where it imports
        above += ["--perms", mode, "--dir", str(folder)]
    return [*above, "--ro-bind-try", str(source), str(target)]


@contextmanager
def _text(text: str) -> Iterator[int]:
    reader, writer = os.pipe()
    os.write(writer, text.encode())
    os.close(writer)
    try:
        yield reader
    finally:
        os.close(reader)
