"""Choosing a library for a purpose."""

import re
from typing import Any

from course_lib.practice import patterns
from course_lib.practice.conversation import Conversation
from course_lib.practice.skills.project import language_of
from course_lib.practice.words import a_or_an, phrase, pick, says


def entry_of(name: str, talk: Conversation) -> dict[str, Any] | None:
    """What is known about a library, or None."""
    for library in talk.knowledge["libraries"]["libraries"]:
        if name.lower() in (library["name"].lower(), *library["aliases"]):
            return library
    return None


def recommend(text: str, talk: Conversation) -> str:
    """A library for the purpose that the question or the talk names, or a question for that purpose."""
    purpose, task = _purpose(text, talk)
    if not purpose:
        if talk.lost:
            return ""
        return "For what? Tell me what you are building, and I can suggest something for it."
    if task is None:
        return (
            f"For {purpose} I have no particular library in my notes. I would start with Python's "
            f"standard library, write the smallest version of {purpose} that works, and search the "
            "Python Package Index for the part that turns out to be hard."
        )
    language = language_of(text, talk)
    libraries = task["libraries"]
    foreign = talk.knowledge["libraries"]["other_languages"].get((language or "").lower(), {})
    if language and language.lower() != "python":
        if task["id"] not in foreign:
            return (
                f"For {purpose} in {language} I have no library in my notes: they are mostly about "
                f"Python, where I would use {libraries[0]}. Ask the {language} community what is "
                "usual there."
            )
        libraries = foreign[task["id"]]
    seen = " ".join(talk.assistant_texts)
    again = patterns.search(r"\b(?:another|other|different|else|instead|alternative)\b", text, re.I)
    fresh = [name for name in libraries if not (again and says(seen, name))] or libraries
    name = fresh[talk.option % len(fresh)] if talk.option else pick(fresh, purpose.lower())
    entry = entry_of(name, talk)
    what = f", {entry['what']}" if entry else ""
    others = [other for other in libraries if other != name]
    more = f" {others[0]} is another good choice" + (
        f", {entry_of(others[0], talk)['what']}." if entry_of(others[0], talk) else "."
    )  # type: ignore[index]
    return f"For {purpose}, I would use {name}{what}." + (more if not talk.option else "")


def _purpose(text: str, talk: Conversation) -> tuple[str | None, dict[str, Any] | None]:
    """What the library is for, in the learner's words, and the task of the knowledge that it is."""
    asked = patterns.search(
        r"\b(?:for|to (?:build|make|write|create|do|develop|code|scrape|parse|plot|draw|"
        r"analy[sz]e|process|send|read)|in) (?P<x>[^?.!,]+)",
        text,
        re.I,
    )
    words = asked["x"] if asked else ""
    words = patterns.sub(r"^(?:building|making|creating|writing|doing|developing) ", "", words.strip())
    words = patterns.sub(
        r"\b(?:in (?:python|rust|go|javascript|java|kotlin|typescript)|please|then|python)\b",
        "",
        words,
        flags=re.I,
    ).strip()
    if words and not patterns.fullmatch(
        r"(?:it|that|this|my (?:project|app|idea|program|work)|the (?:project|app)|"
        r"this project|that project|an?|me|a beginner|beginners|the job|the task|them|)",
        words,
        re.I,
    ):
        verb = asked[0].split()[0].lower() if asked else "for"  # type: ignore[union-attr]
        task = _task(asked[0] if asked else words, talk)
        noun = patterns.sub(r"^my |^our ", "your ", words)
        if verb == "to" and task and not patterns.match(r"(?:an?|my|the|your) ", words, re.I):
            noun = (
                a_or_an(task["id"])
                if not patterns.search(
                    r"(?:ing|analysis|vision|access|time|times|maps|learning|visualisation|cryptography)$",
                    task["id"],
                )
                else task["id"]
            )
        if task or verb == "for":
            return noun, task
    project = talk.facts.get("project")
    if project:
        purpose = patterns.sub(r"^my |^our ", "your ", project)
        return purpose, _task(project, talk)
    said = [text, *talk.pending[talk.now : talk.now + 1], *reversed(talk.user_texts)]
    task = next((found for words in said if (found := _task(words, talk, strict=True))), None)
    if task:
        return task["id"], task
    idea = talk.antecedent("project")
    if idea:
        return a_or_an(idea.name), _task(idea.name, talk)
    learning = talk.facts.get("learning")
    task = _task(learning, talk) if learning else None
    return (learning, task) if task else (None, None)


def _task(text: str, talk: Conversation, *, strict: bool = False) -> dict[str, Any] | None:
    best, size = None, 0
    for task in talk.knowledge["libraries"]["tasks"]:
        for alias in (task["id"], *task["aliases"]):
            if strict and alias in (
                "ml",
                "data",
                "server",
                "tests",
                "test",
                "schedule",
                "time",
                "bot",
                "assistant",
                "site",
                "image",
                "images",
                "sound",
                "music",
                "date",
                "dates",
                "map",
                "maps",
                "endpoint",
                "fetch",
                "tables",
                "science",
            ):
                continue
            if len(alias) > size and phrase(alias).search(text):
                best, size = task, len(alias)
    return best
