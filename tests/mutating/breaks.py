"""The small breaks that a module can get: one node of its tree at a time."""

import ast
from dataclasses import dataclass

COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
NAMED = {
    "min": "max",
    "any": "all",
    "floor": "ceil",
    "find": "rfind",
    "index": "rindex",
    "partition": "rpartition",
    "startswith": "endswith",
    "removeprefix": "removesuffix",
    "lstrip": "rstrip",
    "bisect_left": "bisect_right",
    "append": "extend",
}
NAMED |= {other: name for name, other in NAMED.items() if other != "extend"}
LEFT_OUT = {"strip", "lower", "upper", "casefold", "sorted", "abs", "round"}
"""Calls that leave their subject as it is where they are dropped."""

UNSEEN = {"encoding", "errors", "maxsize", "strict", "slots", "frozen", "stacklevel", "check"}
"""Arguments whose value nobody notices, or that only guard against slips of our own."""

QUIET = {"__repr__", "__str__", "__hash__"}
LOGS = {"debug", "info", "warning", "exception", "log"}
LARGE = 1000
TOLERANCES = {"EXACT", "NEAR"}
TINY = 1e-5
"""Numbers above and below are sizes of a sample or of a cache, and tolerances."""


@dataclass(frozen=True, slots=True)
class Break:
    """A module's text with one thing in it changed; `line` is where, `what` says how."""

    line: int
    what: str
    text: str


def breaks(source: str) -> list[Break]:
    """Every break of a module, in the order of its lines."""
    found = _Finder(source)
    found.visit(ast.parse(source))
    return sorted(found.breaks, key=lambda each: each.line)


