"""The reference platform: this project's own root, which the wheel carries as a copy inside the package."""

from __future__ import annotations

from pathlib import Path

import c360_governance

PARTS = ("contracts", "checks", "runbooks", "c360.yaml")


def reference_root() -> Path:
    """The folder that holds the reference platform's contracts/, checks/, runbooks/ and c360.yaml."""
    package = Path(c360_governance.__file__).parent
    shipped = package / "reference"
    return shipped if shipped.is_dir() else package.parent.parent
