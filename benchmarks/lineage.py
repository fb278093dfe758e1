"""`c360 lineage ingest` beside a plain JSON parse of the same file by Python, in the same run.

    python benchmarks/lineage.py [--events N] [--runs N]

Events of 2.9 kB with schema and column lineage, no two alike, go into a new log: parsed, validated with the bodies of
their facets, chained, compressed and durable. CPU seconds of whole processes (user and system), in turn (A B A B
...), so that other work on the machine does not count, and wall-clock seconds beside them; medians over the pairs.
The issue's bound is 3, for 200,000 events.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import statistics
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

from measure import C360, Cost, cost

BOUND = 3.0
PARSE = "import json, sys\nfor line in open(sys.argv[1], 'rb'):\n    json.loads(line)"
PRODUCER = "https://github.com/OpenLineage/OpenLineage/tree/1.54.0/integration/spark"
NAMESPACE = "postgres://warehouse.example:5432"
COLUMNS = ("id", "customer_id", "amount", "created_at", "status")


def event(chance: random.Random, number: int) -> dict[str, Any]:
    """One run's COMPLETE event: two inputs, one output with the lineage of three columns."""
    inputs = [dataset(chance) for _ in range(2)]
    output = dataset(chance)
    sources = [
        {"namespace": NAMESPACE, "name": one["name"], "field": "id",
         "transformations": [{"type": "DIRECT", "subtype": "IDENTITY", "masking": False}]}
        for one in inputs
    ]  # fmt: skip
    output["facets"]["columnLineage"] = {
        **facet("ColumnLineageDatasetFacet"), "fields": {name: {"inputFields": sources[:1]} for name in COLUMNS[:3]}
    }  # fmt: skip
    run_id = str(uuid.UUID(int=chance.getrandbits(128)))
    return {
        "eventType": "COMPLETE",
        "eventTime": f"2026-01-{1 + number % 28:02d}T06:00:00.123Z",
        "producer": PRODUCER,
        "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
        "run": {
            "runId": run_id,
            "facets": {"nominalTime": {**facet("NominalTimeRunFacet"), "nominalStartTime": "2026-01-31T06:00:00Z"}},
        },
        "job": {"namespace": "spark", "name": f"job_{number % 5000}.execute_insert_into_hadoop_fs_relation_command"},
        "inputs": inputs,
        "outputs": [output],
    }


def dataset(chance: random.Random) -> dict[str, Any]:
    fields = [{"name": name, "type": "varchar"} for name in COLUMNS]
    name = f"analytics.layer_{chance.randrange(7)}.table_{chance.randrange(100_000)}"
    return {
        "namespace": NAMESPACE,
        "name": name,
        "facets": {"schema": {**facet("SchemaDatasetFacet"), "fields": fields}},
    }


def facet(name: str) -> dict[str, str]:
    return {"_producer": PRODUCER, "_schemaURL": f"https://openlineage.io/spec/facets/1-1-1/{name}.json#/$defs/{name}"}


def write_events(path: Path, events: int) -> float:
    """A file of events, one a line; their mean size in bytes."""
    chance = random.Random(7)
    with path.open("w") as file:
        for number in range(events):
            file.write(json.dumps(event(chance, number)) + "\n")
    return path.stat().st_size / events


def timed(command: list[str]) -> tuple[Cost, float]:
    """What a command costs, and how long it takes by the clock."""
    begun = time.perf_counter()
    spent = cost(command)
    return spent, time.perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file, root = Path(folder) / "events.ndjson", Path(folder) / "log"
        size = write_events(file, options.events)
        print(f"{options.events:,} events of {size:,.0f} bytes")
        parse = [sys.executable, "-c", PARSE, str(file)]
        ingest = [*C360, "-C", str(root), "lineage", "ingest", str(file)]
        cost(parse)
        pairs = []
        for _ in range(options.runs):
            shutil.rmtree(root, ignore_errors=True)
            root.mkdir()
            own, plain = timed(ingest), timed(parse)
            pairs.append((own[0].seconds / plain[0].seconds, own[1] / plain[1]))
            print(
                f"ingest {own[0].seconds:6.2f} s CPU, {own[1]:6.2f} s, {own[0].megabytes:.0f} MB; "
                f"parse {plain[0].seconds:6.2f} s CPU, {plain[1]:6.2f} s: "
                f"{pairs[-1][0]:.2f} and {pairs[-1][1]:.2f} times"
            )
        log = (root / ".c360" / "log.db").stat().st_size
        print(f"the log takes {log / options.events:,.0f} bytes an event")
        ratio, clock = (statistics.median(one) for one in zip(*pairs, strict=True))
        print(f"CPU {ratio:.2f}, clock {clock:.2f}, bound {BOUND:.0f}{'' if ratio <= BOUND else '  over'}")


if __name__ == "__main__":
    main()
