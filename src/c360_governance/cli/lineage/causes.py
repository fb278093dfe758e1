"""`c360 lineage causes`: what went wrong upstream of a failed check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from c360_governance.cli.common import READING_FORMATS, emit, output_options
from c360_governance.cli.lineage.asking import other_log_option
from c360_governance.model.suggest import unknown

if TYPE_CHECKING:
    from c360_governance.lineage.graph.causes import Cause, Window
    from c360_governance.lineage.graph.graph import Graph
    from c360_governance.lineage.log.history import CheckResult

_WORDS = {
    "failed-run": "its run failed",
    "unfinished-run": "its run never ended",
    "schema-change": "its schema changed",
    "failed-check": "a check of it fails",
}


@click.command()
@click.argument("check", metavar="CHECK")
@other_log_option
@output_options(READING_FORMATS)
@click.pass_context
def command(ctx: click.Context, check: str, format_: str, output: str | None) -> int:
    """The likely causes of a failed CHECK (its id, as `c360 check` prints it): upstream runs that failed, never ended
    or changed a schema between the check's last pass and its first failure, nearest first, and upstream checks that
    fail.

    Exits 1 where there are any.

    \b
    Example:
      c360 lineage causes usage_events.week_start.invalid
    """
    from c360_governance.cli.lineage import asking
    from c360_governance.lineage.graph.causes import causes, window
    from c360_governance.lineage.graph.questions import facts_of
    from c360_governance.lineage.log.history import every_check_result
    from c360_governance.lineage.log.log import Log
    from c360_governance.model.words import printable
    from c360_governance.report.result import Result, render

    repo = asking.asked_repository(ctx)
    log = asking.found_log(repo) or Log.open(repo.config.log, repo.root, must_exist=True)
    with log:
        results = list(every_check_result(log))
        known = list(facts_of(log))
    own = [result for result in results if result.check == check]
    if not own:
        raise unknown("check in the log", check, dict.fromkeys(result.check for result in results))
    since = window(own)
    state = asking.state(repo, None, columns=False, known=known)
    failing = [one for one in _latest(results) if one.outcome != "passed" and one.check != check]
    found = causes(state, f"dataset:{own[-1].dataset}", since, failing) if since is not None else []
    lines = _lines(state.graph, check, since, found)
    extra = {
        "check": check,
        "dataset": own[-1].dataset,
        "last_passed": since.passed.isoformat() if since and since.passed else None,
        "first_failed": since.failed.isoformat() if since else None,
        "causes": [_json(state.graph, one) for one in found],
    }
    emit(ctx, render(Result("lineage causes", extra=extra, text="\n".join(map(printable, lines))), format_), output)
    return 1 if found else 0


def _latest(results: list[CheckResult]) -> list[CheckResult]:
    latest: dict[str, CheckResult] = {}
    for result in results:
        known = latest.get(result.check)
        if known is None or known.time <= result.time:
            latest[result.check] = result
    return list(latest.values())


def _lines(graph: Graph, check: str, since: Window | None, found: list[Cause]) -> list[str]:
    if since is None:
        return [f"{check} passed when it last ran"]
    passed = f"passed at {since.passed.isoformat()}" if since.passed else "never passed before"
    lines = [f"{check} fails since {since.failed.isoformat()}; it {passed}"]
    for one in found:
        node = graph.nodes[one.node]
        where = "the dataset itself" if one.depth == 0 else f"{one.depth} upstream"
        where += f", {node.owner}" if node.owner else ""
        when = f" at {one.time.isoformat()}" if one.time else ""
        what = f": {one.check}" if one.check else f" ({one.job}, run {one.run})"
        lines.append(f"- {node.name} ({where}): {_WORDS[one.kind]}{when}{what}")
        if one.schema is not None:
            lines += [f"    + {name}" for name in one.schema.added] + [f"    - {name}" for name in one.schema.removed]
            lines += [f"    ~ {name}: {old} -> {new}" for name, old, new in one.schema.retyped]
    return (
        lines if found else [*lines, "no upstream run failed or changed a schema in that time, as far as events tell"]
    )


def _json(graph: Graph, one: Cause) -> dict[str, Any]:
    schema = None
    if one.schema is not None:
        retyped = [{"column": name, "old": old, "new": new} for name, old, new in one.schema.retyped]
        schema = {"added": list(one.schema.added), "removed": list(one.schema.removed), "retyped": retyped}
    return {
        "kind": one.kind,
        "node": graph.nodes[one.node].name,
        "owner": graph.nodes[one.node].owner,
        "depth": one.depth,
        "time": one.time.isoformat() if one.time else None,
        "job": one.job,
        "run": one.run,
        "check": one.check,
        "schema": schema,
    }
