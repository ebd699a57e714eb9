"""From what was said to what is answered: the skills in their order, for every unanswered message."""

import re
from collections.abc import Callable

from course_lib.practice import patterns
from course_lib.practice.antecedents import kind_word
from course_lib.practice.context import answer_from, context_in
from course_lib.practice.conversation import Conversation
from course_lib.practice.prompt.instructions import phrase_when_not_found
from course_lib.practice.referring import MORE, REQUEST, ask_which, leans_back, spelled_out
from course_lib.practice.skills import (
    acknowledge,
    arithmetic,
    explain,
    itself,
    library,
    project,
    recipe,
    review,
    scope,
    slots,
    smalltalk,
    travel,
)
from course_lib.practice.told.recall import recall, remembered
from course_lib.practice.told.statements import is_question
from course_lib.practice.words import phrase, plain, sentences, without_code

_LOST = "My last reply reached me empty, so I have lost track. Could you say again what this is about?"


# A question that goes on with what was said, although no pronoun points back.
_GOES_ON = re.compile(
    r"\b(?:next|then|after that|before that|the (?:rest|end|answer|result|story|joke|list|plan|steps?)|"
    r"happened|continue|go on)\b",
    re.IGNORECASE,
)


def answer_pending(talk: Conversation) -> str:
    """The text that answers every unanswered message, in their order."""
    if not talk.pending:
        return "What would you like to talk about?"
    return "\n\n".join(answer(text, talk.at(i)) for i, text in enumerate(talk.pending))


def answer(text: str, talk: Conversation) -> str:
    """The text that answers one message: what is told is taken note of, each question is answered."""
    if not text.strip():
        return "Your message reached me empty. What would you like to know?"
    grounded = context_in(talk.system, text, _earlier_context(talk))
    if grounded is not None and not _beside_context(text, talk):
        return answer_from(grounded, phrase_when_not_found(talk.system) or phrase_when_not_found(text))
    for skill in (review.answer, itself.answer) if review.code_in(text) else (itself.answer, review.answer):
        if found := skill(text, talk):
            return found
    if itself.transcript(text) and (found := itself.about_talk(text, talk)):
        return found
    if refused := scope.refuse(text, talk):
        return refused
    asked, said = _parts(text)
    asked = [spelled_out(question, talk) for question in asked]
    if found := slots.answer(text, talk):
        return _greeted(found, text, talk)
    if not asked:
        return _told(text, talk)
    found = []
    for question in asked[:4]:
        single = _one(question, talk) or (_one(text, talk) if len(asked) == 1 and said else None)
        found.append(single or _unknown(question, talk))
    whole = (
        " ".join(dict.fromkeys(found))
        if not any("```" in f for f in found)
        else "\n\n".join(dict.fromkeys(found))
    )
    return _greeted(whole, text, talk)


def _greeted(found: str, text: str, talk: Conversation) -> str:
    hello = acknowledge.answer(text, talk, briefly=True)
    return f"{hello} {found}" if hello and hello not in found else found


def _parts(text: str) -> tuple[list[str], list[str]]:
    """The questions and requests of a message, and its other sentences."""
    asked, said = [], []
    for sentence in sentences(without_code(plain(text))):
        pieces = patterns.split(
            r"(?<=[a-z\d]),? (?:and|but|so|also)(?: also)? (?=(?:what(?:'s| is| are| do| does| am|"
            r" did)|which|where (?:do|am|is)|who|how (?:do|does|long|much|many|old)|suggest|"
            r"recommend|tell me|can you)\b)|, (?=(?:what(?:'s| is)|which|who am|where do|how old|"
            r"suggest|recommend|what should|what can|how do|can you|could you|tell me)\b)",
            sentence,
            flags=re.I,
        )
        for piece in pieces:
            if is_question(piece) or REQUEST.match(piece):
                asked.append(piece)
            elif piece.strip():
                said.append(piece)
    if len(asked) > 1:
        asked = [
            q
            for q in asked
            if not patterns.fullmatch(r"(?:right|ok|okay|really|yes|no|please|you know)\W*", q, re.I)
        ] or asked
    return asked, said


def _one(text: str, talk: Conversation) -> str | None:
    """The answer of the first skill that has one."""
    if found := itself.about_talk(text, talk):
        return found
    if found := recall(text, talk):
        return found
    depends = leans_back(text, talk)
    if talk.lost and depends:
        return _LOST
    if _ANOTHER.match(text) and (thing := talk.antecedent()) and thing.kind in _AGAIN:
        return _AGAIN[thing.kind](f"Suggest another {thing.kind}", talk)
    if MORE.match(text):
        if talk.last is None and not talk.user_texts:
            return "More about what? I see nothing before this in our conversation."
        if found := _more(text, talk):
            return found
    if patterns.fullmatch(
        r"\W*(?:so |and )?what (?:do|would|can) you (?:recommend|suggest)\W*", text, re.I
    ) and talk.role in ("cook", "travel"):
        return (
            recipe.answer("Suggest a dinner recipe.", talk)
            if talk.role == "cook"
            else travel.suggest(text, talk)
        )
    for skill in _ordered(text, talk):
        if found := skill(text, talk):
            return found
    if found := explain.follow_up(text, talk):
        return found
    if found := remembered(text, talk):
        return found
    if talk.lost and _GOES_ON.search(text):
        return _LOST
    if asked_back := ask_which(text, talk):
        return asked_back
    if found := smalltalk.answer(text, talk):
        return found
    if depends and (thing := talk.antecedent()):
        return (
            f"About {thing.name} I have no notes that answer this, and I would rather not guess. "
            "What I can do is repeat what was said in this conversation, or help with Python, "
            "libraries, projects, recipes and trips."
        )
    return None


