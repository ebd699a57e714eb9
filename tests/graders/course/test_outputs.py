import asyncio

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from graders.course import outputs, strict
from graders.course.folder import CourseFolder
from graders.course.problem import Problem


def stored(source, *shown):
    """What `store` makes of these outputs of the one code cell `source`."""
    before = new_notebook(cells=[new_markdown_cell("text"), new_code_cell(source)])
    ran = new_notebook(
        cells=[new_markdown_cell("text"), new_code_cell(source, outputs=list(shown), execution_count=7)]
    )
    outputs.store(before, ran)
    return before.cells[1]


def test_pieces_of_one_stream_are_stored_as_one():
    pieces = [new_output("stream", name=name, text=text) for name, text in (("stdout", "a"), ("stdout", "b"))]
    (output,) = stored("print()", *pieces).outputs
    assert output.text == "ab"


def test_streams_around_a_display_stay_apart():
    around = new_output("stream", name="stdout", text="a")
    shown = stored("x", around, new_output("display_data", data={"text/plain": "1"}), around).outputs
    assert [output.output_type for output in shown] == ["stream", "display_data", "stream"]


def test_counts_start_at_one_whatever_the_kernel_counted():
    cell = stored("1", new_output("execute_result", data={"text/plain": "1"}, execution_count=7))
    assert cell.execution_count == cell.outputs[0].execution_count == 1


def test_nothing_of_this_machine_is_stored():
    widget = new_output("display_data", data={outputs.WIDGET: {"model_id": "a1"}, "text/plain": "VBox()"})
    error = new_output("error", ename="KeyError", evalue="'a'", traceback=["File /home/ada/x.py", "KeyError"])
    shown = stored("x", widget, error).outputs
    assert shown[0].data == {"text/plain": "VBox()"}
    assert shown[1].traceback == ["KeyError: 'a'"]


def little_lesson(little, *sources):
    little.write(*(little.code(f"cell-{number}", source) for number, source in enumerate(sources)))
    course = CourseFolder(little.root)
    return course.lessons(), course.source / "00_first_call" / "first_call.ipynb"


@pytest.mark.slow
def test_updated_outputs_hold_in_a_strict_comparison(little):
    lessons, path = little_lesson(little, "x = 1", "print('a', flush=True)\nprint('b')\nx", "import sys")
    assert asyncio.run(outputs.update(lessons)) == [path]
    assert [cell.execution_count for cell in nbformat.read(path, 4).cells] == [1, 2, 3]
    assert asyncio.run(outputs.update(lessons)) == []
    assert asyncio.run(strict.findings(lessons[0])) == []


@pytest.mark.slow
def test_an_output_that_is_not_the_stored_one_is_named(little):
    lessons, path = little_lesson(little, "1", "2 + 3")
    asyncio.run(outputs.update(lessons))
    path.write_text(path.read_text().replace('"5"', '"6"'))
    (sentence,) = asyncio.run(strict.findings(lessons[0]))
    assert sentence.startswith(f"{path}, cell 'cell-1': its outputs are not the stored ones")
    assert "'6' == '5'" in sentence
    assert "course validate --update" in sentence


@pytest.mark.slow
def test_a_cell_without_stored_outputs_is_named(little):
    lessons, path = little_lesson(little, "1", "2 + 3")
    asyncio.run(outputs.update(lessons))
    source = nbformat.read(path, 4)
    source.cells[1].update(outputs=[], execution_count=None)
    nbformat.write(source, path)
    (sentence,) = asyncio.run(strict.findings(lessons[0]))
    assert "cell 'cell-1': its outputs are not stored" in sentence


def test_an_update_that_fails_stores_nothing(little):
    lessons, path = little_lesson(little, "1")
    second = little.write(little.code("ok", "2"), little.code("broken", "1 / 0"), name="01_second")
    before = path.read_bytes(), second.read_bytes()
    with pytest.raises(
        Problem, match=r"second.ipynb, cell 'broken' raises ZeroDivisionError: division by zero"
    ):
        asyncio.run(outputs.update(CourseFolder(little.root).lessons()))
    assert (path.read_bytes(), second.read_bytes()) == before
    assert lessons


def test_a_lesson_runs_without_the_settings_and_keys_of_the_author(little, monkeypatch):
    monkeypatch.setenv("COURSE_LANGUAGE", "de")
    monkeypatch.setenv("OPENAI_API_KEY", "a key")
    wanted = ("COURSE_LANGUAGE", "OPENAI_API_KEY")
    lessons, path = little_lesson(little, f"import os\n[os.environ.get(name) for name in {wanted}]")
    asyncio.run(outputs.update(lessons))
    assert nbformat.read(path, 4).cells[0].outputs[0].data["text/plain"] == "[None, None]"


def test_what_a_lesson_writes_stays_out_of_the_course_folder(little):
    lessons, path = little_lesson(little, "open('made.txt', 'w').write('x')")
    asyncio.run(outputs.update(lessons))
    assert [file.name for file in path.parent.iterdir()] == ["first_call.ipynb"]
