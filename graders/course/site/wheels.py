"""Wheels as Pyodide wants them: what is inside one, and the kit's own for the browser."""

from __future__ import annotations

import base64
import hashlib
import zipfile
from dataclasses import dataclass
from email import message_from_bytes
from functools import cached_property
from pathlib import Path

from packaging.utils import canonicalize_name

# Rooms that a learner's kernel never loads: the sandbox, the instructor's side, the command.
DESKTOP = ("graders/autograde", "graders/course", "graders/cli.py")
ROOMS = ("course_lib", "graders")
# 4,800 stubs of packages that no lesson has, which every kernel would put into its file system, and jedi does
# without; stubs of modules that Pyodide has not; tests.
TYPES = "jedi/third_party/typeshed"
LEFT_OUT = {
    "jedi": (
        f"{TYPES}/stubs/",
        "jedi/third_party/django-stubs/",
        *(f"{TYPES}/stdlib/{name}/" for name in ("curses", "distutils", "lib2to3", "msilib", "tkinter")),
    ),
    "ipywidgets": ("ipywidgets/tests/", "ipywidgets/widgets/tests/"),
}
EPOCH = (2020, 1, 1, 0, 0, 0)  # equal sources give equal bytes


@dataclass(frozen=True)
class Wheel:
    """A wheel file, read."""

    path: Path

    @cached_property
    def _names(self) -> list[str]:
        with zipfile.ZipFile(self.path) as archive:
            return archive.namelist()

    @cached_property
    def _metadata(self):
        (place,) = [n for n in self._names if n.count("/") == 1 and n.endswith(".dist-info/METADATA")]
        with zipfile.ZipFile(self.path) as archive:
            return message_from_bytes(archive.read(place))

    @property
    def name(self) -> str:
        """The package's normalised name."""
        return canonicalize_name(self._metadata["Name"])

    @property
    def version(self) -> str:
        """The package's version."""
        return self._metadata["Version"]

    @property
    def requirements(self) -> list[str]:
        """The lines of what it asks for."""
        return self._metadata.get_all("Requires-Dist") or []

    @property
    def imports(self) -> list[str]:
        """The top-level names that it can be imported by."""
        tops = set()
        for name in self._names:
            top, _, rest = name.partition("/")
            if rest and top.isidentifier() and rest.endswith((".py", ".so")):
                tops.add(top)
            elif not rest and top.endswith((".py", ".so")):
                tops.add(top.partition(".")[0])
        return sorted(tops)


def served(wheel: Wheel, folder: Path) -> Wheel:
    """A wheel's copy in `folder`, packed as small as it can be and without what `LEFT_OUT` names; an equal
    wheel gives an equal file."""
    path, dropped = folder / wheel.path.name, LEFT_OUT.get(wheel.name, ())
    with (
        zipfile.ZipFile(wheel.path) as whole,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as slim,
    ):
        for entry in whole.infolist():
            if entry.filename.endswith(".dist-info/RECORD"):
                lines = whole.read(entry).decode().splitlines(keepends=True)
                slim.writestr(entry, "".join(line for line in lines if not line.startswith(dropped)))
            elif not entry.filename.startswith(dropped):
                slim.writestr(entry, whole.read(entry), compresslevel=9)
    return Wheel(path)


def build_kit(root: Path, folder: Path, *, name: str, version: str, requirements: list[str]) -> Wheel:
    """Write the kit's wheel for the browser: what a learner's kernel loads, and nothing an instructor keeps.

    Equal sources give an equal file, whose name carries a digest of it as build number, so that no browser
    goes on with a cached older one.
    """
    files = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for room in ROOMS
        for path in sorted((root / room).rglob("*"))
        if path.is_file() and path.suffix != ".pyc"
    }
    files = {place: data for place, data in files.items() if not place.startswith(DESKTOP)}
    module = name.replace("-", "_")
    info = f"{module}-{version}.dist-info"
    asked = "".join(f"Requires-Dist: {line}\n" for line in requirements)
    files[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{asked}".encode()
    files[f"{info}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: course site\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    record = "".join(f"{place},sha256={_digest(data)},{len(data)}\n" for place, data in files.items())
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    build = int(hashlib.sha256(record.encode()).hexdigest()[:8], 16)
    path = folder / f"{module}-{version}-{build}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, data in files.items():
            archive.writestr(zipfile.ZipInfo(place, EPOCH), data, zipfile.ZIP_DEFLATED)
    return Wheel(path)


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
