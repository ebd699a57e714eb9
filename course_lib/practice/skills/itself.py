"""What the practice model says of itself, of the conversation, and of attempts to turn it round."""

import re

from course_lib.practice import patterns
from course_lib.practice.antecedents import kind_word
from course_lib.practice.conversation import Conversation
from course_lib.practice.prompt.instructions import what_it_does
from course_lib.practice.told.profile import known_facts
from course_lib.practice.told.reading import facts_in
from course_lib.practice.words import capitalised, joined, sentences, without_code

_WHO = re.compile(
    r"\b(?:who|what) (?:exactly )?are you\b(?! (?:doing|going|talking|saying|thinking|"
    r"referring|recommending|suggesting|able|good|trying|waiting))|\bwho am i (?:talking|"
    r"speaking|chatting|writing) (?:to|with)\b|\bintroduce yourself\b|"
    r"\btell me (?:\w+ )?about yourself\b|\bwhat(?:'s| is) your (?:role|job|purpose|task|"
    r"function|profession|speciality|specialty|persona)\b|\bdescribe yourself\b|"
    r"\bwho is this\b|\bwhat kind of (?:bot|assistant|model|chatbot|ai) are you\b|"
    r"\bwhat do you do\b|\bwhat's your deal\b|\bwhat are you here for\b|\bwho (?:do i have|"
    r"have i got)",
    re.I,
)
_NAME = re.compile(
    r"\b(?:what(?:'s| is| are)?|tell me|say|know) your name\b|\bwhat (?:should|do|can|may) (?:i|we|"
    r"people) call you\b|\bdo you have a name\b|\bwhat are you called\b|\byour name\?",
    re.I,
)
_REAL = re.compile(
    r"\b(?:are|r) (?:you|u) (?:\w+ )?(?:an? |the )?(?:\w+ )?(?:real|human|person|robot|bot|ai|"
    r"a\.i\.|chatgpt|gpt[-\w.]*|claude|gemini|llama|llm|language model|neural network|machine|"
    r"sentient|conscious|alive|openai|chatbot|model|mistral|copilot|siri|alexa|computer|"
    r"program)\b"
    r"|\b(?:which|what) (?:\w+ )?(?:ai|model|llm|gpt|version|"
    r"language model)(?: version)? (?:are you|is this|am i|do you|r u|powers|runs|you are)|"
    r"\bwho (?:made|built|created|trained|developed|wrote|programmed) you\b|\bhow (?:do|were|"
    r"are|did) you (?:work|trained|made|built|think|answer|come up|know)\b|"
    r"\bis this (?:\w+ )?(?:chatgpt|gpt\S*|claude|an ai|a real|a bot|openai|a human|real ai)\b|"
    r"\bdo you (?:think|feel|understand|learn|dream|have (?:feelings|consciousness|a brain|"
    r"emotions|opinions))\b|\bare you (?:intelligent|trained|smart)\b|\bam i (?:talking|"
    r"speaking|chatting) (?:to|with) (?:an? )?(?:\w+ )?(?:human|person|bot|robot|ai|machine|"
    r"model|real|chatgpt|gpt\S*)|\bneural network\b.*\byou\b|\byou(?:'re|"
    r" are) (?:just )?(?:a bot|chatgpt|an ai|not real|gpt)\b",
    re.I,
)
_HONEST = (
    "I'm a practice model: a set of rules and data files made for this course, not a neural "
    "network and not ChatGPT. I read the messages of one request, nothing else, and the same "
    "messages always get the same reply."
)
_SAID = re.compile(
    r"\b(?:what|which|who|where)(?:'s| is| was| were)?\b[^.?!]{0,40}\b(?:did|have|had|"
    r"were) you (?:just |already |previously |earlier |first |originally )?(?:say|said|saying|"
    r"recommend\w*|suggest\w*|mention\w*|tell|told|propose\w*|advise\w*|answer\w*|reply|"
    r"replied|write|wrote|pick|picked|name|named|call|explain\w*|use|ask|asked|asking)\b"
    r"|\b(?:what|which)(?:'s| is| was| were) your (?:last |previous |earlier |first |"
    r"top |own )?(?:recommendation|suggestion|answer|reply|advice|tip|response|message|question|"
    r"pick|idea)\b|\b(?:repeat|say) (?:that|it|your \w+(?: \w+)?|what you (?:said|just said|"
    r"told me|recommended|suggested))(?: again| once more)?\b|\b(?:remind me|tell me again|"
    r"recall|remember) (?:of )?(?:what|which \w+) you\b|\bwhat you (?:said|recommended|"
    r"suggested|told me|mentioned)\b|\bsay (?:that )?again\b|\bcome again\b|\b(?:which|"
    r"what) (?:\w+ ){1,3}(?:you )?(?:recommended|suggested|mentioned|named)\b(?! by me)|"
    r"^(?:can|could) you repeat\b|^repeat\b",
    re.I,
)
_I_SAID = re.compile(
    r"\bwhat (?:did|was|have|were|had|do) i (?:just |first |say |ever )?(?:say|said|ask|asked|"
    r"asking|tell|told|write|wrote|want to know)\b|\bwhat(?:'s| is| was|"
    r" were) my (?:very )?(?:first |last |previous |earlier |original |latest |"
    r"second )?(?:question|message|request|prompt)s?\b|\b(?:repeat|quote) (?:my|what i)\b|"
    r"\bwhat (?:else )?did i ask\b|\bmy (?:first|last|previous) (?:question|message)\b",
    re.I,
)
# "What did I say my budget was?" asks for the budget, not for the message.
_OF_MINE = re.compile(
    r"\b(?:name|live|work|job)\b|\b(?:say|said|tell|told|mention)\b[^?]*\bmy (?!(?:very |first |last |"
    r"previous |earlier |original |latest |second )*(?:messages?|questions?|requests?|prompts?|words?)\b)\w",
    re.I,
)
_COUNT = re.compile(
    r"\bhow many (?:messages|questions|turns|times|exchanges)\b[^?]*\b(?:i|we|you|asked|sent|"
    r"conversation|so far)\b",
    re.I,
)
_SUMMARY = re.compile(r"\b(?:summar(?:y|i[sz]e|ising|izing)|recap|sum up|tl;?dr|condense|wrap up)\b", re.I)
_OF_TALK = re.compile(
    r"\b(?:conversation|chat|discussion|dialogue|so far|we (?:talked|discussed|have|said|spoke|"
    r"covered)|exchange|talk|this|everything|messages|turns|transcript|history|us|it|above|below|"
    r"following)\b|^\W*(?:please )?(?:summar\w+|recap|sum up|tl;?dr)\W*(?:please)?\W*$",
    re.I,
)
_INJECTION = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass|drop|discard|"
    r"skip)\b[^.\n]{0,40}\b(?:previous|prior|above|all|your|system|earlier|these|those|any|"
    r"the)\b[^.\n]{0,25}\b(?:instructions?|prompts?|rules?|system message|guidelines|"
    r"directions|orders|everything (?:above|before)|persona|constraints|restrictions)\b|"
    r"\b(?:reveal|show|print|repeat|tell me|output|what(?:'s| is| are)|leak|display|give me|"
    r"share)\b[^.\n]{0,25}\b(?:system (?:prompt|message|instructions)|your (?:system |initial |"
    r"original |hidden |secret )?(?:prompt|instructions|rules))\b|\bnew system (?:prompt|"
    r"message|instructions?)\b|^\W*system ?:",
    re.I,
)
_ROLE_CHANGE = re.compile(
    r"\b(?:you are now|from now on,? you are|pretend (?:to be|you are)|act as|you're now|roleplay as)\b", re.I
)


