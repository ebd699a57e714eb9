import pytest

from graders.course.answers import STUB, solution_of, starter_of

CASES = {
    "a solution without a starter becomes the stub": (
        "# exercise: a\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION",
        f"# exercise: a\n{STUB}",
        "# exercise: a\nx = 1",
    ),
    "a starter keeps comments, blank lines and indentation": (
        "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\n    ### BEGIN STARTER\n"
        "    # if True:\n    #     # think\n    #\n    #     pass\n    ### END STARTER\nf()",
        "def f():\n    if True:\n        # think\n\n        pass\nf()",
        "def f():\n    return 1\nf()",
    ),
    "each solution gets its own starter": (
        "### BEGIN SOLUTION\na = 1\n### END SOLUTION\n### BEGIN STARTER\n# a = None\n### END STARTER\n"
        "### BEGIN SOLUTION\nb = 2\n### END SOLUTION",
        f"a = None\n{STUB}",
        "a = 1\nb = 2",
    ),
    "an indented solution becomes an indented stub": (
        "if x:\n    ### BEGIN SOLUTION\n    y = 1\n    ### END SOLUTION",
        f"if x:\n    {STUB}",
        "if x:\n    y = 1",
    ),
}


@pytest.mark.parametrize(("source", "starter", "solution"), CASES.values(), ids=CASES)
def test_an_answer_cell_gives_starter_and_solution(source, starter, solution):
    assert starter_of(source) == starter
    assert solution_of(source) == solution


BROKEN = {
    "### BEGIN SOLUTION\nx": "has no ### END SOLUTION",
    "### END SOLUTION": "does not pair",
    "### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION": "line 2",
    "### BEGIN SOLUTION\n### END STARTER": "does not pair",
    "### BEGIN STARTER\n# x\n### END STARTER": "directly after",
    "### BEGIN SOLUTION\n### END SOLUTION\nx = 1\n### BEGIN STARTER\n# x\n### END STARTER": "directly after",
    "### BEGIN SOLUTION\n### END SOLUTION\n### BEGIN STARTER\nx = 1\n### END STARTER": "not a comment",
}


@pytest.mark.parametrize(("source", "reason"), BROKEN.items())
def test_marks_that_do_not_pair_are_named(source, reason):
    with pytest.raises(ValueError, match=reason):
        starter_of(source)
