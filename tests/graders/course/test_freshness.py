from datetime import date, timedelta

from course_lib import facts
from graders.course import freshness


def test_nothing_is_due_on_the_day_of_the_check():
    checked = date.fromisoformat(facts.CHECKED)
    assert not [note for note in freshness.due(checked) if "due for review" in note or "price" in note]


def test_the_review_date_makes_the_facts_due():
    day = date.fromisoformat(facts.REVIEW_BY)
    assert any(f"due for review since {facts.REVIEW_BY}" in note for note in freshness.due(day))


def test_a_model_that_shuts_down_soon_is_named_with_its_replacement():
    model = facts.models()[facts.MODEL]
    end = date.fromisoformat(model.shuts_down)
    notes = freshness.due(end - timedelta(days=30))
    assert any(f"{model.name} shuts down on {end}" in note and model.replacement in note for note in notes)
    assert not any("shuts down" in note for note in freshness.due(end - timedelta(days=90)))


def test_a_price_ages():
    assert any("price of" in note for note in freshness.due(date(2030, 1, 1)))
