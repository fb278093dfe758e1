"""Runbooks as they stand in the repository, and which one belongs to which dataset."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from c360_governance.model.contract import Contract
from c360_governance.sources.markdown import Page, parse
from c360_governance.sources.repository import Repository


@dataclass(frozen=True, slots=True)
class Runbook:
    """A runbook with the datasets that it is for."""

    name: str
    path: str
    text: str
    page: Page
    datasets: tuple[str, ...]


def runbook_of(contract: Contract, dataset: str, known: Iterable[str]) -> str | None:
    """The name of a dataset's runbook: the one its contract names, else the one that is called like it, else None."""
    named = contract.custom.get("runbook")
    if isinstance(named, str) and named:
        return named
    return dataset if dataset in set(known) else None


def runbooks(repository: Repository) -> dict[str, Runbook]:
    """Every runbook by name."""
    texts = repository.runbooks
    users: dict[str, list[str]] = {}
    for dataset, (contract, _) in repository.datasets.items():
        users.setdefault(runbook_of(contract, dataset, texts) or "", []).append(dataset)
    paths = {path.rsplit("/", 1)[-1].removesuffix(".md"): path for path in repository.runbook_paths}
    return {
        name: Runbook(name, paths[name], text, parse(text), tuple(sorted(users.get(name, []))))
        for name, text in sorted(texts.items())
    }
