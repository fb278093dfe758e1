"""The runbook for what broke, and its diagnostic SQL run on the read-only warehouse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from c360_governance.model.errors import UsageError, WarehouseError
from c360_governance.model.suggest import suggest
from c360_governance.oncall.incident import Incident
from c360_governance.sources.markdown import Block
from c360_governance.sources.repository import Repository
from c360_governance.sources.runbooks import Runbook, runbook_of, runbooks
from c360_governance.warehouse.connection import Warehouse
from c360_governance.warehouse.rows import Rows


@dataclass(frozen=True, slots=True)
class BlockResult:
    """What a diagnostic block gave: ``rows`` (at most the limit; ``more`` says that there are others) or ``error``."""

    block: Block
    rows: Rows | None
    more: bool = False
    error: str = ""


def find_runbook(name: str, repository: Repository, incidents: Mapping[str, Incident]) -> Runbook:
    """A runbook by its name, by a dataset's, or by an incident's id. Raises `UsageError` with a suggestion."""
    known = runbooks(repository)
    if name in known:
        return known[name]
    dataset = incidents[name].dataset if name in incidents else name
    if dataset not in repository.datasets:
        names = [*known, *repository.datasets, *incidents]
        raise UsageError(f"there is no runbook, dataset or incident {name!r}", help=suggest(name, names))
    wanted = runbook_of(repository.datasets[dataset][0], dataset, known)
    if wanted not in known:
        missing = (
            f"{dataset} names the runbook {wanted!r}, which is not there" if wanted else f"{dataset} has no runbook"
        )
        raise UsageError(missing, help=f"write runbooks/{wanted or dataset}.md")
    return known[wanted]


def run(runbook: Runbook, warehouse: Warehouse, limit: int) -> list[BlockResult]:
    """Run every block; one that is refused or fails gives its error, and the others still run."""
    return [_run(block, warehouse, limit) for block in runbook.page.blocks]


def _run(block: Block, warehouse: Warehouse, limit: int) -> BlockResult:
    from c360_governance.warehouse.read_only import read_only

    try:
        found = warehouse.query(read_only(block.sql, warehouse.dialect, limit + 1))
    except WarehouseError as error:
        return BlockResult(block, None, error=error.message)
    return BlockResult(block, Rows(found.columns, found.rows[:limit]), more=len(found.rows) > limit)
