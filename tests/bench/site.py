"""Measure the browser build: seconds from opening the first lesson to its first result, and its size.

Run it with `make bench-site`, on a machine that does nothing else. The floor is what the same browser takes
for Pyodide and `import openai` on an empty page. It tells how fast the machine is; the lesson's page may be
below it, because its Python starts from a snapshot.
"""

import functools
import http.server
import shutil
import statistics
import sys
import tempfile
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
BARE = """<!doctype html><script type="module">
const { loadPyodide } = await import("./static/pyodide/pyodide.mjs");
const lockFileURL = new URL("./static/pyodide/pyodide-lock.json", location.href).href;
const python = await loadPyodide({ lockFileURL, packages: ["openai"] });
await python.runPythonAsync("import openai");
window.done = true;
</script>"""


class Site(http.server.SimpleHTTPRequestHandler):
    """Plain files and the empty page, without a line for each."""

    def do_GET(self) -> None:
        if self.path != "/bare.html":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(BARE.encode())

    def log_message(self, *args: object) -> None:
        pass


def seconds(context, address: str, *steps: str) -> float:
    """From opening an address until the last of these conditions holds, one after the other."""
    page = context.new_page()
    start = time.perf_counter()
    page.goto(address)
    for step in steps:
        page.wait_for_function(step, timeout=120_000)
    taken = time.perf_counter() - start
    page.close()
    return taken


def measured(playwright, origin: str) -> dict[str, float]:
    """One round, with a browser that was never here: floor (another such browser), cold, and warm."""
    found = {}
    for pages in (("floor",), ("cold", "warm")):
        with tempfile.TemporaryDirectory() as profile:  # as a learner's: with caches that last
            context = playwright.chromium.launch_persistent_context(
                profile, executable_path=shutil.which("chromium"), args=FLAGS
            )
            for name in pages:
                way = ("bare.html", "() => window.done") if name == "floor" else (LESSON, RUN, SHOWN)
                found[name] = seconds(context, f"{origin}/{way[0]}", *way[1:])
            context.close()
    return found


def main(site: Path) -> int:
    """Print the figures; 1 when one is over its limit."""
    handler = functools.partial(Site, directory=str(site))
    with (
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server,
        sync_playwright() as playwright,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        rounds = [measured(playwright, f"http://127.0.0.1:{server.server_port}") for _ in range(ROUNDS)]
        server.shutdown()
    figures = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
    floor = figures.pop("floor")
    print(f"floor: {floor:.1f} s for Pyodide and `import openai` on an empty page, median of {ROUNDS}")
    for name, taken in figures.items():
        limit = f"{taken / floor:.2f} times the floor (at most {LIMITS[name]:g} s)"
        print(f"{name}: {taken:.1f} s to the first result, median of {ROUNDS}; {limit}")
    figures["size"] = sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) / 1e6
    print(f"size: {figures['size']:.1f} MB on disk (at most {LIMITS['size']:g})")
    return int(any(figure > LIMITS[name] for name, figure in figures.items()))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "_site")))
