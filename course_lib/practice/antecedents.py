"""What "it", "that library" or "the top suggestion" means: what the assistant named last."""

import re
from dataclasses import dataclass
from functools import lru_cache

from course_lib.practice import patterns
from course_lib.practice.knowledge import Knowledge, load_knowledge
from course_lib.practice.words import holds, phrase, plain, says, sentences, without_code

_VOCABULARY = load_knowledge()["vocabulary"]

KINDS = ("library", "recipe", "project", "place", "topic", "thing")


@dataclass(frozen=True)
class Named:
    """Something that an assistant message put forward: its kind, its name, and the alternatives in their order."""

    kind: str
    name: str
    options: tuple[str, ...] = ()


_PUT_FORWARD = re.compile(
    r"(?:\b(?:i(?:'d| would|'ll| will)?(?: also| personally| really| definitely| strongly|"
    r" highly| probably)* (?:use|make|cook|bake|prepare|build|write|recommend|suggest|pick|"
    r"choose|go (?:with|for)|say|try|reach for|propose|vote for|start with|take|visit|opt for|"
    r"prefer|lean towards|be using)|(?:my|our|the) (?:top |first |best |main |number one |"
    r"personal )?(?:suggestion|recommendation|pick|choice|tip|favou?rite|advice|idea|answer|"
    r"bet|option)(?: for you| here| would be| is|:| will be)+(?: to (?:use|try|visit|build|"
    r"make|go (?:to|with)))?|(?:^|[.!:,;] |so |then |just |simply |could |can |should |might |"
    r"to |and |or |maybe |perhaps |let's |let us )(?:use|try|consider|visit|go (?:with|for|to)|"
    r"check out|look at|have a look at|start with|pick|choose|build|make|create|write|cook|"
    r"bake|prepare|whip up|code|explore|head (?:to|for)|travel to|fly to|read|watch|plant|get)|"
    r"how about|what about|why not(?: try| build| make| visit)?|you (?:could|should|might|can|"
    r"may)(?: also| try to)? (?:like|enjoy|love|look at|want to try|use|try|visit|build|make|"
    r"create|write|cook|consider|go (?:to|with|for)|bake|prepare|code|explore|plant|get|"
    r"read))(?: (?:building|making|creating|visiting|using|cooking|writing|going to|trying|"
    r"coding|planting|baking|reading|the library|a library called|"
    r"the framework))?)\s+(?P<x>[^\n]+)",
    re.I,
)
_IS_A = re.compile(
    r"(?:^|[.!?] )(?P<x>(?:the |an? )?[A-Za-z][\w.+#-]*(?: [\w.+#-]+){0,4}?) (?:is|are|would be|"
    r"might be|could be|makes|sounds like|works)(?: (?:probably|still|really|certainly|also|"
    r"definitely))? (?:a |an |the |my |your |one of )?(?:\w+[ -]){0,2}?(?P<k>library|framework|"
    r"package|tool|choice|option|project|recipe|dish|destination|place|pick|bet|idea|suggestion|"
    r"meal|dinner|city|country|island|fit|start)\b",
    re.I,
)
_SUITS = re.compile(
    r"^(?:an? |the )?(?P<x>[^,.;]+?) (?:would|might|could|will|should) (?:suit|fit|work|"
    r"be (?:fun|perfect|great|good|ideal|nice))\b",
    re.I,
)
_ALSO = re.compile(
    r"\b(?:also consider|alternatively|also,? (?:try|look at|consider)|another (?:option|idea|"
    r"choice|good one) is|or (?:else )?try|other options(?: are|:)|you could also (?:try|use|visit|"
    r"make|build)|(?:runner-up|second choice|plan b)(?: is|:)|or(?:,)?(?= (?:maybe|perhaps))|"
    r"failing that,?|if not,?)\s+(?P<x>[^\n.!?]+)",
    re.I,
)
_ITEM = re.compile(r"^\s*(?:[-*•]|\(?\d+[.)])\s+(?P<x>.+)$", re.M)
_STOP = re.compile(
    r"[.,;:!?(\n](?!\w)|\s(?:-|–|—)\s|[–—]|\s(?:which|that|because|since|as it|as they|as a|it|"
    r"they|if|when|while|so|or|but|to|is|are|would|could|can|then|where|who|based|from|instead|"
    r"first|next|here|today|tonight|this|again|after|before|both|among)\b",
    re.I,
)
_STOP_SHORT = re.compile(r"\s(?:for|with|in|using|on|by|at|and|of (?!the\b|(?-i:[A-Z])))\b", re.I)
_NOT_A_NAME = re.compile(
    r"^(?:it|that|this|them|one|something|anything|sure|yes|no|you|your|a few|some|more|me|which|"
    r"what|how|care|time|things?|the following|these|those|simple|small|sure|use|hold|start|look|"
    r"up|down|another|each|both|either|start|lost|back|any)\b$|^(?:a |an )?(?:lot|bit|few|moment|"
    r"look|try|go|note|minute|second|look at|sense|progress|decision|mistake|list|question|library|"
    r"framework|recipe|project|good start)$",
    re.I,
)

