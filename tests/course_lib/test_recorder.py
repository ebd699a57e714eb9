"""The recorder in IPython: which cell printed and sent what, with nothing for the learner to notice."""

import asyncio
import contextlib
import sys
import threading

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from course_lib.connect import route
from course_lib.practice.model import PracticeModel
from course_lib.recorder import Recorder, recorder

FIRST = "from course_lib import MODEL, connect\nfrom course_lib.recorder import recorder\nclient = connect()"
ASK = "r = await client.chat.completions.create(model=MODEL, messages=[{'role': 'user', 'content': %r}])"


@pytest.fixture
def model():
    model = PracticeModel()
    route(lambda **_: model)
    yield model
    route(None)


@pytest.fixture(scope="module")
def ipython():
    """One IPython shell, without a history file."""
    InteractiveShell.clear_instance()
    yield InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    InteractiveShell.clear_instance()


@pytest.fixture
def shell(model, ipython, monkeypatch):
    """The shell with an empty namespace and a new recorder as the kernel's."""
    ipython.reset()
    monkeypatch.setattr("course_lib.recorder._recorder", Recorder())
    yield ipython
    recorder().uninstall()


def run(shell, source, cell_id=None):
    return shell.run_cell(source, store_history=True, cell_id=cell_id)


def start(shell):
    run(shell, FIRST, "first")


def test_a_cells_run_has_what_it_printed_and_sent_in_order(shell, model):
    model.script("Hello there")
    start(shell)
    run(shell, "print('before')\n" + ASK % "Hi" + "\nprint(r.choices[0].message.content, end='!')", "ask")
    seen = recorder().run_of("ask")
    assert [(e.kind, e.text) for e in seen.events] == [
        ("print", "before\n"),
        ("request", ""),
        ("reply", "Hello there"),
        ("print", "Hello there!"),
    ]
    assert seen.exchanges[0].messages == [{"role": "user", "content": "Hi"}]
    assert seen.source.startswith("print('before')")
    assert seen.failure is None


def test_the_cell_that_connects_is_recorded_from_there_on(shell, model):
    model.script("Hello")
    run(shell, FIRST + "\nprint('x')\n" + ASK % "Hi", "first")
    seen = recorder().runs()[-1]
    assert (seen.printed, len(seen.exchanges)) == ("x\n", 1)
    assert seen.source.startswith("from course_lib")


@pytest.mark.parametrize(
    ("source", "cell_id", "known_as"),
    [
        ("x = 1", "abc", ["abc"]),
        ("# exercise: three-turn-chat\nx = 1", None, ["three-turn-chat"]),
        ("#exercise:three-turn-chat\nx = 1", "vscode-cell:1", ["vscode-cell:1", "three-turn-chat"]),
        ("\n  # Exercise: three-turn-chat  \nx = 1", None, ["three-turn-chat"]),
    ],
)
def test_a_cell_is_known_by_its_id_and_by_its_comment(shell, source, cell_id, known_as):
    start(shell)
    run(shell, source, cell_id)
    for name in known_as:
        assert recorder().run_of(name).source == source
    assert recorder().run_of("nobody") is None


def test_a_comment_further_down_is_no_id(shell):
    start(shell)
    run(shell, "x = 1\n# exercise: three-turn-chat")
    assert recorder().run_of("three-turn-chat") is None


def test_a_cell_that_runs_again_replaces_its_earlier_run(shell):
    start(shell)
    run(shell, "print(1)", "a")
    run(shell, "print(2)", "b")
    run(shell, "print(3)", "a")
    assert recorder().run_of("a").printed == "3\n"
    assert [r.cell_id for r in recorder().runs()][-2:] == ["b", "a"]


def test_an_exception_is_kept_with_the_line_of_the_cell(shell):
    start(shell)
    run(shell, "def f():\n    return 1 / 0", "define")
    run(shell, "print('so far')\nf()", "call")
    run(shell, "x = = 1", "syntax")
    failed = recorder().run_of("call")
    assert (failed.failure.name, failed.failure.message, failed.failure.line) == (
        "ZeroDivisionError",
        "division by zero",
        2,
    )
    assert failed.printed.startswith("so far\n")  # this shell prints its tracebacks; a kernel does not
    assert recorder().run_of("syntax").failure.name == "SyntaxError"
    assert recorder().run_of("syntax").failure.line == 1


