"""The phrases in which people tell facts of themselves, and the value in each."""

import re
from functools import lru_cache

from course_lib.practice import patterns

IM = r"(?:\bi are|\bi'm|\bi am|\bim|\bwe're|\bwe are|\bi've been|\bi was|\bi'll be)"


_I = r"(?:\bi|\bwe)"


ADV = (
    r"(?:(?:now|currently|actually|also|just|really|mostly|mainly|usually|still|always|only|"
    r"originally|recently|absolutely|totally|very|both|so|quite|already|even|probably|self-|"
    r"presently|happily|have|used|do) )*"
)


FAV = r"(?:favou?rite|preferred|go-to|fave)"


_TABLE: tuple[tuple[str, str], ...] = (
    (
        "employer",
        rf"{_I}'?(?:ve| have|m)? ?{ADV}(?:work(?:ed|s|ing)?|employed|interning|"
        r"intern) (?:\w+ )?(?:(?:in|on) [\w -]+? )?(?:at|for) (?P<v>.+)",
    ),
    (
        "employer",
        r"\b(?:i|i'm|i've)(?: \w+)? (?:got|was|been|am|just got)(?: \w+)? (?:hired|employed|"
        r"recruited|taken on) (?:by|at) (?P<v>.+)",
    ),
    ("employer", rf"{IM} {ADV}(?:working|employed|interning) (?:\w+ )?(?:at|for|by) (?P<v>.+)"),
    (
        "employer",
        rf"{_I}(?:'ve| have)? {ADV}(?:joined|started (?:working )?at|got (?:a|"
        r"my) (?:new )?job (?:at|with)|moved to (?=[A-Z]\w+ as )|switched to a job at|"
        r"begun (?:working )?at|left .+? (?:for|to join|and joined)|changed jobs to|"
        r"quit .+? (?:for|to join)) (?P<v>.+)",
    ),
    ("employer", r"\bmy (?:current |new )?(?:employer|company|workplace) is (?:called )?(?P<v>.+)"),
    ("employer", rf"{IM} {ADV}(?:an? |the )?[\w -]{{2,40}}? (?:at|for) (?P<v>(?:the )?[A-Z][\w&.'-]*.*)"),
    (
        "employer",
        rf"{_I}'?(?:ve| have|m)? ?{ADV}work(?:ed|s|ing)? as (?:an? |the )?[\w -]{{2,40}}? (?:at|for) "
        r"(?P<v>(?:the )?(?-i:[A-Z])[\w&.'-]*.*)",
    ),
    ("employer", r"\bi'm at (?P<v>[A-Z][\w&.'-]+.*)"),
    ("employer", r"\bworking (?:at|for) (?P<v>[A-Z][^.!?,]*?)(?= (?:sounds|is|must|can|seems)\b)"),
    (
        "job",
        rf"{_I}'?(?:ve| have|m)? ?{ADV}(?:work(?:ed|s|ing)?|employed|job) (?:\w+ )?(?:(?:at|for|"
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
        rf"{IM} {ADV}(?:employed as|training as|training to be|studying to be|a trained|"
        r"a qualified) (?:an? )?(?P<v>.+)",
    ),
    ("job", r"\bi (?P<v>(?!do\b)[a-z][\w ]{2,40}) for (?:a living|work|my job)\b"),
    ("job", r"\bfor (?:a living|work),? i (?P<v>(?:am |'m )?.+)"),
    (
        "job",
        rf"{_I} {ADV}(?P<v>(?:teach|drive|repair|design|sell|fly|manage|run|nurse|translate|farm|"
        r"edit|own) .+)",
    ),
    ("field", rf"{_I}'?(?:m)? ?{ADV}work(?:ing|s)? (?:\w+ )?(?:in|with) (?P<v>.+)"),
    (
        "city",
        rf"{_I}'?(?:ve)? ?{ADV}(?:live|lived|lives|living|reside|resides|stay|staying|settled|"
        r"grew roots) (?:\w+ )?(?:in|at|near|on) (?P<v>.+)",
    ),
    (
        "city",
        rf"{IM} {ADV}(?:living|based|located|residing|settled|staying|situated) (?:in|at|near|on|"
        r"out of) (?P<v>.+)",
    ),
    (
        "city",
        rf"{_I}(?:'ve| have)? {ADV}(?:(?:relocated|moved) (?:(?:back |over |away |"
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
    ("origin", rf"{IM} {ADV}(?:coming )?(?:an? [\w -]+? |(?-i:[A-Z][\w-]+ ))?from (?P<v>.+)"),
    ("origin", r", an? [\w -]+? from (?P<v>[A-Z].+)"),
    ("origin", rf"{_I} {ADV}(?:come|comes|came|hail|hails|grew up) (?:from|in) (?P<v>.+)"),
    ("origin", rf"{_I} (?:was|were) (?:born|raised)(?: and (?:born|raised))? in (?P<v>.+)"),
    (
        "learning",
        rf"(?:{IM}|{_I}(?:'ve| have)? {ADV}(?:started|begun|began|start|been|want|hope|plan|"
        rf"decided|try|need|would like)(?: to)?|\bi'd (?:like|love) to|{IM} (?:trying|hoping|"
        rf"planning|starting|going|here) to) {ADV}(?:learn|learning|study|studying|"
        r"teaching myself|teach myself|get into|getting into|practi[cs]ing|pick up|"
        r"picking up)(?: about| how to|ing)? (?P<v>.+)",
    ),
    ("learning", rf"{_I} {ADV}(?:learn|learns|study|studies) (?P<v>.+)"),
    (
        "learning",
        rf"{IM} {ADV}(?:taking|doing|enrolled in|attending|following|on) (?:an? |"
        r"the )?(?:[\w-]+ )?(?:course|class|classes|lessons|tutorial|bootcamp|degree|"
        r"evening class)(?:es|s)? (?:on|in|about) (?P<v>.+)",
    ),
    ("learning", rf"{IM} {ADV}taking (?P<v>[\w ]+) (?:classes|lessons)"),
    ("learning", r"\bi switched (?:from .+? )?to learning (?P<v>.+)"),
    ("learning", r"^(?:learning )?(?P<v>[\w+# ]+?) is (?:well )?worth learning"),
    (
        "project",
        rf"(?:{IM}|\bi(?:'ve| have)? {ADV}(?:started|begun|began|been|"
        rf"finished)) {ADV}(?:building|making|creating|developing|writing|coding|programming|"
        r"designing|working on|developing|implementing|putting together|hacking on|prototyping|"
        r"crafting)(?: up| together)? (?P<v>.+)",
    ),
    (
        "project",
        rf"(?:{_I} {ADV}(?:want|need|plan|hope|intend|decided|have|would like|wish|aim)|"
        rf"\bi'd (?:like|love)|{IM} (?:trying|hoping|planning|going|about|supposed|looking|"
        rf"starting)) to {ADV}(?:build|make|create|develop|write|code|program|design|implement|"
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
    ("project", rf"{_I} {ADV}(?:build|builds|develop|develops) (?P<v>an? .+)"),
    (
        "language",
        rf"\b(?:i|we)(?:'ve| have)? {ADV}(?:code|coded|program|programmed|develop|write code|"
        r"write programs) (?:\w+ )?(?:in|with) (?P<v>.+)",
    ),
    (
        "language",
        rf"{_I} {ADV}(?:write|code) (?P<v>(?-i:[A-Z])[\w+#.]*)(?= (?:code|at|for|every|daily)\b|\W*$)",
    ),
    ("age", rf"{IM} {ADV}(?:an? )?(?P<v>\d{{1,3}}|[a-z]+(?:-[a-z]+)?)[ -]?years?[ -]?old"),
    ("age", rf"{IM} {ADV}(?:turning )?(?P<v>\d{{1,3}})(?=$|[.,!;]| and\b| now\b| today\b)"),
    ("age", r"\bi(?:'ve)? (?:just )?turn(?:ed)? (?P<v>\d{1,3}|[a-z]+)\b"),
    ("age", r"\b(?:i'm|i am) [\w-]+, (?P<v>\d{2})(?=[,.]|$| and\b)"),
    ("age", r"\bmy age is (?P<v>.+)"),
    (
        "diet",
        rf"{IM} {ADV}(?:an? |on a |following a |going )?(?:strict(?:ly)? )?(?P<v>vegetarian|"
        r"vegan|pescatarian|pescetarian|gluten[- ]free|dairy[- ]free|celiac|coeliac|"
        r"lactose[- ]intolerant|plant-based|halal|kosher|keto|low-carb)\b",
    ),
    (
        "diet",
        rf"{_I} (?:only )?(?:eat|follow|keep|have|went|am on|turned|became|need it|prefer|cook|"
        rf"need) (?:an? )?{ADV}(?P<v>vegetarian|vegan|pescatarian|gluten[- ]free|dairy[- ]free|"
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
        "diet",
        r"^\W*(?:(?:and|also|plus|oh) )+(?P<v>vegetarian|vegan|pescatarian|gluten[- ]free|"
        r"dairy[- ]free|lactose[- ]free|plant-based|halal|kosher|keto|low-carb)\W*$",
    ),
    (
        "avoid",
        rf"(?:{_I} {ADV}(?:don't|do not|can't|cannot|never|won't|mustn't|must not) (?:eat|have|"
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
        rf"(?:{_I} {ADV}(?:love|loves|like|likes|enjoy|enjoys|adore|prefer)|{IM} {ADV}(?:into|"
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
        rf"{_I} {ADV}(?P<v>(?:play|collect|paint|sing|dance|knit|climb|surf|garden|juggle|bake|"
        r"fish|draw|sail|run) (?!a business).+)",
    ),
    (
        "dislike",
        rf"{_I} {ADV}(?:hate|dislike|can't stand|don't (?:really )?(?:like|enjoy)|detest|"
        r"loathe) (?P<v>.+)",
    ),
    ("speak", rf"{_I} {ADV}(?:speak|speaks) (?P<v>.+)"),
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


_CUT = re.compile(
    r"\s*(?:[;!?(]|:(?!\d)|\.(?=\s|$)|\s[-–—]\s|[–—]|,? (?:but|because|so|since|while|whereas|which|"
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


_PLACES = {"city", "origin"}


@lru_cache(maxsize=4096)
def values_in(clause: str) -> tuple[tuple[str, str], ...]:
    """The kinds of fact that a clause tells, with their values; it comes back with every request."""
    found = ((kind, pattern.search(clause)) for kind, pattern in _PATTERNS)
    return tuple((kind, cleaned(kind, match["v"])) for kind, match in found if match)


def cleaned(kind: str, value: str) -> str:
    """A value without what follows it in its clause; "" when it cannot be one of its kind."""
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
