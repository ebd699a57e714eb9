"""What all tests share: no test reaches a real provider, and one that this machine cannot run says why."""

import functools
import os
import re
import shutil
import subprocess

import pytest

from course_lib import language

for name in [name for name in os.environ if name.startswith(("OPENAI_", "COURSE_LANG", "COURSE_PROV"))]:
    del os.environ[name]  # a developer's key and settings must neither be spent nor decide what a test sees


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


CHROMIUM = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


@pytest.fixture(scope="module")
def browser():
    """Headless Chromium, driven by Playwright, for the tests of one module.

    No longer than that: Playwright keeps an event loop running in the thread of the tests, in which no other
    test could start its own.
    """
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make setup")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM.split())
        yield chromium
        chromium.close()


@pytest.fixture
def untold(monkeypatch):
    """German in use, each translation in «»; a function that gives what of a text is outside of them."""
    marked = {english: f"«{german}»" for english, german in language.catalogue("de").items()}
    monkeypatch.setenv("COURSE_LANGUAGE", "de")
    monkeypatch.setattr(language, "catalogue", lambda code: marked if code == "de" else {})

    def outside(text: str) -> str:
        while (shorter := re.sub("«[^«»]*»", "", text)) != text:
            text = shorter
        return text.strip()

    return outside


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, missing in (("sandbox", missing_for_sandbox), ("browser", missing_for_browser)):
        if item.get_closest_marker(marker) and missing():
            pytest.skip(missing())
