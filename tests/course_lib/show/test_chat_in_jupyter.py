"""The chat window in JupyterLab and Notebook: streaming while the kernel stays free, stopped, announced."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WAIT = 60_000  # milliseconds; far more than it takes
BOT = """\
import asyncio
from course_lib import Chatbot, ChatWidget, connect
from course_lib.connect import route
from course_lib.practice.model import PracticeModel

model = PracticeModel()
model.script("One two three", "Four")
route(lambda **_: model)

class Gated(Chatbot):
    async def say(self, text):
        self.gate = asyncio.Event()
        await super().say(text)
        print("One two", end=" ", flush=True)
        await self.gate.wait()
        print("three", flush=True)
        return "One two three"

bot = Gated("You count.", client=connect())
ChatWidget(bot)"""
READY = """() => {
    const context = window.jupyterapp?.shell?.currentWidget?.sessionContext;
    const kernel = context?.isReady && context.session?.kernel;
    return kernel && kernel.connectionStatus === 'connected' && kernel.status === 'idle';
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The address of a Jupyter server of our own, with one notebook."""
    pytest.importorskip("notebook", reason="JupyterLab and Notebook are not installed: make setup")
    home = tmp_path_factory.mktemp("jupyter")
    notebook = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        cells=[
            nbformat.v4.new_code_cell(BOT, id="bot"),
            nbformat.v4.new_code_cell("bot.gate.set()", id="gate"),
        ],
    )
    (home / "notebooks").mkdir()
    nbformat.write(notebook, home / "notebooks" / "chat.ipynb")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folders = (
        "JUPYTER_CONFIG_DIR",
        "JUPYTER_RUNTIME_DIR",
        "JUPYTERLAB_SETTINGS_DIR",
        "JUPYTERLAB_WORKSPACES_DIR",
    )
    own = {name: str(home / name.lower()) for name in (*folders, "IPYTHONDIR")}
    options = (
        "--no-browser --ip=127.0.0.1 --allow-root --IdentityProvider.token= --ServerApp.password="
        " --LabApp.expose_app_in_browser=True --JupyterNotebookApp.expose_app_in_browser=True"
    )
    with (home / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options.split(), f"--port={port}"],
            cwd=home / "notebooks",
            env=os.environ | own,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process, home / "log")
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(address, process, log):
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{address}/api", timeout=5).close()
            return
        except OSError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.25)
    pytest.fail(f"Jupyter did not start:\n{log.read_text()}")


@pytest.fixture(params=["lab/tree", "notebooks"], ids=["JupyterLab", "Notebook"])
def page(request, server, browser):
    """The notebook in a front end, its first cell run."""
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    page.set_default_timeout(WAIT)
    page.goto(f"{server}/{request.param}/chat.ipynb")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    page.wait_for_function(READY)
    page.locator(".jp-CodeCell .cm-content").first.click()
    page.keyboard.press("Shift+Enter")
    page.wait_for_selector("input[placeholder^='Write']")
    yield page
    page.close()


def say(page, text):
    box = page.locator("input[placeholder^='Write']")
    box.click()
    box.press_sequentially(text)
    box.press("Enter")


def test_a_conversation(page):
    say(page, "Hello there, count!")
    page.wait_for_selector(".ck-chat .ck-body:has-text('One two')")
    assert page.locator(".ck-chat li:has-text('You') .ck-body").inner_text() == "Hello there, count!"
    assert page.locator("button:has-text('Send')").is_disabled()
    assert page.locator("input[placeholder^='Write']").input_value() == ""

    # Another cell runs while the reply is on its way: it lets the bot go on.
    page.locator(".jp-CodeCell .cm-content").nth(1).click()
    page.keyboard.press("Shift+Enter")
    page.wait_for_selector("[aria-live]:has-text('Bot: One two three')", state="attached")
    assert "You count." in page.locator(".ck-request").inner_text()
    assert page.locator(".jp-OutputArea-output[data-mime-type*='stream']").count() == 0

    say(page, "Again!")
    page.wait_for_selector(".ck-chat .ck-body:has-text('One two') >> nth=1")
    page.locator("button:has-text('Stop')").click()
    page.wait_for_selector("[aria-live]:has-text('Stopped.')", state="attached")
    assert page.locator("button:has-text('Send')").is_enabled()

    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed: make setup"
    )
    found = axe.Axe().run(page, context=".jp-OutputArea").response["violations"]
    assert [
        (v["id"], [n["html"] for n in v["nodes"]]) for v in found if v["impact"] in ("serious", "critical")
    ] == []
