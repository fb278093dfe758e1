"""What will be checked: the contracts' and the hand-written checks of a repository. Pure; nothing is measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib import import_module

from c360_governance.checks import handwritten
from c360_governance.checks.check import Check, Table
from c360_governance.checks.kinds import reconciliation
from c360_governance.checks.place import usual_schema
from c360_governance.checks.soda.contracts import beyond_soda, document
from c360_governance.checks.subject import Subject, is_table
from c360_governance.checks.variables import foreign_reference
from c360_governance.model.errors import SourceError, UsageError
from c360_governance.model.suggest import suggest
from c360_governance.sources.repository import Repository
from c360_governance.sources.validation import find_flaws, violations

KINDS = ("schema", "freshness", "volume", "missing", "invalid", "duplicate", "reference", "invariant",
         "distribution", "reconciliation")  # fmt: skip
"""The kinds that contracts compile to, in the order of a dataset's plan; each is a module of `checks.kinds`."""

_MODULES = (*KINDS, "availability", "custom")


def plan(repository: Repository, names: Sequence[str] = (), warehouse: str | None = None) -> list[Check]:
    """Every check of the named datasets, or of all; ids are unique.

    ``warehouse`` names the one that will be asked, c360.yaml's default otherwise. Raises `UsageError` for a name
    that no contract has or that no warehouse holds, `SourceError` for a broken file in checks/ and for two checks
    of one id. A declaration that cannot be compiled is no error here: its check says so when it runs.
    """
    subjects = _subjects(repository, warehouse)
    for name in names:
        repository.dataset(name)
        if name not in subjects:
            raise UsageError(
                f"the dataset {name!r} is no table that can be checked", help="see its physicalType and status"
            )
    written, compared = _written(repository, subjects), _compared(repository, subjects)
    checks: dict[str, Check] = {}
    for name, subject in subjects.items():
        if names and name not in names:
            continue
        for check in _compiled(subject):
            _add(checks, check)
        for path in written.get(name, ()):
            for check in handwritten.compile_(subject, repository.document(path)):
                _add(checks, check)
        for path in compared.get(name, ()):
            for check in reconciliation.of_file(subject, repository.document(path)):
                _add(checks, check)
    return [_asked(check) for check in checks.values()]


def _subjects(repository: Repository, warehouse: str | None) -> dict[str, Subject]:
    config = repository.config
    source = warehouse or config.warehouse or next(iter(config.warehouses), "warehouse")
    known = config.warehouses.get(source)
    engine = known.type if known else "duckdb"
    usual = usual_schema(known)
    found = {}
    for name, (contract, dataset) in repository.datasets.items():
        if is_table(contract, dataset):
            schema, _, table = dataset.table.rpartition(".")
            found[name] = Subject(repository, contract, dataset, Table(source, schema or usual, table), engine)
    return found


def _written(repository: Repository, subjects: dict[str, Subject]) -> dict[str, list[str]]:
    """The files of checks/ by the dataset that they belong to."""
    owners = {subject.table.name: name for name, subject in subjects.items()}
    files: dict[str, list[str]] = {}
    for path, file in repository.checks.items():
        table = handwritten.table_of(file)
        if table not in owners:
            raise SourceError(f"no contract has a table {table!r}", location=file.locate(("dataset",)),
                              help=suggest(table, owners))  # fmt: skip
        files.setdefault(owners[table], []).append(path)
    return files


def _compared(repository: Repository, subjects: dict[str, Subject]) -> dict[str, list[str]]:
    """The files of reconciliations by the dataset that they name. Raises `SourceError` for a broken one."""
    files: dict[str, list[str]] = {}
    for path, file in repository.reconciliations.items():
        for violation in violations(file, "reconciliations-1"):
            raise SourceError(violation.message, location=violation.location, help=violation.help)
        dataset = str(file.value["dataset"])
        if dataset not in subjects:
            raise SourceError(f"no contract has a table {dataset!r}", location=file.locate(("dataset",)),
                              help=suggest(dataset, subjects))  # fmt: skip
        files.setdefault(dataset, []).append(path)
    return files


def _compiled(subject: Subject) -> Iterator[Check]:
    for module in _MODULES:
        yield from import_module(f"c360_governance.checks.kinds.{module}").compile_(subject)


def _add(checks: dict[str, Check], check: Check) -> None:
    if check.id in checks:
        raise SourceError(f"there are two checks {check.id!r}; the other is declared at {checks[check.id].location}",
                          location=check.location, help="give this one another name")  # fmt: skip
    checks[check.id] = check


def _asked(check: Check) -> Check:
    """The check, with the problem that Soda would have with it."""
    if check.problem is not None or beyond_soda(check) is not None:
        return check
    names = (check.id, check.table.name, check.soda_column, *(column.name for column in check.columns))
    reference = foreign_reference(check.body, *names)
    if reference:
        return replace(check, problem=f"${{{reference}}} stands for nothing here; the environment is not read")
    if any("/" in part for part in (check.table.schema, check.table.name)):
        return replace(check, problem="Soda cannot name a table with a slash")
    flaws = find_flaws(document([check]), "soda")
    return replace(check, problem=f"Soda does not accept it: {flaws[0].message}") if flaws else check
