"""JupyterLite itself, without lessons and packages: built once for a configuration, then kept."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from graders.course.files import scratch
from graders.course.problem import Problem

PACKAGES = ("jupyterlite-core", "jupyterlite-pyodide-kernel", "jupyterlab-widgets")
EXTENSIONS = ("@jupyter-widgets/jupyterlab-manager", "@jupyterlite/pyodide-kernel-extension")
SETTINGS = ("jupyter-lite.json", "overrides.json")


def build(settings: Path, folder: Path, cache: Path) -> None:
    """Put the app into `folder`, which does not exist yet. Raises `Problem` when it does not build."""
    kept = cache / f"app-{_key(settings)}"
    if not kept.is_dir():
        with scratch(cache, "app") as room:
            made = _built(settings, room)
            _slim(made)
            made.rename(kept)
    shutil.copytree(kept, folder)


def _built(settings: Path, room: Path) -> Path:
    source, made = room / "source", room / "app"
    source.mkdir()
    for name in SETTINGS:
        shutil.copyfile(settings / name, source / name)
    installed = Path(sys.prefix, "share/jupyter/labextensions")
    config = {
        "LiteBuildConfig": {
            "apps": ["notebooks", "tree", "lab"],
            "federated_extensions": [str(installed / name) for name in EXTENSIONS],
            "ignore_sys_prefix": ["federated_extensions"],
            "lite_dir": str(source),
            "no_libarchive": True,
            "no_sourcemaps": True,
            "no_unused_shared_packages": True,
            "output_dir": str(made),
        }
    }
    (source / "jupyter_lite_config.json").write_text(json.dumps(config), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "jupyterlite_core", "build"],
        cwd=source,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode or not (made / "notebooks/index.html").is_file():
        said = "\n".join((ran.stdout + ran.stderr).strip().splitlines()[-10:])
        raise Problem(f"JupyterLite did not build:\n{said}")
    return made


def _slim(made: Path) -> None:
    """Leave out fonts for browsers that know no WebAssembly, and an icon ten times as large as the other."""
    for path in (made / "build").glob("fa-*"):
        if path.suffix != ".woff2":
            path.unlink()
    shutil.copyfile(made / "static/favicons/favicon.ico", made / "lab/favicon.ico")


def _key(settings: Path) -> str:
    """A digest of all that decides what is built."""
    mark = hashlib.sha256(Path(__file__).read_bytes())
    for name in SETTINGS:
        mark.update((settings / name).read_bytes())
    for package in PACKAGES:
        mark.update(f"{package}=={version(package)}".encode())
    return mark.hexdigest()[:16]
