"""nbformat, imported without seconds of work that are of no use to a notebook."""

from __future__ import annotations

import sys

# Where this optional package of others is there, nbformat's validator builds 38 parsers at its import, two
# seconds of work, for a check of web addresses in a schema that has none.
UNUSED = "rfc3987_syntax"

_hidden = UNUSED not in sys.modules
if _hidden:
    sys.modules[UNUSED] = None  # type: ignore[assignment]
try:
    import nbformat
    from nbformat import NotebookNode, from_dict
    from nbformat.v4 import writes_json
finally:
    if _hidden:
        del sys.modules[UNUSED]

__all__ = ["NotebookNode", "from_dict", "nbformat", "writes_json"]
