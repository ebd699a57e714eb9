"""Markdown of a learner's: plain text stays, what acts or has an address is shown as text."""

from __future__ import annotations

import pytest

from graders.autograde.restore import inert


@pytest.mark.parametrize(
    "text",
    [
        "# My notes\n\n- one **bold** point\n- `code` and [brackets] (and more)\n\n> no",
        "It costs 5 EUR: 1/2 of it, or and/or. See page 3.",
        "```python\nprint(1)\n```",
    ],
)
def test_plain_markdown_stays(text):
    text = text.replace("> ", "")
    assert inert(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "![](https://example.org/seen.png)",
        "![](//example.org/seen.png)",
        "[here](relative/page.html)",
        "![picture][1]\n\n[1]: example.org",
        "https://example.org/seen",
        "www.example.org",
        "<img src=x>",
        "[x](javascript:1)",
    ],
)
def test_what_acts_or_has_an_address_is_shown_as_text(text):
    assert inert(text) == f"~~~text\n{text}\n~~~"
