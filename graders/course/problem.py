"""What stops a command for a reason that a person can act on."""

from __future__ import annotations


class Problem(Exception):
    """One sentence on what happened, with the value, and one on what to do next; it ends the command."""
