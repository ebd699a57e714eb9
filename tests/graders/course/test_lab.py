import os
import signal
import subprocess
import sys
import urllib.request

import pytest

from graders.course import lab
from graders.course.problem import Problem

COURSE = [sys.executable, "-c", "from graders.cli import main; main()"]


def lessons(folder, *names, text="{}"):
    for name in names:
        (folder / name).mkdir(parents=True)
        (folder / name / f"{name[3:]}.ipynb").write_text(text)
    return folder


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    folder = lessons(tmp_path / "package", "00_first_call", "01_memory", text="shipped")
    monkeypatch.setattr(lab, "SHIPPED", (tmp_path / "elsewhere", folder))
    return folder


def test_the_lessons_of_a_repository_are_used_where_they_are(tmp_path, shipped):
    there = lessons(tmp_path / "here" / "notebooks", "00_first_call")
    assert lab.lessons_folder(tmp_path / "here") == there
    assert lab.lessons_folder(there) == there
    assert lab.first_notebook(there) == "00_first_call/first_call.ipynb"


def test_lessons_are_copied_where_there_are_none(tmp_path, shipped):
    (tmp_path / "home").mkdir()
    copy = lab.lessons_folder(tmp_path / "home")
    assert copy == tmp_path / "home" / "chatbot-course"
    assert lab.lesson_names(copy) == {"00_first_call", "01_memory"}
    assert sorted(path.name for path in copy.iterdir()) == ["00_first_call", "01_memory"]


def test_a_copy_keeps_what_was_done_and_gets_new_lessons(tmp_path, shipped):
    mine = lessons(tmp_path / "home" / "chatbot-course", "00_first_call", text="mine")
    lab.lessons_folder(tmp_path / "home")
    assert (mine / "00_first_call" / "first_call.ipynb").read_text() == "mine"
    assert (mine / "01_memory" / "memory.ipynb").read_text() == "shipped"


def test_a_folder_that_is_not_there_is_named(tmp_path, shipped):
    with pytest.raises(Problem, match=r"no folder .*--dir DIR"):
        lab.lessons_folder(tmp_path / "nowhere")


def test_a_taken_port_is_named(tmp_path):
    import socket

    folder = lessons(tmp_path, "00_first_call")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Problem, match=f"Port {port} cannot be used"):
            lab.run(folder, port=port, browser=False, say=print)


def test_nothing_asks_about_news():
    page = {"appName": "JupyterLab", "disabledExtensions": ["other"]}
    assert lab.without_news(None, page) == {**page, "disabledExtensions": ["other", lab.ANNOUNCEMENTS]}
    assert lab.without_news(None, {}) == {"disabledExtensions": [lab.ANNOUNCEMENTS]}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT cannot be sent to one process there")
def test_the_lab_prints_its_address_serves_the_first_lesson_and_ends_cleanly(tmp_path):
    lessons(
        tmp_path / "notebooks",
        "00_first_call",
        text='{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    )
    environment = {**os.environ, "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime")}
    with subprocess.Popen(
        [*COURSE, "lab", "--no-browser"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as running:
        try:
            url = running.stdout.readline().strip()
            assert url.partition("?token=")[0].endswith("/lab/tree/00_first_call/first_call.ipynb")
            with urllib.request.urlopen(url) as page:
                assert page.status == 200
                assert lab.ANNOUNCEMENTS in page.read().decode()
        finally:
            running.send_signal(signal.SIGINT)
        assert running.wait(30) == 0
    assert not list((tmp_path / "runtime").glob("jpserver*"))
