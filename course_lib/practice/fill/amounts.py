"""Numbers and yes-or-no values read out of a text by the name of their field."""

import re
from collections.abc import Mapping
from typing import Any

from course_lib.practice import dates, patterns
from course_lib.practice.fill.people import Source
from course_lib.practice.knowledge import load_knowledge
from course_lib.practice.words import content, plain, stem

_VOCABULARY = load_knowledge()["vocabulary"]

PRAISE = _VOCABULARY["praise"]


_UNITS = _VOCABULARY["units"]


def as_number(raw: str, kind: str) -> int | float:
    """The number that a numeral writes, whole where the field or the value is."""
    value = (
        float(raw.replace(",", ""))
        if not patterns.fullmatch(r"-?\d{1,3}(?:\.\d{3})+", raw)
        else float(raw.replace(".", ""))
    )
    return int(value) if kind == "integer" or value == int(value) else value


AMOUNT = (
    r"(?P<n>-?\d(?:[\d,]{0,40}\d)?(?:\.\d+)?|"
    rf"(?:{'|'.join(sorted(dates.NUMBERS, key=len, reverse=True))})(?:[ -](?:one|two|three|four|"
    r"five|six|seven|eight|nine))?)"
)


def numeric(kind: str, name: str, hint: str, schema: Mapping[str, Any], source: Source) -> int | float | None:
    """The number that a field asks for, or None."""
    text = plain(source.text)
    if patterns.search(
        r"\b(?:price|amount|total|cost|budget|fee|salary|sum|paid|pay|value|charge|money|usd|eur|"
        r"dollars)\b",
        hint,
        re.I,
    ) and (
        money := patterns.search(
            r"[$€£¥₹]\s?(?P<a>\d[\d,]{0,40}(?:\.\d+)?)|(?P<b>\d[\d,]{0,40}(?:\.\d+)?)\s?(?:[$€£]|dollars?|euros?|"
            r"usd|eur|pounds?|gbp|bucks|francs|yen)\b",
            text,
            re.I,
        )
    ):
        return as_number(money["a"] or money["b"], kind)
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
        for match in patterns.finditer(rf"\b{AMOUNT}[ -]?(?:\w+ ){{0,1}}?(?:{unit})(?!\w)", text, re.I):
            if (value := dates.number(match["n"])) is not None:
                if "week" in match[0].lower() and name in (
                    "nights",
                    "days",
                    "number of nights",
                    "number of days",
                ):
                    value *= 7
                return as_number(str(value), kind)
    if patterns.search(r"\bnights?\b|\bdays?\b", name) and (
        week := patterns.search(rf"\b{AMOUNT} weeks?\b", text, re.I)
    ):
        return as_number(str((dates.number(week["n"]) or 1) * 7), kind)
    if patterns.search(r"\bnights?\b|\bdays?\b", name) and patterns.search(r"\bweekend\b", text, re.I):
        return 2
    if patterns.search(r"\bage\b", name) and (
        match := patterns.search(
            rf"\b(?:aged?|is|am|turned|i'm)\s+(?!an?\b){AMOUNT}\b|,\s*(?P<m>\d{{1,3}})\b", text, re.I
        )
    ):
        return as_number(str(dates.number(match["n"] or match["m"]) or 0), kind)
    label = (
        patterns.search(
            rf"\b{re.escape(name)}\b(?: is| was|:| of| =| will be)*\s*(?:about |around |"
            rf"exactly )?{AMOUNT}\b",
            text,
            re.I,
        )
        if name
        else None
    )
    if label and (value := dates.number(label["n"])) is not None:
        return as_number(str(value), kind)
    if patterns.search(r"\b(?:guests?|people|party|size|persons?|adults|diners)\b", name) and (
        match := patterns.search(
            rf"\b(?:for|of) {AMOUNT}\b(?! (?:nights?|days?|weeks?|hours?|minutes?|pm|am|o'clock|"
            rf"{'|'.join(dates.MONTHS)}))",
            text,
            re.I,
        )
    ):
        value = dates.number(match["n"])
        return as_number(str(value), kind) if value else None
    if patterns.search(r"\b(?:rating|score|stars)\b", name) and (
        match := patterns.search(rf"\b{AMOUNT}\s*(?:/|out of)", text, re.I)
    ):
        return as_number(str(dates.number(match["n"]) or 0), kind)
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
            for m in patterns.finditer(rf"\b{AMOUNT}\b", text, re.I)
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
        return as_number(str(found[index]), kind) if len(found) > index else None
    if patterns.search(
        r"\b(?:quantity|count|number|amount|value|n|limit|total|price|cost|size|temperature|"
        r"distance|weight|id|num|degrees|percent|celsius|fahrenheit|kilometers|miles|calories|"
        r"radius|principal|rate)\b",
        f"{name} {hint}",
        re.I,
    ):
        found = [
            m["n"]
            for m in patterns.finditer(rf"(?<![\w.-]){AMOUNT}(?![\w:])", text, re.I)
            if m["n"].lower() not in ("a", "an")
        ]
        if found:
            return as_number(str(dates.number(found[0]) or 0), kind)
        if patterns.search(r"\b(?:quantity|count)\b", name) and patterns.search(
            r"\b(?:a|an|one)\b", text, re.I
        ):
            return 1
    if name == "latitude" or name == "longitude":
        return None
    return None


def truth(name: str, hint: str, text: str) -> bool | None:
    """Whether a text affirms or denies what a field is about; None when it says neither."""
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
        "positiv": tuple(PRAISE),
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
