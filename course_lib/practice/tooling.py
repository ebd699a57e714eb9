"""Tools: whether a question asks for one, with which arguments, and the answer from its results."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from course_lib.practice import patterns
from course_lib.practice.conversation import Conversation, text_of
from course_lib.practice.fill.extraction import argument
from course_lib.practice.fill.people import Source, places_in
from course_lib.practice.knowledge import load_knowledge
from course_lib.practice.skills.arithmetic import expression_in
from course_lib.practice.told.statements import is_question
from course_lib.practice.words import STOPWORDS, joined, plain, sentences, stem, words

_VOCABULARY = load_knowledge()["vocabulary"]

_ALSO = _VOCABULARY["tool_words"]
_DULL = frozenset(_VOCABULARY["dull_tool_words"])
_PLACES = re.compile(r"\b(?:city|cities|location|place|town|country|where)\b", re.I)


def calls_for(
    messages: Sequence[Mapping[str, Any]], tools: Sequence[Mapping[str, Any]], choice: Any, talk: Conversation
) -> list[tuple[str, dict[str, Any]]] | str | None:
    """The tool calls that the latest user message asks for: names with arguments.

    None when it asks for none; a question in text when a required argument is missing.
    """
    functions = [
        f
        for tool in tools
        if isinstance(tool, Mapping) and isinstance(f := tool.get("function"), Mapping) and f.get("name")
    ]
    if not functions or choice == "none" or not talk.pending:
        return None
    text = "\n".join(talk.pending)
    forced = isinstance(choice, Mapping)
    if forced:
        wanted = (
            (choice.get("function") or {}).get("name")
            if isinstance(choice.get("function"), Mapping)
            else choice.get("name")
        )
        allowed = choice.get("allowed_tools")
        if isinstance(allowed, Mapping):
            names = {
                (t.get("function") or t).get("name")
                for t in allowed.get("tools") or ()
                if isinstance(t, Mapping)
            }
            functions = [f for f in functions if f["name"] in names]
            forced = allowed.get("mode") == "required"
        elif wanted:
            functions = [f for f in functions if f["name"] == wanted]
    must = forced or choice == "required"
    previous = (
        _previous(messages)
        if patterns.match(r"\W*(?:and|what about|how about|also|now|then|same)\b", text, re.I)
        else ""
    )
    scored = sorted(
        ((_score(text, f) + 2 * (f["name"] == previous), -i) for i, f in enumerate(functions)), reverse=True
    )
    if not scored or (scored[0][0] <= 0 and not must):
        return None
    chosen = (
        [functions[-i] for score, i in scored if score > 0 and score >= scored[0][0] * 0.6]
        if not must
        else [functions[-scored[0][1]]]
    )
    chosen = _distinct(chosen, text)
    calls: list[tuple[str, dict[str, Any]]] = []
    for function in chosen:
        for arguments in _arguments(function, text, talk):
            missing = [name for name in _required(function) if name not in arguments]
            if missing and not must:
                if len(chosen) == 1:
                    return _ask_for(missing[0], function)
                continue
            for name in missing:
                arguments[name] = _blank(
                    (function.get("parameters") or {}).get("properties", {}).get(name) or {}
                )
            calls.append((str(function["name"]), arguments))
    return calls or None


def _previous(messages: Sequence[Mapping[str, Any]]) -> str:
    """The name of the tool that was called last, which "And in Madrid?" means again."""
    for message in reversed(messages):
        for call in message.get("tool_calls") or ():
            if isinstance(call, Mapping) and isinstance(function := call.get("function"), Mapping):
                return str(function.get("name", ""))
    return ""


def _score(text: str, function: Mapping[str, Any]) -> float:
    spoken = {stem(w) for w in words(text)}
    named = [w for w in patterns.split(r"[_\W]+|(?<=[a-z])(?=[A-Z])", str(function["name"])) if w]
    core = {stem(w) for w in named} - _DULL
    score = 0.0
    for word in named:
        alike = {stem(w) for w in _ALSO.get(word.lower(), "").split()}
        if stem(word) in spoken and stem(word) not in _DULL:
            score += 2
        elif alike & spoken:
            score += 1.5
    if patterns.search(
        r"calc|math|arith|evaluate|compute|add|multipl|sum", str(function["name"]), re.I
    ) and expression_in(text):
        score += 3
    described = (
        {stem(w) for w in words(str(function.get("description") or "")) if w not in STOPWORDS} - _DULL - core
    )
    shared = described & spoken
    alike = {stem(a) for w in words(str(function.get("description") or "")) for a in _ALSO.get(w, "").split()}
    if (score == 0 and len(shared) >= 2) or (
        score == 0 and (alike & spoken) and not patterns.search(r"\bmy name\b", text, re.I)
    ):
        score = 1.0
    elif score:
        score += 0.2 * len(shared)
    if (
        score
        and patterns.search(
            r"\b(?:what is an?|what's an?|explain|in python|my name|who are you|what does \w+ mean)\b",
            text,
            re.I,
        )
        and score < 3
    ):
        score = 0.0
    return score


def _distinct(functions: list[Mapping[str, Any]], text: str) -> list[Mapping[str, Any]]:
    """Of several tools that fit, those that a clause of the question asks for each."""
    if len(functions) < 2:
        return functions
    clauses = [
        c
        for c in patterns.split(
            r"[?.!;]|,? and (?=what|how|when|where|is|the|convert|send|tell|find|book|search|"
            r"get|also)|, then |,? also ",
            text,
        )
        if c and c.strip()
    ]
    if len(clauses) < 2:
        return functions[:1]
    best = []
    for clause in clauses:
        scored = max(functions, key=lambda f: _score(clause, f))
        if _score(clause, scored) > 0 and scored not in best:
            best.append(scored)
    return best or functions[:1]


def _properties(function: Mapping[str, Any]) -> Mapping[str, Any]:
    properties = (function.get("parameters") or {}).get("properties")
    return properties if isinstance(properties, Mapping) else {}


def _required(function: Mapping[str, Any]) -> list[str]:
    required = (function.get("parameters") or {}).get("required") or []
    return [str(name) for name in required if str(name) in _properties(function)]


def _arguments(function: Mapping[str, Any], text: str, talk: Conversation) -> list[dict[str, Any]]:
    properties = _properties(function)
    source = Source(text, talk.facts, talk.knowledge)
    base = {}
    for name, schema in properties.items():
        value = argument(str(name), schema if isinstance(schema, Mapping) else {}, source)
        if value not in (None, "", []):
            base[str(name)] = value
    spread = next(
        (
            n
            for n in properties
            if _PLACES.search(_plainly(n)) and (properties[n] or {}).get("type", "string") == "string"
        ),
        None,
    )
    if spread and not {"from", "to", "origin", "destination"} & {str(n).lower() for n in properties}:
        asked = " ".join(sentence for sentence in sentences(text) if is_question(sentence))
        found = (places_in(asked) if asked else []) or places_in(text)
        if len(found) > 1 and not (properties.get("country") and len(found) == 2 and spread != "country"):
            return [{**base, str(spread): place} for place in found]
        if not found and spread not in base and (place := _earlier_place(talk)):
            base[str(spread)] = place
    return [base]


def _earlier_place(talk: Conversation) -> str | None:
    """For "and tomorrow?": the place of the question before."""
    for text in reversed(talk.user_texts):
        if found := places_in(text):
            return found[0]
    return talk.facts.get("city")


def _plainly(name: str) -> str:
    return patterns.sub(r"[_-]", " ", str(name))


def _ask_for(name: str, function: Mapping[str, Any]) -> str:
    if _PLACES.search(_plainly(name)):
        return f"For which {_plainly(name)}? Tell me, and I will look it up."
    return f"What is the {_plainly(name)}? I need it before I can use {function['name']}."


def _blank(schema: Mapping[str, Any]) -> Any:
    kind = schema.get("type", "string")
    if schema.get("enum"):
        return schema["enum"][0]
    return {"integer": 0, "number": 0, "boolean": False, "array": [], "object": {}}.get(
        kind if isinstance(kind, str) else "string", ""
    )


def results_in(messages: Sequence[Mapping[str, Any]]) -> list[tuple[str, dict[str, Any], str]] | None:
    """The tool results at the end of a request as (tool, arguments, text), or None without any."""
    trailing = []
    for message in reversed(messages):
        if message.get("role") not in ("tool", "function"):
            break
        trailing.append(message)
    if not trailing:
        return None
    asked: dict[str, tuple[str, dict[str, Any]]] = {}
    for message in messages:
        for call in message.get("tool_calls") or ():
            if isinstance(call, Mapping) and isinstance(function := call.get("function"), Mapping):
                try:
                    arguments = json.loads(function.get("arguments") or "{}")
                except (TypeError, ValueError):
                    arguments = {}
                asked[str(call.get("id"))] = (
                    str(function.get("name", "")),
                    arguments if isinstance(arguments, dict) else {},
                )
    rows = []
    for message in reversed(trailing):
        name, arguments = asked.get(str(message.get("tool_call_id")), (str(message.get("name") or ""), {}))
        rows.append((name, arguments, text_of(message.get("content"))))
    return rows


def answer_from_results(rows: Sequence[tuple[str, dict[str, Any], str]], question: str) -> str:
    """The final answer, made of what the tools returned."""
    parts = [_told(name, arguments, text, several=len(rows) > 1) for name, arguments, text in rows]
    lead = ""
    if patterns.search(r"\b(?:umbrella|rain)\b", question, re.I) and len(rows) == 1:
        lead = (
            "Yes, take one. "
            if patterns.search(r"\brain|shower|storm|drizzle|wet", rows[0][2], re.I)
            and "umbrella" in question.lower()
            else ""
        )
    return (lead + " ".join(parts)).strip()


def _told(name: str, arguments: dict[str, Any], text: str, *, several: bool) -> str:
    subject = (
        patterns.sub(r"^(?:get|fetch|lookup|look_up|find|search|check|read|query)_", "", name)
        .replace("_", " ")
        .replace("current ", "")
        or "result"
    )
    about = joined(
        [str(v) for v in arguments.values() if isinstance(v, str | int | float) and not isinstance(v, bool)][
            :2
        ]
    )
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not text.strip():
        return f"The tool {name or 'that I called'} returned nothing for {about or 'that'}."
    if isinstance(value, dict) and value.get("error"):
        return f"The tool could not answer for {about or 'that'}: {value['error']}."
    if isinstance(value, dict):
        place = (
            next(
                (
                    str(v)
                    for k, v in value.items()
                    if k in ("city", "location", "name", "symbol", "place", "id")
                ),
                "",
            )
            or about
        )
        rows = [
            f"{_plainly(k)} {_shown(v)}"
            for k, v in value.items()
            if str(v) != place and k not in ("city", "location")
        ]
        return (
            f"The {subject} for {place}: {', '.join(rows)}."
            if place
            else f"{subject.capitalize()}: {', '.join(rows)}."
        )
    if isinstance(value, list):
        return f"The {subject}{' for ' + about if about else ''}: {'; '.join(_shown(v) for v in value)}."
    said = plain(text).strip()
    if about and not any(str(v).lower() in said.lower() for v in arguments.values()):
        return f"The {subject} for {about}: {said.rstrip('.')}."
    return (
        said
        if said.endswith((".", "!", "?"))
        else f"{said[:1].upper() + said[1:]}."
        if len(sentences(said)) and " " in said
        else f"The {subject}: {said}."
    )


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{_plainly(k)} {_shown(v)}" for k, v in value.items())
    if isinstance(value, list):
        return joined([_shown(v) for v in value])
    return str(value)
