"""The sandbox itself: fails closed, drops root, limits what runs in it."""

from __future__ import annotations

import asyncio
import os
import shutil
import struct
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from course import RIGHT, answered, memory_course, submit

from graders.autograde import confine, sandbox, seccomp
from graders.autograde.batch import grade_course
from graders.autograde.limits import Limits
from graders.autograde.memory import family
from graders.autograde.sandbox import SandboxUnavailable
from graders.autograde.session import Session
from graders.autograde.worker import Worker


def run(*sources: str, limits: Limits | None = None) -> list:
    """The steps of these cells in one fresh process."""
    limits = limits or Limits()

    async def all_cells():
        async with Worker(limits) as worker:
            session = Session(await worker.spawn(), limits)
            try:
                return [await session.cell(f"cell-{number}", source) for number, source in enumerate(sources)]
            finally:
                session.close()

    return asyncio.run(all_cells())


def test_without_bubblewrap_nothing_is_graded_and_one_sentence_says_why(tmp_path, monkeypatch):
    course = memory_course(tmp_path)
    submit(course, "ann", answered({"three-turn-chat": RIGHT}))
    monkeypatch.setattr(shutil, "which", lambda *given, **options: None)
    with pytest.raises(SandboxUnavailable, match="apt install bubblewrap"):
        asyncio.run(grade_course(course))
    assert not (course / "autograded").exists()


def test_a_bubblewrap_that_cannot_start_says_its_reason(tmp_path, monkeypatch):
    program = tmp_path / "bwrap"
    program.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda *given, **options: str(program))
    with pytest.raises(SandboxUnavailable, match="No permissions to create new namespace"):
        asyncio.run(Worker(Limits()).__aenter__())


@pytest.mark.sandbox
def test_the_unsafe_way_grades_and_says_so_in_the_report(tmp_path):
    course = memory_course(tmp_path)
    submit(course, "ann", answered({"three-turn-chat": RIGHT}))
    report = asyncio.run(grade_course(course, unsafe_no_sandbox=True))
    assert [row.score for row in report.rows] == [15]
    assert report.as_json()["unsafe_no_sandbox"] is True
    safe = asyncio.run(grade_course(course))
    assert not safe.rows[0].known
    assert "unsafe_no_sandbox" not in safe.as_json()


@pytest.mark.sandbox
def test_a_submission_is_nobody_with_no_powers():
    source = """
import ctypes, os
libc = ctypes.CDLL(None)
header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
libc.capget(header, data)
bound = [libc.prctl(23, number, 0, 0, 0) for number in range(41)].count(1)
print(os.getuid(), os.getpid(), list(data), libc.prctl(39, 0, 0, 0, 0), bound)
"""
    (step,) = run(source)
    assert step.run.printed.split() == ["1000", "1", "[0,", "0,", "0,", "0,", "0,", "0]", "1", "0"]


def status(pid: int) -> dict[str, str]:
    """What the kernel says of a process, and its mount and network namespace."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    said = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
    return said | {kind: os.readlink(f"/proc/{pid}/ns/{kind}") for kind in ("mnt", "net", "pid")}


@pytest.mark.sandbox
def test_what_starts_submissions_may_found_process_namespaces_and_nothing_else():
    async def family_of_it() -> list[dict[str, str]]:
        async with Worker(Limits()) as worker:
            return [status(pid) for pid in family(worker._process.pid)]

    *_, waiting, server = asyncio.run(family_of_it())
    assert [int(waiting[held], 16) for held in ("CapInh", "CapPrm", "CapEff")] == [0, 0, 0]
    assert [int(server[held], 16) for held in ("CapInh", "CapPrm", "CapEff")] == [0, *[confine.SYS_ADMIN] * 2]
    assert (server["NSpid"].split()[-1], server["NoNewPrivs"]) == ("1", "1")
    assert server["Uid"].split()[0] != "0"
    # Its power is over what its user namespace owns: no mount and no network is among that.
    assert (server["mnt"], server["net"]) == (waiting["mnt"], waiting["net"])


@pytest.mark.sandbox
def test_one_submission_after_another_has_a_process_namespace_of_its_own():
    async def started() -> list[str]:
        async with Worker(Limits()) as worker:
            children = [await worker.spawn() for _ in range(3)]
            found = [status(child.pid)["pid"] for child in children]
            for child in children:
                child.close()
            return found

    assert len(set(asyncio.run(started()))) == 3


@pytest.mark.sandbox
def test_a_display_is_asked_only_for_what_is_kept():
    source = """
