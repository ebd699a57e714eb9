"""What is wrong with a piece of Python, found in its syntax tree; the gravest first."""

import ast
import builtins
from collections.abc import Iterator
from itertools import pairwise

from course_lib.practice.skills.function_defects import FUNCTIONS, Finding, function_defects

_ORDER = (
    "syntax",
    "mutable-default",
    "eval",
    "sql",
    "shell",
    "secret",
    "bare-except",
    "swallowed",
    "undefined",
    "recursion",
    "self",
    "off-by-one",
    "mutated-loop",
    "missing-await",
    "division",
    "infinite",
    "no-return",
    "some-return",
    "none-compare",
    "is-literal",
    "assert",
    "f-string",
    "bool-compare",
    "shadow",
    "global",
    "broad-except",
    "open",
    "concat",
    "range-len",
    "unused",
    "unused-import",
    "magic-number",
    "star-import",
    "unreachable",
    "type-compare",
    "compare-float",
    "print",
    "key-in",
    "len-compare",
    "many-parameters",
    "long",
    "docstring",
    "hints",
)


_SHADOWABLE = frozenset(name for name in dir(builtins) if name.islower() and not name.startswith("_")) - {
    "copyright",
    "credits",
    "license",
    "exit",
    "quit",
    "help",
}


def defects(code: str) -> list[Finding]:
    """The defects of a piece of code, gravest first and each kind with each name once."""
    try:
        tree = ast.parse(code)
    except SyntaxError as error:
        return [Finding("syntax", {"line": error.lineno or 1, "detail": str(error.msg)})]
    except (ValueError, RecursionError, MemoryError):
        return [Finding("syntax", {"line": 1, "detail": "it cannot be read as Python"})]
    found = {(f.kind, str(f.details.get("name", ""))): f for f in _all(tree)}
    return sorted(found.values(), key=lambda f: _ORDER.index(f.kind))


def _all(tree: ast.Module) -> Iterator[Finding]:
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    coroutines = {n.name for n in ast.walk(tree) if isinstance(n, ast.AsyncFunctionDef)}
    for node in ast.walk(tree):
        if isinstance(node, FUNCTIONS):
            yield from function_defects(node, parents)
        elif isinstance(node, ast.ExceptHandler):
            if node.type is None:
                yield Finding("bare-except")
            elif isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException"):
                yield Finding("broad-except")
            if node.type is not None and all(isinstance(s, ast.Pass) for s in node.body):
                yield Finding("swallowed")
        elif isinstance(node, ast.Compare):
            yield from _comparison(node)
        elif isinstance(node, ast.Call):
            yield from _call(node, parents, coroutines)
        elif isinstance(node, ast.JoinedStr | ast.BinOp) and _pasted_query(node):
            yield Finding("sql")
        elif isinstance(node, ast.Global):
            yield Finding("global", {"name": ", ".join(node.names)})
        elif isinstance(node, ast.For):
            yield from _loop(node)
        elif isinstance(node, ast.While):
            endless = isinstance(node.test, ast.Constant) and bool(node.test.value)
            if endless and not any(
                isinstance(n, ast.Break | ast.Return | ast.Raise | ast.Yield | ast.Await)
                for n in ast.walk(node)
            ):
                yield Finding("infinite")
            yield from _concatenation(node)
        elif isinstance(node, ast.Assert) and isinstance(node.test, ast.Tuple) and node.test.elts:
            yield Finding("assert")
        elif isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
            yield Finding("star-import")
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in _SHADOWABLE:
            yield Finding("shadow", {"name": node.id})
        elif isinstance(node, ast.arg) and node.arg in _SHADOWABLE:
            yield Finding("shadow", {"name": node.arg})
        elif (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            for target in node.targets:
                name = target.id if isinstance(target, ast.Name) else ""
                if (
                    any(w in name.lower() for w in ("password", "secret", "api_key", "apikey", "token"))
                    and node.value.value
                ):
                    yield Finding("secret", {"name": name})
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and not isinstance(parents.get(node), ast.JoinedStr | ast.FormattedValue)
        ):
            yield from _braces(node, tree, parents)
        if isinstance(body := getattr(node, "body", None), list):
            for statement, after in pairwise(body):
                if isinstance(statement, ast.Return | ast.Raise | ast.Break | ast.Continue) and after:
                    yield Finding("unreachable", {"name": type(statement).__name__.lower()})
    yield from _magic_numbers(tree)
    yield from _imports(tree)
    yield from _undefined(tree)


