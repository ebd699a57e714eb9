"""Lesson 08: structured output, a tool, and notes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from course_lib.evidence import CellRun, Exchange
from course_lib.language import tell
from graders.exercises.calls import asked, need_text, need_turns, returned, type_name
from graders.exercises.conversations import answered, collapse, quote, role, text_of
from graders.exercises.wording import says_when_unknown
from graders.plain import Opaque
from graders.rubric import CouldNotCheck, Exercise, Lost, Seen
from graders.subject import Subject

# --- extract-booking

extract_booking = Exercise(
    "extract-booking",
    title="A booking as data",
    hints=(
        "Asking for JSON in words is a wish. Which parameter makes the service hold to a schema?",
        '`response_format={"type": "json_schema", "json_schema": {"name": …, "schema": …}}` with `name`, '
        "`date`, `nights`.",
        "The reply's content is JSON text: `return json.loads(response.choices[0].message.content)`.",
    ),
)
KEYS = ("name", "date", "nights")


@extract_booking.probe
async def extract_two_bookings(subject: Subject) -> dict[str, Any]:
    """Call `extract_booking` with two texts, and ask what came back for its keys, as a dict has them."""
    texts = [
        f"Hello, this is {subject.fresh('name')}. I'd like a room from 12 May 2027 for 3 nights.",
        f"Booking for {subject.fresh('name')}, arriving on 2027-08-04, staying 5 nights.",
    ]
    runs = [await subject.make("booking", "extract_booking", text) for text in texts]
    keys = None if runs[-1].failure else await subject.call("@booking.keys")
    return {"texts": texts, "runs": runs, "keys": keys}


@extract_booking.row(
    10, "A request with a `json_schema`, and the parsed object with `name`, `date`, `nights`"
)
def extracts_the_booking(seen: Seen) -> None:
    for run, text in zip(seen.notes["runs"], seen.notes["texts"], strict=True):
        turn = need_turns([run])[-1]
        if not any(collapse(text) in collapse(text_of(m)) for m in turn.messages):
            words = tell(
                "Request {number} does not hold the text {text}.", number=turn.number, text=quote(text)
            )
            raise Lost(words, request=turn.number)
        _need_schema(turn)
        _need_booking(run.value, turn)
    if seen.notes["keys"].failure:
        raise Lost(
            tell(
                "extract_booking() returned an object, not a dict: return its `model_dump()`, or "
                "`json.loads` of the text."
            )
        )


def _need_schema(exchange: Exchange) -> None:
    wanted = exchange.request.get("response_format")
    kind = wanted.get("type") if isinstance(wanted, Mapping) else None
    if kind != "json_schema":
        raise Lost(
            tell(
                'Request {number} has {seen} as response_format; one of type "json_schema" was expected.',
                number=exchange.number,
                seen=quote(kind) if kind else tell("nothing"),
            ),
            request=exchange.number,
        )
    schema = json.dumps(wanted)
    missing = [name for name in KEYS if f'"{name}"' not in schema]
    if missing:
        words = tell(
            "The schema of request {number} lacks {keys}.", number=exchange.number, keys=", ".join(missing)
        )
        raise Lost(words, request=exchange.number)


def _need_booking(value: Any, exchange: Exchange) -> None:
    if not isinstance(value, Mapping):
        hint = (
            tell("parse the text with `json.loads`")
            if isinstance(value, str)
            else tell("return the parsed dict")
        )
        words = tell(
            "extract_booking() returned a {type}, not a dict: {hint}.", type=type_name(value), hint=hint
        )
        raise Lost(words, request=exchange.number)
    try:
        reply = json.loads(exchange.reply)
    except ValueError:
        reply = None
    if not isinstance(reply, Mapping):
        raise CouldNotCheck(tell("The model's reply was not JSON."))
    for name in KEYS:
        if name in value and isinstance(value[name], str) and isinstance(reply.get(name), int | float):
            raise Lost(
                tell(
                    "`{key}` is the text {value}, and the model replied the number {reply}: return the "
                    "parsed object as it is.",
                    key=name,
                    value=quote(value[name]),
                    reply=reply[name],
                ),
                request=exchange.number,
            )
        if name not in value or _text(value[name]) != _text(reply.get(name)):
            raise Lost(
                tell(
                    "`{key}` is {value}, and the model replied {reply}: return the parsed object with its "
                    "own keys.",
                    key=name,
                    value=quote(value[name]) if name in value else tell("missing"),
                    reply=quote(reply.get(name)),
                ),
                request=exchange.number,
            )


def _text(value: Any) -> str:
    return collapse(value.text if isinstance(value, Opaque) else str(value))


# --- call-a-tool

call_a_tool = Exercise(
    "call-a-tool",
    title="A tool that the model calls",
    hints=(
        "The model never runs your function. What does it send instead, and what does it wait for?",
        "Offer it with `tools=[…]`; when `message.tool_calls` is there, append the message and one `tool` "
        "message per call.",
        'A result is `{"role": "tool", "tool_call_id": call.id, "content": …}`; then ask once more, and '
        "return that reply.",
    ),
)


@call_a_tool.probe
async def ask_about_the_weather(subject: Subject) -> dict[str, Any]:
    """One question for one city, one that makes the model call the tool for two cities at once."""
    cities = [subject.fresh("city") for _ in range(3)]
    runs = [await subject.call("ask_weather", f"What's the weather in {cities[0]}?")]
    function = _offered(runs[0])
    if function:
        name, parameter = function
        calls = [_call(f"call_{subject.fresh('code')}", name, {parameter: city}) for city in cities[1:]]
        subject.model.script({"role": "assistant", "content": None, "tool_calls": calls})
        question = f"What's the weather in {cities[1]} and in {cities[2]}?"
        runs.append(await subject.call("ask_weather", question))
        subject.model.reset()
    results = {city: (await subject.call("get_weather", city)).value for city in cities}
    return {"runs": runs, "results": results, "city": cities[0]}


def _offered(run: CellRun) -> tuple[str, str] | None:
    """The name and the first parameter of the tool that a run's first request offered."""
    tools = run.exchanges[0].request.get("tools") if run.exchanges else None
    for tool in tools if isinstance(tools, list) else []:
        function = tool.get("function") if isinstance(tool, Mapping) else None
        if isinstance(function, Mapping) and isinstance(function.get("name"), str):
            properties = (function.get("parameters") or {}).get("properties") or {}
            return function["name"], next(iter(properties), "city")
    return None


