"""Whole conversations in which the model hears its own replies, as a learner's program sends them."""

import pytest

from course_lib.practice.replies import reply

TUTOR = "You are a patient Python tutor for beginners. Use simple analogies. Show short code examples. Keep responses under 150 words."  # noqa: E501
COOK = "You are a cooking assistant. Suggest recipes and cooking tips. Keep responses under 100 words."
PLANNER = (
    "You are a travel planner. Before suggesting destinations, ask about: 1) budget range, 2) travel dates, "
    "3) interests (adventure, culture, relaxation). Only suggest destinations after gathering these details. "
    "Keep each response under 150 words."
)


def talk(*turns, system=None, keep=True):
    messages = [{"role": "system", "content": system}] if system else []
    said = []
    for turn in turns:
        messages.append({"role": "user", "content": turn})
        said.append(reply(messages).content)
        if keep:
            messages.append({"role": "assistant", "content": said[-1]})
    return said


def test_the_scraper_conversation_stays_on_one_library():
    hello, library, pages, again = talk(
        "My name is Priya. I'm building a web scraper.",
        "What library should I use?",
        "Does it handle JavaScript-rendered pages?",
        "What did you recommend?",
    )
    assert "Nice to meet you, Priya!" in hello
    named = next(name for name in ("BeautifulSoup", "Scrapy", "Playwright") if f"use {name}" in library)
    assert pages.startswith((named, f"Yes, {named}"))
    assert f"I named {named}" in again
    assert not any("Priya" in text for text in (library, pages, again))


def test_without_saved_replies_it_greets_again_contradicts_itself_and_loses_the_thread():
    turns = (
        "My name is Priya. I'm building a web scraper.",
        "What library should I use?",
        "Does it handle JavaScript-rendered pages?",
    )
    kept, broken = talk(*turns), talk(*turns, keep=False)
    assert all("Nice to meet you, Priya!" in text for text in broken)
    assert kept[1] not in broken[1]
    picks = [
        next(n for n in ("BeautifulSoup", "Scrapy", "Playwright") if f"use {n}" in text)
        for text in broken[1:]
    ]
    assert picks[0] != picks[1]
    assert "Which library" in broken[2]


def test_an_idea_is_followed_through_three_turns():
    _, idea, time, start = talk(
        "My favorite programming language is Rust.",
        "Suggest a project idea in that language.",
        "How long would that take a beginner?",
        "Where do I start?",
    )
    name = idea.removeprefix("Build a ").removeprefix("Build an ").split(" in Rust")[0]
    assert "in Rust" in idea
    assert name in time
    assert name in start


def test_a_recipe_stays_the_subject_after_its_substitute_was_named():
    recipe, substitute, time = talk(
        "Suggest a quick dinner recipe.",
        "What can I substitute for the main protein?",
        "How long does it take?",
        system=COOK,
    )
    assert recipe.startswith("Try a lemon chicken stir-fry")
    assert "Instead of chicken" in substitute
    assert "lemon chicken stir-fry" in time


def test_the_planner_asks_one_thing_at_a_time_and_then_suggests():
    budget, dates, interests, places, first, second = talk(
        "I want to plan a vacation.",
        "My budget is around $2000 for a week.",
        "I'm thinking late September.",
        "I love hiking and local food scenes.",
        "Tell me more about your top suggestion.",
        "What about the second one?",
        system=PLANNER,
    )
    assert (budget, dates) == ("What is your budget range?", "When do you want to travel?")
    assert interests == "What are you interested in: adventure, culture or relaxation?"
    assert all(part in places for part in ("$2000", "late September", "hiking", "top suggestion is Slovenia"))
    assert first.startswith("Slovenia")
    assert second.startswith("Northern Portugal")
    assert all(len(text.split()) < 150 for text in (places, first, second))


def test_a_second_example_is_another_one():
    first, second = talk("What's a dictionary in Python?", "Show me another example.", system=TUTOR)
    code = first.split("```")[1]
    assert "```python" in second
    assert code not in second


@pytest.mark.parametrize("turns", [1, 3, 6])
def test_the_name_is_known_for_as_long_as_it_is_sent(turns):
    small = [
        "What is a list?",
        "What is a tuple?",
        "Tell me a joke.",
        "What is Go?",
        "Thanks!",
        "What is a set?",
    ][:turns]
    assert talk("My name is Ada.", *small, "What's my name?")[-1] == "Your name is Ada."
    assert "don't know your name" in talk(*small, "What's my name?")[-1]
