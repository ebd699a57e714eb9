"""Listening to standard output: nothing is replaced, and all is as it was afterwards."""

import io
import sys
from contextlib import redirect_stdout

import pytest

from course_lib.stdout import Listening


class Out(io.StringIO):
    """A stream that takes attributes, as those of kernels do."""


class Slots:
    """A stream that takes none."""

    __slots__ = ()

    def write(self, text):
        return len(text)


class Ear:
    """Notes what it hears, and shows it or not."""

    def __init__(self, *, show=True):
        self.text, self.show = "", show

    def __call__(self, text):
        self.text += text
        return self.show


def test_what_is_printed_is_heard_and_shown():
    ear = Ear()
    with redirect_stdout(Out()) as out:
        stop = Listening(ear).start()
        print("a", 1, flush=True)
        stop()
        print("b")
        assert sys.stdout is out
    assert (ear.text, out.getvalue()) == ("a 1\n", "a 1\nb\n")
    assert "write" not in vars(out)


def test_what_is_not_to_be_shown_is_only_heard():
    ear = Ear(show=False)
    with redirect_stdout(Out()) as out:
        stop = Listening(ear).start()
        assert sys.stdout.write("abc") == 3
        stop()
    assert (ear.text, out.getvalue()) == ("abc", "")


def test_listening_may_nest_and_end_in_any_order():
    ear = Ear()
    listening = Listening(ear)
    with redirect_stdout(Out()) as out:
        first, second = listening.start(), listening.start()
        print("x", end="")
        first()
        print("y", end="")
        second()
        print("z", end="")
    assert (ear.text, out.getvalue()) == ("xy", "xyz")


def test_ending_twice_ends_once():
    ear = Ear()
    listening = Listening(ear)
    with redirect_stdout(Out()):
        first, second = listening.start(), listening.start()
        first()
        first()
        print("x", end="")
        second()
    assert ear.text == "x"


def test_a_wrap_of_someone_else_is_kept():
    seen = []
    with redirect_stdout(Out()) as out:
        out.write = theirs = seen.append
        stop = Listening(Ear()).start()
        print("x", end="")
        stop()
        assert out.write is theirs
    assert "".join(seen) == "x"


def test_a_wrap_that_was_put_over_ours_is_kept_and_ours_passes_on():
    ear = Ear()
    with redirect_stdout(Out()) as out:
        stop = Listening(ear).start()
        ours = out.write
        out.write = lambda text: ours(text.upper())
        stop()
        print("x", end="")
    assert (ear.text, out.getvalue()) == ("", "X")


@pytest.mark.parametrize("stream", [None, Slots()])
def test_a_stream_that_cannot_be_listened_to_is_left_alone(stream):
    with redirect_stdout(stream):
        stop = Listening(Ear()).start()
        print("x")
        stop()
        assert sys.stdout is stream


def test_a_wrong_argument_is_the_streams_own_error():
    with redirect_stdout(Out()):
        stop = Listening(Ear()).start()
        with pytest.raises(TypeError):
            sys.stdout.write(5)
        stop()


class Counting(Out):
    """A stream whose flush is seen."""

    flushes = 0

    def flush(self):
        self.flushes += 1


@pytest.mark.parametrize(("show", "flushes"), [(True, 1), (False, 0)])
def test_what_is_not_shown_is_not_flushed(show, flushes):
    with redirect_stdout(Counting()) as out:
        stop = Listening(Ear(show=show)).start()
        print("x", end="", flush=True)
        stop()
        assert out.flushes == flushes
        out.flush()
    assert out.flushes == flushes + 1
    assert not {"write", "flush"} & set(vars(out))
