"""Code review: findings made by reading the code, not by guessing."""

import ast
import re

from course_lib.practice import patterns
from course_lib.practice.conversation import Conversation
from course_lib.practice.skills.defects import Finding, defects
from course_lib.practice.words import plain

_FENCED = re.compile(r"```[ \t]*(?P<lang>[\w+#-]*)[ \t]*\n?(?P<code>.*?)(?:```|\Z)", re.S)
_ASKS = re.compile(
    r"\b(?:review\w*|critici[sz]e|critique|feedback on|check (?:this|my|the)|look (?:over|"
    r"at) (?:this|my|the)|(?:what(?:'s| is)|anything|something|see) (?:\w+ )?(?:wrong|off|bad)|"
    r"improve|find (?:the |any |some )?(?:bugs?|errors?|issues?|problems?|mistakes?)|debug|"
    r"is (?:this|my|it) (?:\w+ )?(?:code|function|good|correct|ok|right|fine|pythonic|bad)|"
    r"thoughts on (?:this|my)|rate (?:this|my)|refactor|bugs? (?:in|here)|issues? (?:with|in)|"
    r"problems? (?:with|in)|smells?|lint|what do you think|(?:your |any )?(?:opinion|thoughts|"
    r"comments))\b",
    re.I,
)
_CODE_WORD = re.compile(
    r"\b(?:code|function|script|snippet|program|class|method|pull request|pr|module|diff)\b", re.I
)
_FIX = re.compile(
    r"\b(?:fix\w*|correct(?:ed)? version|better version|how (?:do|should|would|can) (?:i|you)|"
    r"rewrite|show me|improve|change)\b",
    re.I,
)


def answer(text: str, talk: Conversation) -> str | None:
    """A review of the code in the message or of that before it, or a request for code."""
    code = code_in(text)
    asks = bool(_ASKS.search(text)) or bool(patterns.search(r"\breview\b", text, re.I))
    if code is not None and (
        asks
        or talk.role == "reviewer"
        or (
            not text.replace(code, "").strip(" `\n")
            and len(code) > 20
            and not patterns.fullmatch(r"\w+ ?= ?\w+", code)  # "destination = Portugal" is told, not coded
        )
    ):
        return _review(code, talk)
    if (
        code is None
        and asks
        and (talk.role == "reviewer" or _CODE_WORD.search(text))
        and not patterns.search(r"\b(?:movie|book|film|article|essay|trip|recipe)\b", text, re.I)
    ):
        earlier = _earlier_code(talk)
        return _review(earlier, talk) if earlier else str(talk.knowledge["review"]["no_code"])
    if (
        code is None
        and _FIX.search(text)
        and (earlier := _earlier_code(talk))
        and (
            talk.role == "reviewer"
            or patterns.search(r"\b(?:it|that|this|code|function|first|default|except)\b", text, re.I)
        )
    ):
        return _fix(earlier, text, talk)
    if code is not None and patterns.search(r"\b(?:what does|explain|what is this|how does)\b", text, re.I):
        return _explain(code)
    return None


def code_in(text: str) -> str | None:
    """The code of a message: a fenced block, or what looks like Python after a colon; else None."""
    fenced = _FENCED.search(text)
    if fenced and fenced["code"].strip():
        return fenced["code"].strip("\n")
    inline = patterns.search(
        r"(?:^|[:\n][ \t]*|`)(?P<code>(?:(?:async def|def|class|for|while|if|try|import|from|with|print|"
        r"return|lambda|@\w+|except|eval|exec)\b|\w+(?:\[[^\]\n]{0,99}\])? ?=(?!=))[^\n`]*(?:\n[^`]*)?)",
        text,
        re.S,
    )
    if inline:
        code = inline["code"].rstrip("` \n?")
        if patterns.match(
            r"(?:def|class|async def|try|for|while|if|with)\b.*:", code, re.S
        ) or patterns.match(
            r"(?:import \w|from \w+ import|@\w|print\(|\w+(?:\[[^\]\n]*\])? ?=|eval\(|exec\(|except)", code
        ):
            try:
                ast.parse(code)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return (
                    code
                    if patterns.match(
                        r"(?:def|class|try|for|while|async def|print)\b.*[:(]|\w+ ?= ?[\[({]", code, re.S
                    )
                    and not patterns.match(
                        r"for (?:a|the|my|me|example|beginners)\b|(?:if|while|with|try) (?!.*:)", code, re.I
                    )
                    else None
                )
            return code
    return None


