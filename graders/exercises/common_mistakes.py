"""Lesson 05: the mistakes of the first week, each to be fixed. One number each: all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from course_lib import MODEL
from course_lib.language import tell
from course_lib.practice.wire import NO_CHOICES
from graders.exercises.calls import asked, need_text, need_turns, returned, small_talk, talk, type_name
from graders.exercises.conversations import (
    answered,
    collapse,
    key,
    need_carried,
    need_requests,
    others,
    quote,
    text_of,
)
from graders.exercises.long_conversations import PROMPT, need_at_most, need_system_first, talk_with, turns_of
from graders.exercises.streaming import need_one_reply, need_streams
from graders.exercises.system_prompts import cross_examine, need_about, need_no_leak
from graders.exercises.wording import about_reviewing, about_tutoring
from graders.plain import Missing, Opaque
from graders.rubric import Exercise, Lost, Seen
from graders.subject import Kept, OpenStream, Subject

# --- mistake 1

save_the_reply = Exercise(
    "save-the-reply",
    title="Mistake 1: the reply is not saved",
    hints=(
        "Look at the second request: which message of the conversation is missing?",
        "What the model said has to go into `history` too, before you return it.",
        '`history.append({"role": "assistant", "content": reply})`, then `return reply`.',
    ),
)


async def _three_turns(subject: Subject, target: str) -> dict[str, Any]:
    texts = [f"My project is called {subject.fresh('code')}.", *small_talk(subject, 2)]
    return {"runs": await talk(subject, target, texts), "texts": texts}


@save_the_reply.probe
async def chat_three_turns(subject: Subject) -> dict[str, Any]:
    """Call `chat_fixed` three times."""
    return await _three_turns(subject, "chat_fixed")


@save_the_reply.row(5, "Each request carries the earlier turns, and the reply is returned")
def saves_the_reply(seen: Seen) -> None:
    turns = need_turns(seen.notes["runs"])
    _need_questions(turns, seen.notes["texts"])
    for number, turn in enumerate(turns, 1):
        need_carried(turn, turns[: number - 1], turn=number)
    for run, turn in zip(seen.notes["runs"], turns, strict=True):
        need_text(run, turn.reply, name="chat_fixed()")


def _need_questions(turns: list, texts: list[str]) -> None:
    for turn, text in zip(turns, texts, strict=True):
        if not asked(turn, text):
            words = tell(
                "Request {number} does not ask {text}: send the message.",
                number=turn.number,
                text=quote(text),
            )
            raise Lost(words, request=turn.number)


# --- mistake 2

separate_histories = Exercise(
    "separate-histories",
    title="Mistake 2: two bots, one history",
    hints=(
        "How many lists are there in the broken code, and who writes to them?",
        "Every `Chatbot(…)` makes a list of its own.",
        '`bot_a = Chatbot("You are a tutor.")` and `bot_b = Chatbot("You are a reviewer.")`',
    ),
)


@separate_histories.probe
async def ask_both_bots(subject: Subject) -> dict[str, Any]:
    """Tell each bot something, and ask the other for it."""
    return await cross_examine(subject, "bot_a", "bot_b")


@separate_histories.row(5, "A tutor and a reviewer, and nothing leaks between them")
def bots_are_separate(seen: Seen) -> None:
    runs = seen.notes["runs"]
    turns = {name: need_turns(runs[name]) for name in ("bot_a", "bot_b")}
    need_no_leak(seen, of="bot_a", into="bot_b")
    need_no_leak(seen, of="bot_b", into="bot_a")
    need_about(turns["bot_a"], about_tutoring, tell("tutoring (`bot_a`)"))
    need_about(turns["bot_b"], about_reviewing, tell("reviewing (`bot_b`)"))
    for name in turns:
        need_carried(turns[name][1], turns[name][:1], turn=2)


# --- mistake 3

system_first = Exercise(
    "system-first",
    title="Mistake 3: the system message in the middle",
    hints=(
        "Which message should the model read before all others?",
        "Move one message, leave the other three in their order.",
        'The first entry is `{"role": "system", "content": "Be brief."}`.',
    ),
)

WANTED = [("system", "Be brief."), ("user", "Hi"), ("assistant", "Hello!"), ("user", "What is Python?")]


@system_first.probe
async def send_the_messages(subject: Subject) -> dict[str, Any]:
    """Look at `messages`, and send them."""
    messages = await subject.value("messages")
    run = await subject.call("client.chat.completions.create", model=MODEL, messages=messages)
    return {"messages": messages, "run": run}


@system_first.row(5, "`messages`: the system message first, the other three in their order")
def system_message_is_first(seen: Seen) -> None:
    messages, run = seen.notes["messages"], seen.notes["run"]
    shows = run.exchanges[0].number if run.exchanges else None
    if messages is Missing:
        raise Lost(tell("`messages` is not defined. Set it to the list with the four messages."))
    if not isinstance(messages, (list, tuple)) or not all(isinstance(m, Mapping) for m in messages):
        words = tell(
            "`messages` is a {type}; a list of four messages was expected.", type=type_name(messages)
        )
        raise Lost(words, request=shows)
    held = [key(m) for m in messages]
    if held == WANTED:
        return
    roles = ", ".join(name for name, _ in held)
    if WANTED[0] not in held:
        words = tell(
            'No message has the role "system" and says "Be brief."; the roles are: {roles}.', roles=roles
        )
    elif held.count(WANTED[0]) > 1:
        words = tell(
            "The system message is there twice; once, in front, is what was asked for: {roles}.", roles=roles
        )
    elif held[0] != WANTED[0]:
        words = tell("The system message is not first; the roles are: {roles}.", roles=roles)
    else:
        words = tell(
            "The system message is first, but the other three are not as they were, in their order: {roles}.",
            roles=roles,
        )
    raise Lost(words, request=shows)


# --- mistake 4

collect_the_chunks = Exercise(
    "collect-the-chunks",
    title="Mistake 4: the chunks are not collected",
    hints=(
        "What is in the history after the stream has ended?",
        'Start with `full_response = ""`, and add every piece to it in the loop.',
        'After the loop: `history.append({"role": "assistant", "content": full_response})`.',
    ),
)


@collect_the_chunks.probe
async def stream_three_turns(subject: Subject) -> dict[str, Any]:
    """Call `stream_fixed` three times."""
    return await _three_turns(subject, "stream_fixed")


@collect_the_chunks.row(5, "The next request holds the whole streamed reply")
def collects_the_chunks(seen: Seen) -> None:
    turns = need_turns(seen.notes["runs"])
    _need_questions(turns, seen.notes["texts"])
    need_streams(turns)
    for before, turn in pairwise(turns):
        place = tell("request {number} (the history)", number=turn.number)
        need_one_reply(turn.messages, before, place, request=turn.number)
    for number, turn in enumerate(turns, 1):
        need_carried(turn, turns[: number - 1], turn=number)


# --- await

await_the_call = Exercise(
    "await-the-call",
    title="A call without await",
    hints=(
        "What does `print(answer)` show in the broken code?",
        "Two calls have to be awaited: the one of the model, and the one of `ask`.",
        '`answer = await ask("…")`, and in `ask`: `r = await client.chat.completions.create(…)`.',
    ),
)


@await_the_call.probe
async def ask_once_more(subject: Subject) -> dict[str, Any]:
    """Look at `answer`, and call `ask` with a new question."""
    text = f"What is a {subject.fresh('thing')}?"
    return {"answer": await subject.value("answer"), "text": text, "run": await subject.call("ask", text)}


@await_the_call.row(4, "`ask` returns the reply, and `answer` holds a reply's text")
def awaits_the_call(seen: Seen) -> None:
    run, answer = seen.notes["run"], seen.notes["answer"]
    value = returned(run)
    turn = need_requests(answered(run), run)[-1]
    if isinstance(value, Opaque):
        words = tell("`ask` returned a {type}, not text: `await` the call in it.", type=value.type_name)
        raise Lost(words, request=turn.number)
    _need_questions([turn], [seen.notes["text"]])
    need_text(run, turn.reply, name="ask()")
    if answer is Missing:
        raise Lost(tell("`answer` is not defined: `answer = await ask(…)`."))
    if not isinstance(answer, str):
        raise Lost(
            tell(
                "`answer` is a {type}, not the reply's text: write `answer = await ask(…)`.",
                type=type_name(answer),
            )
        )
    replies = [collapse(e.reply) for e in need_requests(answered(seen.answer), seen.answer)]
    if not any(reply and reply in collapse(answer) for reply in replies):
        raise Lost(
            tell(
                "`answer` is {answer}, and that is no reply of the model: set it by calling `ask`.",
                answer=quote(answer),
            )
        )


# --- trimming

keep_the_system_prompt = Exercise(
    "keep-the-system-prompt",
    title="The system prompt is trimmed away",
    hints=(
        "In which request does the system message disappear, and why?",
        "Keep the system message apart from the list that is trimmed.",
        "`messages=[self.system] + self.history[-self.max_messages:]`, with the question already in the "
        "history.",
    ),
)


@keep_the_system_prompt.probe
async def talk_past_the_limits(subject: Subject) -> dict[str, Any]:
    """Talk past the default limit of 4 messages, and past a smaller one that is passed in: six turns."""
    return {
        "bots": [
            await talk_with(subject, "TrimmingChatbot", turns=3),
            await talk_with(subject, "TrimmingChatbot", turns=3, max_messages=3),
        ]
    }


@keep_the_system_prompt.row(4, "The system message first in every request, at most `max_messages` others")
def keeps_the_prompt(seen: Seen) -> None:
    for bot in seen.notes["bots"]:
        need_system_first(bot)
        need_at_most(bot, bot.get("max_messages", 4), of=f"max_messages={bot.get('max_messages', 4)}")
        _need_questions(turns_of(bot), bot["texts"])


# --- mutable default

fresh_history = Exercise(
    "fresh-history",
    title="A default that is shared",
    hints=(
        "When is a default value made: at every call, or once?",
        "Use `history=None`, and make a new list in `__init__`.",
        "`self.history = [] if history is None else history`",
    ),
)


@fresh_history.probe
async def make_several_bots(subject: Subject) -> dict[str, Any]:
    """Two bots without a history, one with a history, one with an empty one, one whose history has a system
    message.
    """
    secrets = {name: subject.fresh("code") for name in ("first", "second", "empty")}
    code = subject.fresh("code")
    past = [
        {"role": "user", "content": f"My locker code is {code}."},
        {"role": "assistant", "content": f"Thanks, I'll keep {code} in mind."},
    ]
    whole = [{"role": "system", "content": PROMPT}, *past]
    await subject.keep("past", past)
    await subject.keep("none", [])
    await subject.keep("whole", whole)
    made = {
        "first": await subject.make("first", "MemoChatbot", PROMPT),
        "second": await subject.make("second", "MemoChatbot", PROMPT),
        "given": await subject.make("given", "MemoChatbot", PROMPT, history=Kept("past")),
        "empty": await subject.make("empty", "MemoChatbot", PROMPT, history=Kept("none")),
        "whole": await subject.make("whole", "MemoChatbot", PROMPT, history=Kept("whole")),
    }
    runs = {}
    for name, run in made.items():
        text = f"My secret word is {secrets[name]}." if name in secrets else "What's my locker code?"
        texts = [text, *small_talk(subject, 1)] if name == "first" else [text]
        runs[name] = [run] if run.failure else await talk(subject, f"@{name}.say", texts)
    return {"runs": runs, "secrets": secrets, "past": past}


@fresh_history.row(4, "Bots made without a history never share one, and a history that is passed in is used")
def histories_are_fresh(seen: Seen) -> None:
    turns = {name: need_turns(runs) for name, runs in seen.notes["runs"].items()}
    for name, exchanges in turns.items():
        for exchange in exchanges:
            for other, secret in seen.notes["secrets"].items():
                if other != name and any(secret in text_of(m) for m in exchange.messages):
                    raise Lost(
                        tell(
                            "What was said to one bot leaked into a request of another (request {number}): "
                            "they share "
                            "the same history list. Make a new list for each bot in `__init__`.",
                            number=exchange.number,
                        ),
                        request=exchange.number,
                    )
    for name in ("given", "whole"):
        exchange = turns[name][0]
        held = iter(key(m) for m in others(exchange))
        if not all(key(message) in held for message in seen.notes["past"]):
            raise Lost(
                tell(
                    "A history was passed in, and request {number} does not carry it: use the list when it "
                    "is given.",
                    number=exchange.number,
                ),
                request=exchange.number,
            )
    for first, *later in turns.values():
        for exchange in later:
            need_carried(exchange, [first], turn=2)


# --- odd chunks

empty_chunks = Exercise(
    "empty-chunks",
    title="Chunks without text",
    hints=(
        "Not every chunk has a choice, and not every choice has text.",
        "Skip chunks whose `choices` is empty, and pieces that are None.",
        '`if not chunk.choices: continue`, then `text += chunk.choices[0].delta.content or ""`, and '
        "`return text`.",
    ),
)


@empty_chunks.probe
async def read_odd_streams(subject: Subject) -> dict[str, Any]:
    """Let `read_stream` read streams with odd chunks at the start, in the middle and at the end, and one cut
    by length.
    """
    words = [subject.fresh("code") for _ in range(2)]
    scripts = [
        [NO_CHOICES, "", "On", "e ", None, f"[{words[0]}]", NO_CHOICES, "", " odd."],
        [None, None, "Two ", "", "", f"[{words[1]}]", None, NO_CHOICES],
        [],
    ]
    runs = []
    for script in scripts:
        subject.model.script(script)
        runs.append(await subject.call("read_stream", OpenStream()))
        subject.model.reset()
    subject.model.fail("length:6")
    runs.append(await subject.call("read_stream", OpenStream(*small_talk(subject, 1))))
    subject.model.reset()
    return {
        "runs": runs,
        "texts": ["".join(p for p in script if isinstance(p, str)) for script in scripts] + [None],
    }


@empty_chunks.row(8, "It joins the text of any stream: None, empty `choices`, empty pieces, cut by length")
def reads_any_stream(seen: Seen) -> None:
    for run, text in zip(seen.notes["runs"], seen.notes["texts"], strict=True):
        value = returned(run)
        exchange = need_requests(run.exchanges, run)[-1]
        reply = exchange.reply if text is None else text
        if (
            isinstance(value, str)
            and collapse(value) == collapse(reply)
            and (text is not None or exchange.complete)
        ):
            continue
        if value is None:
            raise Lost(
                tell("read_stream() returned None: `return` the joined text."), request=exchange.number
            )
        if not isinstance(value, str):
            words = tell(
                "read_stream() returned a {type}: return the joined text, a str.", type=type_name(value)
            )
            raise Lost(words, request=exchange.number)
        raise Lost(
            tell(
                "read_stream() returned {value}, expected {reply}: skip empty chunks and None deltas, "
                "don't break the loop "
                "at them, and join the whole text.",
                value=quote(value),
                reply=quote(reply),
            ),
            request=exchange.number,
        )
