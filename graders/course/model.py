"""The practice model as a server, until it is stopped."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress

from graders.course.problem import Problem


async def serve(
    *,
    host: str,
    port: int,
    faults: Sequence[str] = (),
    latency: float = 0.0,
    context_window: int | None = None,
    say: Callable[[str], None],
) -> None:
    """Serve until SIGINT or SIGTERM; `say` gets the base URL once clients can connect.

    The faults answer the first requests, one each. Raises `Problem` for an unknown fault, a negative number,
    or an address that cannot be had.
    """
    from course_lib.practice.model import PracticeModel
    from course_lib.practice.server import serve as listen

    try:
        model = PracticeModel(context_window=context_window, latency=latency)
        for fault in faults:
            model.fail(fault)
    except ValueError as error:
        raise Problem(str(error)) from error
    try:
        server = await listen(model, host=host, port=port)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise Problem(
            f"Port {port} on {host} cannot be used ({reason}). Choose another: --port 8899"
        ) from error
    stopped = asyncio.Event()
    with suppress(NotImplementedError):  # Windows: Ctrl-C ends asyncio.run
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    say(server.base_url)
    try:
        await stopped.wait()
    finally:
        await server.close()
