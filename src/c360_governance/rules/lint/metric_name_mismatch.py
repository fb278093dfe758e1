from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from c360_governance.model.words import quoted
from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="metric-name-mismatch",
    kind="lint",
    severity="error",
    documents=("metric",),
    what="A metric's name is not that of its file.",
    why="People look a metric up by file; the commands know it by name. Two answers to one question.",
    bad="""\
name: other_name
""",
    good="""\
name: example
""",
    help="name the file NAME.metric.yaml",
)


def check(context: Context) -> Iterator[Problem]:
    file_name = PurePosixPath(context.path).name
    stem = file_name.removesuffix(".metric.yaml").removesuffix(".metric.yml")
    name = context.mapping.get("name")
    if isinstance(name, str) and stem != file_name and name != stem:
        yield Problem(("name",), f"the file is named {quoted(stem)}, the metric {quoted(name)}")
