"""What a command costs: wall clock, processor time and memory, of it and of all that it starts."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from graders.autograde.memory import family, in_use

LOOK = 0.5  # seconds between two looks: to look costs milliseconds itself
TICK = os.sysconf("SC_CLK_TCK")
MiB = 1024 * 1024


@dataclass(frozen=True)
class Cost:
    """Seconds of wall clock and of processors, and the most bytes of memory at once (shared pages count
    once)."""

    seconds: float
    cpu: float
    memory: int
    output: str = ""


def timed(command: Sequence[str], folder: Path, env: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end. Ends the program when it fails."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    log = folder / "bench.log"
    before, began = _used_by_children(), time.perf_counter()
    cpu, memory = 0.0, 0
    with log.open("wb") as file:
        process = subprocess.Popen(
            command, cwd=folder, env=os.environ | {"PATH": path} | dict(env or {}), stdout=file, stderr=file
        )
        while True:
            # What a sandbox used is known while it lives: it is killed in the end, and nobody waits for it.
            cpu = max(cpu, sum(map(_used, family(process.pid))))
            memory = max(memory, in_use(process.pid, 0))
            try:
                process.wait(LOOK)
                break
            except subprocess.TimeoutExpired:
                continue
    seconds = time.perf_counter() - began
    output = log.read_text(errors="replace")
    if process.returncode:
        raise RuntimeError(f"{' '.join(command[:4])} ended with {process.returncode}:\n{output[-2000:]}")
    return Cost(seconds, max(cpu, _used_by_children() - before), memory, output)


def _used_by_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _used(pid: int) -> float:
    """Seconds of processor time of a process and of its children that ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / TICK
