"""Faults on demand: what the practice model does instead of answering, or to its answer.

401 403 404 409 422 429 500 503   the error of that HTTP status; 429 is a rate limit with Retry-After
quota                             429 insufficient_quota: no credit left
400                               a request that is refused without a code
temperature, max_tokens           400: a parameter that newer reasoning models do not take
context                           400 context_length_exceeded
drop:N                            the connection is lost after N pieces of a stream (a plain reply: half-way)
timeout                           no answer comes
refusal                           the model refuses, in `message.refusal`
length:N                          the reply is cut after N tokens: finish_reason "length"
key                               lasting: a placeholder instead of a key is answered 401
"""

from __future__ import annotations

from dataclasses import dataclass

from course_lib.practice.wire import Problem

# Seconds that a rate limit asks to wait. Short: it is a lesson.
RETRY_AFTER = 0.2
RETRYABLE = (408, 409, 429, 500, 503)

_KEYS = "https://platform.openai.com/account/api-keys"
_DOCS = "https://platform.openai.com/docs/guides/error-codes/api-errors"
# {model} and {wait} are filled in. Wording of 400 (context, parameters), 401 and 429: as quoted in public
# issues of the SDK; of the others: by memory.
PROBLEMS = {
    "400": Problem(400, "Your request could not be processed: check its parameters and send it again."),
    "temperature": Problem(
        400,
        "Unsupported value: 'temperature' does not support the value that was given with this model. "
        "Only the default (1) value is supported.",
        param="temperature",
        code="unsupported_value",
    ),
    "max_tokens": Problem(
        400,
        "Unsupported parameter: 'max_tokens' is not supported with this model. "
        "Use 'max_completion_tokens' instead.",
        param="max_tokens",
        code="unsupported_parameter",
    ),
    "context": Problem(
        400,
        "This model's maximum context length is {window} tokens. However, your messages resulted in {prompt} "
        "tokens. Please reduce the length of the messages.",
        param="messages",
        code="context_length_exceeded",
    ),
    "401": Problem(
        401,
        f"Incorrect API key provided: sk-****. You can find your API key at {_KEYS}.",
        code="invalid_api_key",
    ),
    "403": Problem(
        403, "Project `proj_practice` does not have access to model `{model}`", code="model_not_found"
    ),
    "404": Problem(
        404,
        "The model `{model}` does not exist or you do not have access to it.",
        code="model_not_found",
    ),
    "409": Problem(409, "The request conflicts with another one. Please try again.", code="conflict"),
    "422": Problem(
        422, "The request was well-formed but could not be followed.", code="unprocessable_entity"
    ),
    "429": Problem(
        429,
        "Rate limit reached for {model} in organization practice on requests per min (RPM): Limit 3, Used 3, "
        "Requested 1. Please try again in {wait}. Visit https://platform.openai.com/account/rate-limits "
        "to learn more.",
        type="requests",
        code="rate_limit_exceeded",
    ),
    "quota": Problem(
        429,
        "You exceeded your current quota, please check your plan and billing details. "
        f"For more information on this error, read the docs: {_DOCS}.",
        type="insufficient_quota",
        code="insufficient_quota",
    ),
    "500": Problem(
        500,
        "The server had an error while processing your request. Sorry about that! "
        "You can retry your request if the error persists.",
        type="server_error",
    ),
    "503": Problem(503, "The engine is currently overloaded, please try again later.", type="server_error"),
}
# Faults that change an answer; every other one stands in its place.
ANSWERED = ("", "drop", "length")
OTHERS = ("drop:N", "timeout", "refusal", "length:N", "key")


@dataclass(frozen=True)
class Fault:
    """One fault: its `name` as in the table above, and the N of "drop:N" and "length:N"."""

    name: str
    count: int = 0


def parse(fault: str) -> Fault:
    """The fault that a text like "429" or "drop:4" names; raises ValueError, naming all, for any other."""
    name, _, number = str(fault).strip().partition(":")
    counted = name in ("drop", "length")
    if counted and number.isdecimal():
        return Fault(name, int(number))
    if not number and not counted and (name in PROBLEMS or name in OTHERS):
        return Fault(name)
    raise ValueError(
        f"There is no fault {fault!r}. Faults: {', '.join([*PROBLEMS, *OTHERS])} "
        "(N is a number, as in drop:4)."
    )