_FOOD = tuple(_VOCABULARY["dishes"])
_BUILT = re.compile(
    r"\b(?:build|building|code|coding|create|creating|write|writing|project|implement|program|"
    r"develop|make)\b",
    re.I,
)
_GONE = re.compile(
    r"\b(?:visit|travel|trip|destination|go to|head to|fly to|city|country|island|hiking|"
    r"beach(?:es)?|vacation|holiday|explore|weekend in)\b",
    re.I,
)
_LIBRARY = re.compile(
    r"\b(?:library|framework|package|pip install|import|crawls?|parses?|api|module|toolkit|sdk|engine|orm)\b",
    re.I,
)


@lru_cache(maxsize=2048)
def named_in(text: str, asked: str, knowledge: Knowledge, role: str = "") -> Named | None:
    """What an assistant message puts forward, given the user's question before it; None when it names nothing."""
    coded = patterns.search(r"`([\w.+-]+)`", text)
    text = _bare(text)
    options = _options(text)
    if not options and coded and patterns.search(r"\b(?:works?|good|is|does|handles?|helps?)\b", text, re.I):
        return Named("library", coded[1], (coded[1],))
    kind = _kind(text, asked, options, knowledge, role)
    if kind == "library":
        known = known_libraries(text, knowledge)
        names = options if options and any(o in known for o in options) else tuple(known) or options
        if (
            options
            and known
            and options[0] not in known
            and not any(k in options[0] for k in known)
            and kind_word(asked) == "library"
        ):
            names = options
        return Named("library", _library_name(names[0], known), tuple(names)) if names else None
    likely = kind_word(asked) or {"cook": "recipe", "travel": "place"}.get(role, "")
    if not options and (guess := _guess(text, likely)):
        options = (guess,)
        kind = kind if kind != "thing" else kind_word(asked) or kind
    if kind == "recipe":
        dishes = tuple(o for o in options if not _NOT_A_NAME.match(o))
        found = next((r["name"] for r in knowledge["recipes"]["recipes"] if says(text, r["name"])), None)
        if found and not (dishes and found not in dishes[0]):
            return Named("recipe", found, dishes)
        return Named("recipe", dishes[0], dishes) if dishes else None
    if options:
        return Named(kind, options[0], options)
    if kind == "place":
        found = [p["name"] for p in knowledge["trips"]["places"] if says(text, p["name"])]
        return Named("place", found[0], tuple(found)) if found else None
    if kind == "project":
        found = [p["name"] for p in knowledge["projects"]["ideas"] if says(text, p["name"])]
        return Named("project", found[0], tuple(found)) if found else None
    return None


def _guess(text: str, kind: str) -> str:
    """The thing that a short message can only be about, when no verb puts it forward."""
    offers = patterns.match(r"\W*(?:perhaps|maybe|how about|what about|why not)\b", text, re.I)
    if len(text.split()) > 14 or ("?" in text and not offers):
        return ""
    if kind == "recipe" and says(text, *_FOOD):
        found = patterns.search(
            r"(?:^|\b(?:an?|some|the|perhaps|maybe) )(?P<x>(?!an? |some |perhaps |maybe )[^,.!?]+)",
            text,
            re.I,
        )
        return _noun(found["x"]) if found else ""
    if kind == "project":
        found = patterns.search(r"\ban? (?P<x>[^,.!?]+)", text, re.I)
        return _noun(found["x"]) if found else ""
    if kind in ("library", "place"):
        found = patterns.search(
            r"(?<![.!?] )(?<!^)\b(?!I\b|I'|Python\b)(?P<x>[A-Z][\w.-]*\w(?: [A-Z]\w+)*)|"
            r"^(?P<y>[A-Z][\w.-]*\w(?: [A-Z]\w+)*)(?=[.!]?$|,| (?:is|would|works|handles|can|"
            r"does|has|for)\b)",
            text,
        )
        return (found["x"] or found["y"]) if found else ""
    return ""


