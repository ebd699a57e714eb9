"""Every lesson keeps the house pattern, so that learners always know where they are."""

import re
from pathlib import Path

import nbformat
import pytest

SOLUTIONS = Path(__file__).parents[2] / "solutions"
LESSONS = sorted(SOLUTIONS.glob("[0-9]*/*.ipynb"))
TEACHING = [path for path in LESSONS if not path.parent.name.startswith("09")]

# XP of the exercises, lesson by lesson, in the order in which learners meet them.
EXERCISES = {
    "00_first_call": {"first-call": 5},
    "01_memory": {"three-turn-chat": 15, "predict-memory": 10},
    "02_system_prompts": {"cooking-bot": 15, "bounded-reviewer": 5, "two-bots": 10},
    "03_streaming": {"stream-say": 15, "stream-usage": 10},
    "04_long_conversations": {"sliding-window": 15, "whole-exchanges": 15},
    "05_common_mistakes": {
        "save-the-reply": 5,
        "separate-histories": 5,
        "system-first": 5,
        "collect-the-chunks": 5,
        "await-the-call": 4,
        "keep-the-system-prompt": 4,
        "fresh-history": 4,
        "empty-chunks": 8,
    },
    "06_errors_and_cost": {"safe-say": 10, "friendly-errors": 10},
    "07_travel_planner": {"travel-planner": 15, "streaming-window-planner": 10},
    "08_going_further": {"extract-booking": 10, "call-a-tool": 10, "answer-from-notes": 10},
    "09_faq_and_reference": {},
}


def lesson_name(path):
    return path.parent.name


@pytest.fixture(params=LESSONS, ids=lesson_name)
def lesson(request):
    return request.param


@pytest.fixture
def notebook(lesson):
    return nbformat.read(lesson, as_version=4)


def answer_cells(notebook):
    return [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("solution")]


def test_the_ten_lessons_are_there():
    assert [lesson_name(path) for path in LESSONS] == list(EXERCISES)


def test_a_lesson_is_a_valid_notebook_of_format_4_5(notebook):
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    nbformat.validate(notebook)


def test_cell_ids_are_words_and_unique(notebook):
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert [i for i in ids if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", i)] == []


def test_only_the_kernel_python3_is_asked_for(notebook):
    assert notebook.metadata.kernelspec.name == "python3"


def test_a_lesson_opens_with_a_title_and_a_goal_line(lesson, notebook):
    exercises = EXERCISES[lesson_name(lesson)]
    first = notebook.cells[0]
    number = int(lesson_name(lesson)[:2])
    assert first.cell_type == "markdown"
    assert re.match(rf"# {number} · \w", first.source)
    assert re.search(r"\*\*\d+ minutes · ", first.source)
    assert f" · {sum(exercises.values())} XP · " in first.source
    assert f"0/{len(exercises)} exercise" in first.source or not exercises
    assert "**Goal:**" in first.source


def test_a_lesson_ends_with_three_questions_with_answers_at_hand(notebook):
    recap = notebook.cells[-1].source
    assert recap.startswith("## Recap")
    assert re.findall(r"^\*\*(\d)\. ", recap, re.MULTILINE) == ["1", "2", "3"]
    assert recap.count("<details") == recap.count("</details>") == 3


def test_details_are_closed_and_have_a_summary(notebook):
    for cell in notebook.cells:
        assert cell.source.count("<details") == cell.source.count("</details>"), cell.id
        assert cell.source.count("<details") == cell.source.count("<summary>"), cell.id


@pytest.mark.parametrize("path", TEACHING, ids=lesson_name)
def test_a_lesson_lets_predict_before_the_code_and_shows_what_was_sent(path):
    cells = nbformat.read(path, as_version=4).cells
    predict = [i for i, c in enumerate(cells) if c.cell_type == "markdown" and "Predict" in c.source]
    shown = [i for i, c in enumerate(cells) if c.cell_type == "code" and "show_requests(" in c.source]
    assert predict
    assert shown
    assert predict[0] < shown[0]


def test_the_exercises_are_those_of_the_lesson_with_their_points(lesson, notebook):
    points = {
        c.metadata.nbgrader.grade_id.removeprefix("check-"): c.metadata.nbgrader.points
        for c in notebook.cells
        if c.metadata.get("nbgrader", {}).get("grade")
    }
    assert list(points.items()) == list(EXERCISES[lesson_name(lesson)].items())


def test_the_check_stands_right_behind_its_answer_cell(notebook):
    ids = [cell.id for cell in notebook.cells]
    for cell in answer_cells(notebook):
        exercise = cell.id
        check = notebook.cells[ids.index(exercise) + 1]
        assert cell.metadata.nbgrader.grade_id == exercise
        assert cell.source.startswith(f"# exercise: {exercise}\n")
        assert "### BEGIN STARTER" in cell.source
        assert check.id == check.metadata.nbgrader.grade_id == f"check-{exercise}"
        assert check.source == f'await check("{exercise}")'


def test_hints_and_the_solution_are_offered_and_not_shown_unasked(notebook):
    sources = {cell.id: cell.source for cell in notebook.cells}
    for cell in answer_cells(notebook):
        offered = sources[f"help-{cell.id}"].splitlines()
        assert f'# hint("{cell.id}")' in offered
        assert f'# solution("{cell.id}")' in offered
        assert all(line.startswith("#") for line in offered)


def test_links_between_lessons_lead_somewhere(lesson, notebook):
    for cell in notebook.cells:
        for target in re.findall(r"\]\((\.\.?/[^)#]+)\)", cell.source):
            assert (lesson.parent / target).is_file(), f"{cell.id}: {target}"


def test_no_key_stands_in_a_lesson(lesson):
    assert re.findall(r"sk-[A-Za-z0-9]", lesson.read_text(encoding="utf-8")) == []


def test_a_real_provider_is_chosen_in_one_cell_of_the_course():
    choosing = [
        (lesson_name(path), cell.id)
        for path in LESSONS
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "code" and re.search(r"connect\(\"openai\"", cell.source)
    ]
    assert choosing == [("00_first_call", "real-model")]


def test_the_model_is_named_in_no_code_cell(notebook):
    named = [c.id for c in notebook.cells if c.cell_type == "code" and "gpt-" in c.source]
    assert named == []


def test_the_reference_outputs_are_stored_and_hold_no_error(notebook):
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in code)
    errors = [(c.id, o.ename) for c in code for o in c.outputs if o.output_type == "error"]
    warnings = [(c.id, o.text) for c in code for o in c.outputs if o.get("name") == "stderr"]
    assert errors == []
    assert warnings == []


def test_every_check_of_the_reference_solutions_says_right(notebook):
    for cell in notebook.cells:
        nbgrader = cell.metadata.get("nbgrader", {})
        if nbgrader.get("grade"):
            shown = "".join(o.data["text/plain"] for o in cell.outputs)
            assert f"right · {nbgrader.points:g} of {nbgrader.points:g} XP" in shown, cell.id
