"""What in the course ages and is due for a look, as `course_lib/facts.json` says."""

from __future__ import annotations

from datetime import date, timedelta

from course_lib import facts

SOON = timedelta(days=60)
OLD_PRICE = timedelta(days=180)


def due(today: date | None = None) -> list[str]:
    """What is due for review on that day: a sentence each, with the remedy. Empty when all is fresh."""
    today = today or date.today()
    notes = []
    if today >= date.fromisoformat(facts.REVIEW_BY):
        notes.append(
            f"course_lib/facts.json, checked on {facts.CHECKED}, is due for review since {facts.REVIEW_BY}: "
            f"look up what it says and set both dates."
        )
    for model in facts.models().values():
        end = date.fromisoformat(model.shuts_down) if model.shuts_down else None
        if model.name == facts.MODEL and end and today >= end - SOON:
            notes.append(
                f"The course's model {model.name} shuts down on {end}: "
                f"set `model` in course_lib/facts.json to {model.replacement or 'its replacement'}."
            )
        if today - date.fromisoformat(model.price.date) > OLD_PRICE:
            notes.append(f"The price of {model.name} is of {model.price.date}: look it up again.")
    return notes
