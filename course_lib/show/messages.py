"""What one message says and what it costs, of whatever shape it was sent."""

from __future__ import annotations

import json
from collections.abc import Mapping

from course_lib.evidence import content_text
from course_lib.language import tell
from course_lib.tokens import REPLY_PRIMER, count_tokens


def role_of(message: object) -> str:
    """Who speaks; "?" where the message does not say."""
    return str(message.get("role", "?")) if isinstance(message, Mapping) else "?"


def message_text(message: object) -> str:
    """All that a message says, tool calls and refusals included; of a wrong shape, what was sent instead."""
    if not isinstance(message, Mapping):
        return tell("not a message: {value}", value=json.dumps(message, ensure_ascii=False, default=str))
    said = [content_text(message.get("content"))]
    content = message.get("content")
    if isinstance(content, list):
        said += [
            f"[{part.get('type')}]" for part in content if isinstance(part, Mapping) and "text" not in part
        ]
    elif content is not None and not isinstance(content, str):
        said.append(json.dumps(content, ensure_ascii=False, default=str))
    if message.get("refusal"):
        said.append(tell("refused: {text}", text=message["refusal"]))
    for call in message.get("tool_calls") or ():
        function = call.get("function", {}) if isinstance(call, Mapping) else {}
        said.append(
            tell("calls {name}({arguments})", name=function.get("name"), arguments=function.get("arguments"))
        )
    return "\n".join(text for text in said if text) or tell("(empty)")


def message_tokens(message: object) -> int | None:
    """The prompt tokens that one message takes; None where it is of a shape that can't be counted."""
    try:
        return count_tokens([message]) - REPLY_PRIMER
    except (TypeError, ValueError, AttributeError, LookupError):
        return None
