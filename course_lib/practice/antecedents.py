"""What "it", "that library" or "the top suggestion" means: what the assistant named last."""

import re
from dataclasses import dataclass
from functools import lru_cache

from course_lib.practice import patterns
from course_lib.practice.knowledge import Knowledge
from course_lib.practice.library_names import known_libraries, library_named
from course_lib.practice.offers import FOOD, NOT_A_NAME, guessed, offered
from course_lib.practice.words import holds, phrase, plain, says, without_code

KINDS = ("library", "recipe", "project", "place", "topic", "thing")


@dataclass(frozen=True)
class Named:
    """Something that an assistant message put forward: its kind, name, and the alternatives in order."""

    kind: str
    name: str
    options: tuple[str, ...] = ()


_BUILT = re.compile(
    r"\b(?:build|building|code|coding|create|creating|write|writing|project|implement|program|"
    r"develop|make)\b",
    re.I,
)


_GONE = re.compile(
    r"\b(?:visit|travel|trip|destination|go to|head to|fly to|city|country|island|hiking|"
    r"beach(?:es)?|vacation|holiday|explore|weekend in)\b",
    re.I,
)


_LIBRARY = re.compile(
    r"\b(?:library|framework|package|pip install|import|crawls?|parses?|api|module|toolkit|sdk|engine|orm)\b",
    re.I,
)


_EXPLAINS = re.compile(
    r"\b(?:what(?:'s|s| is| are| does)|explain|define|describe|how (?:do|does|can)|"
    r"tell me (?:more )?about|teach me|meaning of|difference between)\b"
    r"(?!.*\b(?:best|recommend\w*|suggest\w*|should|good|favou?rite|my)\b)",
    re.I,
)


@lru_cache(maxsize=2048)
def named_in(text: str, asked: str, knowledge: Knowledge, role: str = "") -> Named | None:
    """What an assistant message puts forward after a user's question; None when it names nothing."""
    subject = patterns.sub(r"\b(?:an?|are) (?:modules?|packages?|librar(?:y|ies))\b", "", asked, flags=re.I)
    if _EXPLAINS.search(asked) and kind_word(subject) is None and (topic := topic_in(asked, knowledge)):
        name = next(t["name"] for t in knowledge["python"]["topics"] if t["id"] == topic)
        return Named("topic", name)
    coded = patterns.search(r"`([\w.+-]+)`", text)
    text = _bare(text)
    options = offered(text)
    if not options and coded and patterns.search(r"\b(?:works?|good|is|does|handles?|helps?)\b", text, re.I):
        return Named("library", coded[1], (coded[1],))
    kind = _kind(text, asked, options, knowledge, role)
    if kind == "library":
        known = known_libraries(text, knowledge)
        names = options if options and any(o in known for o in options) else tuple(known) or options
        if (
            options
            and known
            and options[0] not in known
            and not any(k in options[0] for k in known)
            and kind_word(asked) == "library"
        ):
            names = options
        return Named("library", library_named(names[0], known), tuple(names)) if names else None
    likely = kind_word(asked) or {"cook": "recipe", "travel": "place"}.get(role, "")
    if not options and (guess := guessed(text, likely)):
        options = (guess,)
        kind = kind if kind != "thing" else kind_word(asked) or kind
    if kind == "recipe":
        dishes = tuple(o for o in options if not NOT_A_NAME.match(o))
        found = next((r["name"] for r in knowledge["recipes"]["recipes"] if says(text, r["name"])), None)
        if found and not (dishes and found not in dishes[0]):
            return Named("recipe", found, dishes)
        return Named("recipe", dishes[0], dishes) if dishes else None
    if options:
        return Named(kind, options[0], options)
    if kind == "place":
        found = [p["name"] for p in knowledge["trips"]["places"] if says(text, p["name"])]
        return Named("place", found[0], tuple(found)) if found else None
    if kind == "project":
        found = [p["name"] for p in knowledge["projects"]["ideas"] if says(text, p["name"])]
        return Named("project", found[0], tuple(found)) if found else None
    return None


