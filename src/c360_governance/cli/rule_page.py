"""How rules look: a list or one in full, for people (80 columns), for scripts, and as Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from c360_governance.cli.tables import WIDTH, wrap
from c360_governance.report.markdown_format import table
from c360_governance.rules.registry import Rule


def rule_json(rule: Rule) -> dict[str, Any]:
    """A rule's data under the names that `c360 rules --format json` promises."""
    body: dict[str, Any] = {"id": rule.id, "kind": rule.kind}
    if rule.kind == "lint":
        body |= {"severity": rule.severity, "documents": list(rule.documents)}
    else:
        body |= {"consumer": rule.consumer, "producer": rule.producer, "bump": rule.bump, "breaks": rule.breaks}
        body |= {"mirror": rule.mirror, "no_mirror": rule.no_mirror}
    return body | {"what": rule.what, "why": rule.why, "bad": rule.bad, "good": rule.good, "help": rule.help}


def level(rule: Rule) -> str:
    """How hard the rule judges: ``error``, or ``consumer error, producer info; major``."""
    if rule.kind == "lint":
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
    lines = [f"{rule.id}  ({rule.kind} rule: {level(rule)})", "", *_wrap(rule.what), ""]
    lines += ["Why", *_wrap(rule.why, "  "), ""]
    if rule.breaks:
        lines += ["Who breaks", *_wrap(rule.breaks, "  "), ""]
    lines += ["Not like this", *_indented(rule.bad), "", "But like this", *_indented(rule.good), ""]
    lines += ["What to do", *_wrap(rule.help, "  ")]
    opposite = _opposite(rule)
    return "\n".join(lines + (["", *_wrap(opposite)] if opposite else []))


def page_markdown(rule: Rule) -> str:
    """One rule in full, as Markdown."""
    parts = [f"# {rule.id}", f"{rule.kind} rule: {level(rule)}", rule.what, "## Why", rule.why]
    if rule.breaks:
        parts += ["## Who breaks", rule.breaks]
    parts += ["## Not like this", _fenced(rule.bad), "## But like this", _fenced(rule.good)]
    parts += ["## What to do", rule.help]
    opposite = _opposite(rule)
    return "\n\n".join(parts + ([opposite] if opposite else []))


def _opposite(rule: Rule) -> str:
    if rule.mirror:
        return f"The opposite change is judged by {rule.mirror}."
    return f"There is no opposite rule: {rule.no_mirror}" if rule.no_mirror else ""


def _wrap(text: str, indent: str = "") -> list[str]:
    return [f"{indent}{line}" for line in wrap(" ".join(text.split()), WIDTH - len(indent))]


def _indented(example: str) -> list[str]:
    return [f"  {line}".rstrip() for line in example.strip("\n").split("\n")]


def _fenced(example: str) -> str:
    return f"```yaml\n{example.strip(chr(10))}\n```"
