"""The client of the lessons: a real `openai.AsyncOpenAI`, on the practice model or on a real provider."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from course_lib import settings
from course_lib.language import tell

if TYPE_CHECKING:
    from openai import AsyncOpenAI

    from course_lib.practice.transport import Backend

PRACTICE = "http://practice.model/v1"
_LOCAL = ("localhost", "127.0.0.1", "::1")
_route: Callable[..., Backend] | None = None


def connect(
    provider: str | None = None,
    *,
    api_key: str | None = None,
    base_url: str | None = None,
    model: str | None = None,
    context_window: int | None = None,
    latency: float = 0.0,
    piece_delay: float = 0.0,
    faults: Iterable[str] = (),
    timeout: float | None = 600.0,
    max_retries: int = 2,
) -> AsyncOpenAI:
    """A client of the OpenAI SDK; by default the practice model answers it, offline and free.

    `provider` is "practice", "openai", another name of `facts.endpoints()`, or a base URL (also `base_url`).
    A key is only ever taken from `api_key` or from the provider's own environment variable, and never decides
    which provider it is. `model`: what requests for the course's `MODEL` are sent with instead.

    The practice model's options: `context_window` in tokens, `latency` seconds before a reply, `piece_delay`
    seconds before each piece of a stream, `faults` for the next requests, one each (see `practice.faults`).
    `timeout` (seconds) and `max_retries` are the SDK's.

    Raises ValueError for an unknown provider or fault, a missing key, and the practice model's options with
    a real provider.

    >>> client = connect()
    >>> client.max_retries
    2
    """
    import httpx2
    from openai import AsyncOpenAI

    from course_lib.practice.transport import ModelTransport
    from course_lib.recorder import install

    options = {
        "context_window": context_window,
        "latency": latency,
        "piece_delay": piece_delay,
        "faults": (faults,) if isinstance(faults, str) else tuple(faults),
    }
    given = {option: value for option, value in options.items() if value}
    # Only the practice model has these options: who asks for one without naming a provider means it.
    name = provider or base_url or ("practice" if given else settings.provider())
    if _route:
        backend, base_url, api_key = _route(**given), base_url or PRACTICE, api_key or "practice"
    elif name == "practice":
        if base_url:
            raise ValueError(
                tell("The practice model has no base_url; for {url} leave `provider` out.", url=base_url)
            )
        backend, base_url, api_key = _practice(given), PRACTICE, api_key or "practice"
    else:
        if given:
            raise ValueError(
                tell(
                    "{options}: only the practice model has these options, and {name} is a real provider. "
                    "Leave them out, or call connect() without a provider.",
                    options=", ".join(given),
                    name=name,
                )
            )
        from course_lib.practice.provider import RealProvider

        base_url, api_key = _reach(name, base_url, api_key)
        backend = RealProvider(base_url)
    install()
    http = httpx2.AsyncClient(transport=ModelTransport(backend, model=model), timeout=timeout)
    return AsyncOpenAI(
        api_key=api_key, base_url=base_url, http_client=http, timeout=timeout, max_retries=max_retries
    )


def route(backend_factory: Callable[..., Backend] | None) -> None:
    """From now on every client of `connect` is answered by `backend_factory()`, whatever it was asked for.

    The factory gets the practice options that were given, as keywords. None goes back to normal.
    """
    global _route
    _route = backend_factory


def _practice(given: dict[str, Any]) -> Backend:
    from course_lib.practice.model import PracticeModel
    from course_lib.practice.warm import warm_soon

    warm_soon()
    faults = given.pop("faults", ())
    model = PracticeModel(**given)
    for fault in faults:
        model.fail(fault)
    return model


def _reach(name: str, base_url: str | None, api_key: str | None) -> tuple[str, str]:
    """The base URL and the key of a real provider."""
    from course_lib.facts import endpoints

    known = endpoints().get(name)
    if known is None and base_url is None:
        if "://" not in name:
            raise ValueError(
                tell(
                    "There is no provider {name}. Providers: practice, {known}, or the base URL of any "
                    "OpenAI-compatible service.",
                    name=repr(name),
                    known=", ".join(endpoints()),
                )
            )
        base_url = name
    # The key of one provider never goes to the address of another.
    variable = known.key if known and base_url in (None, known.base_url) else None
    address = base_url or (known.base_url if known else "")
    key = api_key or (settings.api_key(variable) if variable else "")
    if key:
        return address, key
    if urlsplit(address).hostname in _LOCAL:
        return address, "local"
    call = "api_key=getpass('API key: ') (from getpass import getpass)"
    where = (
        tell(
            "Set the environment variable {name} before Jupyter starts, or pass {call}.",
            name=variable,
            call=call,
        )
        if variable
        else tell("Pass {call}.", call=call)
    )
    raise ValueError(
        tell(
            "There is no key for {name}. {where} Never write a key into a notebook.",
            name=name if known else address,
            where=where,
        )
    )
