"""datacontract-cli's test of each contract, in one process. `python datacontract_api.py WAREHOUSE FOLDER`."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from customer360 import PROMISES

KINDS = {"field_required": "not_null", "field_unique": "unique", "field_invalid_values": "accepted",
         "field_minimum": "range", "field_maximum": "range", "field_regex": "pattern",
         "field_relationships": "reference", "servicelevel_freshness": "fresh",
         "model_quality_sql": "condition"}  # fmt: skip


def main() -> None:
    from datacontract.data_contract import DataContract

    logging.disable(logging.CRITICAL)
    ids = {(one.table, one.column, one.kind): one for one in PROMISES}
    failed = []
    for path in sorted((Path(sys.argv[2]) / "contracts").glob("*.odcs.yaml")):
        for one in DataContract(data_contract_file=str(path)).test().checks:
            if one.result != "passed":
                promise = ids.get((one.model, one.field, KINDS.get(str(one.type), "")))
                # It judges freshness by the real clock only, by which everything here is old.
                if promise is None or promise.kind != "fresh" or promise.broken:
                    failed.append(promise.id if promise else f"{one.model}.{one.field}.{one.type}: {one.reason}")
    print(json.dumps({"failed": failed}))


if __name__ == "__main__":
    main()
