"""Asking before suggesting: the details that a system message wants first, one question at a time."""

import re

from course_lib.practice import dates, patterns
from course_lib.practice.conversation import Conversation
from course_lib.practice.skills import recipe, travel
from course_lib.practice.told.statements import is_question
from course_lib.practice.words import content, joined, says, sentences, stem, words

_KINDS = (
    ("budget", r"\bbudget|\bmoney|\bspend|\bprice range|\bcost"),
    ("dates", r"\bdate|\bwhen\b|\bseason|\bmonth|\btime of year|\bdeparture time|\btravel time"),
    ("interests", r"\binterest|\bhobb|\bactivit|\blike|\bpreferences?$|\bstyle of (?:trip|travel)"),
    ("diet", r"\bdiet|\ballerg|\beat\b|\brestrictions|\bintoleran"),
    ("people", r"\bpeople|\bguests?|\btravell?ers|\bparty size|\bgroup|\bservings?|\bcompan"),
    (
        "duration",
        r"\bduration|\bhow long|\blength|\bnumber of (?:days|nights)|\btime (?:available|frame|"
        r"they have)|\btimeline|\bcooking time|\btime$|\bdeadline",
    ),
    ("level", r"\blevel|\bexperience|\bskill|\bfitness$"),
    ("name", r"\bname\b"),
    ("place", r"\bcity|\blocation|\bcountry|\bwhere|\bplace|\bairport|\bdeparture"),
    ("age", r"\bage\b"),
    ("occasion", r"\boccasion|\bcelebrat"),
)
_ASKED = {
    "budget": "What is your budget range?",
    "dates": "When do you want to travel?",
    "interests": "What are you interested in: adventure, culture or relaxation?",
    "diet": "Do you have any dietary restrictions or allergies?",
    "people": "How many people is it for?",
    "duration": "How much time do you have?",
    "level": "What is your {slot}: beginner, intermediate or advanced?",
    "name": "What is your name?",
    "place": "Which {slot} is it about?",
    "age": "What is your age?",
}


def answer(text: str, talk: Conversation) -> str | None:
    """The next question, or what the details lead to; None when the prompt wants nothing asked first."""
    slots = talk.instructions.ask_first
    if not slots or _side_question(text, talk):
        return None
    missing = [slot for slot in slots if not _known(slot, talk)]
    if missing:
        return _question(missing[0], talk)
    if talk.named:
        return None
    if talk.role == "travel" or (
        any(_kind(slot) == "dates" for slot in slots)
        and not patterns.search(r"recipe|cook", talk.system, re.I)
    ):
        return travel.suggest(text, talk)
    if talk.role == "cook":
        return recipe.answer("Suggest a dinner recipe. " + text, talk)
    told = [
        s.rstrip(".!") for said in (*talk.user_texts, text) for s in sentences(said) if not is_question(s)
    ]
    return (
        f"Thank you, now I have the {joined(list(slots))}. You told me: "
        f"{'; '.join(told[-len(slots) - 1 :])}. Start small with that, and tell me after the first "
        "try what to change; my notes hold no ready plan for it."
    )


def _side_question(text: str, talk: Conversation) -> bool:
    return bool(
        patterns.search(
            r"\b(?:my name|who are you|are you|what is an?|what's an?|how are you|do you(?! need)|"
            r"did you|did i|do i|am i)\b|\b(?:what|which|when|how much)(?:'s| is| was| were| are)? my\b|"
            r"\b(?:remember|recall|remind me(?: of| what)?|know) my\b",
            text,
            re.I,
        )
        and is_question(text)
        and not patterns.search(r"\b(?:recommend|suggest)\b", text, re.I)
    ) or bool(patterns.fullmatch(r"\W*(?:thanks|thank you|bye|goodbye)\W*", text, re.I))


def _kind(slot: str) -> str:
    return next((kind for kind, pattern in _KINDS if patterns.search(pattern, slot, re.I)), "")


