"""How the metric commands' results look: for people, for Markdown, and as the JSON objects of single things."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from c360_governance.cli.pages.tables import sheet, table
from c360_governance.metrics.card import LAYERS, Card
from c360_governance.model.metric import Metric
from c360_governance.model.plain import plain
from c360_governance.report.markdown_format import cell
from c360_governance.report.markdown_format import table as markdown_table

if TYPE_CHECKING:
    from c360_governance.metrics.evaluate import Evaluation, Number
    from c360_governance.metrics.reconcile import Reconciliation


def rank(layer: str | None) -> int:
    """A layer's place in the chain; unknown ones come last."""
    return LAYERS.index(layer) if layer in LAYERS else len(LAYERS)


def listing(metrics: Sequence[Metric]) -> tuple[str, str]:
    """The list of metrics, as text and as Markdown."""
    columns = ("metric", "layer", "unit", "version", "owner")
    rows = [[one.name, one.layer or "", one.unit or "", one.version or "", one.owner or ""] for one in metrics]
    return (table(columns, rows) if rows else "there are no metrics"), markdown_table(columns, rows)


def entry(metric: Metric) -> dict[str, Any]:
    """A metric in the JSON list."""
    return {
        "name": metric.name,
        "version": metric.version,
        "status": metric.status,
        "type": metric.type,
        "layer": metric.layer,
        "owner": metric.owner,
        "unit": metric.unit,
        "description": metric.description,
        "path": metric.path,
    }


def card_json(card: Card) -> dict[str, Any]:
    """The card with what the spec itself says beside it."""
    own = {field.name: getattr(card, field.name) for field in dataclasses.fields(card) if field.name != "metric"}
    body: dict[str, Any] = plain({**entry(card.metric), "drivers": card.metric.drivers, **own})
    return {**body, "spec": plain(card.metric.document)}


def card_text(card: Card) -> str:
    """The card for a reader, wrapped at 80 columns."""
    metric, document = card.metric, card.metric.document
    deprecation = document.get("deprecation")
    entries: list[tuple[str, Sequence[str]]] = [
        ("metric", [f"{metric.name} {metric.version} ({metric.status})"]),
        ("meaning", _lines(metric.description)),
        ("limits", _lines(document.get("limitations"))),
        ("formula", card.formula),
        ("unit", _lines(metric.unit)),
        ("grain", [card.grain]),
        ("period", [card.period]),
        ("window", _lines(card.window)),
        ("weeks", [f"start on {str(document.get('week_start')).title()}, {document.get('timezone')}"]),
        ("filters", card.filters),
        ("credited to", _lines(document.get("attribution"))),
        ("slices", [", ".join(card.dimensions)] if card.dimensions else []),
        ("holds", [str(one) for one in document.get("invariants") or ()]),
        ("owner", _lines(metric.owner)),
        ("layer", _lines(metric.layer)),
        ("versions", card.versions),
        ("deprecated", [", ".join(f"{key} {value}" for key, value in deprecation.items())] if deprecation else []),
        ("drivers", [", ".join(metric.drivers)] if metric.drivers else []),
        ("chain", [f"{layer}: {', '.join(names)}" for layer, names in card.chain.items()]),
        ("drives", [", ".join(card.drives)] if card.drives else []),
        ("used by", [", ".join(card.used_by)] if card.used_by else []),
        ("defined in", [metric.path]),
    ]
    return sheet(entries)


def evaluated(found: Evaluation, as_of: datetime) -> tuple[str, str]:
    """A metric's values, as text and as Markdown."""
    metric = found.metric
    title = f"{metric.name} {metric.version} ({metric.unit}) as of {as_of.isoformat()}"
    slices = [*found.slices, *([found.total] if found.total else [])]
    names = list(dict.fromkeys(name for one in found.slices for name, _ in one.key))
    columns = [*names, "value"]
    rows = [
        [*(_member(dict(one.key), name, index, names) for index, name in enumerate(names)), shown(one.value)]
        for one in slices
    ]
    return (
        f"{title}\n\n{table(columns, _right(columns, rows, len(names)))}",
        f"{cell(title)}\n\n{markdown_table(columns, rows)}",
    )


def period_json(found: Evaluation) -> dict[str, Any]:
    """The period and, where the metric has one, the value of all of it."""
    from c360_governance.metrics.evaluate import number

    period = found.period
    body: dict[str, Any] = {
        "start": period.start.isoformat() if period.start else None,
        "end": f"{period.as_of.isoformat()}Z",
        "period_agg": found.metric.document.get("period_agg"),
    }
    return {**body, "value": number(found.total.value)} if found.total else body


def reconciled(done: Reconciliation) -> tuple[str, str]:
    """The figures beside the governed values, rounded as they were published, and the counts."""
    head = ("published", "governed", "difference", "status")
    lines: list[list[str]] = []
    rows: list[list[str]] = []
    for one in done.figures:
        figure, rounded = one.figure, one.rounded
        difference = "" if rounded is None else _signed(figure.published - rounded)
        values = [f"{figure.published:f}", "" if rounded is None else f"{rounded:f}", difference, one.status]
        if figure.slice and (not rows or rows[-1][0] != figure.metric):
            lines.append([figure.metric, *("" for _ in values)])
        lines.append([f"  {figure.slice}" if figure.slice else figure.metric, *values])
        rows.append([figure.metric, figure.slice, *values])
    counts = done.counts
    total = (
        f"{len(rows)} figures: {counts['agrees']} agree, {counts['differs']} differ, "
        f"{counts['missing']} without a governed value"
    )
    text = table(("figure", *head), _right(("figure", *head), lines, 1, 2, 3))
    return f"{text}\n\n{total}", f"{markdown_table(('metric', 'slice', *head), rows)}\n\n{total}"


def side_by_side(columns: Sequence[str], rows: list[list[str]]) -> tuple[str, str]:
    """Rows of a name and numbers, as text and as Markdown."""
    return table(columns, _right(columns, rows, *range(1, len(columns)))), markdown_table(columns, rows)


def shown(value: Number | None) -> str:
    """A value for a reader: whole numbers whole, others at six decimals at most; what is undefined says so."""
    if value is None:
        return "undefined"
    text = f"{value:.6f}".rstrip("0").rstrip(".") if not isinstance(value, int) else str(value)
    return "0" if text in ("-0", "") else text


def _member(key: dict[str, Any], name: str, index: int, names: list[str]) -> str:
    if name in key:
        return "NULL" if key[name] is None else str(plain(key[name]))
    return "period" if index == 0 and names else ""


def _right(head: Sequence[str], rows: list[list[str]], *columns: int) -> list[list[str]]:
    """The rows with these columns set right, though some of their cells are no numbers."""
    widths = {column: max(len(row[column]) for row in [head, *rows]) for column in columns}
    return [[text.rjust(widths.get(index, 0)) for index, text in enumerate(row)] for row in rows]


def _signed(value: Any) -> str:
    return f"{value:+f}" if value else "0"


def _lines(text: Any) -> list[str]:
    return [str(text)] if text else []
