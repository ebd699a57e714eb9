"""JupyterLab on the lessons: found where they are, or copied for a learner who installed the package."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import graders
from graders.course.problem import Problem

LESSON = re.compile(r"\d\d_\w+")
COPY = "chatbot-course"
ANNOUNCEMENTS = "@jupyterlab/apputils-extension:announcements"

_PACKAGE = Path(graders.__file__).parent
# In an installed package, and beside it in the repository.
SHIPPED = (_PACKAGE / "course" / "lessons", _PACKAGE.parent / "notebooks")


def lessons_folder(start: Path) -> Path:
    """The folder with the lessons: `start`, or its notebooks/, else chatbot-course/, a copy of the shipped.

    A copy that is there already keeps what a learner did; lessons that it lacks are added.
    Raises `Problem` when there is nowhere to take them from.
    """
    for folder in (start / "notebooks", start):
        if lesson_names(folder):
            return folder.resolve()
    shipped = next((folder for folder in SHIPPED if lesson_names(folder)), None)
    if not start.is_dir():
        raise Problem(f"There is no folder {start}. Name one that exists: --dir DIR.")
    if shipped is None:
        raise Problem(f"There are no lessons in {start}, nor in the package. Install the kit again.")
    copy = start / COPY
    copy.mkdir(exist_ok=True)
    for name in sorted(lesson_names(shipped) - lesson_names(copy)):
        with tempfile.TemporaryDirectory(dir=copy, prefix=".new-") as room:
            shutil.copytree(shipped / name, Path(room) / name, ignore=shutil.ignore_patterns(".*"))
            os.rename(Path(room) / name, copy / name)
    return copy.resolve()


def lesson_names(folder: Path) -> set[str]:
    """The names of the lessons in a folder; empty where there is no folder."""
    notebooks = (path.parent.name for path in folder.glob("*/*.ipynb"))
    return {name for name in notebooks if LESSON.fullmatch(name)}


def first_notebook(folder: Path) -> str:
    """The first lesson's notebook, as a path from the folder."""
    return min(path.relative_to(folder).as_posix() for path in folder.glob("[0-9][0-9]_*/*.ipynb"))


def run(
    folder: Path, *, port: int | None, browser: bool, extra: Sequence[str] = (), say: Callable[[str], None]
) -> None:
    """Serve the lessons until Ctrl-C or SIGTERM; `say` gets the address of the first lesson, token included.

    Raises `Problem` when the port cannot be had, or JupyterLab is not installed.
    """
    try:
        from jupyterlab.labapp import LabApp
    except ModuleNotFoundError as error:
        raise Problem(
            f"JupyterLab is not installed ({error}). Install it: pip install 'chatbot-course-kit[lab]'"
        ) from error
    if port is not None:
        _need(port)
    server = LabApp.initialize_server(argv=[*_options(folder, port, browser), *extra])
    server.web_app.settings["page_config_hook"] = without_news
    # Jupyter would ask for confirmation, or (without a terminal) leave its kernels running.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: server.stop(from_signal=True))
    server.io_loop.add_callback(lambda: say(server.local_url))
    server.start()


def without_news(_handler: Any, page: dict[str, Any]) -> dict[str, Any]:
    """JupyterLab's page settings without the extension that asks about news and calls home for updates.

    Its own switches (news_url, check_for_updates_class) end the calls, and it asks all the same.
    """
    return page | {"disabledExtensions": [*page.get("disabledExtensions", ()), ANNOUNCEMENTS]}


def _options(folder: Path, port: int | None, browser: bool) -> list[str]:
    options = [
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.default_url=/lab/tree/{first_notebook(folder)}",
        "--ServerApp.log_level=ERROR",  # its address is said once, by the command
    ]
    if not browser:
        options.append("--ServerApp.open_browser=False")
    if port is not None:
        options += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # in a container; it listens on loopback, with a token
        options.append("--ServerApp.allow_root=True")
    return options


def _need(port: int) -> None:
    with socket.socket() as probe:
        if os.name == "posix":  # as the server does, or the port of one that just ended looks taken
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or "a port is a number from 1 to 65535"
            raise Problem(f"Port {port} cannot be used ({reason}). Choose another: --port 8899") from error
