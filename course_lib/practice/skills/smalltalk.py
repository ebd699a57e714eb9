"""Greetings, thanks and the like."""

import re

from course_lib.practice.conversation import Conversation
from course_lib.practice.words import pick

_PATTERNS = (
    (
        "how are you",
        r"\bhow(?:'s| is| are|re)? (?:are you|you doing|it going|things|life|your day|are things|"
        r"do you do|have you been)\b|\bwhat's up\b|\bhow do you feel\b",
    ),
    (
        "browse",
        r"\b(?:can|do|are|could) you (?:able to )?(?:browse|surf|google|"
        r"search (?:the )?(?:web|internet|online)|"
        r"access (?:the )?(?:web|internet)|(?:have|use) (?:access to )?(?:the )?(?:web|internet)|"
        r"go online|look (?:things |something )?up|read (?:websites|web ?pages|urls))\b",
    ),
    (
        "now",
        r"\bwhat(?:'s| is) (?:the )?(?:current |today's )?(?:date|time)(?: today| now| is it)*\W*$|"
        r"\bwhat (?:time|day|date|year|month) is it\b|\bwhat(?:'s| is) today's date\b",
    ),
    ("joke", r"\bjokes?\b|\bmake me laugh\b|\bsomething funny\b"),
    (
        "bye",
        r"^\W*(?:ok(?:ay)?,? |thanks,? |well,? )*(?:good ?bye|bye|see you|see ya|farewell|"
        r"good night|talk (?:to you )?later|ciao|take care|i have to go|gotta go)\b",
    ),
    ("thanks", r"\b(?:thanks|thank you|thx|cheers|much appreciated|appreciate it|merci|danke|gracias)\b"),
    ("sorry", r"^\W*(?:i'm |i am )?(?:so |very )?sorry\b|^\W*(?:my bad|apologies)\b"),
    (
        "help",
        r"\b(?:what can (?:you|i) (?:do|help|ask)|how can you help|can you help(?: me)?\??$|"
        r"^help\W*$|i need (?:some )?help\W*$|what (?:do|are) you (?:know|good at|able to do)|"
        r"what topics|what do you offer)\b",
    ),
    (
        "praise",
        r"^\W*(?:wow|cool|nice|great|awesome|perfect|amazing|excellent|brilliant|good job|"
        r"well done|love it|interesting|i see|makes sense|that helps|good|fantastic)(?: (?:work|"
        r"job|answer|one|idea|that|explanation|suggestion|thanks|to know|it|is|help\w*|makes|"
        r"sounds|good|great|very|really|so|a|lot|cool))*\W*$",
    ),
    (
        "agree",
        r"^\W*(?:yes|yeah|yep|sure|ok|okay|alright|all right|fine|sounds good|right|correct|"
        r"exactly|agreed|of course)(?: please| sure| thanks)?\W*$",
    ),
    ("disagree", r"^\W*(?:no|nope|nah|not really|no thanks|never mind|nevermind)\W*$"),
    ("motivation", r"\bmotivat\w+ me\b|\bencourage me\b|\bcheer me up\b"),
    (
        "greeting",
        r"^\W*(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day)|yo|hola|"
        r"bonjour|hallo|ciao|hei|salut|namaste|moin|olá|servus)\b(?:[ ,!.]*(?:there|again|everyone|"
        r"all|bot|friend|assistant|you|hi|hello|hey|to you|folks|buddy|model))*\W*$",
    ),
)
_COMPILED = tuple((kind, re.compile(pattern, re.I)) for kind, pattern in _PATTERNS)


def answer(text: str, talk: Conversation) -> str | None:
    """A friendly word back."""
    for kind, pattern in _COMPILED:
        if pattern.search(text):
            return pick(
                talk.knowledge["smalltalk"][kind],
                kind + str(len(talk.turns) // 2 if kind == "joke" else ""),
                talk.option,
            )
    return None


def greets(text: str) -> bool:
    """Whether a text is no more than a greeting."""
    return bool(dict(_COMPILED)["greeting"].search(text))
