"""Progress is kept beside the notebooks, carried by a file or a code, and never lost by any of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from course_lib.show import progress as module
from course_lib.show.progress import Task, note, plan, progress
from course_lib.show.records import Record, Store, decode, encode, keep, load, place

TUTORIAL = [
    Task("three-turn-chat", 15, True, "Build a 3-turn conversation"),
    Task("cooking-bot", 15, True, "A cooking assistant"),
    Task("own-window", 200),
]


@pytest.fixture(autouse=True)
def course(tmp_path, monkeypatch):
    """A course folder with two lessons; the kernel stands in the first."""
    for lesson in ("00_first_call", "01_memory"):
        (tmp_path / "notebooks" / lesson).mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "notebooks" / "00_first_call")
    fresh_kernel(monkeypatch)
    monkeypatch.setattr(module, "_plan", {})
    plan(TUTORIAL)
    return tmp_path / "notebooks"


def fresh_kernel(monkeypatch):
    monkeypatch.setattr(module, "_store", None)


def file_of(course):
    return course / ".course" / "progress.json"


def test_the_sums_count_the_tutorial_and_the_whole_course():
    assert note("three-turn-chat", 15, 15, core=True).line() == (
        "Tutorial: 1/2 exercises · 15/30 XP | Whole course: 1/3 exercises · 15/230 XP"
    )


def test_before_the_first_check_nothing_is_done():
    assert str(progress().course) == "0/3 exercises · 0/230 XP"


def test_without_a_plan_the_noted_exercises_are_counted():
    plan([])
    assert note("greet", 2.5, 5).line() == "Whole course: 0/1 exercises · 2.5/5 XP"


def test_another_kernel_in_another_lesson_goes_on(monkeypatch, course):
    note("three-turn-chat", 15, 15, core=True)
    fresh_kernel(monkeypatch)
    monkeypatch.chdir(course / "01_memory")
    assert str(note("cooking-bot", 10, 15, core=True).core) == "1/2 exercises · 25/30 XP"
    assert file_of(course).exists()


def test_a_worse_score_does_not_take_points_away():
    note("cooking-bot", 12, 15)
    assert note("cooking-bot", 3, 15).course.won == 12


def test_what_another_kernel_wrote_meanwhile_is_not_lost(course):
    note("cooking-bot", 5, 15)
    keep(file_of(course), [Record("three-turn-chat", 15, 15, True)])
    assert note("own-window", 100, 200).course.won == 120
    assert {r.exercise for r in load(file_of(course))} == {"cooking-bot", "three-turn-chat", "own-window"}


@pytest.mark.parametrize(
    "damage",
    [
        "",
        '{"version": 1, "exercises": [{"exer',
        "[]",
        '{"exercises": 3}',
        '{"exercises": [{"exercise": "a", "score": 99, "max_score": 5}]}',
        '{"exercises": [{"exercise": "a", "score": NaN, "max_score": 5}]}',
        '{"exercises": [{"exercise": 7, "score": 1, "max_score": 5}]}',
        "[" * 100_000,
    ],
)
def test_a_damaged_file_is_kept_aside(monkeypatch, course, damage):
    file_of(course).parent.mkdir()
    for number in (1, 2):
        file_of(course).write_text(damage)
        fresh_kernel(monkeypatch)
        shown = note("cooking-bot", 15, 15)
        aside = file_of(course).with_name(f"progress.damaged-{number}.json")
        assert aside.read_text() == damage
        assert str(aside) in shown.text()
        assert str(aside) in shown.html()
    assert [r.exercise for r in load(file_of(course))] == ["cooking-bot"]


def test_a_file_is_written_whole_or_not_at_all(monkeypatch, course):
    note("cooking-bot", 5, 15)
    before = file_of(course).read_text()

    def fails(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("course_lib.show.records.os.replace", fails)
    shown = note("cooking-bot", 15, 15)
    assert file_of(course).read_text() == before
    assert [f.name for f in file_of(course).parent.iterdir()] == ["progress.json"]
    assert shown.course.won == 15
    assert "No space left on device" in shown.text()


def test_progress_goes_to_another_device_by_code(monkeypatch, course, tmp_path):
    note("three-turn-chat", 15, 15, core=True)
    note("own-window", 20, 200)
    code = progress().code()
    other = tmp_path / "other"
    other.mkdir()
    monkeypatch.chdir(other)
    fresh_kernel(monkeypatch)
    note("own-window", 50, 200)
    note("cooking-bot", 1, 15, core=True)
    broken_into_lines = "\n ".join([code[:20], code[20:]])
    assert {r.exercise: r.score for r in progress(add=broken_into_lines).records} == {
        "three-turn-chat": 15,
        "cooking-bot": 1,
        "own-window": 50,
    }


def test_progress_goes_to_another_device_by_file(monkeypatch, tmp_path):
    note("three-turn-chat", 15, 15, core=True)
    progress().save(tmp_path / "mine.json")
    other = tmp_path / "other"
    other.mkdir()
    monkeypatch.chdir(other)
    fresh_kernel(monkeypatch)
    assert progress(add=str(tmp_path / "mine.json")).core.won == 15
    assert json.loads((other / ".course" / "progress.json").read_text())["exercises"]


def test_a_code_is_short():
    records = [Record(f"exercise-number-{i}", 15, 15, i < 2) for i in range(15)]
    assert len(encode(records)) < 200
    assert decode(encode(records)) == records


@pytest.mark.parametrize(
    "change", [lambda c: c[:-3], lambda c: c[:12] + "x" + c[13:], lambda c: c[8:], lambda c: "", str.upper]
)
def test_a_code_that_is_not_whole_is_refused(change):
    code = encode([Record("cooking-bot", 15, 15), Record("own-window", 3, 200)])
    with pytest.raises(ValueError, match="not a whole progress code"):
        progress(add=change(code))


def test_a_file_that_is_not_there_is_said_so():
    with pytest.raises(FileNotFoundError):
        progress(add="nowhere.json")


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("notebooks/00_first_call", "notebooks"),
        ("notebooks", "notebooks"),
        ("notebooks/00_first_call/deeper", "notebooks"),
        ("elsewhere", "elsewhere"),
        ("solutions/00_first_call", None),
        ("solutions", None),
    ],
)
def test_the_file_lies_in_the_course_folder(tmp_path, folder, expected):
    (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    path = place(tmp_path / folder)
    assert path == (tmp_path / expected / ".course" / "progress.json" if expected else None)


def test_the_lessons_source_starts_from_nothing_in_every_kernel(monkeypatch, tmp_path):
    source = tmp_path / "solutions" / "00_first_call"
    source.mkdir(parents=True)
    monkeypatch.chdir(source)
    for _ in range(2):
        fresh_kernel(monkeypatch)
        assert note("cooking-bot", 15, 15).course.done == 1
        assert progress().course.done == 1
    assert not list(Path(tmp_path / "solutions").rglob("*.json"))


def test_changed_points_of_the_course_count():
    note("own-window", 200, 200)
    plan([Task("own-window", 20)])
    assert str(progress().course) == "1/1 exercises · 20/20 XP"


def test_html_and_text_say_the_same():
    note("three-turn-chat", 15, 15, core=True)
    shown = progress()
    for words in (
        "Tutorial",
        "1/2 exercises · 15/30 XP",
        "Build a 3-turn conversation",
        "own-window",
        "not yet",
        "done",
    ):
        assert words in shown.text()
        assert words in shown.html()


def test_titles_are_escaped():
    plan([Task("a", 1, title="<script>")])
    assert "<script>" not in progress().html()


def test_a_store_in_the_kernel_only_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    store = Store(None)
    store.add([Record("a", 1, 2)])
    assert store.records["a"].score == 1
    assert not (tmp_path / ".course").exists()
