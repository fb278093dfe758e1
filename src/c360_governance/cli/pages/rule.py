"""How rules look: a list or one in full, for people (80 columns), for scripts, and as Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from c360_governance.cli.pages.tables import WIDTH, wrap
from c360_governance.report.markdown_format import table
from c360_governance.rules.registry import Rule

_TO_DO = {"breaking": "How to make it compatible", "lint": "What to do", "run": "What to do"}


def rule_json(rule: Rule) -> dict[str, Any]:
    """A rule's data under the names that `c360 rules --format json` promises."""
    body: dict[str, Any] = {"id": rule.id, "kind": rule.kind}
    if rule.kind == "lint":
        body |= {"severity": rule.severity, "documents": list(rule.documents)}
    elif rule.kind == "run":
        body |= {"severity": rule.severity, "raised_by": rule.raised_by}
    else:
        body |= {"consumer": rule.consumer, "producer": rule.producer, "bump": rule.bump, "breaks": rule.breaks}
        body |= {"mirror": rule.mirror, "no_mirror": rule.no_mirror}
    return body | {"what": rule.what, "why": rule.why, "bad": rule.bad, "good": rule.good, "help": rule.help}


def level(rule: Rule) -> str:
    """How hard the rule judges: ``error``, or ``consumer error, producer info; major``."""
    if rule.kind != "breaking":
        return rule.severity or ""
    sides = [f"{side} {severity}" for side, severity in (("consumer", rule.consumer), ("producer", rule.producer))
             if severity]  # fmt: skip
    return f"{', '.join(sides) or 'nobody'}; {rule.bump}"


def list_text(rules: Iterable[Rule]) -> str:
    """Every rule in two lines or three: the id, how hard it judges, what it reports."""
    lines: list[str] = []
    for rule in rules:
        lines.append(f"{rule.id}  ({level(rule)})")
        lines += _wrap(rule.what, "    ")
    return "\n".join(lines)


def list_markdown(rules: Iterable[Rule]) -> str:
    """One table of all the rules."""
    rows = [(f"`{rule.id}`", level(rule), rule.what.replace("|", r"\|")) for rule in rules]
    return table(("Rule", "Level", "What it reports"), rows, safe=True)


def page_text(rule: Rule) -> str:
    """One rule in full."""
    lines = [rule.id, *_wrap(_standing(rule)), "", *_wrap(rule.what), ""]
    lines += ["Why", *_wrap(rule.why, "  "), ""]
    if rule.breaks:
        lines += ["Who breaks", *_wrap(rule.breaks, "  "), ""]
    lines += ["Not like this", *_indented(rule.bad), "", "But like this", *_indented(rule.good), ""]
    lines += [_TO_DO[rule.kind], *_wrap(_sentence(rule.help), "  ")]
    opposite = _opposite(rule)
    return "\n".join(lines + (["", *_wrap(opposite)] if opposite else []))


def page_markdown(rule: Rule, *, linked: bool = False) -> str:
    """One rule in full, as Markdown; ``linked`` where the other rules' pages lie beside it."""
    parts = [f"# {rule.id}", _standing(rule), rule.what, "## Why", rule.why]
    if rule.breaks:
        parts += ["## Who breaks", rule.breaks]
    parts += ["## Not like this", _fenced(rule, rule.bad), "## But like this", _fenced(rule, rule.good)]
    parts += [f"## {_TO_DO[rule.kind]}", _sentence(rule.help)]
    mirror = f"[{rule.mirror}]({rule.mirror}.md)" if linked else None
    opposite = _opposite(rule, mirror)
    return "\n\n".join(parts + ([opposite] if opposite else []))


def _standing(rule: Rule) -> str:
    """How hard a rule judges, in a sentence for each thing."""
    if rule.kind == "lint":
        return f"A lint rule; {rule.severity}."
    if rule.kind == "run":
        return (
            f"A finding of `c360 {rule.raised_by}`; {rule.severity} unless the policy or the contract says otherwise."
        )
    sides = (f"{side}s: {severity or 'not hit'}." for side, severity in
             (("Consumer", rule.consumer), ("Producer", rule.producer)))  # fmt: skip
    return f"A breaking-change rule. {' '.join(sides)} Least version bump: {rule.bump}."


def _opposite(rule: Rule, mirror: str | None = None) -> str:
    if rule.mirror:
        return f"The opposite change is judged by {mirror or rule.mirror}."
    return f"There is no opposite rule: {rule.no_mirror}" if rule.no_mirror else ""


def _sentence(text: str) -> str:
    """A help line, which begins small after its label in a finding, as a sentence of its own."""
    first, _, _ = text.partition(" ")
    start = text if not first.isalpha() or not first.islower() else text[:1].upper() + text[1:]
    return start if start.endswith((".", "`")) else f"{start}."


def _wrap(text: str, indent: str = "") -> list[str]:
    return [f"{indent}{line}" for line in wrap(" ".join(text.split()), WIDTH - len(indent))]


def _indented(example: str) -> list[str]:
    return [f"  {line}".rstrip() for line in example.strip("\n").split("\n")]


def _fenced(rule: Rule, example: str) -> str:
    return f"```{'text' if rule.kind == 'run' else 'yaml'}\n{example.strip(chr(10))}\n```"
