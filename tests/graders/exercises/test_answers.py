"""Answers as learners write them, in answers/*.md: right ones get every point, wrong ones what the heading
says.

`## right: name`, `## wrong: name · score · words` and `## raises: …` head a code block. A score may be a
range (`0..4`) or None (no score is due). Words stand all (`a, b`) or at least one of them (`a | b`) in the
messages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from graders import exercises
from graders.display import as_text
from graders.exercises import common_mistakes
from graders.rubric import Exercise, Outcome

# The lesson whose wrong answers are also judged in German.
IN_GERMAN = [e.id for e in vars(common_mistakes).values() if isinstance(e, Exercise)]
FOLDER = Path(__file__).parent / "answers"
_ANSWER = re.compile(r"^## (right|wrong|raises): (.+?)\n```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Answer:
    exercise: str
    kind: str
    name: str
    code: str
    scores: str = ""
    words: str = ""


def answers() -> list[Answer]:
    found = []
    for path in sorted(FOLDER.glob("*.md")):
        for kind, heading, code in _ANSWER.findall(path.read_text(encoding="utf-8")):
            found.append(Answer(path.stem, kind, *_split(heading, code)))
    return found


def _split(heading: str, code: str) -> tuple[str, str, str, str]:
    name, scores, words = [*heading.split(" · "), "", ""][:3]
    return name, code, scores, words.lower()


ANSWERS = answers()


def of_kind(*kinds: str) -> list:
    return [pytest.param(a, id=f"{a.exercise}: {a.name}") for a in ANSWERS if a.kind in kinds]


pytestmark = pytest.mark.filterwarnings("ignore")  # of a forgotten await, of an unread stream


@pytest.mark.parametrize("answer", of_kind("right"))
def test_a_right_answer_gets_every_point(answer: Answer, verdict_on) -> None:
    verdict = verdict_on(answer.exercise, answer.code)
    assert verdict.outcome is Outcome.RIGHT, verdict
    assert verdict.score == verdict.max_score == exercises.find(answer.exercise).points
    assert verdict.messages == ()


@pytest.mark.parametrize("answer", of_kind("wrong", "raises"))
def test_a_wrong_answer_loses_its_points_for_the_stated_reason(answer: Answer, verdict_on) -> None:
    verdict = verdict_on(answer.exercise, answer.code)
    if answer.scores == "None":
        assert verdict.score is None, verdict
    else:
        low, _, high = answer.scores.partition("..")
        assert float(low) <= verdict.score <= float(high or low), verdict
    said = " ".join(verdict.messages).lower()
    if "|" in answer.words:
        assert any(word in said for word in answer.words.split(" | ")), verdict
    else:
        assert all(word in said for word in answer.words.split(", ")), verdict
    if answer.kind == "raises":
        assert verdict.outcome is Outcome.RAISED, verdict


@pytest.mark.parametrize(
    "answer", [a for a in of_kind("wrong", "raises") if a.values[0].exercise in IN_GERMAN]
)
def test_a_wrong_answer_is_told_in_german_throughout(answer: Answer, verdict_on, untold) -> None:
    verdict = verdict_on(answer.exercise, answer.code)
    assert verdict.messages
    assert [message for message in verdict.messages if untold(message)] == []
    headline, *_ = as_text(verdict).splitlines()
    assert re.fullmatch(rf"\S {answer.exercise}:( ·)?", re.sub(r"\s+", " ", untold(headline))), headline


def test_every_exercise_has_right_and_wrong_answers() -> None:
    for name in exercises.all():
        kinds = [answer.kind for answer in ANSWERS if answer.exercise == name]
        assert kinds.count("right") >= 2, name
        assert len(kinds) - kinds.count("right") >= 4, name


def test_the_tutorials_own_exercises_have_a_long_table() -> None:
    for name in ("three-turn-chat", "cooking-bot"):
        kinds = [answer.kind for answer in ANSWERS if answer.exercise == name]
        assert kinds.count("right") >= 12
        assert len(kinds) - kinds.count("right") >= 15


def test_every_row_of_points_is_lost_by_some_answer(verdict_on) -> None:
    for name, exercise in exercises.all().items():
        lost = set()
        for answer in ANSWERS:
            if answer.exercise == name and answer.kind != "right":
                lost |= {row.goal for row in verdict_on(name, answer.code).rows if row.score < row.points}
                if len(lost) == len(exercise.rows):
                    break
        assert lost == {row.goal for row in exercise.rows}, name