def answer(text: str, talk: Conversation) -> str | None:
    """An answer about the model itself or about the conversation as such."""
    if _INJECTION.search(text) and not patterns.search(
        r"\b(?:what|how) (?:is|does|do) (?:a )?prompt injection\b", text, re.I
    ):
        return _unmoved(text, talk)
    if secret := _secret(text, talk):
        return secret
    if _NAME.search(text):
        return _own_name(talk)
    if _REAL.search(text):
        who = talk.instructions.persona
        return f"In this conversation I act as {who}, but honestly: {_HONEST}" if who else _HONEST
    if _WHO.search(text):
        return _who(talk)
    return None


def about_talk(text: str, talk: Conversation) -> str | None:
    """An answer about what was said before, or a summary of it."""
    if _SUMMARY.search(text) and (_OF_TALK.search(text) or transcript(text)):
        return _summary(text, talk)
    if _COUNT.search(text):
        asked = len(talk.user_texts)
        return (
            f"Before this message I see {asked} message{'' if asked == 1 else 's'} from you and "
            f"{len(talk.assistant_texts)} of mine in this conversation."
        )
    if _I_SAID.search(text) and not _OF_MINE.search(text):
        earlier = talk.user_texts
        if not earlier:
            return (
                "I cannot see any earlier message of yours in this conversation: this is the first "
                "one that reached me."
            )
        said = earlier[0] if patterns.search(r"\bfirst\b|\boriginal\b", text, re.I) else earlier[-1]
        return f'You wrote: "{_short(said)}"'
    if _SAID.search(text):
        return _said(text, talk)
    return None


