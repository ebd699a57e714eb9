"""Words that a prompt quotes, and the words by which it speaks of replies."""

import re

REPLY = (
    r"(?:(?:every|each|all|any|your|the|every single|all your|all of your|each of your|"
    r"of) )*(?:repl(?:y|ies)|responses?|answers?|messages?|outputs?|sentences?|texts?|turns?|"
    r"everything|it|them|conversations?|whatever you say)"
)


QUOTED = (
    r"(?:\"(?P<q1>[^\"\n]+)\"|(?<!\w)'(?P<q2>[^\n]+?)'(?!\w)|`(?P<q3>[^`\n]+)`|"
    r"\*\*(?P<q4>[^*\n]+)\*\*|“(?P<q5>[^”]+)”)"
)


def quoted_in(match: re.Match[str]) -> str | None:
    """The words between the quotation marks of a match, or None."""
    return next(
        (value for key, value in match.groupdict().items() if key[0] in "qr" and key[1:].isdigit() and value),
        None,
    )
