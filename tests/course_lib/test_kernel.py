"""The recorder in a real kernel: what each front end tells of a cell, and what the learner sees."""

import json

import nbclient
import nbformat
import pytest
from jupyter_client.manager import start_new_kernel

FIRST = """
import sys
from course_lib import connect
from course_lib.connect import route
from course_lib.practice.model import PracticeModel
from course_lib.recorder import recorder
model = PracticeModel()
model.script("Hello from the model", "Late reply")
route(lambda **_: model)
out = sys.stdout
client = connect()
print("connected")
"""
ASK = """
print("asking", flush=True)
reply = await client.chat.completions.create(model="m", messages=[{"role": "user", "content": "Hi"}])
print(reply.choices[0].message.content)
"""
LATER = """
import asyncio
go = asyncio.Event()
async def later():
    await go.wait()
    print("late")
    await client.chat.completions.create(model="m", messages=[{"role": "user", "content": "late"}])
task = asyncio.create_task(later())
"""
LOOK = """
import json
runs = [
    [r.cell_id, r.printed, [e.reply for e in r.exchanges], r.failure and (r.failure.name, r.failure.line)]
    for r in recorder().runs()[:-1]
]
print(json.dumps(runs), sys.stdout is out)
"""


@pytest.fixture(scope="module")
def lab():
    """What a front end that sends cell ids sees: the outputs of each cell, by id."""
    manager, client = start_new_kernel()
    cells = {
        "first": FIRST,
        "ask": ASK,
        "fails": "print('so far')\n1 / 0",
        "starts": LATER,
        "waits": "go.set()\nawait task\nprint('waited')",
        "widget": "import ipywidgets\nwith ipywidgets.Output():\n    print('boxed')\nprint('unboxed')",
        "look": LOOK,
    }
    outputs = {}
    try:
        for name, source in cells.items():
            content = {"code": source, "silent": False, "store_history": True, "allow_stdin": False}
            message = client.session.msg("execute_request", content, metadata={"cellId": name})
            client.shell_channel.send(message)
            texts = []
            while True:
                got = client.get_iopub_msg(timeout=60)
                if got["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                    continue
                if got["msg_type"] == "stream":
                    texts.append((got["content"]["name"], got["content"]["text"]))
                if got["msg_type"] == "status" and got["content"]["execution_state"] == "idle":
                    break
            outputs[name] = texts
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.cleanup_resources()
    return outputs


def printed(texts):
    return "".join(text for name, text in texts if name == "stdout")


def test_cells_print_what_they_print_and_nothing_goes_to_stderr(lab):
    assert printed(lab["first"]) == "connected\n"
    assert printed(lab["ask"]) == "asking\nHello from the model\n"
    assert printed(lab["fails"]) == "so far\n"
    assert not [text for texts in lab.values() for name, text in texts if name == "stderr"]


def test_runs_are_known_by_the_cell_ids_that_the_front_end_sends(lab):
    runs, same = printed(lab["look"]).strip().rsplit(" ", 1)
    assert {run[0]: run[1:] for run in json.loads(runs)} == {
        "first": ["connected\n", [], None],
        "ask": ["asking\nHello from the model\n", ["Hello from the model"], None],
        "fails": ["so far\n", [], ["ZeroDivisionError", 2]],
        "starts": ["late\n", ["Late reply"], None],
        "waits": ["waited\n", [], None],
        "widget": ["boxed\nunboxed\n", [], None],
    }
    assert same == "True"


def test_where_the_front_end_sends_no_id_the_comment_tells():
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(FIRST),
            nbformat.v4.new_code_cell("# exercise: three-turn-chat\n" + ASK),
            nbformat.v4.new_code_cell(
                "run = recorder().run_of('three-turn-chat')\nprint(run.exchanges[0].reply)"
            ),
        ]
    )
    nbclient.NotebookClient(notebook, timeout=60).execute()
    assert notebook.cells[-1].outputs[0].text == "Hello from the model\n"
