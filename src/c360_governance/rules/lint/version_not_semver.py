from __future__ import annotations

import re
from collections.abc import Iterator

from c360_governance.model.words import quoted
from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="version-not-semver",
    kind="lint",
    severity="warning",
    documents=("contract",),
    what="The contract's version is not MAJOR.MINOR.PATCH.",
    why="The bump tells consumers whether they have to act; from any other version it cannot be read.",
    bad="""\
version: 2026-01
""",
    good="""\
version: 2.1.0
""",
    help="write MAJOR.MINOR.PATCH, e.g. 1.0.0 (https://semver.org)",
)

_SEMVER = re.compile(r"v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")


def check(context: Context) -> Iterator[Problem]:
    version = context.contract.version
    if version is not None and not _SEMVER.fullmatch(version):
        yield Problem(("version",), f"{quoted(version)} is not MAJOR.MINOR.PATCH")
