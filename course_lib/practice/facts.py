"""What the learner has told: facts read from the messages, where the latest statement wins."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from course_lib.practice import dates, patterns
from course_lib.practice.knowledge import Knowledge
from course_lib.practice.names import name_at
from course_lib.practice.words import plain, sentences, stem, without_code, words


@dataclass(frozen=True)
class Fact:
    """One thing told: its kind ("job", or "my cat" for the learner's own wording), its value, and the sentence."""

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


_IM = r"(?:\bi are|\bi'm|\bi am|\bim|\bwe're|\bwe are|\bi've been|\bi was|\bi'll be)"
_I = r"(?:\bi|\bwe)"
_ADV = (
    r"(?:(?:now|currently|actually|also|just|really|mostly|mainly|usually|still|always|only|"
    r"originally|recently|absolutely|totally|very|both|so|quite|already|even|probably|self-|"
    r"presently|happily|have|used|do) )*"
)
_FAV = r"(?:favou?rite|preferred|go-to|fave)"

_TABLE: tuple[tuple[str, str], ...] = (
    (
        "employer",
        rf"{_I}'?(?:ve| have|m)? ?{_ADV}(?:work(?:ed|s|ing)?|employed|interning|"
        r"intern) (?:\w+ )?(?:(?:in|on) [\w -]+? )?(?:at|for) (?P<v>.+)",
    ),
    (
        "employer",
        r"\b(?:i|i'm|i've)(?: \w+)? (?:got|was|been|am|just got)(?: \w+)? (?:hired|employed|"
        r"recruited|taken on) (?:by|at) (?P<v>.+)",
    ),
    ("employer", rf"{_IM} {_ADV}(?:working|employed|interning) (?:\w+ )?(?:at|for|by) (?P<v>.+)"),
    (
        "employer",
        rf"{_I}(?:'ve| have)? {_ADV}(?:joined|started (?:working )?at|got (?:a|"
        r"my) (?:new )?job (?:at|with)|moved to (?=[A-Z]\w+ as )|switched to a job at|"
        r"begun (?:working )?at|left .+? (?:for|to join|and joined)|changed jobs to|"
        r"quit .+? (?:for|to join)) (?P<v>.+)",
    ),
    ("employer", r"\bmy (?:current |new )?(?:employer|company|workplace) is (?:called )?(?P<v>.+)"),
    ("employer", rf"{_IM} {_ADV}(?:an? |the )?[\w -]{{2,40}}? (?:at|for) (?P<v>(?:the )?[A-Z][\w&.'-]*.*)"),
    ("employer", r"\bi'm at (?P<v>[A-Z][\w&.'-]+.*)"),
    ("employer", r"\bworking (?:at|for) (?P<v>[A-Z][^.!?,]*?)(?= (?:sounds|is|must|can|seems)\b)"),
    (
        "job",
        rf"{_I}'?(?:ve| have|m)? ?{_ADV}(?:work(?:ed|s|ing)?|employed|job) (?:\w+ )?(?:(?:at|for|"
        r"in) [\w .&'-]+? )?as (?:an? |the )?(?P<v>.+)",
    ),
    (
        "job",
        r"\bi(?:'ve)? (?:just |recently |now )?(?:became|become|was promoted to|got promoted to|"
        r"retrained as|was made) (?:an? |the )?(?P<v>[a-z].+)",
    ),
    (
        "job",
        r"\b(?:my|your) (?:current |new |day )?(?:job|profession|occupation|job title|role|"
        r"position|trade|line of work)(?: is|'s) (?:being |that of |as )?(?:an? |the )?(?P<v>.+)",
    ),
    (
        "job",
        rf"{_IM} {_ADV}(?:employed as|training as|training to be|studying to be|a trained|"
        r"a qualified) (?:an? )?(?P<v>.+)",
    ),
    ("job", r"\bi (?P<v>(?!do\b)[a-z][\w ]{2,40}) for (?:a living|work|my job)\b"),
    ("job", r"\bfor (?:a living|work),? i (?P<v>(?:am |'m )?.+)"),
    (
        "job",
        rf"{_I} {_ADV}(?P<v>(?:teach|drive|repair|design|sell|fly|manage|run|nurse|translate|farm|"
        r"edit|own) .+)",
    ),
    ("field", rf"{_I}'?(?:m)? ?{_ADV}work(?:ing|s)? (?:\w+ )?(?:in|with) (?P<v>.+)"),
    (
        "city",
        rf"{_I}'?(?:ve)? ?{_ADV}(?:live|lived|lives|living|reside|resides|stay|staying|settled|"
        r"grew roots) (?:\w+ )?(?:in|at|near|on) (?P<v>.+)",
    ),
    (
        "city",
        rf"{_IM} {_ADV}(?:living|based|located|residing|settled|staying|situated) (?:in|at|near|on|"
        r"out of) (?P<v>.+)",
    ),
    (
        "city",
        rf"{_I}(?:'ve| have)? {_ADV}(?:(?:relocated|moved) (?:(?:back |over |away |"
        r"here )?(?:from .+? )?)?to) (?P<v>.+)",
    ),
    (
        "city",
        r"\b(?:my|your) (?:home ?town|city|home city|home|town|country|current city|location|"
        r"village|place of residence)(?: is|'s) (?:in )?(?P<v>.+)",
    ),
    ("city", r"\bi'm in (?P<v>[A-Z].+)"),
    ("city", r"\b(?:greetings|hello|hi|writing|here) from (?P<v>[A-Z].+)"),
    ("city", r"\b(?:i )?call (?P<v>[A-Z][\w ]+?) (?:my )?home"),
    ("origin", rf"{_IM} {_ADV}(?:coming )?(?:an? [\w -]+? |(?-i:[A-Z][\w-]+ ))?from (?P<v>.+)"),
    ("origin", r", an? [\w -]+? from (?P<v>[A-Z].+)"),
    ("origin", rf"{_I} {_ADV}(?:come|comes|came|hail|hails|grew up) (?:from|in) (?P<v>.+)"),
    ("origin", rf"{_I} (?:was|were) (?:born|raised)(?: and (?:born|raised))? in (?P<v>.+)"),
    (
        "learning",
        rf"(?:{_IM}|{_I}(?:'ve| have)? {_ADV}(?:started|begun|began|start|been|want|hope|plan|"
        rf"decided|try|need|would like)(?: to)?|\bi'd (?:like|love) to|{_IM} (?:trying|hoping|"
        rf"planning|starting|going|here) to) {_ADV}(?:learn|learning|study|studying|"
        r"teaching myself|teach myself|get into|getting into|practi[cs]ing|pick up|"
        r"picking up)(?: about| how to|ing)? (?P<v>.+)",
    ),
    ("learning", rf"{_I} {_ADV}(?:learn|learns|study|studies) (?P<v>.+)"),
    (
        "learning",
        rf"{_IM} {_ADV}(?:taking|doing|enrolled in|attending|following|on) (?:an? |"
        r"the )?(?:[\w-]+ )?(?:course|class|classes|lessons|tutorial|bootcamp|degree|"
        r"evening class)(?:es|s)? (?:on|in|about) (?P<v>.+)",
    ),
    ("learning", rf"{_IM} {_ADV}taking (?P<v>[\w ]+) (?:classes|lessons)"),
    ("learning", r"\bi switched (?:from .+? )?to learning (?P<v>.+)"),
    ("learning", r"^(?:learning )?(?P<v>[\w+# ]+?) is (?:well )?worth learning"),
    (
        "project",
        rf"(?:{_IM}|\bi(?:'ve| have)? {_ADV}(?:started|begun|began|been|"
        rf"finished)) {_ADV}(?:building|making|creating|developing|writing|coding|programming|"
        r"designing|working on|developing|implementing|putting together|hacking on|prototyping|"
        r"crafting)(?: up| together)? (?P<v>.+)",
    ),
    (
        "project",
        rf"(?:{_I} {_ADV}(?:want|need|plan|hope|intend|decided|have|would like|wish|aim)|"
        rf"\bi'd (?:like|love)|{_IM} (?:trying|hoping|planning|going|about|supposed|looking|"
        rf"starting)) to {_ADV}(?:build|make|create|develop|write|code|program|design|implement|"
        r"set up) (?P<v>.+)",
    ),
    (
        "project",
        r"\b(?:my|your) (?:current |new |side |latest |main |hobby |school |final |"
        r"next )*(?:project|app idea|startup)(?: is|'s) (?:building |making |to build |"
        r"called )?(?P<v>.+)",
    ),
    (
        "project",
        r"\b(?:building|making|creating|developing) (?P<v>an? [^.!?,]+?)(?= (?:is|sounds|will be|"
        r"makes)\b)",
    ),
    ("project", rf"{_I} {_ADV}(?:build|builds|develop|develops) (?P<v>an? .+)"),
    (
        "language",
        rf"\b(?:i|we)(?:'ve| have)? {_ADV}(?:code|coded|program|programmed|develop|write code|"
        r"write programs) (?:\w+ )?(?:in|with) (?P<v>.+)",
    ),
    ("age", rf"{_IM} {_ADV}(?:an? )?(?P<v>\d{{1,3}}|[a-z]+(?:-[a-z]+)?)[ -]?years?[ -]?old"),
    ("age", rf"{_IM} {_ADV}(?:turning )?(?P<v>\d{{1,3}})(?=$|[.,!;]| and\b| now\b| today\b)"),
    ("age", r"\bi(?:'ve)? (?:just )?turn(?:ed)? (?P<v>\d{1,3}|[a-z]+)\b"),
    ("age", r"\b(?:i'm|i am) [\w-]+, (?P<v>\d{2})(?=[,.]|$| and\b)"),
    ("age", r"\bmy age is (?P<v>.+)"),
    (
        "diet",
        rf"{_IM} {_ADV}(?:an? |on a |following a |going )?(?:strict(?:ly)? )?(?P<v>vegetarian|"
        r"vegan|pescatarian|pescetarian|gluten[- ]free|dairy[- ]free|celiac|coeliac|"
        r"lactose[- ]intolerant|plant-based|halal|kosher|keto|low-carb)\b",
    ),
    (
        "diet",
        rf"{_I} (?:only )?(?:eat|follow|keep|have|went|am on|turned|became|need it|prefer|cook|"
        rf"need) (?:an? )?{_ADV}(?P<v>vegetarian|vegan|pescatarian|gluten[- ]free|dairy[- ]free|"
        r"plant-based|halal|kosher|keto|low-carb)\b",
    ),
    (
        "diet",
        r"\b(?:my diet is|make it|keep it|it (?:must|should|"
        r"has to) be) (?:strictly )?(?P<v>vegetarian|vegan|pescatarian|gluten[- ]free|"
        r"dairy[- ]free|plant-based|halal|kosher|keto|low-carb)\b",
    ),
    ("diet", r"\bi have (?P<v>celiac|coeliac)\b"),
    (
        "avoid",
        rf"(?:{_I} {_ADV}(?:don't|do not|can't|cannot|never|won't|mustn't|must not) (?:eat|have|"
        rf"drink|like|touch|tolerate|consume|stand)|{_I} (?:avoid|hate)) (?:any )?(?P<v>.+)",
    ),
    ("avoid", r"(?:allergic|allergy|intolerant) to (?P<v>.+)"),
    (
        "avoid",
        r"\b(?:have|got|with) (?:an? )?(?:severe |bad |serious )?(?P<v>[a-z]+) (?:allergy|"
        r"intolerance)",
    ),
    (
        "avoid",
        r"\b(?:without|no) (?P<v>meat|fish|dairy|nuts|gluten|eggs?|pork|beef|chicken|shellfish|"
        r"seafood|mushrooms|cheese|soy|peanuts|onions?|garlic|wheat|lactose)\b",
    ),
    (
        "like",
        rf"(?:{_I} {_ADV}(?:love|loves|like|likes|enjoy|enjoys|adore|prefer)|{_IM} {_ADV}(?:into|"
        r"interested in|fond of|keen on|passionate about|(?:an? )?(?:big |huge |great )?(?:fan of|"
        r"lover of)|crazy about|mad about|obsessed with)) (?!to (?:know|see|plan|book|ask|have|"
        r"go on)\b)(?P<v>.+)",
    ),
    (
        "like",
        r"\b(?:my|your) (?:main |biggest )?(?:hobby|hobbies|interests?|passions?)(?: is|'s| are|"
        r" include)? (?P<v>.+)",
    ),
    ("like", r"\bin (?:my|your) (?:free|spare) time,? i (?P<v>.+)"),
    (
        "like",
        rf"{_I} {_ADV}(?P<v>(?:play|collect|paint|sing|dance|knit|climb|surf|garden|juggle|bake|"
        r"fish|draw|sail|run) (?!a business).+)",
    ),
    (
        "dislike",
        rf"{_I} {_ADV}(?:hate|dislike|can't stand|don't (?:really )?(?:like|enjoy)|detest|"
        r"loathe) (?P<v>.+)",
    ),
    ("speak", rf"{_I} {_ADV}(?:speak|speaks) (?P<v>.+)"),
    (
        "budget",
        r"\bbudget(?: range)?(?: is|'s| of|:| would be| will be| for .+? is)? (?P<v>(?:around |"
        r"about |up to |roughly |approximately |under |at most |between |max(?:imum)? |only |"
        r"maybe |somewhere |~)*(?:[$€£¥₹]|\d).*)",
    ),
    (
        "budget",
        r"\b(?:spend|afford|pay|have|got|set aside|saved(?: up)?|budgeted) (?P<v>(?:around |about |"
        r"up to |roughly |approximately |under |at most |between |max(?:imum)? |only |maybe |"
        r"no more than |~)*(?:[$€£¥₹] ?\d|\d[\d.,]*k? ?(?:dollars|euros?|usd|eur|pounds|gbp|bucks|"
        r"francs|chf|kr|kronor|yen|rupees|inr|aud|cad|zloty)).*)",
    ),
    (
        "budget",
        r"\b(?P<v>(?:low|tight|small|limited|modest|medium|mid-range|moderate|generous|big|large|"
        r"high|unlimited|shoestring|student) budget)",
    ),
)
_PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _TABLE)

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
    rf"definitely )?my (?:absolute |all-time |new )?(?P<n>{_FAV} [\w ]+)",
    re.I,
)
_NOT_BUT = re.compile(
    r"\bnot (?:an? |in |at |called )?(?P<old>[^,;.!?]+?),? but (?:rather )?(?:an? |in |at |"
    r"called )?(?P<new>[^,;.!?]+)",
    re.I,
)
_RATHER = re.compile(
    r"(?:\b(?:it's|it is|i meant|make that|i mean|that's|should be|that should be|is|in|at|to|"
    r"as|called|me) )?(?P<new>[^,;.!?]+?),? (?:and )?(?:not|instead of|rather than) (?:an? |"
    r"in |at )?(?P<old>[^,;.!?]+)",
    re.I,
)
_MEANT = re.compile(
    r"^(?:(?:sorry|oops|no|wait|correction|actually|i mean)[,:.]? )+(?:it's|it is|i meant|"
    r"make that|that's|i mean|should be|i meant to say) (?P<new>[^,;.!?]+)",
    re.I,
)
_NO_LONGER = re.compile(
    r"\b(?:(?:i'm|i am|i do|i don't|i|my|you're|you) ?(?:not|don't|doesn't|no longer|stopped|"
    r"quit|left|gave up|isn't|used to be|am not|haven't been).*)",
    re.I,
)
_ANY_MORE = re.compile(
    r"\b(?:any ?more|any longer|no longer|stopped|used to|quit|gave up|i left|not .* now)\b", re.I
)
_EATS_AGAIN = re.compile(
    r"\bi(?:'ve)?(?: have)? (?:now |do )?(?:eat|started eating|eating|"
    r"went back to)(?: eating)? (?P<v>meat|fish|everything|dairy|anything|eggs)\b",
    re.I,
)
_REMEMBER = re.compile(
    r"\b(?:remember|note|keep in mind|don't forget|bear in mind|for the record|make a note|fyi|"
    r"for your information)\b(?: down)?(?: this| the following)?(?: that)?[:,]? (?P<v>.+)",
    re.I,
)

