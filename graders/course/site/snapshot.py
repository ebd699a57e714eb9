"""The snapshot: the memory of a Python that has imported what lessons do, which the browser only has to load.

It is made with Node, which comes with npm. Where it cannot be made the site works without it, and Python
starts as slowly as Pyodide does.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import subprocess
from pathlib import Path

from graders.course.files import scratch, write_whole
from graders.course.problem import Problem
from graders.course.site.pins import Pins
from graders.course.site.store import Store

INFLATE = {"esm/browser.js": "fflate.mjs", "LICENSE": "fflate.LICENSE.txt"}
IN_THE_BROWSER = ("start.mjs", "machine.mjs", "wheels.mjs", *INFLATE.values())
PAGE = "notebooks/index.html"
SETTINGS = "jupyter-lite.json"
SLOWER = "There is no snapshot, so Python will start more slowly in the browser."
WORKERS = "extensions/@jupyterlite/pyodide-kernel-extension/static"


def scripts(source: Path, store: Store, pins: Pins, target: Path) -> Path:
    """The folder `target`, new, with the scripts of `source` and what they import from npm."""
    shutil.copytree(source, target)
    store.unpack(pins.inflate, INFLATE, target)
    return target


def build(source: Path, site: Path, cache: Path) -> str:
    """Add the snapshot that the `scripts` in `source` make to a built site; "", or why there is none.

    It has a folder of its own, whose name changes with it: no browser mixes the files of two.

    Raises `Problem` for a snapshot of other packages than the site has.
    """
    python = site / "static/pyodide"
    name = f"snapshot-{_key(source, python)}"
    if not (cache / f"{name}.json.gz").is_file() and (why := _make(source, python, cache, name)):
        return why
    check(cache / f"{name}.json.gz", python)
    (python / name).mkdir()
    for file in IN_THE_BROWSER:
        shutil.copyfile(source / file, python / name / file)
    for kind in (".bin.gz", ".json.gz"):
        shutil.copyfile(cache / (name + kind), python / name / f"memory{kind}")
    _use(source, site, name)
    return ""


def check(said: Path, python: Path) -> None:
    """Raise `Problem` unless the snapshot was made of the wheels that the lock file in `python` names."""
    made = json.loads(gzip.decompress(said.read_bytes()))
    lock = json.loads((python / "pyodide-lock.json").read_text(encoding="utf-8"))
    served = {held["file_name"]: held["sha256"] for held in lock["packages"].values()}
    if {wheel["file"]: wheel["sha256"] for wheel in made["wheels"]} != served:
        raise Problem(f"{said} is a snapshot of other packages than the site's. Delete it, and build again.")


def _key(source: Path, python: Path) -> str:
    """A digest of all that decides what is in it."""
    mark = hashlib.sha256(Path(__file__).read_bytes())
    for path in [*sorted(source.iterdir()), python / "pyodide-lock.json", python / "pyodide.asm.mjs"]:
        mark.update(path.read_bytes())
    return mark.hexdigest()[:16]


def _make(source: Path, python: Path, cache: Path, name: str) -> str:
    """Put the snapshot into the cache; "" or why that fails."""
    node = shutil.which("node")
    if node is None:
        return f"{SLOWER} Node is not installed."
    with scratch(cache, "snapshot") as room:
        made = room / "made"
        ran = subprocess.run(
            [node, str(source / "snapshot.mjs"), str(python), str(source / "warm.py"), str(made)],
            capture_output=True,
            text=True,
            check=False,
        )
        if ran.returncode:
            said = "\n".join(line[:200] for line in ran.stderr.strip().splitlines()[-10:])
            return f"{SLOWER} Node could not make it:\n{said}"
        for kind in (".bin", ".json"):  # the one that is looked for comes last
            packed = room / f"packed{kind}"
            packed.write_bytes(gzip.compress(made.with_suffix(kind).read_bytes(), mtime=0))
            packed.rename(cache / f"{name}{kind}.gz")
    return ""


def _use(source: Path, site: Path, name: str) -> None:
    """Let the kernel start from the snapshot, in a worker that the page starts early."""
    settings = site / SETTINGS
    plain, own = "./static/pyodide/pyodide.mjs", f"./static/pyodide/{name}/start.mjs"
    write_whole(settings, _changed(settings, f'"{plain}"', f'"{own}"'))
    (worker,) = (site / WORKERS).glob("comlink.worker.*.js")
    up = "../" * (WORKERS.count("/") + 1)
    lines = (f'import "./{worker.name}";', f'import("{up}{own.removeprefix("./")}");')
    (worker.parent / "early.worker.js").write_text("\n".join(lines) + "\n", encoding="utf-8")
    shutil.copyfile(source / "early.js", site / "early.js")
    tag = (
        f'<script src="../early.js?{name}" data-worker="../{WORKERS}/early.worker.js?{name}" '
        f'data-instead="../{WORKERS}/{worker.name}"></script>'
    )
    page = site / PAGE
    write_whole(page, _changed(page, "<head>", f"<head>\n    {tag}"))


def _changed(path: Path, old: str, new: str) -> str:
    text = path.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise Problem(f"JupyterLite's {path.name} is not the expected one: {text.count(old)} times {old}.")
    return text.replace(old, new)
