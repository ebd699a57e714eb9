"""One value read out of a text by the name of its field."""

import re
from collections.abc import Mapping
from typing import Any

from course_lib.practice import dates, patterns
from course_lib.practice.fill.amounts import AMOUNT, numeric, truth
from course_lib.practice.fill.people import CAPITALS, Source, people_in, person_in, places_in, trimmed_name
from course_lib.practice.knowledge import load_knowledge
from course_lib.practice.skills.arithmetic import expression_in
from course_lib.practice.words import content, plain, sentences

_VOCABULARY = load_knowledge()["vocabulary"]

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


URL = re.compile(r"https?://[^\s,;)\"']+|www\.[^\s,;)\"']+")


_PHONE = re.compile(r"\+?\d[\d ()/.-]{6,}\d")


_TIME = re.compile(r"\b(?:\d{1,2}[:.]\d{2}\s?(?:am|pm)?|\d{1,2}\s?(?:am|pm)|noon|midnight)\b", re.I)


_ID = re.compile(r"#?\b(?=[\w-]*\d)[A-Z\d][\w-]*\d[\w-]*\b")


_CURRENCY = _VOCABULARY["currencies"]


PERSON = (
    r"\b(?:name|guest|customer|person|who|author|sender|recipient|attendees?|participants?|client|"
    r"patient|passenger|student|user|contact|owner|employee|host|booker|employees|people|names|"
    r"members|speaker|organi[sz]er|assignee|full ?name|first ?name|last ?name)\b"
)


PLACE = (
    r"\b(?:city|cities|location|locations|place|town|destination|country|where|origin|from|to|"
    r"address|departure|arrival(?: (?:city|airport))?|venue|region|airport|hotel|capital|"
    r"restaurant|company|organi[sz]ation|employer|brand|product)\b"
)


def scalar(kind: str, name: str, hint: str, schema: Mapping[str, Any], source: Source) -> Any:
    """The text, number or truth value that a field asks for, or None."""
    text = plain(source.text)
    if kind in ("integer", "number"):
        return numeric(kind, name, hint, schema, source)
    if kind == "boolean":
        return truth(name, hint, text)
    return _text(name, hint, schema, source)


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
        match = EMAIL.search(text)
        return match[0].rstrip(".") if match else None
    if schema.get("format") == "email" and (match := EMAIL.search(text)):
        return match[0].rstrip(".")
    if patterns.search(r"\b(?:phone|telephone|mobile|tel)\b", name):
        match = _PHONE.search(EMAIL.sub("", text))
        return match[0].strip() if match else None
    if patterns.search(r"\b(?:url|link|website|homepage)\b", name):
        match = URL.search(text)
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
            rf"\b(?:at|for|with|from|company|called)\s+(?P<x>{CAPITALS}(?: (?:Inc|Ltd|GmbH|LLC|AG)\b\.?)?)",
            text,
        )
        return source.facts.get("employer") or (trimmed_name(match["x"]) if match else None)
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
    if patterns.search(PLACE, name, re.I) or patterns.search(
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
    if patterns.search(PERSON, f"{name} {hint}", re.I) and not patterns.search(
        r"\b(?:user ?name|file ?name)\b", name
    ):
        item = name == "name" and patterns.match(rf"\W*{AMOUNT}\s", text, re.I) and len(text.split()) <= 5
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
            match = patterns.search(rf"\b(?:{before})\s+(?P<x>{CAPITALS})", text)
            if match and (place := trimmed_name(match["x"])):
                return place
            if key in ("from", "to", "origin"):
                return None
    if patterns.search(r"\b(?:hotel|restaurant|venue)\b", name):
        match = patterns.search(rf"\b(?:at|in) (?:the )?(?P<x>{CAPITALS})", text) or patterns.search(
            rf"\b(?P<x>Hotel {CAPITALS}|{CAPITALS} Hotel)\b", text
        )
        return match["x"] if match else None
    if patterns.search(r"\bproduct\b", name):
        return _thing(name, text)
    found = places_in(text)
    # The one who writes first: "Milan" is a first name as well as a city.
    for people in ({person_in(source)}, set(people_in(source))):
        found = [place for place in found if place not in people] or [
            place
            for place in found
            if patterns.search(rf"\b(?:in|to|from|at|near|visit|via|towards)\s+{re.escape(place)}\b", text)
        ]
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
        rf"^\W*(?:{AMOUNT}|some)\s*(?:x |kg |g |ml |l |cups? (?:of )?|spoons? (?:of )?|"
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
    proper = [n for m in patterns.finditer(CAPITALS, text) if (n := trimmed_name(m[0]))]
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
