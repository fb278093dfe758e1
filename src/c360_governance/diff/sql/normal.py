"""The normal form of an expression's tree: rewritings that hold for every value, NULL included, and nothing else.

Not touched, because they change a value for some rows: the order of a division, integer division, an added or dropped
cast, COUNT(x) into COUNT(*), ELSE 0 into no ELSE, the order of dates and intervals in a sum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation

from c360_governance.diff.sql.arithmetic import minus, negative, number, plus, times
from c360_governance.diff.sql.literals import distinct, ranked
from c360_governance.diff.sql.parser import NULL, Node

AGGREGATES = frozenset({"sum", "count", "avg", "min", "max"})
_NAMES = {
    "ifnull": "coalesce", "nvl": "coalesce", "len": "length", "char_length": "length", "ceiling": "ceil",
    "power": "pow", "mean": "avg", "average": "avg", "lcase": "lower", "ucase": "upper", "substr": "substring",
    "datepart": "date_part", "stddev": "stddev_samp", "variance": "var_samp", "every": "bool_and",
}  # fmt: skip
_PARTS = frozenset({"year", "quarter", "month", "week", "day", "hour", "minute", "second"})
_TYPES = {
    "int": "integer", "int4": "integer", "int8": "bigint", "int2": "smallint",
    "float8": "double", "double precision": "double", "float4": "real", "bool": "boolean",
    "varchar": "text", "string": "text", "character varying": "text", "char varying": "text", "numeric": "decimal",
    "timestamp without time zone": "timestamp", "timestamptz": "timestamp with time zone",
}  # fmt: skip
"""Left out are those that are another type in another engine: FLOAT, DATETIME, SIGNED."""
_TURNED = {">": "<", ">=": "<="}
_INVERSE = {"<": "<=", "<=": "<"}
_BOOLEAN = frozenset({"and", "or", "not", "cmp", "isnull", "is", "differs", "like", "ilike", "true", "false", "among",
                      "exists"})  # fmt: skip
_EXACT = 15
"""So many digits of a number are the same in every type that a column of numbers may have."""


def is_boolean(node: Node) -> bool:
    """Whether a node of a normal form yields true, false or null for certain."""
    return node[0] in _BOOLEAN


def normal(node: Node, source: str = "") -> Node:
    """The normal form; a column of ``source`` needs no qualifier. Pure; recursion is bounded by the parser."""

    def inner(child: Node) -> Node:
        return normal(child, source)

    if not node or node[0] == "query":
        return node  # normal already
    head = node[0]
    if head == "col":
        return ("col", node[1].removeprefix(f"{source}.") if source else node[1])
    if head == "num":
        return ("num", number(node[1]))
    if head == "case":
        return _case([(inner(when), inner(then)) for when, then in node[1]], inner(node[2]))
    if head in ("cast", "try_cast"):
        return _cast(head, inner(node[1]), node[2])
    if head == "cmp":
        return _compared(node[1], inner(node[2]), inner(node[3]))
    if head == "fn":
        return _call(node[1], [inner(child) for child in node[2:]])
    children = [inner(child) if isinstance(child, tuple) else child for child in node[1:]]
    rewritten = _REWRITTEN.get(head)
    return rewritten(*children) if rewritten else (head, *children)


def negated(node: Node) -> Node:
    """NOT of a normal form, pushed down as far as three-valued logic lets it be."""
    head = node[0]
    if head == "not":
        return _truth(node[1])
    if head in ("true", "false", "null"):
        return {"true": ("false",), "false": ("true",), "null": NULL}[head]
    if head in ("and", "or"):
        return joined("or" if head == "and" else "and", [negated(part) for part in node[1:]])
    if head == "cmp" and node[1] in _INVERSE:
        return ("cmp", _INVERSE[node[1]], node[3], node[2])
    return ("not", node)


def joined(head: str, parts: Iterable[Node]) -> Node:
    """AND or OR of normal forms: flat, without repetitions and neutral elements, in one order."""
    neutral, final = (("true",), ("false",)) if head == "and" else (("false",), ("true",))
    flat: dict[Node, None] = {}
    for part in parts:
        flat.update(dict.fromkeys(part[1:] if part[0] == head else [part]))
    flat.pop(neutral, None)
    if final in flat:
        return final
    kept = sorted(flat, key=repr)
    return _truth(kept[0]) if len(kept) == 1 else (head, *kept) if kept else neutral


def _truth(node: Node) -> Node:
    """A node taken for true or false; one that may be a number stands in an AND of its own, which makes it so."""
    return node if is_boolean(node) or node[0] in ("null", "case") else ("and", node)


def _case(branches: list[tuple[Node, Node]], otherwise: Node) -> Node:
    """Without the last branches that say the same as ELSE; no other is dropped, as each has a say in the type."""
    while branches and branches[-1][1] == otherwise:
        branches.pop()
    return ("case", tuple(branches), otherwise) if branches else otherwise


def _constant(sign: str, left: Node, right: Node) -> Node | None:
    """A comparison of two constants, or with NULL, by its outcome."""
    if NULL in (left, right):
        return NULL
    if left[0] != right[0] or left[0] not in ("num", "str"):
        return None
    if left == right:
        return ("true",) if sign != "<" else ("false",)
    order = ranked({left, right})
    if order is not None:
        holds = sign != "=" and order[left] < order[right]
    elif sign == "=" and distinct({left, right}):
        holds = False
    else:
        return None
    return ("true",) if holds else ("false",)


def _missing(node: Node) -> Node:
    if node == NULL:
        return ("true",)
    return ("false",) if node[0] in ("num", "str", "true", "false") else ("isnull", node)


def _compared(sign: str, left: Node, right: Node) -> Node:
    if sign in _TURNED:
        sign, left, right = _TURNED[sign], right, left
    if sign == "<>":
        return negated(_compared("=", left, right))
    if sign == "=":
        for one, other in ((left, right), (right, left)):
            if other[0] in ("true", "false") and (is_boolean(one) or one[0] == "col"):
                return _truth(one) if other[0] == "true" else negated(one)
        left, right = sorted([_trimmed(left), _trimmed(right)], key=repr)
    left, right = _trimmed(left), _trimmed(right)
    return _constant(sign, left, right) or _without_default(sign, left, right) or ("cmp", sign, left, right)


def _without_default(sign: str, left: Node, right: Node) -> Node | None:
    """COALESCE(x, 0) > 5 as what it says of x: a comparison with a constant that its default meets, or does not."""
    for one, other, turned in ((left, right, False), (right, left, True)):
        if one[:2] != ("fn", "coalesce") or len(one) != 4 or one[2][0] != "col":
            continue
        default, constant = _trimmed(one[3]), other
        if default[0] != constant[0] or default[0] not in ("num", "str") or (default[0] == "str" and sign != "="):
            continue
        if default != constant and not distinct({default, constant}):
            continue
        try:
            values = [Decimal(node[1]) if node[0] == "num" else node[1] for node in (default, constant)]
        except InvalidOperation:
            continue
        low, high = reversed(values) if turned else values
        holds = low == high if sign == "=" else low < high if sign == "<" else low <= high
        own = _compared(sign, constant, one[2]) if turned else _compared(sign, one[2], constant)
        missing: Node = ("isnull", one[2])
        return joined("or", [missing, own]) if holds else joined("and", [negated(missing), own])
    return None


def _trimmed(node: Node) -> Node:
    """A number beside a comparison's sign is the same with and without zeros behind its point."""
    if node[0] == "num" and "." in node[1] and len(node[1]) <= _EXACT:
        return ("num", node[1].rstrip("0").rstrip("."))
    return node