def test_the_next_cell_after_an_exception_is_recorded_as_ever(shell):
    start(shell)
    run(shell, "1 / 0", "a")
    run(shell, "print('b')", "b")
    assert recorder().run_of("b").printed == "b\n"


def test_an_empty_cell_ends_nothing_that_runs(shell):
    start(shell)
    run(shell, "   ")
    run(shell, "get_ipython().run_cell('')\nprint('after')", "outer")
    assert recorder().run_of("outer").printed == "after\n"


def test_a_cell_inside_a_cell_belongs_to_it(shell):
    start(shell)
    run(shell, "print('a')\nget_ipython().run_cell('print(\"inner\")')\nprint('b')", "outer")
    assert recorder().run_of("outer").printed == "a\ninner\nb\n"


def test_a_script_that_is_run_belongs_to_the_cell(shell, tmp_path):
    (tmp_path / "script.py").write_text("print('from the script')")
    start(shell)
    run(shell, f"%run {tmp_path / 'script.py'}", "outer")
    assert recorder().run_of("outer").printed == "from the script\n"


def test_connecting_again_records_nothing_twice(shell, model):
    model.script("Hello")
    start(shell)
    start(shell)
    run(shell, "client = connect()\nprint('once')\n" + ASK % "Hi", "again")
    assert recorder().run_of("again").printed == "once\n"
    assert len(recorder().run_of("again").exchanges) == 1


def test_a_kernel_that_tells_no_end_of_a_cell_still_has_its_runs_apart(shell):
    start(shell)

    async def cell(source):
        transformed = shell.transform_cell(source)
        await shell.run_cell_async(source, transformed_cell=transformed)

    async def both():
        await asyncio.create_task(cell("# exercise: a\nprint('a')"))
        await asyncio.create_task(cell("# exercise: b\nprint('b')"))

    asyncio.run(both())
    assert (recorder().run_of("a").printed, recorder().run_of("b").printed) == ("a\n", "b\n")


def test_a_task_that_outlives_its_cell_belongs_to_the_cell_that_started_it(shell, model):
    model.script("Late reply")
    start(shell)

    async def cell(source, name):
        transformed = shell.transform_cell(source)
        result = await shell.run_cell_async(source, transformed_cell=transformed, cell_id=name)
        shell.events.trigger("post_run_cell", result)

    late = (
        "import asyncio\ngo = asyncio.Event()\n"
        "async def later():\n    await go.wait()\n    print('late')\n    "
        + ASK % "Hi"
        + "\ntask = asyncio.create_task(later())"
    )

    async def both():
        await asyncio.create_task(cell(late, "starts"))
        await asyncio.create_task(cell("print('here')\ngo.set()\nawait task", "waits"))

    asyncio.run(both())
    starts, waits = recorder().run_of("starts"), recorder().run_of("waits")
    assert (starts.printed, [e.reply for e in starts.exchanges]) == ("late\n", ["Late reply"])
    assert (waits.printed, waits.exchanges) == ("here\n", ())


def test_what_a_thread_prints_belongs_to_the_running_cell(shell):
    start(shell)
    run(
        shell,
        "import threading\nt = threading.Thread(target=print, args=('from a thread',))\nt.start(); t.join()",
        "a",
    )
    assert recorder().run_of("a").printed == "from a thread\n"


def test_standard_output_is_the_same_object_and_as_it_was_after_each_cell(shell):
    out = sys.stdout
    before = set(vars(out))
    start(shell)
    run(shell, "import sys\nkept = sys.stdout\nprint('x', flush=True)\nsys.stdout.writelines(['y'])", "a")
    assert shell.user_ns["kept"] is out is sys.stdout
    assert set(vars(out)) - {"write"} == before - {"write"}  # IPython itself leaves a `write` there
    print("between the cells")
    assert recorder().run_of("a").printed == "x\ny"


def test_redirected_output_is_not_printed_output(shell):
    start(shell)
    run(
        shell,
        "import contextlib, io\nbuffer = io.StringIO()\n"
        "with contextlib.redirect_stdout(buffer):\n    print('in')\n"
        "print('out')",
        "a",
    )
    assert recorder().run_of("a").printed == "out\n"
    assert shell.user_ns["buffer"].getvalue() == "in\n"


def test_a_stream_that_a_cell_puts_in_place_of_standard_output_stays(shell):
    before = sys.stdout
    try:
        start(shell)
        run(shell, "import io, sys\nprint('seen')\nsys.stdout = mine = io.StringIO()\nprint('unseen')", "a")
        assert sys.stdout is shell.user_ns["mine"]
        assert "write" not in vars(shell.user_ns["mine"])
    finally:
        sys.stdout = before
    assert recorder().run_of("a").printed == "seen\n"


