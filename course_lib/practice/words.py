"""Words and sentences of a text: splitting, stemming, counting, joining, and a choice that never changes."""

import re
import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

from course_lib.practice import patterns
from course_lib.practice.knowledge import load_knowledge

_VOCABULARY = load_knowledge()["vocabulary"]

_Item = TypeVar("_Item")

_CODE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\u00a0": " ", "\u202f": " "}
)
_SENTENCE_END = re.compile(
    r"(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.)(?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bSt\.)(?<!\b[A-HJ-Z]\.)"
    r"(?<=[.!?…])[\"')\]]*\s+|\n+|(?<=[。！？])\s*"
)
_WORD = re.compile(r"[^\W_][\w'+#-]*(?:\.[a-z]\w*)*", re.UNICODE)

STOPWORDS = frozenset(_VOCABULARY["stopwords"])


LONGEST = 600  # characters; what runs on without a full stop is read in pieces of this size
_LONG = re.compile(rf"(?s).{{1,{LONGEST}}}(?:\s|\Z)|.{{{LONGEST}}}")


def plain(text: str) -> str:
    """The text with straight quotes and ordinary blanks."""
    return text.translate(_QUOTES)


def unshouted(text: str) -> str:
    """The text, in lower case where all of it is in capitals: what is shouted is read as if it were said."""
    return text.lower() if text.isupper() and len(text.split()) >= 3 else text


def without_code(text: str) -> str:
    """The text without its fenced code blocks."""
    return _CODE.sub(" ", text)


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with its closing mark; line ends separate too."""
    parts = [part.strip() for part in _SENTENCE_END.split(text) if part and part.strip()]
    return [piece for part in parts for piece in ([part] if len(part) <= LONGEST else _LONG.findall(part))]


def words(text: str) -> list[str]:
    """The words of a text in lower case, such as "c++", "discord.py" or "don't"."""
    return [word.strip("'-").lower() for word in _WORD.findall(plain(text)) if word.strip("'-")]


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """A rough stem that makes "returns", "returned" and "return" one word."""
    word = word.lower().removesuffix("'s").removesuffix("'")
    for suffix, keep in (
        ("ies", "y"),
        ("sses", "ss"),
        ("ing", ""),
        ("edly", ""),
        ("ed", ""),
        ("es", ""),
        ("s", ""),
    ):
        if word.endswith(suffix) and not word.endswith("ss") and len(word) - len(suffix) >= 3:
            word = word[: -len(suffix)] + keep
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "ls":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


def stems(text: str) -> list[str]:
    """The stems of a text's words, in order."""
    return [stem(word) for word in words(text)]


def content(text: str) -> list[str]:
    """The stems of the words that carry meaning, in order and without repeats."""
    return list(dict.fromkeys(stem(word) for word in words(text) if word not in STOPWORDS))


@lru_cache(maxsize=8192)
def phrase(text: str) -> re.Pattern[str]:
    """A pattern that finds a phrase as whole words, in any case; a plural s may follow."""
    return re.compile(rf"(?<![\w.+#-]){re.escape(text)}(?:'?s|es)?(?![\w+#])", re.IGNORECASE)


@lru_cache(maxsize=4096)
def _any_phrase(phrases: tuple[str, ...]) -> re.Pattern[str]:
    found = "|".join(re.escape(item) for item in sorted(phrases, key=len, reverse=True)) or r"(?!)"
    return re.compile(rf"(?<![\w.+#-])(?:{found})(?:'?s|es)?(?![\w+#])", re.IGNORECASE)


def says(text: str, *phrases: str) -> bool:
    """Whether one of the phrases stands in the text as whole words."""
    return _any_phrase(phrases).search(text) is not None


def holds(text: str, asked: Iterable[str]) -> int:
    """The size of the largest of several word groups that a text holds wholly, or 0."""
    have = set(stems(text))
    best = 0
    for group in asked:
        needed = [stem(word) for word in words(group)]
        if needed and have.issuperset(needed):
            best = max(best, len(needed))
    return best


def count(text: str) -> int:
    """The number of words as a reader counts them: pieces between blanks."""
    return len(text.split())


def joined(items: Sequence[str], last: str = "and") -> str:
    """A list in prose: "a, b and c"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}" if items else ""


def pick(options: Sequence[_Item], key: str, skip: int = 0) -> _Item:
    """One of the options: always the same for the same key; `skip` moves on to the next ones."""
    return options[(zlib.crc32(key.encode("utf-8", "replace")) + skip) % len(options)]


def capitalised(text: str) -> str:
    """The text with its first letter in upper case and the rest as it is."""
    return text[:1].upper() + text[1:]


def a_or_an(noun: str) -> str:
    """The noun with its indefinite article; a noun that has one, or a proper name, keeps it."""
    if patterns.match(r"(?:an?|the|my|your|our|some|any|this|that)\s", noun, re.IGNORECASE):
        return noun
    if patterns.match(r"(?:URL|HTTP|HTML|API|MP|SQL|XML|RPG|FAQ|SMS|NLP|LLM|ML|RSS|SVG|X-)", noun):
        return f"{'a' if noun.startswith('URL') else 'an'} {noun}"
    return (
        f"{'an' if patterns.match(r'(?!uni|use|us[aeu]|eu|one)[aeiou]', noun, re.IGNORECASE) else 'a'} {noun}"
    )


_SECOND = {
    "i": "you",
    "me": "you",
    "my": "your",
    "mine": "yours",
    "myself": "yourself",
    "i'm": "you're",
    "i've": "you've",
    "i'd": "you'd",
    "i'll": "you'll",
    "am": "are",
    "we": "you",
    "our": "your",
    "us": "you",
    "ours": "yours",
    "we're": "you're",
}


def to_second_person(text: str) -> str:
    """A learner's words turned round: "my dog and I" becomes "your dog and you"."""
    return patterns.sub(r"[A-Za-z]+(?:'[a-z]+)?", lambda m: _SECOND.get(m[0].lower(), m[0]), plain(text))
