"""The whole site, built beside its place and then swapped in."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

from graders.course.files import scratch, swap_in
from graders.course.folder import CourseFolder
from graders.course.site import app, contents, landing, runtime, snapshot
from graders.course.site.pins import Pins, read, write
from graders.course.site.store import Store
from graders.course.site.wheels import Wheel, build_kit


def build(course: CourseFolder, target: Path, *, cache: Path, say: Callable[[str], None]) -> None:
    """Build the site of a course folder into `target`; what was there is replaced, or left when it fails.

    Raises `Problem` for packages that cannot be had, are not the pinned ones or do not fit together, and for
    lessons that are not released.
    """
    source = course.root / "site"
    pins = read(source)
    store = Store(cache)
    say(f"Packages: {len(pins.wheels)} wheels and Pyodide {pins.core.version}, from {cache}")
    store.fill(pins)
    with scratch(course.root, "site") as room:
        site = room / "site"
        say("JupyterLite")
        app.build(source, site, cache)
        say("Python, lessons, pages")
        runtime.build(site / "static/pyodide", store, pins, kit(course.root, room))
        scripts = snapshot.scripts(source / "kernel", store, pins, room / "kernel")
        if missing := snapshot.build(scripts, site, cache):
            say(missing)
        landing.build(source / "landing", site, contents.build(course.release, site))
        swap_in(site, target)
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    say(f"{target}: {size / 1e6:.0f} MB")


def pin(course: CourseFolder, *, cache: Path) -> Pins:
    """Write file names and hashes of the pinned versions anew, as the registries give them now."""
    source = course.root / "site"
    shutil.rmtree(cache / "files", ignore_errors=True)
    pins = Store(cache).pin(read(source))
    write(source, pins)
    return pins


def kit(root: Path, folder: Path) -> Wheel:
    """The kit's wheel for the browser, in `folder`."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return build_kit(
        root,
        folder,
        name=project["name"],
        version=project["version"],
        requirements=project["dependencies"],
    )
