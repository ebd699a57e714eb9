"""Measure the browser build: seconds from opening the first lesson to its first result, and its size.

Run it with `make bench-site`, on a machine that does nothing else.
"""

import functools
import http.server
import shutil
import statistics
import sys
import threading
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

LESSON = "notebooks/index.html?path=00_first_call/first_call.ipynb"
ROUNDS = 3
LIMITS = {"cold": 12.0, "warm": 8.0, "size": 60.0}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
# As soon as the page lets a learner run cells: run them from the top, up to the first that shows something.
RUN = """() => {
  const app = window.jupyterapp;
  const panel = app?.shell.currentWidget;
  if (!panel?.content?.widgets?.length || !panel.sessionContext?.session?.kernel) return false;
  app.commands.execute("notebook:run-all-cells");
  return true;
}"""
SHOWN = """() => window.jupyterapp.shell.currentWidget.content.widgets
  .some((cell) => cell.model.outputs?.length)"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Plain files, without a line for each."""

    def log_message(self, *args: object) -> None:
        pass


def seconds(context, address: str) -> float:
    """From opening the first lesson until the first output is on the page."""
    page = context.new_page()
    start = time.perf_counter()
    page.goto(f"{address}/{LESSON}")
    page.wait_for_function(RUN, timeout=60_000)
    page.wait_for_function(SHOWN, timeout=60_000)
    taken = time.perf_counter() - start
    page.close()
    return taken


def main(site: Path) -> int:
    """Print the figures; 1 when one is over its limit."""
    handler = functools.partial(Quiet, directory=str(site))
    found: dict[str, list[float]] = {"cold": [], "warm": []}
    with (
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server,
        sync_playwright() as playwright,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for _ in range(ROUNDS):
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            context = browser.new_context()
            for kind in found:
                found[kind].append(seconds(context, f"http://127.0.0.1:{server.server_port}"))
            browser.close()
        server.shutdown()
    figures = {kind: statistics.median(times) for kind, times in found.items()}
    figures["size"] = sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) / 1e6
    for name, figure in figures.items():
        unit = "MB on disk" if name == "size" else f"s to the first result, median of {ROUNDS}"
        print(f"{name}: {figure:.1f} {unit} (at most {LIMITS[name]:g})")
    return int(any(figure > LIMITS[name] for name, figure in figures.items()))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "_site")))
