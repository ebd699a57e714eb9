"""Explanations: Python topics, programming languages and some general knowledge."""

import re
from typing import Any

from course_lib.practice import patterns
from course_lib.practice.antecedents import note_about, topic_in
from course_lib.practice.conversation import Conversation
from course_lib.practice.skills.project import language_in
from course_lib.practice.words import holds, phrase, plain, says, stem, words

_DEFINES = re.compile(
    r"\b(?:what(?:'s| is| are|s| does| do)|explain\w*|define|definition of|describe|"
    r"tell me (?:more )?about|teach me|introduce|meaning of|mean(?:s|t)? by|how (?:does|do|"
    r"would you explain)|talk about|help me understand|understand|what about|how about|know about|"
    r"learn about|give me (?:an? )?(?:overview|intro\w*|example)|show me|difference|compare|"
    r"who (?:is|was))\b",
    re.I,
)
_ASPECT = re.compile(
    r"^\W*(?:(?:and|so|but|ok|also|then|please),? )*(?:can|could|how (?:do|can|would|should|to|"
    r"many|long)|is|are|does|do|why|when|should|will|what (?:if|happens)|which|may|where|must|"
    r"have)\b",
    re.I,
)
_FOLLOW = re.compile(
    r"\b(?:it|its|that|this|they|them|those|these|one|ones|keys?|values?|items?|elements?|entries|"
    r"indexes|arguments?|parameters?|another example|an example|example|more|that|simpler|again|"
    r"yield|return|return value|loop over|nested|why|methods?|attributes?)\b",
    re.I,
)
_MORE = re.compile(
    r"\b(?:tell me more|more (?:about|on|detail\w*|please)|elaborate|go on|continue|go deeper|"
    r"expand|in (?:more )?detail|say more|explain (?:it|that|this)?(?: again| more| further|"
    r" better| differently| simpler| once more)?|simpler|in other words|don't (?:get|understand)|"
    r"didn't (?:get|understand)|confus\w+|what do you mean)\b",
    re.I,
)
_EXAMPLE = re.compile(
    r"\b(?:example|snippet|show me|code for|in code|sample|demonstrat\w+|what does (?:it|that) look like)\b",
    re.I,
)
_OF_WHAT = {
    "key": "Keys of what?",
    "keys": "Keys of what?",
    "values": "Values of what?",
    "value": "Value of what?",
    "items": "Items of what?",
    "item": "Item of what?",
    "elements": "Elements of what?",
    "entries": "Entries of what?",
    "arguments": "Arguments of what?",
    "argument": "Argument of what?",
    "parameters": "Parameters of what?",
    "methods": "Methods of what?",
    "attributes": "Attributes of what?",
    "index": "Index of what?",
}


def answer(text: str, talk: Conversation) -> str | None:
    """An explanation of what is named, or of what was being explained."""
    compared = _compare(text, talk)
    if compared:
        return compared
    if about := _detail(text, talk):
        return about
    pronoun = patterns.match(
        r"\W*(?:and |so |but |ok |also )?(?:does|can|is|are|will|do|could|would|did|should|"
        r"has) (?:it|that|this|they|these)\b",
        text,
        re.I,
    )
    topic = None if pronoun else _named(text, talk)
    if topic and (
        _DEFINES.search(text)
        or _ASPECT.match(text)
        or _EXAMPLE.search(text)
        or _MORE.search(text)
        or len(text.split()) <= 4
    ):
        return _topic(text, topic, talk)
    general = _general(text, talk)
    if general:
        return general
    language = language_in(text, talk)
    if (
        language
        and (_DEFINES.search(text) or patterns.search(r"\b(?:why|is|should|good|used|use)\b", text, re.I))
        and not patterns.search(r"\b(?:library|project|idea|my)\b", text, re.I)
    ):
        return _language(language, text, talk)
    return None