_USED_TO = re.compile(
    r"used to be [^,.;]+?,? (?:but |and )(?:now )?(?:it's|it is|is|they're)(?: now)? ", re.IGNORECASE
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
_CUT = re.compile(
    r"\s*(?:[;:!?(]|\.(?=\s|$)|\s[-–—]\s|[–—]|,? (?:but|because|so|since|while|whereas|which|"
    r"who|where|though|although|if|when|until)\b|,? and (?:i|i'm|i've|my|we|am|also|have|live|"
    r"work|need|want|love|like|would|it|could|can|he|she|they|is|was)\b"
    r"|, (?:i|i'm|my|and|what|can|could|how|please|so)\b).*",
    re.IGNORECASE | re.DOTALL,
)
_TAIL = re.compile(
    r"[\s,]+(?:now|nowadays|currently|these days|at the moment|right now|today|by the way|btw|"
    r"too|as well|though|instead|please|any ?more|actually|at present|lately|again|yet|still|"
    r"here|there|then|first|for now|for a living|and so on|the most|a lot|very much|so much|"
    r"best|most|at all|lol|haha|thanks|thank you|mate)$",
    re.IGNORECASE,
)
_LISTS = {"like", "avoid", "dislike", "speak", "diet"}
_PLACES = {"city", "origin"}


def facts_in(turns: Iterable[tuple[str, str]], knowledge: Knowledge) -> Facts:
    """The facts told in (role, text) pairs: mostly by the user; a reply or a summary that repeats one carries it too."""
    facts = Facts()
    asked = ""
    for role, text in turns:
        if role == "user":
            for sentence in sentences(without_code(plain(text))):
                _read(sentence, facts, knowledge, asked)
            asked = ""
        elif role in ("assistant", "system"):
            lines = sentences(without_code(plain(text)))
            asked = lines[-1] if role == "assistant" and lines and lines[-1].endswith("?") else ""
            for sentence in lines:
                _overheard(sentence, role, facts, knowledge)
    return facts


_ELIDED = re.compile(
    r"\b(and|but)(?: now| also| currently)? (?=(?:work|live|study|learn|love|like|have|am|want|"
    r"enjoy|speak|play|build|teach|"
    r"need|prefer|use|hate|code|come|drive|own|collect|moved|joined|started|program)\b)",
    re.IGNORECASE,
)

_PARTICIPLE = re.compile(
    r",\s+(?:and )?(?:currently )?(?=(?:living|working|studying|learning|building|based|"
    r"writing) \w)",
    re.IGNORECASE,
)


def clauses(sentence: str) -> Iterator[str]:
    """The parts of a sentence that each say one thing of the learner."""
    if patterns.match(r"\W*(?:\w+,? ){0,3}(?:i|i'm|i've|my|this is|we)\b", sentence, re.IGNORECASE):
        sentence = _ELIDED.sub(lambda m: f"{m[1]} I ", sentence)
        sentence = _PARTICIPLE.sub(", I'm ", sentence)
    yield from patterns.split(
        r"(?:,|;)?\s+(?:and|but|so|because|while|although)\s+(?=(?:i'm|i am|i've|i'd|i|my|we|"
        r"we're)\b)|[,;]\s+(?=(?:i'm|i am|i've|i'd|i|my|we're)\s)",
        sentence,
        flags=re.IGNORECASE,
    )


@lru_cache(maxsize=2048)
def is_question(sentence: str) -> bool:
    """Whether a sentence asks rather than tells."""
    if sentence.rstrip("\"') ").endswith("?"):
        return True
    return bool(
        patterns.match(
            r"(?:so |and |but |ok(?:ay)?,? |hey,? |hi,? |please,? |now,? |then,? )*(?:what|who|where|"
            r"when|which|why|how|whose|do you|can you|could you|would you|will you|can i|should i|am i|"
            r"did i|is it|does it|is there|are there)\b",
            sentence,
            re.I,
        )
    )


def _read(sentence: str, facts: Facts, knowledge: Knowledge, asked: str) -> None:
    remembered = _REMEMBER.search(sentence)
    if is_question(sentence):
        # "I'm Ada and I live in Oslo, what should I see?" still tells something before it asks.
        head = patterns.split(
            r"[,;]?\s+(?:(?:and|so|but) )?(?=(?:what|who|where|when|which|why|how|can you|"
            r"could you|do you|should i|can i)\b)",
            sentence,
            maxsplit=1,
            flags=re.I,
        )[0]
        if head == sentence or not patterns.search(r"\b(?:i|i'm|im|my|me|i've|this is)\b", head, re.I):
            tail = patterns.search(
                r"\b(?:now that|since|because|given that|as|if) (i(?:'m| am|'ve)? .+)\?", sentence, re.I
            )
            if tail and not patterns.match(r"i (?:use|want|change|add|do)\b", tail[1]):
                _read(tail[1], facts, knowledge, "")
            return
        sentence = head
    if remembered and not is_question(remembered["v"]) and len(remembered["v"].split()) > 2:
        sentence = remembered["v"]
        facts.told.append(Fact("note", sentence.rstrip(". "), sentence))
    facts.statements.append(sentence)
    sentence = _USED_TO.sub("is ", sentence)
    if _corrected(sentence, facts):
        return
    name = name_at(
        sentence, knowledge, asked=bool(patterns.search(r"\b(?:your name|call you)\b", asked, re.I))
    )
    if name:
        facts.told.append(Fact("name", name, sentence))
    for clause in clauses(sentence):
        _tell(clause, sentence, facts, named=bool(name))
    if asked:
        _answered(sentence, asked, facts)
    when = dates.when(sentence)
    if when:
        facts.told.append(Fact("dates", when, sentence))
    money = dates.money(sentence)
    if money and facts.get("budget") is None:
        facts.told.append(Fact("money", money, sentence))


_SUBJECTLESS = re.compile(
    r"^\W*(?:(?:currently|now|just|still|also|at the moment|right now),? )?(?=(?:building|"
    r"making|coding|learning|studying|working|"
    r"living|writing|developing|creating|designing) \w)(?!.*\b(?:is|sounds|must|can|seems|takes|was)\b)",
    re.IGNORECASE,
)


def _tell(clause: str, sentence: str, facts: Facts, *, named: bool = False) -> None:
    clause = _SUBJECTLESS.sub("I'm ", clause)
    if _NO_LONGER.search(clause) and (
        _ANY_MORE.search(clause) or patterns.search(r"\bi(?:'m| am) not\b", clause, re.I)
    ):
        _forget(clause, facts)
        rest = patterns.search(
            r"\b(?:and|but|to join|for|because|so)\b\s+(?:i )?(?P<x>.+)", clause, re.IGNORECASE
        )
        if not rest or not patterns.search(r"\b(?:left|quit|stopped|gave up)\b", clause, re.IGNORECASE):
            return
        clause = f"I joined {rest['x']}" if rest[0].startswith(("for", "to join")) else f"I {rest['x']}"
    again = _EATS_AGAIN.search(clause)
    if again:
        facts.drop("diet")
        facts.drop("avoid", "" if again["v"] in ("everything", "anything") else again["v"])
    for kind, value in _values_in(clause):
        if value:
            if kind == "project" and patterns.match(
                r"(?:my|the|a|some)? ?(?:living|dinner|lunch|breakfast|sure|it|that|this|progress|"
                r"money|plans?|mistake|friends)\b",
                value,
                re.I,
            ):
                continue
            if kind == "employer" and patterns.match(
                r"(?:a living|myself|home|free|an?\b.*\bcompany$)", value, re.I
            ):
                kind = "field" if "company" in value else "skip"
            if kind != "skip" and not any(
                f.kind == kind and f.said == sentence and value in f.value for f in facts.told
            ):
                facts.told.append(Fact(kind, value, sentence))
    _tell_own(clause, sentence, facts)
    if not named or patterns.search(r",\s*an?\s", clause):
        _tell_role(clause, sentence, facts)


@lru_cache(maxsize=4096)
def _values_in(clause: str) -> tuple[tuple[str, str], ...]:
    """The kinds of fact that a clause tells, with their values; the same clause comes back with every request."""
    found = ((kind, pattern.search(clause)) for kind, pattern in _PATTERNS)
    return tuple((kind, _clean(kind, match["v"])) for kind, match in found if match)


def _tell_own(clause: str, sentence: str, facts: Facts) -> None:
    for pattern, suffix in (
        (_HAVE_NAMED, " name"),
        (_PET_NAME, " name"),
        (_FAVOURITE_IS, ""),
        (_MOST, ""),
        (_OWN, ""),
        (_THE, ""),
    ):
        match = pattern.search(clause)
        if not match or not (value := _clean("own", match["v"])):
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
        if "language" in noun and patterns.search(_FAV + "|programming|main|first", noun):
            facts.told.append(Fact("language", value, sentence))
        return
    have = _HAVE.search(clause)
    if have and not patterns.search(
        r"\b(?:question|problem|idea|allergy|intolerance|look|doubt|request|budget of)\b", have["v"]
    ):
        facts.told.append(Fact("have", have["v"].strip(), sentence))


_ROLE = re.compile(
    rf"(?:{_IM}|\bi work as|,) {_ADV}an? (?P<v>(?:(?:\d+|"
    r"\w+)[ -]year[ -]old )?[a-z][\w/ -]*?)(?= (?:at|from|in|who|and|with|based|living|by|for|"
    r"on|of age|working)\b|[,.!?;]|$)",
    re.I,
)


def _tell_role(clause: str, sentence: str, facts: Facts) -> None:
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


def _clean(kind: str, value: str) -> str:
    value = value.strip().strip("\"'“”*` ")
    value = _CUT.sub("", value)
    if kind == "employer":
        value = patterns.split(r",|\s(?:as|in|since|for|on|doing|where|near|and)\b", value, maxsplit=1)[0]
    elif kind in ("job", "field"):
        value = patterns.split(
            r",|\s(?:at|for|in (?=[A-Z])|since|near|who|based|living|from)\b", value, maxsplit=1
        )[0]
    elif kind in _PLACES:
        value = patterns.sub(r",(?! [A-Z]).*", "", value)
        value = patterns.split(
            r"\s(?:and|with|for|since|as|near|working|at|to|right|because|originally|but|from)\b",
            value,
            maxsplit=1,
        )[0]
        if not patterns.match(r"(?:the |a |an )?[^\W\d_]", value) or patterns.match(
            r"(?:the |a |an )?(?:love|trouble|process|middle|mood|past|way|moment|end|beginning|"
            r"charge|shape|need|touch|hurry|scratch|home)\b",
            value,
            re.I,
        ):
            return ""
    elif kind in ("learning", "project", "language"):
        value = (
            patterns.split(
                r",|\s(?:to (?=\w+ (?:my|a|the))|that|in order|since|for (?=(?:work|fun|school|my|a|"
                r"two|three|the last|\d))|at (?=[A-Z])|on my|with my|and (?=am|plan|want|have|could|"
                r"need))\b",
                value,
                maxsplit=1,
            )[0]
            if kind != "project"
            else patterns.split(
                r",|\s(?:since|as a hobby|as my|for fun|for school|for my|at the|on my own|with my)\b",
                value,
                maxsplit=1,
            )[0]
        )
    elif kind == "avoid":
        value = patterns.split(r"\s(?:at|on|in|for|with|when|after|before)\b", value, maxsplit=1)[0]
    elif kind == "age":
        value = (
            value
            if patterns.match(
                r"\d|(?:\w+teen|twelve|eleven|ten|nine|eight|twenty|thirty|forty|fifty|sixty|seventy|"
                r"eighty|ninety)",
                value,
            )
            else ""
        )
    elif kind == "budget":
        value = patterns.split(
            r"[,.](?!\d)|\s(?:and i|and my|for me|on (?=it)|in total)\b", value, maxsplit=1
        )[0]
    while True:
        shorter = _TAIL.sub("", value.rstrip(".!,;: "))
        if shorter == value:
            break
        value = shorter
    value = patterns.sub(r"^(?:to |about )(?=\w+ing\b)", "", value).strip("\"' ")
    return value if len(value) <= 160 else ""


def _corrected(sentence: str, facts: Facts) -> bool:
    match = _NOT_BUT.search(sentence)
    if match and facts.replace(match["old"].strip(), match["new"].strip(), sentence):
        return True
    match = _RATHER.search(sentence)
    if match and facts.replace(
        match["old"].strip(),
        patterns.sub(r"^.*\b(?:is|it's|in|at|called|as|me|to) ", "", match["new"]).strip(),
        sentence,
    ):
        return True
    match = _MEANT.search(sentence)
    if match and facts.told:
        latest = facts.told[-1]
        facts.told.append(Fact(latest.kind, match["new"].strip(), sentence))
        return True
    return False


def _forget(clause: str, facts: Facts) -> None:
    lowered = clause.lower()
    if patterns.search(r"\bvegetarian|vegan|pescatarian|gluten|dairy|keto|halal|kosher|diet|meat\b", lowered):
        facts.drop("diet")
    if patterns.search(r"\ballerg", lowered):
        facts.drop("avoid")
    for kind, hint in (
        ("employer", "work|left|quit|at "),
        ("city", "live|based"),
        ("learning", "learn|study"),
        ("project", "build|making|work|writing|creating"),
        ("job", "i'm|i am|as a|used to"),
        ("like", "like|love|into"),
    ):
        value = facts.get(kind)
        if (
            value
            and patterns.search(hint, lowered)
            and (
                value.lower() in lowered
                or (kind in ("learning", "project") and not set(words(value)).isdisjoint(words(lowered)))
            )
        ):
            facts.drop(kind, value)
    old = patterns.search(r"\b(?:i'm|i am) not (?:called |named )?(?P<v>\w+)", clause, re.I)
    if old and (facts.get("name") or "").lower() == old["v"].lower():
        facts.drop("name")


def _answered(sentence: str, asked: str, facts: Facts) -> None:
    """A short answer to a question of ours is a fact of the kind that was asked for."""
    short = sentence.strip().rstrip(".!")
    if len(short.split()) > 8 or any(fact.said == sentence for fact in facts.told):
        return
    for kind, pattern in (
        ("city", r"where (?:do you live|are you (?:based|located|from))|which (?:city|country|town)"),
        ("employer", r"where do you work|who do you work for"),
        ("job", r"what do you do|your (?:job|profession|role)"),
        ("learning", r"what are you (?:learning|studying)"),
        ("project", r"what are you (?:building|making|working on)"),
        ("language", r"(?:which|what|favou?rite) (?:programming )?language"),
        ("budget", r"\bbudget\b"),
        ("dates", r"\b(?:when|dates)\b"),
        ("like", r"\b(?:interest|interests|interested|like|enjoy)\b"),
        ("age", r"how old"),
    ):
        if patterns.search(pattern, asked, re.I):
            value = (
                patterns.sub(
                    r"^(?:in|at|for|as|a|an|it's|its|probably|maybe|around|about|i think|the) ",
                    "",
                    short,
                    flags=re.I,
                )
                if kind != "budget"
                else short
            )
            facts.told.append(Fact(kind, value, sentence))
            return


_GREETED = re.compile(
    r"\b(?:nice|good|great|lovely|pleased|glad|delighted|happy) to (?:meet|see|"
    r"know) you(?: too| again)?,? (?P<v>[^\W\d_][\w' -]*)",
    re.I,
)
_ADDRESSED = re.compile(
    r"^(?:hi|hello|hey|welcome(?: back)?|thanks|thank you|sure|great|of course|good (?:morning|"
    r"evening|afternoon)|got it|noted|ok(?:ay)?|bye|goodbye|certainly|"
    r"sorry),? (?P<v>[^\W\d_][\w'-]*)(?=[,.!:]|$)",
    re.I,
)


def _overheard(sentence: str, role: str, facts: Facts, knowledge: Knowledge) -> None:
    """A reply that greets by name, or a summary in the third person, carries facts as well."""
    if is_question(sentence):
        return
    own = Facts()
    if role == "assistant":
        for pattern in (_GREETED, _ADDRESSED):
            match = pattern.search(sentence)
            if (
                match
                and (name := name_at("my name is " + match["v"], knowledge, strict=True))
                and name.lower() not in _not_names(knowledge)
            ):
                own.told.append(Fact("name", name, sentence))
                break
    turned = _about_the_user(sentence, role)
    if turned:
        if name := name_at(turned, knowledge, strict=role == "assistant"):
            own.told.append(Fact("name", name, sentence))
        for clause in clauses(turned):
            _tell(clause, sentence, own)
    for fact in own.told:
        if facts.get(fact.kind) is None:
            facts.told.append(fact)


def _not_names(knowledge: Knowledge) -> set[str]:
    return set(knowledge["words"]["not_names"])


@lru_cache(maxsize=2048)
def _about_the_user(sentence: str, role: str) -> str:
    if role == "assistant":
        if patterns.search(r"\b(?:could|would|should|might|can|if|let|try)\b", sentence, re.I):
            return ""
        if not patterns.search(r"\b(?:you|your|you're|you've)\b", sentence, re.I):
            return (
                sentence
                if patterns.match(
                    r"(?:working at|building an?|learning|\w+ is worth learning|making an?)\b", sentence, re.I
                )
                else ""
            )
        text = patterns.sub(r"\b(?:i'm|i am|i|my|me)\b", "the model", sentence, flags=re.I)
        text = patterns.sub(r"^.*?\byou (?:told me|said|mentioned)(?: that)? ", "", text, flags=re.I)
        return patterns.sub(
            r"\byou are\b|\byou're\b",
            "i'm",
            patterns.sub(
                r"\byou've\b",
                "i've",
                patterns.sub(
                    r"\byour\b", "my", patterns.sub(r"\byou\b(?! are)", "i", text, flags=re.I), flags=re.I
                ),
                flags=re.I,
            ),
            flags=re.I,
        )
    person = r"(?:the|this|our|a) (?:user|customer|learner|student|client|person|human|guest|caller|visitor)"
    summary = patterns.match(
        r"(?:summary|so far|earlier|conversation so far|previously|notes?|memory|known facts?|"
        r"facts?)[^:]{0,60}: ?(.+)",
        sentence,
        re.I,
    )
    text = summary[1] if summary else sentence
    subject = (
        patterns.match(
            r"(?P<n>[A-ZÀ-Þ][\w-]+) (?:is|works|lives|wants|has|likes|loves|'s|and|told|uses|prefers|"
            r"was|needs)\b",
            text,
        )
        if summary or patterns.search(r"\b(?:conversation|summary)\b", sentence, re.I)
        else None
    )
    if subject and subject["n"].lower() not in ("the", "user", "they", "he", "she", "it"):
        text = f"My name is {subject['n']}, I " + text[subject.end("n") :].lstrip()
    elif not patterns.search(rf"\b{person}\b|\buser\b|\bthey\b|\b(?:he|she)\b", text, re.I):
        return ""
    text = patterns.sub(rf"\b(?:{person}|user)'s\b|\b(?:his|her|their)\b", "my", text, flags=re.I)
    text = patterns.sub(rf"\b(?:{person}|user|he|she|they)(?: is| are|'s|'re)\b", "I'm", text, flags=re.I)
    text = patterns.sub(rf"\b(?:{person}|user|he|she|they)\b", "I", text, flags=re.I)
    text = patterns.sub(
        r"\bI (?:told|said|mentioned|stated|introduced \w+ as|asked)(?: (?:me|us|you))?(?: that)?,? ",
        "",
        text,
        flags=re.I,
    )
    text = patterns.sub(
        r"\band (?:is|are)\b|\bI (?:is|are)\b", lambda m: "and I'm" if m[0].startswith("and") else "I'm", text
    )
    text = patterns.sub(
        r"\b(?:and|,) (works|lives|wants|likes|loves|has|prefers|studies)\b", r"and I \1", text
    )
    return patterns.sub(
        r"\bI (works|lives|wants|likes|loves|prefers|enjoys)\b", lambda m: "I " + m[1][:-1], text
    )
