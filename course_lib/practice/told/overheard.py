"""Facts that a reply repeats, or that a summary in the third person states."""

import re
from functools import lru_cache

from course_lib.practice import patterns
from course_lib.practice.knowledge import Knowledge
from course_lib.practice.told.facts import Fact, Facts
from course_lib.practice.told.names import name_at
from course_lib.practice.told.statements import clauses, is_question, tell

_GREETED = re.compile(
    r"\b(?:nice|good|great|lovely|pleased|glad|delighted|happy) to (?:meet|see|"
    r"know) you(?: too| again)?,? (?P<v>[^\W\d_][\w' -]*)",
    re.I,
)


_ADDRESSED = re.compile(
    r"^(?:hi|hello|hey|welcome(?: back| aboard)?|thanks|thank you|sure|great|of course|good (?:morning|"
    r"evening|afternoon)|got it|noted|ok(?:ay)?|bye|goodbye|certainly|"
    r"sorry),? (?P<v>[^\W\d_][\w'-]*)(?=[,.!:]|$)",
    re.I,
)


def overhear(sentence: str, role: str, facts: Facts, knowledge: Knowledge) -> None:
    """A reply that greets by name, or a summary in the third person, carries facts as well."""
    if is_question(sentence):
        return
    own = Facts()
    if role == "assistant":
        for pattern in (_GREETED, _ADDRESSED):
            match = pattern.search(sentence)
            if (
                match
                and (name := name_at("my name is " + match["v"], knowledge, strict=True))
                and name.lower() not in _not_names(knowledge)
            ):
                own.told.append(Fact("name", name, sentence))
                break
    turned = _about_the_user(sentence, role)
    if turned:
        if name := name_at(turned, knowledge, strict=role == "assistant"):
            own.told.append(Fact("name", name, sentence))
        for clause in clauses(turned):
            tell(clause, sentence, own)
    for fact in own.told:
        if facts.get(fact.kind) is None:
            facts.told.append(fact)


def _not_names(knowledge: Knowledge) -> set[str]:
    return set(knowledge["words"]["not_names"])


@lru_cache(maxsize=2048)
def _about_the_user(sentence: str, role: str) -> str:
    if role == "assistant":
        if patterns.search(r"\b(?:could|would|should|might|can|if|let|try)\b", sentence, re.I):
            return ""
        if not patterns.search(r"\b(?:you|your|you're|you've)\b", sentence, re.I):
            return (
                sentence
                if patterns.match(
                    r"(?:working at|building an?|learning|\w+ is worth learning|making an?)\b", sentence, re.I
                )
                else ""
            )
        text = patterns.sub(r"\b(?:i'm|i am|i|my|me)\b", "the model", sentence, flags=re.I)
        text = patterns.sub(r"^.*?\byou (?:told me|said|mentioned)(?: that)? ", "", text, flags=re.I)
        return patterns.sub(
            r"\byou are\b|\byou're\b",
            "i'm",
            patterns.sub(
                r"\byou've\b",
                "i've",
                patterns.sub(
                    r"\byour\b", "my", patterns.sub(r"\byou\b(?! are)", "i", text, flags=re.I), flags=re.I
                ),
                flags=re.I,
            ),
            flags=re.I,
        )
    person = r"(?:the|this|our|a) (?:user|customer|learner|student|client|person|human|guest|caller|visitor)"
    summary = patterns.match(
        r"(?:summary|so far|earlier|conversation so far|previously|notes?|memory|known facts?|"
        r"facts?)[^:]{0,60}: ?(.+)",
        sentence,
        re.I,
    )
    text = summary[1] if summary else sentence
    subject = (
        patterns.match(
            r"(?P<n>[A-ZÀ-Þ][\w-]+) (?:is|works|lives|wants|has|likes|loves|'s|and|told|uses|prefers|"
            r"was|needs)\b",
            text,
        )
        if summary or patterns.search(r"\b(?:conversation|summary)\b", sentence, re.I)
        else None
    )
    if subject and subject["n"].lower() not in ("the", "user", "they", "he", "she", "it"):
        text = f"My name is {subject['n']}, I " + text[subject.end("n") :].lstrip()
    elif not patterns.search(rf"\b{person}\b|\buser\b|\bthey\b|\b(?:he|she)\b", text, re.I):
        return ""
    text = patterns.sub(rf"\b(?:{person}|user)'s\b|\b(?:his|her|their)\b", "my", text, flags=re.I)
    text = patterns.sub(rf"\b(?:{person}|user|he|she|they)(?: is| are|'s|'re)\b", "I'm", text, flags=re.I)
    text = patterns.sub(rf"\b(?:{person}|user|he|she|they)\b", "I", text, flags=re.I)
    text = patterns.sub(
        r"\bI (?:told|said|mentioned|stated|introduced \w+ as|asked)(?: (?:me|us|you))?(?: that)?,? ",
        "",
        text,
        flags=re.I,
    )
    text = patterns.sub(
        r"\band (?:is|are)\b|\bI (?:is|are)\b", lambda m: "and I'm" if m[0].startswith("and") else "I'm", text
    )
    text = patterns.sub(
        r"\b(?:and|,) (works|lives|wants|likes|loves|has|prefers|studies)\b", r"and I \1", text
    )
    return patterns.sub(
        r"\bI (works|lives|wants|likes|loves|prefers|enjoys)\b", lambda m: "I " + m[1][:-1], text
    )
