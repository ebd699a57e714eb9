"""What a text speaks about, in any English wording: the topics that rows ask for.

Generous on purpose: a topic counts when any usual way to say it is there. Only the questions that the
contract quotes are matched by their own word ("substitute", "how long").
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

Says = Callable[[str], bool]


LONGEST = 4000  # characters: of a longer text the beginning and the end are read


def says(*patterns: str) -> Says:
    """A test that is true when a text matches any of the patterns, whatever the case and the line breaks.

    "A ... B" in a pattern is A and then, anywhere behind it, B: a `.*` between them would be looked for from
    each A on, which takes time with the square of the text.
    """
    tests = [[re.compile(part, re.IGNORECASE) for part in p.split(" ... ")] for p in patterns]

    @lru_cache(maxsize=64)  # each row asks again about the same turns
    def test(line: str) -> bool:
        return any(_in_turn(parts, line) for parts in tests)

    return lambda text: test(_line(text))


def _line(text: str) -> str:
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]} {text[-LONGEST // 2 :]}"
    return " ".join(text.split())


def _in_turn(parts: list[re.Pattern[str]], line: str) -> bool:
    """Whether the parts are found one behind the other. The first place of each leaves the next most room."""
    at = 0
    for part in parts:
        found = part.search(line, at)
        if found is None:
            return False
        at = found.end()
    return True


def both(*tests: Says) -> Says:
    """A test that is true when all of the tests are."""
    return lambda text: all(test(text) for test in tests)


# --- a favourite programming language, a project, how long

LANGUAGES = [
    "python",
    "javascript",
    "typescript",
    "java",
    "kotlin",
    "swift",
    "rust",
    "golang",
    "ruby",
    "php",
    "perl",
    "lua",
    "julia",
    "scala",
    "haskell",
    "elixir",
    "erlang",
    "clojure",
    "dart",
    "zig",
    "nim",
    "ocaml",
    "fortran",
    "cobol",
    "ada",
    "lisp",
    "scheme",
    "racket",
    "prolog",
    "matlab",
    "bash",
    "powershell",
    "sql",
    "html",
    "css",
    "assembly",
    "assembler",
    "smalltalk",
    "groovy",
    "delphi",
    "pascal",
    "basic",
    "scratch",
    "solidity",
    "crystal",
    "elm",
    "purescript",
    "idris",
    "agda",
    "apl",
    "forth",
    "tcl",
    "vhdl",
    "verilog",
    "brainfuck",
    "cython",
    "mojo",
    "gleam",
    "odin",
    "vala",
    "raku",
    "awk",
    "sas",
    "stata",
    "abap",
    "apex",
    "logo",
    "coffeescript",
    "objective-c",
    "vb.net",
    "visualbasic",
]
_named = says(rf"\b({'|'.join(map(re.escape, LANGUAGES))})\d*\b", r"(?<!\w)(c\+\+|c#|f#|\.net)")
_short_named = re.compile(r"\b(C|R|D|Go|V|J)\b")
_language_words = says(r"\blanguages?\b", r"\bprogram", r"\bcod(e|ing|er)\b", r"\bscripting\b", r"\bdevelop")
_liking = says(
    r"\bfavou?rite|\blove\b|\blike\b|\bprefer|\benjoy|\bfan of|\bwrite\b|\buse\b|\blearn|\binto\b|\badore"
    r"|\bbest\b|\bgo-to\b"
)
_other_likes = says(
    r"\b(food|colou?r|movie|film|book|song|sport|animal|team|city|pet|season|music|band|drink|number|fruit"
    r"|hobby)s?\b"
)


def tells_a_language(text: str) -> int:
    """Somebody's language: a liking of one, plainly; or one that is named, or a liking of something that is
    no other thing.
    """
    named = bool(_named(text) or _language_words(text) or _short_named.search(text))
    likes = bool(_liking(text) and not _other_likes(text))
    return named + likes


_project_or_idea = says(r"\bprojects?\b", r"\bideas?\b")
_something_to_make = says(
    r"\b(build|create|develop)\b ... \b(in|with|using)\b",
    r"\b(what|something|anything|things?)\b ... \b(build|create|develop|make|program|code|work on)\b",
    r"\bapps?\b|\bapplications?\b",
)


def asks_for_a_project(text: str) -> int:
    """A project or an idea, plainly; or something to build, in other words."""
    return 2 if _project_or_idea(text) else int(_something_to_make(text))


asks_how_long = says(r"\bhow long\b")

# --- cooking

about_cooking = says(
    r"\bcook|\brecipe|\bchef|\bkitchen|\bculinary|\bcuisine|\bmeals?\b|\bdish(es)?\b|\bbak(e|er|ing)|\bfood"
    r"|\bgastronom"
    r"|\bingredient|\bdinner|\bsous|\bgrill"
)
_something_to_eat = says(
    r"\brecipes?\b|\bcook|\bdinner|\bmeals?\b|\bdish(es)?\b|\bsupper|\beat\b|\bfood\b|\bprepare\b"
    r"|\bpasta\b|\bweeknight",
    r"\bmake\b ... \b(tonight|evening)",
)
_quick_or_dinner = says(
    r"\bdinner|\bsupper|\bevening|\btonight|\bweeknight|\bquick|\bfast\b|\bminutes?\b|\bspeedy|\brapid"
    r"|\bshort on time|\bhurry"
    r"|\bin no time|\bhalf an hour|\beasy|\bsimple"
)
_another_meal = says(
    r"\bbreakfast|\bdesserts?\b|\bcakes?\b|\blunch|\bbrunch|\bsnacks?\b|\bcookies?\b|\bcocktail"
)


def asks_for_a_quick_dinner(text: str) -> int:
    """A quick dinner recipe, plainly; or something to cook that is not another meal."""
    if not _something_to_eat(text):
        return 0
    return 2 if _quick_or_dinner(text) else int(not _another_meal(text))


asks_for_a_substitute = says(r"\bsubstitut")

# --- reviewing code, limits

_reviewing = says(
    r"\breview|\bcritique|\bcritic|\bfeedback|\baudit|\binspect|\bcheck|\blint|\bexamin|\bassess|\bevaluat"
    r"|\bcomment on|\bpoint(s|ing)? out\b|\b(find|spot)\w* (\w+ )?(bugs|errors|mistakes|problems|issues)\b"
    r"|\blook (at|over|through)|\banaly[sz]"
)
_code = says(
    r"\bcod(e|ing|er)|\bprogram|\bpython|\bpull requests?|\bsnippets?\b|\bscripts?\b|\bfunctions?\b"
    r"|\bsoftware|\bsource\b|\bPRs?\b"
)
about_reviewing_code = both(_reviewing, _code)
asks_for_bullets = says(
    r"\bbullet|\bdash(es)?\b|\bhyphens?\b|\bpoint form|\bunordered list|\bitemi[sz]ed|\basterisks?\b"
    r"|\blist items?\b|\b(start|begin)\w* with (a |an )?[\"'`]?[-*•]"
    r"|[\"'`][-*•] ?[\"'`]|•"
)
_words_80 = says(
    r"\b(80|eighty)\b[\s-]*(\w+[\s-]+){0,3}words?\b",
    r"\bwords?\b[^.!?\n]{0,40}\b(80|eighty)\b",
    r"\b(80|eighty)[- ]words?\b",
    r"\b(80|eighty)w\b",
)
_at_least_80 = says(
    r"\b(at least|minimum( of)?|no (fewer|less) than|not (fewer|less) than)\s+(80|eighty)\b",
    r"\b(80|eighty) words or (more|longer)",
    r"(?<!no )(?<!not )(?<!never )(?<!n't )\b(over|exceeding)\s+(80|eighty)\b",
)


def limits_to_80_words(text: str) -> bool:
    """A limit of 80 words, as a figure or in words; "at least 80" is not one."""
    return _words_80(text) and not _at_least_80(text)


# --- two kinds of bots

about_tutoring = says(
    r"\btutor|\bteach|\bmentor|\binstructor|\bcoach|\bprofessor|\beducat|\btrainer|\bexplain"
)
about_reviewing = says(r"\breview|\bcritique|\bcritic|\bfeedback|\baudit|\binspect")

# --- trips

about_budget = says(
    r"\bbudget|\bmoney|\bspend|\bcosts?\b|\bprices?\b|\bafford|\bfunds\b|\bfinanc|\bhow much\b"
    r"|\bprice range|\bexpens"
)
about_dates = says(
    r"\bdates?\b|\bwhen\b.{0,30}\b(travel|go|going|leave|leaving|trip|free|available|fly|visit)"
    r"|\btim(e|ing) (of|frame)|\btimeframe|\btravel times?\b|\bmonths?\b|\bseasons?\b|\bschedule|\bcalendar"
    r"|\bdays? of travel"
    r"|\bdepart"
)
about_interests = says(
    r"\binterest|\bhobb(y|ies)|\bpreferences?\b|\bprefer|\bactivit(y|ies)"
    r"|\b(they|users?|customers?|clients?|you|travell?ers?|people|i|person|he|she) (really )?(like|likes"
    r"|love|loves|enjoy|enjoys)\b"
    r"|\blikes\b|\blike to (do|see)\b|\benjoy|\bpassions?\b|\bkinds? of trip"
    r"|\btastes?\b"
)
_asking = says(
    r"\bask|\bquestion|\bfind out|\bgather|\bcollect|\binquire|\benquire|\bclarif|\blearn\b|\brequest"
    r"|\bget\b|\bknow"
)
_first = says(
    r"\bbefore\b|\bfirst\b|\buntil\b|\bonce\b|\bafter\b|\bonly (when|then|suggest|recommend|propose|if)"
    r"|\bthen\b|\bprior to\b"
    r"|\bunless\b|\bstart by|\bbegin by|\bas soon as\b|\bwhen you (know|have)|\btill\b|\balways ask",
    r"\b(not|never|don['’]t)\b ...  without\b",
    r"\bnot  ...  yet\b",
)
_suggests_at_once = says(
    r"\b(suggest|recommend|propos)\w*\b[^.;]{0,60}\b(first|right away|immediately|at once|straight away)\b",
    r"(?<!suggest )(?<!not )(?<!never )\bwithout asking\b",
    r"\b(do not|don['’]t|never) ask\b",
)
_asks_first = says(
    r"(?<!never )(?<!not )(?<!n['’]t )(?<!without )\bask\w*\b[^.;]{0,80}\b(first|before)\b"
    r"|\b(first|before|until|until you)\b[^.;]{0,80}\b(ask|know|find out|gather|collect|learn)"
    r"|\b(not|never|don['’]t)\b(?! ask)[^.;]{0,60}\b(suggest|recommend|propos)"
)


def asks_before_suggesting(text: str) -> bool:
    """To ask first and suggest later, in either order of the sentence."""
    return _asking(text) and _first(text) and (_asks_first(text) or not _suggests_at_once(text))


_CURRENCY = (
    r"dollars?|euros?|pounds?|usd|eur|gbp|chf|francs?|rupees?|inr|yen|yuan|kr|sek|nok|dkk|bucks|grand|cents"
    r"|pesos?|z[lł]oty|crowns?|quid|cad|aud"
)
_foreign_question = re.compile(
    r"\b(what|how|which|who|is|are|do|does)\b(?![^.!?]*(\d|\b(i|i['’]m|my|me|mine|we|our|us)\b))[^.!?]*\?",
    re.IGNORECASE,
)


@lru_cache(maxsize=64)
def _own(line: str) -> str:
    return _foreign_question.sub(" ", line)


def _gives(*patterns: str) -> Says:
    """A text that tells something of its writer: a question about others or the world tells nothing."""
    test = says(*patterns)
    return lambda text: test(_own(_line(text)))


gives_a_budget = _gives(
    rf"[$€£¥₹]\s?\d|\d\s?[$€£¥₹]|\d[\d.,]{{0,20}}\s?(k\b|{_CURRENCY})|\b({_CURRENCY})\b",
    r"\bbudget|\bspend|\bafford|\bcheap|\bthousand|\bcosts?\b|\bprices?\b|\bmoney\b",
)
_MONTHS = (
    r"jan(uary)?|feb(ruary)?|march|apr(il)?|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?"
    r"|dec(ember)?"
)
_BEFORE_MAY = r"in|of|early|late|mid|from|until|till|to|next|this|through|\d(st|nd|rd|th)?"  # not "we may"
gives_dates = _gives(
    rf"\b({_MONTHS})\b|\b({_BEFORE_MAY})[ -]may\b|\bmay \d",
    r"\b(spring|summer|autumn|fall|winter|christmas|easter|new year|halloween|thanksgiving|holidays?)\b",
    r"\b(next|this|last|early|late|mid) ?-?(week|month|year|weekend|season)",
    r"\bdates?\b|\b\d{4}-\d\d?(-\d\d?)?\b|\b\d\d?[./]\d\d?([./]\d{2,4})?\b|\b\d\d?(st|nd|rd|th)\b",
    r"\b(mon|tues|wednes|thurs|fri|satur|sun)day|\bweekends?\b|\btomorrow\b|\bweek of\b",
    r"\bin (a|two|three|four|six|\d+) (weeks?|months?|days?)",
    r"\bfrom  ...  (to|until) ",
)
gives_interests = _gives(
    r"(?<!would )(?<!'d )(?<!’d )\b(love|loves|like|likes)\b(?! to (plan|go|book|travel|take|visit)\b)",
    r"\b(enjoy|enjoys|adore|prefer|interest|interests|interested|fan|fans|passionate|keen|hobby|hobbies|fond)\b",
    r"\b(am|'m|’m|are|'re|’re|is|really|be|very|big) into\b",
    r"\bhik|\bmuseum|\bbeach|\bfood|\bculture|\bhistor|\bart\b|\bmusic|\bnature|\bmountain|\bski|\bsurf",
    r"\bdiving|\badventur|\brelax|\bnightlife|\bphotograph|\barchitect|\bwine|\bwildlife|\bcycling",
    r"\bsnorkel|\bshopping|\bsightsee|\bswim|\btemple|\bcastle|\bconcert|\bfestival",
)

# --- answering from notes

_NOT = r"do(es)?n['’]?t|do(es)? not|can['’]?t|cannot|can not|is ?n['’]?t|are ?n['’]?t|not|never|no"
_HELD = (
    r"know|say|contain|hold|found|find|mention|answer|in (the|these|them|those|your|my)|there|cover|state"
    r"|include|enough|information|available|help|have|tell|sure|present|provide|guess|suffic|given"
    r"|listed|appear|supported"
)
_INVENT = r"(then |please |just |simply )*(make( \w+){0,3} up|invent|improvise|guess)\b"
_makes_up = says(
    rf"\bif\b[^.,]*, {_INVENT}",
    rf"(^|[.!] ){_INVENT}[^.]*\b(if|when)\b",
)
_admits = says(
    rf"\b({_NOT})\b.{{0,40}}\b({_HELD})",
    r"\b(unknown|unsure|missing|absent|lack|otherwise|unanswerable|admit|silent|insufficient|idk|unclear)\b",
    r"\bno idea\b|\bnothing\b|\bsay so\b|\bif you don|\bunless\b",
)


def says_when_unknown(text: str) -> bool:
    """What to do when the notes do not hold the answer, and that is not to make one up."""
    return _admits(text) and not _makes_up(text)
