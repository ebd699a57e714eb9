"""What all tests share: no test reaches a real provider, and one that this machine cannot run says why."""

import functools
import os
import shutil
import subprocess

import pytest

for name in [name for name in os.environ if name.startswith("OPENAI_")]:
    del os.environ[name]  # a developer's key must neither be spent nor decide what a test sees


@functools.cache
def missing_for_sandbox() -> str:
    """Why bubblewrap cannot make a sandbox here, in one sentence; empty when it can."""
    if not shutil.which("bwrap"):
        return (
            "bubblewrap is not installed (Debian: apt install bubblewrap; macOS, Windows: a Linux container)"
        )
    namespaces = ["--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc"]
    tried = subprocess.run(
        ["bwrap", *namespaces, "--ro-bind", "/", "/", "--proc", "/proc", "true"],
        capture_output=True,
        text=True,
        check=False,
    )
    if tried.returncode:
        return f"bubblewrap cannot make a sandbox here: {tried.stderr.strip()}"
    return ""


@functools.cache
def missing_for_browser() -> str:
    """Why no browser can be driven here, in one sentence; empty when one can."""
    return "" if shutil.which("chromium") else "chromium is not installed (Debian: apt install chromium)"


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, missing in (("sandbox", missing_for_sandbox), ("browser", missing_for_browser)):
        if item.get_closest_marker(marker) and missing():
            pytest.skip(missing())
