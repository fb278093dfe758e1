"""One SQL expression as a tree of plain tuples, without a SQL library.

Knows what nearly every metric is written in: operators, CASE, CAST, IN, BETWEEN, LIKE, IS, functions, aggregates with
DISTINCT and FILTER. Whatever else there is (subqueries, windows, intervals) is refused; `diff.sql.foreign` reads it.

A node is ``(head, ...)``: ``("col", "accounts.tier")``, ``("num", "1.5")``, ``("str", "pro")``, ``("cmp", "=", a, b)``,
``("and", a, b)``, ``("fn", "sum", a)``, ``("case", ((condition, value), ...), otherwise)``, ``("cast", a, "integer")``.
"""

from __future__ import annotations

from typing import Any

from c360_governance.diff.sql.tokens import RESERVED, Token, tokens

Node = tuple[Any, ...]

NULL: Node = ("null",)
_SIGNS = {"<", "<=", ">", ">=", "=", "<>"}
_TESTS = {"is", "in", "between", "like", "ilike", "not"}
_DEEPEST = 40
_NOT_FUNCTIONS = frozenset({"exists", "array", "row", "struct", "map", "any", "all", "some", "unnest"})


class NotParsed(Exception):
    """The text holds something that this grammar does not know."""


def parse(sql: str) -> Node:
    """The tree of one expression, an alias at its end left out. Raises `NotParsed`."""
    found = tokens(sql)
    if not found:
        raise NotParsed
    reader = _Reader(found)
    tree = reader.either(0)
    if reader.accept("as"):
        reader.name()
    if reader.at < len(found):
        raise NotParsed
    return tree