def _comparison(node: ast.Compare) -> Iterator[Finding]:
    for op, right in zip(node.ops, node.comparators, strict=True):
        equal = isinstance(op, ast.Eq | ast.NotEq)
        sign = "==" if isinstance(op, ast.Eq) else "!="
        if isinstance(right, ast.Constant):
            if equal and right.value is None:
                yield Finding("none-compare", {"op": f"{sign} None"})
            elif equal and isinstance(right.value, bool):
                yield Finding("bool-compare", {"value": right.value})
            elif equal and isinstance(right.value, float):
                yield Finding("compare-float")
            elif (
                isinstance(op, ast.Is | ast.IsNot)
                and isinstance(right.value, str | int)
                and not isinstance(right.value, bool)
            ):
                yield Finding("is-literal")
            elif (
                right.value == 0
                and isinstance(node.left, ast.Call)
                and ast.unparse(node.left.func) == "len"
                and node.left.args
            ):
                yield Finding("len-compare", {"name": ast.unparse(node.left.args[0])})
        if equal and isinstance(node.left, ast.Call) and ast.unparse(node.left.func) == "type":
            yield Finding("type-compare")
        if (
            isinstance(op, ast.In | ast.NotIn)
            and isinstance(right, ast.Call)
            and isinstance(right.func, ast.Attribute)
            and right.func.attr == "keys"
        ):
            yield Finding("key-in")


def _call(node: ast.Call, parents: dict[ast.AST, ast.AST], coroutines: set[str]) -> Iterator[Finding]:
    name = ast.unparse(node.func)
    if name in ("eval", "exec"):
        yield Finding("eval", {"name": name})
    if name == "os.system" or any(
        k.arg == "shell" and isinstance(k.value, ast.Constant) and k.value.value is True
        for k in node.keywords
    ):
        yield Finding("shell")
    if (
        name.endswith(("execute", "executemany"))
        and node.args
        and (isinstance(node.args[0], ast.JoinedStr | ast.BinOp) or ".format" in ast.unparse(node.args[0]))
    ):
        yield Finding("sql")
    if name == "open" and not isinstance(parents.get(node), ast.withitem):
        yield Finding("open")
    if (
        name in coroutines
        and not isinstance(parents.get(node), ast.Await)
        and not (isinstance(up := parents.get(node), ast.Call) and "asyncio" in ast.unparse(up.func))
    ):
        yield Finding("missing-await", {"name": name})


def _pasted_query(node: ast.JoinedStr | ast.BinOp) -> bool:
    """Whether a string of SQL is put together from values."""
    if isinstance(node, ast.JoinedStr):
        first = node.values[0] if len(node.values) > 1 else None
    else:
        first = node.left if isinstance(node.op, ast.Add | ast.Mod) else None
    return (
        isinstance(first, ast.Constant)
        and isinstance(first.value, str)
        and first.value.lstrip().upper().startswith(("SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM "))
    )


def _loop(node: ast.For) -> Iterator[Finding]:
    call = node.iter
    if isinstance(call, ast.Call) and ast.unparse(call.func) == "range" and call.args:
        end = call.args[-1] if len(call.args) < 3 else call.args[1]
        if isinstance(end, ast.Call) and ast.unparse(end.func) == "len" and end.args:
            name = ast.unparse(end.args[0])
            index = ast.unparse(node.target)
            ahead = any(
                isinstance(n, ast.Subscript)
                and ast.unparse(n.value) == name
                and ast.unparse(n.slice) == f"{index} + 1"
                for n in ast.walk(node)
            )
            yield Finding("off-by-one" if ahead else "range-len", {"name": name})
        elif isinstance(end, ast.BinOp) and isinstance(end.op, ast.Add) and "len(" in ast.unparse(end.left):
            inner = end.left.args[0] if isinstance(end.left, ast.Call) and end.left.args else end.left
            yield Finding("off-by-one", {"name": ast.unparse(inner)})
    elif isinstance(call, ast.Name):
        for n in ast.walk(node):
            changed = (
                isinstance(n, ast.Call)
                and isinstance(n.func, ast.Attribute)
                and n.func.attr in ("remove", "pop", "append", "insert", "clear")
            )
            if changed and ast.unparse(n.func.value) == call.id:
                yield Finding("mutated-loop", {"name": call.id})
    yield from _concatenation(node)


