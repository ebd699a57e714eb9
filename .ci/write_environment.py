"""Write environment.yml: the direct dependencies of pyproject.toml, at the versions of requirements.lock."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
HEAD = """\
# Written by `make lock` from pyproject.toml and requirements.lock.
name: chatbot-course-kit
channels:
  - conda-forge
dependencies:
  - python=3.12
  - pip
  - pip:
"""


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = sum(project["optional-dependencies"].values(), project["dependencies"])
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", lock, re.MULTILINE))
    pins = sorted({f"{name}=={locked[name]}" for name in (Requirement(line).name for line in wanted)})
    lines = [f"      - {pin}\n" for pin in (*pins, "--editable .")]
    (ROOT / "environment.yml").write_text(HEAD + "".join(lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
