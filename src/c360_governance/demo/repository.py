"""Writing the reference platform into a folder, with its warehouse and a git history."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from c360_governance.model.errors import SourceError, UsageError
from c360_governance.sources.document import parse_document
from c360_governance.sources.reference import PARTS, reference_root
from c360_governance.warehouse.sample import build_sample

GITIGNORE = ".c360/\nwarehouse.duckdb\n"
BROKEN_CONTRACT = "contracts/product/usage_events.odcs.yaml"
REMOVED_COLUMN = "latency_ms"


def write_reference(target: Path) -> None:
    """A complete governance repository in a folder that is new or empty, else `UsageError`."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError(f"{target} is not an empty folder", help="name a folder that does not exist yet")
    target.mkdir(parents=True, exist_ok=True)
    root = reference_root()
    for part in PARTS:
        if (root / part).is_dir():
            shutil.copytree(root / part, target / part)
        else:
            shutil.copyfile(root / part, target / part)
    (target / ".gitignore").write_text(GITIGNORE, encoding="utf-8")
    build_sample(target / "warehouse.duckdb")


def commit(root: Path, message: str, *, author: str = "Platform Team <platform@example.com>") -> None:
    """Commit everything. Needs no git identity and runs nobody's hooks or signing."""
    if not (root / ".git").exists():
        _git(root, "init", "--quiet", "--initial-branch=main", "--template=")
    _git(root, "add", "--all")
    _git(root, "commit", "--quiet", f"--author={author}", f"--message={message}")


def remove_column(root: Path) -> None:
    """The demo's mistake: a producer drops a column from a contract and calls it a patch."""
    path = root / BROKEN_CONTRACT
    document = parse_document(path.read_bytes(), BROKEN_CONTRACT)
    properties = document.value["schema"][0]["properties"]
    index = next(n for n, entry in enumerate(properties) if entry["name"] == REMOVED_COLUMN)
    first, after = (document.locate(("schema", 0, "properties", n)).line - 1 for n in (index, index + 1))
    lines = document.text.splitlines(keepends=True)
    text = "".join(lines[:first] + lines[after:])
    path.write_text(re.sub(r"(?m)^(version: \d+\.\d+\.)(\d+)", _next_patch, text, count=1), encoding="utf-8")


def _next_patch(found: re.Match[str]) -> str:
    return f"{found[1]}{int(found[2]) + 1}"


def _git(root: Path, *args: str) -> None:
    identity = {
        "GIT_COMMITTER_NAME": "Platform Team",
        "GIT_COMMITTER_EMAIL": "platform@example.com",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
    }
    try:
        subprocess.run(
            ["git", "-c", "commit.gpgsign=false", "-c", f"core.hooksPath={os.devnull}", "-C", str(root), *args],
            check=True,
            capture_output=True,
            env={**{k: v for k, v in os.environ.items() if not k.startswith("GIT_")}, **identity},
        )
    except FileNotFoundError:
        raise SourceError("git is not installed", help="install git") from None
    except subprocess.CalledProcessError as error:
        raise SourceError(f"git {args[0]} failed: {error.stderr.decode('utf-8', 'replace').strip()}") from None
