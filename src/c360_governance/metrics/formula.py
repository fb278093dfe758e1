"""Expressions over named values: the formula of a ratio or a derived metric, a threshold, an invariant."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from c360_governance.metrics.errors import SpecError
from c360_governance.metrics.expressions import bound, parse, without_traps
from c360_governance.metrics.period import Period
from c360_governance.metrics.spec import Snippet
from c360_governance.model.suggest import suggest


def over(names: Mapping[str, exp.Expr], snippet: Snippet, period: Period) -> exp.Expr:
    """The expression with each name replaced by its value. Raises `SpecError` for a name that is none of them."""

    def put(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.Column):
            return node
        if node.table or node.name not in names:
            raise SpecError(
                f"{snippet.pointer[-1]} uses {node.sql()}, which is none of {', '.join(names)}",
                snippet.metric, snippet.pointer, help=suggest(node.name, names),
            )  # fmt: skip
        return names[node.name].copy()

    return without_traps(bound(parse(snippet), snippet, period).transform(put))