@lru_cache(maxsize=2048)
def topic_in(text: str, knowledge: Knowledge) -> str | None:
    """The id of the Python topic that a text is about: the one named first, the longest name winning."""
    best: tuple[int, int, str] | None = None
    lowered = plain(text)
    for topic in knowledge["python"]["topics"]:
        for alias in topic["aliases"]:
            match = phrase(alias).search(lowered)
            if match and (best is None or (match.start(), -len(alias)) < (best[0], best[1])):
                best = (match.start(), -len(alias), topic["id"])
    return best[2] if best else None


def kind_word(text: str) -> str | None:
    """The kind of thing that a question speaks of by its own words, or None."""
    for kind, pattern in (
        (
            "library",
            r"\b(?:library|libraries|libs?|framework|frameworks|package|packages|module|toolkit|"
            r"sdk|orm)\b",
        ),
        (
            "recipe",
            r"\b(?:recipes?|dish|dishes|cook|meal|dinner|lunch|breakfast|brunch|dessert|"
            r"main protein|main ingredient|substitutes?|ingredients?|snack|supper|swap|"
            r"eat tonight)\b",
        ),
        (
            "place",
            r"\b(?:destinations?|top suggestion|trips?|vacations?|holidays?|travel|"
            r"where should i go|place to (?:visit|go)|city to visit|getaway)\b",
        ),
        (
            "project",
            r"\b(?:projects?|project idea|app idea|something to (?:build|code|program)|"
            r"what should i build|take a beginner|ideas? (?:for|in))\b",
        ),
    ):
        if patterns.search(pattern, text, re.I):
            return kind
    return None


def nth(text: str) -> int | None:
    """Which of several suggestions a question means: 0 for the first or top one, -1 for the last, or None."""
    for index, pattern in (
        (
            0,
            r"\b(?:top|first|number one|main|#1|1st|best)\b(?: one| suggestion| option| choice|"
            r" idea| pick| recommendation| destination| recipe| library| place)\b|\bthe first\b|"
            r"\bthe former\b",
        ),
        (
            1,
            r"\b(?:second|other|number two|#2|2nd|latter)\b(?: one| suggestion| option| choice|"
            r" idea| pick| recommendation| destination| recipe| library| place)\b|\bthe (?:second|"
            r"other|latter)\b",
        ),
        (
            2,
            r"\b(?:third|number three|#3|3rd)\b(?: one| suggestion| option| choice| idea| pick|"
            r" recommendation| destination| place)?\b",
        ),
        (-1, r"\bthe last (?:one|suggestion|option|choice|idea|pick|recommendation|destination|place)\b"),
    ):
        if patterns.search(pattern, text, re.I):
            return index
    return None


def _bare(text: str) -> str:
    return patterns.sub(r"\*\*|__|`", "", plain(without_code(text)))


def _kind(text: str, asked: str, options: tuple[str, ...], knowledge: Knowledge, role: str) -> str:
    first = options[0] if options else text
    wanted = kind_word(asked)
    if wanted and not (wanted == "library" and not options and not known_libraries(text, knowledge)):
        return wanted
    if known_libraries(first, knowledge) or (not options and known_libraries(text, knowledge)):
        return "library"
    if says(first, *FOOD) or any(says(first, main) for main in knowledge["recipes"]["substitutes"]):
        return "recipe"
    places = knowledge["trips"]["places"]
    if any(says(text, p["name"].removeprefix("the ")) for p in places) or patterns.search(
        r"\btop suggestion\b", text, re.I
    ):
        return "place"
    if role == "cook":
        return "recipe"
    if role == "travel" and first[:1].isupper():
        return "place"
    if (
        _LIBRARY.search(text)
        and patterns.match(r"[A-Z]|\w+[.\-_]\w+|[a-z]\w*$", first)
        and len(first.split()) <= 3
    ):
        return "library"
    if any(says(first, p["name"]) for p in knowledge["projects"]["ideas"]) or (
        _BUILT.search(text) and not _GONE.search(text)
    ):
        return "project"
    if _GONE.search(text) and first[:1].isupper():
        return "place"
    return "thing"


def note_about(question: str, notes: dict[str, str], asks: dict[str, list[str]]) -> str | None:
    """The note of an entry that a question asks for, by the words that its kind of note listens to."""
    best, best_size = None, 0
    for key, triggers in asks.items():
        if key in notes and (size := holds(question, triggers)) > best_size:
            best, best_size = notes[key], size
    return best