class Loud:
    def _repr_html_(self):
        print("drawn")
        return "<b>x</b>"
    def __repr__(self):
        return "plain"
display(Loud())
Loud()
"""
    (step,) = run(source)
    assert step.run.printed == ""
    assert [output["data"] for output in step.outputs] == [{"text/plain": "plain"}] * 2


@pytest.mark.sandbox
def test_every_submission_starts_in_an_empty_home():
    (step,) = run(
        "import os; print(os.getcwd(), *map(os.listdir, ('.', '/tmp', '/proc', '/dev/shm')))",
    )
    prefix = Path(sys.prefix)  # a Python under /tmp is all that shows there
    shown = [prefix.parts[2]] if prefix.is_relative_to("/tmp") else []
    assert step.run.printed == f"/home/learner [] {shown} [] []\n"


@pytest.mark.sandbox
def test_cells_keep_their_state_and_background_tasks_go_on():
    first = """
import asyncio
seen = []
async def later():
    for number in range(3):
        await asyncio.sleep(0)
        seen.append(number)
"""
    steps = run(
        first, "task = asyncio.create_task(later())", "await task\nprint(seen)", "%time 1\n!echo shell"
    )
    assert steps[2].run.printed == "[0, 1, 2]\n"
    assert "shell\n" in steps[3].run.printed


@pytest.mark.sandbox
def test_a_cell_that_takes_too_long_is_interrupted_and_the_next_ones_run():
    limits = Limits(cell_seconds=1)
    steps = run(
        "print('a')\nwhile True: pass",
        "import asyncio\nawait asyncio.sleep(600)",
        "print('b')",
        limits=limits,
    )
    assert [step.run.stopped for step in steps] == ["time", "time", ""]
    assert [step.run.printed for step in steps] == ["a\n", "", "b\n"]
    assert steps[0].run.failure.name == "KeyboardInterrupt"


@pytest.mark.sandbox
def test_what_swallows_interrupts_is_killed_and_the_next_cells_are_not_run():
    swallow = "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
    steps = run(
        "import signal; signal.signal(2, signal.SIG_IGN)\n" + swallow,
        "print('b')",
        limits=Limits(cell_seconds=1, interrupt_seconds=1),
    )
    assert [step.run.stopped for step in steps] == ["time", "time"]
    assert steps[1].run.printed == ""


@pytest.mark.sandbox
def test_displays_keep_their_place_between_prints():
    source = "from IPython.display import display\nprint('a')\ndisplay('b')\nprint('c')\ndisplay('d')\n'e'"
    (step,) = run(source)
    shown = [output.get("text") or output["data"]["text/plain"] for output in step.outputs]
    assert shown == ["a\n", "'b'", "c\n", "'d'", "'e'"]


@pytest.mark.sandbox
def test_what_is_printed_before_the_next_piece_is_noted_before_it():
    start = "from course_lib import MODEL, connect\nclient = connect()"
    source = """
asked = [{"role": "user", "content": "Tell me a story."}]
stream = await client.chat.completions.create(model=MODEL, stream=True, messages=asked)
async for chunk in stream:
    if chunk.choices and chunk.choices[0].delta.content:
        print(chunk.choices[0].delta.content, end="")