@lru_cache(maxsize=2048)
def topic_in(text: str, knowledge: Knowledge) -> str | None:
    """The id of the Python topic that a text is about: the one named first, the longest name winning."""
    best: tuple[int, int, str] | None = None
    lowered = plain(text)
    for topic in knowledge["python"]["topics"]:
        for alias in topic["aliases"]:
            match = phrase(alias).search(lowered)
            if match and (best is None or (match.start(), -len(alias)) < (best[0], best[1])):
                best = (match.start(), -len(alias), topic["id"])
    return best[2] if best else None


def kind_word(text: str) -> str | None:
    """The kind of thing that a question speaks of by its own words, or None."""
    for kind, pattern in (
        (
            "library",
            r"\b(?:library|libraries|libs?|framework|frameworks|package|packages|module|toolkit|"
            r"sdk|orm)\b",
        ),
        (
            "recipe",
            r"\b(?:recipes?|dish|dishes|cook|meal|dinner|lunch|breakfast|brunch|dessert|"
            r"main protein|main ingredient|substitutes?|ingredients?|snack|supper|swap|"
            r"eat tonight)\b",
        ),
        (
            "place",
            r"\b(?:destinations?|top suggestion|trips?|vacations?|holidays?|travel|"
            r"where should i go|place to (?:visit|go)|city to visit|getaway)\b",
        ),
        (
            "project",
            r"\b(?:projects?|project idea|app idea|something to (?:build|code|program)|"
            r"what should i build|take a beginner|ideas? (?:for|in))\b",
        ),
    ):
        if patterns.search(pattern, text, re.I):
            return kind
    return None


def nth(text: str) -> int | None:
    """Which of several suggestions a question means: 0 for the first or top one, -1 for the last; None if it says neither."""
    for index, pattern in (
        (
            0,
            r"\b(?:top|first|number one|main|#1|1st|best)\b(?: one| suggestion| option| choice|"
            r" idea| pick| recommendation| destination| recipe| library| place)\b|\bthe first\b|"
            r"\bthe former\b",
        ),
        (
            1,
            r"\b(?:second|other|number two|#2|2nd|latter)\b(?: one| suggestion| option| choice|"
            r" idea| pick| recommendation| destination| recipe| library| place)\b|\bthe (?:second|"
            r"other|latter)\b",
        ),
        (
            2,
            r"\b(?:third|number three|#3|3rd)\b(?: one| suggestion| option| choice| idea| pick|"
            r" recommendation| destination| place)?\b",
        ),
        (-1, r"\bthe last (?:one|suggestion|option|choice|idea|pick|recommendation|destination|place)\b"),
    ):
        if patterns.search(pattern, text, re.I):
            return index
    return None


def _bare(text: str) -> str:
    return patterns.sub(r"\*\*|__|`", "", plain(without_code(text)))


def _options(text: str) -> tuple[str, ...]:
    found: list[str] = []
    items = [_noun(match["x"], item=True) for match in _ITEM.finditer(text)]
    items = [item for item in items if item]
    if len(items) >= 2:
        return tuple(items)
    for sentence in sentences(text):
        if sentence.endswith("?") and not patterns.match(r"(?:how|what) about|why not", sentence, re.I):
            continue
        for pattern in (_PUT_FORWARD, _ALSO):
            for match in pattern.finditer(sentence):
                found += _several(match["x"])
        if not found:
            match = _IS_A.search(sentence) or _SUITS.search(sentence)
            if match and (noun := _noun(match["x"])):
                found.append(noun)
    return tuple(dict.fromkeys(name for name in found if name))


def _several(text: str) -> list[str]:
    head = patterns.split(r"[.;:!?\n(](?!\w)|\s(?:-|–|—)\s|\s(?:which|because|since|so|but|if|when)\b", text)[
        0
    ]
    parts = patterns.split(
        r",? (?:or|and|and then|or maybe|or perhaps) (?=(?:an? |the )?[A-Z])|, (?=(?:an? )?[A-Z])", head
    )
    if len(parts) > 1 and all(len(p.split()) <= 4 for p in parts):
        return [noun for part in parts if (noun := _noun(part))]
    parts = patterns.split(r" or (?=an? )|, (?=an? )", head)
    return [noun for part in parts if (noun := _noun(part))]


