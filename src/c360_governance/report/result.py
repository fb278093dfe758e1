"""What a command found, before it is rendered, and the choice of the renderer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from c360_governance.model.finding import Finding
    from c360_governance.model.outcome import Outcome


class Result(NamedTuple):
    """A command's payload.

    ``extra`` are the command's own top-level JSON keys (``verdict``, ``figures``); ``text`` is what the text
    and Markdown formats print after the findings (a table, a decision), already laid out by the command.
    """

    command: str
    findings: tuple[Finding, ...] = ()
    outcomes: tuple[Outcome, ...] | None = None
    extra: Mapping[str, Any] = MappingProxyType({})
    text: str = ""
    markdown: str = ""


_OF_A_FORGE = frozenset({"github", "gitlab", "sarif"})


def render(result: Result, format_: str, place: Callable[[str], str] | None = None) -> str:
    """The result in one of the formats of CLI.md: text, json, sarif, junit, github, gitlab, markdown.

    ``place`` turns a path into what a forge calls the file; people and scripts are shown the repository's own paths.
    """
    if place is not None and format_ in _OF_A_FORGE:
        result = result._replace(findings=tuple(_placed(finding, place) for finding in result.findings))
    renderer = import_module(f"c360_governance.report.{format_}_format")
    text: str = renderer.render(result)
    return text


def _placed(finding: Finding, place: Callable[[str], str]) -> Finding:
    location = finding.location
    return replace(finding, location=location._replace(path=place(location.path)))
