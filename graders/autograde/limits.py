"""What a submission may use up, in one place. Each limit is named in the message when it is hit."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

MiB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Bounds of one submission. Times are seconds of wall clock, sizes bytes.

    `memory` is the sum over the submission's processes; `disk` the size of its private /tmp and of its home,
    each; `printed` and `outputs` count per cell; `requests` and `request_bytes` are what the
    model accepts, `model_seconds` what it works for one submission.
    """

    cell_seconds: float = 30.0
    submission_seconds: float = 120.0
    start_seconds: float = 30.0
    interrupt_seconds: float = 2.0
    memory: int = 1024 * MiB
    disk: int = 64 * MiB
    inodes: int = 4096
    processes: int = 64
    open_files: int = 256
    printed: int = 1 * MiB
    outputs: int = 200
    output_bytes: int = 1 * MiB
    frame_bytes: int = 8 * MiB
    requests: int = 500
    request_bytes: int = MiB // 2
    model_seconds: float = 20.0
    open_requests: int = 64
    notebook_bytes: int = 20 * MiB
    cells: int = 1000
    files: int = 200
    files_bytes: int = 20 * MiB

    def as_dict(self) -> dict[str, Any]:
        """Plain data, for the sandbox's side and for the key of a journal."""
        return asdict(self)
