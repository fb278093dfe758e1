"""How the gate's verdict looks: a table with the evidence below each point, or a table for a pull request."""

from __future__ import annotations

from typing import Any

from c360_governance.cli.pages.tables import WIDTH, wrap
from c360_governance.gate.context import Context
from c360_governance.gate.item import Item
from c360_governance.gate.judge import Verdict
from c360_governance.model.words import counted, printable
from c360_governance.report.markdown_format import cell, table
from c360_governance.report.result import Result

STATUS_WORDS = {"pass": "pass", "fail": "FAIL", "waived": "waived", "not_applicable": "n/a"}
_FINDINGS_ARE_SHOWN = ("text", "markdown")
"""The formats whose evidence tells every finding already."""


def page(verdict: Verdict, context: Context, ref: str, head: str | None, format_: str) -> Result:
    """The payload; ``head`` is the log's after the decision was recorded, None where it was not."""
    return Result(
        "gate",
        findings=() if format_ in _FINDINGS_ARE_SHOWN else verdict.findings,
        extra={
            "decision": verdict.decision,
            "against": {"ref": ref, "commit": context.commit},
            "commit": context.history.head,
            "digest": context.history.digest,
            "log_head": head,
            "items": [_json(item) for item in verdict.items],
        },
        text=_text(verdict, context, ref, head),
        markdown=_markdown(verdict, context, ref, head),
    )


def _json(item: Item) -> dict[str, Any]:
    return {"id": item.id, "title": item.title, "status": item.status, "evidence": list(item.evidence)}


def _text(verdict: Verdict, context: Context, ref: str, head: str | None) -> str:
    lines = [
        f"Gate against {ref} ({context.commit[:12]}): {verdict.decision}",
        *wrap(_why(verdict, context), WIDTH),
        "",
    ]
    for item in verdict.items:
        lines.append(f"{item.id:>2}  {item.title:<32}{STATUS_WORDS[item.status]}")
        if item.status != "not_applicable":
            for evidence in item.evidence:
                first, *rest = wrap(evidence, WIDTH - 6)
                lines += [f"    - {first}", *(f"      {part}" for part in rest)]
        for help_ in _helps(item):
            first, *rest = wrap(f"help: {help_}", WIDTH - 6)
            lines += [f"    {first}", *(f"      {part}" for part in rest)]
    lines += [""] if verdict.policy_findings else []
    lines += [f"{one.location}: {one.severity}[{one.rule}] {printable(f'{one.subject}: {one.message}')}"
              for one in verdict.policy_findings]  # fmt: skip
    if head is not None:
        lines += ["", f"recorded; the log's head is {head}"]
    return "\n".join(lines)


def _helps(item: Item) -> tuple[str, ...]:
    """What to do about an item that fails, each advice once."""
    return tuple(dict.fromkeys(one.help for one in item.findings if one.waived is None and one.help))


def _why(verdict: Verdict, context: Context) -> str:
    """What decided, in one sentence."""
    if not context.change.paths:
        return "Nothing that is governed differs."
    failed = {item.id for item in verdict.items if item.status == "fail"}
    required = sorted(failed & context.policy.gate_required)
    others = sorted(failed - context.policy.gate_required)
    parts = [f"required points that fail: {', '.join(map(str, required))}"] if required else []
    parts += [f"other points that fail: {', '.join(map(str, others))}"] if others else []
    changed = counted(len(context.change.paths), "governed file differs", "governed files differ")
    return f"{changed}; {'; '.join(parts) or 'every point that applies is proven'}."


def _told(item: Item) -> tuple[str, ...]:
    return (*item.evidence, *(f"help: {help_}" for help_ in _helps(item)))


def _markdown(verdict: Verdict, context: Context, ref: str, head: str | None) -> str:
    words = {**STATUS_WORDS, "fail": f"**{STATUS_WORDS['fail']}**"}
    rows = [
        (str(item.id), item.title, words[item.status], "<br>".join(map(cell, _told(item)))) for item in verdict.items
    ]
    lines = [
        f"**{verdict.decision}** against {cell(ref)} ({context.commit[:12]}). {cell(_why(verdict, context))}",
        "",
        table(("#", "point", "status", "evidence"), rows, safe=True),
    ]
    lines += [""] if verdict.policy_findings else []
    lines += [f"- {cell(f'{one.location}: {one.rule}: {one.subject}: {one.message}')}"
              for one in verdict.policy_findings]  # fmt: skip
    if head is not None:
        lines += ["", f"Recorded; the log's head is {head}."]
    return "\n".join(lines)
