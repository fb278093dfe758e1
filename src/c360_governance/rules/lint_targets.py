"""Which files `c360 lint` reads, and what kind of document each is."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from c360_governance.model.errors import UsageError
from c360_governance.model.suggest import did_you_mean
from c360_governance.rules.registry import DocumentKind
from c360_governance.rules.waivers import CONFIG
from c360_governance.sources.repository import (
    CONTRACT_SUFFIXES,
    METRIC_SUFFIXES,
    RECONCILIATION_SUFFIXES,
    SCHEMA_SUFFIXES,
    Repository,
)

_DATA_SUFFIXES = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class Target:
    """A file to lint: its path inside ``repository``, and as the user is shown it."""

    repository: Repository
    path: str
    shown: str
    kind: DocumentKind | None
    """None: only its content can tell."""


def everything(repository: Repository) -> list[Target]:
    """Every document of the repository that a command reads, and those beside them that none does."""
    paths = [path for path in repository.tree.list("contracts") if path.endswith(_DATA_SUFFIXES)]
    paths += [*repository.check_paths, *repository.reconciliation_paths]
    found = [Target(repository, path, path, kind_of(path) or "unrecognised") for path in paths]
    if repository.config_path != CONFIG:
        policy = Path(repository.config_path)
        found.append(Target(Repository(policy.parent), policy.name, repository.config_path, "config"))
    elif repository.tree.read(CONFIG) is not None:
        found.append(Target(repository, CONFIG, CONFIG, "config"))
    return found


def targets(repository: Repository, names: Iterable[str]) -> list[Target]:
    """The documents at the paths, relative to the repository's root or absolute; folders are searched.

    A file outside the repository is read with the repository that it lies in. Raises `UsageError` for a path that
    does not exist.
    """
    found = [target for name in names for target in _at(repository, name)]
    return list({(target.repository.root, target.path): target for target in found}.values())


def kind_of(path: str) -> DocumentKind | None:
    """The kind of document that a file of this name in a repository holds, or None."""
    name = path.rpartition("/")[2]
    if name.endswith(CONTRACT_SUFFIXES):
        return "contract"
    if name.endswith(METRIC_SUFFIXES):
        return "metric"
    if name.endswith(SCHEMA_SUFFIXES):
        return "schema"
    if name == CONFIG:
        return "config"
    if name.endswith(RECONCILIATION_SUFFIXES):
        return "reconciliation"
    return "checks" if path.startswith("checks/") else None


def kind_of_content(value: object) -> DocumentKind:
    """The kind of a document whose name does not tell: it was named on the command line, so its content does."""
    keys = value.keys() if isinstance(value, dict) else ()
    if "apiVersion" in keys or "dataContractSpecification" in keys or {"kind", "schema"} <= set(keys):
        return "contract"
    if "$schema" in keys or {"type", "properties"} <= set(keys):
        return "schema"
    if "dataset" in keys and ("columns" in keys or "checks" in keys):
        return "checks"
    if "reconciliations" in keys:
        return "reconciliation"
    return "unrecognised"


def _at(repository: Repository, name: str) -> Iterator[Target]:
    full = repository.root / name
    if not full.exists():
        siblings = [entry.name for entry in full.parent.iterdir()] if full.parent.is_dir() else []
        raise UsageError(f"there is no file or folder {name}", help=did_you_mean(full.name, siblings))
    if full.is_file():
        yield from _file(repository, full, name)
        return
    for directory, folders, files in os.walk(full):
        folders[:] = sorted(folder for folder in folders if not folder.startswith("."))
        for file in sorted(files):
            path = Path(directory, file)
            if file.endswith(_DATA_SUFFIXES):
                shown = os.path.join(name, os.path.relpath(path, full))
                yield from (target for target in _file(repository, path, shown) if target.kind is not None)


def _file(repository: Repository, full: Path, shown: str) -> Iterator[Target]:
    if not full.name.endswith(_DATA_SUFFIXES):
        return
    inside = _relative(full, repository.root)
    if inside is not None:
        yield Target(repository, inside, inside, kind_of(inside))
        return
    home = home_of(full)
    root = home or full.parent
    path = _relative(full, root) or full.name
    yield Target(Repository(root), path, shown, kind_of(path))


def home_of(path: Path) -> Path | None:
    """The governance repository that a file lies in: the nearest folder above with a c360.yaml or contracts/."""
    for folder in path.resolve().parents:
        if (folder / CONFIG).is_file() or (folder / "contracts" in path.resolve().parents):
            return folder
    return None


def is_repository(root: Path) -> bool:
    """Whether a folder is a governance repository, so that names can be looked up in it."""
    return (root / CONFIG).is_file() or (root / "contracts").is_dir()


def _relative(path: Path, root: Path) -> str | None:
    """The path inside the root with forward slashes, or None where it is outside."""
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return None
