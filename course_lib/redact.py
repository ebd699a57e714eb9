"""Keys are taken out of everything that is kept or shown."""

from __future__ import annotations

import re

# A whole key, or one that the service has masked itself ("sk-proj-****abcd").
_KEY = re.compile(r"\b(?:sk-|gsk_|AIza)(?=[\w*.-]*[\d*])[\w*.-]{16,}")
SECRET = "sk-…"
SHORTEST = 16  # characters: no service gives out a shorter key


def redact(text: str, *secrets: str) -> str:
    """The text with every one of `secrets`, and whatever looks like an API key, replaced by "sk-…"."""
    for secret in secrets:
        # What stands for a key may be a word that a conversation holds: "practice", "llama3.1".
        if len(secret) >= SHORTEST:
            text = text.replace(secret, SECRET)
    return _KEY.sub(SECRET, text)


def bearer(headers: object) -> str:
    """The key in the authorization header of a request, "" when there is none."""
    value = headers.get("authorization", "") if hasattr(headers, "get") else ""
    return value.partition(" ")[2].strip()