"""
    _, step = run(start, source)
    kinds = [event.kind for event in step.run.events]
    pieces = [index for index, kind in enumerate(kinds) if kind == "piece"]
    assert len(pieces) > 3
    assert all("print" in kinds[one:two] for one, two in pairwise(pieces[1:]))
    assert step.run.printed == step.run.exchanges[0].reply


def test_the_filter_denies_and_allows_as_the_kernel_would_run_it():
    table = {
        ("x86_64", 0xC000003E): [
            *[(272, (), "EPERM"), (0, (), "allow"), (435, (), "ENOSYS"), (56, (17,), "allow")],
            *[(56, (0x10000011,), "EPERM"), (0x40000110, (), "kill"), (500, (), "ENOSYS")],
            # clone: a thread, vfork, a process that shares memory
            *[(56, (0x10100,), "allow"), (56, (0x4111,), "allow"), (56, (0x111,), "EPERM")],
            # socket: a stream that does not wait; a raw one, SCTP, ping, packets, netlink
            *[(41, (1, 0x801), "allow"), (41, (2, 2, 17), "allow"), (41, (2, 3, 6), "EPROTONOSUPPORT")],
            *[(41, (2, 1, 132), "EPROTONOSUPPORT"), (41, (2, 2, 1), "EPROTONOSUPPORT")],
            *[(41, (2, 5), "EPROTONOSUPPORT"), (41, (16, 3), "EAFNOSUPPORT"), (53, (1, 1), "allow")],
            # setsockopt: the size of buffers; another option of that number elsewhere
            *[(54, (3, 1, 7), "EPERM"), (54, (3, 1, 33), "EPERM"), (54, (3, 1, 2), "allow")],
            *[(54, (3, 6, 7), "allow")],
            # mmap: private, shared with a file, shared and of no file
            *[(9, (0, 1, 3, 0x22), "allow"), (9, (0, 1, 3, 1), "allow"), (9, (0, 1, 3, 0x21), "EPERM")],
            *[(9, (0, 1, 3, 0x23), "EPERM"), (253, (), "EPERM"), (294, (), "EPERM")],
        ],
        ("aarch64", 0xC00000B7): [
            *[(97, (), "EPERM"), (63, (), "allow"), (198, (40, 1), "EAFNOSUPPORT"), (435, (), "ENOSYS")],
            *[(220, (0x20000011,), "EPERM"), (220, (0x111,), "EPERM"), (29, (), "allow"), (26, (), "EPERM")],
            *[(198, (2, 3), "EPROTONOSUPPORT"), (208, (3, 1, 8), "EPERM"), (222, (0, 1, 3, 0x21), "EPERM")],
        ],
    }
    names = {
        0x7FFF0000: "allow",
        0x80000000: "kill",
        0x50001: "EPERM",
        0x50026: "ENOSYS",
        0x50061: "EAFNOSUPPORT",
        0x5005D: "EPROTONOSUPPORT",
    }
    for (machine, audit), cases in table.items():
        program = seccomp.program(machine)
        for number, arguments, expected in cases:
            answer = names[interpret(program, number, audit, *arguments)]
            assert answer == expected, (machine, number, arguments)
        assert names[interpret(program, 0, 0x40000003)] == "kill"


def interpret(program: bytes, number: int, architecture: int, *arguments: int) -> int:
    """What a classic BPF machine answers for one system call."""
    data = struct.pack("=IIQ6Q", number, architecture, 0, *[*arguments, *[0] * 6][:6])
    steps = list(struct.iter_unpack("=HBBI", program))
    place = value = 0
    while True:
        code, true, false, k = steps[place]
        place += 1
        if code == seccomp.LOAD:
            value = struct.unpack_from("=I", data, k)[0]
        elif code == seccomp.AND:
            value &= k
        elif code == seccomp.RETURN:
            return k
        else:
            holds = {
                seccomp.JUMP_EQUAL: value == k,
                seccomp.JUMP_AT_LEAST: value >= k,
                seccomp.JUMP_BITS: bool(value & k),
            }
            place += true if holds[code] else false


def test_a_machine_without_a_filter_is_refused():
    with pytest.raises(ValueError, match="riscv64"):
        seccomp.program("riscv64")


def test_only_what_a_submission_needs_of_the_kit_goes_in():
    with sandbox.command(9) as (argv, inherited):
        text = " ".join(argv)
    assert 9 in inherited
    for secret in ("exercises", "judge.py", "gradebook.py", "sheets.json"):
        assert secret not in text


@pytest.mark.skipif(not shutil.which("bwrap"), reason="bubblewrap is not installed")
@pytest.mark.parametrize("prefix", [sys.prefix, sys.base_prefix, "/usr"])
def test_an_installed_kit_is_hidden_with_its_lessons_and_solutions(monkeypatch, prefix):
    installed = Path(prefix, "lib", "python", "site-packages", "graders")
    monkeypatch.setattr(sandbox, "GRADERS", installed)
    with sandbox.command(9) as (argv, _):
        cover = next(place for place in pairs(argv) if argv[place : place + 2] == ["--tmpfs", str(installed)])
        shown = argv.index(prefix)
        below = [word for word in argv if word.startswith(f"{installed}/")]
    assert shown < cover
    assert not [word for word in below if "lessons" in word or "sheets" in word]


def pairs(words: list[str]) -> range:
    """The places at which two words follow each other."""
    return range(len(words) - 1)
