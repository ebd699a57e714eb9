"""Lesson 06: calls that fail, and what they leave behind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course_lib.evidence import CellRun
from course_lib.language import tell
from graders.exercises.calls import asked, need_text, need_turns, returned, small_talk, type_name
from graders.exercises.conversations import answered, key, need_carried, need_requests, quote
from graders.explain import explain
from graders.inside import MISSING, NOT_CALLABLE
from graders.plain import Missing
from graders.rubric import Exercise, Lost, Raised, Seen
from graders.subject import Subject

LASTING = 20  # requests that a lasting fault answers: more than any bounded number of attempts
ATTEMPTS = 3  # requests that a lasting rate limit may cost
SDK_ERRORS = frozenset(
    [
        "OpenAIError",
        "APIError",
        "APIStatusError",
        "APIConnectionError",
        "APITimeoutError",
        "APIResponseValidationError",
        "BadRequestError",
        "AuthenticationError",
        "PermissionDeniedError",
        "NotFoundError",
        "ConflictError",
        "UnprocessableEntityError",
        "RateLimitError",
        "InternalServerError",
    ]
)

# --- safe-say

safe_say = Exercise(
    "safe-say",
    title="A failed call leaves the history whole",
    hints=(
        "When a call fails, what did your program already append?",
        "Send a copy with the question in it, and change `self.history` only after the reply has come.",
        "`trial = self.history + [question]`, await the call with `trial`, then `self.history = trial + "
        "[reply]`.",
    ),
)

FAULTS = ("401", "500", "400")


@safe_say.probe
async def talk_through_faults(subject: Subject) -> dict[str, Any]:
    """A good turn, then of each fault one turn that fails, then a good turn; with the history around each."""
    texts = [f"My project is called {subject.fresh('code')}.", *(f"Fact {fault}." for fault in FAULTS)]
    made = await subject.make("bot", "SafeChatbot", "You are a helpful assistant.")
    if made.failure:
        return {"made": made}
    first = await subject.call("@bot.say", texts[0])
    failed, histories = [], [await subject.value("@bot.history")]
    for fault, text in zip(FAULTS, texts[1:], strict=True):
        subject.model.fail(fault, times=LASTING)
        failed.append(await subject.call("@bot.say", text))
        subject.model.reset()
        histories.append(await subject.value("@bot.history"))
    (last_text,) = small_talk(subject, 1)
    last = await subject.call("@bot.say", last_text)
    return {
        "made": made,
        "first": first,
        "failed": failed,
        "histories": histories,
        "last": last,
        "text": last_text,
    }


@safe_say.row(10, "A failed call raises, leaves `bot.history` as it was, and the next turn works")
def failures_leave_no_trace(seen: Seen) -> None:
    notes = seen.notes
    returned(notes["made"])
    first = need_turns([notes["first"]])[0]
    before = notes["histories"][0]
    if before is Missing or not isinstance(before, (list, tuple)):
        raise Lost(
            tell("`bot.history` is not a list of messages: keep the conversation there."),
            request=first.number,
        )
    for fault, run, after in zip(FAULTS, notes["failed"], notes["histories"][1:], strict=True):
        _need_sdk_error(run, fault)
        if _keys(after) != _keys(before):
            raise Lost(
                tell(
                    "After a call that failed (error {status}) `bot.history` holds {after} messages, "
                    "before it {before}: "
                    "leave it as it was.",
                    status=fault,
                    after=len(after) if isinstance(after, (list, tuple)) else 0,
                    before=len(before),
                ),
                request=run.exchanges[-1].number,
            )
    last = need_turns([notes["last"]])[0]
    if not asked(last, notes["text"]):
        words = tell("The turn after the failures does not ask {text}.", text=quote(notes["text"]))
        raise Lost(words, request=last.number)
    need_carried(last, [first], turn=2)
    stale = [text for text in map(key, last.messages) if any(f"Fact {fault}." in text[1] for fault in FAULTS)]
    if stale:
        words = tell(
            "The next turn still carries {text}, whose call failed: take it back.", text=quote(stale[0][1])
        )
        raise Lost(words, request=last.number)
    for run, turn in ((notes["first"], first), (notes["last"], last)):
        need_text(run, turn.reply, name="say()")


def _keys(messages: Any) -> list:
    return [key(m) for m in messages if isinstance(m, Mapping)] if isinstance(messages, (list, tuple)) else []


def _need_sdk_error(run: CellRun, fault: str) -> None:
    """Raise `Lost` unless the call reached the model and raised one of the SDK's own exceptions."""
    shows = need_requests(run.exchanges, run)[-1].number
    if run.failure is None:
        raise Lost(
            tell(
                "The model answered with error {status}, and say() returned {value} instead of raising: "
                "don't swallow "
                "the exception, let it through (`raise`).",
                status=fault,
                value=quote(run.value),
            ),
            request=shows,
        )
    if run.failure.name not in SDK_ERRORS:
        words = tell("The SDK's exception was expected: raise it again. {cause}", cause=explain(run.failure))
        raise Raised(words, request=shows)


