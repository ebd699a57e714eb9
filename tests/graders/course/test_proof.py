import asyncio

import pytest

from graders.course import proof
from graders.course.folder import CourseFolder
from graders.course.problem import Problem

pytestmark = pytest.mark.slow  # each test runs a kernel

SOLUTION = """\
response = await client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": "Hello!"}])
print(response.choices[0].message.content)
print(f"Tokens: {response.usage.total_tokens}")"""


def answer(solution, starter="# your message"):
    starter = "\n".join(f"# {line}" for line in starter.split("\n"))
    return (
        f"# exercise: first-call\n### BEGIN SOLUTION\n{solution}\n### END SOLUTION\n"
        f"### BEGIN STARTER\n{starter}\n### END STARTER"
    )


def findings(little, *cells):
    little.write(*cells)
    (lesson,) = CourseFolder(little.root).lessons()
    return asyncio.run(proof.findings(lesson))


def test_a_starter_that_fails_and_a_solution_that_passes_are_proven(little):
    assert findings(little, *little.cells(answer=answer(SOLUTION))) == []


def test_a_solution_that_does_not_pass_is_named_with_what_the_check_says(little):
    (sentence,) = findings(little, *little.cells(answer=answer(SOLUTION.replace("Tokens", "Used"))))
    assert "first_call.ipynb, cell 'first-call': the solution is judged 'partly right' (" in sentence
    assert "Correct the solution or the rubric." in sentence


def test_a_starter_that_passes_is_named(little):
    said = findings(little, *little.cells(answer=answer(SOLUTION, starter=SOLUTION + "\n1")))
    assert any("cell 'first-call': the starter passes" in sentence for sentence in said)
    assert any("the starter as released is judged 'right'" in sentence for sentence in said)


def test_a_solution_that_raises_is_named(little):
    (sentence,) = findings(little, *little.cells(answer=answer("1 / 0")))
    assert "the solution is judged 'raised'" in sentence


def test_a_check_that_breaks_is_named(little):
    setup, *others = [cell for cell in little.cells(answer=answer(SOLUTION)) if cell.id != "title"]
    setup.source += "\n\n\nasync def check(name):\n    raise OSError('no check')"
    said = findings(little, setup, *others)
    assert len(said) == 3
    assert all("its check ended without a verdict (OSError: no check)" in sentence for sentence in said)


def test_a_given_cell_that_raises_ends_the_proof(little):
    with pytest.raises(Problem, match="cell 'sum' raises NameError"):
        findings(
            little, *(cell for cell in little.cells() if cell.id != "sum"), little.code("sum", "nothing")
        )
