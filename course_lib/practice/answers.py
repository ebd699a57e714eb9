"""From what was said to what is answered: the skills in their order, for every unanswered message."""

import re
from collections.abc import Callable

from course_lib.practice import patterns
from course_lib.practice.antecedents import kind_word
from course_lib.practice.context import answer_from, context_in
from course_lib.practice.conversation import Conversation
from course_lib.practice.facts import is_question
from course_lib.practice.instructions import phrase_when_not_found
from course_lib.practice.recall import recall, remembered
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
from course_lib.practice.words import phrase, plain, sentences, without_code

_LOST = "My last reply reached me empty, so I have lost track. Could you say again what this is about?"
_ANAPHORA = re.compile(
    r"\b(?:it|its|that|this|they|them|these|those|there|one|ones|(?:the|your|that|"
    r"this) (?:top |first |second |last |main )?(?:suggestion|recommendation|recipe|dish|"
    r"project|idea|library|framework|destination|place|protein|ingredient|one|example|answer|"
    r"other))\b",
    re.I,
)
_NOT_ANAPHORA = re.compile(
    r"\b(?:that (?:is|i|my|you|the|we|can|would|will|has|have|fits?|suits?)\b|this (?:week|month|"
    r"year|weekend|summer|code|function|is|morning|evening|course)|is there|are there|there (?:is|"
    r"are)|it is (?:time|ok)|what time is it|is it (?:possible|true|ok|raining)|one (?:sentence|"
    r"word|of|more)|that's (?:all|it|right|great)|how is it going|how's it going|there is)\b",
    re.I,
)
_MORE = re.compile(
    r"^\W*(?:(?:and|so|ok|please|can you|could you|now),? )*(?:tell me more|more(?: (?:please|"
    r"details?|info\w*|about (?:it|that|this)))?|go on|continue|elaborate|say more|explain (?:more|"
    r"further|that|it)|(?:explain|expand|elaborate)(?: (?:it|that|this|on (?:it|that|"
    r"this)))?(?: (?:more|further|again|please))*|tell me more about (?:it|that|this|"
    r"your \w+(?: \w+)?)|what about (?:it|that)|why|how so|how come|what do you mean|"
    r"can you (?:elaborate|explain|go on|continue))\b\W*(?:please|then|about (?:it|that))?\W*$",
    re.I,
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
            if is_question(piece) or _REQUEST.match(piece):
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


_REQUEST = re.compile(
    r"^\W*(?:(?:please|ok|okay|now|so|and|then|hey|hi|hello|great|thanks|thank you|cool|well|"
    r"but|also|alright|actually)[,!.]? )*(?:just )?(?:suggest|recommend|give|tell|show|explain|"
    r"describe|define|summari[sz]e|recap|sum up|list|write|name|translate|compare|review|help|"
    r"plan|find|remind|repeat|make|create|calculate|compute|convert|teach|introduce|say|"
    r"continue|go on|elaborate|more|propose|pick|choose|share|check|fix|build|cook|another|any|"
    r"i need(?! to (?!know|eat|cook|plan|travel|go|get away))|i want(?! to (?:read|parse|"
    r"process|send|use|store|test|say|automate|write))|i'd like|i would like|i'm looking for|"
    r"i am looking for|we want|we need|let's plan|looking for|need|want|help me|say|count|add|"
    r"multiply|divide|reveal|print|ignore|forget|disregard|something|spell|draw|guess|compose|"
    r"rewrite|improve|debug|look|search|book|remember my|quiz|test me|ask me|"
    r"my name\?)\b(?! to (?:learn|build|make|create|become|develop|code|program|write)\b)",
    re.I,
)


def _one(text: str, talk: Conversation) -> str | None:
    """The answer of the first skill that has one."""
    if found := itself.about_talk(text, talk):
        return found
    if found := recall(text, talk):
        return found
    depends = _depends(text, talk)
    if talk.lost and depends:
        return _LOST
    if _ANOTHER.match(text) and (thing := talk.antecedent()) and thing.kind in _AGAIN:
        return _AGAIN[thing.kind](f"Suggest another {thing.kind}", talk)
    if _MORE.match(text):
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
    if asked_back := _which(text, talk):
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
        or (thing.kind if thing and thing.kind in skills and _depends(text, talk) else None)
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
    r"suggest |have you got |i want |i'd like |got |any |is there |are there |what |please )*"
    r"(?:an ?other|a different|different|something else|anything else|something different|"
    r"one more|other|others|else|new|a new|some other|more)(?: (?:one|ones|idea|ideas|option|"
    r"options|suggestion|suggestions|choice|recommendation|recommendations|please|instead|"
    r"than that|possibilities))*\W*$",
    re.I,
)


def _depends(text: str, talk: Conversation) -> bool:
    """Whether a message can only be understood from what the assistant said before."""
    bare = _NOT_ANAPHORA.sub(" ", text)
    if _MORE.match(text):
        return True
    if not _ANAPHORA.search(bare):
        return (
            bool(
                patterns.match(
                    r"^\W*(?:and|but|what about|how about|why|how long|how much|another|an example|example|"
                    r"can i use)\b",
                    text,
                    re.I,
                )
            )
            and not patterns.search(r"\bpython\b|\bfor an?\b|\bfor my\b|\bwhat (?:is|are) an?\b", text, re.I)
            and len(text.split()) <= 9
        )
    named_here = patterns.search(
        r"\b(?:web scraper|scraper|rest api|game|chatbot|website)\b", text, re.I
    ) and not patterns.search(r"\b(?:it|that|this)\b", text, re.I)
    return not named_here


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


def _which(text: str, talk: Conversation) -> str | None:
    """What to ask back when a question speaks of something that nobody has named."""
    bare = _NOT_ANAPHORA.sub(" ", text)
    ask = bool(is_question(text) or _REQUEST.match(text))
    if not ask:
        return None
    thing = talk.antecedent()
    if thing is not None and thing.kind != "thing":
        known = kind_word(text)
        if known is None or known == thing.kind:
            return None
    if patterns.search(
        r"\b(?:more|about|your) (?:about )?(?:your |the )?(?:top |first |second |last |"
        r"other )?(?:suggestion|recommendation|destination|place|option|pick)\b",
        text,
        re.I,
    ):
        return "More about what? I see no suggestion of mine in this conversation."
    if project.orphan(bare):
        return "Which project do you mean? I see none in this conversation."
    if recipe.orphan(bare) and (
        kind_word(text) == "recipe" or talk.role == "cook" or not library.orphan(bare)
    ):
        return "Which recipe do you mean? I see none in this conversation."
    if library.orphan(bare):
        return "Which library do you mean? I see none in this conversation."
    if travel.orphan(bare):
        return "Which destination do you mean? I see none in this conversation."
    if of_what := explain.orphan(bare):
        return of_what
    if _ANAPHORA.search(bare) and thing is None and not talk.last:
        word = _ANAPHORA.search(bare)[0].lower()  # type: ignore[index]
        return f'Which one do you mean by "{word}"? Nothing in this conversation says.'
    return None


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
    if talk.lost and _depends(bare, talk):
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
        f'You ask: "{short}". I have no notes on that, and as a practice model I would rather '
        "say so than make something up. "
        "I can explain Python, review code, and suggest libraries, projects, recipes and "
        "trips; and I can use whatever you tell me in this conversation."
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
