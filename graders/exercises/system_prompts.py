"""Lesson 02: the system message says who the chatbot is."""

from __future__ import annotations

from typing import Any

from course_lib.evidence import Exchange
from course_lib.language import tell
from graders.exercises.calls import need_turns, returned, talk
from graders.exercises.conversations import (
    Topic,
    answered,
    collapse,
    need_carried,
    need_done,
    need_one_system_first,
    need_printed,
    need_requests,
    pick_turns,
    question,
    quote,
    role,
    system_text,
    text_of,
)
from graders.exercises.wording import (
    about_cooking,
    about_reviewing_code,
    asks_for_a_quick_dinner,
    asks_for_a_substitute,
    asks_for_bullets,
    limits_to_80_words,
)
from graders.rubric import Exercise, Lost, Seen
from graders.subject import Subject

# --- cooking-bot

cooking_bot = Exercise(
    "cooking-bot",
    title="Create a specialized chatbot",
    core=True,
    hints=(
        "What makes the tutor and the reviewer different is one text. Which?",
        'Start with `cook = Chatbot("You are a cooking assistant …")`, and ask with `await cook.say(…)`.',
        'Print both replies of the same bot: `print(await cook.say("Suggest a quick dinner recipe."))`, '
        "the follow-up, then DONE.",
    ),
)


def _dinner_turns(seen: Seen) -> list[Exchange]:
    exchanges = need_requests(answered(seen.answer), seen.answer)
    return pick_turns(exchanges, (asks_for_a_quick_dinner, asks_for_a_substitute))


def _second_is_missing() -> Lost:
    return Lost(
        tell("Two turns were expected, and one reached the model: the follow-up, turn 2, is missing.")
    )


@cooking_bot.row(4, "Every request starts with one system message, and it is about cooking")
def is_a_cook(seen: Seen) -> None:
    exchanges = need_requests(answered(seen.answer), seen.answer)
    need_one_system_first(exchanges)
    need_about(exchanges, about_cooking, tell("cooking"))


def need_about(exchanges: list[Exchange], topic: Topic, subject: str) -> None:
    """Raise `Lost` for the first request whose system message is not about the topic."""
    for exchange in exchanges:
        if not topic(system_text(exchange)):
            raise Lost(
                tell(
                    "The system message of request {number}, {text}, does not say that the chatbot is "
                    "about {subject}.",
                    number=exchange.number,
                    text=quote(system_text(exchange)),
                    subject=subject,
                ),
                request=exchange.number,
            )


@cooking_bot.row(2, "Turn 1 asks for a quick dinner recipe, turn 2 for a substitute")
def asks_for_dinner(seen: Seen) -> None:
    turns = _dinner_turns(seen)
    first = turns[0]
    if not asks_for_a_quick_dinner(question(first)):
        raise Lost(
            tell(
                "Turn 1 should ask for a quick dinner recipe, and it says {text}.",
                text=quote(question(first)),
            ),
            request=first.number,
        )
    if len(turns) < 2:
        raise _second_is_missing()
    if not asks_for_a_substitute(question(turns[1])):
        raise Lost(
            tell(
                'Turn 2 should ask "What can I substitute for the main protein?", and it says {text}.',
                text=quote(question(turns[1])),
            ),
            request=turns[1].number,
        )


@cooking_bot.row(4, "Turn 2 carries turn 1: the same bot is asked")
def follows_up(seen: Seen) -> None:
    turns = _dinner_turns(seen)
    if len(turns) < 2:
        raise _second_is_missing()
    need_carried(turns[1], turns[:1], turn=2)


@cooking_bot.row(3, "Both replies are printed")
def prints_both(seen: Seen) -> None:
    turns = _dinner_turns(seen)
    need_printed(seen.answer, turns)
    if len(turns) < 2:
        raise _second_is_missing()


@cooking_bot.row(2, "The last printed line is `DONE`")
def ends_with_done(seen: Seen) -> None:
    need_done(seen.answer)


# --- bounded-reviewer

bounded_reviewer = Exercise(
    "bounded-reviewer",
    title="A reviewer with limits",
    hints=(
        "A system prompt can say what to do, in which form, and how long.",
        "Name all three: reviewing code, bullet points, at most 80 words.",
        '`reviewer = Chatbot("You review Python code. Answer in bullet points, in at most 80 words.")`',
    ),
)


@bounded_reviewer.probe
async def ask_for_two_reviews(subject: Subject) -> dict[str, Any]:
    """Ask the reviewer twice."""
    first, second = subject.fresh("code").replace("-", "_"), subject.fresh("code").replace("-", "_")
    texts = [f"Please review this: def {first}(x): return x == None", f"And this: {second} = [1, 2, 3"]
    return {"runs": await talk(subject, "reviewer.say", texts)}


