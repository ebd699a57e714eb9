"""Reading values out of a text by the name and type of a field: for structured output and for tool arguments."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.practice import dates, patterns
from course_lib.practice.facts import Facts
from course_lib.practice.knowledge import Knowledge, load_knowledge
from course_lib.practice.names import name_at
from course_lib.practice.skills.arithmetic import expression_in
from course_lib.practice.words import STOPWORDS, content, holds, plain, says, sentences, stem, stems, words

_VOCABULARY = load_knowledge()["vocabulary"]

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(r"https?://[^\s,;)\"']+|www\.[^\s,;)\"']+")
_PHONE = re.compile(r"\+?\d[\d ()/.-]{6,}\d")
_TIME = re.compile(r"\b(?:\d{1,2}[:.]\d{2}\s?(?:am|pm)?|\d{1,2}\s?(?:am|pm)|noon|midnight)\b", re.I)
_ID = re.compile(r"#?\b(?=[\w-]*\d)[A-Z\d][\w-]*\d[\w-]*\b")
_CURRENCY = _VOCABULARY["currencies"]
_CAPITALS = r"[A-ZÀ-Þ][\w'’-]*(?:\s(?:(?:de|da|di|van|von|der|la|le|al|of|the|y|e|del)\s)*[A-ZÀ-Þ][\w'’-]*)*"
_GOOD = _VOCABULARY["praise"]
_BAD = _VOCABULARY["blame"]
_ALIKE = _VOCABULARY["choices"]
_PERSON = (
    r"\b(?:name|guest|customer|person|who|author|sender|recipient|attendees?|participants?|client|"
    r"patient|passenger|student|user|contact|owner|employee|host|booker|employees|people|names|"
    r"members|speaker|organi[sz]er|assignee|full ?name|first ?name|last ?name)\b"
)
_PLACE = (
    r"\b(?:city|cities|location|locations|place|town|destination|country|where|origin|from|to|"
    r"address|departure|arrival(?: (?:city|airport))?|venue|region|airport|hotel|capital|"
    r"restaurant|company|organi[sz]ation|employer|brand|product)\b"
)
_UNITS = _VOCABULARY["units"]


@dataclass(frozen=True)
class Source:
    """What values are read from: the text itself, and the facts that were told around it."""

    text: str
    facts: Facts
    knowledge: Knowledge


def filled(schema: Mapping[str, Any], source: Source) -> Any:
    """An instance of a JSON schema filled from a text; what the text lacks is null, or empty where null is not allowed."""
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
    value = _scalar(kind, _spaced(name), hint, schema, source)
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
        found = [_number(n, item_kind) for n in patterns.findall(r"-?\d[\d,]*(?:\.\d+)?", source.text)]
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
        return _EMAIL.findall(text)
    if patterns.search(r"\burls?\b|\blinks?\b", hint):
        return _URL.findall(text)
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
    if labelled is None and patterns.search(_PERSON, hint, re.I):
        people = _people(source)
        if people:
            return people
    if labelled is None and patterns.search(_PLACE, hint, re.I):
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


def _people(source: Source) -> list[str]:
    text = plain(source.text)
    listed = [m[0] for m in patterns.finditer(rf"(?:(?<=^)|(?<=[\s(\"])){_CAPITALS}", text)]
    known = set(source.knowledge["words"]["first_names"])
    people = [name for name in listed if name.split()[0].lower() in known]
    if not people:
        people = [
            name
            for name in (_trimmed(n) for n in listed)
            if name and len(name.split()) >= 2 and not says(name, "Monday", "January")
        ]
    return list(dict.fromkeys(people))


_NO_NAME = frozenset(_VOCABULARY["never_names"])


def _trimmed(name: str) -> str:
    parts = name.split()
    while parts and patterns.sub(r"'\w+$", "", parts[0].lower().strip(".'")) in _NO_NAME:
        parts.pop(0)
    while parts and parts[-1].lower().strip(".'") in _NO_NAME:
        parts.pop()
    return " ".join(parts).removesuffix("'s").strip("'")


def person_in(source: Source) -> str | None:
    """The person that a text is about: its writer, its guest, or the first name in it."""
    text = plain(source.text)
    for sentence in sentences(text):
        if name := name_at(sentence, source.knowledge):
            return name
    for pattern in (
        r"\b(?:name|guest|customer|booked (?:by|for)|under(?: the name(?: of)?)?|in the name of|"
        r"reserved (?:by|for)|reservation (?:for|by)|booking (?:for|by)|mr\.?|mrs\.?|ms\.?|dr\.?|"
        r"client|patient|passenger|signed|regards,|wishes,|cheers,|thanks,|sincerely,|author|by|"
        rf"from|for|with|meet|contact|called|named)\s*:?\s*(?P<x>{_CAPITALS})",
    ):
        for match in patterns.finditer(pattern, text):
            name = _trimmed(match["x"])
            if (
                name
                and (
                    name.split()[0].lower() in source.knowledge["words"]["first_names"]
                    or len(name.split()) > 1
                )
                and not says(name, *dates.MONTHS)
            ):
                return name
        for match in patterns.finditer(pattern, text, re.I):
            name = _trimmed(match["x"])
            if (
                name
                and name[0].isupper()
                and match["x"][0].isupper()
                and (name.split()[0].lower() in source.knowledge["words"]["first_names"])
            ):
                return name
    people = _people(source)
    if people:
        return people[0]
    opening = patterns.match(rf"(?P<x>{_CAPITALS})(?=[,' ])", text)
    if (
        opening
        and (name := _trimmed(opening["x"]))
        and patterns.match(
            r"[^.]*?\b(?:is|would|wants?|books?|booked|reserved?|needs?|will|lives?|works?|has|"
            r"asked|arrives?|stays?|ordered|and|called|wrote|likes?|bought|was|,)",
            text[opening.end() :],
        )
    ):
        return name
    return source.facts.get("name")


def places_in(text: str) -> list[str]:
    """The places that a text names after "in", "to", "from" and the like, in order, enumerations included."""
    text = plain(text)
    found: list[str] = []
    for match in patterns.finditer(
        r"\b(?:in|to|for|from|at|near|of|between|visit|is|like|about|around|towards|via|compare|"
        r"and|or|than|versus|vs\.?|how's|how is|city|cities|[Ww]eather|[Ff]orecast|"
        rf"temperature):?\s+(?P<x>{_CAPITALS}(?:(?:,? and |,? or |, ?| & |,? vs\.? ){_CAPITALS})*)",
        text,
    ):
        for part in patterns.split(r",? and |,? or |, ?| & |,? vs\.? ", match["x"]):
            name = _trimmed(part)
            if name and not says(name, *dates.MONTHS, "Christmas", "Easter", "Python"):
                found.append(name)
    if not found:
        lower = patterns.search(
            r"\b(?:in|for|at)\s+(?P<x>(?!the\b|a\b|an\b|my\b|this\b|celsius|fahrenheit|degrees|"
            r"general|here|it\b|me\b|\d)[a-z]+(?: (?:city|york|angeles|francisco|aires|paulo|"
            r"delhi))?(?:(?:,? and |, )[a-z]+(?: (?:city|york|delhi))?)*)(?=\s*(?:[?.!,]|$|today|"
            r"tomorrow|right|now|like|this|in (?:celsius|fahrenheit)))",
            text,
        )
        if lower:
            found = [part.strip().title() for part in patterns.split(r",? and |, ", lower["x"])]
    if not found:
        lone = [
            name
            for m in patterns.finditer(_CAPITALS, text)
            if (name := _trimmed(m[0])) and not says(name, *dates.MONTHS)
        ]
        found = [n for n in lone if not patterns.match(rf"{re.escape(n)}", text) or len(text.split()) <= 4]
    return list(dict.fromkeys(found))


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
        good = sum(stem(w) in have for w in _GOOD)
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


def _scalar(kind: str, name: str, hint: str, schema: Mapping[str, Any], source: Source) -> Any:
    text = plain(source.text)
    if kind in ("integer", "number"):
        return _numeric(kind, name, hint, schema, source)
    if kind == "boolean":
        return _truth(name, hint, text)
    return _text(name, hint, schema, source)


def _number(raw: str, kind: str) -> int | float:
    value = (
        float(raw.replace(",", ""))
        if not patterns.fullmatch(r"-?\d{1,3}(?:\.\d{3})+", raw)
        else float(raw.replace(".", ""))
    )
    return int(value) if kind == "integer" or value == int(value) else value


_AMOUNT = (
    r"(?P<n>-?\d(?:[\d,]*\d)?(?:\.\d+)?|"
    rf"(?:{'|'.join(sorted(dates.NUMBERS, key=len, reverse=True))})(?:[ -](?:one|two|three|four|"
    r"five|six|seven|eight|nine))?)"
)


def _numeric(
    kind: str, name: str, hint: str, schema: Mapping[str, Any], source: Source
) -> int | float | None:
    text = plain(source.text)
    if patterns.search(
        r"\b(?:price|amount|total|cost|budget|fee|salary|sum|paid|pay|value|charge|money|usd|eur|"
        r"dollars)\b",
        hint,
        re.I,
    ) and (
        money := patterns.search(
            r"[$€£¥₹]\s?(?P<a>\d[\d,]*(?:\.\d+)?)|(?P<b>\d[\d,]*(?:\.\d+)?)\s?(?:[$€£]|dollars?|euros?|"
            r"usd|eur|pounds?|gbp|bucks|francs|yen)\b",
            text,
            re.I,
        )
    ):
        return _number(money["a"] or money["b"], kind)
    last = name.split()[-1] if name else ""
    units = [
        u
        for key, u in _UNITS.items()
        if key.replace("_", " ") in name
        or stem(key) == stem(last)
        or patterns.search(rf"\bnumber of {key}\b", hint, re.I)
    ]
    if last:
        units.append(re.escape(last.rstrip("s")) + "s?")
    for unit in units:
        for match in patterns.finditer(rf"\b{_AMOUNT}[ -]?(?:\w+ ){{0,1}}?(?:{unit})(?!\w)", text, re.I):
            if (value := dates.number(match["n"])) is not None:
                if "week" in match[0].lower() and name in (
                    "nights",
                    "days",
                    "number of nights",
                    "number of days",
                ):
                    value *= 7
                return _number(str(value), kind)
    if patterns.search(r"\bnights?\b|\bdays?\b", name) and (
        week := patterns.search(rf"\b{_AMOUNT} weeks?\b", text, re.I)
    ):
        return _number(str((dates.number(week["n"]) or 1) * 7), kind)
    if patterns.search(r"\bnights?\b|\bdays?\b", name) and patterns.search(r"\bweekend\b", text, re.I):
        return 2
    if patterns.search(r"\bage\b", name) and (
        match := patterns.search(
            rf"\b(?:aged?|is|am|turned|i'm)\s+(?!an?\b){_AMOUNT}\b|,\s*(?P<m>\d{{1,3}})\b", text, re.I
        )
    ):
        return _number(str(dates.number(match["n"] or match["m"]) or 0), kind)
    label = (
        patterns.search(
            rf"\b{re.escape(name)}\b(?: is| was|:| of| =| will be)*\s*(?:about |around |"
            rf"exactly )?{_AMOUNT}\b",
            text,
            re.I,
        )
        if name
        else None
    )
    if label and (value := dates.number(label["n"])) is not None:
        return _number(str(value), kind)
    if patterns.search(r"\b(?:guests?|people|party|size|persons?|adults|diners)\b", name) and (
        match := patterns.search(
            rf"\b(?:for|of) {_AMOUNT}\b(?! (?:nights?|days?|weeks?|hours?|minutes?|pm|am|o'clock|"
            rf"{'|'.join(dates.MONTHS)}))",
            text,
            re.I,
        )
    ):
        value = dates.number(match["n"])
        return _number(str(value), kind) if value else None
    if patterns.search(r"\b(?:rating|score|stars)\b", name) and (
        match := patterns.search(rf"\b{_AMOUNT}\s*(?:/|out of)", text, re.I)
    ):
        return _number(str(dates.number(match["n"]) or 0), kind)
    if patterns.search(r"\byear\b", name) and (match := patterns.search(r"\b(?:1[5-9]|20)\d\d\b", text)):
        return int(match[0])
    if patterns.search(r"\bmonth\b", name) and (match := patterns.search("|".join(dates.MONTHS), text, re.I)):
        return dates.MONTHS.index(match[0].lower()) + 1
    if patterns.search(r"\b(?:confidence|probability)\b", name):
        return 0.9 if kind == "number" else 1
    if name in (
        "a",
        "b",
        "c",
        "x",
        "y",
        "first",
        "second",
        "first number",
        "second number",
        "num1",
        "num2",
        "left",
        "right",
        "left operand",
        "right operand",
        "n1",
        "n2",
        "number1",
        "number2",
        "augend",
        "addend",
    ):
        found = [
            n
            for m in patterns.finditer(rf"\b{_AMOUNT}\b", text, re.I)
            if m["n"].lower() not in ("a", "an") and (n := dates.number(m["n"])) is not None
        ]
        index = (
            1
            if name
            in (
                "b",
                "y",
                "second",
                "second number",
                "num2",
                "right",
                "right operand",
                "n2",
                "number2",
                "addend",
            )
            else 2
            if name == "c"
            else 0
        )
        return _number(str(found[index]), kind) if len(found) > index else None
    if patterns.search(
        r"\b(?:quantity|count|number|amount|value|n|limit|total|price|cost|size|temperature|"
        r"distance|weight|id|num|degrees|percent|celsius|fahrenheit|kilometers|miles|calories|"
        r"radius|principal|rate)\b",
        f"{name} {hint}",
        re.I,
    ):
        found = [
            m["n"]
            for m in patterns.finditer(rf"(?<![\w.-]){_AMOUNT}(?![\w:])", text, re.I)
            if m["n"].lower() not in ("a", "an")
        ]
        if found:
            return _number(str(dates.number(found[0]) or 0), kind)
        if patterns.search(r"\b(?:quantity|count)\b", name) and patterns.search(
            r"\b(?:a|an|one)\b", text, re.I
        ):
            return 1
    if name == "latitude" or name == "longitude":
        return None
    return None


def _truth(name: str, hint: str, text: str) -> bool | None:
    keys = [
        w
        for w in content(
            patterns.sub(
                r"^(?:is|has|wants?|needs?|with|should|includes?|include|can|are|does|whether) ", "", name
            )
        )
        if w not in ("includ", "requir", "need", "want", "request")
    ] or content(name)
    alike = {
        "urgent": ("urgent", "asap", "immediately", "emergency"),
        "breakfast": ("breakfast",),
        "smok": ("smoking", "smoker"),
        "vegetarian": ("vegetarian", "vegan"),
        "pet": ("pet", "pets", "dog", "cat"),
        "remot": ("remote", "remotely"),
        "available": ("available", "in stock"),
        "availabl": ("available", "in stock"),
        "paid": ("paid",),
        "spam": ("prize", "winner", "lottery", "click here"),
        "positiv": tuple(_GOOD),
        "recommend": ("recommend",),
        "question": ("?",),
        "toxic": ("idiot", "stupid"),
    }
    for key in keys:
        options = (*alike.get(key, ()), key)
        for option in options:
            match = patterns.search(rf"(?<!\w){re.escape(option)}", text, re.I)
            if match:
                before = text[max(0, match.start() - 28) : match.start()].lower()
                return not patterns.search(
                    r"\b(?:no|not|without|don't|doesn't|isn't|never|non|excluding|won't|didn't|"
                    r"aren't|neither)\b[^.,;]*$|non-$",
                    before,
                )
    return None


def _text(name: str, hint: str, schema: Mapping[str, Any], source: Source) -> str | None:
    text = plain(source.text)
    wants_iso = schema.get("format") == "date" or patterns.search(r"yyyy|iso", hint, re.I)
    label = (
        patterns.search(
            rf"(?:^|[\n,;.]\s*)(?:the )?{re.escape(name)}\s*(?::|=|"
            r" is )\s*(?P<x>[^\n,;]+?)(?=\.(?:\s|$)|[\n,;]|$)",
            text,
            re.I,
        )
        if name
        else None
    )
    if name and patterns.search(r"\b(?:e ?mail)\b", name):
        match = _EMAIL.search(text)
        return match[0].rstrip(".") if match else None
    if schema.get("format") == "email" and (match := _EMAIL.search(text)):
        return match[0].rstrip(".")
    if patterns.search(r"\b(?:phone|telephone|mobile|tel)\b", name):
        match = _PHONE.search(_EMAIL.sub("", text))
        return match[0].strip() if match else None
    if patterns.search(r"\b(?:url|link|website|homepage)\b", name):
        match = _URL.search(text)
        return match[0].rstrip(".") if match else None
    if patterns.search(
        r"\bcurrency|\bcurrencies\b|^(?:from|to|base|target|source) ?(?:currency)?$", name
    ) and patterns.search(r"currenc", hint, re.I):
        found = [
            code
            for m in patterns.finditer(
                r"[$€£¥₹]|\b(?:" + "|".join(w for w in _CURRENCY if w.isalpha()) + r")s?\b", text, re.I
            )
            if (code := _CURRENCY.get(m[0].lower()) or _CURRENCY.get(m[0].lower().rstrip("s")))
        ]
        found = list(dict.fromkeys(found))
        index = 1 if patterns.search(r"\bto\b|target|quote", name) else 0
        return found[index] if len(found) > index else None
    if patterns.search(r"\b(?:unit|units)\b", name):
        return (
            "fahrenheit"
            if patterns.search(r"fahrenheit|°f\b", text, re.I)
            else "celsius"
            if patterns.search(r"celsius|°c\b|centigrade", text, re.I)
            else None
        )
    if (
        patterns.search(
            r"\b(?:date|day|when|check ?in|check ?out|departure date|arrival date|deadline|birthday|"
            r"due|dob|arrival|departure|start|end)\b",
            name,
        )
        and not patterns.search(r"\b(?:city|airport|place|location)\b", f"{name} {hint}", re.I)
    ) or schema.get("format") == "date":
        return _date(name, text, wants_iso=bool(wants_iso))
    if patterns.search(r"\b(?:time|hour)\b", name) and not patterns.search(r"zone", name):
        match = _TIME.search(text)
        return match[0] if match else dates.when(text)
    if patterns.search(r"\b(?:budget|price|cost|amount|fee|salary|total)\b", name):
        return dates.money(text) or source.facts.get("budget")
    if patterns.search(r"\b(?:duration|length of stay|how long)\b", name) and (span := dates.span(text)):
        return span
    if patterns.search(r"\b(?:expression|formula|equation|calculation|operation|math)\b", name) and (
        expression := expression_in(text)
    ):
        return expression
    if patterns.search(
        r"\b(?:id|number|reference|code|order|ticket|sku|isbn|tracking|flight)\b", name
    ) and not patterns.search(r"\b(?:zip|country|language)\b", name):
        match = _ID.search(text)
        if match:
            return match[0].lstrip("#")
    if patterns.search(r"\b(?:symbol|ticker)\b", name):
        known = {
            "apple": "AAPL",
            "microsoft": "MSFT",
            "google": "GOOGL",
            "alphabet": "GOOGL",
            "amazon": "AMZN",
            "tesla": "TSLA",
            "nvidia": "NVDA",
            "meta": "META",
            "netflix": "NFLX",
            "bitcoin": "BTC",
        }
        match = patterns.search(r"\b[A-Z]{2,5}\b", text)
        return (
            match[0] if match else next((code for word, code in known.items() if word in text.lower()), None)
        )
    if label and name not in ("query", "text", "question", "subject"):
        return label["x"].strip().strip("\"'")
    if patterns.search(r"\b(?:first ?name)\b", name):
        person = person_in(source)
        return person.split()[0] if person else None
    if patterns.search(r"\b(?:last ?name|surname|family name)\b", name):
        person = person_in(source)
        return person.split()[-1] if person and len(person.split()) > 1 else None
    if patterns.search(r"\b(?:company|employer|organi[sz]ation|brand)\b", name):
        match = patterns.search(
            rf"\b(?:at|for|with|from|company|called)\s+(?P<x>{_CAPITALS}(?: (?:Inc|Ltd|GmbH|LLC|AG)\b\.?)?)",
            text,
        )
        return source.facts.get("employer") or (_trimmed(match["x"]) if match else None)
    if patterns.search(r"\b(?:job|profession|occupation|job title|role|position)\b", name):
        match = patterns.search(
            r"\b(?:is|as|am|,) (?:an? |the )?(?P<x>(?:[a-z-]+ ){0,3}?(?:engineer|doctor|"
            r"teacher|nurse|developer|manager|designer|chef|lawyer|artist|writer|scientist|"
            r"analyst|director|pilot|student|baker|architect|professor|consultant|accountant|"
            r"programmer|photographer|journalist|carpenter|plumber|electrician|farmer|dentist|"
            r"driver|librarian))\b",
            text,
            re.I,
        )
        return source.facts.get("job") or (match["x"] if match else None)
    if patterns.search(r"\b(?:language)\b", name):
        match = patterns.search(
            r"\b(?:English|French|German|Spanish|Italian|Portuguese|Dutch|Polish|Swedish|"
            r"Japanese|Chinese|Korean|Russian|Arabic|Turkish|Hindi|Greek|Python|Rust|Java|"
            r"JavaScript|Go|Ruby|Kotlin)\b",
            text,
        )
        return match[0] if match else source.facts.get("language")
    if patterns.search(r"\bcolou?r\b", name):
        match = patterns.search(
            r"\b(?:red|blue|green|yellow|black|white|purple|orange|pink|brown|grey|gray|silver|"
            r"gold|turquoise|beige|violet)\b",
            text,
            re.I,
        )
        return match[0].lower() if match else None
    if patterns.search(_PLACE, name, re.I) or patterns.search(
        r"\b(?:city|town|location|country)\b", hint, re.I
    ):
        return _place(name, text, source)
    if patterns.search(
        r"\b(?:title|product|item|dish|movie|book|song|recipe|event|task|food|drink|model|film|"
        r"meal|object|thing|ingredient|animal)\b",
        f"{name} {hint}",
        re.I,
    ) and name not in ("name of the guest",):
        return _thing(name, text)
    if patterns.search(_PERSON, f"{name} {hint}", re.I) and not patterns.search(
        r"\b(?:user ?name|file ?name)\b", name
    ):
        item = name == "name" and patterns.match(rf"\W*{_AMOUNT}\s", text, re.I) and len(text.split()) <= 5
        return person_in(source) or (_thing(name, text) if item else None)
    if patterns.search(
        r"\b(?:query|question|q|text|input|message|prompt|search|content|body|keywords?|"
        r"search term|request|note|reminder|description|summary|topic|reason|comment|subject|"
        r"answer|response|explanation|details|statement|issue|problem)\b",
        name,
    ):
        return _said(name, text)
    wanted = content(name)
    for sentence in sentences(text):
        if (
            wanted
            and set(wanted) <= set(content(sentence))
            and (match := patterns.search(r"(?::|\bis|\bare|=)\s+(?P<x>[^.,;\n]+)", sentence))
        ):
            return match["x"].strip(" \"'")
    return None


def _date(name: str, text: str, *, wants_iso: bool) -> str | None:
    out = (
        bool(patterns.search(r"\b(?:check ?out|end|return|until|to|departure)\b", name))
        and "departure date" not in name
    )
    found = [
        when
        for part in patterns.split(
            r"\b(?:until|to|till|through|returning|and leav\w+|back on|departing)\b|–|;", text
        )
        if (when := dates.when(part))
    ]
    whole = dates.when(text)
    if not found and whole:
        found = [whole]
    if not found:
        match = patterns.search(
            r"\b(?:today|tonight|tomorrow|(?:next |this |on )?(?:monday|tuesday|wednesday|"
            r"thursday|friday|saturday|sunday))\b",
            text,
            re.I,
        )
        if not match:
            return None
        return patterns.sub(r"^on ", "", match[0], flags=re.I) if not wants_iso else None
    chosen = (
        found[-1]
        if out and len(found) > 1
        else None
        if out and patterns.search(r"check ?out", name)
        else found[0]
    )
    if chosen is None:
        return None
    exact = dates.iso(chosen) or (dates.iso(text) if chosen in text and len(found) == 1 else None)
    if exact and (wants_iso or patterns.fullmatch(r"\d{4}-\d{2}-\d{2}", chosen)):
        return exact
    if (
        wants_iso
        and (year := patterns.search(r"\b20\d\d\b", text))
        and (complete := dates.iso(f"{chosen} {year[0]}"))
    ):
        return complete
    return chosen


def _place(name: str, text: str, source: Source) -> str | None:
    prepositions = {
        "origin": r"from|leaving|departing",
        "from": r"from|leaving|departing",
        "departure": r"from|leaving|departing",
        "destination": r"to|visit|towards|into",
        "to": r"to|visit|towards|into",
        "arrival": r"to|in|at|into",
    }
    for key, before in prepositions.items():
        if patterns.search(rf"\b{key}\b", name):
            match = patterns.search(rf"\b(?:{before})\s+(?P<x>{_CAPITALS})", text)
            if match and (place := _trimmed(match["x"])):
                return place
            if key in ("from", "to", "origin"):
                return None
    if patterns.search(r"\b(?:hotel|restaurant|venue)\b", name):
        match = patterns.search(rf"\b(?:at|in) (?:the )?(?P<x>{_CAPITALS})", text) or patterns.search(
            rf"\b(?P<x>Hotel {_CAPITALS}|{_CAPITALS} Hotel)\b", text
        )
        return match["x"] if match else None
    if patterns.search(r"\bproduct\b", name):
        return _thing(name, text)
    found = places_in(text)
    people = set(_people(source))
    found = [place for place in found if place not in people] or found
    if found:
        return found[-1] if patterns.search(r"\bcountry\b", name) and len(found) > 1 else found[0]
    return source.facts.get("city") or source.facts.get("origin")


def _thing(name: str, text: str) -> str | None:
    quoted = patterns.search(r"[\"“]([^\"”]+)[\"”]", text)
    if quoted:
        return quoted[1]
    match = patterns.search(
        rf"\b(?:the |an? |my |this )?{re.escape(name)}:?\s+(?:is |was |called |named )?(?P<x>[^,.;\n]+)",
        text,
        re.I,
    )
    if match and name not in ("name",):
        return match["x"].strip()
    amount = patterns.match(
        rf"^\W*(?:{_AMOUNT}|some)\s*(?:x |kg |g |ml |l |cups? (?:of )?|spoons? (?:of )?|"
        r"bottles? (?:of )?|packs? (?:of )?|boxes (?:of )?|kilos? (?:of )?|grams? (?:of )?|"
        r"litres? (?:of )?|slices? (?:of )?)?(?P<x>[^,.;\n\d$€£]+)",
        text,
        re.I,
    )
    if amount:
        return patterns.split(r"\s(?:for|at|from|by|costs?|to)\b", amount["x"].strip())[0].strip()
    bought = patterns.search(
        r"\b(?:bought|buy|order(?:ed)?|want|purchased?|returned|got|received|remind me to|"
        r"task:|add|need|sell|like to have)\s+(?:me )?(?:an? |the |some |my |two |three |"
        r"\d+ )?(?P<x>[^,.;\n]+?)(?= (?:for|on|at|from|to my|and|in|last|yesterday|tomorrow|"
        r"with)\b|[,.;\n]|$)",
        text,
        re.I,
    )
    if bought:
        return bought["x"].strip()
    proper = [n for m in patterns.finditer(_CAPITALS, text) if (n := _trimmed(m[0]))]
    if proper:
        return proper[0]
    pieces = patterns.split(r"\s(?:for|at|costs?|is|was)\b|[-–:,(]|[$€£\d]", text.strip(), maxsplit=1)
    return pieces[0].strip(" .") or None


def _said(name: str, text: str) -> str:
    quoted = patterns.search(r"[\"“]([^\"”]{3,})[\"”]", text)
    if quoted and name in (
        "text",
        "message",
        "body",
        "content",
        "query",
        "search",
        "subject",
        "note",
        "reminder",
    ):
        return quoted[1]
    match = patterns.search(
        r"\b(?:search(?: the web| online| the docs| the notes)?(?: for)?|look up|find(?: me)?|"
        r"google|remind me to|note that|translate|saying(?: that)?|say|tell (?:him|her|them|"
        r"\w+) (?:that )?|about|query:)\s+(?P<x>.+)",
        text,
        re.I,
    )
    if match and name in (
        "query",
        "search",
        "search term",
        "q",
        "keywords",
        "keyword",
        "reminder",
        "note",
        "text",
        "message",
        "body",
        "content",
        "topic",
        "subject",
    ):
        return match["x"].strip(" .?!\"'")
    if name in ("summary", "title", "subject", "topic"):
        return (sentences(text) or [text])[0]
    return text.strip()
