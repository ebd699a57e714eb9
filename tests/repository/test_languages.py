"""Every sentence that learners read is in every language: the code is scanned for what it tells."""

import ast
import json
import re
from pathlib import Path
from string import Formatter

import pytest

from course_lib.language import languages
from course_lib.show.requests import STATUSES
from graders import exercises

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(path for room in ("course_lib", "graders") for path in (ROOT / room).rglob("*.py"))
TRANSLATIONS = [code for code in languages() if code != "en"]
EXERCISES = exercises.all().values()
TITLES = [e.title for e in EXERCISES]
HINTS = [hint for e in EXERCISES for hint in e.hints]
GOALS = [row.goal for e in EXERCISES for row in e.rows]
# Templates that stand in a table and are told elsewhere: the file, what `tell` gets there, and the table.
TOLD_LATER = {
    ("course_lib/show/requests.py", "meaning"): [*STATUSES.values()],
    ("course_lib/show/talk.py", "STATUSES[status]"): [*STATUSES.values()],
    ("course_lib/show/progress.py", "task.title"): TITLES,
    ("graders/display.py", "row.goal"): GOALS,
    ("graders/verbs.py", "exercise.hints[number - 1]"): HINTS,
}
# What stays as it is in every language: placeholders with their formats, doubled braces, code.
KEPT = re.compile(r"\{\{|\}\}|\{[^{}]*\}|`[^`]*`")


def calls_of_tell(path):
    """Every call of the catalogue's `tell` in a file, which may import it in one way, and only to call it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    imports = [n for n in nodes if isinstance(n, ast.ImportFrom) and n.module == "course_lib.language"]
    if not any(alias.name == "tell" for n in imports for alias in n.names):
        return []
    assert not [a for n in imports for a in n.names if a.asname], f"{path}: an alias hides what is told"
    calls = [
        n for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "tell"
    ]
    names = [n for n in nodes if isinstance(n, ast.Name) and n.id == "tell"]
    assert len(names) == len(calls), f"{path}: `tell` is passed on, so what it is called with can't be seen"
    return calls


CALLS = [(path, call) for path in FILES for call in calls_of_tell(path)]


def literal(call):
    """The template that a call has in its text; None when it gets one from elsewhere."""
    held = call.args[0]
    return held.value if isinstance(held, ast.Constant) and isinstance(held.value, str) else None


TOLD_AT_ONCE = {literal(call) for _, call in CALLS} - {None}
FILLED = {literal(call) for _, call in CALLS if call.keywords} - {None}
TEMPLATES = TOLD_AT_ONCE.union(*TOLD_LATER.values())


def translation(code):
    return json.loads((ROOT / "course_lib" / "languages" / f"{code}.json").read_text(encoding="utf-8"))


def as_json(entries):
    return json.dumps(entries, ensure_ascii=False, indent=1, sort_keys=True)


def fields(template):
    """What `str.format` fills in, with format and conversion; raises ValueError for a brace left alone."""
    return {part[1:] for part in Formatter().parse(template) if part[1] is not None}


def test_there_is_something_to_translate():
    assert len(TEMPLATES) > 500
    assert "de" in TRANSLATIONS


def test_whatever_is_told_is_in_the_code_or_in_a_table_known_here():
    elsewhere = {
        (path.relative_to(ROOT).as_posix(), ast.unparse(call.args[0]))
        for path, call in CALLS
        if literal(call) is None
    }
    assert elsewhere == TOLD_LATER.keys(), "name the table of templates in TOLD_LATER"


def test_what_a_call_fills_in_is_what_its_template_asks_for():
    wrong = [
        (path.name, call.lineno, literal(call))
        for path, call in CALLS
        if literal(call) and call.keywords
        if {name for name, *_ in fields(literal(call))} != {keyword.arg for keyword in call.keywords}
    ]
    assert wrong == []


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_a_language_has_every_template(code):
    missing = TEMPLATES - translation(code).keys()
    assert not missing, f"\nAdd to course_lib/languages/{code}.json:\n{as_json(dict.fromkeys(missing, ''))}"


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_a_language_has_nothing_that_is_never_told(code):
    stale = {key: text for key, text in translation(code).items() if key not in TEMPLATES}
    assert not stale, f"\nTake out of course_lib/languages/{code}.json:\n{as_json(stale)}"


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_a_translation_keeps_placeholders_code_and_the_blanks_around_it(code):
    def kept(text):
        return set(KEPT.findall(text)), text[: -len(text.lstrip())], text[len(text.rstrip()) :]

    changed = {key: text for key, text in translation(code).items() if kept(key) != kept(text)}
    broken = {
        key: text for key, text in translation(code).items() if key in FILLED and fields(key) != fields(text)
    }
    assert as_json(changed | broken) == "{}"


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_a_language_file_is_sorted_and_translates_everything(code):
    held = translation(code)
    text = (ROOT / "course_lib" / "languages" / f"{code}.json").read_text(encoding="utf-8")
    assert text == as_json(held) + "\n"
    assert [key for key, said in held.items() if not said.strip()] == []
