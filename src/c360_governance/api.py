"""The Python API: what scripts, notebooks and other tools may rely on.

    from c360_governance import api

    for finding in api.lint("contracts/crm/accounts.odcs.yaml"):
        print(finding.location, finding.severity, finding.rule, finding.message)

Findings are values (`c360_governance.model.finding.Finding`); what cannot be judged raises `C360Error`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from c360_governance.model.compatibility import Compatibility, OpenContent
from c360_governance.model.diff import DiffResult, Sides
from c360_governance.model.errors import C360Error
from c360_governance.model.finding import Finding, Impact
from c360_governance.model.location import Location
from c360_governance.model.suggest import unknown
from c360_governance.sources.repository import Repository

__all__ = [
    "C360Error", "Compatibility", "DiffResult", "Finding", "Impact", "Location", "OpenContent", "Repository",
    "diff_contracts", "diff_json_schemas", "diff_metrics", "lint",
]  # fmt: skip


def diff_contracts(old: Mapping[Any, Any], new: Mapping[Any, Any], *, perspective: Sides = "both") -> DiffResult:
    """What the change from one version of a contract to the next breaks.

    Both are mappings that claim to be ODCS contracts, 2.2 to 3.2, valid or not; nothing in them makes this raise.
    ``perspective`` is whose eyes judge: "consumer" (who reads the data), "producer" (who writes it) or "both", where
    each change counts with the graver of the two. Of versions only a decreased one is reported. The findings have no
    place in a file, and no impact, because neither is known here.
    """
    from c360_governance.rules.review import diff_contracts as diff

    return diff(old, new, perspective=perspective)


def diff_metrics(old: Mapping[Any, Any], new: Mapping[Any, Any]) -> DiffResult:
    """What the change from one version of a metric spec to the next breaks for its readers.

    Both are mappings that claim to be metrics, of this package's schema or of MetricFlow's shape, valid or not; nothing
    in them makes this raise. SQL that changed is compared by its meaning; where that proves nothing, both versions are
    run on generated rows: a difference is shown as an example, and without one the verdict is "undecided". An empty
    mapping is no metric: the other one came or went.
    """
    from c360_governance.metrics.trial import weigh
    from c360_governance.rules.metric_review import diff_metrics as diff

    return diff(old, new, weigh)


def diff_json_schemas(
    old: Mapping[str, Any] | bool,
    new: Mapping[str, Any] | bool,
    *,
    compatibility: Compatibility = "BACKWARD",
    open_content: OpenContent = "strict",
) -> DiffResult:
    """Whether two versions of an event's JSON Schema (draft-04, 06, 07, 2019-09, 2020-12) are compatible.

    BACKWARD: whatever the old schema accepts, the new one accepts; FORWARD: the other way round; FULL: both; NONE:
    nothing is asked for. Of two versions, `*_TRANSITIVE` says the same as without. Open content taken leniently, a
    property that an open object gains is compatible. The formats of the draft are asserted; nothing is fetched.

    A break has a finding whose message shows an event that one schema accepts and the other rejects. Where there is
    neither a proof nor such an event the verdict is "undecided", and ``compatible`` is False. Nothing in the schemas
    makes this raise; a compatibility or a way to take open content that does not exist raises `UsageError`.
    """
    from c360_governance.model.compatibility import COMPATIBILITIES, Asked
    from c360_governance.rules.event_review import diff_json_schemas as diff

    for name, given, known in (
        ("compatibility", compatibility, COMPATIBILITIES), ("open_content", open_content, ("strict", "lenient")),
    ):  # fmt: skip
        if given not in known:
            raise unknown(name, str(given), list(known))
    return diff(old, new, Asked(compatibility, open_content))


def lint(path: str | Path) -> list[Finding]:
    """What the lint rules say of a file, a folder, or a whole governance repository, by path and line.

    A folder with a c360.yaml or a contracts/ is a repository: everything in it is linted. Another path is judged
    within the repository that it lies in, whose policy (severities, waivers) and other documents (the targets of
    references) apply; outside of one, names that the document does not hold itself are not looked up.
    Raises `UsageError` where there is no such path, `SourceError` where the policy cannot be read.
    """
    from c360_governance.rules.lint_engine import lint as lint_paths
    from c360_governance.rules.lint_targets import home_of, is_repository

    target = Path(path)
    if target.is_dir() and is_repository(target):
        return lint_paths(Repository(target))
    home = home_of(target) or (target.parent if target.parent.is_dir() else Path())
    return lint_paths(Repository(home), [str(target.absolute())])