def _detail(text: str, talk: Conversation) -> str | None:
    """A note on what is under discussion, when a question names another topic as a part of it."""
    before = _under_discussion(talk) if _ASPECT.match(text) else None
    if before is None or topic_in(text, talk.knowledge) in (None, before):
        return None
    entry = next(t for t in talk.knowledge["python"]["topics"] if t["id"] == before)
    for key, triggers in talk.knowledge["python"]["asks"].items():
        if key in entry["notes"] and holds(text, triggers) > 1:
            return _with_code(entry["notes"][key], entry, talk)
    return None


def follow_up(text: str, talk: Conversation) -> str | None:
    """An answer about what the assistant, or the learner's own question, was about."""
    if not (_FOLLOW.search(text) or _ASPECT.match(text) or _MORE.search(text)):
        return None
    thing = talk.antecedent()
    topic = _under_discussion(talk)
    if topic is None or (
        thing
        and thing.kind not in ("thing", "topic")
        and talk.last
        and topic_in(talk.last, talk.knowledge) is None
    ):
        return None
    entry = next(t for t in talk.knowledge["python"]["topics"] if t["id"] == topic)
    note = note_about(text, entry["notes"], talk.knowledge["python"]["asks"])
    if note and not _MORE.fullmatch(text.strip(" ?.!")):
        return _with_code(note, entry, talk, wanted=bool(_EXAMPLE.search(text)))
    if _EXAMPLE.search(text):
        return f"Here is an example of {entry['name']}:\n\n```python\n{_another(entry, talk)}\n```"
    if _MORE.search(text):
        return _explained(entry, talk, again=True)
    if patterns.search(r"\bwhy\b|\bwhen (?:should|would|do)\b|\buse(?:ful|d)?\b|\bwhat for\b", text, re.I):
        return f"{' '.join(entry['more'][-2:])}"
    if _ASPECT.match(text) and (
        patterns.search(r"\b(?:it|that|this|they|them|one|ones)\b", text, re.I)
        or set(entry["aliases"]) & set(words(text))
        or _relates(text, entry)
    ):
        return _with_code(
            f"On {entry['name']} I have no note about exactly that. What I know: "
            f"{entry['short']} {entry['more'][0]}",
            entry,
            talk,
        )
    return None


def orphan(text: str) -> str | None:
    """What to ask back when a question speaks of the parts of something that nobody named."""
    if not patterns.search(r"\?\s*$|^\W*(?:can|could|how|what|are|is|do|does|which)\b", text, re.I):
        return None
    for word in words(text):
        if word in _OF_WHAT and not patterns.search(r"\bmy\b|\bapi keys?\b|\bwhat is a\b", text, re.I):
            return f"{_OF_WHAT[word]} Nothing in this conversation says what you mean."
    return None


def _relates(text: str, entry: dict[str, Any]) -> bool:
    spoken = {stem(w) for w in words(" ".join([entry["short"], *entry["more"]])) if len(w) > 3}
    return any(stem(w) in spoken for w in words(text) if len(w) > 3)


def _named(text: str, talk: Conversation) -> dict[str, Any] | None:
    bare = patterns.sub(
        r"^\W*list\b|\bset up\b|\bto-do list\b|\bshopping list\b|\blist of (?!list)|"
        r"\bin (?:a )?(?:bulleted|numbered|bullet) list\b|\bas a (?:bulleted |numbered )?list\b|"
        r"\btype of\b|\bclass (?:in|at) (?:school|university)\b|\b(?:in|as|"
        r"using) (?:an? )?(?:valid )?json\b|\bnone of\b|\bprint(?:ed)? out\b",
        " ",
        text,
        flags=re.I,
    )
    if patterns.search(r"\b(?:wedding|guest|bucket|grocery|price|waiting) list\b", text, re.I):
        return None
    topic = topic_in(bare, talk.knowledge)
    if topic in (
        "self",
        "none",
        "api",
        "object",
        "file",
        "set",
        "class",
        "integer",
        "if",
        "exception",
        "module",
        "print",
    ) and not patterns.search(r"\bpython\b|\bcode\b|\bprogramming\b", text, re.I):
        generic = {"set": r"\bsets?\b", "class": r"\bclass(?:es)?\b"}
        if topic in generic and not patterns.search(
            rf"\b(?:an?|the) {generic[topic][2:]}|{generic[topic]}\W*$|\bsets\b|\bclasses\b|\bof sets\b",
            bare,
            re.I,
        ):
            return None
        if topic in ("file", "object", "print") and not patterns.search(
            r"\b(?:open|read|write|an?)\b", bare, re.I
        ):
            return None
        if topic == "api" and patterns.search(r"\blibrary|framework|\bbuild|my\b", text, re.I):
            return None
        if topic == "if" and not patterns.search(
            r"\bif[- ]statements?|conditional|elif|\belse\b(?! )", bare, re.I
        ):
            return None
    return next((t for t in talk.knowledge["python"]["topics"] if t["id"] == topic), None) if topic else None


