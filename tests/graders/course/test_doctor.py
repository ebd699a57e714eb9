import os
import sys

import pytest

from graders.course import doctor

posix = pytest.mark.skipif(sys.platform == "win32", reason="its programs are shell scripts")


def lines():
    return {line.name: line for line in doctor.examine()}


def program(folder, name, script):
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_packages_are_those_that_the_project_asks_for():
    assert lines()["packages for lessons"].there, lines()["packages for lessons"]


def test_a_package_of_another_version_is_named(monkeypatch):
    monkeypatch.setattr(
        doctor, "requires", lambda name: ["openai>=99", "nothing-of-that-name; extra == 'lab'"]
    )
    line = lines()["packages for lessons"]
    assert not line.there
    assert "is not >=99" in line.said
    assert "nothing-of-that-name is not installed" in line.said
    assert "make setup" in line.said


def test_no_bubblewrap_is_said_with_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "apt install bubblewrap" in str(lines()["bubblewrap"])
    assert str(lines()["bubblewrap"]).startswith("missing")
    assert "user namespaces" not in lines()


@posix
def test_forbidden_namespaces_are_said_with_the_setting(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin")
    refusal = '[ "$1" = --version ] && echo bubblewrap 9 || { echo "No permissions" >&2; exit 1; }'
    program(tmp_path, "bwrap", refusal)
    assert lines()["bubblewrap"].there
    line = lines()["user namespaces"]
    assert not line.there
    assert "(No permissions)" in line.said
    assert "sysctl" in line.said


def test_chromium_is_not_needed(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert str(lines()["chromium"]).startswith("without")
    assert not lines()["chromium"].needed
