import pytest

from graders.course import anatomy, new, notebook, outputs
from graders.course.folder import CourseFolder
from graders.course.problem import Problem


def test_a_new_lesson_is_well_built(course_root):
    course = CourseFolder(course_root)
    path = new.lesson(course, "10_agents")
    assert path == course.source / "10_agents" / "agents.ipynb"
    assert anatomy.findings(course.lessons(["10_agents"])[0], {}) == []
    assert notebook.read(path).cells[0].source.startswith("# Agents")


def test_a_new_exercise_stands_before_the_recap_and_lacks_only_its_rubric(course_root):
    course = CourseFolder(course_root)
    path = new.lesson(course, "10_agents")
    assert new.exercise(course, "my-agent", "10_agents", points=7) == [path]
    ids = [cell.id for cell in notebook.read(path).cells]
    assert ids[-4:] == ["exercise-my-agent", "my-agent", "check-my-agent", "recap"]
    (sentence,) = anatomy.findings(course.lessons(["10_agents"])[0], {})
    assert "graders/exercises has no rubric 'my-agent'" in sentence


def test_in_the_repository_a_new_exercise_has_a_rubric_that_judges(course_root):
    (course_root / "graders" / "exercises").mkdir(parents=True)
    course = CourseFolder(course_root)
    new.lesson(course, "10_agents")
    new.exercise(course, "my-agent", "10_agents", points=7)
    _, rubric = new.exercise(course, "my-tool", "10_agents")
    names = {}
    exec(rubric.read_text(), names)
    assert (names["my_agent"].id, names["my_agent"].points) == ("my-agent", 7)
    assert names["my_tool"].points == 5


@pytest.mark.parametrize("name", ["agents", "1_agents", "10-agents", "10_Agents"])
def test_a_lesson_has_two_digits_and_a_name(course_root, name):
    with pytest.raises(Problem, match="no name for a lesson"):
        new.lesson(CourseFolder(course_root), name)


def test_what_is_there_is_not_overwritten(course_root):
    course = CourseFolder(course_root)
    with pytest.raises(Problem, match="is there already"):
        new.lesson(course, "00_first_call")
    with pytest.raises(Problem, match="has a cell 'first-call' already"):
        new.exercise(course, "first-call", "00_first_call")
    with pytest.raises(Problem, match="no name for an exercise"):
        new.exercise(course, "First Call", "00_first_call")


@pytest.mark.slow
def test_a_new_lesson_runs(course_root):
    import asyncio

    course = CourseFolder(course_root)
    path = new.lesson(course, "10_agents")
    assert asyncio.run(outputs.update(course.lessons(["10_agents"]))) == [path]
