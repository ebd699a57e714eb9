"""The learner's program in this very kernel, as a probe reaches it: the preview that `check` gives.

Probes are answered by a practice model of their own with fresh words, whatever model the learner's client
talks to, and their prints and requests stay out of the learner's notebook.
"""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any

from course_lib.evidence import CellRun
from course_lib.practice.fresh import fresh_words
from course_lib.practice.model import PracticeModel
from course_lib.recorder import Recorder
from course_lib.recorder import recorder as kernel_recorder
from graders.inside import Inside, call, failure_in
from graders.plain import decode, encode

PATIENCE = 10.0  # seconds for one call; a call that waits longer is ended
RETRY_AFTER = 0.001  # seconds: the SDK's retries are not waited for


class LocalSubject:
    """A `graders.subject.Subject` on a namespace of this process."""

    def __init__(
        self,
        namespace: MutableMapping[str, Any],
        *,
        recorder: Recorder | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self.fresh = fresh_words()
        self.model = PracticeModel(fresh=self.fresh, retry_after=RETRY_AFTER)
        self._inside, self._patience = Inside(namespace), patience
        self._recorder = recorder or kernel_recorder()
        self._numbers = 0

    async def call(self, target: str, *args: Any, **kwargs: Any) -> CellRun:
        """Call `target`, see `Subject.call`."""
        return await self._run(target, call(target, args, kwargs))

    async def make(self, name: str, target: str, *args: Any, **kwargs: Any) -> CellRun:
        """Call `target` and keep what it returns, see `Subject.make`."""
        return await self._run(target, call(target, args, kwargs, keep=name))

    async def keep(self, name: str, value: Any) -> None:
        """Keep plain data inside, see `Subject.keep`."""
        await self._inside.do({"do": "keep", "name": name, "value": encode(value)})

    async def value(self, path: str) -> Any:
        """The plain data at a path, see `Subject.value`."""
        answer = await self._inside.do({"do": "value", "path": path})
        return decode(answer.get("value", {"$": "missing"}))

    async def _run(self, target: str, op: dict[str, Any]) -> CellRun:
        stopped, answer = "", {}
        with self._recorder.capture() as log, self._recorder.override(self.model):
            try:
                answer = await asyncio.wait_for(self._inside.do(op), self._patience)
            except TimeoutError:
                stopped = "time"
        value = decode(answer.get("value"))
        return log.run(cell_id=target, value=value, failure=failure_in(answer), stopped=stopped)
