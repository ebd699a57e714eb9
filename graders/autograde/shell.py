"""Inside: the IPython that runs a submission's cells. No ZMQ, no history file, no terminal.

What Jupyter's kernel does for a lesson works here: top-level await, magics, display, widgets (as text),
`%%time`. What shows something is handed to `publish` as a notebook output; standard output goes straight to
the pipe.
"""

from __future__ import annotations

import builtins
import getpass
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.formatters import DisplayFormatter
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

KEPT = ("text/plain", "image/png", "image/jpeg")  # the rest would be dropped outside anyway


class Publisher(DisplayPublisher):
    """Turns `display(...)` into display_data outputs."""

    def publish(self, data: dict[str, Any], metadata: Any = None, **options: Any) -> None:
        """Send one output; updates of a display are new outputs."""
        self.shell.send("display_data", data=_sendable(data))

    def clear_output(self, wait: bool = False) -> None:
        """Nothing: what was shown stays shown, for whoever grades."""


class Result(DisplayHook):
    """Turns a cell's last expression into an execute_result output."""

    def write_output_prompt(self) -> None:
        """No prompt: the output carries its number."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: Any = None) -> None:
        """Send the output."""
        self.shell.send("execute_result", data=_sendable(format_dict))

    def log_output(self, format_dict: dict[str, Any]) -> None:
        """No log."""

    def finish_displayhook(self) -> None:
        """No line to end."""


class Formatter(DisplayFormatter):
    """Asks an object only for what is kept: to draw what nobody sees is work."""

    def format(self, obj: Any, include: Any = None, exclude: Any = None) -> Any:
        """As IPython does it, of the kept kinds."""
        return super().format(obj, include=KEPT if include is None else include, exclude=exclude)


class Kernel:
    """What `get_ipython().kernel` gives: whatever is asked of it does nothing."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *arguments, **options: None


class Shell(InteractiveShell):
    """One submission's IPython; `publish` gets each output as a dict in nbformat's shape."""

    display_pub_class = Type(Publisher)
    displayhook_class = Type(Result)
    publish: Callable[[dict[str, Any]], None] = staticmethod(lambda output: None)

    def init_display_formatter(self) -> None:
        """Ours."""
        self.display_formatter = Formatter(parent=self)
        self.configurables.append(self.display_formatter)

    def send(self, output_type: str, **fields: Any) -> None:
        """Publish one output, after what was printed before it."""
        self.publish({"output_type": output_type, **fields})

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        self.send("error", ename=etype.__name__, evalue=_text_of(evalue), traceback=list(stb))

    def system(self, cmd: str) -> None:
        """Run a shell line; a terminal is not at hand, the pipe is."""
        self.user_ns["_exit_code"] = subprocess.call(self.var_expand(cmd, depth=1), shell=True)

    system_piped = system_raw = system

    def ask_exit(self) -> None:
        """`exit` and `quit` end nothing: the cells that follow are graded."""

    def enable_gui(self, gui: Any = None) -> None:
        """There is no screen."""


def create() -> Shell:
    """The one shell of this process."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.xmode = "Plain"  # the lines that raised; the cell itself stands right above
    config.InteractiveShell.autoindent = False
    config.InteractiveShell.banner1 = ""
    config.InteractiveShell.enable_tip = False
    config.DisplayFormatter.active_types = list(KEPT)
    shell = Shell.instance(config=config)
    shell.kernel = Kernel()
    builtins.input = getpass.getpass = _nobody_answers
    sys.ps1 = "In : "
    return shell


def _nobody_answers(*arguments: Any, **options: Any) -> str:
    raise RuntimeError(
        "Nobody can answer input() while a notebook is graded: write the text into the cell instead."
    )


def _sendable(data: Any) -> dict[str, str]:
    return {mime: value for mime, value in dict(data).items() if mime in KEPT and isinstance(value, str)}


def _text_of(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # a learner's __str__ may raise
        return ""
