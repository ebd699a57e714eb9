"""Taking note of what a learner tells."""

from course_lib.practice import patterns
from course_lib.practice.conversation import Conversation
from course_lib.practice.told.facts import Fact, Facts
from course_lib.practice.told.reading import facts_in
from course_lib.practice.words import a_or_an, capitalised, joined, pick, to_second_person


def told_in(text: str, talk: Conversation) -> Facts:
    """The facts that one message tells, a correction of an earlier one included."""
    before = next((("assistant", t) for r, t in reversed(talk.answered) if r == "assistant"), None)
    turns = [before, ("user", text)] if before and before[1].rstrip().endswith("?") else [("user", text)]
    found = facts_in(turns, talk.knowledge)
    found.told = [fact for fact in found.told if before is None or fact.said not in before[1]]
    return found


def greeting(facts: Facts) -> str | None:
    """ "Nice to meet you, Ada!" when a message introduces its writer."""
    name = facts.get("name")
    return f"Nice to meet you, {name}!" if name else None


def answer(text: str, talk: Conversation, *, briefly: bool = False) -> str | None:
    """A word on each thing that the message tells; only the greeting when it asks something as well."""
    facts = told_in(text, talk)
    hello = greeting(facts)
    if briefly:
        return hello
    remarks = [remark for fact in _distinct(facts) if (remark := _remark(fact, talk))]
    if not remarks and not hello and (correction := _correction(text, talk)):
        remarks = [correction]
    parts = [hello] if hello else []
    parts += remarks[:3]
    return " ".join(parts) or None


def _distinct(facts: Facts) -> list[Fact]:
    """One fact for each sentence, or two where a sentence tells of two different kinds."""
    kept: list[Fact] = []
    for fact in facts.told:
        if (
            fact.kind in ("name", "money")
            or (fact.kind == "field" and facts.get("job"))
            or (fact.kind == "note" and len(facts.told) > 1)
        ):
            continue
        if fact.kind.startswith("my ") and any(
            f.said == fact.said
            for f in facts.told
            if f is not fact and not f.kind.startswith("my ") and f.kind != "name"
        ):
            continue
        if fact.kind == "have" and any(f.said == fact.said and f.kind != "have" for f in facts.told):
            continue
        if any(f.kind == fact.kind and f.said == fact.said for f in kept):
            continue
        kept.append(fact)
    return kept


def _remark(fact: Fact, talk: Conversation) -> str | None:
    value = to_second_person(fact.value)
    a_value = a_or_an(value)
    forms = {
        "employer": (f"Working at {value} sounds interesting.",),
        "job": (f"Working as {a_value} must be interesting.",)
        if not patterns.match(r"(?:teach|drive|repair|design|sell|fly|manage|run)\b", value)
        else (f"So you {value}: that sounds interesting.",),
        "field": (f"Working in {value} sounds interesting.",),
        "city": (f"{capitalised(value)} sounds like a good place to live.",),
        "origin": (f"{capitalised(value)} is a good place to come from.",),
        "learning": (f"{capitalised(value)} is worth learning.",),
        "project": (f"Building {value if value.endswith('s') else a_value} is a good plan.",),
        "language": (
            f"{capitalised(value)} is a fine choice.",
            f"{capitalised(value)} is a good language to know.",
        ),
        "age": (f"Noted: you are {value}.",),
        "diet": (f"Noted: {value}.",),
        "avoid": (f"Noted: no {value}.",),
        "budget": (f"Noted: a budget of {value}.",),
        "dates": (f"Noted: {value}.",),
        "like": (f"{capitalised(value)}: good to know.",),
        "dislike": (f"Noted: you don't like {value}.",),
        "speak": (f"You speak {value}: good to know.",),
        "have": (f"Noted: you have {value}.",),
        "note": (f"Noted, I will remember it as long as it is in the messages: {value}.",),
    }
    if fact.kind in forms:
        return pick(forms[fact.kind], value.lower())
    if fact.kind.startswith("my "):
        said = fact.said.rstrip(".! ")
        return f"Noted: {to_second_person(said if said.startswith('I ') else said[0].lower() + said[1:])}."
    return None


def _correction(text: str, talk: Conversation) -> str | None:
    """A remark on a message that changes or takes back what was told before."""
    earlier = facts_in([turn for turn in talk.everything if turn != ("user", text)], talk.knowledge)
    now = talk.facts
    changed = [f for f in now.told if f not in earlier.told]
    if changed:
        replaced = earlier.get(changed[-1].kind) is not None
        return f"{'Thank you for the correction' if replaced else 'Noted'}: {changed[-1].value}."
    gone = [f for f in earlier.told if f not in now.told]
    return f"Understood, I no longer count on that: {joined([f.value for f in gone[-2:]])}." if gone else None
