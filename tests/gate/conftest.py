"""A platform on which changes are made, committed and judged."""

from __future__ import annotations

import json
import os
import subprocess
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from c360_governance.cli.main import main

TICKETS = "contracts/support/support_tickets.odcs.yaml"
USAGE = "contracts/product/usage_events.odcs.yaml"
MRR = "contracts/metrics/mrr.metric.yaml"
ALL = set(range(1, 15))
NEW_FIELD = """      - id: channel
        name: channel
        logicalType: string
        physicalType: VARCHAR
        required: false
        description: How the customer reached support.
        examples: [email]
        classification: internal
"""


class Change:
    """A working copy of the reference platform."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def edit(self, path: str, *replacements: tuple[str, str]) -> None:
        """Replace the first occurrence of each text, which must be there."""
        text = (self.root / path).read_text()
        for old, new in replacements:
            assert old in text, f"{old!r} is not in {path}"
            text = text.replace(old, new, 1)
        (self.root / path).write_text(text)

    def git(self, *arguments: str) -> str:
        identity = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        names = {"GIT_COMMITTER_NAME": "CI", "GIT_COMMITTER_EMAIL": "ci@example.com"}
        return subprocess.run(
            ["git", "-C", str(self.root), *arguments],
            check=True, capture_output=True, text=True, env={**os.environ, **identity, **names},
        ).stdout  # fmt: skip

    def commit(self, *trailers: str, author: str = "Ada Author <ada@example.com>", empty: bool = False) -> str:
        self.git("add", "--all")
        message = "\n".join(["Change something", "", *trailers])
        self.git("commit", "-q", f"--author={author}", f"--message={message}", *(["--allow-empty"] if empty else []))
        return self.git("rev-parse", "HEAD").strip()

    def query(self, statement: str) -> None:
        import duckdb

        with duckdb.connect(str(self.root / "warehouse.duckdb")) as connection:
            connection.execute(statement)

    def check(self, *names: str) -> int:
        return self._answer("check", *names)[0]

    def _answer(self, *arguments: str) -> tuple[int, dict[str, Any]]:
        """A command's exit status and JSON, without the cost of a process."""
        written = StringIO()
        with redirect_stdout(written), pytest.raises(SystemExit) as end:
            main(["-C", str(self.root), *arguments, "--format", "json"])
        assert written.getvalue(), end.value.code
        return int(end.value.code or 0), json.loads(written.getvalue())

    def gate(self, against: str = "HEAD", *arguments: str) -> dict[str, Any]:
        """The gate's JSON, with the items by number and the exit status."""
        status, answer = self._answer("gate", "--against", against, *arguments)
        items = {item["id"]: item for item in answer["items"]}
        statuses = {id_: item["status"] for id_, item in items.items()}
        return {**answer, "items": items, "statuses": statuses, "exit": status}

    def add_field(self, version: str = "1.1.0") -> None:
        """An optional field that the warehouse has as well."""
        self.edit(
            TICKETS, ("    properties:\n", f"    properties:\n{NEW_FIELD}"), ("version: 1.0.0", f"version: {version}")
        )
        self.query("ALTER TABLE support_tickets ADD COLUMN channel VARCHAR")


@pytest.fixture
def change(platform: Path) -> Change:
    return Change(platform)


def failed(answer: dict[str, Any]) -> set[int]:
    """The points of a gate's answer that fail."""
    return {id_ for id_, status in answer["statuses"].items() if status == "fail"}


def evidence(answer: dict[str, Any], id_: int) -> str:
    """What a gate's answer says of one point."""
    return "\n".join(answer["items"][id_]["evidence"])