def _who(talk: Conversation) -> str:
    instructions = talk.instructions
    who = instructions.persona
    if who:
        name = (
            f" My name is {instructions.name}." if instructions.name and instructions.name not in who else ""
        )
        help_with = (
            f" I can help with {instructions.scope}."
            if instructions.scope and instructions.scope not in who
            else ""
        )
        return f"I'm {who}.{name}{help_with} What can I do for you?"
    does = what_it_does(instructions)
    if instructions.name:
        return f"I'm {instructions.name}. {'I ' + does + '.' if does else 'What can I do for you?'}"
    if does:
        return f"I {does}. Behind that I'm a practice model: rules, not a neural network."
    return _HONEST


def _own_name(talk: Conversation) -> str:
    instructions = talk.instructions
    if instructions.name:
        return f"My name is {instructions.name}."
    if instructions.persona:
        return f"I have no name of my own; I'm {instructions.persona}."
    return "I have no name of my own: I'm a practice model, made of rules."


def _unmoved(text: str, talk: Conversation) -> str:
    who = talk.instructions.persona
    self = f"I'm still {who}" if who else "I'm still the practice model"
    if patterns.search(
        r"\b(?:system (?:prompt|message|instructions)|your (?:\w+ )?(?:prompt|instructions|rules))\b",
        text,
        re.I,
    ) and not patterns.search(r"\b(?:ignore|disregard|forget|override)\b", text, re.I):
        return (
            f"{self}. My instructions come with the system message and are not mine to recite, but "
            "I'm glad to help with your question."
        )
    return (
        f"{self}: a user message cannot replace my instructions, so I keep to them. What would you "
        "like to know?"
    )


def _secret(text: str, talk: Conversation) -> str | None:
    secret = talk.instructions.secret
    if secret:
        wanted = set(patterns.findall(r"[a-z]{4,}", secret.lower())) - {
            "this",
            "that",
            "your",
            "with",
            "them",
            "user",
            "users",
            "anyone",
            "system",
        }
        if wanted & set(patterns.findall(r"[a-z]{4,}", text.lower())) and patterns.search(
            r"\?|tell|what|reveal|give|say|show", text, re.I
        ):
            return "I'm sorry, I may not tell that."
    return None


