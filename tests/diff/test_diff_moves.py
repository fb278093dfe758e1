"""Datasets that go from one contract to another are reported once, where they are now."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from diff_documents import column, contract

Command = Callable[..., Any]
Documents = dict[str, dict[str, Any]]

ID = column("id", logicalType="integer", required=True)


def holding(id_: str, *datasets: dict[str, Any]) -> dict[str, Any]:
    return contract(id=id_, name=id_, schema=list(datasets))


def dataset(name: str, *columns: dict[str, Any], **keys: Any) -> dict[str, Any]:
    return {"name": name, "properties": list(columns or (ID, column())), **keys}


def told(c360: Command, root: Path, old: Documents, new: Documents) -> list[tuple[str, str, str]]:
    for side, documents in (("old", old), ("new", new)):
        (root / side).mkdir()
        for name, document in documents.items():
            version = {"version": "2.0.0"} if side == "new" else {}
            (root / side / f"{name}.odcs.yaml").write_text(json.dumps({**document, **version}), encoding="utf-8")
    done = c360("diff", root / "old", root / "new", "--format", "json")
    found = json.loads(done.stdout)["findings"]
    return [(one["rule"], one["subject"], Path(one["path"]).name.partition(".")[0]) for one in found]


CRM, SUPPORT, TICKETS = dataset("accounts"), dataset("agents", column("agent")), dataset("tickets")
BOTH = {"crm": holding("crm", CRM, TICKETS), "support": holding("support", SUPPORT)}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (BOTH, {"crm": holding("crm", CRM), "support": holding("support", SUPPORT, TICKETS)},
         [("schema-moved", "tickets", "support")]),
        (BOTH, {"crm": holding("crm", CRM), "support": holding("support", SUPPORT), "new": holding("new", TICKETS)},
         [("schema-moved", "tickets", "new")]),
        (BOTH, {"support": holding("support", SUPPORT, CRM, TICKETS)},
         [("schema-moved", "accounts", "support"), ("schema-moved", "tickets", "support")]),
        (BOTH, {"support": holding("support", SUPPORT, TICKETS)},
         [("contract-removed", "crm", "crm"), ("schema-moved", "tickets", "support")]),
        (BOTH, {"crm": holding("crm", CRM), "support": holding("support", SUPPORT, dataset("tickets", ID))},
         [("schema-moved", "tickets", "support"), ("property-removed", "tickets.email", "support")]),
        (BOTH, {"crm": holding("crm", CRM),
                "support": holding("support", SUPPORT, dataset("tickets", column("x"), column("y")))},
         [("schema-removed", "tickets", "crm"), ("schema-added", "tickets", "support")]),
        (BOTH, {"crm": holding("crm", CRM), "support": holding("support", SUPPORT, dataset("calls"))},
         [("schema-removed", "tickets", "crm"), ("schema-added", "calls", "support")]),
        (BOTH, {**BOTH, "new": holding("new", TICKETS)}, [("contract-added", "new", "new")]),
    ],
)  # fmt: skip
def test_a_move(
    old: Documents, new: Documents, expected: list[tuple[str, str, str]], c360: Command, tmp_path: Path
) -> None:
    assert told(c360, tmp_path, old, new) == expected


def test_what_was_removed_on_the_way_says_where_it_stood(c360: Command, tmp_path: Path) -> None:
    old = tmp_path / "old/crm.odcs.yaml"
    told(c360, tmp_path, BOTH, {"crm": holding("crm", CRM), "support": holding("support", dataset("tickets", ID))})
    old.write_text("\n" * 40 + old.read_text(encoding="utf-8"), encoding="utf-8")
    done = c360("diff", tmp_path / "old", tmp_path / "new", "--format", "json")
    found = {one["rule"]: one for one in json.loads(done.stdout)["findings"]}
    assert "(line 41 of the old version)" in found["property-removed"]["message"]
    assert found["schema-moved"]["old"] == str(old)
