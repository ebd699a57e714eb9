"""The browser build: pins that fit, a wheel without what is not the learner's, listings, and refusals."""

import gzip
import hashlib
import json
import re
import shutil
import subprocess
import tomllib
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from graders import exercises
from graders.course.problem import Problem
from graders.course.site import contents, landing, snapshot
from graders.course.site.build import kit
from graders.course.site.pins import Pin, digest, read, unmet, verify, write
from graders.course.site.store import Store, default_cache
from graders.course.site.wheels import Wheel, build_kit, served

ROOT = Path(__file__).resolve().parents[3]
PINS = read(ROOT / "site")


def test_every_file_is_pinned_by_name_version_and_hash():
    for pin in (*PINS.from_npm, *PINS.wheels):
        assert pin.version in pin.file
        assert re.fullmatch("[0-9a-f]{64}", pin.sha256), pin.name


def test_the_pins_name_no_address():
    assert "//" not in (ROOT / "site/pins.json").read_text(encoding="utf-8")


def test_pins_survive_being_written(tmp_path):
    write(tmp_path, PINS)
    assert read(tmp_path) == PINS


def test_the_browser_runs_the_versions_that_the_desktop_does():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    desktop = dict(re.findall(r"^([a-z0-9-]+)==([^\s;\\]+)", lock, re.MULTILINE))
    apart = {p.name for p in PINS.wheels if desktop.get(p.name, p.version) != p.version}
    assert apart == set()


def test_all_that_a_lesson_needs_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    versions = {canonicalize_name(pin.name): pin.version for pin in PINS.wheels}
    assert unmet([("the kit", project["dependencies"])], versions, PINS.environment) == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("openai>=3", []),
        ("openai<3", ["kit asks for openai<3, pinned is 3.5."]),
        ("rich", ["kit asks for rich, which is not pinned."]),
        ("rich; sys_platform != 'emscripten'", []),
        ("typing-extensions; python_version < '3.13'", []),
        ("jsfetch; sys_platform == 'emscripten'", ["which is not pinned."]),
        ("tests; extra == 'test'", []),
    ],
)
def test_a_requirement_that_is_not_met_is_a_sentence(asked, said):
    found = unmet([("kit", [asked])], {"openai": "3.5"}, PINS.environment)
    assert len(found) == len(said)
    assert all(sentence.endswith(end) for sentence, end in zip(found, said, strict=True))


def test_another_file_than_the_pinned_one_is_refused(tmp_path):
    file = tmp_path / "a.whl"
    file.write_bytes(b"one")
    pin = Pin("a", "1", "a.whl", digest(file))
    verify(pin, file)
    file.write_bytes(b"other")
    with pytest.raises(Problem, match="not the file that was pinned"):
        verify(pin, file)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"core": {}}'])
def test_pins_that_do_not_read_are_a_sentence(tmp_path, text):
    (tmp_path / "pins.json").write_text(text)
    with pytest.raises(Problem, match="does not read"):
        read(tmp_path)


def test_a_folder_without_pins_is_a_sentence(tmp_path):
    with pytest.raises(Problem, match="built from the kit's repository"):
        read(tmp_path)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Wheel:
    return kit(ROOT, tmp_path_factory.mktemp("kit"))


def test_the_browsers_wheel_has_nothing_of_the_grader_nor_a_readable_solution(wheel):
    with zipfile.ZipFile(wheel.path) as archive:
        names = archive.namelist()
        packed = {name: archive.read(name) for name in names}
    closed = ("graders/autograde", "graders/course", "graders/cli.py", "solutions", "notebooks")
    assert [name for name in names if name.startswith(closed) or name.endswith(".ipynb")] == []
    assert {"course_lib/connect.py", "graders/exercises/sheets.json", "graders/local.py"} <= set(names)
    sheets = packed["graders/exercises/sheets.json"].decode()
    for name, sheet in exercises.sheets().items():
        assert json.dumps(sheet.solution, ensure_ascii=False)[1:-1] not in sheets, name


def test_the_browsers_wheel_says_what_it_is(wheel):
    assert wheel.name == "chatbot-course-kit"
    assert wheel.imports == ["course_lib", "graders"]
    assert any(line.startswith("openai") for line in wheel.requirements)


