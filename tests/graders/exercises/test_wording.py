"""Topics in other words: what counts, and what does not."""

from __future__ import annotations

import pytest

from graders.exercises import wording

COUNTS = {
    "tells_a_language": [
        "I love Rust",
        "C is my favourite",
        "My favorite programming language is Befunge.",
        "I write C# all day",
        "golang!",
        "Python",
        "I'd say R",
        "My go-to is Brainfuck",
        "I'm a Java fan",
        "Fav language: Julia",
        "I enjoy Befunge most",
    ],
    "asks_for_a_project": ["Suggest a project idea", "Any IDEAS?", "what projects fit", "Give me an idea"],
    "asks_how_long": ["How long would that take a beginner?", "HOW LONG?", "And how  long will it take me?"],
    "about_cooking": [
        "You are a chef.",
        "You suggest recipes",
        "culinary expert",
        "Help in the kitchen",
        "Cook!",
        "You bake",
    ],
    "asks_for_a_quick_dinner": [
        "Suggest a quick dinner recipe.",
        "something to cook tonight",
        "What can I eat this evening?",
        "A fast meal, please",
        "Give me a recipe",
        "a 20 minute supper",
        "Quick weeknight dish?",
    ],
    "asks_for_a_substitute": [
        "What can I substitute for the main protein?",
        "Any substitutes?",
        "a good SUBSTITUTION?",
    ],
    "about_reviewing_code": [
        "You are a code reviewer.",
        "When I paste a function, point out its bugs.",
        "Find mistakes in Python code.",
        "Review Python code.",
        "You give feedback on pull requests",
        "Check my functions for bugs",
        "You're a senior software engineer who critiques snippets",
    ],
    "asks_for_bullets": [
        "Use bullet points",
        "as a bulleted list",
        "Answer in bullets",
        "start each line with a dash",
        'Begin lines with "-"',
        "an unordered list",
        "• one per line",
    ],
    "limits_to_80_words": [
        "at most 80 words",
        "Use eighty words or fewer",
        "80-word limit",
        "under 80 words",
        "no more than 80 words in total",
        "Max. words: 80",
        "Word limit: 80",
        "don't exceed 80 words",
        "keep it to 80 short words",
        "never write more than 80 words",
        "<= 80 words",
    ],
    "about_budget": ["the budget", "how much they can spend", "their price range", "what money there is"],
    "about_dates": ["travel dates", "when they want to travel", "the month", "time of year"],
    "about_interests": [
        "interests",
        "what they enjoy",
        "hobbies",
        "preferred activities",
        "what the user likes",
    ],
    "asks_before_suggesting": [
        "Before suggesting destinations, ask about the budget.",
        "Ask first, then suggest.",
        "Do not suggest any destination until you know all three.",
        "Always ask clarifying questions first",
        "Only recommend places once you have asked for budget and dates",
        "Find out budget and dates before you propose",
        "Never suggest anything without asking for the budget",
    ],
    "gives_a_budget": [
        "$2000",
        "My budget is small",
        "2k",
        "1500 euros",
        "€900",
        "We can spend 800",
        "a cheap trip",
        "about 500 USD",
    ],
    "gives_dates": [
        "late September",
        "from 3 May to 12 May",
        "next week",
        "in summer",
        "2027-05-01",
        "5/12",
        "over Easter",
        "in May",
        "the first week of June",
        "at the weekend",
        "12th to 19th",
    ],
    "gives_interests": [
        "I love hiking",
        "we're into museums",
        "interested in food",
        "I like beaches",
        "history and art",
        "My hobby is diving",
    ],
    "says_when_unknown": [
        "say that you don't know",
        "If the notes do not contain it, say so.",
        "otherwise reply 'no idea'",
        "If it is not there, admit it",
        'say "The notes do not say."',
        "If the answer isn't in the notes, respond with 'not found'",
        "when the notes lack the answer, tell the user",
        "If unsure, say you are unsure",
        "Make sure to say that you don't know when it is not there.",
        "If the answer is missing, make it clear that you do not know.",
        "If the notes don't help, do not guess, invent or make up anything: admit it.",
        "Never make things up if the notes are silent.",
    ],
}
DOES_NOT = {
    "tells_a_language": [
        "Hello!",
        "My favorite food is pizza",
        "What's the weather?",
        "I like the color blue",
    ],
    "asks_for_a_project": ["What is it good for?", "Suggest something"],
    "asks_how_long": ["Is it hard?", "How much time does it take?", "How hard?"],
    "about_cooking": ["You are a tutor.", "You review code", ""],
    "asks_for_a_quick_dinner": [
        "Hello",
        "Suggest a dessert recipe",
        "Which wine goes with it?",
        "A cake recipe, please",
    ],
    "asks_for_a_substitute": ["Which wine goes with it?", "And for dessert?", "Thanks"],
    "about_reviewing_code": ["You review essays.", "You are a tutor", "Write code"],
    "asks_for_bullets": ["Answer briefly", "Use at most 80 words", "Make three points"],
    "limits_to_80_words": [
        "at least 80 words",
        "80 characters",
        "100 words",
        "be brief",
        "a minimum of 80 words",
    ],
    "about_budget": ["dates and interests", "when they travel"],
    "about_dates": ["budget and interests", "Only suggest when you know the budget and the interests."],
    "about_interests": ["the budget and the travel dates", "dates, like May"],
    "asks_before_suggesting": [
        "You know a lot about budget, dates and interests.",
        "Suggest destinations right away.",
        "Consider budget, dates, interests",
        "Suggest three destinations immediately, ask nothing.",
        "Suggest a place right away, before anything else. Afterwards ask about budget and dates.",
        "Never ask about budget, dates or interests before you suggest: suggest at once.",
    ],
    "gives_a_budget": [
        "I want to plan a vacation.",
        "late September",
        "somewhere sunny",
        "What budget do other people have?",
        "How much does it cost?",
    ],
    "gives_dates": ["I may need a hotel", "My budget is $2000", "I love hiking", "We may go"],
    "gives_interests": [
        "I'd like to plan a vacation.",
        "I would love to go away",
        "My budget is $2000",
        "Late September",
    ],
    "says_when_unknown": [
        "Answer from these notes:",
        "Use the notes below.",
        "You are a helpful assistant.",
        "If the notes do not contain it, make something up.",
        "Invent an answer when nothing fits.",
    ],
}


@pytest.mark.parametrize(("topic", "text"), [(t, text) for t, texts in COUNTS.items() for text in texts])
def test_other_words_count(topic: str, text: str) -> None:
    assert getattr(wording, topic)(text)


@pytest.mark.parametrize(("topic", "text"), [(t, text) for t, texts in DOES_NOT.items() for text in texts])
def test_something_else_does_not_count(topic: str, text: str) -> None:
    assert not getattr(wording, topic)(text)
