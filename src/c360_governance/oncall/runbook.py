"""Runbooks: which one belongs to what broke, and its diagnostic SQL run on the read-only warehouse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from c360_governance.model.contract import Contract
from c360_governance.model.errors import UsageError, WarehouseError
from c360_governance.oncall.incident import Incident
from c360_governance.oncall.markdown import Block, Page, parse
from c360_governance.sources.repository import Repository, suggest
from c360_governance.warehouse.connection import Rows, Warehouse


@dataclass(frozen=True, slots=True)
class Runbook:
    """A runbook with the datasets whose contracts name it."""

    name: str
    path: str
    text: str
    page: Page
    datasets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BlockResult:
    """What a diagnostic block gave: ``rows`` (at most the limit; ``more`` says that there are others) or ``error``."""

    block: Block
    rows: Rows | None
    more: bool = False
    error: str = ""


def runbook_of(contract: Contract, dataset: str, known: Iterable[str]) -> str | None:
    """The name of a dataset's runbook: the one its contract names, else the one that is called like it, else None."""
    named = contract.custom.get("runbook")
    if isinstance(named, str) and named:
        return named
    return dataset if dataset in set(known) else None


def runbooks(repository: Repository) -> dict[str, Runbook]:
    """Every runbook by name."""
    users: dict[str, list[str]] = {}
    for name, (contract, _) in repository.datasets.items():
        users.setdefault(runbook_of(contract, name, repository.runbooks) or "", []).append(name)
    return {
        name: Runbook(name, f"runbooks/{name}.md", text, parse(text), tuple(sorted(users.get(name, []))))
        for name, text in sorted(repository.runbooks.items())
    }


def find_runbook(name: str, repository: Repository, incidents: Mapping[str, Incident]) -> Runbook:
    """A runbook by its name, by a dataset's, or by an incident's id. Raises `UsageError` with a suggestion."""
    known = runbooks(repository)
    wanted: str | None = name
    if name in incidents:
        wanted = incidents[name].runbook
        if wanted is None:
            raise UsageError(
                f"{incidents[name].dataset} has no runbook",
                help=f"write runbooks/{incidents[name].dataset}.md, or name one in its contract",
            )
    elif name not in known and name in repository.datasets:
        wanted = runbook_of(repository.datasets[name][0], name, known)
        if wanted is None:
            raise UsageError(f"{name} has no runbook", help=f"write runbooks/{name}.md, or name one in its contract")
    if wanted not in known:
        names = [*known, *repository.datasets, *incidents]
        raise UsageError(f"there is no runbook {wanted!r}", help=suggest(str(wanted), names))
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