def test_what_no_lesson_needs_of_a_package_is_not_served(tmp_path):
    stub, info = "jedi/third_party/django-stubs/a.pyi", "jedi-1.dist-info"
    files = {
        "jedi/__init__.py": "",
        stub: "x",
        f"{info}/METADATA": "Name: jedi\nVersion: 1\n",
        f"{info}/RECORD": f"jedi/__init__.py,,\n{stub},,\n{info}/RECORD,,\n",
    }
    whole = tmp_path / "jedi-1-py3-none-any.whl"
    with zipfile.ZipFile(whole, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    (tmp_path / "site").mkdir()
    slim = served(Wheel(whole), tmp_path / "site")
    assert (slim.name, slim.path.name) == ("jedi", whole.name)
    with zipfile.ZipFile(slim.path) as archive:
        assert set(archive.namelist()) == files.keys() - {stub}
        assert stub not in archive.read(f"{info}/RECORD").decode()


def test_equal_sources_give_an_equal_wheel_and_others_another_name(tmp_path):
    for room in ("course_lib", "graders"):
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").write_text("")
    what = {"name": "a-kit", "version": "1.0", "requirements": []}
    (tmp_path / "out").mkdir()
    first = build_kit(tmp_path, tmp_path / "out", **what).path
    before = first.read_bytes()
    assert build_kit(tmp_path, tmp_path / "out", **what).path.read_bytes() == before
    (tmp_path / "graders/__init__.py").write_text("changed = True")
    assert build_kit(tmp_path, tmp_path / "out", **what).path != first


def test_lessons_are_listed_as_a_jupyter_server_would(tmp_path):
    site = tmp_path / "site"
    pages = contents.build(ROOT / "notebooks", site)
    top = json.loads((site / "api/contents/all.json").read_text(encoding="utf-8"))
    assert {entry["path"] for entry in top["content"]} == {p.path.split("/")[0] for p in pages} | {".course"}
    for page in pages:
        folder, name = page.path.split("/")
        listing = json.loads((site / f"api/contents/{folder}/all.json").read_text(encoding="utf-8"))
        assert ("notebook", page.path) in {(entry["type"], entry["path"]) for entry in listing["content"]}
        served = json.loads((site / "files" / folder / name).read_text(encoding="utf-8"))
        released = json.loads((ROOT / "notebooks" / folder / name).read_text(encoding="utf-8"))
        assert served["metadata"].pop("course") == {"version": page.version}
        assert served == released


def test_a_changed_lesson_has_another_version(tmp_path):
    shutil.copytree(ROOT / "notebooks/01_memory", tmp_path / "notebooks/01_memory")
    (before,) = contents.build(tmp_path / "notebooks", tmp_path / "one")
    path = tmp_path / "notebooks" / before.path
    path.write_text(path.read_text(encoding="utf-8").replace("Priya", "Ada"), encoding="utf-8")
    (after,) = contents.build(tmp_path / "notebooks", tmp_path / "two")
    assert before == replace(after, version=before.version)
    assert before.version != after.version


def test_a_site_without_lessons_is_refused(tmp_path):
    with pytest.raises(Problem, match="course release"):
        contents.build(tmp_path, tmp_path / "site")


def test_the_landing_page_is_filled_in_and_survives_any_title(tmp_path):
    site = tmp_path / "site"
    (site / "static/favicons").mkdir(parents=True)
    (site / "static/favicons/favicon.ico").touch()
    title = '</script><b title="x">&'
    page = contents.Page("01_a/a.ipynb", title, "Goal", 5, 5, ("first-call",), "12345678")
    landing.build(ROOT / "site/landing", site, [page])
    text = (site / "index.html").read_text(encoding="utf-8")
    assert "{{" not in text
    assert title not in text
    assert "&lt;/script&gt;" in text


@pytest.fixture
def site(tmp_path) -> Path:
    """What the snapshot has to do with: two packages, the app's settings, a page, a worker."""
    made = tmp_path / "site"
    files = {
        "static/pyodide/pyodide.asm.mjs": "",
        "static/pyodide/pyodide-lock.json": json.dumps(
            {"packages": {name: {"file_name": f"{name}.whl", "sha256": name * 64} for name in "ab"}}
        ),
        "jupyter-lite.json": '{"pyodideUrl": "./static/pyodide/pyodide.mjs"}',
        snapshot.PAGE: "<html><head></head></html>",
        f"{snapshot.WORKERS}/comlink.worker.1.js": "",
    }
    for place, text in files.items():
        (made / place).parent.mkdir(parents=True, exist_ok=True)
        (made / place).write_text(text)
    (tmp_path / "cache").mkdir()
    return made


@pytest.fixture
def scripts(tmp_path) -> Path:
    """The kernel's scripts beside stand-ins of what comes from npm."""
    folder = Path(shutil.copytree(ROOT / "site/kernel", tmp_path / "kernel"))
    for name in snapshot.INFLATE.values():
        (folder / name).write_text("")
    return folder


def kept(site: Path, scripts: Path, packages: str) -> None:
    """Put a snapshot of these packages into the cache, under the name of the site's."""
    cache = site.parent / "cache"
    name = snapshot._key(scripts, site / "static/pyodide")
    said = {"wheels": [{"file": f"{one}.whl", "sha256": one * 64} for one in packages]}
    (cache / f"snapshot-{name}.json.gz").write_bytes(gzip.compress(json.dumps(said).encode()))
    (cache / f"snapshot-{name}.bin.gz").write_bytes(b"memory")


def test_the_kernel_starts_from_the_snapshot(site, scripts):
    kept(site, scripts, "ab")
    assert snapshot.build(scripts, site, site.parent / "cache") == ""
    settings = json.loads((site / "jupyter-lite.json").read_text())
    start = site / settings["pyodideUrl"]
    (start.parent.parent / "pyodide.mjs").touch()
    text = "".join(path.read_text() for path in start.parent.glob("*.mjs"))
    named = re.findall(r'"(\.{1,2}/[\w./]+|memory[\w.]+)"', text)
    asked = {(start.parent / name).resolve() for name in named}
    assert {"machine.mjs", "fflate.mjs", "pyodide.asm.mjs", "memory.bin.gz"} <= {path.name for path in asked}
    assert [path.name for path in asked if not path.exists()] == []
    page = (site / snapshot.PAGE).read_text()
    for place in re.findall(r'(?:src|data-\w+)="\.\./([^"?]+)', page):
        assert (site / place).is_file(), place
    worker = (site / snapshot.WORKERS / "early.worker.js").read_text()
    assert settings["pyodideUrl"].removeprefix("./") in worker


@pytest.mark.parametrize("packages", ["a", "ac", "abc"])
def test_a_snapshot_of_other_packages_is_refused(site, scripts, packages):
    kept(site, scripts, packages)
    with pytest.raises(Problem, match="other packages than the site's"):
        snapshot.build(scripts, site, site.parent / "cache")


@pytest.mark.parametrize(("node", "said"), [(None, "not installed"), ("false", "could not make it")])
def test_without_a_snapshot_the_site_is_the_plain_one_and_a_sentence_says_so(
    site, scripts, monkeypatch, node, said
):
    found = shutil.which(node) if node else None
    monkeypatch.setattr(shutil, "which", lambda name: found)
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    why = snapshot.build(scripts, site, site.parent / "cache")
    assert why.startswith(snapshot.SLOWER)
    assert said in why
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before


def test_another_lock_file_or_script_is_another_snapshot(site, scripts):
    python = site / "static/pyodide"
    names = {snapshot._key(scripts, python)}
    (scripts / "warm.py").write_text("")
    names.add(snapshot._key(scripts, python))
    (python / "pyodide-lock.json").write_text("{}")
    names.add(snapshot._key(scripts, python))
    assert len(names) == 3


def test_the_browser_reads_wheels_as_python_does(wheel, tmp_path):
    if not (node := shutil.which("node")) or not shutil.which("npm"):
        pytest.skip("node or npm is not installed (Debian: apt install nodejs npm)")
    store, pins = Store(default_cache()), replace(PINS, wheels=())
    store.fill(pins)
    script = """
        import { createHash } from "node:crypto";
        import { readFileSync } from "node:fs";
        const [, folder, file] = process.argv;
        const { listed, read } = await import(`${folder}/wheels.mjs`);
        const zip = new Uint8Array(readFileSync(file));
        const sum = (data) => createHash("sha256").update(data).digest("hex");
        console.log(JSON.stringify(listed(zip).map((entry) => [entry[0], sum(read(entry, zip))])));
    """
    command = [
        node,
        "--input-type=module",
        "--eval",
        script,
        snapshot.scripts(ROOT / "site/kernel", store, pins, tmp_path / "kernel").as_uri(),
        str(wheel.path),
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    with zipfile.ZipFile(wheel.path) as archive:
        names = archive.namelist()
        sums = [[name, hashlib.sha256(archive.read(name)).hexdigest()] for name in names]
    assert json.loads(said) == sums
