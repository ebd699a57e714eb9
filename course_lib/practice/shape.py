"""The last step of a reply: formats and limits that cut no code block and lose no closing phrase."""

import json
import re

from course_lib.practice import patterns
from course_lib.practice.prompt.formats import Format
from course_lib.practice.words import count, sentences

_CODE = re.compile(r"(```.*?```)", re.S)
_SMILE = "🙂"
BRIEF_WORDS = 20
WEAK_WORDS = 45


def shape(text: str, style: Format, *, weak: bool = False, key: str = "") -> str:
    """The text as the format asks for it; `weak` is a later system message's wish and only trims."""
    if style.one_word or style.yes_no:
        text = _one_word(text, key, yes_no=style.yes_no)
        return _cased(_framed(text, style), style)
    if style.json_keys:
        return _as_json(text, style.json_keys)
    if style.code is False:
        text = _CODE.sub("", text).strip()
    if style.sentences:
        text = _first_sentences(text, style.sentences)
    if style.brief and not style.sentences:
        text = fit(text, BRIEF_WORDS, keep_code=False)
    elif weak:
        text = fit(text, WEAK_WORDS, at_least=40)
    frame = count(_framed("", style))
    extra = 0
    if style.bullets or style.numbered:
        text = _listed(text, style)
        extra = len([line for line in text.splitlines() if line.strip()])
    limit = style.words
    if limit is not None and limit <= 3 and count(text) > limit:
        text = _one_word(text, key, yes_no=False)
    if limit is not None:
        text = fit(text, max(1, limit - frame))
        if (style.bullets or style.numbered) and extra:
            text = text.strip()
    if style.exactly:
        text = _exactly(text, max(1, style.exactly - frame))
    if style.characters:
        room = style.characters - len(_framed("", style))
        while len(text) > room and count(text) > 1:
            shorter = fit(text, max(1, min(count(text) - 1, round(room / 7) + 1)))
            text = shorter if len(shorter) < len(text) else text[:room].rstrip()
    return _cased(_framed(text, style), style)


def fit(text: str, limit: int, *, at_least: int = 0, keep_code: bool = True) -> str:
    """As many whole sentences, lines and code blocks of a text as fit into a number of words.

    With `at_least` it adds sentences until there are so many words, even beyond the limit.
    """
    if count(text) <= limit:
        return text
    blocks = _CODE.split(text)
    code = next((block for block in blocks if block.startswith("```")), "") if keep_code else ""
    if count(code) > limit - 8:
        code = ""
    kept, used = [], count(code)
    full = False
    for block in blocks:
        if block.startswith("```"):
            if block == code:
                kept.append(f"\n\n{block}\n\n")
            continue
        if full:
            continue
        for line in block.splitlines():
            row = []
            for sentence in sentences(line):
                if used + count(sentence) <= limit or used < at_least:
                    row.append(sentence)
                    used += count(sentence)
                else:
                    full = True
                    break
            if row:
                kept.append(" ".join(row) + "\n")
            elif not line.strip() and kept:
                kept.append("\n")
            if full:
                break
    result = patterns.sub(r"\n{3,}", "\n\n", "".join(kept)).strip()
    if not patterns.sub(r"```.*?```", "", result, flags=re.S).strip():
        return _cut(_CODE.sub(" ", text), limit)
    return result