def _concatenation(node: ast.For | ast.While) -> Iterator[Finding]:
    for n in ast.walk(node):
        if isinstance(n, ast.AugAssign) and isinstance(n.op, ast.Add):
            right = n.value
            texts = [
                p
                for p in ast.walk(right)
                if isinstance(p, ast.JoinedStr)
                or (isinstance(p, ast.Constant) and isinstance(p.value, str))
                or (isinstance(p, ast.Call) and ast.unparse(p.func) == "str")
            ]
            named = isinstance(n.target, ast.Name) and n.target.id in (
                "text",
                "result_string",
                "s",
                "string",
                "output",
                "out",
                "html",
                "message",
                "line",
                "word",
                "sentence",
                "csv",
                "msg",
            )
            if texts or (named and not isinstance(right, ast.Constant) and not isinstance(right, ast.List)):
                yield Finding("concat")


def _braces(node: ast.Constant, tree: ast.Module, parents: dict[ast.AST, ast.AST]) -> Iterator[Finding]:
    names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)} | {
        a.arg for a in ast.walk(tree) if isinstance(a, ast.arg)
    }
    up = parents.get(node)
    formatted = isinstance(up, ast.Attribute) and up.attr in ("format", "format_map")
    if not formatted and any(f"{{{name}}}" in node.value for name in names):
        yield Finding("f-string")


def _magic_numbers(tree: ast.Module) -> Iterator[Finding]:
    for function in (n for n in ast.walk(tree) if isinstance(n, FUNCTIONS)):
        for node in ast.walk(function):
            sides = (node.left, node.right) if isinstance(node, ast.BinOp) else ()
            for side in sides:
                value = side.value if isinstance(side, ast.Constant) else None
                telling = isinstance(value, float) and value not in (0.0, 0.5, 1.0, 2.0, 100.0)
                if telling or (isinstance(value, int) and not isinstance(value, bool) and abs(value) > 100):
                    yield Finding("magic-number", {"name": str(value)})


def _imports(tree: ast.Module) -> Iterator[Finding]:
    used = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom) and len(tree.body) > 1:
            for alias in node.names:
                name = (alias.asname or alias.name).split(".")[0]
                if name not in used and name != "*":
                    yield Finding("unused-import", {"name": name})


def _undefined(tree: ast.Module) -> Iterator[Finding]:
    if any(isinstance(n, ast.ImportFrom) and n.names[0].name == "*" for n in ast.walk(tree)):
        return
    defined = set(dir(builtins)) | {"__file__", "__name__", "self"}
    for n in ast.walk(tree):
        if isinstance(n, FUNCTIONS | ast.ClassDef):
            defined.add(n.name)
        elif isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load):
            defined.add(n.id)
        elif isinstance(n, ast.arg):
            defined.add(n.arg)
        elif isinstance(n, ast.alias):
            defined.add((n.asname or n.name).split(".")[0])
        elif (isinstance(n, ast.ExceptHandler) and n.name) or (
            isinstance(n, ast.MatchAs | ast.MatchStar) and n.name
        ):
            defined.add(n.name)
    for function in (n for n in ast.walk(tree) if isinstance(n, FUNCTIONS)):
        called = {
            n.func.id for n in ast.walk(function) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
        }
        for n in ast.walk(function):
            # A name that is only called may be defined elsewhere; one read in an expression is a slip.
            if (
                isinstance(n, ast.Name)
                and n.id not in defined
                and n.id not in called
                and not n.id.isupper()
                and not n.id[0].isupper()
                and len(tree.body) == 1
                and not _module_like(n, function)
            ):
                yield Finding("undefined", {"name": n.id})


def _module_like(name: ast.Name, tree: ast.AST) -> bool:
    """Whether a name is used like an imported module or a global object: followed by a dot."""
    return any(isinstance(n, ast.Attribute) and n.value is name for n in ast.walk(tree))