_AGAIN = {
    "library": library.another,
    "project": project.answer,
    "recipe": recipe.answer,
    "place": travel.suggest,
}


def _ordered(text: str, talk: Conversation) -> list[Callable[[str, Conversation], str | None]]:
    """The skills, the one that the question's own words or the talk so far calls for first."""
    skills: dict[str, Callable[[str, Conversation], str | None]] = {
        "library": library.answer,
        "project": project.answer,
        "recipe": recipe.answer,
        "place": travel.answer,
    }
    thing = talk.antecedent()
    first = (
        kind_word(text)
        or (thing.kind if thing and thing.kind in skills and leans_back(text, talk) else None)
        or {"cook": "recipe", "travel": "place"}.get(talk.role)
    )
    order = [skills[first]] if first in skills else []
    order += [skill for kind, skill in skills.items() if kind != first and _WANTS[kind](text)]
    if first is None or first not in skills:
        order.append(explain.answer)
    order.append(arithmetic.answer)
    order += [skill for skill in skills.values() if skill not in order]
    if explain.answer not in order:
        order.append(explain.answer)
    return order


_WANTS = {"library": library.wants, "project": project.wants, "recipe": recipe.wants, "place": travel.wants}


_ANOTHER = re.compile(
    r"^\W*(?:(?:can|could|do) you (?:have |give me |suggest |recommend |tell me )?|give me |"
    r"suggest |have you got |i want |i'd like |got |any |is there |are there |what |please |"
    r"are there (?:any )?(?=alternatives)|"
    r"any (?=alternatives))*"
    r"(?:an ?other|a different|different|something else|anything else|something different|"
    r"one more|other|others|else|new|a new|some other|more|"
    r"alternatives)(?: (?:one|ones|idea|ideas|option|"
    r"options|suggestion|suggestions|choice|recommendation|recommendations|please|instead|"
    r"than that|possibilities))*\W*$",
    re.I,
)


def _more(text: str, talk: Conversation) -> str | None:
    thing = talk.antecedent()
    if thing and thing.kind in ("library", "project", "recipe", "place"):
        skill = {
            "library": library.answer,
            "project": project.answer,
            "recipe": recipe.answer,
            "place": travel.answer,
        }[thing.kind]
        if found := skill(f"Tell me more about {'it' if thing.kind != 'library' else 'that library'}", talk):
            return found
    if found := explain.follow_up(text, talk):
        return found
    if thing:
        return f"About {thing.name} I have no notes beyond what I said, so I would rather not guess."
    if talk.last:
        lead = sentences(without_code(talk.last))
        return (
            "I can only add to what I have notes on. I had said: "
            f'"{lead[0] if lead else talk.last}" Which part shall I go into?'
        )
    return "More about what? Nothing in this conversation tells me."


def _told(text: str, talk: Conversation) -> str:
    """The reply to a message that asks nothing."""
    if found := acknowledge.answer(text, talk):
        return found
    bare = without_code(text).strip()
    if itself.changes_role(bare):
        return (
            "I'd rather stay what I am: "
            f"{talk.instructions.persona or 'the practice model of this course'}. What would you "
            "like to know?"
        )
    if found := smalltalk.answer(text, talk):
        return found
    if talk.lost and leans_back(bare, talk):
        return _LOST
    if found := _one(bare, talk):
        return found
    if patterns.search(r"\b(?:from now on|always|please)\b", bare, re.I):
        return (
            "I will keep that in mind as long as it is in the messages that you send. What would "
            "you like to know?"
        )
    return _reflected(bare, talk)


def _reflected(text: str, talk: Conversation) -> str:
    short = " ".join(text.split()[:20])
    return (
        f'You say: "{short}". I have no notes on that, but I keep it in mind as long as it stands '
        "in the messages you send. What would you like to know?"
    )


def _unknown(text: str, talk: Conversation) -> str:
    """The honest answer to a question that no skill knows: what was asked, and what the model does know."""
    if found := smalltalk.answer(text, talk):
        return found
    short = " ".join(text.split()[:24]).rstrip("?.! ")
    return (
        f'I have no notes on "{short}". As a practice model I would rather say so than make something up. '
        "I can explain Python, review code, and suggest libraries, projects, recipes and trips; "
        "and I can use whatever you tell me in this conversation."
    )


def _earlier_context(talk: Conversation) -> str:
    """An earlier user message with a tagged context block, for a question that comes after it."""
    return next(
        (
            t
            for t in reversed(talk.user_texts)
            if phrase("context").search(t) and patterns.search(r"<\w+>|\bcontext\s*:", t, re.I)
        ),
        "",
    )


def _beside_context(text: str, talk: Conversation) -> bool:
    """Whether a message is a greeting or asks who the bot is, rather than something of the context."""
    return smalltalk.greets(text) or bool(
        patterns.fullmatch(r"\W*(?:thanks|thank you|bye|who are you|what is your name)\W*", text, re.I)
    )
