"""The commands that the documents name exist, and the `course` command is installed."""

import importlib.metadata
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def commands() -> list[tuple[str, str]]:
    """(document, command) for each `$ …` line in the fenced console blocks of the documents."""
    found = []
    console = re.compile(r"^```console\n(.*?)^```", re.DOTALL | re.MULTILINE)
    for path in sorted(ROOT.glob("*.md")):
        for block in console.findall(path.read_text(encoding="utf-8")):
            found += [(path.name, line[2:].strip()) for line in block.splitlines() if line.startswith("$ ")]
    return found


COMMANDS = commands()
MAKE = [pair for pair in COMMANDS if pair[1].startswith("make")]
COURSE = [pair for pair in COMMANDS if re.match(r"(\S*/)?course\b", pair[1])]


def test_the_documents_name_commands():
    assert {document for document, _ in COMMANDS} >= {"README.md", "CONTRIBUTING.md"}


@pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")
@pytest.mark.parametrize(("document", "command"), MAKE)
def test_make_has_the_targets_that_a_document_names(document, command):
    words = [word for word in shlex.split(command, comments=True) if word != "make"]
    planned = subprocess.run(
        ["make", "--dry-run", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert planned.returncode == 0, f"{document}: {command}: {planned.stderr}"


@pytest.mark.parametrize(("document", "command"), COURSE)
def test_course_has_the_commands_and_options_that_a_document_names(document, command):
    _, *words = shlex.split(command, comments=True)
    subcommand = [word for word in words[:1] if not word.startswith("-")]
    shown = subprocess.run(
        [Path(sys.executable).with_name("course"), *subcommand, "--help"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"COLUMNS": "200", "NO_COLOR": "1"},
    )
    assert shown.returncode == 0, f"{document}: {command}: {shown.stderr}"
    for option in (word.partition("=")[0] for word in words if word.startswith("--")):
        assert option in shown.stdout, f"{document}: {command}: {option}"


def test_the_course_command_is_installed():
    (script,) = importlib.metadata.entry_points(group="console_scripts", name="course")
    assert script.value == "graders.cli:main"
    assert callable(script.load())


def test_the_installed_version_is_the_one_in_pyproject():
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (version,) = re.findall(r'^version = "(.+)"$', pyproject, re.MULTILINE)
    assert importlib.metadata.version("chatbot-course-kit") == version
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
