"""The complete script of lesson 9 runs as learners run it, and shows what the course claims."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "solutions" / "09_faq_and_reference" / "complete_script.py"


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    done = subprocess.run(
        [sys.executable, "-W", "error", str(SCRIPT)],
        cwd=tmp_path_factory.mktemp("anywhere"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def section(printed, title):
    return printed.split(f"--- {title} ---\n")[1].split("\n--- ")[0]


def test_it_runs_to_its_last_line_on_the_practice_model(printed):
    assert printed.endswith("\nScript completed successfully.\n")


def test_it_remembers_within_a_conversation(printed):
    greeting, library, javascript = section(printed, "Memory").strip().split("\nAI: ")
    assert "Priya" in greeting
    named = [name for name in ("BeautifulSoup", "Beautiful Soup", "Scrapy", "Playwright") if name in library]
    assert any(name.split()[0] in javascript for name in named)


def test_the_tutor_teaches_with_code(printed):
    assert "```python" in section(printed, "Character")


def test_the_stream_is_printed_whole(printed):
    assert "yield" in section(printed, "Streaming")


def test_the_window_forgets_the_name(printed):
    assert "don't know your name" in section(printed, "Sliding window").strip().split("\n")[-3]
