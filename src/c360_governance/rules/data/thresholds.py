"""Quality rules whose measure the standard defines: what they would measure today.

A rule that is SQL or a tool's own is not asked: nothing of a contract is executed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from c360_governance.diff.element import Element
from c360_governance.diff.intervals import holds
from c360_governance.diff.subjects.measure import accepted_by, unit_of
from c360_governance.diff.values import text
from c360_governance.model.lenient import mapping, sequence
from c360_governance.rules.data.counting import Question, counted, too_many
from c360_governance.rules.data.place import Place, Versions, column_of
from c360_governance.rules.data.speaking import mark

if TYPE_CHECKING:
    from sqlglot import exp

KINDS = frozenset({
    "quality-rule-added", "quality-rule-changed", "quality-rule-upgraded", "quality-threshold-tightened",
    "quality-threshold-changed", "quality-unit-changed", "quality-arguments-changed",
    "quality-arguments-tightened", "quality-query-changed",
})  # fmt: skip
"""The changes after which a rule demands something that it did not."""

Rule = Mapping[Any, Any]


def rule_at(element: Element, index: Any) -> Rule:
    """The rule at a position of a list of rules, in the words of 3.2."""
    return next((rule for position, rule in sequence(element.raw.get("quality")) if position == index), {})


def question(rule: Rule, place: Place, versions: Versions, new: Element) -> Question | None:
    """What counts the rows that a rule measures; None where no metric of the standard does.

    ``place`` is the dataset or the property today, ``new`` the dataset as it will be.
    """
    table, metric = place.dataset.known_as, text(rule, "metric")
    arguments = mapping(rule.get("arguments"))
    if metric == "rowCount":
        return _all_rows(table)
    if metric == "duplicateValues":
        names = [str(name) for name in sequence(arguments.get("properties"))]
        found = [versions.column_named(name, place.dataset, new) for name in names]
        columns = [column_of([one.known_as]) for one in found if one] or ([place.column()] if place.path else [])
        return too_many(table, columns) if columns and None not in found else None
    if not place.path:
        return None
    column = place.column()
    if metric == "nullValues":
        return counted(table, _is_null(column), (), "have no value")
    if metric == "missingValues":
        broken, values = _among(column, sequence(arguments.get("missingValues")))
        return counted(table, _either(_is_null(column), broken), values, "miss their value")
    return _invalid(table, column, arguments) if metric == "invalidValues" else None


def keeps(rule: Rule, rows: int, offending: int) -> bool | None:
    """Whether a rule accepts what was counted; None where its threshold is no number."""
    accepted = accepted_by(rule)
    if accepted is None:
        return None
    if text(rule, "metric") == "rowCount":
        return holds(accepted, rows)
    share = 100 * offending / rows if rows else 0
    return holds(accepted, share if unit_of(rule) == "percent" else offending)


def _all_rows(table: str) -> Question:
    from sqlglot import exp

    return counted(table, exp.false(), (), "")


def _invalid(table: str, column: exp.Expr, arguments: Mapping[Any, Any]) -> Question | None:
    from sqlglot import exp

    valid, pattern = sequence(arguments.get("validValues")), text(arguments, "pattern")
    if valid:
        among, values = _among(column, valid)
        wrong: exp.Expr | None = exp.not_(among) if among is not None else None
    elif pattern:
        wrong, values = exp.not_(exp.RegexpLike(this=_as_text(column), expression=mark())), (pattern,)
    else:
        return None
    if wrong is None:
        return None
    return counted(table, exp.and_(exp.not_(_is_null(column)), wrong), values, "are not valid")


def _among(column: exp.Expr, listed: Any) -> tuple[exp.Expr | None, tuple[Any, ...]]:
    """Whether a column holds one of some values; texts are compared with its text."""
    from sqlglot import exp

    values = tuple(value for value in listed if isinstance(value, str | int | float))
    if not values:
        return None, ()
    texts = all(isinstance(value, str) for value in values)
    return exp.In(this=_as_text(column) if texts else column, expressions=[mark() for _ in values]), values


def _either(first: exp.Expr, second: exp.Expr | None) -> exp.Expr:
    from sqlglot import exp

    return exp.or_(first, second) if second is not None else first


def _as_text(column: exp.Expr) -> exp.Expr:
    from sqlglot import exp

    return exp.cast(column, exp.DataType.build("TEXT"))


def _is_null(column: exp.Expr) -> exp.Expr:
    from sqlglot import exp

    return exp.Is(this=column, expression=exp.Null())
