"""Answers to questions about the learner: what was told, or that nothing tells it."""

import re

from course_lib.practice import patterns
from course_lib.practice.antecedents import kind_word
from course_lib.practice.conversation import Conversation
from course_lib.practice.told.facts import Fact, Facts
from course_lib.practice.told.others import of_whom, untold_of
from course_lib.practice.told.profile import NOTHING, details_of, in_prose, profile_of, sentence_of
from course_lib.practice.told.questions import (
    ABOUT_ME,
    ASKS,
    ASKS_NAME,
    HOW_TO,
    MINE,
    OWN_QUESTION,
    PET,
    WH,
    YES_NO,
)
from course_lib.practice.told.statements import clauses
from course_lib.practice.words import a_or_an, content, joined, plain, to_second_person


def recall(question: str, talk: Conversation) -> str | None:
    """The answer to a question about the learner; None when the question is about something else."""
    facts = talk.facts
    question = patterns.sub(r"\bour\b", "my", plain(question), flags=re.I)
    question = patterns.sub(r"\b(?:are|were) we\b", "am i", question, flags=re.I)
    question = of_whom(patterns.sub(r"\bwe\b", "i", question, flags=re.I), facts)
    if patterns.match(
        r"\W*(?:please |can you |could you )?(?:suggest|recommend|give me an?|propose)\b", question, re.I
    ):
        return None
    if ABOUT_ME.search(question) and not patterns.search(r"\byou\b[^?]*\byourself\b", question, re.I):
        return profile_of(facts)
    own = OWN_QUESTION.search(question)
    if (
        not own
        and ASKS_NAME.search(question)
        and not patterns.search(r"\bname (?:my|the|a|some|three|it)\b|\bbased on my name\b", question, re.I)
    ):
        return _name(facts, question)
    yes_no = YES_NO.search(question)
    if yes_no and not patterns.search(r"\bcan i\b|\b(?:have|need) to\b|\bneed\b", yes_no[0], re.I):
        answer = _confirm(yes_no, facts)
        if answer:
            return answer
    noun = _noun(own) if own else None
    if noun and patterns.match(r"(?:first |full |last )?name (?!of\b)\w+$", noun, re.I):
        noun = "name"
    if noun in ("name", "first name", "full name", "own name", "last name", "surname"):
        return _name(facts, question)
    if noun:
        fact = facts.own(noun)
        if fact and not _special(noun):
            return _own(noun, fact)
    for kind, pattern, known, unknown in ASKS:
        if pattern.search(question):
            return _known(kind, known, unknown, question, facts, _languages(talk))
    if noun:
        fact = facts.own(noun)
        if fact is None and patterns.match(rf"{PET}s?'s name$", noun, re.I):
            fact = facts.own("pet's name")
        if fact:
            return _own(noun, fact)
        said = _said_about(noun, facts)
        if said and not (noun.lower().endswith("name") and not _NAMES.search(said)):
            return f'You told me: "{said}"'
        if patterns.match(
            r"(?:code|function|script|program|loop|class|error|bug|next step|best|options?|"
            r"chances|query|question|last|previous|first)\b",
            noun,
            re.I,
        ):
            return None
        return f"I don't know your {noun}: {NOTHING}"
    if found := _mine(question, facts) or _used(question, talk):
        return found
    match = WH.search(question)
    if (
        match
        and not HOW_TO.match(match["x"])
        and not patterns.search(
            r"\b(?:say|ask|tell|mention|said|asked|told|write|wrote|just)\b", match["x"], re.I
        )
    ):
        said = _said_about(match["m"] + " " + match["x"], facts)
        if said:
            return f'You told me: "{said}"'
        verb = {"am": " are", "was": " were", "have": " have", "will": " will", "would": " would"}.get(
            match["v"].lower(), ""
        )
        rest = to_second_person(match["x"].strip())
        return f"I don't know {match['w'].lower()}{match['m']} you{verb} {rest}: {NOTHING}".replace(" :", ":")
    if patterns.search(r"\bdid i (?:mention|say|tell|name)\b", question, re.I) and patterns.match(
        r"(?:what|which|who|where|when)\b", question, re.I
    ):
        thing = patterns.sub(
            r"\b(?:what|which|who|where|when|did|i|mention|say|tell|you|name|was|is|the|said|that)\b",
            " ",
            question,
            flags=re.I,
        )
        said = _said_about(thing, facts)
        if said:
            return f'You told me: "{said}"'
    return None


_NAMES = re.compile(r"\b(?i:names?|named|called)\b|(?<!^)\b[A-Z][a-z]")


