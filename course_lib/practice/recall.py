"""Answers to questions about the learner: what was told, or that nothing tells it."""

import re

from course_lib.practice import patterns
from course_lib.practice.conversation import Conversation
from course_lib.practice.facts import Fact, Facts
from course_lib.practice.words import a_or_an, content, joined, plain, to_second_person

_NOTHING = "nothing in this conversation tells me."

_ASKS_NAME = re.compile(
    r"\bmy (?:first |full |last |own |real |actual )?name\b(?! (?:is|of)\b)|\bwho (?:am i|"
    r"i am)\b(?=\W*(?:$|again|then|really|to you|exactly|please|and|or)\W*)|\bwhat(?:'s| is|"
    r" am| was)? (?:am |was )?(?:i|i'm|i am|i was) (?:called|named)\b"
    r"|\b(?:what|how) (?:do|did|should|would|can|will) you (?:call|address|refer to) me\b|"
    r"\bwhat name (?:did|have|do) i\b|\bdo you (?:still )?(?:know|remember|recall) me\b|"
    r"\bname did i (?:give|tell|say|mention)|\bwhat do (?:people|they|friends|"
    r"my friends) call me",
    re.I,
)
_PET = r"(?:dog|cat|puppy|kitten|horse|parrot|hamster|rabbit|pet|fish|goldfish|tortoise|bird)"
# (kind, question, what is said when it is known, what is not known)
_ASKS: tuple[tuple[str, re.Pattern[str], str, str], ...] = tuple(
    (kind, re.compile(pattern, re.I), known, unknown)
    for kind, pattern, known, unknown in (
        (
            "employer",
            r"\b(?:where|who|whom|for whom|what|which) (?:\w+ )?(?:do|did|am|"
            r"was) i (?:\w+ )?(?:work(?:ing|ed)?|employed)\b(?! on\b)|\b(?:what|which) (?:company|"
            r"firm|organi[sz]ation|place) (?:do|did|am) i\b|\b(?:who|what)(?:'s|"
            r" is) my (?:employer|company|workplace|boss's company)\b|\b(?:where|who) i work\b|"
            r"\bmy (?:employer|workplace|company)\b|\b(?:who|which \w+|what \w+) (?:hired|employs|"
            r"employed|pays) me\b",
            "You work at {}.",
            "where you work",
        ),
        (
            "job",
            r"\bwhat did i (?:use|used) to do\b|\bwhat do i do\b(?! (?:if|when|about|next|now|with|"
            r"to|first|after|in)\b)|\bwhat(?:'s| is| was) my (?:current )?(?:job|profession|"
            r"occupation|role|work|trade|job title|position|line of work|career)\b|\bwhat (?:do|"
            r"am) i (?:work(?:ing)? as|employed as)\b|\bwhat i do\b(?=\W*(?:$|for|at)\b)|"
            r"\bwhat i do\W*$|\bmy (?:job|profession|occupation|job title)\b|\bwhat kind of work\b|"
            r"\bhow do i (?:earn|make) (?:my|a) (?:living|money)\b|\bwhat am i by (?:profession|"
            r"trade)\b",
            "You work as {}.",
            "what you do for work",
        ),
        (
            "city",
            r"\bwhere (?:do|did|am|was) i (?:\w+ )?(?:live|living|based|located|reside|residing|"
            r"staying|stay)\b|\b(?:what|which) (?:city|country|town|place|village|"
            r"part of the world|region|state)(?: \w+)? (?:do|did|am|was) i\b(?! from)|\b(?:what|"
            r"which)(?:'s| is) my (?:city|home ?town|town|home city|country|location|home)\b|"
            r"\bwhere i live\b|\bwhere(?:'s| is) (?:my )?home\b|\bwhere am i\b(?! (?:from|going|"
            r"travel))|\bmy (?:city|home ?town|location)\b",
            "You live in {}.",
            "where you live",
        ),
        (
            "origin",
            r"\bwhere (?:am|do|was|did) i (?:\w+ )?(?:from|come from|born|grow up|raised)\b|"
            r"\b(?:what|which) (?:city|country|town|place) (?:am|do) i (?:come )?from\b|"
            r"\bwhere i(?:'m| am| come) from\b",
            "You are from {}.",
            "where you are from",
        ),
        (
            "learning",
            r"\bwhat (?:\w+ )?(?:am|was|do|did|are) i (?:\w+ )?(?:\w+ )?(?:learn|learning|study|"
            r"studying)\b|\bwhat (?:\w+ )?(?:did|do|have) i (?:say|tell|mention|want|told|"
            r"said)[\w ']*(?:learn|learning|study|studying)\b|\b(?:what|"
            r"which) (?:\w+ )?(?:language|subject|topic|skill|thing|instrument)(?: \w+)? (?:am|was|"
            r"did|do) i (?:\w+ )?(?:to )?(?:learn|learning|study|studying|practi[cs]ing)\b|"
            r"\bwhat i(?:'m| am| was)? (?:learning|studying)\b",
            "You are learning {}.",
            "what you are learning",
        ),
        (
            "project",
            r"\bwhat (?:am|was|did|do) i (?:\w+ )?(?:build|building|make|making|creating|create|"
            r"developing|develop|working on|work on|writing|coding|programming|designing)\b|"
            r"\bwhat (?:did|do|have) i (?:say|tell|mention|want|told|said)[\w ']*(?:build|building|"
            r"make|making|working on|project|creating)\b|\bwhat(?:'s| is|"
            r" was) my (?:\w+ )?(?:project|app|app idea|startup)\b|\b(?:what|"
            r"which) (?:kind of )?(?:project|app|thing|program|software) (?:am|was|did|do) i\b|"
            r"\bwhat i(?:'m| am| was) (?:building|making|working on|creating|developing|writing|"
            r"designing|coding|programming)\b|\bmy project\b",
            "You are building {}.",
            "what you are building",
        ),
        (
            "age",
            r"\bhow old (?:am i|i am)\b|\bwhat(?:'s| is) my age\b|\bmy age\b",
            "You are {}.",
            "how old you are",
        ),
        (
            "language",
            r"\b(?:what|which) (?:\w+ )?(?:programming )?language (?:did|do|have|am|was) i\b|"
            r"\bmy (?:favou?rite|preferred|main|first|go-to)? ?(?:programming |coding )?language\b|"
            r"\bwhat do i (?:code|program|develop) in\b|\blanguage i (?:like|prefer|use|mentioned)",
            "You named {}.",
            "which language you mean",
        ),
        (
            "budget",
            r"\b(?:what(?:'s| is| was)|how (?:much|big|large|high)(?: is)?|remember|know|tell me|"
            r"recall) (?:my )?(?:\w+ )?budget\b|\bhow much (?:can|could|do|did|will|am|"
            r"money) i? ?(?:i )?(?:\w+ )?(?:spend|afford|have|pay|willing)\b|\bmy budget\b",
            "Your budget is {}.",
            "your budget",
        ),
        (
            "dates",
            r"\bwhen (?:am|do|did|will|was) i (?:\w+ )?(?:\w+ )?(?:travel|travelling|traveling|go|"
            r"going|leave|leaving|fly|flying|visit|trip|to travel|to go)\w*\b|\bwhat(?:'s| is| are|"
            r" were) my (?:travel )?dates\b|\bmy (?:travel )?dates\b|\bwhen(?:'s| is) my (?:trip|"
            r"vacation|holiday)\b",
            "You travel {}.",
            "when you travel",
        ),
        (
            "avoid",
            r"\bwhat (?:am|was) i allergic to\b|\bwhat(?:'s| is| are) my allerg(?:y|ies)\b|"
            r"\bmy allerg(?:y|ies)\b|\bwhat (?:can't|can i not|don't|do i not|shouldn't|do i avoid|"
            r"should i avoid|won't) (?:i )?(?:eat|eating|have|drink)\b|"
            r"\bwhat (?:foods? )?do i avoid\b",
            "You avoid {}.",
            "what you are allergic to or avoid",
        ),
        (
            "diet",
            r"\bwhat(?:'s| is| are) my (?:diet|dietary (?:preference|restriction|requirement|"
            r"need)s?)\b|\bmy (?:diet|dietary \w+)\b|\bwhat (?:kind of )?diet\b|\bhow do i eat\b",
            "You are {}.",
            "your diet",
        ),
        (
            "like",
            r"\b(?:what|which) (?:[\w ]+ )?(?:do|did|am) i (?:\w+ )?(?:like|love|enjoy|into|"
            r"interested in|prefer)\b|\b(?:what|which)(?:'s| is| are) my (?:hobby|hobbies|"
            r"interests?|passions?)\b|\bmy (?:hobby|hobbies|interests)\b|"
            r"\bwhat do i (?:like to )?do (?:for fun|in my (?:free|spare) time)\b",
            "You like {}.",
            "what you like",
        ),
        (
            "dislike",
            r"\b(?:what|which) (?:[\w ]+ )?(?:do|did) i (?:\w+ )?(?:hate|dislike|detest)\b|"
            r"\bwhat (?:don't|do not) i like\b",
            "You don't like {}.",
            "what you dislike",
        ),
        (
            "speak",
            r"\b(?:what|which) languages? (?:do|can) i speak\b",
            "You speak {}.",
            "which languages you speak",
        ),
        (
            "pet",
            r"\b(?:do i have|what|which|have i got)(?: kind of| sort of)? (?:any |a )?(?:pets?|"
            r"animals?)(?: do i have)?\b",
            "You have {}.",
            "whether you have a pet",
        ),
    )
)
_OWN_QUESTION = re.compile(
    r"\b(?:what(?:'s|s| is| are| was| were)?|who(?:'s| is| are| was)?|when(?:'s| is| are|"
    r" was)?|where(?:'s| is| are| was)?|which(?: is| are)?|how (?:is|old is|tall is|big is|"
    r"old are))\s+(?:the )?(?P<of>names? of )?(?:is |"
    r"are )?my (?P<n>(?:[\w'-]+ ){0,4}?[\w'-]+?)(?P<s>'s name| called| named)?(?: again|"
    r" please| from| now)?\s*(?:\?|$|,)"
    r"|\b(?:remember|know|recall|tell me|remind me(?: of)?|say|(?:still |you )have|got|"
    r"give me)\b(?: (?:what|who|when|where|"
    r"which))?(?: the)? (?P<of2>names? of )?my (?P<n2>(?:[\w'-]+ ){0,4}?[\w'-]+?)(?P<s2>'s name|"
    r" called| named)?(?: is| are| was)?(?: called| named)?(?: again| please)?\s*(?:\?|$|\.|,)"
    r"|\bwhat (?:did i|do i|have i)(?: \w+)? (?:call|name|named|"
    r"called) my (?P<n3>(?:[\w'-]+ ){0,3}?[\w'-]+?)\s*(?:\?|$)"
    r"|\b(?:what|which) (?P<n4>[\w ]+?) (?:is|are) my (?P<f4>favou?rite)\b",
    re.I,
)
_ABOUT_ME = re.compile(
    r"\b(?:what|everything|anything|all|things?|facts?|how much|summar\w+|list|tell me|"
    r"recap)\b[^.?!]{0,45}\b(?:(?:you )?(?:know|remember|learned|learnt|recall|have learned|"
    r"remembered)[^.?!]{0,20}(?:about|of) me|(?:i(?:'ve| have)?|i) (?:told|said to|shared with|"
    r"mentioned to|given)(?: to)? ?you\b(?! to)|about (?:me|myself)\b|i(?:'ve| have) (?:told|"
    r"said|shared|mentioned)(?: so far| about myself)?)|\bdescribe me\b|\bintroduce me\b|"
    r"\bwhat do you know about (?:me|the user)\b|\bmy profile\b",
    re.I,
)
_YES_NO = re.compile(
    r"^(?:so |and |but |hey,? |ok,? )*(?:(?P<be>am i|is my|are my|was i)|(?P<do>do i|did i|"
    r"have i|can i)) (?P<x>.+?)\??$",
    re.I,
)
_WH = re.compile(
    r"\b(?P<w>what|where|who|when|which|how (?:old|many|much|long|often|far|"
    r"tall))(?P<m>(?: [\w-]+){0,3}?) (?P<v>do|did|am|was|have|will|would) i (?P<x>[^?.!]*)",
    re.I,
)
_HOW_TO = re.compile(
    r"\b(?:need|have to|get|start|begin|use|install|fix|write|make|cook|change|add|remove|loop|"
    r"call|create|find|know (?:if|when|whether|that|how|what)|stop|avoid|expect|bring|pack|"
    r"visit|see|eat|order|choose|buy|learn (?:first|next|more)|serve)\b",
    re.I,
)


