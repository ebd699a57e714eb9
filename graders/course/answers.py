"""An answer cell as its author writes it: what learners get, and what `solution()` reveals.

    # exercise: three-turn-chat
    ### BEGIN SOLUTION
    print(await chat("I love Python."))
    ### END SOLUTION
    ### BEGIN STARTER
    # # Your three turns go here
    ### END STARTER

The starter is the same cell with each solution replaced by the starter block that directly follows it,
uncommented, or by `STUB`. The reference solution is the same cell without starter blocks and marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

STUB = "# Write your code here"

_MARK = re.compile(r"^(?P<indent>\s*)###\s*(?P<edge>BEGIN|END)\s+(?P<kind>SOLUTION|STARTER)\s*$")


@dataclass(frozen=True)
class _Part:
    """A run of lines of one kind: "GIVEN", "SOLUTION" or "STARTER"; `indent` is that of its BEGIN mark."""

    kind: str
    indent: str
    lines: tuple[str, ...]


def has_solution(source: str) -> bool:
    """Whether the cell marks a solution."""
    return any(part.kind == "SOLUTION" for part in _parts(source))


def starter_of(source: str, *, stub: str = STUB) -> str:
    """What a learner gets in place of this answer cell. Raises ValueError when its marks do not pair."""
    lines: list[str] = []
    parts = _parts(source)
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        if part.kind == "GIVEN":
            lines += part.lines
        elif part.kind == "STARTER":
            lines += [_uncommented(line, part.indent) for line in part.lines]
        elif following is None or following.kind != "STARTER":
            lines += [part.indent + line for line in stub.split("\n")]
    return "\n".join(lines)


def solution_of(source: str) -> str:
    """The reference solution: this cell without marks and starters. Raises ValueError like `starter_of`."""
    return "\n".join(line for part in _parts(source) if part.kind != "STARTER" for line in part.lines)


def _parts(source: str) -> list[_Part]:
    parts: list[_Part] = []
    kind, indent, lines = "GIVEN", "", []

    def close() -> None:
        if lines or kind != "GIVEN":
            parts.append(_Part(kind, indent, tuple(lines)))
            lines.clear()

    for number, line in enumerate(source.split("\n"), start=1):
        mark = _MARK.match(line)
        if mark is None:
            lines.append(line)
            continue
        begins = mark["edge"] == "BEGIN"
        if begins != (kind == "GIVEN") or (not begins and mark["kind"] != kind):
            raise ValueError(f"line {number}, {line.strip()!r}, does not pair with the mark before it")
        close()
        if begins and mark["kind"] == "STARTER" and (not parts or parts[-1].kind != "SOLUTION"):
            raise ValueError(f"line {number}: a STARTER block stands directly after ### END SOLUTION")
        kind, indent = (mark["kind"] if begins else "GIVEN"), mark["indent"]
    if kind != "GIVEN":
        raise ValueError(f"### BEGIN {kind} has no ### END {kind}")
    close()
    return parts


def _uncommented(line: str, indent: str) -> str:
    code = line.strip()
    if code and not code.startswith("#"):
        raise ValueError(f"{code!r} in a STARTER block is not a comment, so it would run with the solution")
    return f"{indent}{re.sub('^# ?', '', code)}".rstrip()
