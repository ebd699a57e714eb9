"""What this machine has and lacks for the course: a line each, with the remedy."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version

PACKAGE = "chatbot-course-kit"
NAMESPACES = ("--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc")


@dataclass(frozen=True)
class Line:
    """One thing that was looked at: is it there, what was found or what to do, and is it needed."""

    name: str
    there: bool
    said: str
    needed: bool = True

    def __str__(self) -> str:
        mark = "ok     " if self.there else "missing" if self.needed else "without"
        return f"{mark}  {self.name}: {self.said}"


def examine() -> Iterator[Line]:
    """Look at everything, in the order in which it is needed: lessons, grading, tests in a browser."""
    yield _python()
    yield _packages("lessons", "", "lab")
    yield _packages("grading", "grading")
    yield from _sandbox()
    yield _chromium()


def _python() -> Line:
    return Line("Python", True, f"{sys.version.split()[0]} ({sys.executable})")


def _packages(purpose: str, *extras: str) -> Line:
    from packaging.requirements import Requirement

    name = f"packages for {purpose}"
    try:
        wanted = [Requirement(text) for text in requires(PACKAGE) or ()]
    except PackageNotFoundError:
        return Line(name, False, f"{PACKAGE} itself is not installed. Run: make setup")
    wanted = [r for r in wanted if any(r.marker is None or r.marker.evaluate({"extra": e}) for e in extras)]
    if "" not in extras:  # what every purpose needs was named before
        wanted = [r for r in wanted if r.marker is not None and "extra" in str(r.marker)]
    wrong = [text for r in wanted if (text := _wrong(r.name, r.specifier))]
    if wrong:
        extra = next(filter(None, extras))
        return Line(name, False, f"{', '.join(wrong)}. Run: make setup (or pip install '{PACKAGE}[{extra}]')")
    return Line(name, True, f"{len(wanted)} as required")


def _wrong(name: str, wanted) -> str:
    try:
        found = version(name)
    except PackageNotFoundError:
        return f"{name} is not installed"
    return "" if wanted.contains(found, prereleases=True) else f"{name} {found} is not {wanted}"


def _sandbox() -> Iterator[Line]:
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        remedy = "Debian, Ubuntu: apt install bubblewrap; macOS, Windows: grade in a Linux container"
        yield Line("bubblewrap", False, f"not installed, so nothing can be graded. {remedy}")
        return
    yield Line("bubblewrap", True, f"{_said([bwrap, '--version'])} ({bwrap})")
    tried = subprocess.run(
        [bwrap, *NAMESPACES, "--ro-bind", "/", "/", "--proc", "/proc", "true"],
        capture_output=True,
        text=True,
        check=False,
    )
    if tried.returncode == 0:
        yield Line("user namespaces", True, "a sandbox starts")
    else:
        remedy = (
            "Ubuntu: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0; "
            "in Docker: --security-opt seccomp=unconfined --security-opt systempaths=unconfined"
        )
        yield Line("user namespaces", False, f"no sandbox starts ({tried.stderr.strip()}). {remedy}")


def _chromium() -> Line:
    found = shutil.which("chromium")
    if found:
        return Line("chromium", True, f"{_said([found, '--version'])} ({found})", needed=False)
    return Line(
        "chromium", False, "only the browser tests need it. Debian: apt install chromium", needed=False
    )


def _said(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    return (done.stdout or done.stderr).strip()
