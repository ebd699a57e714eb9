"""Lesson 03: a reply that arrives piece by piece."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from course_lib.evidence import CellRun, Exchange
from course_lib.language import tell
from graders.exercises.calls import need_text, need_turns, returned, small_talk, type_name
from graders.exercises.conversations import (
    answered,
    collapse,
    key,
    need_requests,
    on_screen,
    question,
    quote,
    role,
    text_of,
)
from graders.rubric import Exercise, Lost, Seen
from graders.subject import Kept, Subject

SYSTEM = {"role": "system", "content": "You are a helpful assistant."}

# --- stream-say

stream_say = Exercise(
    "stream-say",
    title="Stream a reply and keep it",
    hints=(
        "With `stream=True` there is no whole reply at the end: who has to put the pieces together?",
        "`async for chunk in await client.chat.completions.create(…, stream=True)`, then "
        "`chunk.choices[0].delta.content`.",
        'In the loop: `if piece: print(piece, end="", flush=True); reply += piece`. After it: append '
        "`reply`, and return it.",
    ),
)


@stream_say.probe
async def stream_two_turns(subject: Subject) -> dict[str, Any]:
    """Call `stream_say` twice on one history, and look at the history after each call."""
    return await two_turns(subject, "stream_say")


async def two_turns(subject: Subject, target: str) -> dict[str, Any]:
    """Call `target(history, text)` twice on one kept history; notes the runs and the history after each."""
    await subject.keep("history", [SYSTEM])
    runs, histories = [], []
    # The answer is half a dozen pieces: enough to see how they are printed, and few enough to come at once.
    for text in small_talk(subject, 2):
        runs.append(await subject.call(target, Kept("history"), text))
        histories.append(await subject.value("@history"))
        if runs[-1].failure:
            break
    return {"runs": runs, "histories": histories}


def sent_by(runs: Iterable[CellRun]) -> list[Exchange]:
    """Every request of these calls, also those whose answer was never read."""
    runs = list(runs)
    exchanges = [e for run in runs for e in run.exchanges]
    if not exchanges:
        returned(runs[0])
    return list(need_requests(exchanges, runs[0]))


@stream_say.row(3, "`stream` is true in each request")
def asks_for_a_stream(seen: Seen) -> None:
    need_streams(sent_by(seen.notes["runs"]))


def need_streams(exchanges: Iterable[Exchange]) -> None:
    """Raise `Lost` for the first request that does not ask for a stream."""
    for exchange in exchanges:
        if exchange.request.get("stream") is not True:
            raise Lost(
                tell(
                    "Request {number} does not ask for a stream: pass `stream=True`.", number=exchange.number
                ),
                request=exchange.number,
            )


@stream_say.row(4, "The printed text is the reply, whole")
def prints_the_whole_reply(seen: Seen) -> None:
    for run in seen.notes["runs"]:
        returned(run)
        need_whole_print(run, need_requests(answered(run), run)[-1])


def need_whole_print(run: CellRun, exchange: Exchange) -> None:
    """Raise `Lost` unless what the run printed holds the reply, once grown and not again with every piece."""
    need_whole_stream(exchange)
    printed, reply = collapse(on_screen(run.printed)), collapse(exchange.reply)
    if not printed:
        raise Lost(
            tell('Nothing was printed: print each piece as it arrives, with `end=""`.'),
            request=exchange.number,
        )
    if not reply or reply not in printed:
        raise Lost(
            tell(
                'Printed was {printed}, expected the reply {reply}: print each piece once, with `end=""`.',
                printed=quote(printed),
                reply=quote(reply),
            ),
            request=exchange.number,
        )
    most = collapse("".join(exchange.pieces[:-1]))
    if len(exchange.pieces) > 2 and most and most in printed.replace(reply, ""):
        raise Lost(
            tell("The growing reply was printed again and again: print only the new piece."),
            request=exchange.number,
        )


@stream_say.row(4, "`history` and the next request hold the whole reply, as one message")
def keeps_the_whole_reply(seen: Seen) -> None:
    turns = need_turns(seen.notes["runs"])
    for exchange, history in zip(turns, seen.notes["histories"], strict=True):
        need_one_reply(history, exchange, tell("`history`"))
    place = tell("request {number}", number=turns[1].number)
    need_one_reply(turns[1].messages, turns[0], place, request=turns[1].number)


def need_whole_stream(exchange: Exchange) -> None:
    """Raise `Lost` when a stream was left before its end: the whole reply was never read."""
    if exchange.streamed and not exchange.complete:
        raise Lost(
            tell(
                "The stream of request {number} was left before its end, so the whole reply never arrived: "
                "skip empty pieces with `continue`, don't `break`.",
                number=exchange.number,
            ),
            request=exchange.number,
        )


def need_one_reply(messages: Any, earlier: Exchange, place: str, *, request: int | None = None) -> None:
    """Raise `Lost` unless, after the earlier exchange's question, its whole reply stands as one assistant
    message.
    """
    held = [m for m in messages if isinstance(m, Mapping)] if isinstance(messages, (list, tuple)) else []
    asked = key({"role": "user", "content": question(earlier)})
    places = [i for i, m in enumerate(held) if key(m) == asked]
    shows = earlier.number if request is None else request
    if not places:
        raise Lost(
            tell("The user message {text} is not in {place}: append it.", text=quote(asked[1]), place=place),
            request=shows,
        )
    need_whole_stream(earlier)
    after = []
    for message in held[places[-1] + 1 :]:
        if role(message) == "user":
            break
        after.append(message)
    texts = [collapse(text_of(m)) for m in after if role(m) == "assistant"]
    reply = collapse(earlier.reply)
    if texts == [reply]:
        return
    if len(texts) > 1:
        words = tell(
            "The reply is in {place} as {count} assistant messages: append the whole reply as one message, "
            "after the loop.",
            place=place,
            count=len(texts),
        )
    elif not texts:
        words = tell(
            "The assistant's reply is not in {place}: append the whole reply after the loop.", place=place
        )
    else:
        words = tell(
            "The assistant message in {place} is {text}, not the whole reply {reply}: collect every piece.",
            place=place,
            text=quote(texts[0]),
            reply=quote(reply),
        )
    raise Lost(words, request=shows)


@stream_say.row(2, "It returns the reply")
def returns_the_reply(seen: Seen) -> None:
    for run in seen.notes["runs"]:
        returned(run)
        need_whole_stream(need_requests(answered(run), run)[-1])
        need_text(run, need_requests(answered(run), run)[-1].reply, name="stream_say()")


@stream_say.row(2, "Pieces are printed as they arrive")
def prints_as_it_arrives(seen: Seen) -> None:
    for run in seen.notes["runs"]:
        returned(run)
        need_printed_on_arrival(run, need_requests(answered(run), run)[-1])


def need_printed_on_arrival(run: CellRun, exchange: Exchange) -> None:
    """Raise `Lost` unless prints stand between the stream's pieces, and half of it was shown before the last
    came.
    """
    need_streams([exchange])
    pieces = [i for i, e in enumerate(run.events) if e.kind == "piece" and e.exchange == exchange.number]
    if len(pieces) < 3:
        need_whole_stream(exchange)
        raise Lost(
            tell("The reply came in one piece, so nothing was printed on its way: pass `stream=True`."),
            request=exchange.number,
        )
    between = [e for e in run.events[pieces[0] : pieces[-1]] if e.kind == "print" and e.text.strip()]
    shown = on_screen("".join(e.text for e in run.events[: pieces[-1]] if e.kind == "print"))
    half = [run.events[i].text for i in pieces[: len(pieces) // 2]]
    if len(between) < 2 or not _in_order(half, shown):
        raise Lost(
            tell("The text was printed after the stream had ended: print each piece inside the loop."),
            request=exchange.number,
        )


def _in_order(pieces: Iterable[str], shown: str) -> bool:
    """Whether pieces of a reply were shown one after the other, whatever stands between them."""
    place, text = 0, collapse(shown)
    for piece in map(collapse, pieces):
        place = text.find(piece, place)
        if place < 0:
            return False
        place += len(piece)
    return True


# --- stream-usage

stream_usage = Exercise(
    "stream-usage",
    title="Stream, and count",
    hints=(
        "The usage comes in a chunk of its own at the end. What is in its `choices`?",
        'Pass `stream_options={"include_usage": True}`, and look at `chunk.usage` before `chunk.choices`.',
        "`if chunk.usage: total = chunk.usage.total_tokens`, `if not chunk.choices: continue`, `piece = … "
        'or ""`, and '
        "`return reply, total`.",
    ),
)


@stream_usage.probe
async def stream_odd_chunks(subject: Subject) -> dict[str, Any]:
    """Call `stream_with_usage` on an ordinary reply, then on one with None and empty pieces in it; the usage
    chunk ends both.
    """
    runs, word = [], subject.fresh("code")
    for text, script in (
        ("Tell me a joke.", None),
        ("And a tuple?", [None, "A tu", None, "ple", "", f" [{word}]", None, " stays."]),
    ):
        await subject.keep("history", [SYSTEM])
        if script:
            subject.model.script(script)
        runs.append(await subject.call("stream_with_usage", Kept("history"), text))
        subject.model.reset()
    return {"runs": runs}


@stream_usage.row(3, "It asks for the usage")
def asks_for_usage(seen: Seen) -> None:
    exchanges = sent_by(seen.notes["runs"])
    need_streams(exchanges)
    for exchange in exchanges:
        options = exchange.request.get("stream_options")
        if not isinstance(options, Mapping) or options.get("include_usage") is not True:
            raise Lost(
                tell(
                    "Request {number} does not ask for the usage: pass `stream_options={example}`.",
                    number=exchange.number,
                    example='{"include_usage": True}',
                ),
                request=exchange.number,
            )


@stream_usage.row(3, "It survives chunks with empty `choices` and with None as content")
def survives_odd_chunks(seen: Seen) -> None:
    run = seen.notes["runs"][1]
    value = returned(run)
    exchange = need_requests(run.exchanges, run)[-1]
    need_streams([exchange])
    need_whole_stream(exchange)
    parts = value if isinstance(value, (list, tuple)) else [value]
    texts = [collapse(part) for part in parts if isinstance(part, str)]
    if texts and collapse(exchange.reply) not in texts:
        raise Lost(
            tell(
                "From chunks with None and empty texts between the pieces, {text} was read, not {reply}.",
                text=quote(texts[0]),
                reply=quote(exchange.reply),
            ),
            request=exchange.number,
        )


@stream_usage.row(4, "It returns the reply and the total, both right")
def returns_both(seen: Seen) -> None:
    run = seen.notes["runs"][0]
    value = returned(run)
    exchange = need_requests(answered(run), run)[-1]
    reply, total = exchange.reply, (exchange.usage or {}).get("total_tokens")
    wanted = tell("a tuple was expected: first the reply, then the total token count")
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        words = tell(
            "A {type} was returned; {wanted}: `return reply, total`.", type=type_name(value), wanted=wanted
        )
        raise Lost(words, request=exchange.number)
    if isinstance(value[1], str) and not isinstance(value[0], str):
        raise Lost(
            tell("The two values are in the wrong order; {wanted}.", wanted=wanted), request=exchange.number
        )
    if not isinstance(value[0], str) or collapse(value[0]) != collapse(reply):
        raise Lost(
            tell(
                "The first value is {value}, expected the reply {reply}: return the whole text.",
                value=quote(value[0]),
                reply=quote(reply),
            ),
            request=exchange.number,
        )
    if total is None or value[1] != total or isinstance(value[1], bool):
        raise Lost(
            tell(
                "The second value is {value}, expected the total token count {total} of the usage chunk: "
                "`chunk.usage.total_tokens`.",
                value=quote(value[1]),
                total=total if total is not None else tell("(which was not asked for)"),
            ),
            request=exchange.number,
        )
