"""How much memory a submission's processes use together: what limits per process cannot tell.

What waits in the buffers of sockets and pipes is in no process's memory, so each descriptor counts as much as
it may hold. Source: proc(5), socket(7).
"""

from __future__ import annotations

import os
from collections.abc import Iterator

PAGE = os.sysconf("SC_PAGE_SIZE")
BUFFER = 212_992  # bytes: net.core.wmem_default, unless somebody changed it
FEW = 8  # descriptors that count nothing, in each process


def in_use(pid: int, enough: int) -> int:
    """Bytes used by `pid` and all it started, each page counted once; 0 when it has ended.

    A quick look (resident pages, those shared with the fork server counted every time) comes first; only
    when it is above `enough` are the exact proportional shares asked for, which cost milliseconds.
    """
    pids = list(family(pid)) if pid else []
    waits = sum(BUFFER * max(0, len(_listed(f"/proc/{one}/fd")) - FEW) for one in pids)
    quick = sum(_resident(one) for one in pids) + waits
    return quick if quick <= enough else sum(_share(one) for one in pids) + waits


def family(pid: int) -> Iterator[int]:
    """A process and its descendants. In a pid namespace, what loses its parent becomes the first
    process's child."""
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        yield one
        for task in _listed(f"/proc/{one}/task"):
            waiting += map(int, _read(f"/proc/{one}/task/{task}/children").split())


def _resident(pid: int) -> int:
    fields = _read(f"/proc/{pid}/statm").split()
    return int(fields[1]) * PAGE if len(fields) > 1 else 0


def _share(pid: int) -> int:
    sizes = (
        line.split()[1] for line in _read(f"/proc/{pid}/smaps_rollup").splitlines() if line.startswith("Pss:")
    )
    return sum(int(size) * 1024 for size in sizes)


def _listed(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _read(path: str) -> str:
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            return file.read()
    except OSError:
        return ""
