"""A governance repository: contracts/, checks/, runbooks/ and c360.yaml, in a work tree or at a git ref.

Everything is read when it is first asked for and parsed once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from c360_governance.model.errors import SourceError, UsageError
from c360_governance.model.location import Location
from c360_governance.model.suggest import unknown
from c360_governance.sources.document import Document, parse_document
from c360_governance.sources.tree import Tree, WorkTree, read_file

if TYPE_CHECKING:
    from c360_governance.model.config import Config
    from c360_governance.model.contract import Contract, Dataset
    from c360_governance.model.metric import Metric

FOLDERS = ("contracts", "checks", "runbooks")
CONTRACT_SUFFIXES = (".odcs.yaml", ".odcs.yml")
METRIC_SUFFIXES = (".metric.yaml", ".metric.yml")
RECONCILIATION_SUFFIXES = (".reconciliation.yaml", ".reconciliation.yml")
SCHEMA_SUFFIXES = (".schema.json", ".schema.yaml", ".schema.yml")

T = TypeVar("T")


class Repository:
    """The declared side of a platform. ``ref`` reads it as it was at a git ref, without a checkout."""

    def __init__(self, path: str | Path = ".", ref: str | None = None, *, config: str | None = None) -> None:
        self.root = Path(path)
        self.ref = ref
        self._config_path = config
        if not self.root.is_dir():
            raise UsageError(f"{self.root} is no folder", help="name a governance repository with -C DIR")
        self._documents: dict[str, Document] = {}
        self._listed: dict[str, list[str]] = {}

    @cached_property
    def tree(self) -> Tree:
        """The files, on disk or at the ref."""
        if self.ref is None:
            return WorkTree(self.root)
        from c360_governance.sources.git import GitTree

        return GitTree(self.root, self.ref)

    @property
    def is_empty(self) -> bool:
        """Whether nothing here is of a governance repository: no c360.yaml and no folder with a file in it."""
        return self.tree.read("c360.yaml") is None and not any(map(self.tree.list, FOLDERS))

    def document(self, path: str) -> Document:
        """The parsed file at a path. Raises `SourceError` where it is missing or broken."""
        if path not in self._documents:
            data = self.tree.read(path)
            if data is None:
                raise SourceError("there is no such file", location=Location(path))
            self._documents[path] = parse_document(data, path)
        return self._documents[path]

    @property
    def config_path(self) -> str:
        """The file that holds the policy, as it was named with --config, or c360.yaml of the root."""
        return self._config_path or "c360.yaml"

    @cached_property
    def config(self) -> Config:
        """c360.yaml, or the defaults where there is none."""
        if self._config_path is not None:
            try:
                data: bytes | None = read_file(Path(self._config_path))
            except OSError as error:
                raise UsageError(f"{self._config_path} cannot be read: {error.strerror}") from None
            return _parsed_config(data or b"", self._config_path)
        return _parsed_config(self.tree.read("c360.yaml"))

    @cached_property
    def contract_paths(self) -> list[str]:
        return self._paths("contracts", CONTRACT_SUFFIXES)

    @cached_property
    def contract_texts(self) -> dict[str, bytes]:
        """Every contract as it is written, by path: searched by text before anything is parsed."""
        return self.tree.read_many(self.contract_paths)

    @cached_property
    def metric_paths(self) -> list[str]:
        return self._paths("contracts", METRIC_SUFFIXES)

    @cached_property
    def schema_paths(self) -> list[str]:
        """The event contracts that are plain JSON Schemas."""
        return self._paths("contracts", SCHEMA_SUFFIXES)

    @cached_property
    def check_paths(self) -> list[str]:
        found = self._paths("checks", (".yaml", ".yml"))
        return [path for path in found if not path.endswith(RECONCILIATION_SUFFIXES)]

    @cached_property
    def reconciliation_paths(self) -> list[str]:
        return self._paths("checks", RECONCILIATION_SUFFIXES)

    @cached_property
    def runbook_paths(self) -> list[str]:
        return self._paths("runbooks", (".md",))

    @cached_property
    def contracts(self) -> dict[str, Contract]:
        """Every contract by path. Raises `SourceError` for one that is no mapping."""
        from c360_governance.model.contract import parse_contract

        return self._parsed(self.contract_paths, parse_contract)

    @cached_property
    def metrics(self) -> dict[str, Metric]:
        """Every metric spec by name."""
        from c360_governance.model.metric import parse_metric

        return {metric.name: metric for metric in self._parsed(self.metric_paths, parse_metric).values()}

    @cached_property
    def checks(self) -> dict[str, Document]:
        """Every hand-written Soda contract by path."""
        return {path: self.document(path) for path in self.check_paths}

    @cached_property
    def reconciliations(self) -> dict[str, Document]:
        """Every file of reconciliations by path."""
        return {path: self.document(path) for path in self.reconciliation_paths}

    @cached_property
    def runbooks(self) -> dict[str, str]:
        """Every runbook's text by name (its file's name without .md)."""
        contents = self.tree.read_many(self.runbook_paths)
        return {Path(path).stem: data.decode("utf-8", "replace") for path, data in contents.items()}

    @cached_property
    def datasets(self) -> dict[str, tuple[Contract, Dataset]]:
        """Every dataset by name, with its contract. The first contract in path order owns a name."""
        found: dict[str, tuple[Contract, Dataset]] = {}
        for contract in self.contracts.values():
            for dataset in contract.datasets:
                found.setdefault(dataset.name, (contract, dataset))
        return found

    def dataset(self, name: str) -> tuple[Contract, Dataset]:
        """A dataset by name. Raises `UsageError` with a suggestion where there is none."""
        if name not in self.datasets:
            raise unknown("dataset", name, self.datasets)
        return self.datasets[name]

    def _paths(self, folder: str, suffixes: tuple[str, ...]) -> list[str]:
        if folder not in self._listed:
            self._listed[folder] = self.tree.list(folder)
        return [path for path in self._listed[folder] if path.endswith(suffixes)]

    def _parsed(self, paths: list[str], parse: Callable[[Mapping[str, object], str], T]) -> dict[str, T]:
        parsed: dict[str, T] = {}
        for path in paths:
            value = self.document(path).value
            if not isinstance(value, dict):
                raise SourceError(
                    "the document is no mapping of keys to values",
                    location=Location(path),
                    help="see `c360 lint`",
                )
            parsed[path] = parse(value, path)
        return parsed


def _parsed_config(data: bytes | None, path: str = "c360.yaml") -> Config:
    """The defaults where there is no file. Imported here: a diff needs a policy only when there is one to apply."""
    if data is None:
        from c360_governance.model.config import Config

        return Config()
    from c360_governance.sources.config import parse_config

    return parse_config(data, path)
