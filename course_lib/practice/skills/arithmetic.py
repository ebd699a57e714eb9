"""Sums, products and percentages, worked out rather than guessed."""

import ast
import math
import operator
import re

from course_lib.practice import patterns
from course_lib.practice.conversation import Conversation
from course_lib.practice.dates import NUMBERS, number

_NUMBER = (
    r"(?:-?\d[\d,]{0,40}(?:\.\d+)?|"
    + "|".join(sorted(NUMBERS, key=len, reverse=True))
    + r")(?:-(?:one|two|three|four|five|six|seven|eight|nine))?"
)
_COUNTS = re.compile(r"\d|\b(?:" + "|".join(NUMBERS.keys() - {"a", "an"}) + ")")
_WORDS = (
    (r"\bto the power of\b|\braised to(?: the)?\b|\^", "**"),
    (r"\b(?:multiplied by|times|x)\b|×|·", "*"),
    (r"\b(?:divided by|over)\b|÷", "/"),
    (r"\bplus\b|\badded to\b", "+"),
    (r"\bminus\b|−|–", "-"),
    (r"\b(?:modulo|mod)\b", "%"),
    (r"\bsquared\b", "**2"),
    (r"\bcubed\b", "**3"),
)
_OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}


def answer(text: str, talk: Conversation) -> str | None:
    """The result of a calculation that a question spells out."""
    expression = expression_in(text)
    if expression is None:
        return None
    value = evaluate(expression)
    if value is None:
        return (
            "Dividing by zero has no result." if patterns.search(r"[/%]\s*0(?!\d|\.)", expression) else None
        )
    return f"{_shown(expression)} = {value}"


def expression_in(text: str) -> str | None:
    """The calculation in a text as a Python expression, or None."""
    lowered = text.lower().replace("?", " ").strip(" .!")
    if not _COUNTS.search(lowered):
        return None
    if match := patterns.search(rf"\b({_NUMBER}) ?(?:%|percent|per cent) of ({_NUMBER})", lowered):
        return f"{_digits(match[1])} / 100 * {_digits(match[2])}"
    if match := patterns.search(rf"\bsquare root of ({_NUMBER})", lowered):
        return f"{_digits(match[1])} ** 0.5"
    if match := patterns.search(
        rf"\b(?:half|a third|a quarter|double|twice|triple) (?:of )?({_NUMBER})\b", lowered
    ):
        factor = {"half": "/ 2", "a th": "/ 3", "a qu": "/ 4", "doub": "* 2", "twic": "* 2", "trip": "* 3"}[
            match[0].strip()[:4]
        ]
        return f"{_digits(match[1])} {factor}"
    for pattern, sign in (
        (rf"\bsum of ({_NUMBER}) and ({_NUMBER})", "+"),
        (rf"\bproduct of ({_NUMBER}) and ({_NUMBER})", "*"),
        (rf"\bdifference (?:between|of) ({_NUMBER}) and ({_NUMBER})", "-"),
        (rf"\badd ({_NUMBER}) (?:and|to) ({_NUMBER})", "+"),
        (rf"\bmultiply ({_NUMBER}) (?:by|and|with) ({_NUMBER})", "*"),
        (rf"\bdivide ({_NUMBER}) by ({_NUMBER})", "/"),
        (rf"\baverage of ({_NUMBER}) and ({_NUMBER})", "avg"),
    ):
        if match := patterns.search(pattern, lowered):
            first, second = _digits(match[1]), _digits(match[2])
            return f"({first} + {second}) / 2" if sign == "avg" else f"{first} {sign} {second}"
    if match := patterns.search(rf"\bsubtract ({_NUMBER}) from ({_NUMBER})", lowered):
        return f"{_digits(match[2])} - {_digits(match[1])}"
    for pattern, sign in _WORDS:
        lowered = patterns.sub(
            rf"(?<=[\w)])\s*(?:{pattern})\s*(?=[\w(]|$)" if sign not in ("**2", "**3") else pattern,
            f" {sign} ",
            lowered,
        )
    lowered = patterns.sub(
        rf"\b(?:{'|'.join(sorted(NUMBERS, key=len, reverse=True))})(?:-\w+)?\b(?=\s*(?:[-+*/%]|$))",
        lambda m: _digits(m[0]) if m[0] not in ("a", "an") else m[0],
        lowered,
    )
    best = max(
        patterns.findall(
            r"[-(]{0,9}\d[\d,.]{0,40}(?:\s*(?:\*\*|//|[-+*/%()])\s*[-(]*\s*\d*[\d,.]*\)*)+", lowered
        ),
        key=len,
        default="",
    ).strip(" .,")
    best = patterns.sub(r"(?<=\d),(?=\d{3}\b)", "", best)
    if (
        not patterns.search(r"\d\)*\s*(?:\*\*|//|[-+*/%])\s*[-(]*\d", best)
        or patterns.fullmatch(r"\d{1,4}[-/]\d{1,2}([-/]\d{1,4})?", best)
        or patterns.fullmatch(r"\d{3,}-\d{3,}(?:-\d+)?", best)
    ):
        return None
    if patterns.search(r"\d\s?-\s?\d", best) and not patterns.search(
        r"\b(?:what|calculate|compute|minus|is|how much|=)\b", text, re.I
    ):
        return None
    return best


def evaluate(expression: str) -> str | None:
    """The value of an arithmetic expression as text, or None when it has none or is too large."""
    try:
        value = _value(ast.parse(expression, mode="eval").body)
        if isinstance(value, complex) or not math.isfinite(value):
            return None
    except (SyntaxError, ValueError, ZeroDivisionError, OverflowError, TypeError, RecursionError):
        return None
    return (
        str(int(value))
        if value == int(value) and abs(value) < 1e15
        else f"{value:.6g}"
        if abs(value) < 1e15
        else f"{value:g}"
    )


def _value(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value
    if isinstance(node, ast.UnaryOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_value(node.operand))
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        left, right = _value(node.left), _value(node.right)
        if isinstance(node.op, ast.Pow) and (abs(right) > 64 or abs(left) > 1e6):
            raise ValueError("too large")
        return _OPERATORS[type(node.op)](left, right)
    raise ValueError("not arithmetic")


def _digits(word: str) -> str:
    value = number(word)
    return word.replace(",", "") if value is None else str(int(value)) if value == int(value) else str(value)


def _shown(expression: str) -> str:
    if match := patterns.fullmatch(r"(\S+) \*\* 0\.5", expression):
        return f"The square root of {match[1]}"
    if match := patterns.fullmatch(r"(\S+) / 100 \* (\S+)", expression):
        return f"{match[1]}% of {match[2]}"
    return patterns.sub(r"\s+", " ", expression)