def _call(name: str, arguments: list[Node]) -> Node:
    name = _NAMES.get(name, name)
    if name in ("if", "iif") and len(arguments) == 3:
        return ("case", ((arguments[0], arguments[1]),), arguments[2])
    if name in _PARTS and len(arguments) == 1:
        name, arguments = "date_part", [("str", name), *arguments]
    if name in ("date_trunc", "date_part") and arguments and arguments[0][0] == "str":
        arguments[0] = ("str", arguments[0][1].lower())
    if name == "coalesce":
        arguments = [one for one in arguments if one != NULL] or [NULL]
        if len(arguments) == 1:
            return arguments[0]
    if name == "count" and len(arguments) == 1 and arguments[0][0] in ("num", "str", "true"):
        arguments = [("star",)]
    if name in ("min", "max") and len(arguments) == 1 and arguments[0][0] == "distinct" and len(arguments[0]) == 2:
        arguments = [arguments[0][1]]
    if name in ("greatest", "least"):
        arguments = sorted(set(arguments), key=repr)
    return ("fn", name, *arguments)


def _filtered(call: Node, condition: Node) -> Node:
    """An aggregate with FILTER as the same aggregate over CASE, which does the same."""
    if call[0] != "fn" or call[1] not in AGGREGATES or len(call) != 3:
        return ("filter", call, condition)
    argument = call[2]
    distinct = argument[0] == "distinct"
    if distinct and len(argument) != 2:
        return ("filter", call, condition)
    value: Node = ("num", "1") if argument == ("star",) else argument[1] if distinct else argument
    case: Node = ("case", ((condition, value),), NULL)
    return ("fn", call[1], ("distinct", case) if distinct else case)


def _cast(head: str, inner: Node, kind: str) -> Node:
    words = " ".join(kind.split())
    base, bracket, rest = words.partition(" (")
    kind = f"{_TYPES.get(base, base)}{bracket}{rest}"
    return inner if inner[0] == head and inner[2] == kind else (head, inner, kind)


def _differing(left: Node, right: Node) -> Node:
    left, right = sorted((_trimmed(left), _trimmed(right)), key=repr)
    if NULL in (left, right):
        return negated(_missing(right if left == NULL else left))
    return ("differs", left, right)


def _in(value: Node, *options: Node) -> Node:
    return joined("or", [_compared("=", value, option) for option in options])


def _between(value: Node, low: Node, high: Node) -> Node:
    return joined("and", [_compared("<=", low, value), _compared("<=", value, high)])


_REWRITTEN: dict[str, Callable[..., Node]] = {
    "and": lambda *parts: joined("and", parts),
    "or": lambda *parts: joined("or", parts),
    "not": negated,
    "in": _in,
    "between": _between,
    "filter": _filtered,
    "+": plus,
    "*": times,
    "neg": negative,
    "-": minus,
    "isnull": _missing,
    "differs": _differing,
}
