"""Start-up and the pre-commit path, as ratios against `python -c "import click"` measured in the same run.

    python benchmarks/startup.py [--runs N]

Every command and the reference run in turn (A B A B ...), so a machine whose speed drifts gives the same ratio.
CPU seconds of whole processes (user + system); medians. The bounds are those that the project promises; on a noisy
machine a ratio over its bound is printed, not asserted.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from measure import C360, ratio

from c360_governance.demo.repository import commit, remove_column, write_reference

COMMANDS: list[tuple[str, list[str], float]] = [
    ("c360 --version", ["--version"], 2),
    ("c360 lint, one table contract", ["lint", "contracts/crm/accounts.odcs.yaml"], 6),
    ("c360 lint, one metric", ["lint", "contracts/metrics/mrr.metric.yaml"], 10),
    ("c360 diff --against HEAD, one changed file", ["diff", "--against", "HEAD"], 10),
    ("c360 metric list", ["metric", "list"], 10),
    ("c360 explain property-removed", ["explain", "property-removed"], 6),
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "platform"
        write_reference(root)
        commit(root, "reference")
        remove_column(root)
        print(f"{'command':46} {'CPU s':>7} {'ratio':>7} {'bound':>7}")
        for name, arguments, bound in COMMANDS:
            found = ratio([*C360, "-C", str(root), *arguments], runs)
            over = "" if found.ratio <= bound else "  over"
            print(f"{name:46} {found.seconds:7.3f} {found.ratio:7.2f} {bound:7.0f}{over}")


if __name__ == "__main__":
    main()
