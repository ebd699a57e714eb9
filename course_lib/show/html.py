"""HTML in which everything is escaped, and the face that every display of the kit has in common."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape
from importlib import resources
from typing import Any


class Html(str):
    """Text that is HTML already: `tag` puts it in as it is, and escapes every other text."""

    __slots__ = ()


# What a display begins with. Jupyter takes text between two dollar signs for a formula, here it is prices.
ROOT = "ck mathjax_ignore tex2jax_ignore"


def tag(name: str, *children: object, **attributes: object) -> Html:
    """One element. Children are escaped unless they are `Html`; None and attributes with None are left out.

    `class_`, `for_` lose the underscore, `aria_label` becomes `aria-label`; True writes a bare attribute.

    >>> tag("p", "2 < 3", class_="sum")
    '<p class="sum">2 &lt; 3</p>'
    """
    written = "".join(
        _attribute(key, value) for key, value in attributes.items() if value not in (None, False)
    )
    return Html(f"<{name}{written}>{join(children)}</{name}>")


def join(children: Iterable[object]) -> Html:
    """The children one after the other, escaped unless they are `Html`."""
    return Html("".join(c if isinstance(c, Html) else escape(str(c)) for c in children if c is not None))


def _attribute(key: str, value: object) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'


@cache
def stylesheet() -> Html:
    """The kit's style element: one small sheet whose every rule is scoped to `.ck`."""
    css = (resources.files("course_lib.show") / "show.css").read_text(encoding="utf-8")
    return Html(f"<style>{css}</style>")


class Shown:
    """A display: `html()` for the eye, `text()` with the same content for terminals and comparisons."""

    def html(self) -> Html:
        """The display as one element, without the stylesheet."""
        raise NotImplementedError

    def text(self) -> str:
        """The same content as plain text."""
        raise NotImplementedError

    def _repr_html_(self) -> str:
        return stylesheet() + self.html()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        makers = {"text/html": self._repr_html_, "text/plain": self.text}  # only what is wanted is made
        wanted = set(makers if include is None else include) - set(exclude or ())
        return {mime: make() for mime, make in makers.items() if mime in wanted}

    def __repr__(self) -> str:
        return self.text()

    __str__ = __repr__