def _call(id: str, name: str, arguments: Mapping[str, str]) -> dict[str, Any]:
    return {"id": id, "type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}


@call_a_tool.row(10, "Offers the tool, runs each call, sends the results back by id, returns the final reply")
def calls_the_tool(seen: Seen) -> None:
    for run in seen.notes["runs"]:
        _need_tool_run(run, seen.notes["results"])


def _need_tool_run(run: CellRun, results: Mapping[str, Any]) -> None:
    if not answered(run):
        need_turns([run])
    exchanges = answered(run)
    if _offered(run) is None:
        raise Lost(
            tell("Request {number} does not offer the tool: pass `tools=[…]`.", number=exchanges[0].number),
            request=exchanges[0].number,
        )
    returned(run)
    asking = [e for e in exchanges if (e.message or {}).get("tool_calls")]
    if not asking:
        raise CouldNotCheck(tell("The model did not call the tool."))
    for exchange in asking:
        later = next((e for e in exchanges if e.number > exchange.number), None)
        if later is None:
            raise Lost(
                tell(
                    "The model asked for a call of the tool in its answer to request {number}, and no "
                    "request with the "
                    "result followed: run it, append the result, and call the model again.",
                    number=exchange.number,
                ),
                request=exchange.number,
            )
        for call in exchange.message["tool_calls"]:
            _need_result(later, call, results)
    need_text(run, exchanges[-1].reply, name="ask_weather()")


def _need_result(later: Exchange, call: Mapping[str, Any], results: Mapping[str, Any]) -> None:
    """Raise `Lost` unless the request answers this call: the asking message, then the tool's result with its
    id.
    """
    messages = list(later.messages)
    asking = [i for i, m in enumerate(messages) if call["id"] in [c.get("id") for c in _calls(m)]]
    answers = [i for i, m in enumerate(messages) if role(m) == "tool" and m.get("tool_call_id") == call["id"]]
    if not answers:
        words = tell(
            "Request {number} holds no `tool` message with tool_call_id {id}: answer each call with its "
            "own id.",
            number=later.number,
            id=quote(call["id"]),
        )
    elif not asking or asking[0] > answers[0]:
        words = tell(
            "In request {number} the tool's result does not stand behind the message that asked for it: "
            "append the "
            "assistant's message first.",
            number=later.number,
        )
    elif not _holds(text_of(messages[answers[0]]), _expected(call, results)):
        words = tell(
            "The `tool` message in request {number} holds {text}, expected the result of the call, {result}: "
            "run the function with the arguments that the model asks for.",
            number=later.number,
            text=quote(text_of(messages[answers[0]])),
            result=quote(_expected(call, results)),
        )
    else:
        return
    raise Lost(words, request=later.number)


def _calls(message: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    calls = message.get("tool_calls")
    return [c for c in calls if isinstance(c, Mapping)] if isinstance(calls, list) else []


def _expected(call: Mapping[str, Any], results: Mapping[str, Any]) -> Any:
    """What `get_weather` gives for the city of this call; None when it names none of the probe's cities."""
    arguments = str(call.get("function", {}).get("arguments"))
    named = (city for city in results if re.search(rf"\b{re.escape(city)}\b", arguments))
    return results.get(next(named, ""))


def _holds(text: str, result: Any) -> bool:
    """Whether a tool message's text holds every part of the result, as text or as JSON."""
    plain = collapse(text)
    try:
        decoded = json.loads(text)
    except ValueError:
        decoded = None
    shown = plain + " " + collapse(" ".join(map(str, _leaves(decoded))))
    return bool(plain) and all(collapse(str(part)) in shown for part in _leaves(result))


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return [leaf for part in value.values() for leaf in _leaves(part)]
    if isinstance(value, (list, tuple)):
        return [leaf for part in value for leaf in _leaves(part)]
    return [] if value is None else [value]


# --- answer-from-notes

answer_from_notes = Exercise(
    "answer-from-notes",
    title="Answers from your notes",
    hints=(
        "The model can't read all notes each time. Which of them share words with the question?",
        "Score each note by the words it shares, keep the best three, put them into the request.",
        'Tell the model: "Answer from these notes only. If they do not hold the answer, say so."',
    ),
)
MOST = 3
WORDS_ASKED = 4
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]{3,}")


@answer_from_notes.probe
async def ask_about_notes(subject: Subject) -> dict[str, Any]:
    """Ask about notes from the start, the middle and the end, in their own rarest words."""
    notes = await subject.value("notes")
    if (
        not isinstance(notes, (list, tuple))
        or len(notes) <= MOST
        or not all(isinstance(n, str) for n in notes)
    ):
        raise CouldNotCheck(tell("`notes` is not what the notebook set. Run its cell again, then yours."))
    asked_for = [notes[-1], notes[len(notes) // 2], notes[0]]
    questions = [question_about(note, notes) for note in asked_for]
    runs = [await subject.call("answer", text) for text in questions]
    return {"notes": list(notes), "needed": asked_for, "questions": questions, "runs": runs}


def notes_in(exchange: Exchange, notes: Sequence[str]) -> list[str]:
    """The notes that a request holds, as they are or as JSON writes them."""
    sent = collapse(" ".join(text_of(m) for m in exchange.messages))
    return [n for n in notes if collapse(n) in sent or collapse(json.dumps(n)[1:-1]) in sent]


def _need_few_notes(exchange: Exchange, notes: Sequence[str]) -> None:
    count = len(notes_in(exchange, notes))
    if count > MOST:
        raise Lost(
            tell(
                "Request {number} holds {count} notes: send only those that matter to the question, at "
                "most {most}.",
                number=exchange.number,
                count=count,
                most=MOST,
            ),
            request=exchange.number,
        )


def question_about(note: str, notes: Sequence[str]) -> str:
    """A question in a note's own words: those that the fewest other notes hold, in their order."""
    words = list(dict.fromkeys(_WORD.findall(note)))
    counts = {w: sum(w.lower() in other.lower() for other in notes) for w in words}
    rare = sorted(words, key=lambda w: (counts[w], -len(w)))[:WORDS_ASKED]
    return f"What do you know about {' '.join(w for w in words if w in rare)}?"


@answer_from_notes.row(
    10, "Sends at most 3 notes, the needed one among them, and says what to do when they do not hold it"
)
def answers_from_notes(seen: Seen) -> None:
    notes = seen.notes["notes"]
    for run, text, needed in zip(
        seen.notes["runs"], seen.notes["questions"], seen.notes["needed"], strict=True
    ):
        turn = need_turns([run])[-1]
        sent = collapse(" ".join(text_of(m) for m in turn.messages))
        if not asked(turn, text) and collapse(text) not in sent:
            words = tell(
                "Request {number} does not hold the question {text}.", number=turn.number, text=quote(text)
            )
            raise Lost(words, request=turn.number)
        for request in answered(run):
            _need_few_notes(request, notes)
        held = notes_in(turn, notes)
        if needed not in held:
            raise Lost(
                tell(
                    "For {question} the note {note} was needed, and request {number} does not hold it: "
                    "choose the notes "
                    "that are relevant to the question.",
                    question=quote(text),
                    note=quote(needed),
                    number=turn.number,
                ),
                request=turn.number,
            )
        rest = sent
        for part in [*held, text]:
            rest = rest.replace(collapse(part), " ")
        if not says_when_unknown(rest):
            raise Lost(
                tell(
                    "Request {number} does not tell the model to say so when the notes do not hold the "
                    "answer.",
                    number=turn.number,
                ),
                request=turn.number,
            )
        need_text(run, turn.reply, name="answer()")
