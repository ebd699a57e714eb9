"""Faults on demand come out of the real SDK as its own exceptions, with all their fields."""

import asyncio
import time

import openai
import pytest

from course_lib import MODEL, connect
from course_lib.connect import route
from course_lib.practice.faults import OTHERS, PROBLEMS, parse
from course_lib.practice.model import PracticeModel
from course_lib.recorder import recorder

HI = [{"role": "user", "content": "Say foo"}]

TABLE = [
    # fault, exception, status, code, param, type
    ("400", openai.BadRequestError, 400, None, None, "invalid_request_error"),
    ("temperature", openai.BadRequestError, 400, "unsupported_value", "temperature", "invalid_request_error"),
    (
        "max_tokens",
        openai.BadRequestError,
        400,
        "unsupported_parameter",
        "max_tokens",
        "invalid_request_error",
    ),
    ("context", openai.BadRequestError, 400, "context_length_exceeded", "messages", "invalid_request_error"),
    ("401", openai.AuthenticationError, 401, "invalid_api_key", None, "invalid_request_error"),
    ("403", openai.PermissionDeniedError, 403, "model_not_found", None, "invalid_request_error"),
    ("404", openai.NotFoundError, 404, "model_not_found", None, "invalid_request_error"),
    ("409", openai.ConflictError, 409, "conflict", None, "invalid_request_error"),
    ("422", openai.UnprocessableEntityError, 422, "unprocessable_entity", None, "invalid_request_error"),
    ("429", openai.RateLimitError, 429, "rate_limit_exceeded", None, "requests"),
    ("quota", openai.RateLimitError, 429, "insufficient_quota", None, "insufficient_quota"),
    ("500", openai.InternalServerError, 500, None, None, "server_error"),
    ("503", openai.InternalServerError, 503, None, None, "server_error"),
]


def answered_by(model):
    route(lambda **_: model)


@pytest.fixture
def model():
    model = PracticeModel(retry_after=0.001)
    answered_by(model)
    yield model
    route(None)


def say(client=None, **options):
    async def said():
        return await (client or connect()).chat.completions.create(model=MODEL, messages=HI, **options)

    return asyncio.run(said())


def exchanges():
    return recorder().exchanges()


def test_the_table_has_every_fault_that_is_an_error():
    assert {row[0] for row in TABLE} == set(PROBLEMS)


@pytest.mark.parametrize(("fault", "exception", "status", "code", "param", "kind"), TABLE)
@pytest.mark.parametrize("stream", [False, True])
def test_a_fault_is_the_sdks_own_exception(model, fault, exception, status, code, param, kind, stream):
    model.fail(fault)
    with pytest.raises(exception) as raised:
        say(connect(max_retries=0), stream=stream)
    error = raised.value
    assert (error.status_code, error.code, error.param, error.type) == (status, code, param, kind)
    assert error.request_id.startswith("req_")
    assert error.body == {"message": error.body["message"], "type": kind, "param": param, "code": code}
    assert "{" not in error.message
    assert error.body["message"] in str(error)
    assert exchanges()[-1].status == status
    assert exchanges()[-1].error == error.body


RETRIED = {"409", "429", "quota", "500", "503"}


@pytest.mark.parametrize("fault", [row[0] for row in TABLE])
def test_the_sdk_retries_what_can_succeed_and_nothing_else(model, fault):
    before = len(exchanges())
    model.fail(fault)
    model.script("Answered")
    if fault in RETRIED:
        assert say().choices[0].message.content == "Answered"
    else:
        with pytest.raises(openai.APIStatusError):
            say()
    attempts = exchanges()[before:]
    assert [e.retry for e in attempts] == ([0, 1] if fault in RETRIED else [0])


def test_a_fault_that_lasts_outlives_the_retries(model):
    before = len(exchanges())
    model.fail("429", times=99)
    with pytest.raises(openai.RateLimitError):
        say()
    assert [e.retry for e in exchanges()[before:]] == [0, 1, 2]


def test_attempts_have_their_own_request_ids(model):
    model.fail("500", times=3)
    before = len(exchanges())
    with pytest.raises(openai.InternalServerError):
        say()
    assert len({e.headers["x-request-id"] for e in exchanges()[before:]}) == 3


def test_a_rate_limit_says_how_long_to_wait_and_the_sdk_waits():
    answered_by(model := PracticeModel())
    try:
        model.fail("429")
        with pytest.raises(openai.RateLimitError) as raised:
            say(connect(max_retries=0))
        headers = raised.value.response.headers
        assert (headers["retry-after"], headers["retry-after-ms"]) == ("1", "200")
        assert "200ms" in raised.value.message
        model.fail("429")
        model.script("Answered")
        began = time.monotonic()
        say()
        assert time.monotonic() - began >= 0.2
    finally:
        route(None)


def test_faults_come_in_the_order_in_which_they_were_asked_for(model):
    model.fail("404")
    model.fail("401", times=2)
    seen = []
    for _ in range(3):
        with pytest.raises(openai.APIStatusError) as raised:
            say()
        seen.append(raised.value.status_code)
    assert seen == [404, 401, 401]


def test_reset_forgets_faults_and_scripts(model):
    model.fail("401", times=5)
    model.fail("key")
    model.script("Never said")
    model.reset()
    model.script("Said")
    assert say().choices[0].message.content == "Said"


def test_an_error_leaves_the_script_for_the_next_request(model):
    model.script("Said later")
    model.fail("400")
    with pytest.raises(openai.BadRequestError):
        say()
    assert say().choices[0].message.content == "Said later"


