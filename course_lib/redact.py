"""Keys are taken out of everything that is kept or shown."""

from __future__ import annotations

import re

# What begins like a key and is as long as one. Whether it holds a digit or a star is asked of the whole
# match, once: a look ahead from each "sk-" of "sk-sk-sk-…" would take time with the square of the text.
_LIKE_A_KEY = re.compile(r"\b(?:sk-|gsk_|AIza)[\w*.-]{16,}")
_DIGIT_OR_STAR = re.compile(r"[\d*]")  # of a whole key, or one that the service has masked ("sk-****abcd")
SECRET = "sk-…"
SHORTEST = 16  # characters: no service gives out a shorter key


def redact(text: str, *secrets: str) -> str:
    """The text with every one of `secrets`, and whatever looks like an API key, replaced by "sk-…"."""
    for secret in secrets:
        # What stands for a key may be a word that a conversation holds: "practice", "llama3.1".
        if len(secret) >= SHORTEST:
            text = text.replace(secret, SECRET)
    return _LIKE_A_KEY.sub(lambda found: SECRET if _DIGIT_OR_STAR.search(found[0]) else found[0], text)


def bearer(headers: object) -> str:
    """The key in the authorization header of a request, "" when there is none."""
    value = headers.get("authorization", "") if hasattr(headers, "get") else ""
    return value.partition(" ")[2].strip()
