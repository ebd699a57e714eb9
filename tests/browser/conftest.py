"""One built site and one server for all tests here; every request and console line is noted."""

import functools
import http.server
import json
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90_000  # milliseconds; only a hang takes that long

READY = """() => {
  const widget = window.jupyterapp?.shell.currentWidget;
  const session = widget?.sessionContext;
  const kernel = session?.session?.kernel;
  return Boolean(widget?.context?.isReady && session?.isReady && kernel?.connectionStatus === "connected"
    && kernel.status === "idle");
}"""

# Runs cells in order, each to its end; returns what each shows: (cell id, outputs).
RUN = """async (sources) => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  for (const [id, text] of Object.entries(sources)) {
    const cell = notebook.widgets.find((cell) => cell.model.id === id);
    if (!cell) throw new Error(`no cell ${id}`);
    cell.model.sharedModel.setSource(text);
  }
  await window.jupyterapp.commands.execute("notebook:run-all-cells");
  return notebook.widgets.filter((cell) => cell.model.type === "code")
    .map((cell) => ({id: cell.model.id, outputs: cell.model.outputs.toJSON()}));
}"""


@dataclass
class Seen:
    """What the pages of a browser asked for from elsewhere, and complained of."""

    origin: str
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def watch(self, context) -> None:
        context.on("request", lambda request: self._asked(request.url))
        context.on("console", self._said)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))

    def _asked(self, url: str) -> None:
        if not url.startswith((self.origin, "data:", "blob:")):
            self.outside.append(url)

    def _said(self, message) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")


class Notebook:
    """A notebook that is open in the site, its kernel ready."""

    def __init__(self, page) -> None:
        self.page = page

    def ready(self) -> "Notebook":
        self.page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=PATIENCE)
        self.page.wait_for_function(READY, timeout=PATIENCE)
        return self

    def run(self, sources: dict[str, str] | None = None) -> dict[str, list[dict]]:
        """Type these sources into the cells with these ids, run all; the outputs by cell id."""
        cells = self.page.evaluate(RUN, sources or {})
        return {cell["id"]: cell["outputs"] for cell in cells}


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """The site, built from what is released. COURSE_SITE names a ready one instead."""
    if ready := os.environ.get("COURSE_SITE"):
        return Path(ready)
    if not shutil.which("npm"):
        pytest.skip("npm is not installed (Debian: apt install npm): the site's Pyodide comes from it")
    from graders.course.folder import CourseFolder
    from graders.course.site.build import build
    from graders.course.site.store import default_cache

    target = tmp_path_factory.mktemp("site") / "_site"
    build(CourseFolder(ROOT), target, cache=default_cache(), say=lambda line: None)
    return target


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Where a folder is served, on loopback, with nothing but plain files."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def address(site) -> Iterator[str]:
    """Where the site is served."""
    with serving(site) as where:
        yield where


class Learner:
    """A learner's browser, with nothing in it at first."""

    def __init__(self, browser, address: str, **options) -> None:
        self.address = address
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)
        self.context.set_default_timeout(PATIENCE)
        self.seen = Seen(address)
        self.seen.watch(self.context)

    def home(self):
        page = self.context.new_page()
        page.goto(f"{self.address}/index.html")
        page.wait_for_load_state("networkidle")
        return page

    def open(self, path: str) -> Notebook:
        page = self.context.new_page()
        page.goto(f"{self.address}/notebooks/index.html?path={path}")
        return Notebook(page).ready()


@pytest.fixture(scope="module")
def newcomer(browser, address):
    """Gives a new learner, who closes the context; options are those of a browser context."""
    return lambda **options: Learner(browser, **{"address": address} | options)


@pytest.fixture
def damaged(site, tmp_path) -> Iterator[str]:
    """Where the site is served with a snapshot that does not inflate."""
    copy = shutil.copytree(site, tmp_path / "site", copy_function=os.link)
    for memory in copy.glob("static/pyodide/snapshot-*/memory.bin.gz"):
        memory.unlink()
        memory.write_bytes(b"no snapshot")
    with serving(copy) as where:
        yield where


@pytest.fixture
def arrive(newcomer):
    """Gives a new learner; options are those of a browser context (viewport, color_scheme, …)."""
    arrived = []

    def arrive(**options) -> Learner:
        arrived.append(newcomer(**options))
        return arrived[-1]

    yield arrive
    for learner in arrived:
        learner.context.close()


@pytest.fixture
def learner(arrive) -> Learner:
    """A learner on a desktop."""
    return arrive()


@pytest.fixture(scope="session")
def lessons() -> dict[str, dict]:
    """The released lessons by path."""
    found = sorted((ROOT / "notebooks").glob("*/*.ipynb"))
    return {f"{path.parent.name}/{path.name}": json.loads(path.read_text(encoding="utf-8")) for path in found}
