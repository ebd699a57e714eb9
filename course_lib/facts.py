"""Facts that age: the model's name, prices with their date, endpoints, versions, and when to look again.

They stand in `facts.json`, in one place: `MODEL` is the name that every lesson uses.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from course_lib.language import tell

_FACTS: dict[str, Any] = json.loads(
    (resources.files("course_lib") / "facts.json").read_text(encoding="utf-8")
)

MODEL: str = _FACTS["model"]
CHECKED: str = _FACTS["checked"]
REVIEW_BY: str = _FACTS["review_by"]
VERSIONS: dict[str, str] = _FACTS["versions"]


@dataclass(frozen=True)
class Price:
    """US dollars per million tokens, as third-party pages showed them on `date` (ISO)."""

    input: float
    cached: float
    output: float
    date: str

    def dollars(self, usage: Any) -> float:
        """What one reply cost, from its `usage` (an object of the SDK or a mapping)."""
        counts = usage if isinstance(usage, dict) else usage.model_dump()
        cached = (counts.get("prompt_tokens_details") or {}).get("cached_tokens") or 0
        fresh = counts["prompt_tokens"] - cached
        return (
            fresh * self.input + cached * self.cached + counts["completion_tokens"] * self.output
        ) / 1_000_000


@dataclass(frozen=True)
class Model:
    """What is known of a model: tokens it reads and writes at most, when it ends, what comes after it."""

    name: str
    snapshot: str
    context_window: int
    max_output: int | None
    shuts_down: str | None
    replacement: str | None
    price: Price
    note: str


@dataclass(frozen=True)
class Endpoint:
    """An OpenAI-compatible address; `key` is the environment variable of its key, None for local servers."""

    name: str
    base_url: str
    key: str | None
    note: str


@cache
def models() -> Mapping[str, Model]:
    """The models that the course knows, by name."""
    known = _FACTS["models"].items()
    return {name: Model(name=name, **{**facts, "price": Price(**facts["price"])}) for name, facts in known}


def endpoints() -> dict[str, Endpoint]:
    """The OpenAI-compatible endpoints that `connect` knows, by name."""
    return {name: Endpoint(name=name, **facts) for name, facts in _FACTS["endpoints"].items()}


def price_of(model: str = MODEL) -> Price:
    """The price of `model`; raises KeyError, naming the known ones, when there is none on record."""
    known = models()
    if model not in known:
        raise KeyError(
            tell(
                "No price is on record for {model}, only for {known}: see facts.json.",
                model=repr(model),
                known=", ".join(known),
            )
        )
    return known[model].price