def _used(question: str, talk: Conversation) -> str | None:
    """What the learner said to use, for "Which editor do I use?"."""
    match = patterns.search(r"\b(?:what|which) (?P<n>[\w -]+?) do i use\W*$", question, re.I)
    if not match or kind_word(question):
        return None
    said = [s for s in talk.facts.statements if patterns.search(r"\b(?:i|we) (?:\w+ )?use\b", s, re.I)]
    return f'You told me: "{said[-1]}"' if said else f"I don't know which {match['n']} you use: {NOTHING}"


def _languages(talk: Conversation) -> frozenset[str]:
    """The programming languages that the model knows by name, in lower case."""
    return frozenset(entry["name"].lower() for entry in talk.knowledge["languages"]["languages"])


def _mine(question: str, facts: Facts) -> str | None:
    """The answer to a question about something of the learner's: "Where does my sister live?"."""
    match = MINE.search(question)
    if not match or patterns.search(
        r"\b(?:code|function|script|program|bot|history|loop)\b", match["n"], re.I
    ):
        return None
    said = _said_about(f"{match['n']} {match['v']}", facts)
    if said and set(content(match["n"])) & set(content(said)):
        return f'You told me: "{said}"'
    subject, rest = to_second_person(match["n"]), to_second_person(match["v"].strip())
    verb = match["a"].lower()
    if verb == "does":
        first, *others = rest.split(" ", 1)
        clause = " ".join(
            [subject, {"have": "has", "go": "goes", "do": "does"}.get(first, first + "s"), *others]
        )
    else:
        clause = f"{subject} {'' if verb in ('do', 'did') else verb + ' '}{rest}"
    return f"I don't know {match['w'].lower()} your {clause}: {NOTHING}"


