"""Every display in a real browser, light and dark: no finding of axe-core, all of it reached by keyboard."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from course_lib import Chatbot, ChatWidget, connect
from course_lib.evidence import CellRun, Event, Exchange
from course_lib.show.charts import token_chart
from course_lib.show.gauge import window_gauge
from course_lib.show.html import stylesheet
from course_lib.show.inspector import inspector
from course_lib.show.progress import Progress
from course_lib.show.records import Record
from course_lib.show.timeline import stream_timeline

pytestmark = pytest.mark.browser

THEMES = Path(sys.prefix) / "share/jupyter/lab/themes/@jupyterlab"
# The variables that VS Code gives to an output, in its dark and light modern themes.
VSCODE = (
    ":root {{ --vscode-editor-foreground: {}; --vscode-editor-background: {}; }} body {{ background: {} }}"
)
STYLES = {
    "a plain page, light": ("light", ""),
    "a plain page, dark": ("dark", "body { background: #121212; color: #eee }"),
    "VS Code, dark": ("light", VSCODE.format("#cccccc", "#1f1f1f", "#1f1f1f")),
    "VS Code, light": ("dark", VSCODE.format("#3b3b3b", "#ffffff", "#ffffff")),
    "JupyterLab, light": ("dark", THEMES / "theme-light-extension/index.css"),
    "JupyterLab, dark": ("light", THEMES / "theme-dark-extension/index.css"),
    "JupyterLab, high contrast": ("light", THEMES / "theme-dark-high-contrast-extension/index.css"),
}


def requests() -> list[Exchange]:
    """Requests in every state: growing, dropped from, folded, failed, broken off, of strange roles."""
    system = {"role": "system", "content": "You are a patient tutor. " * 30}
    first, second = {"role": "user", "content": "I'm Priya."}, {"role": "user", "content": "My name?"}
    hello = {"role": "assistant", "content": "Hello!"}
    odd = [{"role": "tool", "content": "12"}, {"role": "bot", "content": "Hm"}]
    answered = {"status": 200, "message": hello, "finish_reason": "stop", "complete": True}
    return [
        Exchange(1, {"model": "gpt-4o-mini", "messages": [system, first]}, **answered),
        Exchange(
            2, {"model": "gpt-4o-mini", "messages": [system, hello, second], "temperature": 0}, **answered
        ),
        Exchange(
            3, {"messages": odd}, status=429, error={"code": "insufficient_quota", "message": "Quota used up"}
        ),
        Exchange(4, {"messages": [first], "stream": True}, status=200, streamed=True, pieces=("He", "llo")),
    ]


def displays() -> list[str]:
    """The HTML of everything that the kit shows."""
    streamed = Exchange(1, {}, 200, {"content": "Hello"}, streamed=True, complete=True, pieces=("He", "llo"))
    events = (Event("request", exchange=1), Event("piece", "He", 1, 0.2), Event("piece", "llo", 1, 0.4))
    progress = (Record("three-turn-chat", 15, 15, True), Record("cooking-bot", 3, 15, True))
    shown = [
        inspector(requests(), highlight=2),
        inspector([]),
        token_chart({"full history": [40, 90, 150], "window": [40, 90, 90]}, price=(0.15, 0.6)),
        stream_timeline(CellRun("stream", events=events, exchanges=(streamed,))),
        window_gauge(requests()[1].messages, 100),
        window_gauge(requests()[1].messages * 9, 100),
        Progress(progress, {}, "The progress file was damaged."),
    ]
    return [display._repr_html_() for display in shown] + chat_parts()


def chat_parts() -> list[str]:
    async def talked():
        chat = ChatWidget(Chatbot("Be brief.", client=connect(faults=["500"], max_retries=0)))
        await chat.say("Hello!")
        await chat.say("Hello again!")
        return [
            chat._talk.value,
            chat._spoken.value,
            chat._sent.value.replace("What was sent:", "Beside the chat:"),
        ]

    return asyncio.run(talked())


@pytest.fixture(scope="module")
def parts():
    """All displays; the chat's needs an event loop, so it is made before the browser has one."""
    return "".join(displays())


@pytest.fixture
def open_page(parts, browser):
    """Open the displays on a page with the given style; the parts come first, see there."""
    pages = []

    def opened(style):
        scheme, css = STYLES[style]
        if isinstance(css, Path):
            if not css.exists():
                pytest.skip(f"JupyterLab's themes are not installed ({css}): make setup")
            css = css.read_text(encoding="utf-8") + "body { background: var(--jp-layout-color0) }"
        page = browser.new_page(color_scheme=scheme, viewport={"width": 1000, "height": 800})
        pages.append(page)
        page.set_content(
            f"<!doctype html><html lang='en'><title>Displays</title><style>{css}</style>"
            f"<main><h1>Displays</h1><h2>All</h2><h3>Of them</h3>{parts}</main></html>"
        )
        return page

    yield opened
    for page in pages:
        page.close()


@pytest.mark.parametrize("style", STYLES)
def test_axe_finds_nothing(open_page, style):
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed: make setup"
    )
    page = open_page(style)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = axe.Axe().run(page, context=".ck").response
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found["violations"]] == []
    assert "color-contrast" in {rule["id"] for rule in found["passes"]}


@pytest.mark.parametrize("style", STYLES)
def test_text_in_pictures_is_legible(open_page, style):
    """Axe can't see the ground of a picture's text: that of the display around it, or of a filled part."""
    ratios = open_page(style).evaluate(
        """() => {
            const rgb = css => { const c = document.createElement('canvas').getContext('2d');
                c.fillStyle = css; c.fillRect(0, 0, 1, 1); return [...c.getImageData(0, 0, 1, 1).data]; };
            const light = css => rgb(css).slice(0, 3).map(v => v / 255)
                .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
            const contrast = (a, b) => { const [x, y] = [light(a), light(b)];
                return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05); };
            return [...document.querySelectorAll('.ck svg text')].map(text => {
                const ground = text.classList.contains('ck-on-fill')
                    ? getComputedStyle(text.previousElementSibling).fill
                    : getComputedStyle(text.closest('.ck')).backgroundColor;
                return [text.textContent, contrast(getComputedStyle(text).fill, ground)];
            });
        }"""
    )
    assert ratios
    assert [(text, ratio) for text, ratio in ratios if ratio < 4.5] == []


def test_everything_that_opens_or_scrolls_is_reached_by_keyboard(open_page):
    page = open_page("JupyterLab, light")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    expected = page.evaluate("document.querySelectorAll('.ck summary, .ck[tabindex], .ck [tabindex]').length")
    reached = set()
    for _ in range(expected + 5):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate("[...document.querySelectorAll('.ck *, .ck')].indexOf(document.activeElement)")
        )
    assert len(reached - {-1}) == expected


def test_raw_json_opens_with_the_keyboard(open_page):
    page = open_page("JupyterLab, light")
    page.locator("summary:has-text('Raw JSON')").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("pre").first.is_visible()


def test_without_the_stylesheet_the_words_are_all_there(open_page):
    page = open_page("a plain page, light")
    page.evaluate("document.querySelectorAll('style').forEach(s => s.remove())")
    text = page.locator("main").inner_text()
    for words in ("system", "dropped, not sent", "new", "insufficient_quota", "→ look at this request"):
        assert words in text
    assert str(stylesheet()) not in text
