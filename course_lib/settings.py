"""Every setting that is read from the environment, in one place."""

from __future__ import annotations

import os


def provider() -> str:
    """Who answers `connect()`: COURSE_PROVIDER, else "practice". A key in the environment changes nothing."""
    return os.environ.get("COURSE_PROVIDER", "").strip() or "practice"


def language() -> str:
    """The language of the texts that learners read: COURSE_LANGUAGE, "en" when unset."""
    return os.environ.get("COURSE_LANGUAGE", "").strip().lower()[:2] or "en"


def api_key(variable: str) -> str:
    """The key that the environment variable `variable` holds, "" when unset."""
    return os.environ.get(variable, "").strip()
