"""What is wrong with a piece of Python, found in its syntax tree; the gravest first."""

import ast
import builtins
from collections.abc import Iterator
from dataclasses import dataclass, field

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
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Finding:
    """One defect: its kind, and the details that its message mentions."""

    kind: str
    details: dict[str, object] = field(default_factory=dict)


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
        if isinstance(node, _FUNCTIONS):
            yield from _function(node, parents)
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
            for statement, after in zip(body, body[1:], strict=False):
                if isinstance(statement, ast.Return | ast.Raise | ast.Break | ast.Continue) and after:
                    yield Finding("unreachable", {"name": type(statement).__name__.lower()})
    yield from _imports(tree)
    yield from _undefined(tree)


def _function(
    node: ast.FunctionDef | ast.AsyncFunctionDef, parents: dict[ast.AST, ast.AST]
) -> Iterator[Finding]:
    names = [*node.args.posonlyargs, *node.args.args]
    defaults = list(zip(names[len(names) - len(node.args.defaults) :], node.args.defaults, strict=True))
    defaults += [
        (a, d) for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if d is not None
    ]
    for argument, default in defaults:
        made = (
            isinstance(default, ast.Call)
            and isinstance(default.func, ast.Name)
            and default.func.id in ("list", "dict", "set")
        )
        if isinstance(default, ast.List | ast.Dict | ast.Set) or made:
            yield Finding("mutable-default", {"name": argument.arg})
    own = list(_own(node))
    returns = [n for n in own if isinstance(n, ast.Return)]
    values = [
        n
        for n in returns
        if n.value is not None and not (isinstance(n.value, ast.Constant) and n.value.value is None)
    ]
    generator = any(isinstance(n, ast.Yield | ast.YieldFrom) for n in own)
    in_class = isinstance(parents.get(node), ast.ClassDef)
    prints = any(
        isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "print" for n in own
    )
    stored = {n.id for n in own if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    loaded = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    bare = [
        s
        for s in node.body
        if isinstance(s, ast.Expr) and isinstance(s.value, ast.BinOp | ast.Compare | ast.Name | ast.BoolOp)
    ]
    verb = node.name.lower().lstrip("_").split("_")[0]
    promises = verb in (
        "get",
        "add",
        "calculate",
        "compute",
        "find",
        "is",
        "has",
        "sum",
        "average",
        "mean",
        "total",
        "count",
        "make",
        "build",
        "square",
        "multiply",
        "double",
        "max",
        "min",
        "area",
        "convert",
        "parse",
        "divide",
        "subtract",
        "factorial",
        "reverse",
    )
    changes = any(isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) for n in own) or any(
        isinstance(n, ast.Attribute | ast.Subscript) and isinstance(n.ctx, ast.Store) for n in own
    )
    if (
        not values
        and not generator
        and node.name != "__init__"
        and not any(isinstance(n, ast.Global) for n in own)
    ):
        if (
            bare
            or (promises and not prints and not changes)
            or (
                stored - loaded - {"_"} and not prints and not changes and len(node.body) > 0 and not in_class
            )
        ):
            yield Finding("no-return", {"name": node.name})
        elif prints and promises:
            yield Finding("print", {"name": node.name})
    elif values and not generator and not _always_leaves(node.body):
        yield Finding("some-return", {"name": node.name})
    for name in sorted(stored - loaded - {"_"}):
        if not any(
            isinstance(n, ast.Global | ast.Nonlocal) and name in n.names for n in own
        ) and not name.startswith("_"):
            yield Finding("unused", {"name": name})
    static = any(
        isinstance(d, ast.Name) and d.id in ("staticmethod", "classmethod") for d in node.decorator_list
    )
    if in_class and not static and (not names or names[0].arg not in ("self", "cls")):
        yield Finding("self", {"name": node.name})
    calls_itself = any(
        isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == node.name for n in own
    )
    if calls_itself and not any(
        isinstance(n, ast.If | ast.IfExp | ast.While | ast.Match | ast.BoolOp) for n in own
    ):
        yield Finding("recursion", {"name": node.name})
    parameters = {a.arg for a in names}
    guarded = any(isinstance(n, ast.If | ast.IfExp | ast.Try | ast.Assert) for n in own)
    for n in own:
        if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Div | ast.FloorDiv | ast.Mod) and not guarded:
            risky = (
                n.right.id
                if isinstance(n.right, ast.Name) and n.right.id in parameters
                else ast.unparse(n.right)
                if isinstance(n.right, ast.Call) and ast.unparse(n.right.func) == "len"
                else ""
            )
            if risky and not isinstance(n.left, ast.Constant | ast.JoinedStr):
                yield Finding("division", {"name": risky})
    if len(names) > 6:
        yield Finding("many-parameters", {"name": node.name})
    if (node.end_lineno or node.lineno) - node.lineno > 40:
        yield Finding("long", {"name": node.name})
    if not ast.get_docstring(node) and not node.name.startswith("_"):
        yield Finding("docstring", {"name": node.name})
    if names and not any(a.annotation for a in names) and names[0].arg not in ("self", "cls"):
        yield Finding("hints", {"name": node.name})


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function without those of functions and classes inside it."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, _FUNCTIONS | ast.ClassDef | ast.Lambda):
            yield from _own(child)


def _always_leaves(body: list[ast.stmt]) -> bool:
    for statement in body:
        if isinstance(statement, ast.Return | ast.Raise):
            return True
        if (
            isinstance(statement, ast.If)
            and statement.orelse
            and _always_leaves(statement.body)
            and _always_leaves(statement.orelse)
        ):
            return True
        if isinstance(statement, ast.With | ast.AsyncWith) and _always_leaves(statement.body):
            return True
        if (
            isinstance(statement, ast.While)
            and isinstance(statement.test, ast.Constant)
            and statement.test.value
        ):
            return True
        if isinstance(statement, ast.Try) and (
            _always_leaves(statement.finalbody)
            or (
                _always_leaves(statement.body + statement.orelse)
                and all(_always_leaves(h.body) for h in statement.handlers)
            )
        ):
            return True
        if isinstance(statement, ast.Match):
            return all(_always_leaves(case.body) for case in statement.cases)
    return False


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
        if isinstance(n, _FUNCTIONS | ast.ClassDef):
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
    for function in (n for n in ast.walk(tree) if isinstance(n, _FUNCTIONS)):
        called = {
            n.func.id for n in ast.walk(function) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
        }
        for n in ast.walk(function):
            # A name that is only called may well be defined elsewhere; one that is read in an expression is a slip.
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
