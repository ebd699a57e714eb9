"""What the practice model knows, as data: one JSON file for each subject, which an instructor can extend."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

_FILES = (
    "python",
    "languages",
    "libraries",
    "recipes",
    "trips",
    "projects",
    "general",
    "smalltalk",
    "review",
    "words",
    "vocabulary",
)


@dataclass(frozen=True)
class Knowledge:
    """The data files by name; `knowledge["recipes"]["recipes"]` is the list of recipes."""

    files: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.files[name]

    __hash__ = object.__hash__


@lru_cache(maxsize=8)
def load_knowledge(extra_dir: str | Path | None = None) -> Knowledge:
    """The kit's own knowledge, with the files of `extra_dir` merged in.

    A file there has the name of one here (`recipes.json`) and holds only what is to be added: entries of
    its lists come before the kit's own, entries of its objects replace those of the same name.
    Raises ValueError for a file whose name is none of these or whose content is not JSON of the same shape.
    """
    files = {name: json.loads(_own(name)) for name in _FILES}
    if extra_dir is not None:
        for path in sorted(Path(extra_dir).glob("*.json")):
            if path.stem not in files:
                known = ", ".join(f"{name}.json" for name in _FILES)
                raise ValueError(f"{path} is not a knowledge file: name it one of {known}.")
            try:
                added = json.loads(path.read_text(encoding="utf-8"))
            except json.JSONDecodeError as error:
                raise ValueError(f"{path} is not valid JSON ({error}): correct that line.") from error
            files[path.stem] = _merged(files[path.stem], added, str(path))
    return Knowledge(files)


def _own(name: str) -> str:
    return resources.files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8")


def _merged(own: Any, added: Any, where: str) -> Any:
    if isinstance(own, dict) and isinstance(added, dict):
        return own | {
            key: _merged(own[key], value, where) if key in own else value for key, value in added.items()
        }
    if isinstance(own, list) and isinstance(added, list):
        return added + own
    if type(own) is not type(added):
        raise ValueError(
            f"{where}: found {type(added).__name__} where the kit's own file has {type(own).__name__}; "
            "keep the shape of the file of the same name."
        )
    return added
