# ruff: noqa: E501 -- each row of a table stands on a line of its own
"""Knowledge is data that an instructor extends with a file."""

import json

import pytest

from course_lib.practice.knowledge import load_knowledge
from course_lib.practice.replies import reply


def ask(question, knowledge=None):
    return reply([{"role": "user", "content": question}], knowledge=knowledge).content


def test_an_instructor_adds_a_topic_with_a_file(tmp_path):
    topic = {
        "id": "walrus operator", "name": "the walrus operator", "aliases": ["walrus operator", "walrus"],
        "short": "The walrus operator assigns a value inside an expression.", "more": ["It is written :=."],
        "analogy": "Think of writing a number down while you read it aloud.", "code": "if (n := len(items)) > 3:\n    print(n)", "notes": {},
    }  # fmt: skip
    (tmp_path / "python.json").write_text(json.dumps({"topics": [topic]}), encoding="utf-8")
    assert "assigns a value inside an expression" not in ask("What is the walrus operator?")
    assert "assigns a value inside an expression" in ask(
        "What is the walrus operator?", load_knowledge(tmp_path)
    )
    assert "ordered collection" in ask("What is a list?", load_knowledge(tmp_path))


def test_an_instructor_adds_a_capital_and_a_recipe(tmp_path):
    recipe = {
        "name": "beetroot borscht",
        "main": "beetroot",
        "minutes": 40,
        "kinds": ["soup"],
        "ingredients": ["beetroot"],
        "steps": "Simmer.",
    }
    (tmp_path / "general.json").write_text('{"capitals": {"atlantis": "Poseidonis"}}', encoding="utf-8")
    (tmp_path / "recipes.json").write_text(json.dumps({"recipes": [recipe]}), encoding="utf-8")
    knowledge = load_knowledge(tmp_path)
    assert "Poseidonis" in ask("What is the capital of Atlantis?", knowledge)
    assert "beetroot borscht" in ask("Suggest a soup recipe.", knowledge)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("cooking.json", "{}", "recipes.json"),
        ("recipes.json", "{", "not valid JSON"),
        ("recipes.json", '{"recipes": {}}', "keep the shape"),
        ("recipes.json", "[]", "keep the shape"),
    ],
)
def test_a_file_that_does_not_fit_is_explained(tmp_path, name, text, says):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=says) as error:
        load_knowledge(tmp_path)
    assert name in str(error.value)


def test_every_python_topic_has_what_a_tutor_shows():
    for topic in load_knowledge()["python"]["topics"]:
        assert topic["analogy"].startswith("Think of")
        compile(topic["code"].replace("await ", ""), topic["id"], "exec")
        assert len(topic["short"].split()) <= 20
        assert len(f"{topic['short']} {' '.join(topic['more'])}".split()) >= 41, topic["id"]


def test_every_recommended_library_of_a_python_task_is_named_once():
    for task in load_knowledge()["libraries"]["tasks"]:
        assert len(task["libraries"]) == len(set(task["libraries"])) == 3


def test_notes_answer_to_words_that_exist():
    knowledge = load_knowledge()
    for name, entries in (("python", "topics"), ("libraries", "libraries"), ("trips", "places")):
        for entry in knowledge[name][entries]:
            assert set(entry["notes"]) <= set(knowledge[name]["asks"]), entry["name"]
