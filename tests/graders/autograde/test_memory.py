"""What counts as a submission's memory besides that of its processes."""

from __future__ import annotations

import os
import socket

from graders.autograde.memory import BUFFER, FEW, in_use


def test_a_descriptor_counts_what_its_buffer_may_hold():
    before = in_use(os.getpid(), 0)
    pairs = [socket.socketpair() for _ in range(FEW + 100)]
    after = in_use(os.getpid(), 0)
    for pair in pairs:
        for one in pair:
            one.close()
    assert after - before > 200 * BUFFER * 0.8
