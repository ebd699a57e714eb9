import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from graders.cli import app, main

HEAVY = ("nbgrader", "nbconvert", "nbformat", "jupyterlab", "openai", "IPython", "sqlalchemy", "tornado")
TEACH = ("release", "validate", "grade", "feedback", "report", "export")
COMMANDS = ("lab", "model", *TEACH, "doctor", "site", "new")


def run(monkeypatch, *arguments):
    """The exit status of the command with these arguments."""
    monkeypatch.setattr(sys, "argv", ["course", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code or 0


def test_the_commands_are_these():
    assert set(get_command(app).commands) == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(monkeypatch, capsys, command):
    assert run(monkeypatch, command, "--help") == 0
    assert "Usage: " in capsys.readouterr().out


def test_help_loads_nothing_heavy():
    program = f"import sys, graders.cli; print(*(m for m in {HEAVY} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_a_batch_starts_without_the_parsers_of_web_addresses():
    program = "import sys, graders.autograde.batch; print('rfc3987_syntax' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
    pytest.importorskip("rfc3987_syntax")  # what is left out is there for others


@pytest.mark.parametrize("command", ["release", "validate", "grade", "feedback", "report", "export"])
def test_a_folder_that_is_no_course_is_one_sentence(monkeypatch, capsys, tmp_path, command):
    assert run(monkeypatch, command, "--course", tmp_path) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines()[-1].startswith(f"course: There is no nbgrader_config.py in {tmp_path}.")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_command_writes_no_result(monkeypatch, tmp_path):
    result = tmp_path / "result.json"
    assert run(monkeypatch, "grade", "--course", tmp_path, "--json", result) == 2
    assert not result.exists()


def test_what_is_written_is_whole_or_not_at_all(tmp_path):
    from graders.course.files import write_whole

    path = tmp_path / "a" / "grades.csv"
    write_whole(path, "old\n")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "new \ud800")
    assert path.read_text() == "old\n"
    assert [file.name for file in path.parent.iterdir()] == ["grades.csv"]


def test_a_folder_is_swapped_back_when_the_new_one_cannot_take_its_place(tmp_path):
    from graders.course.files import swap_in

    target = tmp_path / "notebooks"
    target.mkdir()
    (target / "old").touch()
    with pytest.raises(OSError, match="missing"):
        swap_in(tmp_path / "missing", target)
    assert [path.name for path in Path(target).iterdir()] == ["old"]
