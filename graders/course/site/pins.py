"""What the browser runs: package versions, file names and hashes, and the proof that they fit together."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from graders.course.files import write_whole
from graders.course.problem import Problem

FILE = "pins.json"
# The browser's answers to the conditions that a requirement may carry.
ENVIRONMENT = {
    "extra": "",
    "implementation_name": "cpython",
    "os_name": "posix",
    "platform_machine": "wasm32",
    "platform_python_implementation": "CPython",
    "platform_system": "Emscripten",
    "sys_platform": "emscripten",
}


@dataclass(frozen=True)
class Pin:
    """One package: its version, its file, the file's SHA-256."""

    name: str
    version: str
    file: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Pins:
    """The Pyodide core and what inflates the files of a wheel (npm packages), the Python and the platform
    that the core is, and all wheels."""

    core: Pin
    inflate: Pin
    python: str
    platform: str
    wheels: tuple[Pin, ...]

    @property
    def from_npm(self) -> tuple[Pin, ...]:
        """What npm has, the rest being wheels."""
        return (self.core, self.inflate)

    @property
    def environment(self) -> dict[str, str]:
        """What the markers of requirements are evaluated against."""
        short = ".".join(self.python.split(".")[:2])
        versions = {"python_full_version": self.python, "python_version": short}
        return ENVIRONMENT | versions | {"implementation_version": self.python}


def read(folder: Path) -> Pins:
    """The pins of a site folder. Raises `Problem` when there are none."""
    path = folder / FILE
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        return Pins(
            core=Pin(**held["core"]),
            inflate=Pin(**held["inflate"]),
            python=held["python"],
            platform=held["platform"],
            wheels=tuple(Pin(**wheel) for wheel in held["wheels"]),
        )
    except FileNotFoundError:
        raise Problem(
            f"There is no {path}. The site is built from the kit's repository: clone it, or name it with "
            "--course DIR."
        ) from None
    except (KeyError, TypeError, ValueError) as error:
        raise Problem(f"{path} does not read ({type(error).__name__}: {error}). Correct it.") from error


def write(folder: Path, pins: Pins) -> None:
    """Write the pins to a site folder, wheels by name."""
    wheels = sorted(pins.wheels, key=lambda pin: pin.name)
    text = json.dumps(asdict(replace(pins, wheels=tuple(wheels))), indent=1)
    write_whole(folder / FILE, text + "\n")


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verify(pin: Pin, path: Path) -> None:
    """Raise `Problem` unless the file is the pinned one."""
    found = digest(path)
    if found != pin.sha256:
        raise Problem(
            f"{path.name} is not the file that was pinned: its SHA-256 is {found}, pinned is {pin.sha256}. "
            "Do not use it before you know why; after a deliberate change, run `course site --pin`."
        )


def unmet(
    requirements: Iterable[tuple[str, Iterable[str]]], versions: dict[str, str], environment: dict[str, str]
) -> list[str]:
    """A sentence per requirement that `versions` does not meet; `requirements`: (who, what it asks for)."""
    found = []
    for who, lines in requirements:
        for requirement in map(Requirement, lines):
            if requirement.marker and not requirement.marker.evaluate(environment):
                continue
            version = versions.get(canonicalize_name(requirement.name))
            if version is None:
                found.append(f"{who} asks for {requirement.name}, which is not pinned.")
            elif not requirement.specifier.contains(version, prereleases=True):
                found.append(f"{who} asks for {requirement}, pinned is {version}.")
    return found