def _review_prompt(seen: Seen) -> tuple[Exchange, str]:
    exchange = _reviews(seen)[0]
    text = " ".join(text_of(m) for m in exchange.messages if role(m) == "system")
    if not text:
        raise Lost(
            tell("The reviewer's request has no system message. Give `Chatbot` a system prompt."),
            request=exchange.number,
        )
    return exchange, text


def _reviews(seen: Seen) -> list[Exchange]:
    runs = seen.notes["runs"]
    exchanges = answered(*runs)
    if not exchanges:
        need_turns(runs)
    return list(need_requests(exchanges, runs[0]))


@bounded_reviewer.row(2, "The system message is about reviewing code")
def reviews_code(seen: Seen) -> None:
    exchange, text = _review_prompt(seen)
    if not about_reviewing_code(text):
        raise Lost(
            tell("The system message {text} does not say to review code.", text=quote(text)),
            request=exchange.number,
        )


@bounded_reviewer.row(2, "It asks for bullets, and limits the words to 80")
def limits_the_form(seen: Seen) -> None:
    exchange, text = _review_prompt(seen)
    missing = []
    if not asks_for_bullets(text):
        missing.append(tell("bullet points"))
    if not limits_to_80_words(text):
        missing.append(tell("a limit of at most 80 words"))
    if missing:
        words = tell(
            "The system message {text} does not ask for {missing}.",
            text=quote(text),
            missing=" · ".join(missing),
        )
        raise Lost(words, request=exchange.number)


@bounded_reviewer.row(1, "Two requests, the second carries the first")
def remembers_the_first_review(seen: Seen) -> None:
    turns = need_turns(seen.notes["runs"])
    need_carried(turns[1], turns[:1], turn=2)


# --- two-bots

two_bots = Exercise(
    "two-bots",
    title="Two bots, two memories",
    hints=(
        "Each `Chatbot(…)` makes its own history.",
        "Make two of them, with two different system prompts.",
        '`tutor = Chatbot("You are a patient Python tutor.")`, and `reviewer = Chatbot("You are a strict '
        'code reviewer.")`',
    ),
)


async def cross_examine(subject: Subject, one: str, two: str) -> dict[str, Any]:
    """Tell each of two bots a secret, then ask the other for it; notes the runs and the secrets by bot."""
    secrets = {one: subject.fresh("code"), two: subject.fresh("code")}
    runs: dict[str, list] = {one: [], two: []}
    for name, secret in secrets.items():
        runs[name].append(await subject.call(f"{name}.say", f"My secret word is {secret}."))
    for name in secrets:
        runs[name].append(await subject.call(f"{name}.say", "What's my secret word?"))
    return {"runs": runs, "secrets": secrets}


def need_no_leak(seen: Seen, *, of: str, into: str) -> None:
    """Raise `Lost` when what was said to one bot is in a request of the other."""
    secret = seen.notes["secrets"][of]
    for exchange in need_turns(seen.notes["runs"][into]):
        for message in exchange.messages:
            if secret in collapse(text_of(message)):
                raise Lost(
                    tell(
                        "{text} was said to `{of}`, and it leaked into a request of `{into}`: they share "
                        "the same history list. "
                        "Give each bot its own.",
                        text=quote(text_of(message)),
                        of=of,
                        into=into,
                    ),
                    request=exchange.number,
                )


@two_bots.probe
async def tell_one_and_ask_the_other(subject: Subject) -> dict[str, Any]:
    """Tell each bot something, and ask the other for it."""
    return await cross_examine(subject, "tutor", "reviewer")


@two_bots.row(4, "The system messages differ")
def prompts_differ(seen: Seen) -> None:
    texts = []
    for name in ("tutor", "reviewer"):
        exchange = need_turns(seen.notes["runs"][name])[0]
        prompt = system_text(exchange)
        if not prompt:
            words = tell("The first message of a request of `{name}` is no system message.", name=name)
            raise Lost(words, request=exchange.number)
        texts.append(collapse(prompt))
    if texts[0] == texts[1]:
        raise Lost(
            tell(
                "Both bots have the same system message, {text}. Give them two different ones.",
                text=quote(texts[0]),
            ),
            request=exchange.number,
        )


@two_bots.row(6, "Nothing said to one is in a request of the other")
def nothing_leaks(seen: Seen) -> None:
    for name in ("tutor", "reviewer"):
        for run in seen.notes["runs"][name]:
            returned(run)
    need_no_leak(seen, of="tutor", into="reviewer")
    need_no_leak(seen, of="reviewer", into="tutor")
