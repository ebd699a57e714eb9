"""pyproject.toml, requirements.lock, environment.yml and the CI matrix say the same."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
EXTRAS = PROJECT["project"]["optional-dependencies"]
DIRECT = [Requirement(line) for line in sum(EXTRAS.values(), PROJECT["project"]["dependencies"])]
FIXED = {"openai", "jupyterlab", "ipywidgets", "nbgrader", "nbval", "pytest"}


def pins(text: str) -> dict[str, set[str]]:
    """Package name → versions of the `name==version` lines of a lock file (some differ by platform)."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([a-z0-9-]+)==([^\s;\\]+)", text, re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


LOCKED = pins(LOCK)


def test_the_packages_that_the_course_is_about_are_direct_dependencies():
    assert {requirement.name for requirement in DIRECT} >= FIXED


@pytest.mark.parametrize("requirement", DIRECT, ids=str)
def test_the_lock_holds_a_version_that_the_project_allows(requirement):
    versions = LOCKED.get(canonicalize_name(requirement.name), set())
    assert versions, f"{requirement.name} is not in requirements.lock: run `make lock`"
    assert all(requirement.specifier.contains(version) for version in versions), versions


def test_the_lock_holds_what_builds_the_project():
    for line in PROJECT["build-system"]["requires"]:
        requirement = Requirement(line)
        assert LOCKED[requirement.name], line
        assert line in EXTRAS["test"], "the editable installation is built from the lock, without isolation"


def test_every_line_of_the_lock_is_a_pin_a_hash_or_a_comment():
    shapes = re.compile(r"[a-z0-9-]+==\S+ (; .+ )?\\|    --hash=sha256:[0-9a-f]{64}( \\)?|\s*#.*")
    strange = [line for line in LOCK.splitlines() if not shapes.fullmatch(line)]
    assert strange == []


def test_every_pin_of_the_lock_has_hashes():
    entries = re.split(r"^(?=[a-z0-9-]+==)", LOCK, flags=re.MULTILINE)[1:]
    assert len(entries) == sum(len(versions) for versions in LOCKED.values())
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_conda_installs_the_direct_dependencies_at_the_locked_versions():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    *_, by_pip = environment["dependencies"]
    written = [line for line in by_pip["pip"] if line != "--editable ."]
    locked = {f"{name}=={version}" for name in {r.name for r in DIRECT} for version in LOCKED[name]}
    assert set(written) == locked, "run `make lock`"
    assert len(written) == len(locked)
    assert "--editable ." in by_pip["pip"]


def test_the_python_versions_agree_everywhere():
    stated = [
        line.rpartition(" ")[2]
        for line in PROJECT["project"]["classifiers"]
        if re.fullmatch(r"Programming Language :: Python :: 3\.\d+", line)
    ]
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    for job in workflow["jobs"].values():
        assert job["strategy"]["matrix"]["python"] == stated
    assert PROJECT["project"]["requires-python"] == f">={stated[0]}"
    assert PROJECT["tool"]["ruff"]["target-version"] == f"py{stated[0].replace('.', '')}"