def _cut(text: str, limit: int) -> str:
    """The first words of a text as a sentence, cut at a comma where there is one."""
    kept = text.split()[:limit]
    if len(kept) > 6:
        for i in range(len(kept) - 1, len(kept) // 2, -1):
            if kept[i].endswith((",", ";", ":")):
                kept = kept[: i + 1]
                break
    while len(kept) > 3 and kept[-1].lower().strip(",;:") in {
        "and",
        "or",
        "the",
        "a",
        "an",
        "of",
        "to",
        "in",
        "for",
        "with",
        "by",
        "which",
        "that",
        "is",
        "your",
        "at",
    }:
        kept.pop()
    result = " ".join(kept).rstrip(",;:-–— ")
    return result if result.endswith((".", "!", "?")) else result + "."


def _exactly(text: str, wanted: int) -> str:
    have = _CODE.sub(" ", text).split()
    if len(have) > wanted:
        have = have[:wanted]
        have[-1] = have[-1].rstrip(",;:.") + "."
    filler = ["That", "is", "all", "that", "I", "can", "say", "about", "it", "for", "now", ",", "truly", "so"]
    if len(have) < wanted:
        have += (filler * (wanted // len(filler) + 1))[: wanted - len(have)]
        have[-1] = have[-1].rstrip(",.") + "."
    return " ".join(have)


def _first_sentences(text: str, wanted: int) -> str:
    if patterns.match(r"\s*```", text):
        return text
    prose = _CODE.sub(" ", text)
    if wanted == 1:
        found = sentences(" ".join(prose.split()))
        return next((s for s in found if len(s.split()) > 3), found[0] if found else text)
    return " ".join(sentences(" ".join(prose.split()))[:wanted])


def _listed(text: str, style: Format) -> str:
    parts: list[str] = []
    blocks = []
    for block in _CODE.split(text):
        if block.startswith("```"):
            blocks.append(block)
        else:
            for row in block.splitlines():
                item = patterns.match(r"\s*(?:[-*•]|\d+[.)])\s+", row)
                if item:
                    parts.append(row[item.end() :])
                    continue
                parts += sentences(row)
    if style.items:
        parts = parts[: style.items]
    marks = [f"{i}." if style.numbered else "-" for i in range(1, len(parts) + 1)]
    rows = [f"{mark} {part}" for mark, part in zip(marks, parts, strict=True)]
    return "\n".join(rows) + ("\n\n" + "\n\n".join(blocks) if blocks else "")


def _framed(text: str, style: Format) -> str:
    if style.opening and not text.startswith(style.opening):
        text = f"{style.opening} {text}".rstrip()
    if style.question and not text.rstrip().endswith("?"):
        text = f"{text} What would you like to know next?".lstrip()
    if style.emoji:
        text = f"{text} {_SMILE}".lstrip()
    if style.closing and not text.rstrip().endswith(style.closing):
        if style.closing in "!?.":
            text = text.rstrip(".!? ") + style.closing
        else:
            gap = "\n\n" if "\n" in text or "```" in text else " "
            text = f"{text}{gap}{style.closing}".lstrip()
    return text


def _cased(text: str, style: Format) -> str:
    if style.case is None:
        return text
    change = str.upper if style.case == "upper" else str.lower
    return "".join(block if block.startswith("```") else change(block) for block in _CODE.split(text))


_ANSWERED = (
    r"\b(?:your|my) (?:[\w' -]+ )?(?:name )?is (?P<x>[^\W\d_][\w+#'-]*)",
    r"\byou (?:work at|live in|are from|are learning|like|speak|named|are building|"
    r"avoid) (?:an? |the )?(?P<x>[\w+#'-]+)",
    r"\bI would use (?P<x>[\w.+#-]+\w)",
    r"\bTry an? (?:[\w-]+ )*?(?P<x>[\w-]+)[:.]",
    r"\btop suggestion is (?:the )?(?P<x>[\w-]+)",
    r"\bBuild an? (?P<x>[\w-]+)",
    r"^(?P<x>-?\d[\d.,]*)\b",
    r"(?:=|\bis) (?P<x>-?\d[\d.,]*\d|\d)\b",
    r"\bThe capital of [\w ]+ is (?P<x>[\w-]+)",
)


def _one_word(text: str, key: str, *, yes_no: bool) -> str:
    opening = patterns.match(r"\W*(yes|no|hello|hi|goodbye|sorry)\b", text, re.I)
    if yes_no:
        said = patterns.search(r"(?:^|[.!?\n] ?)(yes|no)\b[,.]", text, re.I)
        if said:
            return said[1].capitalize() + "."
        if opening and opening[1].lower() in ("yes", "no"):
            return opening[1].capitalize() + "."
        return "No." if patterns.search(r"\b(?:not|n't|never|cannot)\b", text) else "Yes."
    if patterns.search(r"\bdon't know\b|\bno (?:note|notes|knowledge)\b|\bcannot\b|\bnothing in\b", text):
        return "Unknown."
    if patterns.match(r"\W*(?:which|what|when|for what|where|more about)\b", text, re.I) and "?" in text[:80]:
        return patterns.sub(r"\W", "", text.split()[0]) + "?"
    if opening:
        return opening[1].capitalize() + "."
    for pattern in _ANSWERED:
        if match := patterns.search(pattern, text, re.I):
            return match["x"].rstrip(".,") + "."
    if match := patterns.match(
        r"(?:An? |The )?(?:[\w-]+ )*?(?P<x>\w[\w-]*) (?:is|are|stores|builds|lets|repeats|"
        r"means|shows)\b (?:an? |the )?(?P<y>(?:[\w-]+ )*?[\w-]+)",
        text,
    ):
        noun = patterns.split(
            r"\s(?:of|that|which|in|with|for|and|at|from|to|whose|when|between)\b|[.,;:]",
            text[match.start("y") :],
        )[0]
        last = noun.split()
        if last and patterns.match(r"[\w-]+$", last[-1]):
            return last[-1].capitalize() + "."
    return (patterns.findall(r"[^\W_][\w'-]*", text) or ["Yes"])[0].capitalize() + "."


def _as_json(text: str, keys: tuple[str, ...]) -> str:
    code = "\n".join(patterns.findall(r"```\w*\n(.*?)```", text, re.S)).strip()
    prose = " ".join(_CODE.sub(" ", text).split())
    lines = sentences(prose) or [prose]
    answer: dict[str, object] = {}
    for i, key in enumerate(keys):
        lowered = key.lower()
        if "code" in lowered or "example" in lowered:
            answer[key] = code or lines[-1]
        elif patterns.search(r"confiden|score|probab|certain", lowered):
            answer[key] = 0.2 if "don't know" in prose else 0.9
        elif patterns.search(r"list|items|steps|points|keywords|sources|suggestions|findings", lowered):
            answer[key] = lines
        elif patterns.search(r"title|topic|name|subject", lowered):
            answer[key] = " ".join(lines[0].rstrip(".!?").split()[:6])
        elif i == 0 or patterns.search(
            r"answer|reply|response|text|message|content|result|output|explanation|definition|summary",
            lowered,
        ):
            answer[key] = prose
        else:
            answer[key] = lines[min(i, len(lines) - 1)]
    return json.dumps(answer, ensure_ascii=False)
