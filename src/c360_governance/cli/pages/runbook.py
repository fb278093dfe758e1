"""How the results of a runbook's queries look."""

from __future__ import annotations

from typing import Any

from c360_governance.cli.pages.tables import table, wrap
from c360_governance.model.plain import plain
from c360_governance.model.words import counted
from c360_governance.oncall.runbook import BlockResult
from c360_governance.report.markdown_format import cell
from c360_governance.report.markdown_format import table as markdown_table
from c360_governance.report.result import Result
from c360_governance.sources.runbooks import Runbook


def result_of(book: Runbook, warehouse: str, results: list[BlockResult]) -> Result:
    """The payload: each query with its sentence, its place and its rows or its error."""
    return Result(
        "runbook run",
        extra={"runbook": book.name, "warehouse": warehouse, "queries": [_json(book, result) for result in results]},
        text="\n\n".join(_text(book, result) for result in results),
        markdown="\n\n".join(_markdown(book, result) for result in results),
    )


def _json(book: Runbook, result: BlockResult) -> dict[str, Any]:
    rows = result.rows
    return {
        "section": result.block.section,
        "sentence": result.block.sentence,
        "path": book.path,
        "line": result.block.line,
        "sql": result.block.sql,
        "columns": list(rows.columns) if rows else [],
        "rows": [[plain(value) for value in row] for row in rows.rows] if rows else [],
        "more": result.more,
        "error": result.error or None,
    }


def _text(book: Runbook, result: BlockResult) -> str:
    lines = wrap(f"{book.path}:{result.block.line}: {result.block.sentence}", 80)
    return "\n".join([*lines, "", *(f"  {line}" for line in _body(result).split("\n"))])


def _markdown(book: Runbook, result: BlockResult) -> str:
    heading = f"**{cell(book.path)}:{result.block.line}** {cell(result.block.sentence)}"
    if result.rows is None:
        return f"{heading}\n\n{cell(_body(result))}"
    rows = [[str(plain(value)) for value in row] for row in result.rows.rows]
    more = ["", "There are more rows."] if result.more else []
    return "\n".join([heading, "", markdown_table(result.rows.columns, rows), *more])


def _body(result: BlockResult) -> str:
    if result.rows is None:
        return f"could not run: {result.error}"
    note = "there are more; raise --limit" if result.more else counted(len(result.rows.rows), "row")
    return f"{table(result.rows.columns, result.rows.rows)}\n({note})"