def test_a_captured_call_is_kept_apart_and_its_prints_are_not_shown(shell, model, capsys):
    model.script("For the learner", "For the probe")
    start(shell)
    run(
        shell,
        ASK % "Hi"
        + "\nprint('mine')\nwith recorder().capture() as log:\n    print('probe')\n    "
        + ASK % "Probe"
        + "\n"
        "print('mine again')",
        "a",
    )
    learner, probe = recorder().run_of("a"), shell.user_ns["log"].run()
    assert (learner.printed, [e.reply for e in learner.exchanges]) == (
        "mine\nmine again\n",
        ["For the learner"],
    )
    assert (probe.printed, [e.reply for e in probe.exchanges]) == ("probe\n", ["For the probe"])
    assert capsys.readouterr().out == "mine\nmine again\n"


def test_captures_work_without_ipython(capsys):
    own = Recorder()
    with own.capture() as log:
        print("kept")
        with own.capture() as inner:
            print("inner")
        print("kept on")
    print("shown")
    assert (log.run().printed, inner.run().printed) == ("kept\nkept on\n", "inner\n")
    assert capsys.readouterr().out == "shown\n"


def test_a_capture_that_fails_leaves_everything_as_it_was(capsys):
    own = Recorder()
    with contextlib.suppress(ZeroDivisionError), own.capture():
        raise ZeroDivisionError
    print("shown")
    assert capsys.readouterr().out == "shown\n"


def test_what_is_printed_elsewhere_during_a_capture_is_shown(capsys):
    own = Recorder()

    async def main():
        ready, done = asyncio.Event(), asyncio.Event()

        async def other():
            await ready.wait()
            print("other")
            done.set()

        task = asyncio.create_task(other())
        with own.capture() as log:
            print("captured")
            ready.set()
            await done.wait()
        await task
        return log

    log = asyncio.run(main())
    assert log.run().printed == "captured\n"
    assert capsys.readouterr().out == "other\n"


def test_an_overriding_model_answers_every_client_of_the_kit(shell, model):
    model.script("usual", "usual again")
    other = PracticeModel()
    other.script("overridden")
    start(shell)
    shell.user_ns["other"] = other
    run(shell, ASK % "1" + "\nwith recorder().override(other):\n    " + ASK % "2" + "\n" + ASK % "3", "a")
    assert [e.reply for e in recorder().run_of("a").exchanges] == ["usual", "overridden", "usual again"]


def test_exchanges_can_be_limited_to_the_last(shell, model):
    model.script("1", "2", "3")
    start(shell)
    run(shell, ASK % "a" + "\n" + ASK % "b", "x")
    run(shell, ASK % "c", "y")
    assert [e.reply for e in recorder().exchanges()] == ["1", "2", "3"]
    assert [e.reply for e in recorder().exchanges(last=2)] == ["2", "3"]
    assert recorder().exchanges(last=0) == []


def test_what_is_sent_outside_any_cell_is_kept_too(shell, model):
    model.script("1")
    start(shell)

    async def click():
        client = shell.user_ns["client"]
        await client.chat.completions.create(model="m", messages=[{"role": "user", "content": "hi"}])

    asyncio.run(click())
    assert [e.reply for e in recorder().runs()[0].exchanges] == ["1"]


def test_a_script_that_sends_for_ever_keeps_the_last_exchanges_only(monkeypatch):
    monkeypatch.setattr("course_lib.recorder.MOST_OUTSIDE", 3)
    own = Recorder()
    for number in range(8):
        own.log().request({"model": str(number)})
    assert [e.request["model"] for e in own.exchanges()] == ["6", "7"]


def test_uninstalling_stops_the_recording(shell):
    start(shell)
    recorder().uninstall()
    recorder().uninstall()
    run(shell, "print('unseen')", "a")
    assert recorder().run_of("a") is None


def test_two_threads_may_print_at_once(shell):
    start(shell)
    shell.user_ns["threading"] = threading
    run(
        shell,
        "ts = [threading.Thread(target=lambda: [print('x') for _ in range(200)]) for _ in range(4)]\n"
        "[t.start() for t in ts]; [t.join() for t in ts]",
        "a",
    )
    assert recorder().run_of("a").printed.count("x") == 800
