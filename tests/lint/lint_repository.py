"""A small governance repository that the examples of the rules are put into."""

from __future__ import annotations

from pathlib import Path

ACCOUNTS = """\
apiVersion: v3.2.0
kind: DataContract
id: crm-accounts
version: 1.0.0
status: active
schema:
  - name: accounts
    physicalName: accounts_v1
    physicalType: table
    properties:
      - name: account_id
        logicalType: integer
        primaryKey: true
        primaryKeyPosition: 1
      - name: address
        logicalType: object
        properties:
          - name: city
            logicalType: string
"""

COMPLETE = """\
apiVersion: v3.2.0
kind: DataContract
id: example
version: 1.0.0
status: active
description:
  purpose: An example.
team:
  name: examples
slaProperties:
  - {property: freshness, value: 24, unit: h}
  - {property: retention, value: 1, unit: "y"}
schema:
  - name: example
    physicalType: table
    description: An example.
    properties:
      - name: example_id
        logicalType: integer
        physicalType: INTEGER
        primaryKey: true
        primaryKeyPosition: 1
        description: The example's number.
        classification: internal
        examples: [1]
      - name: loaded_at
        logicalType: timestamp
        logicalTypeOptions: {defaultTimezone: Etc/UTC}
        physicalType: TIMESTAMP
        description: When the row was loaded.
        classification: internal
        examples: ["2026-01-31T02:00:00"]
customProperties:
  - {property: runbook, vendor: c360, value: accounts}
  - {property: errorHandling, vendor: c360, value: {onSchemaViolation: reject}}
  - {property: cadence, vendor: c360, value: {ingestion: daily, expectedRows: {per: day, minimum: 1}}}
  - {property: deduplicationKey, vendor: c360, value: [example_id]}
  - {property: backfill, vendor: c360, value: Loaded again as a whole.}
  - {property: sampleQueries, vendor: c360, value: [{name: All, sql: SELECT * FROM example}]}
  - property: alerts
    vendor: c360
    value:
      - {on: freshness, owner: examples, channel: "#examples"}
      - {on: quality, owner: examples, channel: "#examples"}
      - {on: volume, owner: examples, channel: "#examples"}
"""

REVENUE = """\
name: revenue
version: 1.0.0
status: active
layer: revenue
owner: finance
description: Revenue.
type: simple
source: accounts
agg: count
grain_to_date: all
period_agg: recompute
unit: accounts
timezone: UTC
week_start: monday
drivers: []
"""


def write(root: Path, path: str, text: str | bytes) -> Path:
    """A file below the root, with its folders."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file
