"""The Python API: what scripts, notebooks and other tools may rely on.

    from c360_governance import api

    for finding in api.lint("contracts/crm/accounts.odcs.yaml"):
        print(finding.location, finding.severity, finding.rule, finding.message)

Findings are values (`c360_governance.model.finding.Finding`); what cannot be judged raises `C360Error`.
"""

from __future__ import annotations

from pathlib import Path

from c360_governance.model.errors import C360Error
from c360_governance.model.finding import Finding, Impact
from c360_governance.model.location import Location
from c360_governance.sources.repository import Repository

__all__ = ["C360Error", "Finding", "Impact", "Location", "Repository", "lint"]


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
