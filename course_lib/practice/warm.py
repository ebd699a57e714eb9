"""Loading ahead: what the very first reply needs is loaded while the learner reads on."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from contextvars import Context

PAUSE = 0.05  # seconds: the cell that asked for it ends first

_begun = False
_task: asyncio.Task[None] | None = None  # a task that nobody holds may be collected before its end


def warm_soon() -> None:
    """Once in a process: soon, let a practice model of its own answer a greeting, whole and as a stream.

    The first reply of all waits for the model's knowledge and its vocabulary, and for what the SDK loads at
    its first request and its first stream: most of a second. Nothing of this is recorded, printed or raised.
    Without a running event loop, and in the browser (whose Python starts with all that loaded), nothing is
    done.
    """
    global _begun
    if _begun or sys.platform == "emscripten":
        return
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return
    _begun = True
    # A context without the running cell's log: what is sent there is not the learner's.
    loop.call_later(PAUSE, _start, loop, context=Context())


def _start(loop: asyncio.AbstractEventLoop) -> None:
    global _task
    _task = loop.create_task(_warm())


async def _warm() -> None:
    import httpx2
    from openai import AsyncOpenAI

    from course_lib.connect import PRACTICE
    from course_lib.facts import MODEL
    from course_lib.practice.model import PracticeModel
    from course_lib.practice.transport import ModelTransport
    from course_lib.recorder import Recorder

    http = httpx2.AsyncClient(transport=ModelTransport(PracticeModel(), recorder=Recorder()))
    client = AsyncOpenAI(api_key="practice", base_url=PRACTICE, http_client=http, max_retries=0)
    greeting = [{"role": "user", "content": "Hello!"}]
    with suppress(Exception):  # the learner's own first call would say what is wrong
        await client.chat.completions.create(model=MODEL, messages=greeting)
        async for _ in await client.chat.completions.create(model=MODEL, messages=greeting, stream=True):
            pass
