"""What is wrong with a single function."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Finding:
    """One defect: its kind, and the details that its message mentions."""

    kind: str
    details: dict[str, object] = field(default_factory=dict)


def function_defects(
    node: ast.FunctionDef | ast.AsyncFunctionDef, parents: dict[ast.AST, ast.AST]
) -> Iterator[Finding]:
    """The defects of one function."""
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
        if not isinstance(child, FUNCTIONS | ast.ClassDef | ast.Lambda):
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
