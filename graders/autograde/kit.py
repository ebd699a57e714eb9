"""Which kit this is: what decides about grades, in one short name."""

from __future__ import annotations

import importlib.metadata
from functools import cache

from graders.autograde import sandbox
from graders.autograde.folder import fingerprint

BESIDE = ("show", "course", "cli.py")  # of the kit: what does not decide about grades


@cache
def kit() -> str:
    """The kit's version and its sources that decide (they change before a version does), as a fingerprint."""
    parts = [importlib.metadata.version("chatbot-course-kit").encode()]
    for package in (sandbox.GRADERS, sandbox.COURSE_LIB):
        for path in sorted(path for path in package.rglob("*") if path.suffix in (".py", ".json")):
            name = path.relative_to(package)
            if name.parts[0] not in BESIDE:
                parts += [name.as_posix().encode(), path.read_bytes()]
    return fingerprint(parts)