@pytest.mark.parametrize("pieces", [0, 2, 99])
def test_a_dropped_stream_gives_its_pieces_and_then_a_connection_error(model, pieces):
    async def read(got):
        opened = await connect().chat.completions.create(model=MODEL, messages=HI, stream=True)
        async for chunk in opened:
            got.append(chunk.choices[0].delta.content)

    model.script("One two three four")
    model.fail(f"drop:{pieces}")
    got = []
    if pieces == 99:  # more than there are: it is lost before its end all the same
        pieces = 4
    with pytest.raises(openai.APIConnectionError):
        asyncio.run(read(got))
    assert got == ["", "One", " two", " three", " four"][: pieces + 1]
    last = exchanges()[-1]
    assert (last.complete, last.streamed, last.status) == (False, True, 200)
    assert last.pieces == tuple(got[1:])


def test_a_dropped_plain_reply_is_retried_as_a_connection_error(model):
    model.fail("drop:1")
    model.script("lost", "arrived")
    assert say().choices[0].message.content == "arrived"
    assert [e.complete for e in exchanges()[-2:]] == [False, True]


def test_no_answer_within_the_timeout_is_a_timeout_error(model):
    model.fail("timeout", times=9)
    before = len(exchanges())
    with pytest.raises(openai.APITimeoutError):
        say(connect(timeout=0.01, max_retries=1))
    attempts = exchanges()[before:]
    assert [(e.status, e.complete, e.retry) for e in attempts] == [(0, False, 0), (0, False, 1)]


def test_a_client_with_a_long_timeout_need_not_wait_it_out():
    slept = []

    async def sleep(seconds):
        slept.append(seconds)

    answered_by(model := PracticeModel(sleep=sleep))
    try:
        model.fail("timeout")
        with pytest.raises(openai.APITimeoutError):
            say(connect(timeout=600, max_retries=0))
    finally:
        route(None)
    assert 0 < max(slept) <= 1


def test_latency_beyond_the_timeout_is_a_timeout_too():
    with pytest.raises(openai.APITimeoutError):
        say(connect(latency=30, timeout=0.01, max_retries=0))
    with pytest.raises(openai.APITimeoutError):
        say(connect(latency=30, max_retries=0).with_options(timeout=0.01))


def test_a_pause_between_pieces_beyond_the_timeout_is_a_timeout():
    async def read():
        client = connect(piece_delay=30, timeout=0.05, max_retries=0)
        async for _ in await client.chat.completions.create(model=MODEL, messages=HI, stream=True):
            pass

    with pytest.raises(openai.APITimeoutError):
        asyncio.run(read())


def test_latency_and_piece_delay_are_waited_for():
    slept = []

    async def sleep(seconds):
        slept.append(seconds)

    async def read():
        async for _ in await connect().chat.completions.create(model=MODEL, messages=HI, stream=True):
            pass

    answered_by(model := PracticeModel(latency=3, piece_delay=0.25, sleep=sleep))
    try:
        model.script("One two three")
        asyncio.run(read())
    finally:
        route(None)
    assert [s for s in slept if s] == [3, 0.25, 0.25, 0.25]


def test_a_plain_call_waits_as_long_as_its_pieces_would_take():
    slept = []

    async def sleep(seconds):
        slept.append(seconds)

    answered_by(model := PracticeModel(latency=3, piece_delay=0.25, sleep=sleep))
    try:
        model.script("One two three")
        say()
    finally:
        route(None)
    assert [s for s in slept if s] == [3, 0.75]


def test_a_refusal_is_in_the_refusal_field(model):
    model.fail("refusal", times=2)
    message = say().choices[0].message
    assert message.content is None
    assert "can't help" in message.refusal

    async def read():
        opened = await connect().chat.completions.create(model=MODEL, messages=HI, stream=True)
        return "".join([c.choices[0].delta.refusal or "" async for c in opened])

    assert asyncio.run(read()) == message.refusal


def test_a_cut_reply_says_length(model):
    model.fail("length:2")
    model.script("One two three four")
    choice = say().choices[0]
    assert (choice.message.content, choice.finish_reason) == ("One two", "length")


@pytest.mark.parametrize("key", ["sk-your-key-here", "practice", "YOUR_API_KEY", "sk-xxxxxxxxxxxxxxxx"])
def test_where_keys_are_demanded_a_placeholder_is_refused(model, key):
    model.fail("key")
    for _ in range(2):
        with pytest.raises(openai.AuthenticationError) as raised:
            say(connect(api_key=key))
        assert raised.value.code == "invalid_api_key"
        assert key not in str(raised.value)


def test_where_keys_are_demanded_a_key_is_taken(model):
    model.fail("key")
    model.script("Fine")
    assert say(connect(api_key="sk-proj-abcdefgh0123456789")).choices[0].message.content == "Fine"


@pytest.mark.parametrize("fault", ["418", "", "drop", "drop:x", "429:3", "drop:-1", "no-such-fault"])
def test_an_unknown_fault_is_refused_with_the_names_of_all(fault):
    with pytest.raises(ValueError, match="drop:N") as raised:
        PracticeModel().fail(fault)
    assert all(name in str(raised.value) for name in [*PROBLEMS, *OTHERS])


@pytest.mark.parametrize("fault", [*PROBLEMS, *(name.replace("N", "3") for name in OTHERS)])
def test_every_documented_fault_is_understood(fault):
    assert parse(fault).name == fault.partition(":")[0]
