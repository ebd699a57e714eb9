"""The subject to which a prompt keeps its bot."""

import re

from course_lib.practice import patterns
from course_lib.practice.prompt.quoting import QUOTED

_SCOPE_PATTERNS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"\bonly (?:ever )?(?:answers?|discuss(?:es)?|talks? about|helps?(?: people|"
        r" users)? with|responds? to|handles?|speaks? about|deals? with|assists? with|covers?|"
        r"repl(?:y|ies) to|gives? advice (?:on|about)|advises? on|takes?|"
        r"accepts?)\s+(?P<x>[^.;\n]+)",
        r"\b(?:answer|discuss|talk|help|respond|speak|assist|reply)s?(?: (?:to|with))? (?:only|"
        r"exclusively|solely|nothing but)(?: (?:to|with|about|on))? (?P<x>[^.;\n]+)",
        r"\b(?:answer|discuss|handle|take|accept)s? (?P<x>[\w -]+? (?:questions?|topics|"
        r"queries|requests|matters))(?: only|,? (?:and )?nothing else)",
        r"\b(?:talk|speak|help|answer questions)s?(?: about| with)? (?P<x>[\w -]+?),? (?:only|"
        r"and nothing else|and only that)\b",
        r"\b(?:stick|keep|limit yourself|limited|restrict yourself|restricted|confine yourself|"
        r"stay|dedicated|devoted)s?(?: strictly| only)? (?:to|with|on)(?: the)?(?: (?:topics?|"
        r"subject|questions|questions about|topics?) (?:of )?)?(?P<x>[^.;,\n]+)",
        r"\b(?:refuse|decline|reject|ignore|avoid|don't|do not|never|cannot|can't|must not|"
        r"won't)\b[^.;\n]*?\b(?:that (?:is|are)(?:n't| not)|not|unrelated|other than|"
        r"outside(?: of)?|except(?: for)?|beyond|apart from|anything but)(?: (?:related|"
        r"relating|connected|to|about|on|with|concerning|of|the (?:topic|subject|scope|area|"
        r"realm) of))* (?P<x>[^.;,\n]+)",
        r"\b(?:anything|everything|something|questions?|topics?) (?:other than|except(?: for)?|"
        r"besides|but|not related to|unrelated to|outside(?: of)?|(?:that is|that's|"
        r"which is) not(?: about| related to)?|not about) (?P<x>[^.;,\n]+)",
        r"\b(?:your (?:only|sole|single) (?:topic|subject|job|task|purpose|focus)|"
        r"the only (?:topic|subject)(?: you (?:discuss|know))?) is (?:to (?:help|answer|"
        r"assist)(?: with| questions about)? )?(?P<x>[^.;,\n]+)",
        r"\bexclusively (?:about|on|for|with|discuss) (?P<x>[^.;,\n]+)",
        r"(?:^|[.\n] ?)(?P<x>[\w ]+?)(?: questions| topics)? only[.!]",
    )
)


_ELSE = re.compile(
    r"\b(?:refuse|decline|reject|don't answer|do not answer|turn down|"
    r"redirect)\b[^.\n]*\b(?:else|other|off[- ]topic|unrelated|outside|different)\b|"
    r"\bnothing else\b",
    re.I,
)


REFUSAL = re.compile(
    r"\b(?:otherwise|anything else|something else|other (?:question|topic|request|subject)s?|"
    r"off[- ]topic|unrelated|outside|refus\w+|declin\w+|not about|isn't about|if (?:it|they|"
    rf"the question|someone|the user|asked|you)\b)[^\"\n]{{0,90}}?\b(?:say|saying|reply|"
    r"replying|respond|responding|answer|answering|write|with)\b(?: only| with| exactly| just|"
    rf":)* {QUOTED}",
    re.I,
)


def scope_in(text: str, persona: str | None) -> str | None:
    """The subject that a prompt allows, in its own words, or None."""
    for pattern in _SCOPE_PATTERNS:
        for match in pattern.finditer(text):
            subject = _subject(match["x"])
            if subject:
                return subject
    if persona and (
        _ELSE.search(text)
        or (patterns.search(r"\b(?:anything|something) else\b", text, re.I) and REFUSAL.search(text))
    ):
        core = patterns.sub(r"^(?:an?|the|my|our) ", "", persona, flags=re.I)
        core = patterns.split(r",| who | that | for (?=[A-Z])", core)[0]
        about = patterns.search(r"\b(?:for|about|on|in) (?P<x>[\w ]+)$", core)
        return (
            about["x"]
            if about and "beginners" not in core
            else patterns.sub(
                r"\b(?:helpful|friendly|strict|patient|polite|expert|assistant|bot|chatbot|tutor|"
                r"expert|helper|specialist|advisor|adviser|coach|planner|guide|agent)\b",
                "",
                core,
            ).strip()
            or None
        )
    return None


def _subject(text: str) -> str | None:
    text = patterns.split(
        r"[,;:(]| and (?:politely |always |never |you |do |keep |refuse|decline|nothing|ignore|"
        r"reject|use |reply|answer|be )| but |, | if | when | unless |\bpolitely\b| with (?=a |"
        r"short)| in (?:under|at most|fewer|less|bullet|one|two|three|a )| before | unrelated",
        text,
        maxsplit=1,
    )[0]
    text = patterns.sub(
        r"^(?:any |all |the |user(?:s'?|'s)? |their )*(?:questions?|queries|topics?|requests?|"
        r"things|matters|subjects?|issues|anything|stuff)(?: (?:that (?:are|is)|"
        r"which are))?(?: (?:about|on|related to|relating to|regarding|concerning|of|in|to do with|"
        r"connected with|for|around|from))? ?",
        "",
        text.strip(),
        flags=re.I,
    )
    text = patterns.sub(
        r"^(?:about|on|with|to|related to|relating to|regarding|concerning|the topics? of|"
        r"the subjects? of|matters of) ",
        "",
        text.strip(),
        flags=re.I,
    )
    text = patterns.sub(
        r"[- ]?(?:related)? ?(?:questions?|queries|topics?|requests?|matters|subjects?|issues|"
        r"problems|advice|things|inquiries)$",
        "",
        text.strip(" ."),
        flags=re.I,
    )
    text = patterns.sub(r"^(?:the|your|our|my) (?=(?:topic|subject)\b)", "", text).strip(" .'\"")
    if (
        not text
        or len(text.split()) > 8
        or (text.isupper() and len(text) > 3)
        or patterns.match(r"(?:reply|answer|respond|use|write|speak|talk|say|give)\b", text, re.IGNORECASE)
        or patterns.match(r"(?:one|two|three|four|five) ", text)
    ):
        return None
    if patterns.match(
        r"(?:the |a |an |this |that |these |those |your |their |in |from |with |by |if |when |one |"
        r"yes|json|based|using|context|what|how|it\b|them\b|me\b|you\b|to\b|be\b|more\b|\d|under|"
        r"at most|bullet|short|simple|clear|english|asked|related|after|once|it's|suggest|from)",
        text,
        re.I,
    ) and not patterns.match(
        r"the (?:history|music|solar|roman|stock|weather|environment|law|sea)|your (?:products?|"
        r"company)",
        text,
        re.I,
    ):
        return None
    return text