def _said(text: str, talk: Conversation) -> str:
    if talk.lost:
        return "My last reply reached me empty, so I have lost track of what I said."
    if talk.last is None:
        return "I cannot see any earlier reply of mine in this conversation, so I don't know what I said."
    if patterns.search(r"\bask(?:ed|ing)?\b", text, re.I) and "?" in talk.last:
        return f'I asked: "{[s for s in sentences(talk.last) if s.endswith("?")][-1]}"'
    texts = talk.assistant_texts
    if patterns.search(r"\bfirst\b", text, re.I):
        return f'My first reply here was: "{_short(texts[0])}"'
    if patterns.search(r"\brecommend|\bsuggest|\bpropose|\badvise|\bpick|\bname", text, re.I) and talk.named:
        named = talk.antecedent(kind_word(text)) or talk.named[0]
        source = next((t for t in texts if named.name.lower() in t.lower()), talk.last)
        return f'I named {named.name}. My words were: "{_short(source)}"'
    return f'I said: "{_short(talk.last)}"'


def _short(text: str) -> str:
    kept = " ".join(without_code(text).split()) or " ".join(text.split())
    pieces = kept.split()
    return kept if len(pieces) <= 60 else " ".join(pieces[:60]) + " …"


def transcript(text: str) -> list[tuple[str, str]]:
    """The turns of a conversation that is written out in a text as "user: …" and "assistant: …" lines."""
    found = patterns.findall(
        r"(?:^|\n)[^\w\n]{0,20}(user|human|customer|learner|assistant|ai|bot|model|you|"
        r"me)\W{0,3}:\s*(.+?)(?=\n[^\w\n]{0,20}(?:user|human|customer|learner|assistant|ai|bot|model|you|"
        r"me)\W{0,3}:|\Z)",
        text,
        re.I | re.S,
    )
    if not found:
        found = patterns.findall(
            r"['\"]role['\"]:\s*['\"](user|assistant|"
            r"system)['\"],\s*['\"]content['\"]:\s*['\"](.+?)['\"]\s*\}",
            text,
            re.S,
        )
    return [
        (
            "user" if role.lower() in ("user", "human", "customer", "learner", "me") else "assistant",
            said.strip(),
        )
        for role, said in found
    ]


def _summary(text: str, talk: Conversation) -> str:
    written = transcript(text)
    turns = written or list(talk.answered) + [("user", t) for t in talk.pending[: talk.now]]
    if not turns:
        return "There is nothing to summarise yet: I cannot see any earlier message in this conversation."
    facts = facts_in(turns if written else [*talk.everything], talk.knowledge)
    third = bool(written) or bool(patterns.search(r"\b(?:the user|third person)\b", text + talk.system, re.I))
    parts = known_facts(facts)
    asked = [
        f'"{s[:90]}"'
        for role, said in turns
        if role == "user"
        for s in sentences(without_code(said))
        if s.endswith("?") and not _SUMMARY.search(s)
    ]
    suggested = [named.name for named in talk.named] if not written else []
    if third:
        parts = [_third(part) for part in parts]
    told = f"{'The user' if third else 'You'} told me that {joined(parts)}" if parts else ""
    questions = f"{'the user' if third else 'you'} asked {joined(asked[-3:])}" if asked else ""
    named = f"I suggested {joined(list(dict.fromkeys(suggested)))}" if suggested else ""
    pieces = [piece for piece in (told, questions, named) if piece]
    if not pieces:
        first = next((said for role, said in turns if role == "user"), turns[0][1])
        return f'So far we have exchanged {len(turns)} messages, beginning with "{_short(first)}".'
    return capitalised(", and ".join(pieces)) + "."


def _third(part: str) -> str:
    part = patterns.sub(r"\byou(?:'re| are)\b", "the user is", part)
    part = patterns.sub(r"\byour\b", "the user's", part)
    part = patterns.sub(
        r"\byou (work|live|like|speak|avoid|travel|eat|use|love)\b", lambda m: f"the user {m[1]}s", part
    )
    return patterns.sub(
        r"\byou don't\b", "the user doesn't", patterns.sub(r"\byou have\b", "the user has", part)
    ).replace("you ", "the user ")


def changes_role(text: str) -> bool:
    """Whether a user's message tries to give the model another role."""
    return bool(_ROLE_CHANGE.search(text))
