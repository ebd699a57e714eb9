"""Regular expressions compiled once: a reply tries more of them than the cache of `re` holds."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache


@lru_cache(maxsize=8192)
def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern, compiled at its first use."""
    return re.compile(pattern, flags)


def search(pattern: str, text: str, flags: int = 0) -> re.Match[str] | None:
    """Like `re.search`."""
    return compiled(pattern, int(flags)).search(text)


def match(pattern: str, text: str, flags: int = 0) -> re.Match[str] | None:
    """Like `re.match`."""
    return compiled(pattern, int(flags)).match(text)


def fullmatch(pattern: str, text: str, flags: int = 0) -> re.Match[str] | None:
    """Like `re.fullmatch`."""
    return compiled(pattern, int(flags)).fullmatch(text)


def finditer(pattern: str, text: str, flags: int = 0) -> Iterator[re.Match[str]]:
    """Like `re.finditer`."""
    return compiled(pattern, int(flags)).finditer(text)


def findall(pattern: str, text: str, flags: int = 0) -> list:
    """Like `re.findall`."""
    return compiled(pattern, int(flags)).findall(text)


def split(pattern: str, text: str, maxsplit: int = 0, flags: int = 0) -> list[str]:
    """Like `re.split`."""
    return compiled(pattern, int(flags)).split(text, maxsplit)


def sub(
    pattern: str, new: str | Callable[[re.Match[str]], str], text: str, count: int = 0, flags: int = 0
) -> str:
    """Like `re.sub`."""
    return compiled(pattern, int(flags)).sub(new, text, count)
