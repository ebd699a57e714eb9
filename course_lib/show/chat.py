"""A chat window for a chatbot of your own: replies as they arrive, and beside them what was sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import ipywidgets as widgets

from course_lib.evidence import Exchange
from course_lib.language import tell
from course_lib.recorder import RunLog, recorder
from course_lib.show.html import ROOT, Html, stylesheet, tag
from course_lib.show.inspector import inspector
from course_lib.show.talk import plain_words, talk, voice

# Pieces that come faster than this (seconds) are drawn together: every drawing is a message to the page.
REDRAW = 0.05
# The page sends the key press before the text that it ends: how long to wait for it, in seconds.
TEXT_COMES = 0.1


@dataclass(frozen=True)
class Bubble:
    """One message of the conversation. `kind` is user, assistant, or note (an error, a stop)."""

    kind: str
    text: str


class ChatWidget(widgets.VBox):
    """A window to talk to `bot`: anything with `await say(text)`, or an async function that takes the text.

    Pieces are shown as they come when `say` prints them, yields them or takes `on_piece`. The kernel stays
    free while a reply is on its way. Raises TypeError when there is nothing to talk to.

        ChatWidget(Chatbot("You are a patient tutor."))
    """

    def __init__(self, bot: Any) -> None:
        voice(bot)
        self._bot = bot
        self._bubbles: list[Bubble] = []
        self._arriving = ""
        self._exchanges: list[Exchange] = []
        self._reply: asyncio.Task[Bubble] | None = None
        self._log: RunLog | None = None
        self._redraw: asyncio.TimerHandle | None = None
        # Buttons may be handled in another thread (a subshell): replies are made where the bot was.
        self._loop = asyncio.get_running_loop()
        self._build()
        self._draw_all()

    def __repr__(self) -> str:
        return self.text()

    def text(self) -> str:
        """The conversation so far, as text."""
        lines = [f"{_name(b.kind)}: {b.text}" for b in self._bubbles]
        return "\n".join([tell("Chat with {bot}", bot=_bot_name(self._bot)), *lines])

    async def say(self, text: str) -> str:
        """Say `text` as if it were typed, and wait for the reply: what is shown for it is returned."""
        self._start(text)
        await asyncio.wait([self._reply])
        return self._bubbles[-1].text

    def _build(self) -> None:
        self._talk = widgets.HTML()
        self._live = widgets.HTML()
        self._spoken = widgets.HTML()
        self._sent = widgets.HTML()
        self._box = widgets.Text(
            description=tell("You:"),
            placeholder=tell("Write a message, then press Enter"),
            continuous_update=True,
            layout=widgets.Layout(width="auto", flex="1 1 16em"),
            style={"description_width": "initial"},
        )
        self._send_button = _button(tell("Send"), tell("Send the message"), self._submit)
        self._stop_button = _button(tell("Stop"), tell("Stop the reply"), self._stop)
        buttons = [self._send_button, self._stop_button]
        if callable(getattr(self._bot, "reset", None)):
            self._reset_button = _button(tell("Start over"), tell("Forget this conversation"), self._reset)
            buttons.append(self._reset_button)
        self._box.on_msg(lambda _, content, __: content.get("event") == "submit" and self._submit())
        row = widgets.HBox([self._box, *buttons], layout=widgets.Layout(flex_flow="row wrap"))
        left = widgets.VBox(
            [self._talk, self._live, self._spoken, row], layout=widgets.Layout(flex="1 1 22em")
        )
        right = widgets.VBox([self._sent], layout=widgets.Layout(flex="1 1 22em", min_width="0"))
        both = widgets.HBox(
            [left, right], layout=widgets.Layout(flex_flow="row wrap", align_items="flex-start")
        )
        super().__init__([both])

    def _in_loop(self, do: Callable[[], Any]) -> None:
        self._loop.call_soon_threadsafe(do)

    def _submit(self, _: object = None) -> None:
        self._in_loop(lambda: self._loop.call_later(TEXT_COMES, self._take_text))

    def _take_text(self) -> None:
        text = self._box.value.strip()
        if text and self._reply is None:
            self._box.value = ""
            self._start(text)

    def _start(self, text: str) -> None:
        if self._reply is not None:
            raise RuntimeError(tell("A reply is on its way: wait for it, or stop it."))
        self._bubbles.append(Bubble("user", text))
        self._arriving, self._log = "", None
        self._reply = self._loop.create_task(self._answer(text))
        self._reply.add_done_callback(self._finish)
        self._draw_all()

    async def _answer(self, text: str) -> Bubble:
        with recorder().capture() as self._log:
            return Bubble("assistant", await talk(self._bot, text, self._hear))

    def _finish(self, reply: asyncio.Task[Bubble]) -> None:
        """Show what came of it: a reply, or what had arrived of it and why no more came."""
        problem = None if reply.cancelled() else reply.exception()
        if reply.cancelled() or problem:
            if self._arriving.strip():
                self._bubbles.append(Bubble("assistant", self._arriving + " …"))
            bubble = Bubble("note", plain_words(problem) if problem else tell("Stopped."))
        else:
            bubble = reply.result()
        self._bubbles.append(bubble)
        self._reply = None
        if self._log and self._log.exchanges:
            self._sent.value = stylesheet() + self._what_was_sent(self._log.exchanges)
        self._draw_all()
        self._spoken.value = _announcement(bubble)

    def _hear(self, piece: str) -> None:
        self._arriving += piece
        if self._redraw is None:
            self._redraw = self._loop.call_later(REDRAW, self._draw_arriving)

    def _stop(self, _: object = None) -> None:
        self._in_loop(lambda: self._reply and self._reply.cancel())

    def _reset(self, _: object = None) -> None:
        self._in_loop(self._start_over)

    def _start_over(self) -> None:
        if self._reply is None:
            self._bot.reset()
            self._bubbles.clear()
            self._draw_all()
            self._spoken.value = _announcement(Bubble("note", tell("A new conversation.")))

    def _what_was_sent(self, exchanges: tuple[Exchange, ...]) -> Html:
        first = len(self._exchanges) + 1  # each reply is a run of its own, with its own request 1
        exchanges = tuple(replace(e, number=number) for number, e in enumerate(exchanges, first))
        shown = inspector(exchanges, before=self._exchanges)
        self._exchanges += exchanges
        return shown.html()

    def _draw_all(self) -> None:
        title = tell("Chat with {bot}", bot=_bot_name(self._bot))
        bubbles = [_bubble(b) for b in self._bubbles] or [tag("li", tell("Say something."), class_="ck-hint")]
        self._talk.value = stylesheet() + tag(
            "div",
            tag("p", tag("strong", title), role="heading", aria_level=4),
            tag("ol", *bubbles, role="list", aria_label=tell("Conversation")),
            class_=f"{ROOT} ck-chat",
        )
        if not self._sent.value:
            self._sent.value = stylesheet() + tag(
                "div", tag("p", tell("What was sent will appear here.")), class_=ROOT
            )
        busy = self._reply is not None
        self._send_button.disabled, self._stop_button.disabled = busy, not busy
        self._draw_arriving()

    def _draw_arriving(self) -> None:
        self._redraw = None
        if self._reply is None:
            self._live.value = ""
            return
        text = self._arriving or tell("…")
        self._live.value = tag(
            "div", tag("ol", _bubble(Bubble("assistant", text)), role="list"), class_=f"{ROOT} ck-chat"
        )


def _button(label: str, tooltip: str, do: Callable[[object], None]) -> widgets.Button:
    button = widgets.Button(description=label, tooltip=tooltip, layout=widgets.Layout(width="auto"))
    button.on_click(do)
    return button


def _bubble(bubble: Bubble) -> Html:
    return tag(
        "li",
        tag("span", _name(bubble.kind), class_="ck-role"),
        tag("div", bubble.text, class_="ck-body"),
        class_=f"ck-line ck-line-{'other' if bubble.kind == 'note' else bubble.kind}",
    )


def _announcement(bubble: Bubble) -> Html:
    """What a screen reader says when a reply is complete: an alert is read when the page puts it in."""
    said = f"{_name(bubble.kind)}: {bubble.text}"
    return tag("div", said, role="alert", aria_live="polite", aria_atomic="true", class_=f"{ROOT} ck-spoken")


def _name(kind: str) -> str:
    return {"user": tell("You"), "assistant": tell("Bot")}.get(kind) or tell("Note")


def _bot_name(bot: Any) -> str:
    return getattr(bot, "__name__", None) or type(bot).__name__
