"""The site's Python: Pyodide's core, all wheels, and the lock file by which imports load them."""

from __future__ import annotations

import json
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from graders.course.files import write_whole
from graders.course.problem import Problem
from graders.course.site.pins import Pins, digest, unmet
from graders.course.site.store import Store
from graders.course.site.wheels import Wheel, served

CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
KERNEL = Path(sys.prefix, "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension")
KERNEL_WHEELS = ("piplite-*", "pyodide_kernel-*", "ipykernel-*", "widgetsnbextension-4*")
# The page's half of ipywidgets is an extension of JupyterLab; the kernel needs nothing of it.
IN_THE_PAGE = ("jupyterlab-widgets",)


def build(folder: Path, store: Store, pins: Pins, kit: Wheel) -> None:
    """Fill `folder`. Raises `Problem` when a requirement is not met by what is there."""
    kernel = [Wheel(path) for pattern in KERNEL_WHEELS for path in (KERNEL / "static/pypi").glob(pattern)]
    if len(kernel) != len(KERNEL_WHEELS):
        raise Problem(f"The kernel extension in {KERNEL} is not the expected one. Run `make setup`.")
    wheels = [Wheel(store.path(pin)) for pin in pins.wheels] + kernel + [kit]
    versions = {wheel.name: wheel.version for wheel in wheels}
    known = versions | {name: version(name) for name in IN_THE_PAGE}
    if found := unmet(((w.name, w.requirements) for w in wheels), known, pins.environment):
        raise Problem("The pins of the site do not fit together:\n" + "\n".join(found))
    folder.mkdir(parents=True)
    store.unpack(pins.core, dict(zip(CORE, CORE, strict=True)), folder)
    wheels = [served(wheel, folder) for wheel in wheels]
    packages = {wheel.name: _entry(wheel, versions, pins) for wheel in wheels}
    lock = {"info": _info(store, pins), "packages": dict(sorted(packages.items()))}
    write_whole(folder / "pyodide-lock.json", json.dumps(lock))


def _entry(wheel: Wheel, versions: dict[str, str], pins: Pins) -> dict[str, object]:
    asked = (
        requirement
        for requirement in map(Requirement, wheel.requirements)
        if not requirement.marker or requirement.marker.evaluate(pins.environment)
    )
    return {
        "name": wheel.name,
        "version": wheel.version,
        "file_name": wheel.path.name,
        "install_dir": "site",
        "sha256": digest(wheel.path),
        "package_type": "package",
        "imports": wheel.imports,
        "depends": sorted({canonicalize_name(r.name) for r in asked} & versions.keys()),
        "unvendored_tests": False,
    }


def _info(store: Store, pins: Pins) -> dict[str, str]:
    """What Pyodide's own lock file says about this core. Raises `Problem` for another Python."""
    with tarfile.open(store.path(pins.core)) as archive:
        info = json.load(archive.extractfile("package/pyodide-lock.json"))["info"]
    if info["python"] != pins.python or info["abi_version"] not in pins.platform:
        raise Problem(
            f"Pyodide {pins.core.version} is Python {info['python']}, {info['abi_version']}, "
            f"not {pins.python}, {pins.platform}, which the wheels are for. Pin what fits."
        )
    return info