def _earlier_code(talk: Conversation) -> str | None:
    for text in reversed(talk.user_texts):
        if (code := code_in(plain(text))) is not None:
            return code
    return None


def _review(code: str, talk: Conversation) -> str:
    data = talk.knowledge["review"]
    found = defects(code)
    rows = [_said(finding, data["findings"]) for finding in found]
    if not rows:
        rows = [data["clean"]]
    if talk.role == "reviewer" or talk.instructions.format.bullets:
        return "\n".join(f"- {row}" for row in rows[:6])
    gentle = f"{data['gentle']}\n" if talk.role == "tutor" else ""
    return gentle + "\n".join(f"- {row}" for row in rows[:6])


def _said(finding: Finding, phrases: dict[str, str]) -> str:
    return phrases[finding.kind].format(**finding.details)


def _fix(code: str, text: str, talk: Conversation) -> str:
    data = talk.knowledge["review"]
    found = defects(code)
    if not found:
        return data["clean"]
    wanted = next((f for f in found if f.kind.split("-")[0] in text.lower()), found[0])
    lead = data["fixes"].get(wanted.kind, _said(wanted, data["findings"]))
    fixed = code
    if wanted.kind == "mutable-default":
        fixed = patterns.sub(
            rf"\b{wanted.details['name']}\s*=\s*(?:\[\]|\{{\}}|list\(\)|dict\(\)|set\(\))",
            f"{wanted.details['name']}=None",
            code,
            count=1,
        )
        empty = (
            "{}" if patterns.search(rf"\b{wanted.details['name']}\s*=\s*(?:\{{\}}|dict\(\))", code) else "[]"
        )
        head = patterns.search(r"^(\s*)(?:async )?def [^\n]*:\s*\n", fixed, re.M)
        if head:
            pad = head[1] + "    "
            guard = (
                f"{pad}if {wanted.details['name']} is None:\n{pad}    {wanted.details['name']} = {empty}\n"
            )
            fixed = fixed[: head.end()] + guard + fixed[head.end() :]
    elif wanted.kind == "bare-except":
        fixed = patterns.sub(r"except\s*:", "except ValueError:", code)
    elif wanted.kind == "none-compare":
        fixed = patterns.sub(r"!=\s*None", "is not None", patterns.sub(r"==\s*None", "is None", code))
    elif wanted.kind == "eval":
        fixed = code.replace("eval(", "ast.literal_eval(")
    return lead if fixed == code else f"{lead}\n\n```python\n{fixed}\n```"


def _explain(code: str) -> str | None:
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    rows = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            arguments = ", ".join(a.arg for a in node.args.args)
            returns = any(isinstance(n, ast.Return) and n.value is not None for n in ast.walk(node))
            rows.append(
                f"It defines the function `{node.name}`"
                + (f", which takes {arguments}" if arguments else "")
                + (" and returns a value." if returns else " and returns nothing.")
            )
        elif isinstance(node, ast.ClassDef):
            rows.append(f"It defines the class `{node.name}`.")
        elif isinstance(node, ast.For | ast.While):
            rows.append(f"It repeats a block in a {'for' if isinstance(node, ast.For) else 'while'} loop.")
        elif isinstance(node, ast.Assign):
            rows.append(f"It assigns to `{ast.unparse(node.targets[0])}`.")
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            rows.append(f"It calls `{ast.unparse(node.value.func)}`.")
    return " ".join(dict.fromkeys(rows)) or None
