"""How the dictionary that payloads are compressed with was trained: `lineage/log/openlineage-1.zdict`.

    python benchmarks/payload_dictionary.py FILE

From events that are made out of the facets' structure (keys, addresses of specifications, producers) with values at
random: no producer's events and no names of anybody went in. A dictionary that logs were written with is never
changed; a better one gets a name and a letter of its own (`lineage/log/payload.py`).
"""

from __future__ import annotations

import random
import sys
import uuid
from pathlib import Path
from typing import Any

import zstandard

from c360_governance.lineage.log.chain import canonical
from c360_governance.sources.schemas import load

SIZE = 16 * 1024
EVENTS = 6000
SPEC = "https://openlineage.io/spec"
INTEGRATIONS = ("airflow", "spark", "dbt", "flink", "sql", "great-expectations", "common")
SOURCES = ("postgres://", "snowflake://", "s3://", "bigquery", "hive://", "redshift://", "kafka://", "file", "trino://")
TYPES = ("varchar", "string", "bigint", "integer", "timestamp", "date", "boolean", "double", "decimal(18,2)", "text")
VERSIONS = ("1-0-0", "1-0-1", "1-0-2", "1-1-0", "1-1-1", "1-2-0")
USUAL = ("schema", "columnLineage", "dataSource", "nominalTime", "parent", "processing_engine", "jobType", "sql",
         "documentation", "ownership", "sourceCodeLocation", "errorMessage", "dataQualityMetrics", "inputStatistics",
         "dataQualityAssertions", "outputStatistics", "symlinks", "lifecycleStateChange", "storage")  # fmt: skip
"""Facets that producers send often; the others are in a few events."""


class Maker:
    """Makes events by the structure of the facets, the same from the same seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.facets = load("openlineage-facets-1")

    def event(self) -> dict[str, Any]:
        chance = self.chance
        kind = chance.choice(("COMPLETE", "COMPLETE", "START", "RUNNING", "FAIL"))
        integration = chance.choice(INTEGRATIONS)
        self.producer = (
            f"https://github.com/OpenLineage/OpenLineage/tree/1.{chance.randrange(60)}.0/integration/{integration}"
        )
        return {
            "eventTime": f"202{chance.randrange(3, 9)}-0{chance.randrange(1, 10)}-1{chance.randrange(10)}T0"
            f"{chance.randrange(10)}:00:00.{chance.randrange(1000):03d}{chance.choice(('Z', '+00:00'))}",
            "eventType": kind,
            "inputs": [self.dataset("input") for _ in range(chance.randrange(4))],
            "job": {
                "facets": self.group("job", 2), "name": self.word(),
                "namespace": chance.choice(("default", self.word())),
            },
            "outputs": [self.dataset("output") for _ in range(chance.randrange(3))],
            "producer": self.producer,
            "run": {"facets": self.group("run", 3), "runId": self.uuid()},
            "schemaURL": f"{SPEC}/{chance.choice(('2-0-2', '1-0-5', '2-0-0'))}/OpenLineage.json#/$defs/RunEvent",
        }  # fmt: skip

    def dataset(self, side: str) -> dict[str, Any]:
        facets = self.group("dataset", 3)
        found = {"facets": facets, "name": self.word(), "namespace": f"{self.chance.choice(SOURCES)}{self.word()}"}
        return {**found, f"{side}Facets": self.group(side, 1)} if self.chance.random() < 0.3 else found

    def group(self, place: str, most: int) -> dict[str, Any]:
        known = self.facets["x-places"][place]
        usual = [key for key in known if key in USUAL]
        keys = {self.chance.choice(usual if self.chance.random() < 0.9 else list(known)) for _ in range(most)}
        return {key: self.facet(known[key]["$ref"].rpartition("/")[2]) for key in keys}

    def facet(self, name: str) -> dict[str, Any]:
        address = f"{SPEC}/facets/{self.chance.choice(VERSIONS)}/{name}.json#/$defs/{name}"
        body = self.value(self.facets["$defs"][name])
        return {**(body if isinstance(body, dict) else {}), "_producer": self.producer, "_schemaURL": address}

    def value(self, schema: dict[str, Any], key: str = "", depth: int = 0) -> Any:
        chance = self.chance
        if "$ref" in schema:
            schema = self.facets["$defs"][schema["$ref"].rpartition("/")[2]]
        for choice in ("anyOf", "oneOf"):
            if choice in schema:
                return self.value(chance.choice(schema[choice]), key, depth)
        if "enum" in schema:
            return chance.choice(schema["enum"])
        if "allOf" in schema:
            parts = [self.value(part, key, depth) for part in schema["allOf"]]
            return {name: item for part in parts if isinstance(part, dict) for name, item in part.items()}
        if schema.get("type") == "array":
            return (
                [self.value(schema.get("items", {}), key, depth + 1) for _ in range(chance.randrange(1, 6))]
                if depth < 6
                else []
            )
        if "properties" in schema or schema.get("type") == "object":
            known = schema.get("properties", {})
            must = schema.get("required", ())
            found = {name: self.value(one, name, depth + 1) for name, one in known.items()
                     if depth < 6 and name != "_deleted" and (name in must or chance.random() < 0.6)}  # fmt: skip
            if "masking" in found:
                found["type"] = chance.choice(("DIRECT", "INDIRECT"))
            further = schema.get("additionalProperties")
            if isinstance(further, dict) and not known and depth < 6:
                found |= {self.word(): self.value(further, "", depth + 1) for _ in range(chance.randrange(1, 4))}
            return found
        return self.plain(schema, key)

    def plain(self, schema: dict[str, Any], key: str) -> Any:
        chance = self.chance
        if schema.get("type") in ("integer", "number"):
            return chance.randrange(10 ** chance.randrange(1, 7))
        if schema.get("type") == "boolean":
            return chance.random() < 0.2
        if schema.get("format") == "uuid":
            return self.uuid()
        known = {"type": TYPES, "subtype": ("IDENTITY", "TRANSFORMATION", "AGGREGATION",
                 "JOIN", "FILTER", "GROUP_BY"), "namespace": tuple(one + self.word() for one in SOURCES)}  # fmt: skip
        return chance.choice(known[key]) if key in known else self.word()

    def word(self) -> str:
        return "".join(self.chance.choices("abcdefghijklmnopqrstuvwxyz_", k=self.chance.randrange(3, 14)))

    def uuid(self) -> str:
        return str(uuid.UUID(int=self.chance.getrandbits(128), version=4))


def main() -> None:
    maker = Maker(20261129)
    texts = [canonical(maker.event()) for _ in range(EVENTS)]
    dictionary = zstandard.train_dictionary(SIZE, texts, dict_id=3360_0001, level=1)
    Path(sys.argv[1]).write_bytes(dictionary.as_bytes())
    held_out = [canonical(maker.event()) for _ in range(500)]
    plain, ours = zstandard.ZstdCompressor(level=1), zstandard.ZstdCompressor(level=1, dict_data=dictionary)
    for name, one in (("plain", plain), ("with it", ours)):
        print(f"{name}: {sum(len(one.compress(text)) for text in held_out) / sum(map(len, held_out)):.3f} of the size")


if __name__ == "__main__":
    main()