class _Reader:
    def __init__(self, found: tuple[Token, ...]) -> None:
        self.found = found
        self.at = 0

    def peek(self, ahead: int = 0) -> Token | None:
        at = self.at + ahead
        return self.found[at] if at < len(self.found) else None

    def accept(self, *texts: str) -> bool:
        """Take these words or operators, all of them in a row, or nothing."""
        for ahead, text in enumerate(texts):
            token = self.peek(ahead)
            if token is None or token.kind not in ("name", "operator") or token.text != text:
                return False
        self.at += len(texts)
        return True

    def demand(self, text: str) -> None:
        if not self.accept(text):
            raise NotParsed

    def name(self) -> str:
        token = self.peek()
        if token is None or token.kind not in ("name", "quoted") or (token.kind == "name" and token.text in RESERVED):
            raise NotParsed
        self.at += 1
        return f'"{token.text}"' if token.kind == "quoted" else token.text

    def either(self, depth: int) -> Node:
        if depth > _DEEPEST:
            raise NotParsed
        parts = [self.both(depth)]
        while self.accept("or"):
            parts.append(self.both(depth))
        return parts[0] if len(parts) == 1 else ("or", *parts)

    def both(self, depth: int) -> Node:
        parts = [self.negated(depth)]
        while self.accept("and"):
            parts.append(self.negated(depth))
        return parts[0] if len(parts) == 1 else ("and", *parts)

    def negated(self, depth: int) -> Node:
        if self.accept("not"):
            return ("not", self.negated(depth + 1) if depth < _DEEPEST else self.refuse())
        return self.compared(depth)

    def compared(self, depth: int) -> Node:
        """One comparison. A second one beside it is refused: engines differ in which of the two comes first."""
        left = self.concatenated(depth)
        token = self.peek()
        if token and token.kind == "operator" and token.text in _SIGNS:
            self.at += 1
            found: Node | None = ("cmp", token.text, left, self.concatenated(depth))
        elif self.accept("is"):
            found = self.judged(left, depth)
        else:
            inverse = self.accept("not")
            found = self.tested(left, depth)
            if inverse:
                found = ("not", found) if found is not None else self.refuse()
        if found is None:
            return left
        after = self.peek()
        if after and (after.text in _SIGNS or after.text in _TESTS) and after.kind in ("name", "operator"):
            return self.refuse()
        return found

    def judged(self, left: Node, depth: int) -> Node:
        """What follows IS."""
        inverse = self.accept("not")
        if self.accept("null"):
            found: Node = ("isnull", left)
        elif self.accept("true"):
            found = ("is", left, ("true",))
        elif self.accept("false"):
            found = ("is", left, ("false",))
        elif self.accept("distinct", "from"):
            found = ("differs", left, self.concatenated(depth))
        else:
            return self.refuse()
        return ("not", found) if inverse else found

    def tested(self, left: Node, depth: int) -> Node | None:
        """IN, BETWEEN, LIKE; None where none of them follows."""
        if self.accept("between"):
            low = self.concatenated(depth)
            self.demand("and")
            return ("between", left, low, self.concatenated(depth))
        if self.accept("in"):
            self.demand("(")
            return ("in", left, *self.arguments(depth))
        for word in ("like", "ilike"):
            if self.accept(word):
                return (word, left, self.concatenated(depth))
        return None

    def concatenated(self, depth: int) -> Node:
        return self.binary(depth, ("||",), self.added)

    def added(self, depth: int) -> Node:
        return self.binary(depth, ("+", "-"), self.multiplied)

    def multiplied(self, depth: int) -> Node:
        return self.binary(depth, ("*", "/", "//", "%"), self.signed)

    def binary(self, depth: int, signs: tuple[str, ...], tighter: Any) -> Node:
        left: Node = tighter(depth)
        while (token := self.peek()) and token.kind == "operator" and token.text in signs:
            self.at += 1
            left = (token.text, left, tighter(depth))
        return left

    def signed(self, depth: int) -> Node:
        if depth > _DEEPEST:
            raise NotParsed
        if self.accept("-"):
            return ("neg", self.signed(depth + 1))
        if self.accept("+"):
            return self.signed(depth + 1)
        tree = self.primary(depth + 1)
        while self.accept("::"):
            tree = ("cast", tree, self.type())
        return tree

    def type(self) -> str:
        words = []
        while (token := self.peek()) and token.kind == "name" and token.text not in RESERVED - {"date", "timestamp"}:
            self.at += 1
            words.append(token.text)
        if not words:
            raise NotParsed
        if self.accept("("):
            words.append(f"({','.join(str(number[-1]) for number in self.arguments(0))})")
        return " ".join(words)

    def primary(self, depth: int) -> Node:
        token = self.peek()
        if token is None:
            raise NotParsed
        if token.kind in ("number", "string", "parameter"):
            self.at += 1
            return ({"number": "num", "string": "str"}.get(token.kind, "param"), token.text)
        if self.accept("("):
            tree = self.either(depth)
            self.demand(")")
            return tree
        for word in ("null", "true", "false"):
            if self.accept(word):
                return (word,)
        if self.accept("case"):
            return self.case(depth)
        for word in ("date", "timestamp"):
            if self.accept(word):
                literal = self.peek()
                if literal is None or literal.kind != "string":
                    return self.refuse()
                self.at += 1
                return ("cast", ("str", literal.text), word)
        for word in ("cast", "try_cast"):
            if self.accept(word, "("):
                inner = self.either(depth)
                self.demand("as")
                kind = self.type()
                self.demand(")")
                return (word, inner, kind)
        if self.accept("extract", "("):
            part = self.name()
            self.demand("from")
            inner = self.either(depth)
            self.demand(")")
            return ("fn", "date_part", ("str", part), inner)
        return self.named(depth)

    def named(self, depth: int) -> Node:
        """A column, or a call."""
        token = self.peek()
        called = self.peek(1)
        if token and token.kind == "name" and called and called.text == "(" and called.kind == "operator":
            word = token.text
            if word in _NOT_FUNCTIONS or (word in RESERVED and word not in ("left",)):
                return self.refuse()
            self.at += 2
            return self.call(word, depth)
        steps = [self.name()]
        while self.accept("."):
            steps.append(self.name())
        return ("col", ".".join(steps))

    def call(self, word: str, depth: int) -> Node:
        if self.accept("*"):
            self.demand(")")
            tree: Node = ("fn", word, ("star",))
        elif self.accept("distinct"):
            tree = ("fn", word, ("distinct", *self.arguments(depth)))
        else:
            tree = ("fn", word, *self.arguments(depth))
        if self.accept("filter", "("):
            self.demand("where")
            condition = self.either(depth)
            self.demand(")")
            tree = ("filter", tree, condition)
        if self.accept("over"):
            return self.refuse()
        return tree

    def arguments(self, depth: int) -> list[Node]:
        """What stands up to the closing parenthesis, which is taken."""
        found: list[Node] = []
        if self.accept(")"):
            return found
        while True:
            found.append(self.either(depth + 1))
            if self.accept(")"):
                return found
            self.demand(",")

    def case(self, depth: int) -> Node:
        subject = None if self.accept("when") else self.either(depth)
        if subject is not None:
            self.demand("when")
        branches: list[tuple[Node, Node]] = []
        while True:
            tested = self.either(depth)
            self.demand("then")
            condition: Node = tested if subject is None else ("cmp", "=", subject, tested)
            branches.append((condition, self.either(depth)))
            if not self.accept("when"):
                break
        otherwise = self.either(depth) if self.accept("else") else NULL
        self.demand("end")
        return ("case", tuple(branches), otherwise)

    def refuse(self) -> Node:
        raise NotParsed
