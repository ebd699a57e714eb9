"""The libraries that a text names."""

import re
from functools import lru_cache

from course_lib.practice.knowledge import Knowledge, load_knowledge
from course_lib.practice.words import plain, says

_VOCABULARY = load_knowledge()["vocabulary"]

# Names that are everyday words as well count only as they are written.
_COMMON = frozenset(_VOCABULARY["everyday_library_names"])


@lru_cache(maxsize=8)
def _library_names(knowledge: Knowledge) -> tuple[re.Pattern[str], dict[str, str]]:
    data = knowledge["libraries"]
    names = {
        name: entry["name"] for entry in data["libraries"] for name in (entry["name"], *entry["aliases"])
    }
    foreign = [
        name for tasks in data["other_languages"].values() for found in tasks.values() for name in found
    ]
    recommended = [name for task in data["tasks"] for name in task["libraries"]]
    names = {name: name for name in (*foreign, *recommended)} | names
    longest = sorted(names, key=len, reverse=True)
    exact = "|".join(
        re.escape(name)
        for name in longest
        if (name.lower() in _COMMON and name[0].isupper()) or name == "requests"
    )
    loose = "|".join(re.escape(name) for name in longest if name.lower() not in _COMMON)
    pattern = rf"(?<![\w.-])(?:(?i:{loose})|{exact})(?![\w-]|\.\w)"
    return re.compile(pattern), {name.lower(): own for name, own in names.items()}


def known_libraries(text: str, knowledge: Knowledge) -> list[str]:
    """The libraries of the knowledge that a text names, in order."""
    pattern, names = _library_names(knowledge)
    return list(dict.fromkeys(names[match[0].lower()] for match in pattern.finditer(plain(text))))


def library_named(name: str, known: list[str]) -> str:
    """The name as the knowledge spells it, when it is one of the known ones."""
    return next((k for k in known if k.lower() == name.lower() or says(name, k)), name)