def _noun(text: str, *, item: bool = False) -> str:
    text = text.strip(" \"'*")
    quoted = patterns.match(r"[\"'](.+?)[\"']", text)
    if quoted:
        return quoted[1]
    text = (
        _STOP.split(text, maxsplit=1)[0]
        if not item
        else patterns.split(
            r"[:;(]|\.\s|,|\s(?:-|–|—)\s|[–—]|\s(?:which|because|is|are|for its|if)\b", text, maxsplit=1
        )[0]
    )
    text = patterns.sub(
        r"^(?:(?:try|use|build|visit|make|consider|building|making|visiting|a look at|out|"
        r"maybe|perhaps|probably|definitely|either|simply) )+",
        "",
        text.strip(),
        flags=re.I,
    )
    text = patterns.sub(r"^(?:an?|the|some|your own|your|my) ", "", text.strip(), flags=re.I)
    food = says(text, *_FOOD)
    if not food:
        text = _STOP_SHORT.split(text, maxsplit=1)[0]
    else:
        text = patterns.split(r"\s(?:for|in|using|on|by|tonight)\b", text, maxsplit=1)[0]
    text = text.strip(" .,;:!?\"'*-")
    text = patterns.sub(
        r"^(?:city|town|region|island|library|framework|package|country|dish|project) (?:of |called |named )",
        "",
        text,
        flags=re.I,
    )
    if not text or len(text.split()) > 7 or _NOT_A_NAME.match(text):
        return ""
    return text


def _kind(text: str, asked: str, options: tuple[str, ...], knowledge: Knowledge, role: str) -> str:
    first = options[0] if options else text
    wanted = kind_word(asked)
    if wanted and not (wanted == "library" and not options and not known_libraries(text, knowledge)):
        return wanted
    if known_libraries(first, knowledge) or (not options and known_libraries(text, knowledge)):
        return "library"
    if says(first, *_FOOD) or any(says(first, main) for main in knowledge["recipes"]["substitutes"]):
        return "recipe"
    places = knowledge["trips"]["places"]
    if any(says(text, p["name"].removeprefix("the ")) for p in places) or patterns.search(
        r"\btop suggestion\b", text, re.I
    ):
        return "place"
    if role == "cook":
        return "recipe"
    if role == "travel" and first[:1].isupper():
        return "place"
    if (
        _LIBRARY.search(text)
        and patterns.match(r"[A-Z]|\w+[.\-_]\w+|[a-z]\w*$", first)
        and len(first.split()) <= 3
    ):
        return "library"
    if any(says(first, p["name"]) for p in knowledge["projects"]["ideas"]) or (
        _BUILT.search(text) and not _GONE.search(text)
    ):
        return "project"
    if _GONE.search(text) and first[:1].isupper():
        return "place"
    return "thing"


# Names that are everyday words as well count only as they are written.
_COMMON = frozenset(_VOCABULARY["everyday_library_names"])


@lru_cache(maxsize=8)
def _library_names(knowledge: Knowledge) -> tuple[re.Pattern[str], dict[str, str]]:
    data = knowledge["libraries"]
    names = {
        name: entry["name"] for entry in data["libraries"] for name in (entry["name"], *entry["aliases"])
    }
    foreign = [
        name for tasks in data["other_languages"].values() for found in tasks.values() for name in found
    ]
    recommended = [name for task in data["tasks"] for name in task["libraries"]]
    names = {name: name for name in (*foreign, *recommended)} | names
    longest = sorted(names, key=len, reverse=True)
    exact = "|".join(
        re.escape(name)
        for name in longest
        if name.lower() in _COMMON and name[0].isupper() or name == "requests"
    )
    loose = "|".join(re.escape(name) for name in longest if name.lower() not in _COMMON)
    pattern = rf"(?<![\w.-])(?:(?i:{loose})|{exact})(?![\w-]|\.\w)"
    return re.compile(pattern), {name.lower(): own for name, own in names.items()}


def known_libraries(text: str, knowledge: Knowledge) -> list[str]:
    """The libraries of the knowledge that a text names, in order."""
    pattern, names = _library_names(knowledge)
    return list(dict.fromkeys(names[match[0].lower()] for match in pattern.finditer(plain(text))))


def _library_name(name: str, known: list[str]) -> str:
    return next((k for k in known if k.lower() == name.lower() or says(name, k)), name)


def note_about(question: str, notes: dict[str, str], asks: dict[str, list[str]]) -> str | None:
    """The note of an entry that a question asks for, by the words that its kind of note listens to."""
    best, best_size = None, 0
    for key, triggers in asks.items():
        if key in notes and (size := holds(question, triggers)) > best_size:
            best, best_size = notes[key], size
    return best