# --- friendly-errors

friendly_errors = Exercise(
    "friendly-errors",
    title="Errors in words",
    hints=(
        "Which exception of the SDK belongs to a wrong key, a rate limit, a full context window?",
        "`except openai.AuthenticationError`, `except openai.RateLimitError`, and `except "
        "openai.BadRequestError`, "
        "whose `code` is context_length_exceeded.",
        'Each returns one sentence: `return "Key: …"`, `return "Busy: …"`, `return "Too long: …"`. The SDK '
        "retries by "
        "itself (`max_retries=2`): add no loop.",
    ),
)


@friendly_errors.probe
async def ask_through_faults(subject: Subject) -> dict[str, Any]:
    """`ask` without a fault, then with each fault that it has words for, one that passes, and one it has no
    words for.
    """
    cases = {
        "reply": (None, 0),
        "401": ("401", LASTING),
        "429": ("429", LASTING),
        "context": ("context", LASTING),
    }
    cases |= {"passes": ("429", 1), "404": ("404", LASTING)}
    runs = {}
    for name, (fault, times) in cases.items():
        if fault:
            subject.model.fail(fault, times=times)
        messages = [{"role": "user", "content": text} for text in small_talk(subject, 1)]
        runs[name] = await subject.call("ask", messages)
        subject.model.reset()
    return {"runs": runs}


SENTENCES = (("401", "Key:", 1), ("429", "Busy:", ATTEMPTS), ("context", "Too long:", 1))


@friendly_errors.row(10, "The reply, or one sentence: `Key:`, `Busy:`, `Too long:`; no attempt too many")
def says_it_kindly(seen: Seen) -> None:
    runs = seen.notes["runs"]
    plain = need_turns([runs["reply"]])[0]
    need_text(runs["reply"], plain.reply, name="ask()")
    for fault, start, attempts in SENTENCES:
        _need_sentence(runs[fault], fault, start, attempts)
    _need_reply_or_one_attempt(runs["passes"])
    other = runs["404"]
    if other.failure is None:
        raise Lost(
            tell(
                "For another error (404) ask() returned {value}: raise what it has no sentence for.",
                value=quote(other.value),
            ),
            request=need_requests(other.exchanges, other)[-1].number,
        )


def _need_sentence(run: CellRun, fault: str, start: str, attempts: int) -> None:
    if run.failure and run.failure.name in (MISSING, NOT_CALLABLE):
        returned(run)
    exchanges = need_requests(run.exchanges, run)
    what = {
        "401": tell("a wrong key"),
        "429": tell("a lasting rate limit"),
        "context": tell("a full context window"),
    }
    shows = exchanges[-1].number
    if run.failure:
        raise Raised(
            tell(
                'For {what} a sentence that starts with "{start}" was expected. {cause}',
                what=what[fault],
                start=start,
                cause=explain(run.failure),
            ),
            request=shows,
        )
    value = run.value
    if not isinstance(value, str) or not value.strip().lower().startswith(start.lower()):
        shown = quote(value) if isinstance(value, str) else type_name(value)
        raise Lost(
            tell(
                'For {what} ask() returned {value}; a sentence that starts with "{start}" was expected.',
                what=what[fault],
                value=shown,
                start=start,
            ),
            request=shows,
        )
    if len(exchanges) > attempts:
        raise Lost(
            tell(
                "For {what} there were {count} attempts on the wire, at most {limit} make sense: the SDK "
                "retries by "
                "itself, so add no loop of your own.",
                what=what[fault],
                count=len(exchanges),
                limit=attempts,
            ),
            request=shows,
        )


def _need_reply_or_one_attempt(run: CellRun) -> None:
    """A rate limit that passes gives the reply; who makes one attempt only may say that it is busy."""
    good = answered(run)
    if good:
        need_text(run, good[-1].reply, name="ask()")
    else:
        _need_sentence(run, "429", "Busy:", 1)
