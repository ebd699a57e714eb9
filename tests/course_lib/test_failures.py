"""Exceptions as plain data: bounded, readable, and without keys."""

from course_lib.failures import LONGEST, failure_of


class Odd(Exception):
    def __str__(self):
        raise self


def failed(error):
    """The failure of an exception that was raised here, outside any cell."""
    try:
        raise error
    except Exception as caught:
        return failure_of(caught)


def test_a_failure_has_name_and_message():
    failure = failed(ValueError("no such turn"))
    assert (failure.name, failure.message, failure.line) == ("ValueError", "no such turn", None)


def test_an_exception_that_cannot_tell_its_message_does_no_harm():
    failure = failed(Odd())
    assert (failure.name, failure.message) == ("Odd", "")


def test_a_key_in_a_message_is_taken_out():
    failure = failed(RuntimeError("bad key sk-proj-abcdefgh0123456789"))
    assert failure.message == "bad key sk-…"


def test_an_endless_message_is_bounded():
    failure = failed(ValueError("x" * 1_000_000))
    assert len(failure.message) == LONGEST


def test_the_line_of_a_cell_is_the_one_that_the_cell_ran():
    cell = "def f():\n    raise ValueError\n\nf()\n"
    try:
        exec(compile(cell, "/tmp/ipykernel_1/2.py", "exec"), {})
    except ValueError as error:
        failure = failure_of(error)
    assert failure.line == 4
