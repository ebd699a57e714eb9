"""What the learner has told: facts read from the messages, where the latest statement wins."""

import re
from dataclasses import dataclass, field

from course_lib.practice import patterns
from course_lib.practice.words import plain, stem, words


@dataclass(frozen=True)
class Fact:
    """One thing told: its kind ("job", or "my cat" in the learner's own wording), value and sentence."""

    kind: str
    value: str
    said: str


@dataclass
class Facts:
    """All facts of a conversation in the order in which they were told."""

    told: list[Fact] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)

    def get(self, kind: str) -> str | None:
        """The latest value of a kind, or None when nothing tells it."""
        return next((fact.value for fact in reversed(self.told) if fact.kind == kind), None)

    def all(self, kind: str) -> list[str]:
        """Every value of a kind, oldest first, without repeats."""
        return list(dict.fromkeys(fact.value for fact in self.told if fact.kind == kind))

    def own(self, noun: str) -> Fact | None:
        """The latest "my NOUN is …", where the noun may be a shorter or longer form of what was said."""
        wanted = set(own_key(noun).split())
        best = None
        for fact in self.told:
            if fact.kind.startswith("my ") and wanted:
                have = set(fact.kind[3:].split())
                if have == wanted:
                    best = (2, fact)
                elif (have < wanted or wanted < have) and ("name" in have) == ("name" in wanted):
                    best = best if best and best[0] == 2 else (1, fact)
        return best[1] if best else None

    def drop(self, kind: str, value: str = "") -> None:
        """Forgets what was told of a kind, or only the values that mention `value`."""
        self.told = [
            f for f in self.told if f.kind != kind or (value and value.lower() not in f.value.lower())
        ]

    def replace(self, old: str, new: str, said: str) -> bool:
        """Puts a new value where an old one was told; False when nobody told the old one."""
        for fact in reversed(self.told):
            if old and old.lower() in fact.value.lower():
                self.told.append(
                    Fact(fact.kind, patterns.sub(re.escape(old), lambda _: new, fact.value, flags=re.I), said)
                )
                return True
        return False


def own_key(noun: str) -> str:
    """The noun as a key: British and American spelling, "'s name" and "name of" made one."""
    noun = plain(noun).lower().replace("favour", "favor").replace("colour", "color")
    noun = patterns.sub(r"^(?:the )?names? of (?:my )?", "", noun) + (
        " name" if patterns.match(r"(?:the )?names? of", noun) else ""
    )
    return " ".join(
        sorted({stem(w) for w in words(noun) if w not in {"the", "a", "my", "own", "current", "new"}})
    )


_LISTS = {"like", "avoid", "dislike", "speak", "diet"}