def recall(question: str, talk: Conversation) -> str | None:
    """The answer to a question about the learner; None when the question is about something else."""
    facts = talk.facts
    question = patterns.sub(r"\bour\b", "my", plain(question), flags=re.I)
    question = patterns.sub(r"\b(?:are|were) we\b", "am i", question, flags=re.I)
    question = patterns.sub(r"\bwe\b", "i", question, flags=re.I)
    if _ABOUT_ME.search(question) and not patterns.search(r"\byou\b[^?]*\byourself\b", question, re.I):
        return _profile(facts)
    own = _OWN_QUESTION.search(question)
    if (
        not own
        and _ASKS_NAME.search(question)
        and not patterns.search(r"\bname (?:my|the|a|some|three|it)\b|\bbased on my name\b", question, re.I)
    ):
        return _name(facts, question)
    yes_no = _YES_NO.search(question)
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
    for kind, pattern, known, unknown in _ASKS:
        if pattern.search(question):
            return _known(kind, known, unknown, question, facts)
    if noun:
        fact = facts.own(noun)
        if fact:
            return _own(noun, fact)
        said = _said_about(noun, facts)
        if said:
            return f'You told me: "{said}"'
        if patterns.match(
            r"(?:code|function|script|program|loop|class|error|bug|next step|best|options?|"
            r"chances|query|question|last|previous|first)\b",
            noun,
            re.I,
        ):
            return None
        return f"I don't know your {noun}: {_NOTHING}"
    if found := _mine(question, facts):
        return found
    match = _WH.search(question)
    if (
        match
        and not _HOW_TO.match(match["x"])
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
        return f"I don't know {match['w'].lower()}{match['m']} you{verb} {rest}: {_NOTHING}".replace(
            " :", ":"
        )
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


_MINE = re.compile(
    r"\b(?P<w>what|where|who|when|which \w+|how (?:old|many|much|long|often|far|"
    r"tall)) (?P<a>does|do|did|is|are|was|were|will|can|has) "
    r"my (?P<n>[\w'-]+(?: [\w'-]+)?) (?P<v>[^?.!]+)",
    re.I,
)


def _mine(question: str, facts: Facts) -> str | None:
    """The answer to a question about something of the learner's: "Where does my sister live?"."""
    match = _MINE.search(question)
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
    return f"I don't know {match['w'].lower()} your {clause}: {_NOTHING}"


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
    return None


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
    noun = (match["n"] or match["n2"] or match["n3"] or "").strip()
    called = match["of"] or match["of2"] or match["s"] or match["s2"] or match["n3"]
    noun = patterns.sub(r"'s name$", "", noun)
    return f"{noun}'s name" if called and not noun.endswith("name") else noun


def _name(facts: Facts, question: str) -> str:
    name = facts.get("name")
    if not name:
        return f"I don't know your name: {_NOTHING}"
    if patterns.search(r"\bwho (?:am i|i am)\b", question, re.I):
        more = _details(facts)
        return f"You are {name}." + (f" {more}" if more else "")
    return f"Your name is {name}."


def _known(kind: str, known: str, unknown: str, question: str, facts: Facts) -> str:
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
        value = _in_prose(kind, values)
        extra = ""
        if kind == "job" and (employer := facts.get("employer")):
            extra = f" You work at {employer}."
        return known.format(value) + extra
    if kind == "language":
        value = facts.get("learning")
        if value:
            return f"You are learning {value}."
        noun = patterns.search(
            r"\bmy ((?:favou?rite |preferred |main )?(?:programming )?language)", question, re.I
        )
        return (
            f"I don't know your {noun[1]}: {_NOTHING}"
            if noun
            else f"I don't know which language you mean: {_NOTHING}"
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
            f"I don't know your {noun[1]} or {unknown}: {_NOTHING}"
            if not unknown.startswith("your")
            else f"I don't know your {noun[1]}: {_NOTHING}"
        )
    return f"I don't know {unknown}: {_NOTHING}"


def _values(kind: str, facts: Facts) -> list[str]:
    if kind == "pet":
        return [v for v in facts.all("have") if patterns.search(rf"\b{_PET}s?\b", v, re.I)] or [
            f"a {f.kind[3:].split()[0]}" for f in facts.told if patterns.match(rf"my {_PET}\b", f.kind)
        ][-1:]
    return facts.all(kind)


def _in_prose(kind: str, values: list[str]) -> str:
    if kind in ("like", "avoid", "dislike", "diet", "speak", "pet"):
        return to_second_person(joined(values))
    value = to_second_person(values[-1])
    if kind == "job":
        return (
            value
            if patterns.match(r"(?:head|chief|director|professor|president)\b", value, re.I)
            else a_or_an(value)
        )
    if kind == "age" and patterns.fullmatch(r"\d+|[a-z-]+", value):
        return f"{value} years old"
    if kind == "dates" and patterns.match(r"[A-Z]|late|early|mid|spring|summer|autumn|winter", value):
        return f"in {value}"
    return value


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
        have = set(content(patterns.sub(r"'s\b", "", statement)))
        score = sum(w in have for w in wanted)
        if score >= max(size, (len(wanted) + 1) // 2, 1):
            best, size = statement, score
    return best


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
        return f"I don't know what you eat: {_NOTHING}"
    elif start == "do i" and patterns.match(r"have (?:an? |any )", rest):
        what = patterns.sub(r"^have (?:an? |any )", "", rest)
        fact = facts.own(what) or facts.own(what + " name")
        said = _said_about(what, facts) or (fact.said if fact else None)
        return (
            f'Yes: you told me "{said.rstrip(".")}".'
            if said
            else f"I don't know whether you have {a_or_an(what.rstrip('s'))}: {_NOTHING}"
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
        return f"I don't know {phrase[kinds[0]]}: {_NOTHING}"
    latest = values[-1]
    if set(content(latest)) & set(content(rest)) or latest.lower() in rest:
        return f"Yes, {_sentence_of(kinds[0], latest)}."
    return f"No: {_sentence_of(next(k for k in kinds if facts.get(k)), latest)}, as far as you told me."


def _sentence_of(kind: str, value: str) -> str:
    value = to_second_person(value)
    forms = {
        "name": "your name is {}",
        "job": "you are {}",
        "employer": "you work at {}",
        "field": "you work in {}",
        "city": "you live in {}",
        "origin": "you are from {}",
        "learning": "you are learning {}",
        "project": "you are building {}",
        "diet": "you are {}",
        "like": "you like {}",
        "speak": "you speak {}",
        "age": "you are {}",
        "avoid": "you avoid {}",
        "dislike": "you don't like {}",
        "budget": "your budget is {}",
        "dates": "you travel {}",
        "language": "your language is {}",
        "have": "you have {}",
        "money": "you spoke of {}",
        "note": "you asked me to remember that {}",
    }
    return forms[kind].format(
        a_or_an(value)
        if kind == "job" and not patterns.match(r"(?:teach|drive|repair|design|sell|fly|manage|run)\b", value)
        else value
    )


def _profile(facts: Facts) -> str:
    parts = known_facts(facts)
    if not parts:
        return f"I don't know anything about you: {_NOTHING}"
    return "Here is what you told me. " + " ".join(part[0].upper() + part[1:] + "." for part in parts)


def known_facts(facts: Facts) -> list[str]:
    """Everything known about the learner, one clause for each fact: "your name is Ada"."""
    parts = []
    for kind in (
        "name",
        "job",
        "employer",
        "field",
        "city",
        "origin",
        "age",
        "learning",
        "project",
        "language",
        "diet",
        "avoid",
        "budget",
        "dates",
        "speak",
    ):
        values = facts.all(kind)
        if values:
            many = kind in ("diet", "avoid", "speak")
            parts.append(_sentence_of(kind, joined(values) if many else values[-1]))
    if likes := facts.all("like"):
        parts.append(_sentence_of("like", joined(likes)))
    if dislikes := facts.all("dislike"):
        parts.append(_sentence_of("dislike", joined(dislikes)))
    seen = {
        fact.said
        for fact in facts.told
        if not fact.kind.startswith("my ") and fact.kind not in ("have", "note")
    }
    latest = {
        fact.kind: fact for fact in facts.told if fact.kind.startswith("my ") or fact.kind in ("have", "note")
    }
    for fact in latest.values():
        if fact.said not in seen:
            seen.add(fact.said)
            said = fact.said.rstrip(".! ")
            parts.append(
                to_second_person(said[0].lower() + said[1:] if not patterns.match(r"I\b", said) else said)
            )
    return parts


def _details(facts: Facts) -> str:
    parts = [part for part in known_facts(facts) if not part.startswith("your name")]
    return " ".join(part[0].upper() + part[1:] + "." for part in parts[:3])
