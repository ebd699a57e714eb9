"""Autograding: untrusted notebooks run in a sandbox, evidence is collected outside of it, and judged.

`course grade` and nbgrader's own commands share this engine; SECURITY.md tells what it defends and how.
"""
