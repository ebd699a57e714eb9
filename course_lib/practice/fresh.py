"""Fresh words: new in every run, so that what a program prints or saves can only come from the model."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

_words = str.split
THINGS = _words(
    "kestrel lantern harbor maple comet anchor willow ember quartz meadow falcon pebble cedar tundra saffron "
    "velvet canyon orchid puffin copper walrus glacier thistle marble otter bamboo cobalt heron juniper reef"
)
NAMES = _words(
    "Amara Bodil Chidi Dagny Eluned Farouk Gwenda Hakim Ines Jarek Keziah Leif Mireille Nkechi Oisin Petra "
    "Quillan Rosalba Sanjay Tindra Ulises Vesna Wilhelm Xiadani Yusra Zoltan Ayla Bastian Carys Dimitri"
)
CITIES = _words(
    "Aarhus Bergamo Cusco Dunedin Esbjerg Fukuoka Galway Hobart Izmir Jaipur Kotka Leiden Maribor Nantes "
    "Oviedo Plovdiv Quito Rostock Split Tartu Utrecht Varna Windhoek Xalapa Ystad Zadar Antalya Bruges Cork"
)
_KINDS = {"code": THINGS, "name": NAMES, "city": CITIES, "thing": THINGS}

_SENTENCE = re.compile(r"(?<=[.!?…])[ \t]+(?=\S)")
_FENCE = re.compile(r"^\s*(```|~~~)")


def fresh_words(seed: int | None = None) -> Callable[..., str]:
    """A function that gives a new word at each call: `fresh()` a code, `fresh("name")`, "city" or "thing".

    Codes look like "kestrel-4821". No word comes twice; without a seed they differ from run to run.
    """
    chance = random.Random(seed) if seed is not None else random.SystemRandom()
    given: set[str] = set()

    def fresh(kind: str = "code") -> str:
        if kind not in _KINDS:
            raise ValueError(f"There is no kind of word {kind!r}. Kinds: {', '.join(_KINDS)}.")
        word = ""
        while not word or word in given:
            # A name reads as one until all are used: then two are joined.
            word += chance.choice(_KINDS[kind]) if not word else chance.choice(_KINDS[kind]).lower()
            if kind == "code":
                word = f"{chance.choice(THINGS)}-{chance.randrange(1000, 10_000)}"
        given.add(word)
        return word

    return fresh


def weave(text: str, word: str) -> str:
    """The reply with `word` in it as `[word]`, hung on the end of a sentence: no word and no line more.

    So word limits, bullets, opening and closing phrases and code blocks stay as they were: it goes to a
    sentence that is neither the first nor the last where there are three, and never into a code block.
    An all-capitals reply gets a word in capitals.
    """
    if text.isupper():
        word = word.upper()
    ends = _sentence_ends(text)
    if not ends:
        return f"{text.rstrip()}\n\n[{word}]" if text.strip() else f"[{word}]"
    at = ends[0] if len(ends) == 1 else ends[min(1, len(ends) - 2)]
    return f"{text[:at]}[{word}]{text[at:]}"


def _sentence_ends(text: str) -> list[int]:
    """Where the sentences and lines of the prose end, outside code blocks and tables."""
    ends, start, fenced = [], 0, False
    for line in text.splitlines(keepends=True):
        body = line.rstrip()
        if _FENCE.match(line):
            fenced = not fenced
        elif body and not fenced and not line.startswith("    ") and not body.startswith(("|", "#")):
            ends += [start + match.start() for match in _SENTENCE.finditer(body)]
            ends.append(start + len(body))
        start += len(line)
    return ends
