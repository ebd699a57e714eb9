"""What may never be committed: an address of a package registry, a path of somebody's machine, a key."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = re.escape(str(ROOT))
NEVER = {
    "the address of a package registry": r"(?:pypi|pythonhosted|npmjs|anaconda)\.(?:org|com)",
    "a path of somebody's machine": rf"(?<![\w.])(?:{HERE}|/(?:work|Users/\w+|home/\w+/\w+))/",
    "something that looks like a key": r"\bsk-(?:proj-|ant-)?\w{20,}|\bAIza[\w-]{35}|\bgh[pousr]_\w{36}",
    "an index or a host for pip": r"--(?:(?:extra-)?index-url|find-links|trusted-host)",
}


def git(*words: str, stdin: str = "") -> str:
    """What git prints, or a skip where it cannot say (an unpacked archive is no git checkout)."""
    command = ["git", "-c", "safe.directory=*", *words]  # a checkout of another user's, as in a container
    ran = subprocess.run(command, cwd=ROOT, input=stdin, capture_output=True, text=True, check=False)
    if ran.returncode > 1:
        pytest.skip(f"git says: {ran.stderr.strip()}")
    return ran.stdout


def tracked() -> list[Path]:
    return [path for name in git("ls-files", "-z").split("\0") if name and (path := ROOT / name).is_file()]


@pytest.mark.parametrize("what", NEVER)
def test_no_tracked_file_holds(what):
    pattern = re.compile(NEVER[what])
    found = []
    for path in tracked():
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in pattern.finditer(text)]
    assert found == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("the address of a package registry", "https://" + "pypi" + ".org/simple"),
        ("a path of somebody's machine", "File " + '"/Us' + 'ers/priya/course/memory.ipynb"'),
        ("a path of somebody's machine", f"{ROOT}/notebooks"),
        ("something that looks like a key", "api_key='sk" + "-" + "a1B2" * 6 + "'"),
        ("an index or a host for pip", "--extra-" + "index-url https://example.org"),
    ],
)
def test_it_would_be_found(what, text):
    assert re.search(NEVER[what], text)


def test_what_a_course_leaves_behind_is_ignored():
    left = [
        ".venv/bin/python",
        "submitted/priya/01_memory/memory.ipynb",
        "autograded/priya/01_memory/memory.ipynb",
        "feedback/priya/01_memory/memory.html",
        "gradebook.db",
        "gradebook.db-journal",
        "_site/index.html",
        "dist/chatbot_course_kit-0.1.0-py3-none-any.whl",
        "notebooks/01_memory/.ipynb_checkpoints/memory-checkpoint.ipynb",
        "notebooks/.course/progress.json",
        "course_lib/__pycache__/connect.cpython-311.pyc",
    ]
    assert git("check-ignore", "--no-index", "--stdin", stdin="\n".join(left)).splitlines() == left
