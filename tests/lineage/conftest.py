"""A log in an empty repository, somebody who tampers with it, events of others, the official schemas."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from c360_governance.lineage.facts.facts import fact
from c360_governance.lineage.graph.state import State, state_of
from c360_governance.lineage.log.log import Log
from c360_governance.model.location import Location
from c360_governance.model.outcome import Outcome
from c360_governance.sources.repository import Repository

URL = "sqlite:///.c360/log.db"
AS_OF = datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC)
SPEC = Path(__file__).parents[3] / "shared" / "openlineage-spec"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    with Log.open(URL, tmp_path) as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgresql"])
def log_url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of a log on each database that a log can lie in."""
    if request.param == "sqlite":
        return URL
    monkeypatch.setenv("C360_TEST_LOG", request.getfixturevalue("postgresql"))
    return "${C360_TEST_LOG}"


@pytest.fixture
def tamper(tmp_path: Path) -> Callable[[str], None]:
    """Runs SQL on the log's file as somebody would who has it in hand: without the triggers."""

    def run(script: str) -> None:
        connection = sqlite3.connect(tmp_path / ".c360" / "log.db")
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.executescript(script)
        connection.commit()
        connection.close()

    return run


@pytest.fixture
def outcome() -> Callable[..., Outcome]:
    def make(check: str, result: Any = "passed", measured: Any = 0, **fields: Any) -> Outcome:
        values: dict[str, Any] = {
            "dataset": check.partition(".")[0],
            "column": None,
            "kind": "missing",
            "threshold": "= 0",
            "severity": "error",
            "owner": "crm-operations",
            "runbook": "accounts",
            "as_of": AS_OF,
            "message": "a message that stays out of events: ada@example.com",
            "location": Location("contracts/crm/accounts.odcs.yaml", 14, 9),
            **fields,
        }
        return Outcome(check=check, outcome=result, measured=measured, **values)

    return make


@pytest.fixture
def event() -> Callable[..., dict[str, Any]]:
    """A valid COMPLETE event of somebody else's job."""

    def make(number: int = 1, **changes: Any) -> dict[str, Any]:
        facet = {"_producer": "https://dbt.example/1.0", "_schemaURL": "https://dbt.example/facet.json"}
        body: dict[str, Any] = {
            "eventType": "COMPLETE",
            "eventTime": "2026-01-31T06:00:00Z",
            "producer": "https://dbt.example/1.0",
            "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
            "run": {"runId": f"01a20085-5b53-78ef-b206-{number:012d}", "facets": {"custom": facet}},
            "job": {"namespace": "dbt", "name": "model.customers", "facets": {}},
            "inputs": [{"namespace": "duckdb://local", "name": "accounts"}],
            "outputs": [{"namespace": "duckdb://local", "name": "customers", "facets": {"custom": facet}}],
        }
        body.update(changes)
        return {key: value for key, value in body.items() if value is not ...}

    return make


@pytest.fixture(scope="session")
def official_folder() -> Path:
    """The official schemas of OpenLineage, which are not part of this repository."""
    folder = Path(os.environ.get("C360_OPENLINEAGE_SPEC", SPEC))
    if not folder.is_dir():
        pytest.skip("the OpenLineage schemas are not here; name their folder in C360_OPENLINEAGE_SPEC")
    return folder


@pytest.fixture(scope="session")
def official(official_folder: Path) -> Callable[[dict[str, Any]], list[str]]:
    """What the official schemas of OpenLineage say against an event, facet bodies included.

    OpenLineage.json does not judge the bodies of facets: each is judged by the schema that declares its key.
    """
    import jsonschema_rs

    folder = official_folder
    documents = [json.loads(path.read_text()) for path in [folder / "OpenLineage.json", *folder.glob("facets/*.json")]]
    registry = jsonschema_rs.Registry([(document["$id"], document) for document in documents])
    core = jsonschema_rs.validator_for(documents[0], registry=registry, validate_formats=True)
    # a key such as `tags` is declared for datasets, jobs and runs, so the kind of facet is part of the key
    bodies = {
        (key, kind): jsonschema_rs.validator_for(
            {"$ref": f"{document['$id']}{reference['$ref']}"}, registry=registry, validate_formats=True
        )
        for document in documents[1:]
        for key, reference in _declared(document)
        for kind in _kinds(document, reference["$ref"])
    }

    def judge(event: dict[str, Any]) -> list[str]:
        problems = [error.message for error in core.iter_errors(event)]
        for kind, key, body in _facets(event):
            if (key, kind) in bodies:
                problems += [f"{key}: {error.message}" for error in bodies[(key, kind)].iter_errors(body)]
            elif not key.startswith("c360_") and key != "custom":
                problems.append(f"{key}: the specification has no such {kind}")
        return problems

    return judge


def _declared(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    for key, schema in document["properties"].items():
        for reference in schema.get("anyOf", [schema]):
            yield key, reference


def _kinds(document: dict[str, Any], reference: str) -> list[str]:
    """The places that a facet may stand in, by the base that its definition refers to."""
    text = json.dumps(document["$defs"][reference.rpartition("/")[2]].get("allOf", [{}])[0])
    names = ("RunFacet", "JobFacet", "InputDatasetFacet", "OutputDatasetFacet", "DatasetFacet")
    return [name for name in names if f'/$defs/{name}"' in text]


def _facets(event: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    places: list[tuple[str, dict[str, Any], str]] = [
        ("RunFacet", event.get("run", {}), "facets"),
        ("JobFacet", event.get("job", {}), "facets"),
    ]
    for side in ("input", "output"):
        for dataset in event.get(f"{side}s", []):
            places += [("DatasetFacet", dataset, "facets")]
            places += [(f"{side.capitalize()}DatasetFacet", dataset, f"{side}Facets")]
    for kind, owner, key in places:
        for name, body in owner.get(key, {}).items():
            yield kind, name, body


CONTRACT = """\
apiVersion: v3.2.0
kind: DataContract
id: {name}
version: 1.0.0
status: active
team: {{name: crm}}
schema:
- name: {name}
  properties:
  - {{name: id, logicalType: integer{transform}}}
  - {{name: mail, logicalType: string}}
"""


@pytest.fixture
def declaring(tmp_path: Path) -> Repository:
    """Two datasets, one made from the other, and a metric of the second's name."""
    folder = tmp_path / "contracts"
    folder.mkdir()
    logic = ", transformSourceObjects: [accounts], transformLogic: (SELECT MAX(a.id) FROM accounts a)"
    for name, transform in (("accounts", ""), ("customers", logic)):
        (folder / f"{name}.odcs.yaml").write_text(CONTRACT.format(name=name, transform=transform))
    (folder / "customers.metric.yaml").write_text("name: customers\nowner: sales\nsource: customers\nagg: count\n")
    (tmp_path / "c360.yaml").write_text("warehouses:\n  local: {type: duckdb, path: w.duckdb}\n")
    return Repository(tmp_path)


@pytest.fixture
def made(declaring: Repository, event: Callable[..., dict[str, Any]]) -> Callable[..., State]:
    """The state of that repository and of events, each given by its changes of a plain one."""

    def make(*changes: dict[str, Any], **options: Any) -> State:
        events = [event(**one) for one in changes]
        return state_of(declaring, [fact(one, number) for number, one in enumerate(events, 1)], **options)

    return make
