"""Reading a person's name from a sentence."""

import re
from functools import lru_cache

from course_lib.practice import patterns
from course_lib.practice.knowledge import Knowledge

_WORD = r"[^\W\d_](?:[\w'.-]*[\w])?"
_SAID = re.compile(
    r"(?:\b(?:my|the) (?:first |full |real |given |actual |own |new |nick|last )?name(?: is|"
    r"'s|s| was|:)(?: actually| now| really| still)?"
    r"|\bname(?: is|'s|:)|\b(?:please |you can |you may |just |they |people |friends |"
    r"everyone |everybody |folks |my friends )?calls? me(?: by)?"
    r"|\bi(?:'m| am) (?:called|named|known as)|\bi go by|\bi was (?:called|named)|"
    r"\bi(?:'ve)? changed my name to|\b(?:everyone|people|they) knows? me as|\bi answer to|"
    r"\bi prefer (?:to be called|the name|being called)|\baddress me as|\brefer to me as|"
    rf"\bintroduce myself[:,.]? i'?a?m)\s+(?:just |simply |actually )?(?P<n>{_WORD}.*)",
    re.IGNORECASE,
)
_AM = re.compile(
    r"(?:^|[,.!;:]\s*|\b(?:hi|hello|hey|greetings|and|so|well|yes|sorry|actually),?\s+)(?:i'm|"
    rf"i am|im|it's me,?|me,|it's|this is|here is|it is me,?|it is|me llamo)\s+(?P<n>{_WORD}.*)",
    re.I,
)
_HERE = re.compile(
    r"^(?:(?:hi|hello|hey|"
    rf"good \w+)[,!.]?\s+)?(?:all[,!]?\s+)?(?P<n>{_WORD}(?:\s+{_WORD})?)\s+(?:here|speaking)\b",
    re.I,
)
_PARTICLES = {
    "de",
    "da",
    "van",
    "von",
    "der",
    "den",
    "del",
    "della",
    "di",
    "la",
    "le",
    "el",
    "al",
    "bin",
    "ibn",
    "dos",
    "du",
    "ter",
    "ben",
    "y",
    "e",
    "st",
}


_TITLES = {"dr", "mr", "mrs", "ms", "prof", "st", "sr", "jr"}
_ADJECTIVE = re.compile(
    r"(?:ing|ish|ese|ed|ful|ous|ive|able|ible|less|ist|ic|al|ant|ent|ary|ward|ly|some|er|or|tory)$"
)


@lru_cache(maxsize=8)
def _lists(knowledge: Knowledge) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(knowledge["words"]["first_names"]), frozenset(knowledge["words"]["not_names"])


@lru_cache(maxsize=2048)
def name_at(sentence: str, knowledge: Knowledge, *, asked: bool = False, strict: bool = False) -> str | None:
    """The name that a sentence gives for its speaker, or None.

    `asked` says that the sentence answers a question for the name, so that the bare name is enough; `strict`
    accepts only what is said to be a name.
    """
    known, never = _lists(knowledge)
    match = _SAID.search(sentence)
    if match and not patterns.search(r"\b(?:'s|dog|cat|not|isn't) (?:my )?name", match[0][:20]):
        if patterns.search(
            r"\w's name$", sentence[: match.start("n")].rstrip().removesuffix(" is").removesuffix("'s")
        ):
            return None
        return _name(match["n"], known, never, said=True)
    if strict:
        return None
    match = _HERE.search(sentence)
    if (
        match
        and (match["n"][0].isupper() or match["n"].lower() in known)
        and match["n"].lower().split()[0] not in never
    ):
        return _name(match["n"], known, never, said=True)
    for match in _AM.finditer(sentence):
        name = _name(match["n"], known, never, said=False)
        if name:
            return name
    if asked and len(sentence.split()) <= 3:
        return _name(
            patterns.sub(r"^(?:it's|it is|i'm|just|sure,?|yes,?) ", "", sentence, flags=re.I),
            known,
            never,
            said=True,
        )
    return None


def _name(text: str, known: frozenset[str], never: frozenset[str], *, said: bool) -> str | None:
    parts: list[str] = []
    pieces = text.split()
    for i, piece in enumerate(pieces):
        bare = piece.strip("\"'.,!?;:()*_`")
        if not bare:
            break
        upper = bare[0].isupper() or not bare[0].islower()
        if parts and bare.lower() in _PARTICLES and i + 1 < len(pieces) and pieces[i + 1][:1].isupper():
            parts.append(bare)
        elif parts and (not upper or bare in ("I", "I'm", "I've", "And", "My")):
            break
        elif (
            not parts
            and (
                (bare.lower() in never and not (upper and bare.lower() in known))
                or patterns.search(r"[\d@/]", bare)
            )
        ) or (not parts and not upper and not (said or bare.lower() in known or _alone(bare, text))):
            return None
        else:
            parts.append(bare if upper else bare.capitalize())
        abbreviated = piece.endswith(".") and (len(bare) == 1 or bare.lower() in _TITLES)
        if (piece[-1] in ".,!?;:)" and not abbreviated) or len(parts) == 5:
            break
        if not upper and len(parts) == 1 and not (parts[0].lower() in known or said):
            break
        if not upper and len(parts) == 1:
            break
    if not parts:
        return None
    if not said:
        # "I'm German" or "I'm Vegetarian" are no names, and neither is "I'm Learning".
        first = parts[0].lower()
        if first not in known and patterns.search(r"(?:ing|ish|ese)$", first):
            return None
    return " ".join(parts)


def _alone(word: str, text: str) -> bool:
    """Whether a word in lower case stands where a name would: "i am jürgen and i like trains"."""
    after = text[len(word) :].lstrip()
    ends = not after or patterns.match(r"(?:[,.!;]|and (?:i|i'm|im|i've|my)\b|from\b)", after, re.IGNORECASE)
    return bool(ends) and text == text.lower() and not _ADJECTIVE.search(word) and word.isalpha()
