"""What a worker of a cluster does: run one submission in this machine's sandbox, and give back the evidence.

A worker holds nothing but a warm sandbox between two submissions.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass

from course_lib.language import use_language
from graders.autograde.kit import kit
from graders.autograde.limits import Limits
from graders.autograde.loop import LOOP
from graders.autograde.remote import running
from graders.autograde.runner import execute
from graders.autograde.sandbox import SandboxUnavailable
from graders.autograde.tape import Recording, Tape
from graders.autograde.task import Task
from graders.autograde.worker import NotStarted, Worker, WorkerDied


@dataclass(frozen=True)
class Terms:
    """How the command grades: a worker with another kit must not take part."""

    limits: Limits
    unsafe_no_sandbox: bool
    language: str
    kit: str


@dataclass(frozen=True)
class Failed:
    """No evidence: why, and whether the batch can go on without this worker's machine."""

    reason: str
    fatal: bool


def run(task: Task, terms: Terms) -> dict[str, Tape] | Failed:
    """Run a submission; the evidence of each of its notebooks."""
    here = socket.gethostname()
    if terms.kit != kit():
        return Failed(
            f"The Dask worker on {here} has another version of the kit. Install this one there.",
            fatal=True,
        )
    use_language(terms.language)
    try:
        return LOOP.run(lambda worker: _tapes(task, worker), terms.limits, terms.unsafe_no_sandbox)
    except SandboxUnavailable as error:
        return Failed(f"The Dask worker on {here} cannot grade. {error}", fatal=True)
    except (WorkerDied, NotStarted) as error:
        return Failed(str(error), fatal=False)


async def _tapes(task: Task, worker: Worker) -> dict[str, Tape]:
    tapes = {}
    for name, notebook in task.notebooks.items():
        async with running(worker, task.files) as program:
            recording = Recording(program)
            await execute(notebook, recording, worker.limits, starters=task.starters[name])
        tapes[name] = recording.tape
    return tapes
