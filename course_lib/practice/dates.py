"""Times and sums of money as people write them."""

import re
from functools import lru_cache

from course_lib.practice import patterns

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
NUMBERS = {
    "zero": 0,
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "hundred": 100,
    "dozen": 12,
    "couple": 2,
}
_NUMBER = "|".join(sorted(NUMBERS, key=len, reverse=True))

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|(?-i:May|March|Mar))"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_BEFORE = (
    r"(?:(?:early|mid|late|the (?:beginning|start|middle|end|first week|last week|first half|"
    r"second half) of|(?:beginning|start|middle|end|first half|second half) of|next|this|around|"
    r"between|from|on|in|the|during)[\s-]+)"
)
_WHEN = re.compile(
    rf"{_BEFORE}*\b(?:{_DAY}(?: of)? ?{_MONTH}|{_MONTH} {_DAY}(?!\d)|{_DAY}\s?(?:-|–|to|"
    rf"until)\s?{_DAY}(?: of)? {_MONTH}|{_MONTH})\b\.?"
    rf"(?:(?:,? \d{{4}})|\s?(?:-|–|to|until|and|through|or)\s?(?:the |early |mid |"
    rf"late )?(?:{_DAY}(?: of)?(?: {_MONTH})?|{_MONTH}(?: {_DAY})?)\b)*"
    r"|\b\d{4}-\d{2}-\d{2}(?:\s?(?:-|–|to|until)\s?\d{4}-\d{2}-\d{2})?\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b"
    r"|\b(?:(?:early|mid|late|next|this|coming|in the|in|during|the) )+(?:spring|summer|autumn|fall|winter)\b"
    r"|\b(?:(?:around|over|at|for|during|the|next|this) )+(?:christmas|easter|new year'?s?|"
    r"thanksgiving|half[- ]term|school holidays?|holidays|ramadan|diwali)\b"
    r"|\b(?:next|this|coming) (?:week|month|year|weekend|monday|tuesday|wednesday|thursday|"
    r"friday|saturday|sunday)\b"
    rf"|\bin (?:about )?(?:\d+|{_NUMBER}|a few) (?:days?|weeks?|months?|years?)\b"
    r"|\b(?:tomorrow|any ?time|whenever|flexible dates|dates are flexible|flexible on dates)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"(?:(?:around|about|up to|roughly|approximately|under|at most|between|less than|"
    r"max(?:imum)?|no more than|~)\s+)?"
    r"(?:(?:[$€£¥₹]|(?:usd|eur|gbp|chf)\s)\s?\d[\d,.]{0,40}\d?\s?k?|\d[\d,.]{0,40}\s?k?\s?(?:[€£$]|"
    r"dollars?|euros?|usd|eur|pounds?|gbp|bucks|francs|chf|kronor|kr|yen|rupees|inr|aud|cad|"
    r"zloty|pesos|reais|lira|rand)\b)"
    r"(?:\s?(?:-|–|to|and)\s?[$€£¥₹]?\s?\d[\d,.]{0,40}\s?k?(?:\s?(?:dollars|euros|pounds|€|£|\$))?)?",
    re.IGNORECASE,
)
_SPAN = re.compile(
    rf"\b(?:\d+|{_NUMBER})(?:[ -](?:to|or)[ -](?:\d+|{_NUMBER}))?[ -](?:nights?|days?|weeks?|"
    r"months?|hours?|weekends?)\b",
    re.I,
)


@lru_cache(maxsize=2048)
def when(text: str) -> str | None:
    """The first date or season in a text, such as "late September", or None."""
    match = _WHEN.search(text)
    if not match:
        return None
    found = patterns.sub(
        r"^(?:(?:in|on|during|around|from|for|over|at|the)\s+)+(?!the )",
        "",
        match[0].strip(" ,."),
        flags=re.I,
    )
    return found or match[0].strip()


@lru_cache(maxsize=2048)
def money(text: str) -> str | None:
    """The first sum of money in a text, such as "around $2000", or None."""
    match = _MONEY.search(text)
    return match[0].strip(" ,.") if match else None


def span(text: str) -> str | None:
    """The first length of time in a text, such as "two weeks", or None."""
    match = _SPAN.search(text)
    return match[0] if match else None


def number(word: str) -> float | None:
    """The number that a numeral or a number word such as "eighty" or "twenty-five" means, or None."""
    word = word.lower().replace(",", "").strip()
    if patterns.fullmatch(r"-?\d+(?:\.\d+)?", word):
        return float(word)
    total = 0
    for part in patterns.split(r"[ -]", word):
        if part not in NUMBERS:
            return None
        total = total * 100 if part == "hundred" and total else total + NUMBERS[part]
    return float(total) if word else None


def iso(text: str) -> str | None:
    """A date as YYYY-MM-DD when day, month and year are all given, or None."""
    if match := patterns.search(r"\b(\d{4})-(\d{2})-(\d{2})\b", text):
        return match[0]
    month = rf"(?P<m>{_MONTH})"
    for pattern in (
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {month}\.?,? (?P<y>\d{{4}})",
        rf"\b{month}\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>\d{{4}})",
    ):
        if match := patterns.search(pattern, text, re.IGNORECASE):
            number_of_month = next(
                i for i, name in enumerate(MONTHS, 1) if name.startswith(match["m"].lower()[:3])
            )
            return f"{int(match['y']):04d}-{number_of_month:02d}-{int(match['d']):02d}"
    if match := patterns.search(r"\b(\d{1,2})[./](\d{1,2})[./](\d{4})\b", text):
        return f"{match[3]}-{int(match[2]):02d}-{int(match[1]):02d}"
    return None
