"""Facts in the learner's own wording: "my X is Y", a pet and its name, a trade."""

import re

from course_lib.practice import patterns
from course_lib.practice.told.facts import Fact, Facts, own_key
from course_lib.practice.told.telling import ADV, FAV, IM, cleaned

_OWN = re.compile(
    r"\b(?:my|our) (?P<n>(?:[\w'+#-]+ ){0,4}?[\w'+#-]+?)(?:'s name is|'s called|'s named|"
    r" (?:is|are|was|will be)(?: actually| now| currently| still)?"
    r"(?: (?P<called>called|named))?|:(?! ?(?:my|i|our)\b) ?| =) ?(?P<v>[^:].*)",
    re.IGNORECASE,
)


_THE = re.compile(
    r"\bthe (?P<n>(?:[\w'-]+ ){0,3}[\w'-]+?) (?:is|are|was)(?: (?P<called>called|named))? (?P<v>.+)", re.I
)


_HAVE_NAMED = re.compile(
    r"\b(?:i|we)(?:'ve)? (?:have|has|got|own|adopted|bought)(?: got)? (?:an? |the |my |two |"
    r"three |\d+ )?(?P<n>[\w -]+?),? "
    r"(?:called|named|by the name of|whose name is|and (?:his|her|its|their) names? (?:is|are)|"
    r"(?:his|her|its|their) names? (?:is|are)) (?P<v>.+)",
    re.IGNORECASE,
)


_HAVE = re.compile(
    r"\b(?:i|we)(?:'ve| have)(?: also| just)? (?:got )?(?P<v>(?:an? |two |three |four |five |\d+ )[^,.!?;]+)",
    re.I,
)


_PET_NAME = re.compile(
    r"\bmy (?P<n>dog|cat|puppy|kitten|horse|parrot|hamster|rabbit|wife|husband|son|daughter|"
    r"brother|sister|partner|friend|boyfriend|girlfriend|boss|colleague|bird|goldfish|tortoise|"
    r"turtle|boat|car|mother|father|uncle|aunt|teacher|baby|pony|snake)(?:,| is|"
    r"'s) ?(?P<v>[A-ZÀ-Þ][\w-]+)"
)


_MOST = re.compile(
    r"\bthe (?P<n>[\w ]+?) (?:that )?i (?:like|love|prefer|enjoy|use|know)(?: the)?(?: most|"
    r" best| better)? is (?P<v>.+)",
    re.IGNORECASE,
)


_FAVOURITE_IS = re.compile(
    r"^(?P<v>[\w+#.' -]+?) (?:is|are|was|has always been|'s) (?:still |now |probably |"
    rf"definitely )?my (?:absolute |all-time |new )?(?P<n>{FAV} [\w ]+)",
    re.I,
)


_SAME = {
    "job": "job",
    "profession": "job",
    "occupation": "job",
    "employer": "employer",
    "company": "employer",
    "age": "age",
    "project": "project",
    "budget": "budget",
    "diet": "diet",
    "city": "city",
    "hometown": "origin",
}


_ITS_NAME = re.compile(r"\b(?:his|her|its|their) names? (?:is|are) (?P<v>.+)", re.IGNORECASE)


def tell_own(clause: str, sentence: str, facts: Facts) -> None:
    """Adds a "my X is Y", a named pet or a possession to the facts."""
    for pattern, suffix in (
        (_HAVE_NAMED, " name"),
        (_PET_NAME, " name"),
        (_FAVOURITE_IS, ""),
        (_MOST, ""),
        (_OWN, ""),
        (_THE, ""),
    ):
        match = pattern.search(clause)
        if not match or not (value := cleaned("own", match["v"])):
            continue
        noun = match["n"].lower() if pattern is not _MOST else f"favourite {match['n'].lower()}"
        if pattern in (_OWN, _THE):
            groups = match.groupdict()
            if (
                groups.get("called")
                or "'s name is" in match[0]
                or "'s called" in match[0]
                or "'s named" in match[0]
            ):
                suffix = " name"
            if noun in ("name", "first name", "full name") or len(noun.split()) > 5:
                return
            if pattern is _THE and not patterns.search(
                r"\b(?:code|password|word|number|pin|key|secret|deadline|name|date|meeting|title|"
                r"colou?r|topic|project|team|address)\b",
                noun,
            ):
                return
        noun = patterns.sub(r"'s name$| names?$", " name", noun)
        facts.told.append(Fact("my " + own_key(noun + suffix), value, sentence))
        plain_noun = noun.split()[-1]
        if (
            plain_noun in _SAME
            and not suffix
            and not any(f.kind == _SAME[plain_noun] and f.said == sentence for f in facts.told)
        ):
            facts.told.append(Fact(_SAME[plain_noun], value, sentence))
        if "language" in noun and patterns.search(FAV + "|programming|main|first", noun):
            facts.told.append(Fact("language", value, sentence))
        return
    its_name = _ITS_NAME.search(clause)
    if its_name and (owned := facts.get("have")) and (value := cleaned("own", its_name["v"])):
        for noun in (owned.split()[-1], "pet"):
            facts.told.append(Fact("my " + own_key(f"{noun} name"), value, sentence))
        return
    have = _HAVE.search(clause)
    if have and not patterns.search(
        r"\b(?:question|problem|idea|allergy|intolerance|look|doubt|request|budget of)\b", have["v"]
    ):
        facts.told.append(Fact("have", have["v"].strip(), sentence))


_ROLE = re.compile(
    rf"(?:{IM}|\bi work as|,) {ADV}an? (?P<v>(?:(?:\d+|"
    r"\w+)[ -]year[ -]old )?[a-z][\w/ -]*?)(?= (?:at|from|in|who|and|with|based|living|by|for|"
    r"on|of age|working)\b|[,.!?;]|$)",
    re.I,
)


def tell_role(clause: str, sentence: str, facts: Facts) -> None:
    """Adds the trade of an "I'm a nurse" to the facts."""
    match = _ROLE.search(clause)
    if not match:
        return
    role = patterns.sub(r"^\S+[ -]year[ -]old\s*", "", match["v"]).strip()
    if not role or patterns.search(
        r"\b(?:vegetarian|vegan|fan|lover|bit|little|beginner|newbie|person|man|woman|human|lot|"
        r"few|dog|cat|cats|dogs|huge|big|morning|night|member|pescatarian|coeliac|celiac|total|"
        r"complete|web|fast|good|great|nice|fine|new|small|simple|quick)\b",
        role,
    ):
        return
    if not any(f.kind == "job" and f.said == sentence for f in facts.told):
        facts.told.append(Fact("job", role, sentence))