def _under_discussion(talk: Conversation) -> str | None:
    """The Python topic that the latest reply, or else a question of the learner, was about."""
    if talk.last:
        asked = next((t for r, t in reversed(talk.answered) if r == "user"), "")
        found = topic_in(talk.last, talk.knowledge)
        named = topic_in(asked, talk.knowledge)
        if named and phrase(named).search(plain(talk.last)):
            return named
        if found:
            return found
        if named:
            return named
    for text in reversed(talk.user_texts):
        if _DEFINES.search(text) and (found := topic_in(text, talk.knowledge)):
            return found
    for text in reversed(talk.assistant_texts):
        if found := topic_in(text, talk.knowledge):
            return found
    return None


def _topic(text: str, entry: dict[str, Any], talk: Conversation) -> str:
    if not patterns.match(
        r"\W*(?:so |and |hi,? |hey,? |please )*(?:what(?:'s| is| are)? (?:an? |the )?[\w -]+\??$|"
        r"what (?:is|are|does)\b(?!.*\b(?:happen|if|length|order)\b)|explain|define|describe|"
        r"tell me about)",
        text,
        re.I,
    ):
        note = note_about(
            text,
            {
                k: v
                for k, v in entry["notes"].items()
                if k != "why" or patterns.search(r"\bwhy|when|useful|point\b", text, re.I)
            },
            talk.knowledge["python"]["asks"],
        )
        if note:
            return _with_code(note, entry, talk, wanted=bool(_EXAMPLE.search(text)))
    return _explained(entry, talk, example=bool(_EXAMPLE.search(text)))


def _explained(
    entry: dict[str, Any], talk: Conversation, *, again: bool = False, example: bool = False
) -> str:
    style = talk.instructions.format
    teaches = talk.role == "tutor"
    asks_analogy = bool(
        talk.pending
        and patterns.search(
            r"\banalogy\b|\bmetaphor\b|\blike i'm (?:five|5)\b|\bsimple (?:terms|words)\b|\beli5\b",
            talk.pending[talk.now],
            re.I,
        )
    )
    parts = [entry["short"]]
    if style.analogy or teaches or asks_analogy:
        parts.insert(1 if not again else 0, entry["analogy"])
    prose = " ".join(parts)
    more = " ".join(entry["more"])
    if style.code is not False and (style.code or teaches or example):
        return f"{prose}\n\n```python\n{entry['code']}\n```\n\n{more}"
    return f"{prose} {more}"


def _with_code(note: str, entry: dict[str, Any], talk: Conversation, *, wanted: bool = False) -> str:
    if (talk.instructions.format.code or wanted) and talk.instructions.format.code is not False:
        code = _fresh_code(note, entry, talk)
        return f"{note}\n\n```python\n{code}\n```" if code else note
    return note


def _fresh_code(note: str, entry: dict[str, Any], talk: Conversation) -> str:
    """The topic's example; when that one was shown already, the code of the note itself, or ""."""
    if not any(entry["code"] in text for text in talk.assistant_texts):
        return str(entry["code"])
    return "\n".join(dict.fromkeys(line for line in _spans(note) if patterns.search(r"[=(\[{]", line)))


def _spans(note: str) -> list[str]:
    """The pieces of code between a note's backticks that are long enough to show something."""
    return [span for span in note.split("`")[1::2] if len(span) >= 8]