def _known(slot: str, talk: Conversation) -> bool:
    facts = talk.facts
    kind = _kind(slot)
    said = [*talk.user_texts, talk.pending[talk.now]] if talk.pending else list(talk.user_texts)
    told = " ".join(said).lower()
    if _was_answered(slot, kind, talk):
        return True
    if kind == "budget":
        return bool(facts.get("budget") or facts.get("money")) or bool(
            patterns.search(
                r"\bmoney is no (?:object|issue)|\b(?:cheap|luxury|unlimited|no limit|"
                r"low[- ]cost|mid-range|affordable)\b",
                told,
            )
        )
    if kind == "dates":
        return bool(facts.get("dates"))
    if kind == "interests":
        interests = talk.knowledge["trips"]["interests"]
        return bool(facts.get("like")) or any(
            says(told, tag, *found) for tag, found in interests.items() if tag != "family"
        )
    if kind == "diet":
        return bool(facts.get("diet") or facts.get("avoid")) or bool(
            patterns.search(r"\b(?:no (?:allergies|restrictions)|eat (?:anything|everything))\b", told)
        )
    if kind == "people":
        return bool(
            patterns.search(
                r"\b(?:\d+|two|three|four|five|six|seven|eight|ten|a couple of) (?:people|"
                r"persons|adults|guests|of us|friends|kids|children|servings|travell?ers)|"
                r"\b(?:alone|solo|my (?:wife|husband|partner|family|kids|girlfriend|boyfriend|"
                r"friends?)|just me|by myself|for (?:two|three|four|five|six|one|\d+)\b)",
                told,
            )
        )
    if kind == "duration":
        return dates.span(told) is not None
    if kind == "level":
        return bool(
            patterns.search(
                r"\b(?:beginner|intermediate|advanced|expert|novice|never|years? of|"
                r"experienced|basic|professional|newbie|fit|unfit|a little|some experience|"
                r"no experience|from scratch)\b",
                told,
            )
        )
    if kind == "occasion":
        return bool(
            patterns.search(
                r"\b(?:birthdays?|weddings?|anniversar(?:y|ies)|christmas|graduations?|retire(?:ment|d|s)|"
                r"valentine'?s?|mother's day|father's day|easter|housewarming|baby shower|farewell|"
                r"engage(?:ment|d)|new year\S*|party|no occasion|just because)\b",
                told,
            )
        )
    if kind in ("name", "age"):
        return bool(facts.get(kind))
    if kind == "place":
        return bool(facts.get("city") or facts.get("origin"))
    wanted = {stem(w) for w in words(slot)} - {stem("current"), stem("available"), stem("preferred")}
    spoken = set(content(" ".join(s for text in said for s in sentences(text) if not is_question(s))))
    return bool(wanted & spoken) or facts.own(slot) is not None


def _was_answered(slot: str, kind: str, talk: Conversation) -> bool:
    """Whether an assistant message asked for the slot and the user said something afterwards."""
    turns = [*talk.answered, *(("user", text) for text in talk.pending[: talk.now + 1])]
    for i, (role, text) in enumerate(turns):
        if role != "assistant" or "?" not in text:
            continue
        questions = [s for s in sentences(text) if s.endswith("?")]
        about = any(
            (kind and _kind(q) == kind) or patterns.search(rf"\b{re.escape(slot)}\b", q, re.I)
            for q in questions
        )
        later = next((said for r, said in turns[i + 1 :] if r == "user"), "")
        if about and later and not later.rstrip().endswith("?") and len(questions) == 1:
            return True
    return False


def _question(slot: str, talk: Conversation) -> str:
    kind = _kind(slot)
    if (
        kind == "dates"
        and talk.role not in ("travel", "")
        and not patterns.search(r"travel|trip", talk.system, re.I)
    ):
        return f"What is your {slot}?" if not slot.endswith("s") else f"What are your {slot}?"
    if kind == "interests" and "interest" not in slot.lower():
        return f"What are your {slot}?" if slot.endswith("s") else f"What is your {slot}?"
    if kind == "interests":
        hint = patterns.search(r"interests?\s*\(([^)]+)\)", talk.system, re.I)
        if hint:
            parts = [
                p.strip()
                for p in patterns.split(
                    r",| or | and ", patterns.sub(r"^(?:e\.g\.|like|such as|for example),? ", "", hint[1])
                )
                if p.strip()
            ]
            return f"What are you interested in: {joined(parts, 'or')}?"
        if talk.role != "travel":
            return "What are your interests?"
    question = _ASKED.get(kind)
    if question:
        return question.format(slot=slot)
    return (
        f"What are your {slot}?"
        if slot.endswith("s") and not slot.endswith("ss")
        else f"What is your {slot}?"
    )
