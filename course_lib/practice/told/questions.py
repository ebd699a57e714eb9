"""The questions that people ask about themselves, with what is said when the answer is known or not."""

import re

ASKS_NAME = re.compile(
    r"\bmy (?:first |full |last |own |real |actual )?name\b(?! (?:is|of)\b)|\bwho (?:am i|"
    r"i am)\b(?=\W*(?:$|again|then|really|to you|exactly|please|and|or)\W*)|\bwhat(?:'s| is|"
    r" am| was)? (?:am |was )?(?:i|i'm|i am|i was) (?:called|named)\b"
    r"|\b(?:what|how) (?:do|did|should|would|can|will) you (?:call|address|refer to) me\b|"
    r"\bwhat name (?:did|have|do) i\b|\bdo you (?:still )?(?:know|remember|recall) me\b|"
    r"\bname did i (?:give|tell|say|mention)|\bwhat do (?:people|they|friends|"
    r"my friends) call me|\bwhat (?:to|you (?:should|can|could|must|have to)) call me\b",
    re.I,
)


PET = r"(?:dog|cat|puppy|kitten|horse|parrot|hamster|rabbit|pet|fish|goldfish|tortoise|bird)"


# (kind, question, what is said when it is known, what is not known)
ASKS: tuple[tuple[str, re.Pattern[str], str, str], ...] = tuple(
    (kind, re.compile(pattern, re.I), known, unknown)
    for kind, pattern, known, unknown in (
        (
            "employer",
            r"\b(?:where|who|whom|for whom|what|which) (?:\w+ )?(?:do|did|am|"
            r"was) i (?:\w+ )?(?:work(?:ing|ed)?|employed|intern(?:ing)?)\b(?! on\b)|"
            r"\b(?:what|which) (?:company|"
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
            r"\bwhere i live\b|\bwhere(?:'s| is) (?:my )?home\b|\bwhere am i\b(?! (?:from|"
            r"going|intern|work|stud|travel))|\bmy (?:city|home ?town|location)\b",
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
            r"recall) (?:my )?(?:\w+ )?budget\b|\bhow much (?:money )?(?:did|do|have) i (?:say|said|tell|"
            r"told|mention)\w*\b[^?]*\b(?:spend|afford|pay|have)\b|\bhow much (?:can|could|do|did|will|am|"
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


OWN_QUESTION = re.compile(
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
    r"|^\W*(?:and|what about|how about|so)(?: what about)? (?P<of3>(?:the )?names? of )?my "
    r"(?P<n5>(?:[\w'-]+ ){0,3}?[\w'-]+?)(?P<s3>'s name)?\s*\?"
    r"|\b(?:what|which) (?P<n4>[\w ]+?) (?:is|are) my (?P<f4>favou?rite)\b",
    re.I,
)


ABOUT_ME = re.compile(
    r"\b(?:what|everything|anything|all|things?|facts?|how much|summar\w+|list|tell me|"
    r"recap)\b[^.?!]{0,45}\b(?:(?:you )?(?:know|remember|learned|learnt|recall|have learned|"
    r"remembered)[^.?!]{0,20}(?:about|of) me|(?:i(?:'ve| have)?|i) (?:told|said to|shared with|"
    r"mentioned to|given)(?: to)? ?you\b(?! to)|about (?:me|myself)\b|i(?:'ve| have) (?:told|"
    r"said|shared|mentioned)(?: so far| about myself)?)|\bdescribe me\b|\bintroduce me\b|"
    r"\bwhat do you know about (?:me|the user)\b|\bmy profile\b",
    re.I,
)


YES_NO = re.compile(
    r"^(?:so |and |but |hey,? |ok,? )*(?:(?P<be>am i|is my|are my|was i)|(?P<do>do i|did i|"
    r"have i|can i)) (?P<x>.+?)\??$",
    re.I,
)


WH = re.compile(
    r"\b(?P<w>what|where|who|when|which|how (?:old|many|much|long|often|far|"
    r"tall))(?P<m>(?: [\w-]+){0,3}?) (?P<v>do|did|am|was|have|will|would) i (?P<x>[^?.!]*)",
    re.I,
)


HOW_TO = re.compile(
    r"\b(?:need|have to|get|start|begin|use|install|fix|write|make|cook|change|add|remove|loop|"
    r"call|create|find|know (?:if|when|whether|that|how|what)|stop|avoid|expect|bring|pack|"
    r"visit|see|eat|order|choose|buy|learn (?:first|next|more)|serve)\b",
    re.I,
)


MINE = re.compile(
    r"\b(?P<w>what|where|who|when|which \w+|how (?:old|many|much|long|often|far|"
    r"tall)) (?P<a>does|do|did|is|are|was|were|will|can|has) "
    r"my (?P<n>[\w'-]+(?: [\w'-]+)?) (?P<v>[^?.!]+)",
    re.I,
)
