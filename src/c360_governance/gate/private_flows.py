"""Personal data that a change lets flow where they may not."""

from __future__ import annotations

from c360_governance.gate.change import Change
from c360_governance.model.finding import Finding
from c360_governance.sources.repository import Repository


def private_flows(repository: Repository, change: Change) -> tuple[Finding, ...]:
    """The violations that begin or end in a changed contract, along the flows that contracts declare.

    What was only observed is left to `c360 lineage privacy`: whoever may send events may not block a release.
    """
    if not change.contracts:
        return ()
    from c360_governance.lineage.graph.state import state_of
    from c360_governance.privacy.fields import fields
    from c360_governance.privacy.findings import findings
    from c360_governance.privacy.violations import violations

    changed = {contract.path for contract in change.contracts}
    graph = state_of(repository, (), columns=True).graph
    found = [
        one
        for one in violations(graph, fields(repository.datasets))
        if one.severity == "error"
        and changed & {field.contract.path for field in (one.arrival.origin, one.target) if field is not None}
    ]
    return tuple(findings(repository, graph, found))
