"""`make setup` and `.ci/run`: what they do on a machine that lacks something."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or not shutil.which("make") or not shutil.which("bash"),
    reason="takes a POSIX system with make and bash",
)


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["make", *words], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with the Makefile and the files that the environment depends on, not set up yet."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).touch()
    return tmp_path


def test_a_python_that_is_too_old_is_named_in_a_sentence(clone):
    refused = make(clone, "setup", "PYTHON=false")
    assert refused.returncode
    assert "No Python 3.11 or newer" in refused.stderr
    assert "PYTHON=false" in refused.stderr
    assert not (clone / ".venv").exists()


@pytest.mark.parametrize(
    ("changed", "installs"), [(None, False), ("requirements.lock", True), ("pyproject.toml", True)]
)
def test_setup_installs_only_when_something_changed(clone, changed, installs):
    stamp = clone / ".venv/.installed"
    stamp.parent.mkdir()
    stamp.touch()
    for name in ("requirements.lock", "pyproject.toml"):
        os.utime(clone / name, (1, 1))
    if changed:
        later = stamp.stat().st_mtime + 10
        os.utime(clone / changed, (later, later))
    assert ("--require-hashes" in make(clone, "--dry-run", "setup").stdout) == installs


@pytest.fixture
def machine(tmp_path: Path):
    """A machine with only the named commands; each prints its call, and ends with the given status."""
    commands = tmp_path / "bin"
    commands.mkdir()
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci/run", tmp_path / ".ci/run")
    for name in ("bash", "dirname", "env", "id"):
        (commands / name).symlink_to(shutil.which(name))

    def run(**statuses: int) -> subprocess.CompletedProcess[str]:
        for name, status in statuses.items():
            script = commands / name.replace("_", "-")
            script.write_text(f'#!{commands}/bash\necho "{script.name} $*"\nexit {status}\n')
            script.chmod(0o755)
        (commands / "sudo").write_text(f'#!{commands}/bash\nshift\nexec "$@"\n')
        (commands / "sudo").chmod(0o755)
        return subprocess.run(
            [tmp_path / ".ci/run"], env={"PATH": str(commands)}, capture_output=True, text=True, check=False
        )

    return run


def test_a_machine_that_has_everything_gets_nothing_installed(machine):
    ran = machine(make=0, bwrap=0, chromium=0, npm=0, python3=0, apt_get=0)
    assert ran.stdout.splitlines()[-1] == "make --keep-going test"
    assert "apt-get" not in ran.stdout
    assert ran.returncode == 0


def test_what_a_machine_lacks_is_installed_after_an_update(machine):
    ran = machine(make=0, python3=0, apt_get=0)
    update, install = [line for line in ran.stdout.splitlines() if line.startswith("apt-get")]
    assert update.startswith("apt-get update")
    assert install.startswith("apt-get install")
    assert install.endswith("bubblewrap chromium npm")
    assert ran.returncode == 0


def test_what_cannot_be_installed_is_said_and_the_rest_is_tested(machine):
    ran = machine(make=0, python3=0, apt_get=100)
    assert "Could not install bubblewrap chromium npm" in ran.stdout
    assert ran.stdout.splitlines()[-1] == "make --keep-going test"


def test_a_failing_test_fails_the_run(machine):
    assert machine(make=2, bwrap=0, chromium=0, npm=0, python3=0).returncode == 2