class _Finder(ast.NodeVisitor):
    def __init__(self, source: str) -> None:
        self.breaks: list[Break] = []
        self._lines = source.encode().splitlines(keepends=True)
        self._returns: list[str] = []

    # What is passed over

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Before Python 3.12 nothing tells where in the text its parts stand."""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value:
            self.visit(node.value)

    def visit_Assert(self, node: ast.Assert) -> None:
        """It is there for the type checker."""

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for each in node.body:
            self.visit(each)

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg not in UNSEEN:
            self.visit(node.value)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        if node.name in QUIET:
            return
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default:
                self.visit(default)
        self._returns.append(ast.unparse(node.returns) if node.returns else "None")
        for each in node.body:
            self.visit(each)
        self._returns.pop()

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    # What is changed

    def visit_Compare(self, node: ast.Compare) -> None:
        if not _of_class(node):
            near = {ast.unparse(each) for each in node.comparators} & TOLERANCES
            for place, op in enumerate(node.ops):
                # Nothing comes to a tolerance exactly: of the others, the last turns it round.
                for other in COMPARED[type(op)][1 if near else 0 :]:
                    ops = [*node.ops[:place], other(), *node.ops[place + 1 :]]
                    self._put(node, ast.Compare(node.left, ops, node.comparators))
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if type(node.op) in COMPUTED and not any(map(_is_text, (node.left, node.right))):
            self._put(node, ast.BinOp(node.left, COMPUTED[type(node.op)](), node.right))
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        self._put(node, ast.BoolOp(other, node.values))
        for place in range(len(node.values)):
            kept = [*node.values[:place], *node.values[place + 1 :]]
            self._put(node, kept[0] if len(kept) == 1 else ast.BoolOp(node.op, kept))
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        self._put(node, node.operand)
        self.generic_visit(node)

    def visit_If(self, node: ast.If) -> None:
        if ast.unparse(node.test) == "TYPE_CHECKING":
            return
        self._negate(node.test)
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self._negate(node.test)
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for condition in node.ifs:
            self._put(condition, ast.Constant(value=True))
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        value = node.value
        if isinstance(value, bool):
            self._put(node, ast.Constant(not value))
        elif isinstance(value, int) and value < LARGE:
            self._put(node, ast.Constant(value + 1))
            if value > 0:
                self._put(node, ast.Constant(value - 1))
        elif isinstance(value, float) and (value == 0 or TINY < value < LARGE):
            self._put(node, ast.Constant(value + 1 if value == int(value) else value * 2))

    def visit_Call(self, node: ast.Call) -> None:
        name = _name(node.func)
        if name in LOGS and isinstance(node.func, ast.Attribute) and "log" in ast.dump(node.func):
            return
        if name in NAMED:
            self._put(node.func, _renamed(node.func, NAMED[name]))
        if name in LEFT_OUT:
            subject = node.func.value if isinstance(node.func, ast.Attribute) else node.args[0]
            self._put(node, subject)
        for place, each in enumerate(node.keywords):
            if each.arg in ("key", "default", "reverse"):
                kept = [*node.keywords[:place], *node.keywords[place + 1 :]]
                self._put(node, ast.Call(node.func, node.args, kept))
        self._swap(node)
        self.generic_visit(node)

    def _swap(self, node: ast.Call) -> None:
        if len(node.args) < 2 or not all(
            isinstance(each, ast.Name | ast.Attribute | ast.Constant) for each in node.args[:2]
        ):
            return
        if _name(node.func) in ("min", "max", "isinstance", "Path"):
            return
        first, second, *others = node.args
        if ast.dump(first) != ast.dump(second):
            self._put(node, ast.Call(node.func, [second, first, *others], node.keywords))

    # Statements

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Constant):
            return
        before = len(self.breaks)
        self.generic_visit(node)
        if not isinstance(node.value, ast.Call) or len(self.breaks) > before or node.value.args:
            self._drop(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self._drop(node)
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        names = [_name(target) for target in node.targets]
        if "__all__" in names or "__slots__" in names:
            return
        if all(isinstance(target, ast.Attribute | ast.Subscript) for target in node.targets):
            self._drop(node)
        self.visit(node.value)

    def visit_Raise(self, node: ast.Raise) -> None:
        self._drop(node)

    def visit_Continue(self, node: ast.Continue) -> None:
        self._drop(node)

    def visit_Break(self, node: ast.Break) -> None:
        self._drop(node)

    def visit_Return(self, node: ast.Return) -> None:
        if node.value is None:
            self._drop(node)
            return
        wanted = self._returns[-1]
        if wanted == "bool":
            self._negate(node.value)
        elif wanted.endswith("| None") and ast.unparse(node.value) != "None":
            self._put(node.value, ast.Constant(value=None))
        elif wanted == "str" and ast.unparse(node.value) not in ("''", '""'):
            self._put(node.value, ast.Constant(""))
        elif wanted.startswith("list[") and ast.unparse(node.value) != "[]":
            self._put(node.value, ast.List([]))
        self.generic_visit(node)

    # How

    def _negate(self, test: ast.expr) -> None:
        if not isinstance(test, ast.Compare | ast.UnaryOp):
            self._put(test, ast.UnaryOp(ast.Not(), test))

    def _drop(self, node: ast.stmt) -> None:
        self._put(node, ast.Pass())

    def _put(self, old: ast.expr | ast.stmt, new: ast.expr | ast.stmt) -> None:
        """Notes the text with one node in place of another, where that is Python."""
        if old.end_lineno is None or old.end_col_offset is None:
            return
        written = ast.unparse(ast.fix_missing_locations(new))
        if isinstance(new, ast.expr) and not isinstance(new, ast.Name | ast.Attribute):
            written = written if isinstance(new, ast.Constant) else f"({written})"
        first, last = old.lineno - 1, old.end_lineno - 1
        # Every other line keeps its number.
        kept = b"\n" * (last - first) if isinstance(new, ast.stmt) else b""
        lines = [*self._lines]
        head, tail = lines[first][: old.col_offset], lines[last][old.end_col_offset :]
        lines[first : last + 1] = [head + written.encode() + tail + kept]
        text = b"".join(lines).decode()
        try:
            compile(text, "break", "exec")
        except SyntaxError:
            return
        was = " ".join(ast.unparse(old).split())
        self.breaks.append(Break(old.lineno, f"{was}  →  {written}", text))


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _renamed(node: ast.expr, name: str) -> ast.expr:
    return ast.Attribute(node.value, name) if isinstance(node, ast.Attribute) else ast.Name(name)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr | ast.List | ast.Tuple) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _of_class(node: ast.Compare) -> bool:
    return ast.unparse(node.left) == "__name__"