def _another(entry: dict[str, Any], talk: Conversation) -> str:
    """The topic's example, or lines from its notes when that one was shown already."""
    if not any(entry["code"] in text for text in talk.assistant_texts):
        return str(entry["code"])
    lines = [line for note in entry["notes"].values() for line in _spans(note)]
    return "\n".join(dict.fromkeys(lines[:4])) or str(entry["code"])


def _compare(text: str, talk: Conversation) -> str | None:
    if not patterns.search(
        r"\b(?:differ\w*|compare\w*|versus|vs\.?|better than|instead of|distinction|or)\b", text, re.I
    ):
        return None
    found = []
    for entry in talk.knowledge["python"]["topics"]:
        if says(text, *entry["aliases"]):
            found.append(entry)
    if len(found) < 2 and patterns.search(r"\bdiffer\w*|compare|vs\.?\b|versus", text, re.I):
        before = _under_discussion(talk)
        previous = next((t for t in talk.knowledge["python"]["topics"] if t["id"] == before), None)
        if previous and found and previous is not found[0]:
            found.append(previous)
    if len(found) < 2 or not patterns.search(
        r"\b(?:differ\w*|compare\w*|versus|vs\.?|better|distinction|when)\b", text, re.I
    ):
        return None
    names = {entry["id"] for entry in found}
    for pair in talk.knowledge["python"]["compare"]:
        if set(pair["between"]) <= names:
            return pair["say"]
    first, second = sorted(
        found[:2],
        key=lambda entry: min(
            (m.start() for a in entry["aliases"] if (m := phrase(a).search(text))), default=999
        ),
    )
    return (
        f"Here is how they differ. {first['short']} {second['short']} Choose by what you need: "
        f"{first['name']} or {second['name']}."
    )


def _general(text: str, talk: Conversation) -> str | None:
    data = talk.knowledge["general"]
    capital = patterns.search(
        r"\bcapital(?: city)?(?: of| in)? (?:the )?(?P<x>[a-z][a-z ]+?)(?:'s)?(?:\?|$|\.|,| called| please)",
        text,
        re.I,
    ) or patterns.search(r"\b(?P<x>[A-Z][a-z]+(?: [A-Z][a-z]+)?)'s capital\b", text)
    if capital:
        land = capital["x"].strip().lower()
        city = data["capitals"].get(land) or data["capitals"].get(f"the {land}")
        if city:
            return f"The capital of {capital['x'].strip()} is {city}."
    best, size = None, 0
    for fact in data["facts"]:
        found = holds(
            text,
            [
                ask
                for ask in fact["ask"]
                if len(words(ask)) > 1 or _DEFINES.search(text) or len(text.split()) <= 3
            ],
        )
        if found > size:
            best, size = fact["say"], found
    if size == 1 and patterns.search(r"\bmy\b|\blibrary\b|\bproject\b|\bbuild", text, re.I):
        return None
    return best


def _language(name: str, text: str, talk: Conversation) -> str | None:
    entry = next(e for e in talk.knowledge["languages"]["languages"] if e["name"] == name)
    style = talk.instructions.format
    if entry.get("ambiguous") and not patterns.search(r"\blanguage|program", text, re.I):
        return None
    parts = [entry["short"]]
    if (style.analogy or talk.role == "tutor") and "analogy" in entry:
        parts.append(entry["analogy"])
    if "more" not in entry:
        return (
            f"{entry['short']} That is about all my notes say of {name}; its own website has a "
            "tutorial that begins at the beginning, and a community that likes to be asked. If "
            "you tell me what you want to build with it, I can at least help you to break the "
            "work into steps."
        )
    text = " ".join(parts)
    more = " ".join(entry["more"])
    if style.code is not False and (style.code or talk.role == "tutor") and "code" in entry:
        fence = {"C++": "cpp", "C#": "csharp"}.get(name, name.lower())
        return f"{text}\n\n```{fence}\n{entry['code']}\n```\n\n{more}"
    return f"{text} {more}"
