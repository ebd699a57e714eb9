"""The practice model's mind: one request's messages in, one reply out, nothing kept in between."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from course_lib.practice import patterns
from course_lib.practice.answers import answer_pending
from course_lib.practice.attention import attended
from course_lib.practice.conversation import Conversation, read
from course_lib.practice.fill.extraction import filled
from course_lib.practice.fill.people import Source
from course_lib.practice.knowledge import Knowledge, load_knowledge
from course_lib.practice.prompt.formats import Format, format_in
from course_lib.practice.shape import shape
from course_lib.practice.tooling import answer_from_results, calls_for, results_in


@dataclass(frozen=True)
class ToolCall:
    """A tool that the model wants run: its name and its arguments as plain data."""

    name: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """What the model answers: text, or tool calls, or a refusal."""

    content: str | None
    tool_calls: tuple[ToolCall, ...] = ()
    refusal: str | None = None


def reply(
    messages: Sequence[Mapping[str, Any]],
    *,
    response_format: Mapping[str, Any] | None = None,
    tools: Sequence[Mapping[str, Any]] | None = None,
    tool_choice: Any = None,
    knowledge: Knowledge | None = None,
) -> Reply:
    """The reply to a chat-completions request, a pure function of its arguments.

    `messages` are the request's own dicts; `knowledge` is the kit's own unless an instructor's is given.
    """
    messages = attended(messages)
    talk = read(messages, knowledge or load_knowledge())
    results = results_in(messages)
    if results is None and tools:
        calls = calls_for(messages, tools, tool_choice, talk)
        if isinstance(calls, str):
            return Reply(shape(calls, talk.instructions.format, key=calls))
        if calls:
            return Reply(None, tuple(ToolCall(name, arguments) for name, arguments in calls))
    kind = response_format.get("type") if isinstance(response_format, Mapping) else None
    if kind == "json_schema" or kind == "json_object":
        return Reply(_structured(response_format or {}, talk, results))
    if results is not None:
        question = next((text for role, text in reversed(talk.turns) if role == "user"), "")
        text = answer_from_results(results, question)
    else:
        text = answer_pending(talk)
    if talk.instructions.only:
        return Reply(talk.instructions.only)
    return Reply(
        shape(
            text,
            _style(talk),
            weak=bool(talk.weak.brief or talk.weak.words or talk.weak.sentences),
            key=talk.pending[-1] if talk.pending else "",
        )
    )


def _style(talk: Conversation) -> Format:
    """The system message's format, with what the user's latest message asks for on top."""
    style = talk.instructions.format
    if talk.instructions.address and not style.opening:
        style = replace(style, opening=f"{talk.instructions.address},")
    if not talk.pending:
        return style
    asked = format_in(patterns.sub(r"```.*?(?:```|\Z)", " ", talk.pending[-1], flags=re.S), request=True)
    limits = [limit for limit in (style.words, asked.words) if limit]
    return replace(
        style,
        words=min(limits) if limits else None,
        exactly=style.exactly or asked.exactly,
        sentences=style.sentences or asked.sentences,
        brief=style.brief or asked.brief,
        bullets=style.bullets or asked.bullets,
        numbered=style.numbered or asked.numbered,
        items=style.items or asked.items,
        one_word=style.one_word or asked.one_word,
        yes_no=style.yes_no or asked.yes_no,
        case=style.case or asked.case,
        closing=style.closing or asked.closing,
        json_keys=style.json_keys or asked.json_keys,
        emoji=style.emoji or asked.emoji,
        code=style.code if style.code is not None or asked.code is not False else False,
    )


def _structured(response_format: Mapping[str, Any], talk: Conversation, results: Any) -> str:
    told = [text for role, text in talk.turns if role == "user"]
    text = "\n".join(talk.pending) if talk.pending else (told[-1] if told else "")
    if results:
        text = f"{text}\n" + "\n".join(row[2] for row in results)
    text = patterns.sub(
        r"^\W*(?:please )?(?:extract|parse|get|pull|read|find|return|convert|turn|give|fill|"
        r"classify|analy[sz]e|summari[sz]e)\b[^:\n]{0,80}:\s*",
        "",
        text,
        flags=re.I,
    )
    wrapper = response_format.get("json_schema")
    schema = wrapper.get("schema") if isinstance(wrapper, Mapping) else None
    if isinstance(schema, Mapping):
        return json.dumps(filled(schema, Source(text, talk.facts, talk.knowledge)), ensure_ascii=False)
    keys = (
        talk.instructions.format.json_keys
        or (format_in(talk.pending[-1], request=True).json_keys if talk.pending else None)
        or ("answer",)
    )
    if keys != ("answer",):
        properties = {key: {"type": "string"} for key in keys}
        value = filled({"type": "object", "properties": properties}, Source(text, talk.facts, talk.knowledge))
        if any(value.values()):
            return json.dumps({k: v or None for k, v in value.items()}, ensure_ascii=False)
    return shape(answer_pending(talk), Format(json_keys=keys))
