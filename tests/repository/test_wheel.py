"""The built wheel is what the browser build serves: both packages whole, with their data, and the lessons."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_wheel_holds_the_packages_and_the_lessons_and_nothing_else(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    files = {
        path for room in ("course_lib", "graders") for path in (ROOT / room).rglob("*") if path.is_file()
    }
    kept = {path.relative_to(ROOT).as_posix() for path in files if path.suffix != ".pyc"}
    lessons = {path for path in (ROOT / "notebooks").rglob("*") if path.is_file()}
    kept |= {f"graders/course/lessons/{path.relative_to(ROOT / 'notebooks').as_posix()}" for path in lessons}
    assert wheel.name.endswith("-py3-none-any.whl")
    assert packed == kept
