"""An instance of a JSON schema, filled from a text."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from course_lib.practice import dates, patterns
from course_lib.practice.fill.amounts import PRAISE, as_number
from course_lib.practice.fill.fields import EMAIL, PERSON, PLACE, URL, scalar
from course_lib.practice.fill.people import Source, people_in, places_in
from course_lib.practice.knowledge import load_knowledge
from course_lib.practice.told.facts import Facts
from course_lib.practice.words import STOPWORDS, holds, plain, sentences, stem, stems, words

_VOCABULARY = load_knowledge()["vocabulary"]

_BAD = _VOCABULARY["blame"]


_ALIKE = _VOCABULARY["choices"]


def filled(schema: Mapping[str, Any], source: Source) -> Any:
    """An instance of the schema; what the text lacks is null, or empty where null is not allowed."""
    return _value(schema, "", source, schema, 0)


def argument(name: str, schema: Mapping[str, Any], source: Source) -> Any:
    """A value for one named field, or None when the text gives none."""
    return _value(schema, name, source, schema, 1, optional=True)


def _value(
    schema: Mapping[str, Any],
    name: str,
    source: Source,
    root: Mapping[str, Any],
    depth: int,
    *,
    optional: bool = False,
) -> Any:
    if depth > 12 or not isinstance(schema, Mapping):
        return None
    schema = _resolved(schema, root)
    if "const" in schema:
        return schema["const"]
    kinds = schema.get("type")
    kinds = (
        list(kinds)
        if isinstance(kinds, Sequence) and not isinstance(kinds, str)
        else [kinds]
        if kinds
        else []
    )
    for key in ("anyOf", "oneOf", "allOf"):
        if isinstance(choices := schema.get(key), Sequence) and choices:
            found = [
                _value(choice, name, source, root, depth + 1, optional=True)
                for choice in choices
                if isinstance(choice, Mapping) and choice.get("type") != "null"
            ]
            if any(not _empty(value) for value in found):
                return next(value for value in found if not _empty(value))
            if any(isinstance(choice, Mapping) and choice.get("type") == "null" for choice in choices):
                return None
            return _value(choices[0], name, source, root, depth + 1)
    nullable = "null" in kinds or bool(schema.get("nullable"))
    kind = next(
        (k for k in kinds if k != "null"),
        "object" if "properties" in schema else "string" if kinds != ["null"] else "null",
    )
    if kind == "null":
        return None
    hint = f"{_spaced(name)} {schema.get('description') or ''} {schema.get('title') or ''}".strip()
    if isinstance(options := schema.get("enum"), Sequence) and options:
        value = _choice(list(options), hint, source)
        if value is not None or (nullable and None in options) or optional:
            return value
        fallback = [
            o
            for o in options
            if str(o).lower()
            in ("unknown", "other", "none", "neutral", "general", "n/a", "unspecified", "medium", "normal")
        ]
        return None if nullable else (fallback or [o for o in options if o is not None] or [None])[0]
    if kind == "object":
        return _object(schema, source, root, depth)
    if kind == "array":
        return _array(schema, name, hint, source, root, depth)
    value = scalar(kind, _spaced(name), hint, schema, source)
    if value is None and not (nullable or optional):
        return {"integer": 0, "number": 0, "boolean": False}.get(str(kind), "")
    return value


def _resolved(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref")
    for _ in range(8):
        if not isinstance(reference, str) or not reference.startswith("#"):
            break
        target: Any = root
        for step in reference.lstrip("#/").split("/"):
            target = target.get(step, {}) if isinstance(target, Mapping) and step else target
        if not isinstance(target, Mapping):
            break
        schema = {**target, **{k: v for k, v in schema.items() if k != "$ref"}}
        reference = target.get("$ref")
    return schema


def _spaced(name: str) -> str:
    return patterns.sub(r"[_-]+", " ", patterns.sub(r"(?<=[a-z\d])(?=[A-Z])", " ", name)).lower().strip()


def _empty(value: Any) -> bool:
    return (
        value is None
        or value == ""
        or value == []
        or (isinstance(value, dict) and all(_empty(v) for v in value.values()))
    )


def _object(schema: Mapping[str, Any], source: Source, root: Mapping[str, Any], depth: int) -> dict[str, Any]:
    properties = schema.get("properties")
    if not isinstance(properties, Mapping):
        return {}
    return {key: _value(value, str(key), source, root, depth + 1) for key, value in properties.items()}


def _array(
    schema: Mapping[str, Any], name: str, hint: str, source: Source, root: Mapping[str, Any], depth: int
) -> list[Any]:
    items = _resolved(schema.get("items") or {}, root)
    item_kind = items.get("type", "object" if "properties" in items else "string")
    limit = schema.get("maxItems")
    if isinstance(options := items.get("enum"), Sequence):
        found: list[Any] = [
            option for option in options if option is not None and _mentions(source.text, str(option))
        ]
    elif item_kind == "object":
        found = _records(items, source, root, depth)
    elif item_kind in ("integer", "number"):
        found = [as_number(n, item_kind) for n in patterns.findall(r"-?\d[\d,]{0,40}(?:\.\d+)?", source.text)]
    else:
        found = _list_of(_spaced(name), hint, source)
    return found[:limit] if isinstance(limit, int) else found


def _records(items: Mapping[str, Any], source: Source, root: Mapping[str, Any], depth: int) -> list[Any]:
    """One object for each part of the text that fills one: lines, or the members of an enumeration."""
    text = source.text
    lines = [
        patterns.sub(r"^\s*(?:[-*•]|\d+[.)])\s*", "", line) for line in text.splitlines() if line.strip()
    ]
    if len(lines) < 2:
        body = (
            patterns.sub(r"^[^:]{0,80}:\s*", "", text)
            if ":" in text and not patterns.match(r"[^:]*\d$", text.split(":")[0])
            else text
        )
        lines = [
            part
            for part in patterns.split(
                r"[;\n]|,\s+(?:and\s+)?|\.\s+|\s+and\s+(?=\d|(?:an?|one|two|three|four|five|"
                r"six|ten)\b|[A-Z])",
                body,
            )
            if part.strip(" .")
        ]
    found = []
    for line in lines:
        value = _value(items, "", Source(line.strip(" ."), Facts(), source.knowledge), root, depth + 1)
        if isinstance(value, dict) and any(isinstance(v, str) and v for v in value.values()):
            found.append(value)
    whole = _value(items, "", source, root, depth + 1)
    return found or ([whole] if not _empty(whole) else [])


def _list_of(name: str, hint: str, source: Source) -> list[str]:
    text = plain(source.text)
    if "email" in hint:
        return EMAIL.findall(text)
    if patterns.search(r"\burls?\b|\blinks?\b", hint):
        return URL.findall(text)
    if patterns.search(r"\bdates?\b", name):
        return [when for sentence in sentences(text) if (when := dates.when(sentence))]
    singular = stem(name.split()[-1]) if name else ""
    labelled = (
        patterns.search(
            rf"\b{re.escape(name)}\b[^:\n.]{{0,30}}?(?::| are| is| include| includes|:\s)\s*(?P<x>[^.\n]+)",
            text,
            re.I,
        )
        if name
        else None
    )
    if labelled is None and singular:
        labelled = next(
            (
                m
                for m in patterns.finditer(
                    r"\b(?P<k>[\w-]+)\b[^:\n.]{0,15}?(?::| are| include| includes)\s*(?P<x>[^.\n]+)", text
                )
                if stem(m["k"]) == singular
            ),
            None,
        )
    if labelled is None and patterns.search(PERSON, hint, re.I):
        people = people_in(source)
        if people:
            return people
    if labelled is None and patterns.search(PLACE, hint, re.I):
        return places_in(text)
    bulleted = patterns.findall(r"^\s*(?:[-*•]|\d+[.)])\s+(.+)$", text, re.M)
    if labelled is None and bulleted:
        return [row.strip(" .") for row in bulleted]
    if patterns.search(r"\b(?:steps|sentences|points|findings|instructions)\b", name):
        return sentences(text)
    if patterns.search(r"\b(?:keywords?|tags?|topics?)\b", name) and labelled is None:
        seen = [w for w in words(text) if w not in STOPWORDS and len(w) > 3]
        return list(dict.fromkeys(seen))[:5]
    body = labelled["x"] if labelled else ""
    if not body:
        verb = patterns.search(
            r"\b(?:need|needs|buy|bring|bought|ordered|order|use|uses|know|knows|with|like|"
            r"likes|contains?|made (?:of|with|from)|include|includes|add|mix|get|have|has|"
            r"speaks?|play|plays|want|wants|skills? in|experience (?:in|with)|take|"
            r"ingredients)\b:?\s+(?P<x>[^.\n;:]+(?:,| and )[^.\n;:]+)",
            text,
            re.I,
        )
        body = verb["x"] if verb else ""
    parts = [
        patterns.sub(r"^(?:and |or |then |(?:some|the|a|an|of|my) )+", "", p.strip(), flags=re.I).strip(" .!")
        for p in patterns.split(r",|;|\band\b|&|\bplus\b", body)
    ]
    return [p for p in parts if p and len(p.split()) <= 6]


def _choice(options: list[Any], hint: str, source: Source) -> Any:
    text = plain(source.text)
    direct = [
        (m.start(), o)
        for o in options
        if o is not None
        and (m := patterns.search(rf"\b{re.escape(_spaced(str(o)))}\w{{0,3}}\b", _spaced_text(text)))
    ]
    sentiment = {str(o).lower() for o in options} & {"positive", "negative", "neutral", "mixed"}
    if direct and not sentiment:
        return min(direct, key=lambda pair: pair[0])[1]
    if sentiment:
        have = stems(text)
        good = sum(stem(w) in have for w in PRAISE)
        bad = sum(stem(w) in have for w in _BAD)
        if patterns.search(
            r"\b(?:not|isn't|wasn't|never|hardly) (?:\w+ )?(?:good|great|happy|recommend|nice|"
            r"friendly|pleased)\b",
            text,
            re.I,
        ):
            good, bad = good - 1, bad + 1
        wanted = (
            "mixed"
            if good > 0 and good == bad and "mixed" in sentiment
            else "positive"
            if good > bad
            else "negative"
            if bad > good
            else "neutral"
        )
        return next((o for o in options if str(o).lower() == wanted), None)
    scored = [
        (len(set(stems(_ALIKE.get(str(o).lower(), str(o)))) & set(stems(text))), o)
        for o in options
        if o is not None
    ]
    best = max(scored, key=lambda pair: pair[0], default=(0, None))
    return best[1] if best[0] else None


def _spaced_text(text: str) -> str:
    return patterns.sub(r"[_-]+", " ", text).lower()


def _mentions(text: str, word: str) -> bool:
    return holds(text, [_spaced(word)]) > 0
