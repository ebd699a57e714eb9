"""What judges long texts gives the same verdicts in time that grows with the text, not with its square."""

from __future__ import annotations

import random

import pytest

from course_lib.evidence import CellRun, Event, Exchange
from graders.exercises import memory, wording
from graders.exercises.conversations import on_screen, printed_replies
from graders.exercises.wording import says


def labels_in(printed: str) -> list[tuple[int, int, int]]:
    return [(int(m[1]), m.end(), m.start()) for m in memory._LABEL.finditer(printed)]


def follows_by_trying_all(printed, labels, number, reply):
    for label, end, _ in labels:
        place = printed.find(reply, end)
        between = any(n != number and end <= start < place for n, _, start in labels)
        if label == number and place >= 0 and not between:
            return True
    return False


def test_a_reply_follows_its_label_as_when_all_labels_are_tried():
    chance = random.Random(7)
    for _ in range(3000):
        words = chance.choices(
            ["Turn 1: ", "Turn 2: ", "Turn 3: ", "yes ", "no ", "1: yes"], k=chance.randrange(12)
        )
        printed, reply = "".join(words), chance.choice(["yes", "no", "yes Turn 2", "Turn 1: yes"])
        for number in (1, 2, 3):
            expected = follows_by_trying_all(printed, labels_in(printed), number, reply)
            assert memory._follows(printed, labels_in(printed), number, reply) == expected, (printed, reply)


def test_a_reply_is_looked_for_once_however_many_labels_there_are():
    class Counted(str):
        finds = 0

        def find(self, *given):
            Counted.finds += 1
            return super().find(*given)

    printed = Counted("Turn 1:" * 500 + "Turn 2: " + "Turn 1:Turn 2:" * 400 + "reply")
    assert not memory._follows(printed, labels_in(printed), 1, "reply")
    assert Counted.finds <= 2


def test_a_line_that_is_written_over_shows_what_a_screen_shows():
    def by_writing(line):
        shown = ""
        for part in line.split("\r"):
            shown = part + shown[len(part) :]
        return shown

    chance = random.Random(7)
    for _ in range(1000):
        line = "".join(chance.choices("ab\r", k=12))
        assert on_screen(line) == by_writing(line)
    assert len(on_screen("\r".join(["x" * 300_000, *["ab"] * 300_000]))) == 300_000


def test_each_print_is_read_once_for_all_replies():
    class Printed(CellRun):
        reads = 0

        @property
        def printed(self):
            Printed.reads += 1
            return "one two"

    exchanges = [
        Exchange(number=n, request={}, status=200, message={"role": "assistant", "content": text})
        for n, text in enumerate(["one", "", "three", "two"])
    ]
    assert printed_replies(Printed("x", events=(Event("print", "one two"),)), exchanges) == [
        exchanges[0],
        exchanges[3],
    ]
    assert Printed.reads == 1


def test_parts_of_a_pattern_stand_one_behind_the_other():
    test = says(r"\bbuild\b ... \bin\b")
    assert test("Build it\nin Rust")
    assert test("in short: build, and build in Rust")
    assert not test("in Rust I build")


TOPICS = [
    topic
    for name, topic in vars(wording).items()
    if callable(topic) and getattr(topic, "__module__", "") == wording.__name__ and not name.startswith("_")
    if topic.__code__.co_varnames[:1] == ("text",)
]


@pytest.mark.parametrize(
    "unit", ["build ", "what ", "1", "not ", "from ", "make ", "80 ", "suggest ", "ask ", "if "]
)
def test_topics_are_looked_for_in_a_text_of_any_length(unit):
    assert len(TOPICS) > 15
    for topic in TOPICS:
        topic(unit * 200_000)  # hours, where it is looked for from each word on


def test_a_topic_at_either_end_of_a_long_text_counts():
    for text in ("Suggest a project. " + "x " * 10_000, "x " * 10_000 + "Suggest a project."):
        assert wording.asks_for_a_project(text) == 2
