"""`c360 diff`: its cost against `python -c "import click"`, by repository, by number of changed files, by column.

    python benchmarks/diff.py [--runs N]

CPU seconds of whole processes (user + system, with the git that they start); medians; see README.md. On a noisy
machine a ratio over its bound is printed, not asserted.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml
from measure import C360, ratio
from repositories import EVENT, METRIC, build, contract, write

from c360_governance.cli.diff import _result
from c360_governance.demo.repository import commit, write_reference
from c360_governance.report.result import render
from c360_governance.rules.named import pairs_named
from c360_governance.rules.readers import Readers
from c360_governance.rules.review import review
from c360_governance.sources.document import parse_document
from c360_governance.sources.repository import Repository


def large_repositories(folder: Path, runs: int) -> None:
    """The cost follows the number of changed files, not that of the contracts."""
    print(f"{'contracts of 30 columns, changed':46} {'CPU s':>7} {'ratio':>7} {'MB':>7} {'bound':>13}")
    for contracts, changes in ((10, (1, 10)), (1000, (0, 1, 10, 100))):
        root = build(folder / f"repository{contracts}", contracts, 30)
        for changed in changes:
            for number in range(changed):
                write(root, number, contract(f"d{number}", 30, required=True))
            found = ratio([*C360, "-C", str(root), "diff", "--against", "HEAD"], runs)
            bound = "10x, 150 MB" if (contracts, changed) == (1000, 10) else ""
            over = "  over" if bound and (found.ratio > 10 or found.megabytes > 150) else ""
            print(f"{f'{contracts}, {changed} changed':46} {found.seconds:7.3f} {found.ratio:7.2f} "
                  f"{found.megabytes:7.0f} {bound:>13}{over}")  # fmt: skip


def one_file(folder: Path, runs: int) -> None:
    """What a pre-commit hook costs, by what changed."""
    print(f"\n{'one changed file of 30 columns':46} {'CPU s':>7} {'ratio':>7} {'bound':>7}")
    root = build(folder / "one", 10, 30)
    plain = contract("d0", 30)
    cases: list[tuple[str, str, float]] = [
        ("a description", plain.replace("column 7.", "column seven."), 3),
        ("a column removed", plain.replace("name: column_7\n", "name: column_7b\n"), 3),
        ("required added", plain.replace("required: false", "required: true", 1), 3),
        ("a logical type", plain.replace("logicalType: string", "logicalType: integer", 1), 3),
        ("a physical type that the table knows", plain.replace("TEXT", "VARCHAR(20)", 1), 10),
        ("a physical type that only a parser knows", plain.replace("TEXT", "STRUCT<a INT, b STRING>", 1), 10),
    ]
    for name, text, bound in cases:
        write(root, 0, text)
        _print(name, [*C360, "-C", str(root), "diff", "--against", "HEAD"], bound, runs)
    write(root, 0, plain)
    metric, event = root / "contracts/metrics/m.metric.yaml", root / "contracts/e.schema.json"
    for path, written, name, old, new, bound in (
        (metric, METRIC, "the owner of a metric", "owner: bi", "owner: finance", 3),
        (metric, METRIC, "the SQL of a metric", "* 2", "* 3", 10),
        (event, EVENT, "a description in an event schema", "column 7.", "column seven.", 3),
        (event, EVENT, "a bound in an event schema", "100", "200", 10),
    ):
        path.write_text(written.replace(old, new), encoding="utf-8")
        _print(name, [*C360, "-C", str(root), "diff", "--against", "HEAD"], bound, runs)
        path.write_text(written, encoding="utf-8")


def reference_platform(folder: Path, runs: int) -> None:
    """A repository as people have it: metrics, derived datasets and a policy, of which impact reads what it needs."""
    root = folder / "reference"
    write_reference(root)
    commit(root, "The reference platform")
    path = root / "contracts/crm/accounts.odcs.yaml"
    plain = path.read_text(encoding="utf-8")
    print(f"\n{'the reference platform, one file changed':46} {'CPU s':>7} {'ratio':>7} {'bound':>7}")
    for name, old, new in (
        ("a description", "today.", "as of today."),
        ("a column renamed, with its readers", "name: tier\n", "name: plan_tier\n"),
    ):
        path.write_text(plain.replace(old, new), encoding="utf-8")
        _print(name, [*C360, "-C", str(root), "diff", "--against", "HEAD"], 3, runs)


def _print(name: str, command: list[str], bound: float, runs: int) -> None:
    found = ratio(command, runs)
    over = "" if found.ratio <= bound else "  over"
    print(f"{name:46} {found.seconds:7.3f} {found.ratio:7.2f} {bound:7.0f}{over}")


def wide_contract(folder: Path, runs: int) -> None:
    """Reading both versions, judging, placing and printing, against the parsing of one version; in one process."""
    print(f"\n{'one contract of 1,000 columns, changed':46} {'CPU s':>7} {'yaml-rs':>8} {'ours':>7} {'PyYAML C':>9}")
    old, new = folder / "old.odcs.yaml", folder / "new.odcs.yaml"
    old.write_text(contract("wide", 1000), encoding="utf-8")
    data = old.read_bytes()
    import yaml_rs

    fast = _seconds(lambda: yaml_rs.loads(data.decode(), parse_datetime=False), runs)
    own = _seconds(lambda: parse_document(data, "old.odcs.yaml"), runs)
    slow = _seconds(lambda: yaml.load(data, Loader=yaml.CSafeLoader), max(1, runs // 3))
    plain = contract("wide", 1000)
    for name, text in {
        "one column": plain.replace("required: false", "required: true", 1),
        "all columns": contract("wide", 1000, required=True),
        "all columns, twice": contract("wide", 1000, required=True, types=("integer", "TEXT")),
    }.items():
        new.write_text(text, encoding="utf-8")
        seconds = _seconds(lambda: _diff(old, new), runs)
        print(f"{name:46} {seconds:7.3f} {seconds / fast:8.1f} {seconds / own:7.1f} {seconds / slow:9.1f}")


def _diff(old: Path, new: Path) -> str:
    found = review(pairs_named(str(old), str(new), old.parent), Readers(Repository(old.parent)))
    return render(_result(found), "text")


def _seconds(work: Callable[[], object], runs: int) -> float:
    """The least of the runs: what the work costs without the machine's noise."""
    work()
    found = []
    for _ in range(runs):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        large_repositories(Path(folder), runs)
        one_file(Path(folder), runs)
        reference_platform(Path(folder), runs)
        wide_contract(Path(folder), runs)


if __name__ == "__main__":
    main()
