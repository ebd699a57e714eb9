"""What the tests of grading share: their helpers by name, and whether a sandbox can be had here."""

from __future__ import annotations

import asyncio
import functools
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from graders.autograde.limits import Limits
from graders.autograde.sandbox import SandboxUnavailable
from graders.autograde.worker import Worker


@functools.cache
def why_no_sandbox() -> str:
    """The reason why none can be started here; "" when one can."""

    async def start() -> None:
        async with Worker(Limits()) as worker:
            (await worker.spawn()).close()

    try:
        asyncio.run(start())
    except SandboxUnavailable as reason:
        return str(reason)
    return ""


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests of the sandbox are skipped only where there is none, and say why."""
    if item.get_closest_marker("sandbox") and why_no_sandbox():
        pytest.skip(why_no_sandbox())