def remembered(question: str, talk: Conversation) -> str | None:
    """What the learner said about the thing that a question names, when no other skill knows it."""
    if patterns.search(
        r"\b(?:what (?:is|are)|what's) an?\b|\bexplain\b|\bhow (?:do|can|should) i\b", question, re.I
    ):
        return None
    wanted = content(patterns.sub(r"'s\b", "", question))
    said = _said_about(question, talk.facts) if wanted else None
    if said and said.strip() in question:  # a request is nothing that the learner told of
        return None
    if said and sum(w in content(said) for w in wanted) >= max(1, -(-len(wanted) * 2 // 3)):
        return f'You told me: "{said}"'
    return untold_of(question, talk)


def _special(noun: str) -> bool:
    return bool(
        patterns.fullmatch(
            r"(?:current |new )?(?:job|profession|occupation|employer|company|age|project|"
            r"budget|diet|city|hometown|home town|(?:favou?rite |programming |"
            r"favou?rite programming )?language)",
            noun,
            re.I,
        )
    )


def _noun(match: re.Match[str]) -> str:
    if match["n4"]:
        return f"{match['f4']} {match['n4']}".strip()
    noun = (match["n"] or match["n2"] or match["n3"] or match["n5"] or "").strip()
    called = any(match[group] for group in ("of", "of2", "of3", "s", "s2", "s3", "n3"))
    noun = patterns.sub(r"'s name$", "", noun)
    return f"{noun}'s name" if called and not noun.endswith("name") else noun


def _name(facts: Facts, question: str) -> str:
    name = facts.get("name")
    if not name:
        return f"I don't know your name: {NOTHING}"
    if patterns.search(r"\bwho (?:am i|i am)\b", question, re.I):
        more = details_of(facts)
        return f"You are {name}." + (f" {more}" if more else "")
    part = patterns.search(r"\b(?:last name|surname|family name)\b", question, re.I)
    if part and len(name.split()) == 1:
        return f"I don't know your {part[0].lower()}: you only told me that you are {name}."
    return f"Your name is {name}."


def _favourite(question: str, facts: Facts) -> str | None:
    """The favourite that a question about what one likes can only mean: "What do I like to eat?"."""
    for verb, nouns in (
        (r"eat(?:ing)?", ("food", "dish", "meal", "cuisine")),
        (r"drink(?:ing)?", ("drink", "tea", "coffee")),
        (r"read(?:ing)?", ("book", "author")),
        (r"watch(?:ing)?", ("movie", "film", "show", "series")),
        (r"play(?:ing)?", ("sport", "game", "instrument")),
        (r"listen(?:ing)?|music", ("music", "band", "song", "singer", "genre")),
    ):
        if patterns.search(
            rf"\blike to (?:{verb})\b|\b(?:{verb}) do i (?:like|love|enjoy)\b", question, re.I
        ):
            for noun in nouns:
                if fact := facts.own(f"favorite {noun}"):
                    return _own(f"favourite {noun}", fact)
    return None


def _known(
    kind: str, known: str, unknown: str, question: str, facts: Facts, languages: frozenset[str] = frozenset()
) -> str:
    if kind == "like" and (
        topic := patterns.search(
            r"\b(?:what|which) (?:kinds? of |sorts? of |type of )?(?P<x>\w+) (?:do|did|am) i\b",
            question,
            re.I,
        )
    ):
        favourite = facts.own(f"favorite {topic['x']}")
        if favourite:
            return _own(f"favourite {topic['x']}", favourite)
        if not facts.all("like") and (said := _said_about(topic["x"], facts)):
            return f'You told me: "{said}"'
    if patterns.search(r"\b(?:city|town|country)\b.*\bwork", question, re.I) and (
        said := _said_about("work", facts)
    ):
        return f'You told me: "{said}"'
    if kind == "like" and (favourite := _favourite(question, facts)):
        return favourite
    values = _values(kind, facts)
    if values:
        if (
            kind == "job"
            and patterns.match(r"(?:an? |the )", a_or_an(values[-1]))
            and patterns.match(r"[a-z]", values[-1])
            and patterns.match(
                r"(?:teach|drive|repair|design|sell|fly|manage|run|nurse|translate|farm|edit|own) ",
                values[-1],
            )
        ):
            return f"You {values[-1]}."
        value = in_prose(kind, values)
        extra = ""
        if kind == "job" and (employer := facts.get("employer")):
            extra = f" You work at {employer}."
        return known.format(value) + extra
    if kind == "language":
        liked = [value for value in facts.all("like") if value.lower() in languages]
        if liked:
            return f"You named {liked[-1]}."
        value = facts.get("learning")
        if value:
            return f"You are learning {value}."
        noun = patterns.search(
            r"\bmy ((?:favou?rite |preferred |main )?(?:programming )?language)", question, re.I
        )
        return (
            f"I don't know your {noun[1]}: {NOTHING}"
            if noun
            else f"I don't know which language you mean: {NOTHING}"
        )
    near = {
        "city": ("origin", "You told me that you are from {}, but I don't know where you live now."),
        "origin": ("city", "You live in {}; I don't know where you are from."),
        "employer": ("field", "You work in {}; I don't know where you work."),
        "job": ("employer", "You work at {}, but I don't know what you do there."),
        "learning": ("language", ""),
        "diet": ("avoid", "You avoid {}."),
        "avoid": ("diet", "You are {}."),
        "budget": ("money", "You spoke of {}."),
    }
    if kind == "job" and (value := facts.get("field")):
        return f"You work in {value}."
    if kind == "employer" and not facts.get("field") and (job := facts.get("job")):
        return f"I don't know where you work: you only told me that you are {a_or_an(job)}."
    if kind in near and near[kind][1] and (value := facts.get(near[kind][0])):
        return near[kind][1].format(value)
    noun = patterns.search(
        r"\bmy ((?:[\w-]+ ){0,2}?(?:employer|company|workplace|job title|job|profession|occupation|"
        r"city|home ?town|location|project|hobbies|hobby|interests|allergies|allergy|diet|dates|"
        r"role|position|country|budget|age))\b",
        question,
        re.I,
    )
    if noun:
        return (
            f"I don't know your {noun[1]} or {unknown}: {NOTHING}"
            if not unknown.startswith("your")
            else f"I don't know your {noun[1]}: {NOTHING}"
        )
    return f"I don't know {unknown}: {NOTHING}"


def _values(kind: str, facts: Facts) -> list[str]:
    if kind == "pet":
        return [v for v in facts.all("have") if patterns.search(rf"\b{PET}s?\b", v, re.I)] or [
            f"a {f.kind[3:].split()[0]}" for f in facts.told if patterns.match(rf"my {PET}\b", f.kind)
        ][-1:]
    return facts.all(kind)


def _own(noun: str, fact: Fact) -> str:
    noun = noun.lower() if not patterns.search(r"[A-Z]{2}", noun) else noun
    wants_name = noun.endswith("name")
    if "name" in fact.kind.split() and not wants_name:
        return f"Your {noun}'s name is {fact.value}."
    return f"Your {noun} is {to_second_person(fact.value)}."


def _said_about(text: str, facts: Facts) -> str | None:
    """The latest statement of the learner that shares a telling word with a question."""
    wanted = [
        w
        for w in content(patterns.sub(r"'s\b", "", text))
        if w not in ("nam", "call", "favorit", "favourit", "kind", "sort")
    ]
    if not wanted:
        return None
    best, size = None, 0
    for statement in facts.statements:
        score = _shared(wanted, statement)
        if score >= max(size, (len(wanted) + 1) // 2, 1):
            best, size = statement, score
    # "My mom lives in Turin and my dad lives in Malta" tells two things.
    parts = [part for part in clauses(best) if _shared(wanted, part) == size] if best else []
    return parts[0] if len(parts) == 1 else best


def _shared(wanted: list[str], statement: str) -> int:
    have = set(content(patterns.sub(r"'s\b", "", statement)))
    return sum(word in have for word in wanted)


def _denied(rest: str, facts: Facts) -> str | None:
    """A "no" to what the learner took back, or to a diet of who eats everything."""
    diet, eats = patterns.search(r"\b(?:vegetarian|vegan|pescatarian)\b", rest), facts.get("eats")
    if diet and eats and (diet[0] == "vegan" or eats in ("meat", "everything", "anything")):
        return f"No: you told me that you eat {eats}."
    for said in reversed(facts.statements):
        if set(content(rest)) & set(content(said)) and patterns.search(
            r"\b(?:i|i'm|i am) (?:\w+ )?(?:not|no longer|don't|never|stopped|quit|gave up)\b|\bany ?more\b",
            said,
            re.I,
        ):
            return f'No: you told me "{said.rstrip(".! ")}".'
    return None


def _confirm(match: re.Match[str], facts: Facts) -> str | None:
    rest = match["x"].lower().strip(" ?")
    start = (match["be"] or match["do"] or "").lower()
    if start == "am i" and patterns.search(r"\b(?:vegetarian|vegan|pescatarian)\b", rest):
        kinds: tuple[str, ...] = ("diet",)
    elif start == "am i" and patterns.match(r"(?:an? )", rest):
        kinds = ("job", "diet")
    elif start == "am i" and rest.startswith("from"):
        kinds = ("origin", "city")
    elif start == "am i" and patterns.match(r"(?:learning|studying)", rest):
        kinds = ("learning",)
    elif start == "am i" and patterns.match(r"(?:building|making|working on)", rest):
        kinds = ("project",)
    elif start == "am i" and patterns.match(r"\d+|allergic", rest):
        kinds = ("age",) if rest[0].isdigit() else ("avoid",)
    elif start == "do i" and rest.startswith("live"):
        kinds = ("city", "origin")
    elif start == "do i" and rest.startswith("work"):
        kinds = ("employer", "job", "field")
    elif start == "do i" and patterns.match(r"eat ", rest):
        diet, avoid = facts.get("diet"), facts.all("avoid")
        if diet:
            return f"You told me that you are {diet}."
        if avoid:
            return f"You told me that you avoid {joined(avoid)}."
        return f"I don't know what you eat: {NOTHING}"
    elif start == "do i" and patterns.match(r"have (?:an? |any )", rest):
        what = patterns.sub(r"^have (?:an? |any )", "", rest)
        fact = facts.own(what) or facts.own(what + " name")
        said = _said_about(what, facts) or (fact.said if fact else None)
        return (
            f'Yes: you told me "{said.rstrip(".")}".'
            if said
            else f"I don't know whether you have {a_or_an(what.rstrip('s'))}: {NOTHING}"
        )
    elif start == "do i" and patterns.match(r"(?:like|love|enjoy|speak|play)", rest):
        kinds = ("like", "speak")
    elif start == "is my" and rest.startswith("name"):
        kinds = ("name",)
    elif start == "is my":
        noun = rest.split()[0]
        fact = facts.own(noun) or facts.own(noun + " name")
        return f'You told me: "{fact.said}"' if fact else None
    else:
        return None
    values = [v for kind in kinds for v in facts.all(kind)]
    if not values and (denied := _denied(rest, facts)):
        return denied
    if not values:
        phrase = {
            "name": "your name",
            "job": "what you do for work",
            "city": "where you live",
            "employer": "where you work",
            "origin": "where you are from",
            "learning": "what you are learning",
            "project": "what you are building",
            "diet": "your diet",
            "like": "what you like",
            "age": "how old you are",
            "avoid": "your allergies",
        }
        return f"I don't know {phrase[kinds[0]]}: {NOTHING}"
    latest = values[-1]
    if set(content(latest)) & set(content(rest)) or latest.lower() in rest:
        return f"Yes, {sentence_of(kinds[0], latest)}."
    return f"No: {sentence_of(next(k for k in kinds if facts.get(k)), latest)}, as far as you told me."
