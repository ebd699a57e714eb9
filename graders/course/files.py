"""Files written whole or not at all, folders swapped in whole."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write `text` to `path` (UTF-8, line ends as they are) so that nobody ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, _mode(path))
        os.replace(name, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(name)
        raise


@contextmanager
def scratch(root: Path, purpose: str) -> Iterator[Path]:
    """A temporary folder on the course's own file system: what is made there can be renamed into place."""
    parent = root / ".course"
    parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=parent, prefix=f"{purpose}-") as folder:
        yield Path(folder)
    with suppress(OSError):  # others may keep something there
        parent.rmdir()


def swap_in(new: Path, target: Path) -> None:
    """Put the folder `new` in the place of `target` by renaming; if that fails, the old one is put back."""
    target.parent.mkdir(parents=True, exist_ok=True)
    old = new.with_name(f"{new.name}.old")
    if target.exists():
        os.rename(target, old)
    try:
        os.rename(new, target)
    except OSError:
        if old.exists():
            os.rename(old, target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced, or a new file's (mkstemp's are the owner's only)."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
