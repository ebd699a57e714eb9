"""The words that learners read, in their language.

The English text itself is the key, as with gettext: a translation is one file, `languages/CODE.json`,
which maps each English template to its translation. What a file lacks is shown in English.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

from course_lib import settings

_chosen: str | None = None


def tell(english: str, /, **values: object) -> str:
    """The template in the chosen language, with `values` filled in by `str.format`.

    >>> tell("Request {number} has no system message.", number=2)
    'Request 2 has no system message.'
    """
    template = catalogue(language()).get(english, english)
    return template.format(**values) if values else template


def language() -> str:
    """The code of the language in use: set by `use_language`, else by COURSE_LANGUAGE, else "en"."""
    return _chosen or settings.language()


def use_language(code: str | None) -> None:
    """Show texts in the language `code` ("en", "de", …); None goes back to the setting.

    Raises ValueError when there is no catalogue for it.
    """
    global _chosen
    if code is not None and code not in languages():
        raise ValueError(f"There is no language {code!r}. Available: {', '.join(languages())}.")
    _chosen = code


def languages() -> list[str]:
    """The codes of all languages with a catalogue, English first."""
    folder = resources.files("course_lib") / "languages"
    return ["en", *sorted(f.name[:-5] for f in folder.iterdir() if f.name.endswith(".json"))]


@cache
def catalogue(code: str) -> dict[str, str]:
    """English template → translation; empty for English or an unknown code."""
    file = resources.files("course_lib") / "languages" / f"{code}.json"
    return json.loads(file.read_text(encoding="utf-8")) if code != "en" and file.is_file() else {}
