"""The names of declared datasets and metrics in OpenLineage's terms.

A dataset's namespace names its warehouse as c360.yaml does (``duckdb://local``) and no path of a machine, so that a
laptop, CI and production speak of the same dataset; its name is the table's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from c360_governance.lineage.events.job import JOB_NAMESPACE, Column, DatasetRef
from c360_governance.model.config import Config
from c360_governance.model.contract import Contract, Dataset


def warehouse_namespace(config: Config, name: str | None = None) -> str:
    """The namespace of a warehouse's datasets: the one asked for, else the default, else the only one."""
    chosen = config.warehouse_named(name)
    settings = config.warehouses.get(chosen) if chosen else None
    return f"{settings.type}://{settings.name}" if settings else JOB_NAMESPACE


def dataset_refs(
    datasets: Mapping[str, tuple[Contract, Dataset]], namespace: str, names: Iterable[str] | None = None
) -> tuple[DatasetRef, ...]:
    """The datasets of a repository (`Repository.datasets`), all or those named; unknown names are passed over."""
    chosen = list(datasets) if names is None else [name for name in dict.fromkeys(names) if name in datasets]
    return tuple(dataset_ref(*datasets[name], namespace) for name in chosen)


def dataset_ref(contract: Contract, dataset: Dataset, namespace: str) -> DatasetRef:
    """A dataset with its owner, description and columns as the contract declares them."""
    return DatasetRef(
        namespace=namespace,
        name=dataset.table,
        dataset=dataset.name,
        owner=contract.owner,
        description=dataset.description or contract.purpose,
        columns=tuple(
            Column(prop.column, prop.physical_type or prop.logical_type, prop.description)
            for prop in dataset.properties
        ),
    )
